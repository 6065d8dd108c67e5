"""Material for answers that name their source."""

from __future__ import annotations

from uuid import UUID

from wattos.knowledge import NewDocument
from wattos.llm import Quote
from wattos.platform import Platform

OPENING_HOURS = "Das Rathaus ist montags ab 8 Uhr geöffnet."
PAGE = "https://www.musterstadt.example/rathaus"
_TEXT = f"""# Rathaus

Hier finden Sie Bürgerbüro, Standesamt und Kasse. {OPENING_HOURS}
Das Bürgerbüro hat samstags von 9 bis 12 Uhr offen.
"""


async def add_opening_hours(platform: Platform, tenant: UUID) -> Quote:
    """Add a page about a town hall; the quote says when it opens."""
    space = await platform.knowledge.ensure_space(tenant)
    added = await platform.knowledge.add(
        tenant,
        NewDocument(
            space_id=space,
            source_kind="page",
            url=PAGE,
            title="Rathaus",
            data=_TEXT.encode(),
            media_type="text/markdown",
        ),
    )
    await platform.knowledge.process(tenant, [added.document_id])
    hits = await platform.knowledge.search(tenant, "Wann hat das Rathaus offen?", k=1)
    start = hits[0].text.index(OPENING_HOURS)
    return Quote(passage=1, start=start, end=start + len(OPENING_HOURS))
