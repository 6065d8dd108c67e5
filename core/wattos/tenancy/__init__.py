"""Tenants and how they are divided: Tenant → Area → Team."""

from wattos.tenancy.checks import check_language, check_name
from wattos.tenancy.clock import LocalTime, TenantClock
from wattos.tenancy.schemas import CONVERSATION_DAYS, Area, Team, Tenant, TenantRef
from wattos.tenancy.service import Tenancy, TenantCreated

__all__ = [
    "CONVERSATION_DAYS",
    "Area",
    "LocalTime",
    "Team",
    "Tenancy",
    "Tenant",
    "TenantClock",
    "TenantCreated",
    "TenantRef",
    "check_language",
    "check_name",
]
