"""The commands that core itself offers: `help`, `status` and `search`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, time
from typing import Protocol
from uuid import UUID

from wattos.access import Principal
from wattos.conversations.commands import Command, CommandContext
from wattos.conversations.texts import localized
from wattos.database import fetchrow, tenant_scope
from wattos.errors import InvalidInput
from wattos.tenancy import TenantClock

SEARCH_HITS = 5
EXCERPT_CHARACTERS = 200

STATUS = {
    "de": "- Dokumente: **{documents}** bereit, {documents_failed} fehlgeschlagen\n"
    "- Agenten: **{agents}** veröffentlicht, {drafts} Entwürfe\n"
    "- Aufträge: **{running}** laufen, {queued} warten, {failed} fehlgeschlagen\n"
    "- Gespräche: **{conversations}**, heute {turns} Fragen",
    "en": "- Documents: **{documents}** ready, {documents_failed} failed\n"
    "- Agents: **{agents}** published, {drafts} drafts\n"
    "- Jobs: **{running}** running, {queued} waiting, {failed} failed\n"
    "- Conversations: **{conversations}**, {turns} questions today",
    "tr": "- Belgeler: **{documents}** hazır, {documents_failed} başarısız\n"
    "- Asistanlar: **{agents}** yayında, {drafts} taslak\n"
    "- İşler: **{running}** çalışıyor, {queued} bekliyor, {failed} başarısız\n"
    "- Görüşmeler: **{conversations}**, bugün {turns} soru",
}
NOTHING_FOUND = {
    "de": "Nichts gefunden.",
    "en": "Nothing was found.",
    "tr": "Hiçbir şey bulunamadı.",
}

SEARCH_NEEDS_WORDS = {
    "de": "Wonach soll ich suchen? Zum Beispiel: `search Öffnungszeiten`",
    "en": "What shall I search for? For example: `search opening hours`",
    "tr": "Ne arayayım? Örneğin: `search çalışma saatleri`",
}

# Without the job that answers the command itself.
COUNTS = """
select
  (select count(*) from document where state = 'ready') as documents,
  (select count(*) from document where state = 'failed') as documents_failed,
  (select count(*) from agent where state = 'published') as agents,
  (select count(*) from agent where state = 'draft') as drafts,
  (select count(*) from job where state = 'running'
    and payload ->> 'turn_id' is distinct from $2) as running,
  (select count(*) from job where state = 'queued') as queued,
  (select count(*) from job where state = 'failed') as failed,
  (select count(*) from conversation) as conversations,
  (select count(*) from turn where created_at >= $1) as turns
"""


class Found(Protocol):
    """A passage that a search brought."""

    @property
    def title(self) -> str:
        """The document's title."""
        ...

    @property
    def url(self) -> str:
        """Its address."""
        ...

    @property
    def text(self) -> str:
        """The passage."""
        ...


class Search(Protocol):
    """Retrieval as the command needs it; the knowledge service fulfils it."""

    async def search(self, tenant_id: UUID, query: str, *, k: int = 10) -> Sequence[Found]:
        """The best passages first."""
        ...


def builtin_commands(
    permitted: Callable[[Principal], Awaitable[list[Command]]],
    search: Search | None,
    clock: TenantClock,
) -> list[Command]:
    """`help` and `status`, and `search` where there is a knowledge service."""

    async def show_status(context: CommandContext) -> str:
        now = (await clock.local_time(context.tenant_id)).now
        midnight = datetime.combine(now.date(), time.min, tzinfo=now.tzinfo)
        async with tenant_scope(context.tenant_id):
            row = await fetchrow(COUNTS, midnight, str(context.turn_id))
        assert row is not None
        return localized(STATUS, context.language).format(**dict(row))

    async def show_help(context: CommandContext) -> str:
        return "\n".join(
            f"- `{command.usage_in(context.language)}` – "
            f"{localized(command.description, context.language)}"
            for command in await permitted(context.principal)
        )

    commands = [
        Command(
            name="help",
            usage="help",
            description={
                "de": "zeigt, was Sie hier eingeben können",
                "en": "shows what you can type here",
                "tr": "burada neler yazabileceğinizi gösterir",
            },
            run=show_help,
        ),
        Command(
            name="status",
            usage="status",
            description={
                "de": "zeigt Dokumente, Agenten, Aufträge und Gespräche",
                "en": "shows documents, agents, jobs and conversations",
                "tr": "belgeleri, asistanları, işleri ve görüşmeleri gösterir",
            },
            permission="job:read",
            run=show_status,
        ),
    ]
    return commands if search is None else [*commands, _search_command(search)]


def _search_command(search: Search) -> Command:
    async def run(context: CommandContext) -> str:
        if not context.arguments:
            raise InvalidInput(
                "The search needs words.", expected="search WORDS", told=SEARCH_NEEDS_WORDS
            )
        hits = await search.search(context.tenant_id, context.arguments, k=SEARCH_HITS)
        lines = [
            f"{number}. [{hit.title or hit.url}]({hit.url}): {_excerpt(hit.text)}"
            for number, hit in enumerate(hits, start=1)
        ]
        return "\n".join(lines) or localized(NOTHING_FOUND, context.language)

    return Command(
        name="search",
        usage={"de": "search WÖRTER", "en": "search WORDS", "tr": "search KELİMELER"},
        description={
            "de": "durchsucht das Wissen und zeigt die besten Stellen",
            "en": "searches the knowledge and shows the best passages",
            "tr": "bilgi kaynaklarında arar ve en iyi bölümleri gösterir",
        },
        permission="knowledge:read",
        run=run,
    )


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT_CHARACTERS else f"{line[:EXCERPT_CHARACTERS].rstrip()} …"
