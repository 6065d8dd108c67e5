"""An agent's version in the chat itself, over the organisation's page, for staff alone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from wattos.access import requires
from wattos_admin.page import ROOT
from wattos_admin.view import HtmlResponse, View

TRIALS = "/api/v1/widget-trials"


class TrialController(Controller):
    """Trying before publishing."""

    path = "/agents/{agent_id:uuid}/try"
    guards = (requires("agent:read"), requires("conversation:write"))

    @get("/{version:int}")
    async def show(
        self, view: NamedDependency[View], agent_id: FromPath[UUID], version: FromPath[int]
    ) -> HtmlResponse:
        """The page with a chat that only this look at it can open; loading it again begins anew."""
        agent = await view.platform.agents.get(view.tenant_id, agent_id)
        asked = {"agent_id": str(agent_id), "version": version}
        trial = await view.api.call("POST", TRIALS, json=asked)
        response = await view.page(
            "agents/trial.html",
            frame=False,
            agent=agent,
            version=version,
            public_key=trial["key"],
            until=datetime.fromisoformat(trial["expires_at"]),
            site=f"{ROOT}/site" if view.principal.may("knowledge:read") else "",
        )
        response.headers["Cache-Control"] = "no-store"
        return response
