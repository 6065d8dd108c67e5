"""The web channel's one table; visitors' sessions are signed tokens and need none."""

from __future__ import annotations

from piccolo.columns import UUID, Array, Boolean, Text

from wattos.database import TenantTable


class WidgetKey(TenantTable, tablename="widget_key"):
    """A public key that opens a tenant's chat from the web origins it names."""

    public_key = Text(unique=True)
    name = Text()
    agent_id = UUID(null=True, default=None)
    origins = Array(base_column=Text())
    active = Boolean(default=True)
