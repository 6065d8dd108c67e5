"""Reading and writing checks; every function expects an open tenant scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from wattos.database import current_tenant_id, execute, fetch, fetchrow, fetchval, new_id
from wattos.errors import NotFound
from wattos_check.schemas import CheckView, Finding, Since

_KEPT: Final = 30
"""Checks of a tenant that are kept; each new one drops the oldest beyond."""
_COLUMNS = "id, pages, counts::text, findings::text, created_at, external, since::text"
_LISTED = (
    "id, pages, counts::text, '[]' as findings, created_at, external, "
    "(since - 'new_keys' - 'solved_findings')::text as since"
)
_LATEST = """
from website_check c where tenant_id = $1 and external = $2 order by id desc limit 1
"""
# A check is as good as a new one on the day it was made, while what it read is what there is.
_VALID = """
select created_at at time zone 'utc' >= date_trunc('day', now() at time zone 'utc')
    and pages = (select count(*) from document where tenant_id = $1
        and state = 'ready' and source_kind in ('page', 'file'))
    and not exists (select 1 from document where tenant_id = $1 and updated_at > $3) as valid
from website_check where tenant_id = $1 and id = $2
"""


async def add_check(
    pages: int, findings: Sequence[Finding], *, external: bool = False
) -> CheckView:
    """Store a check, compared with the one before, and drop those beyond the limit."""
    check_id = new_id()
    before = await latest_check(external=external)
    await execute(
        "insert into website_check (id, tenant_id, pages, counts, findings, external, since) "
        "values ($1, $2, $3, $4, $5, $6, $7)",
        check_id,
        current_tenant_id(),
        pages,
        dict(Counter(found.kind for found in findings)),
        [msgspec.to_builtins(found) for found in findings],
        external,
        None if before is None else msgspec.to_builtins(compare(before, findings)),
    )
    await execute(
        "delete from website_check where tenant_id = $1 and id in "
        "(select id from website_check where tenant_id = $1 order by id desc offset $2)",
        current_tenant_id(),
        _KEPT,
    )
    return await get_check(check_id)


def compare(before: CheckView, findings: Sequence[Finding]) -> Since:
    """What is new and what is gone since an earlier check; a finding's key makes it the same."""
    known = {found.key for found in before.findings}
    now = {found.key for found in findings}
    fresh = [found.key for found in findings if found.key not in known]
    gone = [found for found in before.findings if found.key not in now]
    return Since(
        previous_id=before.id,
        previous_at=before.created_at,
        new=len(fresh),
        solved=len(gone),
        new_keys=fresh,
        solved_findings=gone,
    )


async def latest_check(*, external: bool = False) -> CheckView | None:
    """The newest check that looked (or did not look) at other sites too."""
    row = await fetchrow(f"select {_COLUMNS} {_LATEST}", current_tenant_id(), external)
    return None if row is None else _view(row)


async def valid_check(*, external: bool = False) -> CheckView | None:
    """The newest check, while a new one would find the same."""
    found = await latest_check(external=external)
    if found is None:
        return None
    valid = await fetchval(_VALID, current_tenant_id(), found.id, found.created_at)
    return found if valid else None


async def list_checks(limit: int) -> list[CheckView]:
    """The latest checks first, without their findings."""
    rows = await fetch(
        f"select {_LISTED} from website_check where tenant_id = $1 order by id desc limit $2",  # noqa: S608
        current_tenant_id(),
        limit,
    )
    return [_view(row) for row in rows]


async def get_check(check_id: UUID) -> CheckView:
    """One check; raises `NotFound`."""
    row = await fetchrow(
        f"select {_COLUMNS} from website_check where tenant_id = $1 and id = $2",  # noqa: S608
        current_tenant_id(),
        check_id,
    )
    if row is None:
        raise NotFound("There is no such check.", given=check_id)
    return _view(row)


def _view(row: Any) -> CheckView:
    values = dict(row)
    values["counts"] = msgspec.json.decode(values["counts"], type=dict[str, int])
    values["findings"] = msgspec.json.decode(values["findings"], type=list[Finding])
    values["since"] = msgspec.json.decode(values["since"] or "null", type=Since | None)
    return CheckView(**values)
