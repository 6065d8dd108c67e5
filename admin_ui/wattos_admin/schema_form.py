"""A form made from a plugin's settings schema, and the settings made from the form.

A field's words come from `msgspec.Meta`: `title` and `description` in English, and
`extra_json_schema={"de": {"title": …, "description": …}}` in German. There, `"writeOnly": true`
marks a secret (never shown; an empty field keeps the one that is stored), and `"options"` the words
of a choice by value, beside the title in either language.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from wattos.errors import InvalidInput
from wattos_admin.page import key_of

Kind = Literal["text", "lines", "number", "check", "choice", "secret", "json"]
Say = Callable[..., str]
"""The words of an English key in the language of the view, as `View._`."""
_SIMPLE: dict[str, Kind] = {
    "string": "text",
    "integer": "number",
    "number": "number",
    "boolean": "check",
}
_BETWEEN = key_of("A number from %(low)s to %(high)s is needed.")
_AT_LEAST = key_of("A number from %(low)s on is needed.")
_NUMBER = key_of("A number is needed.")
_TOO_LONG = key_of("At most %(high)s characters fit.")
_JSON = key_of("This is no JSON of the expected form.")
_OTHER = key_of("This cannot be used here.")


class FormField(msgspec.Struct, frozen=True, kw_only=True):
    """One field of the form with the value that it shows."""

    name: str
    kind: Kind
    label: str
    hint: str = ""
    value: Any = ""
    options: list[tuple[str, str]] = []
    """Values with their words."""
    fault: str = ""
    most: int | None = None
    """How many characters fit."""


class UnusableForm(InvalidInput):
    """Values that the schema does not take: why, by the name of their field."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__("These values cannot be used.", given=", ".join(faults))
        self.faults = faults


def fields_of(
    struct: type[msgspec.Struct],
    values: dict[str, Any],
    language: str,
    *,
    form: dict[str, str] | None = None,
    faults: dict[str, str] | None = None,
) -> list[FormField]:
    """The form's fields in the order of the struct, with the stored values or the defaults.

    After a refusal, `form` is what was typed and stays in the fields, with the `faults` beside.
    """
    stored: dict[str, Any] = msgspec.to_builtins(struct()) | values
    found: list[FormField] = []
    for name, schema in _properties(struct).items():
        kind = _kind(schema)
        value = _shown(kind, stored.get(name)) if form is None else _typed(kind, form, name)
        spoken = schema | (schema.get("de", {}) if language == "de" else {})
        words: dict[str, str] = spoken.get("options", {})
        found.append(
            FormField(
                name=name,
                kind=kind,
                label=spoken.get("title", name.replace("_", " ").capitalize()),
                hint=spoken.get("description", ""),
                value="" if kind == "secret" else value,
                options=[(str(one), words.get(str(one), str(one))) for one in _choices(schema)],
                fault=(faults or {}).get(name, ""),
                most=schema.get("maxLength"),
            )
        )
    return found


def settings_from(
    struct: type[msgspec.Struct], form: dict[str, str], before: dict[str, Any], say: Say
) -> dict[str, Any]:
    """What the form says, as the schema wants it; raises `UnusableForm` with every fault.

    What the form does not show, and secrets that were left empty, stay as they were.
    """
    kept, faults = dict(before), dict[str, str]()
    types = {field.encode_name: field.type for field in msgspec.structs.fields(struct)}
    for name, schema in _properties(struct).items():
        kind, text = _kind(schema), form.get(name, "").replace("\r\n", "\n")
        if kind == "secret" and not text:
            continue
        try:
            value = _read(kind, schema, text)
            msgspec.convert(value, types[name])
            kept[name] = value
        except (ValueError, msgspec.MsgspecError):
            faults[name] = _fault(kind, schema, say)
    if faults:
        raise UnusableForm(faults)
    return kept


def _properties(struct: type[msgspec.Struct]) -> dict[str, dict[str, Any]]:
    _, components = msgspec.json.schema_components((struct,), ref_template="#/{name}")
    found: dict[str, dict[str, Any]] = components[struct.__name__]["properties"]
    return {name: _plain(schema, components) for name, schema in found.items()}


def _plain(schema: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    """The schema of the value itself, where it may be missing or stands elsewhere (an enum)."""
    inner = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    if len(inner) == 1:
        schema = schema | _plain(inner[0], components) | {"optional": True}
    if reference := schema.get("$ref"):
        schema = components.get(reference.removeprefix("#/"), {}) | schema
    return schema


def _kind(schema: dict[str, Any]) -> Kind:
    if schema.get("writeOnly"):
        return "secret"
    if "enum" in schema:
        return "choice"
    if schema.get("type") == "array" and schema.get("items", {}).get("type") == "string":
        return "lines"
    return _SIMPLE.get(str(schema.get("type")), "json")


def _choices(schema: dict[str, Any]) -> list[Any]:
    values: list[Any] = [one for one in schema.get("enum", []) if one is not None]
    if schema.get("optional") or None in schema.get("enum", []):
        return ["", *values]
    return values


def _shown(kind: Kind, value: Any) -> Any:
    if kind == "lines":
        return "\n".join(value or [])
    return msgspec.json.encode(value).decode() if kind == "json" else value


def _typed(kind: Kind, form: dict[str, str], name: str) -> Any:
    return form.get(name) == "yes" if kind == "check" else form.get(name, "")


def _read(kind: Kind, schema: dict[str, Any], text: str) -> Any:
    if not text.strip() and schema.get("optional") and kind != "check":
        return None
    match kind:
        case "check":
            return text == "yes"
        case "number":
            typed = text.strip().replace(",", ".")
            return int(typed) if schema["type"] == "integer" else float(typed)
        case "lines":
            return [line.strip() for line in text.splitlines() if line.strip()]
        case "choice":
            return next((one for one in schema["enum"] if str(one) == text), text)
        case "json":
            return msgspec.json.decode(text)
        case _:
            return text.strip()


def _fault(kind: Kind, schema: dict[str, Any], say: Say) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    match kind:
        case "number" if low is not None and high is not None:
            return say(_BETWEEN, low=low, high=high)
        case "number" if low is not None:
            return say(_AT_LEAST, low=low)
        case "number":
            return say(_NUMBER)
        case "json":
            return say(_JSON)
        case "text" | "secret" if "maxLength" in schema:
            return say(_TOO_LONG, high=schema["maxLength"])
        case _:
            return say(_OTHER)
