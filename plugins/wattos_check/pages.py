"""Pages as the finders see them: text in lines and sentences, and what kind of page it is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from wattos.knowledge import DocumentView, RecordFilter, RecordView, sentence_spans
from wattos_check.schemas import Evidence

_ARCHIVED_TEXT: Final = re.compile(
    r"\barchiv\b|nicht mehr aktualisiert|ist veraltet|aktion ist beendet|no longer updated|archived"
    r"|arşiv\b|ist abgelaufen",
    re.I,
)
_ARCHIVE_LINK: Final = re.compile(
    r"\s*(?:zum |zur |to the )?(?:news|nachrichten|presse|meldungs)?-?(?:archiv|archive|arşiv)\s*",
    re.I,
)
"""A line of its own that leads to the archive says nothing about the page that it stands on."""
_ARCHIVED_PATH: Final = re.compile(r"/(?:archiv|archive|arsiv)\b", re.I)
_NEWS_PATH: Final = re.compile(
    r"/(?:aktuelles|news|presse\w*|meldung\w*|blog|haberler|duyurular|nachrichten)(?:[/.]|$)", re.I
)
_DATELINE: Final = re.compile(
    r"\s*(?:[\w.,\- ]{0,40}?)\d{1,2}\.\s?(?:\d{1,2}\.|[A-Za-zäö]+)\s?\d{4}\s*[–—-]\s", re.I
)
_LEGAL: Final = re.compile(
    r"datenschutz|impressum|imprint|privacy|satzung|\bagb\b|terms|kvkk|gizlilik|widerruf"
    r"|barrierefreiheitserkl|nutzungsbedingungen|legal|licen[cs]e|lizenz|lisans",
    re.I,
)


class Line:
    """A line of a page's text: a heading, a paragraph, a list item or a table row."""

    __slots__ = ("end", "start", "text")

    def __init__(self, start: int, end: int, text: str) -> None:
        self.start = start
        self.end = end
        self.text = text


class Page:
    """A document to be checked."""

    def __init__(self, view: DocumentView, text: str, records: Sequence[RecordView] = ()) -> None:
        self.id: UUID = view.id
        self.url = view.url
        self.title = view.title
        self.language = view.language[:2] or "de"
        self.metadata: dict[str, Any] = view.metadata
        self.is_page = view.source_kind == "page"
        self.depth = view.depth
        self.text = text
        self.records = tuple(records)

    @cached_property
    def lines(self) -> list[Line]:
        """Lines that hold something, in order."""
        return [
            Line(match.start(), match.end(), match[0])
            for match in re.finditer(r"[^\n]*\S[^\n]*", self.text)
        ]

    @cached_property
    def sentences(self) -> list[Line]:
        """Sentences of running text: no headings, no table rows."""
        found: list[Line] = []
        for start, end in sentence_spans(self.text):
            text = self.text[start:end]
            if " | " not in text and re.search(r"[.!?][\"'”“»)]*$", text):
                found.append(Line(start, end, text))
        return found

    @cached_property
    def is_archived(self) -> bool:
        """Whether the page says that it is old: what it states is not meant for today."""
        said = (line for line in self.text[:600].split("\n") if not _ARCHIVE_LINK.fullmatch(line))
        head = "\n".join([self.title, *said])
        return bool(_ARCHIVED_PATH.search(self._path) or _ARCHIVED_TEXT.search(head))

    @cached_property
    def is_news(self) -> bool:
        """Whether the page reports from a certain day, so that later it need not be true."""
        by_type = any(
            "Article" in str(data.get("@type", "")) or data.get("@type") == "BlogPosting"
            for data in self.metadata.get("structured_data", [])
        )
        dated = any(_DATELINE.match(line.text) for line in self.lines[:4])
        return bool(_NEWS_PATH.search(self._path)) or by_type or dated

    @cached_property
    def is_legal(self) -> bool:
        """Whether the page is a legal text, whose wording editors cannot choose."""
        return bool(_LEGAL.search(f"{self._path} {self.title}"))

    @property
    def meant_language(self) -> str:
        """The language that the page says it is in, else that of its text.

        A page that was not translated, or quotes another language, is no version in that one.
        """
        return str(self.metadata.get("declared_language") or self.language)[:2]

    @property
    def window_title(self) -> str:
        """The title that a browser and a search engine show."""
        return str(self.metadata.get("page_title") or self.title).strip()

    @property
    def _path(self) -> str:
        return urlsplit(self.url).path

    def evidence(self, line: Line | None = None) -> Evidence:
        """The page, or the exact place of a line in it."""
        if line is None:
            return Evidence(document_id=self.id, url=self.url, title=self.title)
        return Evidence(
            document_id=self.id,
            url=self.url,
            title=self.title,
            quote=self.text[line.start : line.end],
            start=line.start,
            end=line.end,
        )

    def find(self, text: str) -> Line | None:
        """Where a text stands, if it stands in one place only."""
        if not text or self.text.count(text) != 1:
            return None
        start = self.text.index(text)
        return Line(start, start + len(text), text)


class DocumentSource(Protocol):
    """The part of the knowledge room that a check reads."""

    async def documents(
        self, tenant_id: UUID, *, state: Any = None, limit: int = 100, after: UUID | None = None
    ) -> list[DocumentView]: ...

    async def text(self, tenant_id: UUID, document_id: UUID) -> str: ...

    async def records(
        self,
        tenant_id: UUID,
        filter: RecordFilter | None = None,  # noqa: A002
        *,
        limit: int = 500,
        after: UUID | None = None,
    ) -> list[RecordView]: ...


async def read_pages(source: DocumentSource, tenant_id: UUID) -> list[Page]:
    """Every readable page and file of a tenant; tickets and conversations are not the site's."""
    records = await _records(source, tenant_id)
    found: list[Page] = []
    after: UUID | None = None
    while views := await source.documents(tenant_id, state="ready", limit=200, after=after):
        after = views[-1].id
        own = [view for view in views if view.source_kind in ("page", "file")]
        found += [
            Page(view, await source.text(tenant_id, view.id), records[view.id]) for view in own
        ]
    return found


async def _records(source: DocumentSource, tenant_id: UUID) -> defaultdict[UUID, list[RecordView]]:
    """The hours, fees and contacts that were read of each document."""
    by_document: defaultdict[UUID, list[RecordView]] = defaultdict(list)
    compared, after = RecordFilter(kinds=("hours", "fee", "contact")), None
    while views := await source.records(tenant_id, compared, after=after):
        after = views[-1].id
        for view in views:
            by_document[view.document_id].append(view)
    return by_document
