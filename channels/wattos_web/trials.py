"""Trials: staff talk to a version of an agent in the chat itself, before or after it is published.

A trial is a link of the access room with the rights of the person who began it. Its secret stands
where a public key would, but opens one visit only, and only on this installation's own pages; the
visit ends after an hour, or as soon as that person loses the right. What is said there counts to
the console, not to the websites.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from wattos.access import Access, AccessLink, Principal
from wattos.agents import Agents
from wattos.errors import Conflict, InvalidInput, NotFound, NotPermitted
from wattos_web.adapter import CHANNEL
from wattos_web.appearance import Appearance
from wattos_web.keys import WidgetKeyInfo, WidgetKeys

LIFETIME: Final = timedelta(hours=1)
PERMISSIONS: Final = ("agent:read", "conversation:write")
TRIAL_CHANNEL: Final = "console"
_SECRET: Final = "wtl_"  # noqa: S105 - how links of the access room begin
_KEY: Final = "trial:"


class NewTrial(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the chat's `data-key`, once, and when the trial ends."""

    key: str
    expires_at: datetime


class TrialChat(WidgetKeyInfo, frozen=True, kw_only=True):
    """A chat with one version of one agent, for one member of staff."""

    agent_version: int


class Trials:
    """Beginning, opening and going on with trials."""

    def __init__(self, access: Access, agents: Agents, keys: WidgetKeys) -> None:
        self._keys = keys
        self._access = access
        self._agents = agents

    async def begin(self, by: Principal, agent_id: UUID, version: int) -> NewTrial:
        """A trial of a version. Raises NotFound for an agent that is archived or has no such one.

        Raises InvalidInput for a service token: a trial is a person's.
        """
        if by.user_id is None:
            raise InvalidInput("A trial is a person's.", expected="somebody who has signed in")
        await self._agents.runnable(by.tenant_id, agent_id, version)
        secret = await self._access.make_link(
            by.tenant_id,
            "trial",
            lifetime=LIFETIME,
            user_id=by.user_id,
            detail={"agent_id": str(agent_id), "version": version},
            by=by,
        )
        link = await self._access.link(secret, "trial")
        return NewTrial(key=secret, expires_at=link.expires_at)

    async def look(self, secret: str) -> tuple[TrialChat, UUID]:
        """A trial that nobody has opened, and its tenant. Raises NotFound."""
        link = await self._access.link(secret, "trial")
        return await self._chat(link), link.tenant_id

    async def open(self, secret: str) -> tuple[TrialChat, UUID]:
        """Open a trial; it works once. Raises NotFound."""
        link = await self._access.open_trial(secret)
        return await self._chat(link), link.tenant_id

    async def of(self, visitor: Principal) -> TrialChat:
        """The trial that a visit belongs to. Raises NotFound once it has ended."""
        link_id = UUID((visitor.key_id or "").removeprefix(_KEY))
        return await self._chat(await self._access.opened_trial(visitor.tenant_id, link_id))

    async def _chat(self, link: AccessLink) -> TrialChat:
        assert link.user_id is not None, "every trial is a person's"
        try:
            person = await self._access.principal_of_user(link.tenant_id, link.user_id)
        except NotPermitted:
            raise NotFound("This trial has ended.") from None
        if not all(person.may(permission) for permission in PERMISSIONS):
            raise NotFound("This trial has ended.")
        agent = await self._agents.get(link.tenant_id, UUID(link.detail["agent_id"]))
        return TrialChat(
            id=link.id,
            public_key="",
            name=agent.name,
            origins=[],
            active=True,
            created_at=link.expires_at - LIFETIME,
            agent_id=agent.id,
            agent_version=link.detail["version"],
            appearance=await self._looks(link.tenant_id, agent.id),
        )

    async def _looks(self, tenant_id: UUID, agent_id: UUID) -> Appearance:
        """Those of the agent's own chat, else of the organisation's first."""
        keys = [key for key in await self._keys.list(tenant_id) if key.active]
        own = [key for key in keys if key.agent_id == agent_id]
        return next((key.appearance for key in (*own, *keys)), Appearance())


def is_secret(key: str) -> bool:
    """Whether what stands in a page as its key is a trial's secret."""
    return key.startswith(_SECRET)


def is_trial(visitor: Principal) -> bool:
    """Whether a visit is a trial."""
    return (visitor.key_id or "").startswith(_KEY)


def key_for(chat: WidgetKeyInfo) -> str:
    """What a visitor's token names as the key it came through."""
    return f"{_KEY}{chat.id}" if isinstance(chat, TrialChat) else str(chat.id)


def version_of(chat: WidgetKeyInfo) -> int | None:
    """The version that a chat is about; None is the published one."""
    return chat.agent_version if isinstance(chat, TrialChat) else None


def channel_of(visitor: Principal) -> str:
    """Where a visit's conversation is kept."""
    return TRIAL_CHANNEL if is_trial(visitor) else CHANNEL


def refuse_in_trial(chat: WidgetKeyInfo) -> None:
    """Raise Conflict for what would reach somebody outside of a trial."""
    if isinstance(chat, TrialChat):
        raise Conflict("This is a trial: nobody would get to see that.")
