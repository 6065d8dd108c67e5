"""Examples that are made from a schema: of requests, answers and problem documents.

A field's own `msgspec.Meta(examples=[…])` comes first, then what `examples.toml` says of its name,
then what its type allows.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, cast

Json = dict[str, Any]

_FORMATS = {
    "uuid": "0193b7a2-5d3c-7e41-9a60-2f1c8d4e7b95",
    "date-time": "2026-03-02T08:30:00Z",
    "date": "2026-03-02",
    "time": "08:30:00",
    # Litestar calls a time of day a duration.
    "duration": "08:00:00",
    "binary": "Öffnungszeiten: montags ab 8 Uhr",
}
_REFERENCE = "#/components/schemas/"
_UNKNOWN = object()


@cache
def _values() -> Json:
    return tomllib.loads((Path(__file__).parent / "examples.toml").read_text("utf-8"))


class ExampleMaker:
    """Makes examples for one document's schemas.

    `unnamed` collects the text fields (`Schema.field`) that neither their schema nor
    `examples.toml` has a value for; they read as their own name.
    """

    def __init__(self, schemas: Json) -> None:
        self.unnamed: set[str] = set()
        self._schemas = schemas
        self._open: list[str] = []

    def example(self, schema: Json, field: str = "") -> Any:
        """A value that the schema accepts; `field` is its name in the object around it."""
        schema, name = self._resolved(schema)
        if name and name in self._open:
            return {}
        self._open.append(name or self._owner)
        try:
            return self._made(schema, field)
        finally:
            self._open.pop()

    @property
    def _owner(self) -> str:
        return self._open[-1] if self._open else ""

    def _resolved(self, schema: Json) -> tuple[Json, str]:
        if reference := schema.get("$ref"):
            name = str(reference).removeprefix(_REFERENCE)
            return self._schemas[name], name
        return schema, ""

    def _made(self, schema: Json, field: str) -> Any:
        if examples := schema.get("examples"):
            return examples[0]
        if "const" in schema:
            return schema["const"]
        if field and (named := self._named(field, schema)) is not _UNKNOWN:
            return named
        if "enum" in schema:
            return schema["enum"][0]
        if choices := schema.get("oneOf") or schema.get("anyOf"):
            return self._chosen(choices, field)
        return self._of_type(_kind(schema), schema, field)

    def _named(self, field: str, schema: Json) -> Any:
        """What the table says of the field, where the schema takes it."""
        own = self._open[-2].rpartition("_")[2] if len(self._open) > 1 else ""
        if field in (table := _values()["schemas"].get(own, {})):
            return table[field]
        if field in _values()["absent"] and self._takes(schema, None):
            return None
        value = _values()["fields"].get(field, _UNKNOWN)
        return value if value is not _UNKNOWN and self._takes(schema, value) else _UNKNOWN

    def _takes(self, schema: Json, value: Any) -> bool:
        """Whether a value of the table fits; what has a schema of its own is made from that."""
        if choices := cast("list[Json]", schema.get("oneOf") or schema.get("anyOf") or []):
            return any(self._takes(choice, value) for choice in choices)
        if "$ref" in schema or "properties" in schema or schema.get("format") in _FORMATS:
            return False
        if "enum" in schema:
            return value in schema["enum"]
        if isinstance(value, list):
            inner: list[Any] = value
            return _is(schema, value) and all(self._takes(schema["items"], v) for v in inner)
        if isinstance(value, dict):
            values = cast("Json", value).values()
            more = schema.get("additionalProperties")
            return _is(schema, value) and all(not more or self._takes(more, v) for v in values)
        return _is(schema, value)

    def _chosen(self, choices: list[Json], field: str) -> Any:
        real = [choice for choice in choices if choice.get("type") != "null"]
        return self._made_inside(real[0], field) if real else None

    def _made_inside(self, schema: Json, field: str) -> Any:
        return self.example(schema) if "$ref" in schema else self._made(schema, field)

    def _of_type(self, kind: str, schema: Json, field: str) -> Any:
        match kind:
            case "object":
                return self._object(schema)
            case "array":
                return [self._made_inside(schema.get("items", {}), field)]
            case "string":
                return self._text(schema, field)
            case "integer" | "number":
                return schema.get("default", schema.get("minimum", 1))
            case "boolean":
                return schema.get("default", True)
            case _:
                return None

    def _object(self, schema: Json) -> Json:
        properties = cast("Json", schema.get("properties", {}))
        return {name: self.example(inner, name) for name, inner in properties.items()}

    def _text(self, schema: Json, field: str) -> str:
        if form := _FORMATS.get(schema.get("format", "")):
            return form
        if schema.get("default"):
            return str(schema["default"])
        self.unnamed.add(f"{self._owner}.{field}")
        return field.replace("_", " ")


def _kind(schema: Json) -> str:
    kind = schema.get("type", "object" if "properties" in schema else "")
    if isinstance(kind, list):
        return next((name for name in cast("list[str]", kind) if name != "null"), "null")
    return str(kind)


def _is(schema: Json, value: object) -> bool:
    if "type" not in schema:
        return True
    kinds = schema["type"]
    kinds = [kinds] if isinstance(kinds, str) else kinds
    return _json_type(value) in kinds or (type(value) is int and "number" in kinds)


def _json_type(value: object) -> str:
    if value is None:
        return "null"
    names: dict[type, str] = {bool: "boolean", int: "integer", float: "number", str: "string"}
    if isinstance(value, list):
        return "array"
    return names.get(type(value), "object")
