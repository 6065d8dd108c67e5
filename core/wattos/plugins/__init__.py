"""The plugin host: manifests, the allow-list, hooks, enablement a tenant, quarantine."""

from __future__ import annotations

from wattos.plugins.host import Contribution, Gathered, PluginHost
from wattos.plugins.manifest import AllowList, Listing, Manifest, read_allow_list
from wattos.plugins.observation import Observation
from wattos.plugins.quarantines import Quarantines, told_quarantines
from wattos.plugins.schemas import (
    AdminBody,
    AdminPage,
    AdminRequest,
    HealthCheck,
    HealthResult,
    PluginStatus,
    ReportItem,
    ReportSection,
    SectionContent,
    SettingsSchema,
)
from wattos.plugins.service import TenantPlugins

__all__ = [
    "AdminBody",
    "AdminPage",
    "AdminRequest",
    "AllowList",
    "Contribution",
    "Gathered",
    "HealthCheck",
    "HealthResult",
    "Listing",
    "Manifest",
    "Observation",
    "PluginHost",
    "PluginStatus",
    "Quarantines",
    "ReportItem",
    "ReportSection",
    "SectionContent",
    "SettingsSchema",
    "TenantPlugins",
    "read_allow_list",
    "told_quarantines",
]
