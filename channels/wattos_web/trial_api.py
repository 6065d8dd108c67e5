"""Trials over HTTP, for staff who want to talk to an agent's version in the chat itself."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from wattos.access import Principal, requires
from wattos_web.sessions import WebSessions
from wattos_web.trials import PERMISSIONS, NewTrial


class TrialRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The version to try."""

    agent_id: UUID
    version: Annotated[int, msgspec.Meta(ge=1)]


class TrialController(Controller):
    """Trials of agents."""

    path = "/api/v1/widget-trials"
    tags = ("web",)

    @post("/", guards=[requires(permission) for permission in PERMISSIONS])
    async def begin(
        self,
        data: JSONBody[TrialRequest],
        principal: NamedDependency[Principal],
        web: NamedDependency[WebSessions],
    ) -> NewTrial:
        """Begin a trial; its key opens one chat on this installation's pages, for an hour."""
        return await web.trials.begin(principal, data.agent_id, data.version)
