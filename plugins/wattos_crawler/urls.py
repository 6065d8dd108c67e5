"""Addresses: one spelling for each page, and which of them belong to a crawl."""

from __future__ import annotations

import posixpath
import re
from typing import Final
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

import msgspec

MAX_LENGTH: Final = 2000
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
# Parameters that follow a visitor around or choose the paper version, never the content.
_TRACKING: Final = re.compile(
    r"utm_\w+|gclid|gbraid|wbraid|dclid|yclid|fbclid|msclkid|igshid|mc_[ce]id|pk_\w+|mtm_\w+|_ga|_gl"
    r"|_hsenc|_hsmi|wt_mc|at_(?:medium|campaign)|phpsessid|jsessionid|aspsessionid\w*|oscsid|zenid"
    r"|sessid|session_?id|cftoken|cfid|print(?:view|version|able)?|druck(?:ansicht|version)?",
    re.I,
)
_SESSION: Final = re.compile(r"sid=(?!\d{1,9}$).*", re.I)
"""A session's number is long; a short one is that of a story or of a place."""
_SESSION_IN_PATH: Final = re.compile(r";(?:jsessionid|sid)=[^/]*", re.I)
_NEVER_A_DOCUMENT: Final = re.compile(
    r"\.(?:css|js|mjs|json|map|xml|rss|atom|ics|vcf|png|jpe?g|gif|svg|webp|avif|ico|bmp|tiff?|mp[34]"
    r"|m4[av]|webm|ogg|wav|avi|mov|woff2?|ttf|otf|eot|zip|gz|tar|7z|rar|exe|msi|dmg|apk|iso)$",
    re.I,
)


def normalise(url: str, base: str = "") -> str | None:
    """One spelling for an address: absolute, without fragment, tracking and default port.

    Follows RFC 3986, section 6.2 (case, percent-encoding, dot segments). None for everything
    that is not a web address or is longer than 2,000 characters.
    """
    try:
        parts = urlsplit(urljoin(base, _with_slashes(url.strip())))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return None
    try:
        host = host if ":" in host else _ascii_host(host)
    except ValueError:
        return None
    place = f"[{host}]" if ":" in host else host
    if port and port != _DEFAULT_PORTS[parts.scheme]:
        place = f"{place}:{port}"
    try:
        result = urlunsplit((parts.scheme, place, _path(parts.path), _query(parts.query), ""))
    except UnicodeError:  # half of a character pair, which has no bytes
        return None
    return result if len(result) <= MAX_LENGTH else None


def _with_slashes(url: str) -> str:
    """An address with backslashes before its query as browsers read them: `\\rathaus\\amt.html`."""
    rest, mark, query = url.partition("?")
    return rest.replace("\\", "/") + mark + query


def _ascii_host(host: str) -> str:
    """A host as browsers ask for it (UTS 46): `straße.example` is another one than `strasse`."""
    if not host.isascii():
        from yarl import URL

        return URL.build(scheme="https", host=host).raw_host or ""
    return host.encode("idna").decode("ascii").lower()  # raises for empty and overlong labels


def _path(path: str) -> str:
    # An encoded slash, percent or question mark means something else than the plain sign.
    pieces = re.split(r"(%(?:2f|25|3f|23))", _SESSION_IN_PATH.sub("", path), flags=re.I)
    path = "".join(
        piece.upper() if index % 2 else _plain(piece) for index, piece in enumerate(pieces)
    )
    clean = posixpath.normpath("/" + path.lstrip("/"))
    return clean + "/" if path.endswith(("/", "/.", "/..")) and clean != "/" else clean


def _plain(piece: str) -> str:
    decoded = unquote(piece, errors="surrogateescape")
    return quote(decoded, safe="/:@!$&'()*+,;=~-._", errors="surrogateescape")


def _query(query: str) -> str:
    kept = [
        part
        for part in query.split("&")
        if not (_TRACKING.fullmatch(part.partition("=")[0]) or _SESSION.fullmatch(part))
    ]
    return quote("&".join(kept).encode("utf-8", "surrogateescape"), safe="/:@!$&'()*+,;=~-._?%")


def identity(url: str) -> str:
    """What two spellings of one page share: neither scheme nor order of parameters matters."""
    parts = urlsplit(url)
    query = "&".join(sorted(parts.query.split("&")))
    return f"{parts.netloc.removeprefix('www.')}{parts.path}?{query}"


def place_of(url: str) -> str:
    """Host and, if unusual, port of a normalised address: the unit of politeness and scope."""
    return urlsplit(url).netloc


def looks_like_media(url: str) -> bool:
    """Whether the ending says that the address is an image, a style, an archive or the like."""
    return bool(_NEVER_A_DOCUMENT.search(urlsplit(url).path))


class Scope(msgspec.Struct, frozen=True):
    """The places a crawl may visit: the start's own (with or without www) and allowed domains."""

    places: frozenset[str]
    domains: frozenset[str]

    @classmethod
    def of(cls, start: str, allowed: tuple[str, ...] = ()) -> Scope:
        """The scope of a crawl from `start`; an allowed domain includes its subdomains."""
        return cls(
            places=frozenset({_bare(start)}),
            domains=frozenset(_domain(entry) for entry in allowed if entry.strip()),
        )

    def including(self, url: str) -> Scope:
        """The same scope with one place more: where the start address led to."""
        return Scope(self.places | {_bare(url)}, self.domains)

    def contains(self, url: str) -> bool:
        """Whether an address belongs to the crawl."""
        bare = _bare(url)
        if bare in self.places:
            return True
        host = bare if bare in self.domains else bare.rpartition(":")[0] or bare
        return any(host == domain or host.endswith(f".{domain}") for domain in self.domains)


def _bare(url: str) -> str:
    return place_of(url).removeprefix("www.")


def _domain(entry: str) -> str:
    """A domain as people give it: bare, with a leading dot or star, or as a whole address."""
    entry = entry.strip().lower()
    bare = urlsplit(entry).netloc if "//" in entry else entry.partition("/")[0]
    return bare.lstrip("*.").removeprefix("www.").rstrip(".")
