"""`wattos ask` and `wattos chat`: turns through the real engine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import msgspec
import typer

from wattos.cli.batch import BatchLine, read_batch
from wattos.cli.context import DataDir, Json, TenantSlug, platform_at, run, tenant_named
from wattos.cli.output import show, write_json
from wattos.conversations import HistoryMessage
from wattos.platform import Platform


def ask(
    tenant: TenantSlug,
    question: Annotated[str | None, typer.Argument()] = None,
    agent: Annotated[str | None, typer.Option(help="Slug of the agent.")] = None,
    batch: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="JSON Lines {id, question}.")
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Ask one question, or a file of questions."""
    if (question is None) == (batch is None):
        raise typer.BadParameter("give either a QUESTION or --batch FILE")

    async def command() -> None:
        async with platform_at(data_dir) as platform:
            tenant_id = await tenant_named(platform, tenant)
            if batch is not None:
                for line in read_batch(batch):
                    answer = await _answer(platform, tenant_id, line, agent)
                    write_json({"id": line.id, **answer})
                return
            answer = await _answer(platform, tenant_id, BatchLine(question=question or ""), agent)
            if as_json:
                write_json(answer)
            else:
                _show(answer)

    run(command())


async def _answer(
    platform: Platform, tenant_id: UUID, line: BatchLine, agent: str | None
) -> dict[str, Any]:
    history = [HistoryMessage(role=item.role, text=item.text) for item in line.history]
    completed = await platform.conversations.ask(
        tenant_id, line.question, agent_slug=agent, history=history
    )
    return {
        "answer": completed.text,
        "abstained": completed.abstained,
        "language": completed.language,
        "citations": msgspec.to_builtins(completed.citations),
        "agent": completed.agent,
        "model": completed.model,
        "usage": msgspec.to_builtins(completed.usage),
        "timings": completed.timings,
    }


def _show(answer: dict[str, Any]) -> None:
    show(answer["answer"])
    for number, citation in enumerate(answer["citations"], start=1):
        show(f"[{number}] {citation['title']}  {citation['url']}\n    “{citation['quote']}”")
