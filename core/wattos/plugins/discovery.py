"""Which plugins are installed, and whether their manifests are sound. Imports no plugin code."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from wattos.plugins.manifest import (
    AllowList,
    Listing,
    Manifest,
    outside_packages,
    package_folder,
    read_manifest,
)


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """An installed plugin; `faults` keep it from loading."""

    id: str
    listing: Listing | None
    manifest: Manifest | None
    faults: list[str]


def discover(allow_list: AllowList) -> list[Found]:
    """Every listed or installed plugin in the order of the list, all faults of all gathered."""
    outside = outside_packages()
    listed = {listing.id: listing for listing in allow_list.plugin}
    found = [_inspect(listing.id, listing, outside) for listing in allow_list.plugin]
    found += [_inspect(name, None, outside) for name in sorted(outside.keys() - listed.keys())]
    return found


def _inspect(plugin_id: str, listing: Listing | None, outside: dict[str, str]) -> Found:
    folder = package_folder(outside.get(plugin_id, plugin_id))
    if folder is None:
        return Found(
            id=plugin_id, listing=listing, manifest=None, faults=["listed but not installed"]
        )
    manifest, faults = read_manifest(folder)
    if manifest is not None and plugin_id in outside:
        faults = faults + _trust_faults(listing, folder)
    return Found(id=plugin_id, listing=listing, manifest=manifest, faults=faults)


def _trust_faults(listing: Listing | None, folder: Path) -> list[str]:
    digest = package_digest(folder)
    if listing is None:
        return [f'not in the allow-list; to allow it, list it with sha256 = "{digest}"']
    if listing.sha256 is None:
        return [f'runs inside the server, so the allow-list must pin its code: sha256 = "{digest}"']
    if listing.sha256 != digest:
        return [f"its code differs from the pinned hash: found {digest}"]
    return []


def package_digest(folder: Path) -> str:
    """SHA-256 over the names and contents of a package's files, compiled files left out."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
