"""Test calls to models, and what their failures mean in the words of the console."""

from __future__ import annotations

import asyncio

from wattos.errors import InvalidInput
from wattos.llm import CallContext, ModelFailed, usual_model
from wattos_admin.page import key_of
from wattos_admin.view import View

PROBE_SECONDS = 30
REASONS = {
    "unreachable": key_of("the address cannot be reached"),
    "timeout": key_of("no answer in time"),
    "rate-limited": key_of("the provider's limit is reached, or its credit used up"),
    "unauthorized": key_of("the provider refuses the key"),
    "rejected": key_of("the provider does not know this model, or refuses the question"),
    "broken": key_of("the provider is in trouble itself"),
    "address-refused": key_of(
        "this server may not go to that address; whoever runs it can open its network"
    ),
    "key-unreadable": key_of("the stored key can no longer be opened; enter it again"),
}
"""Why a model failed, by `ModelFailed.reason`."""


async def tested_model(view: View, provider: str) -> str:
    """The model with which a provider is tried: the first in use, else its usual one."""
    used = [one.model for one in await view.platform.llm.status(view.tenant_id)]
    return next((m for m in used if m.startswith(f"{provider}/")), usual_model(provider))


async def said_by_test(view: View, model: str) -> tuple[bool, str]:
    """Put a tiny question to a model: whether it answers, and a sentence that says so."""
    context = CallContext(tenant_id=view.tenant_id, user_id=view.principal.user_id)
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            seconds = await view.platform.llm.probe(model, context)
    except (ModelFailed, InvalidInput, TimeoutError) as error:
        reason = _reason(view, error)
        return False, view._("%(model)s did not answer: %(reason)s.", model=model, reason=reason)
    ms = round(seconds * 1000)
    return True, view._("%(model)s answers, after %(ms)s ms.", model=model, ms=ms)


def _reason(view: View, error: ModelFailed | InvalidInput | TimeoutError) -> str:
    match error:
        case InvalidInput():
            return view._("no provider of yours serves this model")
        case TimeoutError():
            reason = "timeout"
            return view._(REASONS[reason])
        case _:
            words = view._(REASONS[error.reason])
            return f"{words} ({error.given})" if error.given else words
