"""The widget's bundle: the script that pages load, and the parts that it fetches when opened.

`.build/frontend.py` makes it from `frontend/`. Where it could not, `static/NOT_BUILT.txt` says why,
and so does the server's log.
"""

from __future__ import annotations

import logging
from pathlib import Path

from litestar import Response, get

from wattos.access import public
from wattos.errors import Unavailable

logger = logging.getLogger(__name__)

STATIC = Path(__file__).resolve().parent / "static"
SCRIPT = "widget.js"
_REASON = "NOT_BUILT.txt"


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
async def widget_script() -> Response[bytes]:
    """The widget. Raises Unavailable where it was not built."""
    if missing_reason() is not None:
        raise Unavailable(
            "The chat widget is missing on this server.", hint="The server's log says why."
        )
    return Response(
        (STATIC / SCRIPT).read_bytes(),
        media_type="text/javascript; charset=utf-8",
        headers={
            "Cache-Control": "public, max-age=300",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "X-Content-Type-Options": "nosniff",
        },
    )
