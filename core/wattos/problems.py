"""Errors over HTTP: problem documents (RFC 9457)."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from typing import Any

import msgspec
from asyncpg.exceptions import DataError
from litestar import Litestar, Request, Response
from litestar.enums import HttpMethod
from litestar.exceptions import HTTPException, MethodNotAllowedException, ValidationException
from litestar.utils import normalize_path

from wattos.errors import InvalidInput, TooManyRequests, WattosError

log = logging.getLogger(__name__)

PROBLEM_MEDIA_TYPE = "application/problem+json"


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A problem document; `code` is the stable name of the kind of error.

    `told` is the whole of it for people, by language, where somebody wrote it.
    """

    type: str
    title: str
    status: int
    code: str
    detail: str = ""
    given: str | None = None
    expected: str | None = None
    hint: str | None = None
    told: dict[str, str] = {}


def _respond(problem: Problem, headers: Mapping[str, str] | None = None) -> Response[Any]:
    found = dict(headers or {})
    if problem.status == 401:
        found["WWW-Authenticate"] = "Bearer"
    return Response(
        problem, status_code=problem.status, media_type=PROBLEM_MEDIA_TYPE, headers=found
    )


class JsonRequest(Request[Any, Any, Any]):
    """A request whose body is refused, and no fault of the program, where it is not UTF-8."""

    async def json(self) -> Any:
        """The body's JSON; raises `InvalidInput`."""
        try:
            return await super().json()
        except UnicodeDecodeError as error:
            raise InvalidInput(
                "The body is not UTF-8.", given=f"byte {error.start}", expected="JSON in UTF-8"
            ) from None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def problem_of(error: WattosError) -> Problem:
    """An error raised on purpose, told in full."""
    return Problem(
        type=f"urn:wattos:error:{error.code}",
        title=error.code.replace("-", " ").capitalize(),
        status=error.status,
        code=error.code,
        detail=error.message,
        given=_text(error.given),
        expected=_text(error.expected),
        hint=error.hint,
        told=dict(error.told),
    )


def on_wattos_error(_request: Request[Any, Any, Any], error: WattosError) -> Response[Any]:
    """Answers an error raised on purpose."""
    wait = error.retry_after if isinstance(error, TooManyRequests) else None
    return _respond(problem_of(error), {"Retry-After": str(wait)} if wait is not None else None)


def on_http_exception(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """An error of the web framework: unknown address, wrong method, unreadable body."""
    faults = error.extra if isinstance(error, ValidationException) else None
    wrong_method = isinstance(error, MethodNotAllowedException)
    return _respond(
        Problem(
            type="about:blank",
            title=error.detail,
            status=error.status_code,
            code="invalid-input" if error.status_code == 400 else f"http-{error.status_code}",
            detail=_fault_text(faults),
            hint=_json_hint(error.detail),
        ),
        {"Allow": ", ".join(_methods_at(request))} if wrong_method else None,
    )


def _methods_at(request: Request[Any, Any, Any]) -> list[HttpMethod]:
    """The methods that the request's address answers; RFC 9110 wants them told with a 405."""
    path = normalize_path(request.scope["path"])
    return [method for method in HttpMethod if _is_routed(request.app, path, method)]


def _is_routed(app: Litestar, path: str, method: HttpMethod) -> bool:
    try:
        app.asgi_router.handle_routing(path=path, method=method.value)
    except HTTPException:
        return False
    return True


def _json_hint(fault: str) -> str | None:
    """What to do about a body that msgspec refuses in words that do not say it."""
    if "surrogate" in fault:
        return "A \\ud… escape is half of a character: send both halves, or leave it out."
    if fault == "Input data was truncated":  # an escape right before the closing quote is told so
        return "The JSON ends too early, or a \\ud… escape at a text's end is half of a character."
    return None


def _fault_text(faults: object) -> str:
    if not isinstance(faults, list):
        return ""
    found = [(f.get("key", ""), f.get("message", "")) for f in faults if isinstance(f, dict)]
    if ("data", "'data'") in found:  # the framework's word for a body that is not there
        return "The request has no body; a JSON document is expected."
    return "; ".join(f"{key}: {message}" for key, message in found)


def on_data_error(request: Request[Any, Any, Any], error: DataError) -> Response[Any]:
    """A value that the database cannot hold, such as a number or a date beyond its range.

    The last wall: what people may usually get wrong is checked where it is read, and told better.
    """
    # The error's own message holds the value, which may be personal: where it arose is told alone.
    where = "".join(traceback.format_tb(error.__traceback__))
    log.warning("%s %s: %s\n%s", request.method, request.url.path, type(error).__name__, where)
    return _respond(
        Problem(
            type="urn:wattos:error:invalid-input",
            title="Invalid input",
            status=400,
            code="invalid-input",
            detail="A value in the request is out of range or holds what cannot be stored.",
            hint="Look at large numbers, distant dates and control characters.",
        )
    )


def on_unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """A fault of the program: logged with its trace, told without details."""
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return _respond(
        Problem(
            type="about:blank",
            title="Internal error",
            status=500,
            code="internal",
            hint="The fault was logged. Try again; if it stays, tell the operator the time.",
        )
    )


EXCEPTION_HANDLERS: dict[int | type[Exception], Any] = {
    WattosError: on_wattos_error,
    HTTPException: on_http_exception,
    DataError: on_data_error,
    Exception: on_unexpected,
}

__all__ = ["EXCEPTION_HANDLERS", "PROBLEM_MEDIA_TYPE", "JsonRequest", "Problem", "problem_of"]
