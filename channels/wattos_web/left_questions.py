"""Questions that visitors leave with an address, because nobody could answer them at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

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

    async def list(self, tenant_id: UUID, state: State | None = None) -> Sequence[LeftQuestion]:
        """Questions, newest first."""
        async with tenant_scope(tenant_id):
            rows = await fetch(
                f"select {_COLUMNS} from left_question "  # noqa: S608
                "where ($1::text is null or state = $1) order by id desc limit $2",
                *(state, MAX_LISTED),
            )
        return [LeftQuestion(**dict(row)) for row in rows]

    async def set_state(
        self, tenant_id: UUID, question_id: UUID, state: State, *, actor: Actor
    ) -> LeftQuestion:
        """Say whether somebody has answered. Raises NotFound."""
        async with tenant_scope(tenant_id):
            row = await fetchrow(
                "update left_question set state = $2 where id = $1 "  # noqa: S608
                f"returning {_COLUMNS}",
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
    return {"left_questions": [dict(row) for row in rows]} if rows else {}


async def erase_subject(tenant_id: UUID, subject_id: str) -> int:
    """Delete what a visitor left; returns how many questions went."""
    async with tenant_scope(tenant_id):
        status = await execute("delete from left_question where visitor_id = $1", subject_id)
    return int(status.rpartition(" ")[2])


def _plain(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()
