"""What a widget has to know before anybody writes: no visitor, no token, nothing stored."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter

from wattos.access import public
from wattos.conversations import DISCLOSURE
from wattos_web.appearance import Appearance
from wattos_web.sessions import WebSessions

CACHE_SECONDS = 60


class WidgetConfig(msgspec.Struct, frozen=True, kw_only=True):
    """A key's chat as a visitor meets it; texts are by language."""

    title: str
    disclosure: dict[str, str]
    """The notice that an AI answers; show it before the first message."""
    greeting: dict[str, str]
    questions: dict[str, list[str]]
    """Suggested first questions: the key's own, else those that the agent was seen to answer."""
    appearance: Appearance


@get(
    "/web/config/{public_key:str}",
    tags=["web"],
    opt=public("Asked before a visitor is known; the key and the page's origin are checked."),
)
async def widget_config(
    public_key: FromPath[str],
    request: Request[Any, Any, Any],
    web: NamedDependency[WebSessions],
    origin: Annotated[str | None, HeaderParameter(name="Origin", required=False)] = None,
) -> Response[WidgetConfig]:
    """Name, notice, greeting and looks of a key's chat; a page's own server gets no `Origin`."""
    key, tenant_id = await web.opened_key(
        public_key,
        origin=origin,
        host=request.headers.get("host", ""),
        address=request.client.host if request.client else "",
    )
    name, greeting = await web.agent_words(tenant_id, key)
    tried = (await web.suggested.current(tenant_id, key.agent_id)).texts
    looks = key.appearance
    return Response(
        WidgetConfig(
            title=looks.title or name,
            disclosure=_notice(looks),
            greeting={**greeting, **looks.greeting},
            questions=tried | {name: own for name, own in looks.questions.items() if own},
            appearance=looks,
        ),
        headers={"Cache-Control": f"private, max-age={CACHE_SECONDS}"},
    )


def _notice(looks: Appearance) -> dict[str, str]:
    added = looks.disclosure
    return {
        language: f"{text} {added[language]}" if added.get(language) else text
        for language, text in DISCLOSURE.items()
    }
