"""`wattos chat`: a conversation in the terminal, with operator commands for signed-in staff."""

from __future__ import annotations

import asyncio
import getpass
import os
import signal
import sys
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from wattos.cli.context import DataDir, TenantSlug, platform_at, readable, run, tenant_named
from wattos.cli.lines import Lines
from wattos.cli.output import say
from wattos.errors import WattosError

if TYPE_CHECKING:
    from wattos.access import Principal
    from wattos.conversations import Accepted
    from wattos.platform import Platform


def chat(
    tenant: TenantSlug,
    email: Annotated[
        str | None, typer.Option(help="Sign in as this user; without it you chat as a visitor.")
    ] = None,
    agent: Annotated[str | None, typer.Option(help="Slug of the agent.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Talk to an agent; signed-in staff may type operator commands (`help` lists them)."""

    async def command() -> None:
        async with platform_at(data_dir) as platform:
            tenant_id = await tenant_named(platform, tenant)
            if agent is not None:
                await platform.agents.runnable(tenant_id, agent)
            principal = await _sign_in(platform, tenant, email) if email else None
            await _Chat(platform, tenant_id, principal, agent).run()

    run(command())


async def _sign_in(platform: Platform, tenant: str, email: str) -> Principal:
    password = os.environ.get("WATTOS_PASSWORD") or getpass.getpass("Password: ")
    tokens = await platform.access.sign_in(email, password, tenant_slug=tenant)
    return await platform.access.principal_from_token(tokens.access_token)


class _Chat:
    """One conversation from the first line to the end of the input."""

    def __init__(
        self, platform: Platform, tenant_id: UUID, principal: Principal | None, agent: str | None
    ) -> None:
        from wattos.database import new_id

        self._platform = platform
        self._tenant_id = tenant_id
        self._user_id = UUID(principal.id) if principal else None
        self._language = principal.language if principal else None
        self._agent = agent
        self._name = str(new_id())
        self._lines = Lines()
        self._left = asyncio.Event()
        self._running: UUID | None = None
        self._stopping: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Answer line by line; a failed turn is told and the conversation goes on."""
        from wattos.conversations import DISCLOSURE, localized

        tenant = await self._platform.tenancy.get(self._tenant_id)
        say(localized(DISCLOSURE, self._language or tenant.language))
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGINT, self._interrupted)
        warming = asyncio.create_task(self._platform.warm_up())
        try:
            while (text := await self._next_line()) is not None:
                if text.strip():
                    await self._turn(readable(text))
        finally:
            loop.remove_signal_handler(signal.SIGINT)
            warming.cancel()
            await asyncio.gather(warming, return_exceptions=True)

    def _interrupted(self) -> None:
        """Ctrl-C ends the turn that runs, and between turns the conversation."""
        if self._running is None:
            self._left.set()
        else:
            stop = self._platform.conversations.stop(self._tenant_id, self._running)
            self._stopping.add(asyncio.create_task(stop))

    async def _next_line(self) -> str | None:
        """What was typed; None at the end of the input and at Ctrl-C."""
        typing = asyncio.create_task(self._lines.next())
        leaving = asyncio.create_task(self._left.wait())
        try:
            await asyncio.wait({typing, leaving}, return_when=asyncio.FIRST_COMPLETED)
            text = typing.result() if typing.done() and not leaving.done() else None
        finally:
            typing.cancel()
            leaving.cancel()
        if text is None and sys.stdin.isatty():
            print()
        return text

    async def _turn(self, text: str) -> None:
        accepted: asyncio.Future[Accepted] = asyncio.get_running_loop().create_future()
        asking = asyncio.create_task(
            self._platform.conversations.ask(
                self._tenant_id,
                text,
                self._agent,
                conversation=self._name,
                user_id=self._user_id,
                on_accepted=accepted.set_result,
            )
        )
        await asyncio.wait({asking, accepted}, return_when=asyncio.FIRST_COMPLETED)
        if not accepted.done():
            _tell_refusal(asking)
            return
        turn_id = accepted.result().turn_id
        self._running = turn_id
        try:
            await self._draw(turn_id)
            await asyncio.gather(asking, return_exceptions=True)  # the screen has shown its end
        finally:
            self._running = None

    async def _draw(self, turn_id: UUID) -> None:
        from wattos.cli.screen import Screen

        screen = Screen()
        async for event in self._platform.conversations.events(self._tenant_id, turn_id):
            screen.draw(event.event)


def _tell_refusal(asking: asyncio.Task[object]) -> None:
    """A message that was not taken, such as one that is too long, is told; faults are raised."""
    error = asking.exception()
    if not isinstance(error, WattosError):
        asking.result()
    say(f"Error: {error}")
