"""`wattos verified`: answers that editors wrote or checked, and `wattos unanswered`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from uuid import UUID

import msgspec
import typer

from wattos.cli.context import BadArguments, DataDir, Json, TenantSlug, platform_at, tenant_named
from wattos.cli.context import run as run_command
from wattos.cli.output import say, show, table, write_json
from wattos.errors import WattosError

if TYPE_CHECKING:
    from wattos.conversations import UnansweredQuestion
    from wattos.verified import VerifiedAnswer, VerifiedContent

verified_app = typer.Typer(
    help="Answers that editors wrote or checked; they go before retrieval.", no_args_is_help=True
)

State = Annotated[Literal["active", "expired", "archived"] | None, typer.Option(help="Only these.")]
AnswerId = Annotated[UUID, typer.Argument(help="Id, as `wattos verified list` shows it.")]


@verified_app.command("list")
def verified_list(
    tenant: TenantSlug,
    search: Annotated[str | None, typer.Argument(help="Words of question or answer.")] = None,
    state: State = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Show verified answers; with --json everything about them, one a line."""

    async def command() -> None:
        from wattos.verified import VerifiedFilter

        async with platform_at(data_dir) as platform:
            tenant_id = await tenant_named(platform, tenant)
            chosen = VerifiedFilter(search=search, state=state)
            found = [answer async for answer in platform.verified.all(tenant_id, chosen)]
        if as_json:
            for answer in found:
                write_json(answer)
        else:
            table(("STATE", "USED", "UNTIL", "ID", "QUESTION"), map(_row, found))

    run_command(command())


def _row(answer: VerifiedAnswer) -> tuple[object, ...]:
    until = f"{answer.expires_at:%Y-%m-%d}"
    return (answer.state, answer.use_count, until, answer.id, answer.question)


@verified_app.command("add")
def verified_add(
    tenant: TenantSlug,
    question: str,
    answer: str,
    source: Annotated[list[str] | None, typer.Option(help="Link to show, repeatable.")] = None,
    phrasing: Annotated[list[str] | None, typer.Option(help="Another way to ask.")] = None,
    language: Annotated[str, typer.Option(help="Of question and answer.")] = "",
    data_dir: DataDir = None,
) -> None:
    """Store a verified answer; it answers from now on."""

    async def command() -> None:
        from wattos.events import Citation
        from wattos.verified import VerifiedContent

        content = VerifiedContent(
            question=question,
            answer=answer,
            language=language,
            phrasings=phrasing or [],
            sources=[Citation(url=url, title=url) for url in source or []],
        )
        async with platform_at(data_dir) as platform:
            tenant_id = await tenant_named(platform, tenant)
            made = await platform.verified.create(tenant_id, content)
        show(f"{made.id}  {made.question}")

    run_command(command())


@verified_app.command("import")
def verified_import(
    tenant: TenantSlug,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    data_dir: DataDir = None,
) -> None:
    """Store verified answers from JSON Lines, such as `list --json` writes."""

    async def command() -> None:
        contents = _contents(file)
        async with platform_at(data_dir) as platform:
            tenant_id = await tenant_named(platform, tenant)
            for number, content in contents:
                try:
                    await platform.verified.create(tenant_id, content)
                except WattosError as error:
                    raise BadArguments(f"Line {number}: {error}") from None
        say(f"{len(contents)} verified answers stored.")

    run_command(command())


def _contents(file: Path) -> list[tuple[int, VerifiedContent]]:
    """The lines with their numbers; ids, states and owners of another installation are left out."""
    from wattos.verified import VerifiedContent

    kept = {"question", "answer", "language", "phrasings", "translations", "sources"}
    contents: list[tuple[int, VerifiedContent]] = []
    for number, line in enumerate(file.read_bytes().splitlines(), 1):
        try:
            fields = msgspec.json.decode(line or b"{}", type=dict[str, object])
            chosen = {name: value for name, value in fields.items() if name in kept}
            contents.append((number, msgspec.convert(chosen, VerifiedContent)))
        except msgspec.MsgspecError as error:
            raise BadArguments(f"Line {number} is no verified answer: {error}.") from None
    return contents


@verified_app.command("expire")
def verified_expire(tenant: TenantSlug, answer_id: AnswerId, data_dir: DataDir = None) -> None:
    """Stop using an answer until somebody has looked at it again."""
    _change(tenant, answer_id, data_dir, "expire")


@verified_app.command("renew")
def verified_renew(tenant: TenantSlug, answer_id: AnswerId, data_dir: DataDir = None) -> None:
    """Say that an answer is still right, for another half year."""
    _change(tenant, answer_id, data_dir, "renew")


@verified_app.command("archive")
def verified_archive(tenant: TenantSlug, answer_id: AnswerId, data_dir: DataDir = None) -> None:
    """Put an answer away."""
    _change(tenant, answer_id, data_dir, "archive")


def _change(
    tenant: str,
    answer_id: UUID,
    data_dir: Path | None,
    verb: Literal["expire", "renew", "archive"],
) -> None:
    async def command() -> None:
        async with platform_at(data_dir) as platform:
            tenant_id = await tenant_named(platform, tenant)
            changes = {
                "expire": platform.verified.expire,
                "renew": platform.verified.renew,
                "archive": platform.verified.archive,
            }
            answer = await changes[verb](tenant_id, answer_id)
        show(f"{answer.state}  {answer.question}")

    run_command(command())


def _asked(question: UnansweredQuestion) -> str:
    typed = question.turns[0].typed
    beside = f"  (typed: {typed})" if typed != question.question else ""
    return f"{question.question}{beside}"


def unanswered(
    tenant: TenantSlug,
    days: Annotated[int, typer.Option(min=1, max=366)] = 30,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Show questions that were refused, judged bad, failed or stopped, each once."""

    async def command() -> None:
        from wattos.conversations import unanswered as read_unanswered

        async with platform_at(data_dir) as platform:
            tenant_id = await tenant_named(platform, tenant)
            found = await read_unanswered(tenant_id, platform.verified, days=days)
        if as_json:
            write_json(found)
        else:
            rows = [
                (q.count, ", ".join(sorted(q.reasons)), f"{q.last_at:%Y-%m-%d}", _asked(q))
                for q in found.questions
            ]
            table(("TIMES", "WHY", "LAST", "QUESTION"), rows)

    run_command(command())
