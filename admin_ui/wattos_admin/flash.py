"""A sentence for the page that comes next, with the way back where there is one."""

from __future__ import annotations

import base64
import binascii

import msgspec
from litestar.datastructures import Cookie

from wattos_admin.page import ROOT

COOKIE = "wattos_notice"


class Flash(msgspec.Struct, frozen=True, kw_only=True):
    """What was done; `undo` is the path that takes it back, by POST."""

    text: str
    undo: str | None = None
    bad: bool = False


def flash_cookie(flash: Flash | None) -> Cookie:
    """The cookie that carries a flash to the next page; None takes it away."""
    value = base64.urlsafe_b64encode(msgspec.json.encode(flash)).decode() if flash else ""
    return Cookie(
        key=COOKIE,
        value=value,
        max_age=60 if flash else 0,
        path=ROOT,
        httponly=True,
        samesite="lax",
    )


def read_flash(value: str | None) -> Flash | None:
    """The flash in a cookie; None for none and for one that somebody tampered with."""
    if not value:
        return None
    try:
        found = msgspec.json.decode(base64.urlsafe_b64decode(value), type=Flash)
    except (msgspec.DecodeError, msgspec.ValidationError, binascii.Error, ValueError):
        return None
    if found.undo is not None and not found.undo.startswith(f"{ROOT}/"):
        return None
    return found
