"""A website's address as people type it: without `https://`, and some sites have no such."""

from __future__ import annotations

from typing import Final

import httpx

from wattos.errors import WattosError
from wattos.outbound import guarded_client
from wattos_admin.view import View

SECONDS: Final = 3.0
_SCHEMES: Final = ("https", "http")


async def answering(view: View, typed: str) -> str:
    """The address with the scheme under which the site answers, the safe one first.

    What names a scheme stays as it is; so does what answers under neither, for the crawl to tell.
    """
    address = typed.strip()[:2000]
    if not address or "://" in address:
        return address
    settings = view.platform.settings
    for scheme in _SCHEMES:
        try:
            async with (
                guarded_client(settings, timeout=SECONDS) as client,
                client.stream("GET", f"{scheme}://{address}"),
            ):
                return f"{scheme}://{address}"
        except (httpx.HTTPError, httpx.InvalidURL, WattosError, OSError, ValueError):
            continue
    return address
