"""The widget's bundle: the script that pages load, and the parts that it fetches when opened.

`.build/frontend.py` makes it from `frontend/`. Where it could not, `static/NOT_BUILT.txt` says why,
and so does the server's log.
"""

from __future__ import annotations

import gzip
import logging
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from wattos.access import public
from wattos.errors import NotFound, Unavailable

AnyRequest = Request[Any, Any, Any]
logger = logging.getLogger(__name__)

STATIC = Path(__file__).resolve().parent / "static"
SCRIPT = "widget.js"
_REASON = "NOT_BUILT.txt"
_PART = re.compile(r"[a-z]+-[A-Z0-9]+\.js")


def missing_reason(static: Path = STATIC) -> str | None:
    """Why there is no bundle; None when there is one."""
    if (static / SCRIPT).exists():
        return None
    reason = static / _REASON
    if reason.exists():
        return reason.read_text("utf-8").strip()
    return "It was not built. To build it: uv sync --reinstall-package wattos"


def warn_if_missing(static: Path = STATIC) -> None:
    """Tell the operator when the server starts without its widget."""
    reason = missing_reason(static)
    if reason is not None:
        logger.warning("the chat widget is missing: %s", reason)


@get(
    "/web/widget.js",
    include_in_schema=False,
    opt=public("The script that web pages load; the same for everybody."),
)
async def widget_script(request: AnyRequest) -> Response[bytes]:
    """The widget. Raises Unavailable where it was not built."""
    if missing_reason() is not None:
        raise Unavailable(
            "The chat widget is missing on this server.", hint="The server's log says why."
        )
    return _script(STATIC / SCRIPT, "public, max-age=300", request)


@get(
    "/web/parts/{name:str}",
    include_in_schema=False,
    opt=public("What the widget imports when it is opened; the same for everybody."),
)
async def widget_part(name: FromPath[str], request: AnyRequest) -> Response[bytes]:
    """A part of the widget; its name changes with its content. Raises NotFound."""
    path = STATIC / "parts" / name
    if not _PART.fullmatch(name) or not path.is_file():
        raise NotFound("There is no such part of the widget.", hint="Load the page again.")
    return _script(path, "public, max-age=31536000, immutable", request)


def _script(path: Path, caching: str, request: AnyRequest) -> Response[bytes]:
    headers = {
        "Cache-Control": caching,
        # Modules are fetched with CORS; the code is nobody's secret.
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
        "Vary": "Accept-Encoding",
    }
    content = path.read_bytes()
    if "gzip" in request.headers.get("accept-encoding", ""):
        content, headers["Content-Encoding"] = _packed(content), "gzip"
    return Response(content, media_type="text/javascript; charset=utf-8", headers=headers)


_packed = lru_cache(maxsize=32)(gzip.compress)
