"""`wattos ask`: turns through the real engine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import msgspec
import typer

from wattos.cli.batch import BatchLine, answer_batch, read_batch
from wattos.cli.context import DataDir, Json, TenantSlug, platform_at, readable, run, tenant_named
from wattos.cli.output import show, write_json

if TYPE_CHECKING:
    from wattos.platform import Platform


def ask(
    tenant: TenantSlug,
    question: Annotated[str | None, typer.Argument()] = None,
    agent: Annotated[str | None, typer.Option(help="Slug of the agent.")] = None,
    batch: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="JSON Lines {id, question, history?}; a history is [{role, text}], oldest first.",
        ),
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Ask one question, or a file of questions."""
    if (question is None) == (batch is None):
        raise typer.BadParameter("give either a QUESTION or --batch FILE")

    async def command() -> None:
        lines = read_batch(batch) if batch is not None else []
        async with platform_at(data_dir) as platform:
            tenant_id = await tenant_named(platform, tenant)
            if agent is not None:
                await platform.agents.runnable(tenant_id, agent)

            async def answer(line: BatchLine) -> dict[str, Any]:
                return await _answer(platform, tenant_id, line, agent)

            if batch is not None:
                await answer_batch(lines, answer, "Answering")
                return
            answered = await answer(BatchLine(question=readable(question or "")))
            if as_json:
                write_json(answered)
            else:
                _show(answered)

    run(command())


async def _answer(
    platform: Platform, tenant_id: UUID, line: BatchLine, agent: str | None
) -> dict[str, Any]:
    completed = await platform.conversations.ask(
        tenant_id, line.question, agent_slug=agent, history=line.messages()
    )
    return {
        "answer": completed.text,
        "abstained": completed.abstained,
        "language": completed.language,
        "citations": msgspec.to_builtins(completed.citations),
        "agent": completed.agent,
        "model": completed.model,
        "verified_answer_id": msgspec.to_builtins(completed.verified_answer_id),
        "usage": msgspec.to_builtins(completed.usage),
        "timings": completed.timings,
    }


def _show(answer: dict[str, Any]) -> None:
    show(answer["answer"])
    for number, citation in enumerate(answer["citations"], start=1):
        quote = f"\n    “{citation['quote']}”" if citation["quote"] else ""
        show(f"[{number}] {citation['title']}  {citation['url']}{quote}")
