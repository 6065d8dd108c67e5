"""Asking agents from the console, and their answers as they are written."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from wattos.access import requires
from wattos.conversations import InboundMessage
from wattos.database import new_id
from wattos.errors import InvalidInput, NotFound
from wattos.events import Citation, TextDelta, TurnCompleted, TurnFailed, TurnStarted
from wattos_admin import live
from wattos_admin.answers import with_markers
from wattos_admin.session import AnyRequest
from wattos_admin.start.contact import contact_of
from wattos_admin.start.duo import sides
from wattos_admin.view import HtmlResponse, View

CHANNEL = "console"
CONTEXT_CHARACTERS = 240
MAX_QUESTION = 2000


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A citation with the text around it."""

    citation: Citation
    before: str
    after: str


class TurnController(Controller):
    """One question to one agent or to several at once."""

    path = "/turns"

    @post(guards=[requires("conversation:write")], status_code=200)
    async def ask(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Put a question; the piece of page that comes back shows the answer being written."""
        form = await request.form()
        question = str(form.get("question", "")).replace("\x00", "").strip()
        if not 0 < len(question) <= MAX_QUESTION:
            raise InvalidInput("A question is needed.", expected=f"1 to {MAX_QUESTION} characters")
        names = [str(slug) for slug in form.getall("agent", [])][:2]
        turns: list[dict[str, Any]] = []
        for slug in names or [None]:
            accepted = await view.platform.conversations.accept(
                view.tenant_id,
                InboundMessage(
                    channel=CHANNEL,
                    channel_message_id=str(new_id()),
                    channel_conversation_id=str(new_id()),
                    text=question,
                    agent_slug=slug,
                    user_id=view.principal.user_id,
                    language=view.language,
                ),
            )
            turns.append({"id": accepted.turn_id, "slug": slug})
        told = {side.slug: side for side in await sides(view, names)}
        return view.fragment("start/asked.html", turns=turns, question=question, sides=told)

    @get(
        "/{turn_id:uuid}/live",
        guards=[requires("conversation:read")],
        media_type="text/event-stream",
    )
    async def follow(self, view: NamedDependency[View], turn_id: FromPath[UUID]) -> Stream:
        """The answer as pieces of HTML: `said` while it grows, `done` at its end."""
        await view.platform.conversations.turn(view.tenant_id, turn_id)
        return live.stream(_pieces(view, turn_id))


async def _pieces(view: View, turn_id: UUID) -> AsyncIterator[bytes]:
    text = ""
    async for sequenced in view.platform.conversations.events(view.tenant_id, turn_id):
        match sequenced.event:
            case TurnStarted():
                text = ""
            case TextDelta(text=more):
                text += more
                yield live.event("said", with_markers(text, str(turn_id)))
            case TurnCompleted() as completed:
                yield live.event("done", await _whole(view, turn_id, completed))
            case TurnFailed(message=message):
                html = view.part("start/failed.html", message=message)
                yield live.event("done", html)
            case _:
                continue
    yield live.event("end", "")


async def _whole(view: View, turn_id: UUID, completed: TurnCompleted) -> str:
    passages = [await passage(view, citation) for citation in completed.citations]
    contact = _unsaid(await _contact(view), completed.text) if completed.abstained else None
    return view.part(
        "start/answer.html",
        turn_id=turn_id,
        html=with_markers(completed.text, str(turn_id), completed.citations),
        passages=passages,
        abstained=completed.abstained,
        contact=contact,
    )


async def passage(view: View, citation: Citation) -> Passage:
    """A citation with what stands before and after it in its document."""
    if citation.document_id is None:  # an answer that a person verified
        return Passage(citation=citation, before="", after="")
    try:
        text = await view.platform.knowledge.text(view.tenant_id, citation.document_id)
    except NotFound:
        return Passage(citation=citation, before="", after="")
    start = max(0, citation.start - CONTEXT_CHARACTERS)
    end = citation.end + CONTEXT_CHARACTERS
    before, after = text[start : citation.start], text[citation.end : end]
    if start > 0:  # not in the middle of a word
        before = "… " + before.partition(" ")[2]
    if end < len(text):
        after = after.rpartition(" ")[0] + " …"
    return Passage(citation=citation, before=before, after=after)


def _unsaid(contact: dict[str, str] | None, text: str) -> dict[str, str] | None:
    """The contact without a number or an address that the answer names itself."""
    said = "".join(filter(str.isdigit, text))
    number = "".join(filter(str.isdigit, (contact or {}).get("phone", "")))
    left_out = {"phone"} if number and number in said else set[str]()
    left_out |= {"email"} if (contact or {}).get("email", " ") in text else set[str]()
    return contact and {key: value for key, value in contact.items() if key not in left_out}


async def _contact(view: View) -> dict[str, str] | None:
    """Who is responsible, as far as the material is read by now."""
    tenant = await view.platform.tenancy.get(view.tenant_id)
    return await contact_of(view.platform, tenant.id, tenant.name)
