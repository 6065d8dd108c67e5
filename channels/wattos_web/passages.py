"""The text around a citation, so that a reader sees the passage where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import msgspec

from wattos.conversations import MessageInfo
from wattos.errors import NotFound
from wattos.events import Citation
from wattos.knowledge import Knowledge

AROUND = 500

PassageState = Literal["current", "changed", "gone"]


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A quote with the document's text before and after it."""

    before: str
    quote: str
    after: str
    title: str
    url: str
    page: int | None = None
    state: PassageState = "current"
    """Whether the source still says so."""


async def read_passage(
    knowledge: Knowledge,
    tenant_id: UUID,
    messages: Sequence[MessageInfo],
    turn_id: UUID,
    number: int,
) -> Passage:
    """Source `number` (from 1) of a turn's answer. Raises NotFound.

    The quote alone is given when the document has gone or changed since the answer, and nothing
    but the link where an editor gave one.
    """
    citation = _citation(messages, turn_id, number)
    text = await _text(knowledge, tenant_id, citation.document_id)
    state: PassageState = "current"
    before = after = ""
    if text is None:
        state = "gone"
    elif citation.quote and text[citation.start : citation.end] != citation.quote:
        state = "changed"
    elif citation.quote:
        before = _end_of(text[max(0, citation.start - AROUND) : citation.start], citation.start)
        after = _start_of(text[citation.end : citation.end + AROUND], len(text) - citation.end)
    return Passage(
        before=before,
        quote=citation.quote,
        after=after,
        title=citation.title,
        url=citation.url,
        page=citation.page,
        state=state,
    )


async def _text(knowledge: Knowledge, tenant_id: UUID, document_id: UUID | None) -> str | None:
    """The document's text; empty for a link that an editor gave, None when it has gone."""
    if document_id is None:
        return ""
    try:
        return await knowledge.text(tenant_id, document_id)
    except NotFound:
        return None


def _citation(messages: Sequence[MessageInfo], turn_id: UUID, number: int) -> Citation:
    for message in messages:
        in_turn = message.turn_id == turn_id and message.role != "person"
        if in_turn and 1 <= number <= len(message.citations):
            return message.citations[number - 1]
    raise NotFound("There is no such source.", given=number)


def _end_of(text: str, available: int) -> str:
    """The last words of `text`, beginning with a whole one."""
    if available <= len(text):
        return text
    return "… " + text.partition(" ")[2]


def _start_of(text: str, available: int) -> str:
    """The first words of `text`, ending with a whole one."""
    if available <= len(text):
        return text
    return text.rpartition(" ")[0] + " …"
