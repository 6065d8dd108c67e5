"""Questions that visitors leave with an address, because nobody could answer them at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import asyncpg
import msgspec

from wattos.access import Actor
from wattos.audit import record
from wattos.database import current_tenant_id, execute, fetch, fetchrow, new_id, tenant_scope
from wattos.errors import InvalidInput, NotFound

State = Literal["open", "answered"]
MAX_LISTED = 200
LONGEST_QUESTION = 4000
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")
_COLUMNS = "id, created_at, conversation_id, question, email, name, language, state"

_REPLIES = """
select id, left_question_id, created_at, text from left_question_reply
where left_question_id = any ($1) order by id
"""


class LeftReply(msgspec.Struct, frozen=True, kw_only=True):
    """A colleague's reply; `mail` is how its mail fared, None when none was written."""

    id: UUID
    created_at: datetime
    text: str
    mail: Annotated[str, msgspec.Meta(examples=["delivered"])] | None = None
    mail_error: (
        Annotated[str, msgspec.Meta(examples=["The mail server refused the address."])] | None
    ) = None


class LeftQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question that waits for a person; `conversation_id` is None when it was erased."""

    id: UUID
    created_at: datetime
    question: str
    email: str
    name: str
    language: str
    state: State
    conversation_id: UUID | None = None
    replies: Sequence[LeftReply] = ()


class LeftQuestions:
    """The questions of a tenant's visitors."""

    async def leave(
        self,
        tenant_id: UUID,
        *,
        visitor_id: str,
        key_id: UUID,
        conversation_id: UUID | None,
        question: str,
        email: str,
        name: str,
        language: str,
    ) -> UUID:
        """Keep a question. Raises InvalidInput for an empty one or a wrong mail address."""
        question, email = _plain(question), _plain(email)
        if not question or len(question) > LONGEST_QUESTION:
            raise InvalidInput("The question is missing.", expected="1 to 4,000 characters")
        if not _EMAIL.fullmatch(email) or len(email) > 254:
            raise InvalidInput("This is not a mail address.", expected="name@example.org")
        question_id = new_id()
        async with tenant_scope(tenant_id):
            await execute(
                "insert into left_question (id, tenant_id, widget_key_id, conversation_id, "
                "visitor_id, question, email, name, language) "
                "values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                *(question_id, current_tenant_id(), key_id, conversation_id, visitor_id),
                *(question, email, _plain(name)[:200], language),
            )
        return question_id

    async def list(
        self,
        tenant_id: UUID,
        state: State | None = None,
        *,
        question_id: UUID | None = None,
    ) -> Sequence[LeftQuestion]:
        """Questions with what was replied, newest first; `question_id` leaves that one alone."""
        async with tenant_scope(tenant_id):
            rows = await fetch(
                f"select {_COLUMNS} from left_question "  # noqa: S608
                "where ($1::text is null or state = $1) and ($2::uuid is null or id = $2) "
                "order by id desc limit $3",
                *(state, question_id, MAX_LISTED),
            )
            replies = await fetch(_REPLIES, [row["id"] for row in rows])
        return [
            LeftQuestion(
                **dict(row),
                replies=[_reply(one) for one in replies if one["left_question_id"] == row["id"]],
            )
            for row in rows
        ]

    async def set_state(
        self, tenant_id: UUID, question_id: UUID, state: State, *, actor: Actor
    ) -> LeftQuestion:
        """Say whether somebody has answered. Raises NotFound."""
        async with tenant_scope(tenant_id):
            return await change_state(question_id, state, actor)


async def change_state(question_id: UUID, state: State, actor: Actor) -> LeftQuestion:
    """Say in the open scope whether somebody has answered. Raises NotFound."""
    row = await fetchrow(
        f"update left_question set state = $2 where id = $1 returning {_COLUMNS}",  # noqa: S608
        *(question_id, state),
    )
    if row is None:
        raise NotFound("There is no such question.", given=question_id)
    await record(
        "left_question.change",
        actor=actor,
        resource="left_question",
        resource_id=question_id,
        detail={"state": state},
    )
    return LeftQuestion(**dict(row))


async def export_subject(tenant_id: UUID, subject_id: str) -> dict[str, Any]:
    """What a visitor left, for their right of access."""
    async with tenant_scope(tenant_id):
        rows = await fetch(
            "select created_at, question, email, name, language, state from left_question "
            "where visitor_id = $1 order by id",
            subject_id,
        )
        replies = await fetch(
            "select q.question, r.created_at, r.text from left_question_reply r "
            "join left_question q on q.id = r.left_question_id where q.visitor_id = $1 "
            "order by r.id",
            subject_id,
        )
    if not rows:
        return {}
    return {
        "left_questions": [dict(row) for row in rows],
        "replies": [dict(row) for row in replies],
    }


async def erase_subject(tenant_id: UUID, subject_id: str) -> int:
    """Delete what a visitor left; returns how many questions went."""
    async with tenant_scope(tenant_id):
        status = await execute("delete from left_question where visitor_id = $1", subject_id)
    return int(status.rpartition(" ")[2])


async def erase_conversations(tenant_id: UUID, conversation_ids: Sequence[UUID]) -> int:
    """Delete what visitors left in these conversations; returns how many questions went."""
    async with tenant_scope(tenant_id):
        status = await execute(
            "delete from left_question where conversation_id = any ($1)", list(conversation_ids)
        )
    return int(status.rpartition(" ")[2])


def _reply(row: asyncpg.Record) -> LeftReply:
    return LeftReply(id=row["id"], created_at=row["created_at"], text=row["text"])


def _plain(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()
