"""How groups and personas looked over time; every function expects an open scope."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from wattos.database import current_tenant_id, execute, fetch, fetchrow, new_id
from wattos_insight.revisions import EDITABLE, Subject, said

Origin = Literal["analysis", "edit", "decision"]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What one version says otherwise than the one before."""

    field: str
    before: Any
    after: Any


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """A group or persona as it was shown from `created_at` on; versions count from 1."""

    number: int
    created_at: datetime
    origin: Origin
    created_by: UUID | None
    changes: tuple[Change, ...]
    content: dict[str, Any]


async def note_version(
    subject: Subject,
    subject_id: UUID,
    content: dict[str, Any],
    origin: Origin,
    created_by: UUID | None = None,
) -> None:
    """Keep a version where a field that people read and write has changed."""
    last = await fetchrow(
        "select number, content from insight_version where subject_id = $1 "
        "order by number desc limit 1",
        subject_id,
    )
    if last is not None and not _changes(subject, msgspec.json.decode(last["content"]), content):
        return
    await execute(
        "insert into insight_version "
        "(id, tenant_id, subject, subject_id, number, origin, content, created_by) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8)",
        *(new_id(), current_tenant_id(), subject, subject_id),
        *(last["number"] + 1 if last else 1, origin, content, created_by),
    )


async def list_versions(subject: Subject, subject_id: UUID) -> list[Version]:
    """Every version with what it changed, the newest first."""
    rows = await fetch(
        "select number, created_at, origin, created_by, content from insight_version "
        "where subject = $1 and subject_id = $2 order by number",
        *(subject, subject_id),
    )
    versions: list[Version] = []
    for row in rows:
        content = msgspec.json.decode(row["content"], type=dict[str, Any])
        before = versions[-1].content if versions else content
        versions.append(
            Version(
                number=row["number"],
                created_at=row["created_at"],
                origin=row["origin"],
                created_by=row["created_by"],
                changes=tuple(_changes(subject, before, content)),
                content=content,
            )
        )
    return versions[::-1]


def _changes(subject: Subject, before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    return [
        Change(field=field, before=said(before, field), after=said(after, field))
        for field in EDITABLE[subject]
        if said(before, field) != said(after, field)
    ]
