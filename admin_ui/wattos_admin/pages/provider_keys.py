"""The organisation's own keys of model providers: set, replaced, removed, never shown."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from wattos.access import requires
from wattos.errors import InvalidInput
from wattos.llm import PROVIDERS, ProviderKey, ProviderKeyChange, UnusableKey, configured_providers
from wattos_admin.page import ROOT, key_of
from wattos_admin.pages.model_tests import said_by_test, tested_model
from wattos_admin.session import AnyRequest
from wattos_admin.view import HtmlResponse, View

PATH = f"{ROOT}/settings/models"
NAMES = {
    "openai": "OpenAI",
    "anthropic": "Anthropic",
    "azure": "Azure OpenAI",
    "google": "Google",
    "ollama": "Ollama",
}
FIELDS = {
    "openai": ("key", "address", "region"),
    "anthropic": ("key", "region"),
    "azure": ("key", "address", "api_version", "region"),
    "google": ("key", "region"),
    "ollama": ("address", "key", "region"),
}
ADDRESS_WORDS = {
    "openai": (key_of("Base URL"), key_of("Empty: OpenAI's own address."), ""),
    "azure": (
        key_of("Endpoint"),
        key_of("As the Azure portal shows it."),
        "https://ours.openai.azure.com",
    ),
    "ollama": (
        key_of("Address"),
        key_of("Where your Ollama server is reached. The server must be allowed to go there."),
        "https://ollama.example.org",
    ),
}
FAULTS = {
    "no-key": key_of("This is no key: it holds spaces or letters that no key has, or is too long."),
    "key-missing": key_of(
        "The key is missing. After a change of the address it has to be entered again."
    ),
    "address-missing": key_of("This provider needs its address."),
    "address-refused": key_of(
        "This server may not go to this address. Whoever runs it can open its network."
    ),
    "no-address": key_of("This is no address of the form https://host/path."),
    "in-the-clear": key_of("With a key the address has to begin with https://."),
    "no-version": key_of("This is no version such as 2025-04-01-preview."),
    "local-region": key_of("Only whoever runs the server can say that a model runs on it."),
}
may_write = requires("provider_key:write")


class ProviderRow(msgspec.Struct, frozen=True, kw_only=True):
    """A provider on the page of models."""

    id: str
    name: str
    installation: bool
    """Whether the installation has a key for everybody."""
    key: ProviderKey | None
    set_by: str
    """Name of the person who set the own key; "" when it was not a person of this organisation."""

    @property
    def set_at(self) -> datetime | None:
        """When the own key was set."""
        return self.key.set_at if self.key else None


async def provider_rows(view: View) -> list[ProviderRow]:
    """Every provider with what may be told of its key."""
    keys = {one.provider: one for one in await view.platform.llm.keys.list(view.tenant_id)}
    ready = configured_providers(view.platform.settings)
    people = {}
    if keys:
        users = await view.platform.access.users(view.tenant_id)
        people = {str(user.id): user.name or user.email for user in users}
    return [
        ProviderRow(
            id=provider,
            name=NAMES[provider],
            installation=provider in ready,
            key=(key := keys.get(provider)),
            set_by=people.get(key.set_by, "") if key else "",
        )
        for provider in PROVIDERS
    ]


class ProviderKeyController(Controller):
    """Keys of providers, which only owners may change."""

    path = "/settings/models/keys"

    @get("/{provider:str}", guards=[may_write])
    async def show(self, view: NamedDependency[View], provider: FromPath[str]) -> HtmlResponse:
        """The form of one provider."""
        return await _form(view, provider)

    @post("/{provider:str}", guards=[may_write], status_code=200)
    async def keep(
        self, view: NamedDependency[View], provider: FromPath[str], request: AnyRequest
    ) -> HtmlResponse:
        """Keep what was entered, and say at once whether the provider answers."""
        form = await request.form()
        given = {name: str(form.get(name, "")) for name in ("key", "address", "api_version")}
        change = ProviderKeyChange(**given, region=str(form.get("region", "")))
        keys = view.platform.llm.keys
        try:
            await keys.put(view.tenant_id, provider, change, actor=view.principal.actor)
        except UnusableKey as error:
            return await _form(view, provider, given=change, fault=error)
        works, sentence = await said_by_test(view, await tested_model(view, provider))
        notice = view._("The key was kept.") if change.key else view._("The settings were kept.")
        return view.redirect(PATH, notice=f"{notice} {sentence}", bad=not works)

    @post("/{provider:str}/remove", guards=[may_write], status_code=200)
    async def remove(self, view: NamedDependency[View], provider: FromPath[str]) -> HtmlResponse:
        """Forget a key."""
        keys = view.platform.llm.keys
        await keys.remove(view.tenant_id, provider, actor=view.principal.actor)
        return view.redirect(PATH, notice=view._("The key was removed."))


async def _form(
    view: View,
    provider: str,
    *,
    given: ProviderKeyChange | None = None,
    fault: UnusableKey | None = None,
) -> HtmlResponse:
    rows = {row.id: row for row in await provider_rows(view)}
    if provider not in rows:
        raise InvalidInput("There is no such provider.", given=provider[:80])
    stored = rows[provider].key
    shown = given or stored
    return await view.page(
        "settings/provider_key.html",
        status=400 if fault else 200,
        row=rows[provider],
        fields=FIELDS[provider],
        # What was typed as a key is not sent back either.
        values={name: getattr(shown, name, "") for name in ("address", "api_version", "region")},
        address=ADDRESS_WORDS.get(provider),
        default_version=view.platform.settings.azure_openai_api_version,
        faults={fault.field: view._(FAULTS[fault.reason])} if fault else {},
    )
