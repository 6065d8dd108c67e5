"""Tables of the tenancy room; `migrations/tenancy` creates them."""

from __future__ import annotations

from piccolo.columns import UUID, Text

from wattos.database import TenantTable


class Area(TenantTable, tablename="area"):
    """A part of the organisation."""

    name = Text()


class Team(TenantTable, tablename="team"):
    """A team inside an area; a composite key ties it to an area of the same tenant."""

    area_id = UUID(default=None)
    name = Text()
