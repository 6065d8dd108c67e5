"""Web origins: which sites may open a chat (RFC 6454)."""

from __future__ import annotations

from urllib.parse import urlsplit

from wattos.errors import InvalidInput

DEFAULT_PORTS = {"http": 80, "https": 443}


def normal_origin(text: str) -> str:
    """An origin as browsers send it: lower case, no path, no default port.

    Raises InvalidInput for anything that is not `https://host` or `http://host:port`.
    """
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError as error:
        raise _wrong(text) from error
    plain = parts.path in ("", "/") and not (parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or not plain:
        raise _wrong(text)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    host = host.encode("idna").decode() if not host.isascii() else host
    suffix = "" if port in (None, DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{host}{suffix}"


def is_same_origin(origin: str, host_header: str) -> bool:
    """Whether a browser at `origin` asks the very server that `host_header` names.

    Only host and port count: behind a proxy that ends TLS the server sees another scheme.
    """
    return bool(host_header) and urlsplit(origin).netloc.lower() == host_header.lower()


def _wrong(text: str) -> InvalidInput:
    return InvalidInput(
        "This is not a web origin.", given=text[:200], expected="for example https://www.example.de"
    )
