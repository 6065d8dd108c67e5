"""The questions that visitors left, over HTTP, for those who answer them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec
from litestar import Controller, get, patch
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from wattos.access import Principal, requires
from wattos_web.left_questions import LeftQuestion, State
from wattos_web.sessions import WebSessions


class QuestionChange(msgspec.Struct, forbid_unknown_fields=True):
    """Whether somebody has answered."""

    state: State


class LeftQuestionController(Controller):
    """Questions that wait for a person."""

    path = "/api/v1/left-questions"
    tags = ("web",)

    @get("/", guards=[requires("left_question:read")])
    async def list_questions(
        self,
        principal: NamedDependency[Principal],
        web: NamedDependency[WebSessions],
        only: FromQuery[State | None] = None,
    ) -> Sequence[LeftQuestion]:
        """Left questions, newest first; `only` keeps the open or the answered ones."""
        return await web.questions.list(principal.tenant_id, only)

    @patch("/{left_question_id:uuid}", guards=[requires("left_question:write")])
    async def change_question(
        self,
        left_question_id: FromPath[UUID],
        data: JSONBody[QuestionChange],
        principal: NamedDependency[Principal],
        web: NamedDependency[WebSessions],
    ) -> LeftQuestion:
        """Say whether somebody has answered."""
        return await web.questions.set_state(
            principal.tenant_id, left_question_id, data.state, actor=principal.actor
        )
