"""Headers of every answer of the console."""

from __future__ import annotations

from litestar import Response
from litestar.datastructures import MutableScopeHeaders

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
FRAMED_POLICY = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
SANDBOX_POLICY = (
    "sandbox; default-src 'none'; img-src * data:; style-src * 'unsafe-inline'; font-src * data:; "
    "media-src *; frame-ancestors 'self'"
)
"""For a stranger's page: it looks as it should and can do nothing."""


def secure(response: Response[object]) -> Response[object]:
    """The answer with the headers that keep pages from being framed, sniffed or cached."""
    headers: MutableScopeHeaders | dict[str, str] = response.headers
    for name, value in (
        ("Content-Security-Policy", POLICY),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cache-Control", "no-store"),
    ):
        headers.setdefault(name, value)
    return response
