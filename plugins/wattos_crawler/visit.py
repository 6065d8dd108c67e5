"""Visiting one address: fetch, read, decide, and hand the content to the knowledge room."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from wattos.knowledge import AddedDocument, NewDocument
from wattos_crawler.browser import Browser
from wattos_crawler.charset import decode
from wattos_crawler.content import MainContent, main_content
from wattos_crawler.fetch import Admit, Answer, Fetcher, NotTaken
from wattos_crawler.frontier import Frontier
from wattos_crawler.media import file_name, media_type_of
from wattos_crawler.options import CrawlOptions
from wattos_crawler.page import Facts, parse_page, read_facts, squeeze
from wattos_crawler.robots import Robots
from wattos_crawler.schemas import Entry, Outcome
from wattos_crawler.urls import Scope, identity, looks_like_media


class DocumentStore(Protocol):
    """The part of the knowledge room that a visit needs."""

    async def add(self, tenant_id: UUID, new: NewDocument) -> AddedDocument: ...


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What an address holds, ready to be stored; `text` is what duplicates are told by."""

    data: bytes
    media_type: str
    title: str
    text: bytes
    is_page: bool


class Visitor:
    """Visits addresses of one crawl; knows which content it has met."""

    def __init__(
        self,
        *,
        tenant_id: UUID,
        space_id: UUID,
        options: CrawlOptions,
        store: DocumentStore,
        fetcher: Fetcher,
        robots: Robots,
        browser: Browser,
        frontier: Frontier,
        scope: Scope,
        hashes: dict[str, str],
    ) -> None:
        self.scope = scope
        self._tenant_id = tenant_id
        self._space_id = space_id
        self._options = options
        self._store = store
        self._fetcher = fetcher
        self._robots = robots
        self._browser = browser
        self._frontier = frontier
        self._hashes = hashes

    async def visit(self, entry: Entry, *, heed_canonical: bool = True) -> Outcome:
        """Visit an address; every way it can end is an outcome, none an exception."""
        try:
            return await self._visit(entry, heed_canonical=heed_canonical)
        except NotTaken as problem:
            return _outcome_of(problem)

    async def _visit(self, entry: Entry, *, heed_canonical: bool) -> Outcome:
        await self._robots.check(entry.url)
        answer = await self._fetcher.get(entry.url, self._admit_from(entry))
        if entry.depth == 0:
            self.scope = self.scope.including(answer.url)
        kind = media_type_of(answer.media_type, answer.url, answer.body)
        if kind is None:
            raise NotTaken("media-type", state="skipped", status=answer.status,
                           detail=answer.media_type)  # fmt: skip
        if kind != "text/html":
            return await self._visit_file(entry, answer, kind)
        return await self._visit_page(entry, answer, heed_canonical=heed_canonical)

    def _admit_from(self, entry: Entry) -> Admit:
        chain = {identity(entry.url)}

        async def admit(target: str) -> None:
            key = identity(target)
            if key in chain:
                return
            chain.add(key)
            if entry.depth > 0 and not self.scope.contains(target):
                raise NotTaken("outside", state="skipped", detail=target)
            if not self._frontier.claim(target):
                raise NotTaken("same-address", state="duplicate", detail=target)
            await self._robots.check(target)

        return admit

    async def _visit_file(self, entry: Entry, answer: Answer, kind: str) -> Outcome:
        if "noindex" in answer.headers.get("x-robots-tag", "").lower():
            raise NotTaken("noindex", state="skipped", status=answer.status)
        if not answer.body.strip():
            raise NotTaken("empty", state="skipped", status=answer.status)
        content = Content(
            data=answer.body,
            media_type=kind,
            title=file_name(answer.url),
            text=answer.body,
            is_page=False,
        )
        return await self._keep(entry, answer, content)

    async def _visit_page(self, entry: Entry, answer: Answer, *, heed_canonical: bool) -> Outcome:
        text = decode(answer.body, answer.charset)
        facts, content = await asyncio.to_thread(_read, text, answer)
        if facts.needs_scripts:
            if not self._browser.available:
                raise NotTaken("needs-browser", state="skipped", status=answer.status)
            text = await self._browser.render(answer)
            facts, content = await asyncio.to_thread(_read, text, answer)
        links = self._links(entry, facts)
        other = self._canonical(answer, facts) if heed_canonical else None
        if other:
            links = (Entry(other, entry.depth), *links)
        problem = _objection(facts, content, other)
        if problem is None:
            outcome = await self._keep(entry, answer, _page_content(facts, content))
        else:
            outcome = _outcome_of(problem)
        return msgspec.structs.replace(outcome, links=links, http_status=answer.status)

    def _links(self, entry: Entry, facts: Facts) -> tuple[Entry, ...]:
        if entry.depth >= self._options.max_depth:
            return ()
        return tuple(
            Entry(link, entry.depth + 1)
            for link in facts.links
            if self.scope.contains(link) and not looks_like_media(link)
        )

    def _canonical(self, answer: Answer, facts: Facts) -> str | None:
        """Another address that the page names as its own, if it is worth following.

        Templates that name the home page on every page are common, so that one does not count.
        """
        named = facts.canonical
        if named is None or identity(named) == identity(answer.url):
            return None
        is_home = identity(named) == identity(self._options.url) or urlsplit(named).path == "/"
        return named if self.scope.contains(named) and not is_home else None

    async def _keep(self, entry: Entry, answer: Answer, content: Content) -> Outcome:
        digest = hashlib.sha256(content.text).hexdigest()
        first = self._hashes.setdefault(digest, entry.url)
        if first != entry.url:
            raise NotTaken("same-content", state="duplicate", status=answer.status, detail=first)
        added = await self._store.add(
            self._tenant_id,
            NewDocument(
                space_id=self._space_id,
                source_kind="page" if content.is_page else "file",
                url=answer.url,
                title=content.title,
                data=content.data,
                media_type=content.media_type,
                depth=entry.depth,
            ),
        )
        stored = added.state != "failed"
        return Outcome(
            state="fetched" if stored else "failed",
            reason=None if stored else "not-stored",
            detail=None if stored else added.reason,
            http_status=answer.status,
            document_id=added.document_id,
            content_hash=digest,
            bytes=len(answer.body),
        )


def _read(text: str, answer: Answer) -> tuple[Facts, MainContent]:
    tree = parse_page(text)
    facts = read_facts(tree, answer.url, answer.headers)
    return facts, main_content(tree, facts)


def _page_content(facts: Facts, content: MainContent) -> Content:
    return Content(
        data=content.html,
        media_type="text/html",
        title=facts.title,
        text=squeeze(content.text).encode("utf-8", "replace"),
        is_page=True,
    )


def _objection(facts: Facts, content: MainContent, other: str | None) -> NotTaken | None:
    if not facts.index:
        return NotTaken("noindex", state="skipped")
    if other:
        return NotTaken("canonical", state="duplicate", detail=other)
    if not content.text:
        return NotTaken("empty", state="skipped")
    return None


def _outcome_of(problem: NotTaken) -> Outcome:
    return Outcome(
        state=problem.state,
        reason=problem.reason,
        detail=problem.detail or None,
        http_status=problem.status,
    )
