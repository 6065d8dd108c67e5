"""Reading, editing and deciding on groups and personas, for the people who answer for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

import asyncpg
import msgspec

from wattos.access import Principal
from wattos.audit import record
from wattos.database import execute, fetch, fetchrow, tenant_scope
from wattos.errors import InvalidInput, NotFound
from wattos_insight.conclusions import edits_of, merged
from wattos_insight.revisions import (
    Difference,
    Edits,
    Subject,
    decided,
    differences,
    edited,
    overlaid,
    require_editable,
)
from wattos_insight.schemas import Persona, TargetGroup
from wattos_insight.sensitive import is_sensitive
from wattos_insight.versions import Origin, Version, list_versions, note_version

_SELECT_GROUPS = "select id, content, edits, lost_at from target_group"
_SELECT_PERSONAS = (
    "select p.id, p.content, p.edits from persona p join target_group t on t.id = p.target_group_id"
)


_TOLD = {
    "de": "Darin steht etwas über Herkunft, Religion, Gesundheit, Sexualität oder Straftaten. "
    "Zielgruppen und Personas sagen, was Menschen brauchen, nie, wer sie sind. Schreiben Sie es "
    "ohne diese Wörter.",
    "en": "This speaks of origin, religion, health, sexuality or convictions. Groups and personas "
    "say what people need, never who they are. Write it without these words.",
}


async def list_groups(tenant_id: UUID, *, lost: bool = False) -> list[TargetGroup]:
    """The groups as people see them, the largest first; with `lost` also those without support."""
    async with tenant_scope(tenant_id):
        rows = await fetch(
            f"{_SELECT_GROUPS} where lost_at is null or $1 order by lost_at is not null, "
            "share desc, key",
            lost,
        )
    return [_group(row) for row in rows]


async def get_group(tenant_id: UUID, group_id: UUID) -> TargetGroup:
    """One group, supported or not; raises `NotFound`."""
    async with tenant_scope(tenant_id):
        row = await fetchrow(f"{_SELECT_GROUPS} where id = $1", group_id)
    if row is None:
        raise NotFound("There is no such target group.", given=group_id)
    return _group(row)


async def list_personas(tenant_id: UUID) -> list[Persona]:
    """The personas of supported groups, those of the largest groups first."""
    async with tenant_scope(tenant_id):
        rows = await fetch(
            f"{_SELECT_PERSONAS} where t.lost_at is null order by t.share desc, t.key"
        )
    return [msgspec.convert(merged(row["content"], row["edits"]), Persona) for row in rows]


async def get_persona(tenant_id: UUID, persona_id: UUID) -> Persona:
    """One persona; raises `NotFound`."""
    async with tenant_scope(tenant_id):
        row = await fetchrow(f"{_SELECT_PERSONAS} where p.id = $1", persona_id)
    if row is None:
        raise NotFound("There is no such persona.", given=persona_id)
    return msgspec.convert(merged(row["content"], row["edits"]), Persona)


async def versions_of(tenant_id: UUID, subject: Subject, subject_id: UUID) -> list[Version]:
    """How a group or persona changed, the newest version first; raises `NotFound`."""
    async with tenant_scope(tenant_id):
        await _content(subject, subject_id)
        return await list_versions(subject, subject_id)


async def differences_of(tenant_id: UUID, subject: Subject, subject_id: UUID) -> list[Difference]:
    """Edited fields about which the analysis has changed its mind; raises `NotFound`."""
    async with tenant_scope(tenant_id):
        content = await _content(subject, subject_id)
        return differences(content, await edits_of(subject, subject_id))


async def edit(
    principal: Principal, subject: Subject, subject_id: UUID, fields: Mapping[str, Any]
) -> None:
    """Write fields of a group or persona; the agent follows with the next run.

    Raises `NotFound`, and `InvalidInput` for a field that is computed or words that name a special
    category of personal data.
    """
    for field, value in fields.items():
        require_editable(subject, field)
        _refuse_sensitive(field, value)
    async with tenant_scope(principal.tenant_id):
        content = await _content(subject, subject_id)
        edits = await edits_of(subject, subject_id)
        for field, value in fields.items():
            edits = edited(content, edits, field, value)
        await _keep(principal, subject, subject_id, content, edits, "edit", len(fields))


async def decide(
    principal: Principal,
    subject: Subject,
    subject_id: UUID,
    field: str,
    decision: Literal["accept", "reject"],
) -> None:
    """Take the analysis's words for a field, or keep one's own; raises `NotFound`."""
    async with tenant_scope(principal.tenant_id):
        content = await _content(subject, subject_id)
        edits = decided(content, await edits_of(subject, subject_id), field, decision)
        await _keep(principal, subject, subject_id, content, edits, "decision", 1)


async def _keep(
    principal: Principal,
    subject: Subject,
    subject_id: UUID,
    content: dict[str, Any],
    edits: Edits,
    origin: Origin,
    fields: int,
) -> None:
    """Store edits, a version and an audit entry; the agent has to be made and tested again."""
    await execute(
        f"update {subject} set edits = $2 where id = $1",  # noqa: S608 - one of two names
        *(subject_id, edits),
    )
    await note_version(
        subject, subject_id, overlaid(content, edits), origin, created_by=principal.user_id
    )
    await execute(
        "update agent_generation set smoke_test = null where persona_id = $1 or persona_id in "
        "(select id from persona where target_group_id = $1)",
        subject_id,
    )
    await record(
        f"{subject}.{'edited' if origin == 'edit' else 'decided'}",
        actor=principal.actor,
        resource=subject,
        resource_id=subject_id,
        detail={"fields": fields},
    )


async def _content(subject: Subject, subject_id: UUID) -> dict[str, Any]:
    row = await fetchrow(
        f"select content from {subject} where id = $1",  # noqa: S608 - one of two names
        subject_id,
    )
    if row is None:
        raise NotFound(f"There is no such {subject.replace('_', ' ')}.", given=subject_id)
    return msgspec.json.decode(row["content"], type=dict[str, Any])


def _group(row: asyncpg.Record) -> TargetGroup:
    group = msgspec.convert(merged(row["content"], row["edits"]), TargetGroup)
    return msgspec.structs.replace(group, lost_at=row["lost_at"])


def _refuse_sensitive(field: str, value: object) -> None:
    texts = value if isinstance(value, list) else [value]
    if any(isinstance(text, str) and is_sensitive(text) for text in texts):
        raise InvalidInput(
            "People are described by what they need, never by a special category of personal data.",
            given=field,
            hint="Leave out origin, religion, health, sexuality and convictions.",
            told=_TOLD,
        )
