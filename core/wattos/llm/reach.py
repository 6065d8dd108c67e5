"""Whether the configured providers answer: what `wattos doctor` says of models."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx
import msgspec

from wattos.llm.endpoints import ProviderAccess, compatible_endpoint
from wattos.llm.settings import configured_access
from wattos.settings import Settings

_SECONDS = 5.0


class ProviderFault(msgspec.Struct, frozen=True, kw_only=True):
    """Why a provider would not answer, and what to do."""

    provider: str
    fault: str
    hint: str


async def provider_faults(settings: Settings) -> list[ProviderFault]:
    """What keeps configured providers from answering.

    Those that speak OpenAI's protocol are asked for their list of models, which costs nothing. The
    other providers are taken at their word: litellm has no such question.
    """
    asked = [access for access in configured_access(settings) if _list_of_models(access)]
    answers = await asyncio.gather(*(_ask(access) for access in asked))
    return [*_incomplete(settings), *(fault for fault in answers if fault is not None)]


def _incomplete(settings: Settings) -> Iterator[ProviderFault]:
    if settings.azure_openai_api_key is not None and not settings.azure_openai_endpoint:
        yield ProviderFault(
            provider="azure",
            fault="AZURE_OPENAI_API_KEY without AZURE_OPENAI_ENDPOINT",
            hint="Set AZURE_OPENAI_ENDPOINT, such as https://NAME.openai.azure.com.",
        )


def _list_of_models(access: ProviderAccess) -> str:
    endpoint = compatible_endpoint(access, "models")
    if endpoint is None:
        return ""
    # Azure answers a chat by deployment; its models are listed beside the deployments.
    return endpoint.url.replace("/deployments/{model}", "")


async def _ask(access: ProviderAccess) -> ProviderFault | None:
    endpoint = compatible_endpoint(access, "models")
    headers = endpoint.headers if endpoint is not None else {}
    try:
        async with httpx.AsyncClient(headers=headers, timeout=_SECONDS) as client:
            status = (await client.get(_list_of_models(access))).status_code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return ProviderFault(
            provider=access.provider,
            fault=f"no answer ({type(error).__name__})",
            hint="Correct the address, start the server, or open the network to it.",
        )
    if status not in (401, 403):
        return None  # some compatible servers have no list and still answer chats
    return ProviderFault(
        provider=access.provider,
        fault=f"the key is refused (HTTP {status})",
        hint="Set the right key, or take it out of the environment.",
    )
