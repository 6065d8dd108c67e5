"""Manifests: what a plugin says about itself, read without importing its code."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from collections import Counter
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import msgspec

from wattos.errors import ConfigurationError

API_VERSION = 1
KINDS = (
    "tool", "agent-type", "crawler", "insight", "ingestion", "models", "channel", "voice",
    "avatar", "admin", "analytics",
)  # fmt: skip


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The plugin's name as people see it."""

    de: str
    en: str


class PluginPermissions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the plugin may touch; shown to the operator before it is allowed."""

    network: list[str] = []
    """Hosts it may reach through the outbound guard; `*` means any public host."""
    secrets: list[str] = []
    """Names of the secrets it may read."""
    data: list[str] = []
    """Classes of data it works on: documents, conversations, contacts, users."""
    send: bool = False
    """Whether it sends messages to people."""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A plugin's `manifest.toml`."""

    id: str
    version: str
    api: str
    module: str
    kind: str
    names: Names
    needs: list[str] = []
    """Extras of the distribution that must be installed."""
    permissions: PluginPermissions = PluginPermissions()


class Listing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of the installation's allow-list `plugin_manifest.toml`."""

    id: str
    enabled: bool = True
    """Whether tenants have it without switching it on."""
    sha256: str | None = None
    """Pinned hash of an outside plugin's module; required for those not bundled."""
    rights: bool = False
    """Whether it takes rights away (`permission_allowed`). While it cannot be asked, nobody has any
    where it is enabled."""


class AllowList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The installation's `plugin_manifest.toml`."""

    plugin: list[Listing] = []


def read_allow_list(path: Path) -> AllowList:
    """The allow-list at `path`; raises `ConfigurationError` naming the file and the fault."""
    try:
        found = msgspec.convert(tomllib.loads(path.read_text("utf-8")), AllowList)
        if doubled := [name for name, times in _counted(found).items() if times > 1]:
            raise ValueError(f"{', '.join(doubled)} listed twice")
        return found
    except (OSError, ValueError) as error:  # no file, no UTF-8, no TOML, other fields
        raise ConfigurationError(
            "The plugin allow-list cannot be read.",
            given=f"{path}: {error}",
            expected='[[plugin]] tables with id = "…"',
            hint="Correct the file; WATTOS_MANIFEST names another one.",
        ) from error


def _counted(found: AllowList) -> Counter[str]:
    return Counter(listing.id for listing in found.plugin)


def outside_packages() -> dict[str, str]:
    """Plugin id → package of plugins installed by others (entry-point group `wattos`)."""
    return {
        point.name: point.value.partition(":")[0].partition(".")[0]
        for point in entry_points(group="wattos")
    }


def package_folder(package: str) -> Path | None:
    """Where a top-level package lies, found without importing it; None where there is none."""
    spec = importlib.util.find_spec(package) if package.isidentifier() else None
    locations = spec.submodule_search_locations if spec else None
    return Path(next(iter(locations))) if locations else None


def read_manifest(folder: Path) -> tuple[Manifest | None, list[str]]:
    """The manifest in `folder` and every fault found in it; None when it cannot be decoded."""
    path = folder / "manifest.toml"
    try:
        raw: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:  # no file, no UTF-8, no TOML
        return None, [f"{path.name}: {error}"]
    values, faults = _decode(raw)
    decodable = not faults
    faults += [
        fault
        for name, check in _CHECKS.items()
        if name in values and (fault := check(values[name], folder.name)) is not None
    ]
    return (Manifest(**values) if decodable else None), faults


def _decode(raw: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The fields that can be read, and a sentence for each that cannot, is missing or unknown."""
    fields = {field.name: field for field in msgspec.structs.fields(Manifest)}
    faults = [f"unknown field {name!r}" for name in raw if name not in fields]
    values: dict[str, Any] = {}
    for name, field in fields.items():
        if name not in raw:
            if field.required:
                faults.append(f"{name} is missing")
            continue
        try:
            values[name] = msgspec.convert(raw[name], field.type)
        except msgspec.ValidationError as error:
            faults.append(f"{name}: {error}")
    return values, faults


# What is wrong with a field's value in the package `folder`; None where nothing is.
_CHECKS: dict[str, Callable[[Any, str], str | None]] = {
    "id": lambda value, folder: (
        None if value == folder else f"id {value!r} differs from its folder {folder!r}"
    ),
    "version": lambda value, _: (
        None
        if re.fullmatch(r"\d+\.\d+\.\d+", value)
        else f"version {value!r} is not MAJOR.MINOR.PATCH"
    ),
    "api": lambda value, _: (
        None
        if api_matches(value)
        else f"api {value!r} does not admit the host's version {API_VERSION}"
    ),
    "module": lambda value, folder: (
        None
        if value.partition(".")[0] == folder
        else f"module {value!r} lies outside the package {folder!r}"
    ),
    "kind": lambda value, _: (
        None if value in KINDS else f"kind {value!r} is not one of {', '.join(KINDS)}"
    ),
    "names": lambda value, _: (
        None
        if value.de.strip() and value.en.strip()
        else "names.de and names.en must both be given"
    ),
}


def api_matches(requirement: str, version: int = API_VERSION) -> bool:
    """Whether a requirement such as `>=1,<2` admits the host's hook API; False if unreadable."""
    tests = {
        ">=": lambda wanted: version >= wanted,
        "<": lambda wanted: version < wanted,
        "==": lambda wanted: version == wanted,
    }
    for part in requirement.split(","):
        match = re.fullmatch(r"\s*(>=|<|==)\s*(\d+)\s*", part)
        if match is None or not tests[match[1]](int(match[2])):
            return False
    return True
