"""What the console registers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wattos import hookimpl

if TYPE_CHECKING:
    from litestar.types import ControllerRouterHandler

    from wattos.delivery import JobKind
    from wattos.mail import MailKind
    from wattos.platform import Platform


@hookimpl
def register_routes(platform: Platform) -> Sequence[ControllerRouterHandler]:
    from wattos_admin.routes import routes

    return routes(platform)


@hookimpl
def register_jobs(platform: Platform) -> Sequence[JobKind]:
    from wattos_admin.start.jobs import job_kinds

    return job_kinds(platform)


@hookimpl
def register_mails(platform: Platform) -> Sequence[MailKind]:
    from wattos_admin.link_mails import mail_kind

    return [mail_kind(platform)]


@hookimpl
def select_sign_in_page(secret: str) -> str | None:
    return f"/admin/enter/{secret}"
