"""The website check as a section of the report on a tenant's material."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Final
from uuid import UUID

from wattos.database import tenant_scope, utcnow
from wattos.plugins import ReportItem, ReportSection, SectionContent
from wattos_check import store
from wattos_check.check import check
from wattos_check.pages import DocumentSource, read_pages
from wattos_check.schemas import Finding, Since

_MOST: Final = 50
_LABELS: Final = {
    "contradiction": {"de": "Widersprüche", "en": "Contradictions"},
    "outdated": {"de": "Veraltetes", "en": "Outdated statements"},
    "dead-link": {"de": "Tote Verweise", "en": "Dead links"},
    "near-duplicate": {"de": "Fast gleiche Seiten", "en": "Near duplicates"},
    "hard-language": {"de": "Schwer lesbare Seiten", "en": "Pages that are hard to read"},
    "long-sentence": {"de": "Überlange Sätze", "en": "Overlong sentences"},
    "missing-translation": {"de": "Fehlende Übersetzungen", "en": "Missing translations"},
    "orphan": {"de": "Nirgends verlinkte Seiten", "en": "Orphan pages"},
    "no-date": {"de": "Seiten ohne Datum", "en": "Pages without a date"},
    "no-title": {"de": "Seiten ohne Titel", "en": "Pages without a title"},
    "same-title": {"de": "Gleiche Titel", "en": "Equal titles"},
    "no-description": {"de": "Seiten ohne Beschreibung", "en": "Pages without a description"},
    "no-alt-text": {"de": "Bilder ohne Ersatztext", "en": "Images without a text alternative"},
}


def check_section(source: DocumentSource) -> ReportSection:
    """The section: the newest check, or a look at what is there now where that has changed."""

    async def run(tenant_id: UUID) -> SectionContent | None:
        async with tenant_scope(tenant_id):
            newest = await store.latest_check()
            valid = await store.valid_check()
        if valid is not None and valid.pages:
            return content(valid.findings, valid.pages, valid.since)
        pages = await read_pages(source, tenant_id)
        if not any(page.is_page for page in pages):
            return None
        findings = await asyncio.to_thread(check, pages, utcnow().date())
        since = None if newest is None else store.compare(newest, findings)
        return content(findings, len(pages), since)

    return ReportSection("website_check", {"de": "Website-Prüfung", "en": "Website check"}, run)


def content(findings: list[Finding], pages: int, since: Since | None) -> SectionContent:
    """Findings in the report's form: at most 50, each with its first place."""
    changed = ("", "")
    if since is not None:
        changed = (
            f" Seit der letzten Prüfung {since.new} neu, {since.solved} erledigt.",
            f" Since the last check {since.new} new, {since.solved} solved.",
        )
    return SectionContent(
        summary={
            "de": f"{len(findings)} Hinweise auf {pages} Seiten.{changed[0]}",
            "en": f"{len(findings)} findings on {pages} pages.{changed[1]}",
        },
        items=tuple(
            ReportItem(
                text=found.sentence,
                url=found.evidence[0].url if found.evidence else "",
                quote=found.evidence[0].quote if found.evidence else "",
            )
            for found in findings[:_MOST]
        ),
        figures=dict(Counter(found.kind for found in findings)),
        labels=_LABELS,
    )
