"""Bringing in tickets and conversations: an export becomes one document a request."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from wattos.delivery import JobContext
from wattos.errors import InvalidInput, NotFound
from wattos.knowledge import NewDocument, explain
from wattos_insight.wording import say

if TYPE_CHECKING:
    from wattos.platform import Platform

_SHOWN_COLUMNS = 200


async def import_requests(platform: Platform, context: JobContext) -> dict[str, Any]:
    """Run `insight.import`: the payload names a `path` (CSV or JSON Lines) or holds `rows`.

    Raises `NotFound` for a path that is no file and `InvalidInput` for an export that cannot be
    read, with the columns that were given. A second import of the same rows changes nothing; one of
    the same name replaces the first, rows without a name are added.
    """
    tenant = await platform.tenancy.get(context.tenant_id)
    await context.progress(0, None, say("importing", tenant.language))
    name, data = await _export(context.payload)
    added = await platform.knowledge.add_file(
        context.tenant_id,
        NewDocument(
            space_id=await platform.knowledge.ensure_space(context.tenant_id),
            source_kind="ticket",
            url=name,
            data=data,
        ),
        whole=bool({"name", "path"} & context.payload.keys()),
    )
    report = await platform.knowledge.process(
        context.tenant_id, [document.document_id for document in added], context.progress
    )
    if len(added) == 1:
        document = added[0]
        reason = document.reason or report.failures.get(str(document.document_id))
        _refuse_unreadable(name, data, reason, document.explanation or explain(reason))
    return {
        "documents": len(added),
        "changed": sum(document.changed for document in added),
        **msgspec.to_builtins(report),
    }


async def _export(payload: dict[str, Any]) -> tuple[str, bytes]:
    """The export's name and bytes."""
    if "rows" in payload:
        lines = [msgspec.json.encode(row) for row in payload["rows"]]
        return str(payload.get("name", "rows.jsonl")), b"\n".join(lines)
    if "path" not in payload:
        raise InvalidInput("There is nothing to import.", expected="a path, or rows")
    return str(payload["path"]), await asyncio.to_thread(_read, Path(payload["path"]))


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise NotFound("There is no such file.", given=str(path))
    return path.read_bytes()


def _refuse_unreadable(
    name: str, data: bytes, reason: str | None, explanation: Mapping[str, str]
) -> None:
    """Raise `InvalidInput` when the file as a whole could not be read for `reason`."""
    if reason is None:
        return
    if reason != "wrong-columns":
        raise InvalidInput(
            f"The export cannot be read. {explanation['en']}",
            given=Path(name).name,
            expected="CSV or JSON Lines with one ticket or conversation a row",
        )
    columns = data[:_SHOWN_COLUMNS].decode("utf-8", "replace").partition("\n")[0].strip()
    raise InvalidInput(
        "No column of this export holds the text of a request.",
        given=columns,
        expected="columns such as subject (Betreff), body (Beschreibung), resolution (Lösung)",
        hint="Rename the columns of the export; the first row must hold their names.",
    )
