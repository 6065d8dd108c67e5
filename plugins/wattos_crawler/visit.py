"""Visiting one address: fetch, read, decide, and hand the content to the knowledge room."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Mapping
from typing import Any, Final, Protocol
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from wattos.database import utcnow
from wattos.knowledge import AddedDocument, NewDocument
from wattos_crawler.browser import Browser
from wattos_crawler.charset import decode
from wattos_crawler.choice import is_chosen, speaks
from wattos_crawler.fetch import MAX_REDIRECTS, NOT_MODIFIED, Admit, Answer, Fetcher, NotTaken
from wattos_crawler.frontier import Frontier
from wattos_crawler.media import file_name, media_type_of
from wattos_crawler.memory import KnownPage
from wattos_crawler.options import CrawlOptions
from wattos_crawler.page import Facts
from wattos_crawler.reading import Content, ReadPage, memory_of, page_content, read_page
from wattos_crawler.robots import Robots
from wattos_crawler.schemas import Change, Entry, Link, Outcome
from wattos_crawler.traps import Traps
from wattos_crawler.urls import Scope, identity, looks_like_media
from wattos_crawler.wishes import Wishes, read_wishes

_LOG: Final = logging.getLogger(__name__)


class DocumentStore(Protocol):
    """The part of the knowledge room that a visit needs."""

    async def add(self, tenant_id: UUID, new: NewDocument) -> AddedDocument: ...

    async def annotate(
        self, tenant_id: UUID, document_id: UUID, metadata: Mapping[str, Any]
    ) -> None: ...


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
        traps: Traps,
        memory: Mapping[str, KnownPage],
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
        self._traps = traps
        self._memory = memory
        self._hashes = hashes
        """Content → the address that has it in this crawl."""
        self._owners = {
            page.memory.content_hash: page.memory.url
            for page in memory.values()
            if page.is_ready and page.memory.content_hash
        }
        """Content → the address that had it in the last crawl and keeps it if it still does."""

    async def visit(self, entry: Entry, *, last_word: bool = False) -> Outcome:
        """Visit an address; every way it can end is an outcome, none an exception.

        With the `last_word` it is not set aside for another address that has or names its content.
        """
        try:
            return await self._visit(entry, last_word=last_word)
        except NotTaken as problem:
            return _outcome_of(problem)

    async def look(self, entry: Entry) -> Outcome:
        """Visit an address only to see whether it is still there: its links are not followed."""
        return msgspec.structs.replace(await self.visit(entry), links=())

    async def _visit(self, entry: Entry, *, last_word: bool) -> Outcome:
        options = self._options
        if entry.depth > 0 and not is_chosen(entry.url, options.include, options.exclude):
            raise NotTaken("not-chosen", state="skipped")
        if self._traps.is_closed(entry.url):
            raise NotTaken("trap", state="skipped")
        await self._robots.check(entry.url)
        admit, url = self._admit_from(entry), entry.url
        for _ in range(MAX_REDIRECTS):
            answer = await self._fetcher.get(url, admit, conditions=self._conditions)
            if entry.depth == 0:
                self.scope = self.scope.including(answer.url)
            if answer.status == NOT_MODIFIED:
                return self._unchanged(entry, answer)
            kind = media_type_of(answer.media_type, answer.url, answer.body)
            if kind is None:
                raise NotTaken("media-type", state="skipped", status=answer.status,
                               detail=answer.media_type)  # fmt: skip
            if kind != "text/html":
                return await self._visit_file(entry, answer, kind)
            read = await _read(answer, decode(answer.body, answer.charset))
            if read.facts.moves_to is None:
                return await self._visit_page(entry, answer, read, last_word=last_word)
            url = read.facts.moves_to
            await admit(url)
        raise NotTaken("redirect-loop", detail=url)

    def _conditions(self, url: str) -> dict[str, str]:
        known = self._memory.get(identity(url))
        return known.conditions() if known is not None else {}

    def _unchanged(self, entry: Entry, answer: Answer) -> Outcome:
        """What the last crawl knew, as the site says that it still holds."""
        known = self._memory.get(identity(answer.url))
        if known is None or not known.conditions():
            raise NotTaken("http-error", status=answer.status)  # nobody asked "if modified"
        if not _wishes(answer).index:
            raise NotTaken("noindex", state="skipped", status=answer.status)
        memory = known.memory
        first = self._hashes.setdefault(memory.content_hash, entry.url)
        if first != entry.url:
            raise NotTaken("same-content", state="duplicate", status=answer.status, detail=first,
                           content_hash=memory.content_hash)  # fmt: skip
        return Outcome(
            state="fetched",
            http_status=answer.status,
            document_id=memory.document_id,
            content_hash=memory.content_hash,
            links=self._entries(entry, memory.links),
            targets=tuple(link.url for link in memory.links),
            change="unchanged",
            memory=msgspec.structs.replace(memory, misses=0),
        )

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
        if not _wishes(answer).index:
            raise NotTaken("noindex", state="skipped", status=answer.status)
        if not answer.body.strip():
            raise NotTaken("empty", state="skipped", status=answer.status)
        content = Content(
            data=answer.body,
            media_type=kind,
            title=file_name(answer.url, answer.headers.get("content-disposition", "")),
            text=answer.body,
            is_page=False,
            lasting=not _wishes(answer).expires,
        )
        return await self._keep(entry, answer, content, last_word=False)

    async def _visit_page(
        self, entry: Entry, answer: Answer, read: ReadPage, *, last_word: bool
    ) -> Outcome:
        scripted = read.facts.needs_scripts
        if scripted:
            if not self._browser.available:
                raise NotTaken("needs-browser", state="skipped", status=answer.status)
            read = await _read(answer, await self._browser.render(answer))
        links = self._entries(entry, read.facts.links)
        other = None if last_word else self._canonical(answer, read.facts)
        if other:
            links = (Entry(other, entry.depth), *links)
        self._traps.note(answer.url, read.content.text)
        try:
            _object(read, other, answer.status)
            if entry.depth > 0 and not speaks(read.facts.language, self._options.languages):
                raise NotTaken("other-language", state="skipped", detail=read.facts.language)
            content = page_content(read, lasting=not (scripted or read.facts.expires))
            outcome = await self._keep(entry, answer, content, last_word=last_word)
        except NotTaken as problem:
            outcome = _outcome_of(problem)
        return msgspec.structs.replace(
            outcome,
            links=links,
            targets=tuple(link.url for link in read.facts.links),
            http_status=answer.status,
        )

    def _entries(self, entry: Entry, links: tuple[Link, ...]) -> tuple[Entry, ...]:
        """The addresses of the crawl's sites that a page leads to, too deep ones included."""
        return tuple(
            Entry(link.url, entry.depth + 1)
            for link in links
            if link.follow
            and self.scope.contains(link.url)
            and not looks_like_media(link.url)
            and not self._traps.blocks(link.url)
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

    async def _keep(
        self, entry: Entry, answer: Answer, content: Content, *, last_word: bool
    ) -> Outcome:
        digest = hashlib.sha256(content.text).hexdigest()
        self._claim_content(digest, entry, answer, last_word=last_word)
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
                published=True,
                metadata=content.metadata,
            ),
        )
        stored = added.state != "failed"
        if not added.changed:
            await self._store.annotate(self._tenant_id, added.document_id, content.metadata)
        return Outcome(
            state="fetched" if stored else "failed",
            reason=None if stored else "not-stored",
            detail=None if stored else added.reason,
            http_status=answer.status,
            document_id=added.document_id,
            content_hash=digest,
            bytes=len(answer.body),
            change=self._change(answer.url, added),
            memory=memory_of(answer, content, digest, added) if stored else None,
        )

    def _claim_content(self, digest: str, entry: Entry, answer: Answer, *, last_word: bool) -> None:
        """Raise `NotTaken` where the same content is there under another address.

        The address that had it in the last crawl keeps it, so that copies do not take turns; if it
        turns out to have it no longer, the copy is visited again with the last word.
        """
        owner = self._owners.get(digest, entry.url) if not last_word else entry.url
        first = self._hashes.get(digest) or owner
        if identity(first) not in (identity(entry.url), identity(answer.url)):
            raise NotTaken("same-content", state="duplicate", status=answer.status, detail=first,
                           content_hash=digest)  # fmt: skip
        self._hashes[digest] = entry.url

    def holds(self, content_hash: str) -> bool:
        """Whether an address with this content was taken."""
        return content_hash in self._hashes

    def _change(self, url: str, added: AddedDocument) -> Change:
        if not added.changed:
            return "unchanged"
        return "changed" if identity(url) in self._memory else "new"


async def _read(answer: Answer, text: str) -> ReadPage:
    """Read a page; whatever is wrong with it is its own outcome and not the crawl's end.

    Raises:
        NotTaken: there is nothing in it, or it is beyond reading.
    """
    try:
        return await asyncio.to_thread(read_page, text, answer)
    except NotTaken:
        raise
    except Exception as error:  # parsers of what strangers wrote raise errors of many kinds
        _LOG.exception("A page cannot be read: %s", answer.url)
        detail = f"{type(error).__name__}: {error}"[:200]
        raise NotTaken("unreadable", status=answer.status, detail=detail) from error


def _wishes(answer: Answer) -> Wishes:
    return read_wishes(answer.headers, (), utcnow())


def _object(read: ReadPage, other: str | None, status: int) -> None:
    """Raise `NotTaken` for a page that is not to be taken."""
    if read.facts.is_missing:
        raise NotTaken("not-found", status=status)
    if not read.facts.index:
        raise NotTaken("noindex", state="skipped")
    if other:
        raise NotTaken("canonical", state="duplicate", detail=other)
    if not read.content.text:
        raise NotTaken("empty", state="skipped")


def _outcome_of(problem: NotTaken) -> Outcome:
    return Outcome(
        state=problem.state,
        reason=problem.reason,
        detail=problem.detail or None,
        http_status=problem.status,
        content_hash=problem.content_hash,
    )
