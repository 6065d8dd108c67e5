"""Errors as pages for people, and as problem documents for programs."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from litestar import Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from wattos.errors import NotPermitted, NotSignedIn, WattosError
from wattos.problems import EXCEPTION_HANDLERS
from wattos_admin.console import Console
from wattos_admin.page import ROOT, key_of
from wattos_admin.security import secure
from wattos_admin.session import AnyRequest, address_of
from wattos_admin.view import View

_TITLES = {
    400: key_of("That cannot be used"),
    403: key_of("This page is not for your role"),
    404: key_of("This is not here (any more)"),
}
_OTHER = key_of("This did not work")
_REASONS = {
    "invalid-input": key_of("What was given cannot be used here."),
    "not-found": key_of("It is not there, or no longer."),
    "not-permitted": key_of("Your role may not do this."),
    "conflict": key_of("It contradicts what is there now. Load the page again and look."),
    "too-large": key_of("It is larger than allowed."),
    "too-many-requests": key_of("That was too often in a short time. Wait a moment."),
    "unavailable": key_of("A part that is needed does not answer. Try again in a moment."),
    "no-model-answered": key_of("No model answered."),
}


def handlers(console: Console) -> dict[Any, Any]:
    """Exception handlers of the console's router."""

    def on_error(request: AnyRequest, error: Exception) -> Response[Any]:
        problem: Response[Any] = _handler(error)(request, error)
        view = View(console, request)
        if "text/html" not in request.headers.get("accept", "") and not view.by_script:
            return secure(problem)
        if isinstance(error, NotSignedIn) and not view.by_script:
            there = quote(address_of(request))
            return secure(Redirect(f"{ROOT}/sign-in?next={there}", status_code=303))
        status = problem.status_code or 500
        template = "parts/fault.html" if view.by_script else "error.html"
        values = {
            "title": view._(_TITLES.get(status, _OTHER)),
            "detail": _detail(view, error),
            "navigation": [],
            "tenant": None,
            "flash": None,
        }
        html = view.part(template, **values)
        return secure(Response(html, status_code=status, media_type="text/html; charset=utf-8"))

    return {WattosError: on_error, HTTPException: on_error, Exception: on_error}


def _handler(error: Exception) -> Any:
    for kind in (WattosError, HTTPException):
        if isinstance(error, kind):
            return EXCEPTION_HANDLERS[kind]
    return EXCEPTION_HANDLERS[Exception]


def _detail(view: View, error: Exception) -> str:
    if isinstance(error, NotPermitted) and error.expected:
        return view._("An owner of your organisation can give you a role that may do this.")
    return told(view, error) if isinstance(error, WattosError) and error.status < 500 else ""


def told(view: View, error: WattosError) -> str:
    """An error in the language of the view: its own words, or in German those of its kind."""
    if view.language in error.told:
        return error.told[view.language]
    if view.language == "en":
        return str(error)
    return view._(_REASONS.get(error.code, _OTHER))
