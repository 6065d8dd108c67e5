"""HTTP: replays."""

from __future__ import annotations

from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from wattos.access import Principal, requires
from wattos.replay.schemas import Replay, ReplayReport, ReplayRequest
from wattos.replay.service import Replays


class ReplayController(Controller):
    """Real and verified questions asked again, without any effect."""

    path = "/api/v1/replays"
    tags = ("replays",)
    guards = (requires("conversation:read"),)

    @post("/", guards=[requires("agent:write")], status_code=202)
    async def start_replay(
        self,
        data: JSONBody[ReplayRequest],
        principal: NamedDependency[Principal],
        replays: NamedDependency[Replays],
    ) -> Replay:
        """Start a replay; a worker runs it, the report grows meanwhile."""
        return await replays.start(principal.tenant_id, data, requested_by=principal.user_id)

    @get("/")
    async def list_replays(
        self, principal: NamedDependency[Principal], replays: NamedDependency[Replays]
    ) -> list[Replay]:
        """The newest first, with how many answers stay and change."""
        return await replays.list(principal.tenant_id)

    @get("/{replay_id:uuid}")
    async def get_replay(
        self,
        replay_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        replays: NamedDependency[Replays],
    ) -> ReplayReport:
        """A replay with every question: the answer then, the answer now."""
        return await replays.report(principal.tenant_id, replay_id)


route_handlers = [ReplayController]
