"""From an answer to what is stored of it and remembered for the next crawl."""

from __future__ import annotations

from typing import Any

import msgspec

from wattos.knowledge import AddedDocument
from wattos_crawler.content import MainContent, main_content
from wattos_crawler.fetch import Answer
from wattos_crawler.metadata import page_metadata
from wattos_crawler.page import Facts, parse_page, read_facts, squeeze
from wattos_crawler.schemas import READER, Link, Memory


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What an address holds, ready to be stored; `text` is what duplicates are told by."""

    data: bytes
    media_type: str
    title: str
    text: bytes
    is_page: bool
    metadata: dict[str, Any] = {}
    links: tuple[Link, ...] = ()
    lasting: bool = True
    """Whether ETag and Last-Modified speak for the content (not where scripts write it)."""


class ReadPage(msgspec.Struct, frozen=True):
    """A page's statements, its main content and its metadata."""

    facts: Facts
    content: MainContent
    metadata: dict[str, Any]


def read_page(text: str, answer: Answer) -> ReadPage:
    """Read the HTML `text` of a page; raises `NotTaken` when there is nothing in it."""
    tree = parse_page(text)
    facts = read_facts(tree, answer.url, answer.headers)
    metadata = page_metadata(tree, facts, answer.url)
    return ReadPage(facts, main_content(tree, facts, metadata.get("structured_data")), metadata)


def page_content(read: ReadPage, *, lasting: bool) -> Content:
    """A page as it is stored."""
    return Content(
        data=read.content.html,
        media_type="text/html",
        title=read.facts.title,
        text=squeeze(read.content.text).encode("utf-8", "replace"),
        is_page=True,
        metadata=read.metadata,
        links=read.facts.links,
        lasting=lasting,
    )


def memory_of(answer: Answer, content: Content, digest: str, added: AddedDocument) -> Memory:
    """What the next crawl is to know of a stored address."""
    lasting = content.lasting
    return Memory(
        url=answer.url,
        document_id=added.document_id,
        content_hash=digest,
        etag=answer.headers.get("etag") if lasting else None,
        last_modified=answer.headers.get("last-modified") if lasting else None,
        links=content.links,
        reader=READER,
    )
