"""The chat over the organisation's own page: its key, its snippet, a look at it."""

from __future__ import annotations

import re
from html import escape
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import httpx
import msgspec
from selectolax.lexbor import LexborHTMLParser

from wattos.errors import Unavailable, WattosError
from wattos.outbound import OutboundRefused, guarded_client, read_limited
from wattos_admin.start.state import Source
from wattos_admin.view import View

KEYS = "/api/v1/widget-keys"
MAX_PAGE_BYTES = 3_000_000
PAGE_SECONDS = 10.0
_ACTIVE = "script, noscript, iframe, object, embed, base, meta[http-equiv], link[as]"


_CHARSET: Final = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What the page shows of the chat on the site."""

    public_key: str
    snippet: str
    site: str
    """The site's address; empty where there is only uploaded material."""


async def first_key(view: View) -> dict[str, Any] | None:
    """The tenant's first key that is active; None without a web channel."""
    keys: list[dict[str, Any]] = await view.api.get(KEYS) or []
    return next((key for key in keys if key["active"]), None)


async def allow_site(view: View, url: str) -> None:
    """Let the site's pages use the first key, so that the snippet works when it is pasted."""
    key = await first_key(view)
    if key is None:
        return
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    if origin not in key["origins"]:
        change = {name: key[name] for name in ("name", "agent_id", "active")}
        origins = [*key["origins"], origin]
        await view.api.call("PUT", f"{KEYS}/{key['id']}", json={**change, "origins": origins})


async def preview(view: View, source: Source) -> Preview | None:
    """The first key's preview; None without a web channel."""
    key = await first_key(view)
    if key is None:
        return None
    return Preview(
        public_key=key["public_key"],
        snippet=snippet(view.public_url, key["public_key"]),
        site=source.url,
    )


def snippet(public_url: str, public_key: str) -> str:
    """The line to paste into a page."""
    return (
        f'<script src="{escape(public_url)}/web/widget.js" data-key="{escape(public_key)}" async>'
        "</script>"
    )


async def fetch_page(view: View, url: str) -> str:
    """A page of the site as it looks, without anything that acts. Raises Unavailable."""
    try:
        async with (
            guarded_client(
                view.platform.settings, timeout=PAGE_SECONDS, follow_redirects=True
            ) as client,
            client.stream("GET", url) as answer,
        ):
            body = await read_limited(answer, MAX_PAGE_BYTES)
            found, declared = str(answer.url), answer.charset_encoding
    except OutboundRefused:
        raise
    except (httpx.HTTPError, WattosError, OSError) as error:
        raise Unavailable("The page cannot be shown.", given=type(error).__name__) from error
    return still(body, found, declared)


def still(body: bytes, url: str, declared: str | None = None) -> str:
    """The page's HTML without scripts and frames, its links relative to `url`.

    `declared` is the charset that its server names; else the page says it itself, or is in UTF-8.
    """
    tree = LexborHTMLParser(_decoded(body, declared))
    own = tree.css_first("base[href]")
    base = urljoin(url, (own.attributes.get("href") if own else None) or "")
    url = base if base.startswith(("http://", "https://")) else url
    for node in tree.css(_ACTIVE):
        node.decompose()
    html = tree.html or ""
    head = f'<meta charset="utf-8"><base href="{escape(url)}" target="_blank">'
    return html.replace("<head>", f"<head>{head}", 1)


def _decoded(body: bytes, declared: str | None) -> str:
    stated = _CHARSET.search(body[:2048])
    named = [name for name in (declared, stated and stated[1].decode("ascii")) if name]
    for name in (*named, "utf-8"):
        try:
            return body.decode(name, "replace")
        except LookupError:  # a charset that does not exist
            continue
    return ""
