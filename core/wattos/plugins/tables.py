"""Tables of the plugins room."""

from __future__ import annotations

from piccolo.columns import JSONB, Boolean, Text, Varchar

from wattos.database import TenantTable


class PluginEnablement(TenantTable, tablename="plugin_enablement"):
    """A tenant's own choice about a plugin; without a row the allow-list's default holds."""

    plugin_id = Varchar(length=100)
    enabled = Boolean(default=True)
    settings = JSONB(default="{}")
    changed_by = Text(null=True, default=None)
