"""The way into the console: a link that signs in once, opened in the person's browser."""

from __future__ import annotations

import locale
import os
import secrets
import sys
import webbrowser
from collections.abc import Mapping
from datetime import timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from wattos.errors import Conflict

if TYPE_CHECKING:
    from wattos.platform import Platform

LINK_LIFETIME = timedelta(minutes=10)
_OWNER_EMAIL = "owner@wattos.local"
_SLUG = "home"
_NAMES = {"de": "Meine Organisation", "en": "My organisation"}


async def sign_in_address(platform: Platform, address: str) -> str | None:
    """An address that signs in an owner once, on this machine, within ten minutes.

    Without any tenant a first one is made. None where there is no console, where the server is
    reached from other machines, or where there is no owner to be.
    """
    if not is_loopback(address) or platform.sign_in_page("") is None:
        return None
    tenants = await platform.tenancy.list()
    tenant_id = min((tenant.id for tenant in tenants), default=None)
    if tenant_id is None:
        tenant_id = await _first_tenant(platform)
    owner = await _owner(platform, tenant_id, may_make=not tenants)
    if owner is None:
        return None
    secret = await platform.access.make_link(
        tenant_id,
        "sign-in",
        user_id=owner,
        lifetime=LINK_LIFETIME,
        detail={"local": True},
    )
    return f"{address}{platform.sign_in_page(secret)}"


def open_browser(address: str) -> bool:
    """Open the address in the person's browser, if there is one in front of them."""
    return may_open_browser(os.environ) and webbrowser.open(address)


def may_open_browser(environ: Mapping[str, str]) -> bool:
    """Whether a person with a screen sits at this machine: no root, no SSH, no bare terminal."""
    if not sys.stdout.isatty() or environ.get("SSH_CONNECTION") or environ.get("CI"):
        return False
    if sys.platform == "darwin":
        return os.getuid() != 0
    has_screen = bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))
    return has_screen and os.getuid() != 0


def is_loopback(address: str) -> bool:
    """Whether an address is reached from this machine only."""
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


async def _first_tenant(platform: Platform) -> UUID:
    code = (locale.getlocale()[0] or "de")[:2].lower()
    language = code if code in _NAMES else "en"
    try:
        tenant = await platform.create_tenant(_SLUG, name=_NAMES[language], language=language)
    except Conflict:  # another process was quicker
        return await platform.tenancy.resolve(_SLUG)
    return tenant.id


async def _owner(platform: Platform, tenant_id: UUID, *, may_make: bool) -> UUID | None:
    """The tenant's longest owner, made for a tenant that was made just now."""
    users = await platform.access.users(tenant_id)
    owners = [user for user in users if user.active and "owner" in user.roles]
    if owners:
        return min(owners, key=lambda user: user.created_at).id
    if not may_make:
        return None
    language = (await platform.tenancy.get(tenant_id)).language
    made = await platform.access.create_user(
        tenant_id,
        email=_OWNER_EMAIL,
        password=secrets.token_urlsafe(32),
        language=language,
        roles=["owner"],
    )
    return made.id
