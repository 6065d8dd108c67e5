"""What redaction registers with the host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wattos import hookimpl
from wattos.access import PermissionSpec
from wattos.database.migration import MigrationApp
from wattos.resources import resource

if TYPE_CHECKING:
    from litestar.types import ControllerRouterHandler

    from wattos.knowledge import Redactor
    from wattos.platform import Platform


@hookimpl
def register_tables() -> Sequence[MigrationApp]:
    return [MigrationApp("wattos_redaction", resource("migrations") / "wattos_redaction")]


@hookimpl
def register_permissions() -> Sequence[PermissionSpec]:
    return [
        PermissionSpec(
            name="redaction:reveal",
            de="Geschwärzte personenbezogene Daten ansehen",
            en="See redacted personal data",
        )
    ]


@hookimpl
def register_redactors(platform: Platform | None) -> Sequence[Redactor]:
    from wattos_redaction.redactor import PersonalDataRedactor

    return [PersonalDataRedactor(platform)]


@hookimpl
def register_routes(platform: Platform) -> Sequence[ControllerRouterHandler]:
    from wattos_redaction.api import routes

    secret = platform.settings.secret_key
    return routes(secret) if secret is not None else []
