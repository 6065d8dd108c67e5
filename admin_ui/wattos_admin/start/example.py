"""The example city, read from the files that ship with WattOS."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from selectolax.lexbor import LexborHTMLParser

from wattos.delivery import JobContext
from wattos.errors import NotFound
from wattos.knowledge import NewDocument
from wattos.resources import resource

if TYPE_CHECKING:
    from wattos.platform import Platform

_READ = frozenset({".html", ".pdf", ".docx"})
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)")
_MAIN = ("main", "#inhalt", ".news-detail", ".content")
_AROUND = "nav, .pfad, .breadcrumb"
_LEFT_OUT = "intern"
"""The site's robots.txt forbids it."""
_NOT_TO_BE_FOUND = re.compile(rb"<meta name=\"robots\" content=\"[^\"]*noindex", re.IGNORECASE)


def example_site() -> Path:
    """The folder of the example city's website."""
    return resource("examples") / "city" / "site"


def example_files() -> list[Path]:
    """Its pages and files, those near the home page first, as far as a crawler would take them."""
    folder = example_site()
    found = [path for path in folder.rglob("*") if path.suffix in _READ]
    kept = [
        path
        for path in found
        if _LEFT_OUT not in path.relative_to(folder).parts
        and not (path.suffix == ".html" and _NOT_TO_BE_FOUND.search(path.read_bytes()))
    ]
    return sorted(kept, key=lambda path: (len(path.relative_to(folder).parts), str(path)))


def example_documents(space_id: UUID, base: str) -> Iterator[NewDocument]:
    """The city's pages and files as documents; `base` is where the site is shown."""
    folder = example_site()
    for path in example_files():
        place = path.relative_to(folder)
        yield NewDocument(
            space_id=space_id,
            source_kind="page" if path.suffix == ".html" else "file",
            url=f"{base}/{place.as_posix()}",
            data=_content(path),
            media_type=mimetypes.guess_type(path.name)[0] or "",
            depth=len(place.parts) - 1,
            published=True,
        )


async def bring_example(platform: Platform, context: JobContext) -> dict[str, Any]:
    """Add the city's documents and make them searchable."""
    space_id = await platform.knowledge.ensure_space(context.tenant_id)
    added = [
        (await platform.knowledge.add(context.tenant_id, document)).document_id
        for document in example_documents(space_id, str(context.payload["base"]))
    ]
    await platform.knowledge.process(context.tenant_id, added, context.progress)
    return {"documents": len(added)}


def example_page(place: str, root: str) -> bytes:
    """A file of the site; the links of pages, which begin at the host, begin at `root` then.

    Raises NotFound.
    """
    folder = example_site().resolve()
    path = (folder / place.lstrip("/")).resolve()
    if not path.is_relative_to(folder) or not path.is_file():
        raise NotFound("The example city has no such page.")
    body = path.read_bytes()
    if path.suffix == ".html":
        for name in (b"href", b"src"):
            body = body.replace(name + b'="/', name + b'="' + root.encode() + b"/")
    return body


def _content(path: Path) -> bytes:
    """A file as it is; of a page what the crawler would take: the part between menu and footer."""
    if path.suffix != ".html":
        return path.read_bytes()
    body = path.read_bytes()
    declared = _CHARSET.search(body)
    tree = LexborHTMLParser(body.decode(declared[1].decode() if declared else "utf-8", "replace"))
    main = next((found for name in _MAIN if (found := tree.css_first(name))), None)
    if main is None:
        return body
    for node in main.css(_AROUND):
        node.decompose()
    heading = main.css_first("h1, h2")
    root = tree.css_first("html")
    language = (root.attributes.get("lang") if root else None) or "de"
    title = escape(heading.text(strip=True)) if heading else ""
    page = f'<html lang="{language}"><head><title>{title}</title></head><body>{main.html}</body>'
    return page.encode()
