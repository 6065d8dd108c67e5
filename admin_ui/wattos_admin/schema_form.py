"""A form made from a plugin's settings schema, and the settings made from the form.

A field's words come from `msgspec.Meta`: `title` and `description` in English, and
`extra_json_schema={"de": {"title": …, "description": …}}` in German. `"writeOnly": true` there
marks a secret: it is never shown, and an empty field keeps the one that is stored.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from wattos.errors import InvalidInput

Kind = Literal["text", "lines", "number", "check", "choice", "secret", "json"]


class FormField(msgspec.Struct, frozen=True, kw_only=True):
    """One field of the form with the value that it shows."""

    name: str
    kind: Kind
    label: str
    hint: str = ""
    value: Any = ""
    options: list[tuple[str, str]] = []
    """Values with their words."""


def fields_of(
    struct: type[msgspec.Struct], values: dict[str, Any], language: str
) -> list[FormField]:
    """The form's fields in the order of the struct, with the stored values or the defaults."""
    stored: dict[str, Any] = msgspec.to_builtins(struct()) | values
    found: list[FormField] = []
    for name, schema in _properties(struct).items():
        kind, value = _kind(schema), stored.get(name)
        spoken = schema | (schema.get("de", {}) if language == "de" else {})
        found.append(
            FormField(
                name=name,
                kind=kind,
                label=spoken.get("title", name.replace("_", " ").capitalize()),
                hint=spoken.get("description", ""),
                value="" if kind == "secret" else _shown(kind, value),
                options=[(str(option), str(option)) for option in schema.get("enum", [])],
            )
        )
    return found


def settings_from(
    struct: type[msgspec.Struct], form: dict[str, str], before: dict[str, Any]
) -> dict[str, Any]:
    """What the form says, typed as the schema wants it; raises InvalidInput for what is no number.

    What the form does not show, and secrets that were left empty, stay as they were.
    """
    kept = dict(before)
    for name, schema in _properties(struct).items():
        kind, text = _kind(schema), form.get(name, "").replace("\r\n", "\n")
        if kind == "secret" and not text:
            continue
        try:
            kept[name] = _read(kind, schema, text)
        except ValueError:
            raise InvalidInput("A value cannot be read.", given=f"{name}: {text[:80]}") from None
    return kept


def _properties(struct: type[msgspec.Struct]) -> dict[str, dict[str, Any]]:
    _, components = msgspec.json.schema_components((struct,), ref_template="#/{name}")
    found: dict[str, dict[str, Any]] = components[struct.__name__]["properties"]
    return found


def _kind(schema: dict[str, Any]) -> Kind:
    if schema.get("writeOnly"):
        return "secret"
    if "enum" in schema:
        return "choice"
    if schema.get("type") == "array" and schema.get("items", {}).get("type") == "string":
        return "lines"
    simple: dict[str, Kind] = {
        "string": "text",
        "integer": "number",
        "number": "number",
        "boolean": "check",
    }
    return simple.get(str(schema.get("type")), "json")


def _shown(kind: Kind, value: Any) -> Any:
    if kind == "lines":
        return "\n".join(value or [])
    return msgspec.json.encode(value).decode() if kind == "json" else value


def _read(kind: Kind, schema: dict[str, Any], text: str) -> Any:
    match kind:
        case "check":
            return text == "yes"
        case "number":
            return int(text) if schema["type"] == "integer" else float(text.replace(",", "."))
        case "lines":
            return [line.strip() for line in text.splitlines() if line.strip()]
        case "choice":
            return next((one for one in schema["enum"] if str(one) == text), text)
        case "json":
            return msgspec.json.decode(text)
        case _:
            return text.strip()
