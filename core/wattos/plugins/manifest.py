"""Manifests: what a plugin says about itself, read without importing its code."""

from __future__ import annotations

import importlib.util
import re
import tomllib
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


class AllowList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The installation's `plugin_manifest.toml`."""

    plugin: list[Listing] = []


def read_allow_list(path: Path) -> AllowList:
    """The allow-list at `path`; raises `ConfigurationError` naming the file and the fault."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), AllowList)
    except (OSError, ValueError) as error:  # no file, no UTF-8, no TOML, other fields
        raise ConfigurationError(
            "The plugin allow-list cannot be read.",
            given=f"{path}: {error}",
            expected='[[plugin]] tables with id = "…"',
            hint="Correct the file; WATTOS_MANIFEST names another one.",
        ) from error


def outside_packages() -> dict[str, str]:
    """Plugin id → package of plugins installed by others (entry-point group `wattos`)."""
    return {
        point.name: point.value.partition(":")[0].partition(".")[0]
        for point in entry_points(group="wattos")
    }


def package_folder(package: str) -> Path | None:
    """Where a top-level package lies, found without importing it."""
    spec = importlib.util.find_spec(package)
    locations = spec.submodule_search_locations if spec else None
    return Path(next(iter(locations))) if locations else None


def read_manifest(folder: Path) -> tuple[Manifest | None, list[str]]:
    """The manifest in `folder` and every fault found in it; None when it cannot be decoded."""
    path = folder / "manifest.toml"
    try:
        raw: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        manifest = msgspec.convert(raw, Manifest)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        return None, [f"{path.name}: {error}"]
    return manifest, manifest_faults(manifest, folder)


def manifest_faults(manifest: Manifest, folder: Path) -> list[str]:
    """Everything that is wrong with a decoded manifest, one sentence a fault."""
    faults: list[str] = []
    if manifest.id != folder.name:
        faults.append(f"id {manifest.id!r} differs from its folder {folder.name!r}")
    if not re.fullmatch(r"\d+\.\d+\.\d+", manifest.version):
        faults.append(f"version {manifest.version!r} is not MAJOR.MINOR.PATCH")
    if not api_matches(manifest.api):
        faults.append(f"api {manifest.api!r} does not admit the host's version {API_VERSION}")
    if manifest.module.partition(".")[0] != manifest.id:
        faults.append(f"module {manifest.module!r} lies outside the package {manifest.id!r}")
    if manifest.kind not in KINDS:
        faults.append(f"kind {manifest.kind!r} is not one of {', '.join(KINDS)}")
    if not (manifest.names.de.strip() and manifest.names.en.strip()):
        faults.append("names.de and names.en must both be given")
    return faults


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
