"""Reading and writing checks; every function expects an open tenant scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from wattos.database import current_tenant_id, execute, fetch, fetchrow, new_id
from wattos.errors import NotFound
from wattos_check.schemas import CheckView, Finding

_KEPT: Final = 30
"""Checks of a tenant that are kept; each new one drops the oldest beyond."""
_COLUMNS = "id, pages, counts::text, findings::text, created_at"


async def add_check(pages: int, findings: Sequence[Finding]) -> CheckView:
    """Store a check and drop those beyond the limit."""
    check_id = new_id()
    await execute(
        "insert into website_check (id, tenant_id, pages, counts, findings) "
        "values ($1, $2, $3, $4, $5)",
        check_id,
        current_tenant_id(),
        pages,
        dict(Counter(found.kind for found in findings)),
        [msgspec.to_builtins(found) for found in findings],
    )
    await execute(
        "delete from website_check where tenant_id = $1 and id in "
        "(select id from website_check where tenant_id = $1 order by id desc offset $2)",
        current_tenant_id(),
        _KEPT,
    )
    return await get_check(check_id)


async def list_checks(limit: int) -> list[CheckView]:
    """The latest checks first, without their findings."""
    rows = await fetch(
        "select id, pages, counts::text, '[]' as findings, created_at from website_check "
        "where tenant_id = $1 order by id desc limit $2",
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
    return CheckView(**values)
