"""What the generated schema does not say of an operation: who may call it, how it can fail."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import Any

import msgspec
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from wattos.access import Guard
from wattos.errors import (
    InvalidInput,
    NotFound,
    NotPermitted,
    NotSignedIn,
    WattosError,
)
from wattos.openapi.examples import ExampleMaker, Json
from wattos.problems import PROBLEM_MEDIA_TYPE, Problem, problem_of

_EXAMPLES = {
    400: InvalidInput("This value cannot be used.", given="limit=900", expected="at most 500"),
    401: NotSignedIn("The token has ended.", hint="Sign in again."),
    403: NotPermitted("The permission document:write is missing.", expected="document:write"),
    404: NotFound("Nothing of this organisation has this id."),
}
_PROBLEM = "Problem"


def document_operations(document: Json, routes: Iterable[Any]) -> None:
    """Complete an OpenAPI document in place.

    Each operation gets the first sentence of its handler's docstring as its summary, examples of
    what it takes and gives, and its problem documents (RFC 9457).
    """
    schemas: Json = document["components"]["schemas"]
    schemas[_PROBLEM] = _problem_schema()
    maker = ExampleMaker(schemas)
    for path, method, handler in _handlers(routes):
        operation = document["paths"].get(path, {}).get(method)
        if operation is not None:
            _complete(operation, handler, maker)


def _handlers(routes: Iterable[Any]) -> Iterable[tuple[str, str, HTTPRouteHandler]]:
    for route in routes:
        if isinstance(route, HTTPRoute):
            for method, (handler, _) in route.route_handler_map.items():
                yield (
                    route.path_format or "/",
                    str(getattr(method, "value", method)).lower(),
                    handler,
                )


def _complete(operation: Json, handler: HTTPRouteHandler, maker: ExampleMaker) -> None:
    text = inspect.getdoc(handler.fn) or ""
    first, _, rest = text.partition("\n\n")
    operation["summary"] = " ".join(first.split()).removesuffix(".")
    if rest:
        operation["description"] = rest
    if handler.opt.get("public"):
        operation["security"] = []
    _add_examples(operation, handler, maker)
    for status, error in _problems(operation, handler).items():
        operation["responses"][str(status)] = _problem_response(error)


def _add_examples(operation: Json, handler: HTTPRouteHandler, maker: ExampleMaker) -> None:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        content["examples"] = _named(maker.example(content["schema"]))
    for status, response in operation["responses"].items():
        for content in response.get("content", {}).values():
            if status.startswith("2") and "answer_example" in handler.opt:
                content["schema"] = {"type": "string"}
                content["examples"] = _named(handler.opt["answer_example"])
            elif content.get("schema"):
                content["examples"] = _named(maker.example(content["schema"]))


def _named(value: Any) -> Json:
    return {"example": {"value": value}}


def _problems(operation: Json, handler: HTTPRouteHandler) -> dict[int, WattosError]:
    """The errors that every operation of this kind has, and those that its handler names."""
    parameters = operation.get("parameters", [])
    statuses: list[int] = []
    if parameters or "requestBody" in operation:
        statuses.append(400)
    if any(isinstance(guard, Guard) for guard in handler.resolve_guards()):
        statuses += [401, 403]
    if any(parameter["in"] == "path" for parameter in parameters):
        statuses.append(404)
    named: Iterable[WattosError] = handler.opt.get("refusals", ())
    return {s: _EXAMPLES[s] for s in statuses} | {error.status: error for error in named}


def _problem_response(error: WattosError) -> Json:
    problem = problem_of(error)
    return {
        "description": problem.title,
        "content": {
            PROBLEM_MEDIA_TYPE: {
                "schema": {"$ref": f"#/components/schemas/{_PROBLEM}"},
                "examples": _named(msgspec.to_builtins(problem)),
            }
        },
    }


def _problem_schema() -> Json:
    _, components = msgspec.json.schema_components([Problem])
    return components["Problem"]
