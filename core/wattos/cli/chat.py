"""`wattos chat`: a conversation in the terminal, with operator commands for signed-in staff."""

from __future__ import annotations

import asyncio
import getpass
import os
import sys
from typing import Annotated
from uuid import UUID

import typer

from wattos.access import Principal
from wattos.cli.context import DataDir, TenantSlug, platform_at, run, tenant_named
from wattos.cli.output import say
from wattos.conversations import DISCLOSURE, Accepted, localized
from wattos.database import new_id
from wattos.errors import WattosError
from wattos.events import (
    CitationAdded,
    ProgressUpdated,
    TextDelta,
    TurnCompleted,
    TurnFailed,
    TurnStarted,
)
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
            principal = await _sign_in(platform, tenant, email) if email else None
            say(localized(DISCLOSURE, "de"))
            conversation = str(new_id())
            while (text := _read_line()) is not None:
                if text.strip():
                    await _turn(platform, tenant_id, conversation, text, principal, agent)

    run(command())


async def _sign_in(platform: Platform, tenant: str, email: str) -> Principal:
    password = os.environ.get("WATTOS_PASSWORD") or getpass.getpass("Password: ")
    tokens = await platform.access.sign_in(email, password, tenant_slug=tenant)
    return await platform.access.principal_from_token(tokens.access_token)


def _read_line() -> str | None:
    try:
        return input("> " if sys.stdin.isatty() else "")
    except EOFError:
        return None


async def _turn(
    platform: Platform,
    tenant_id: UUID,
    conversation: str,
    text: str,
    principal: Principal | None,
    agent: str | None,
) -> None:
    accepted: asyncio.Future[Accepted] = asyncio.get_running_loop().create_future()
    asking = asyncio.create_task(
        platform.conversations.ask(
            tenant_id,
            text,
            agent,
            conversation=conversation,
            user_id=UUID(principal.id) if principal else None,
            on_accepted=accepted.set_result,
        )
    )
    await asyncio.wait({asking, accepted}, return_when=asyncio.FIRST_COMPLETED)
    if accepted.done():
        screen = _Screen()
        async for event in platform.conversations.events(tenant_id, accepted.result().turn_id):
            screen.draw(event.event)
    try:
        await asking
    except WattosError as error:
        say(str(error))


class _Screen:
    """Draws a turn's events; progress rewrites its own line on a terminal."""

    def __init__(self) -> None:
        self._citations: list[str] = []
        self._in_progress = False

    def draw(self, event: object) -> None:
        if self._in_progress and not isinstance(event, ProgressUpdated):
            print()
            self._in_progress = False
        match event:
            case TurnStarted(attempt=attempt) if attempt > 1:
                print("\n…")
            case TextDelta(text=text):
                print(text, end="", flush=True)
            case CitationAdded(index=index, citation=citation):
                self._citations.append(f"[{index}] {citation.title}  {citation.url}")
            case ProgressUpdated(message=message):
                self._progress(message)
            case TurnCompleted():
                print()
                print("\n".join(self._citations), flush=True)
            case TurnFailed(message=message):
                print(message, flush=True)
            case _:
                pass

    def _progress(self, message: str) -> None:
        self._in_progress = sys.stdout.isatty()
        print(f"\r\033[K{message}" if self._in_progress else message,
              end="" if self._in_progress else "\n", flush=True)  # fmt: skip
