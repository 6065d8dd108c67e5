"""Every hook of WattOS, in the order of an installation's life.

A plugin implements a hook by a function of the same name, marked `@wattos.hookimpl`, in the module
that its manifest names. Arguments are passed by keyword and may be left out. `register_*` hooks run
once at start, are plain functions and return lists. Decisions say what None means. Lifecycle hooks
and `track_event` are coroutines that the host awaits.
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pluggy

if TYPE_CHECKING:
    from litestar.types import ControllerRouterHandler

    from wattos.access import PermissionSpec, Principal
    from wattos.agents import AgentSpec, AgentType, Tool
    from wattos.conversations import ChannelAdapter, Command
    from wattos.database.migration import MigrationApp
    from wattos.delivery import JobKind, Schedule
    from wattos.events import PlatformEvent
    from wattos.knowledge import Embedder, Parser, RecordExtractor, Redactor, VectorStore
    from wattos.llm import ModelProvider
    from wattos.mail import MailKind
    from wattos.platform import Platform
    from wattos.plugins import AdminPage, HealthCheck, ReportSection, SettingsSchema

hookspec = pluggy.HookspecMarker("wattos")


# Lifecycle ------------------------------------------------------------------------------------


@hookspec
def startup(platform: Platform) -> Awaitable[None]:
    """Awaited once a process, after the database is open and before work is taken."""
    raise NotImplementedError


@hookspec
def shutdown(platform: Platform) -> Awaitable[None]:
    """Awaited once a process, before the database closes."""
    raise NotImplementedError


@hookspec
def tenant_created(platform: Platform, tenant_id: UUID) -> Awaitable[None]:
    """Awaited after a tenant and its roles exist."""
    raise NotImplementedError


@hookspec
def plugin_enabled(platform: Platform, tenant_id: UUID, plugin_id: str) -> Awaitable[None]:
    """Awaited after a plugin was switched on for a tenant."""
    raise NotImplementedError


@hookspec
def plugin_disabled(platform: Platform, tenant_id: UUID, plugin_id: str) -> Awaitable[None]:
    """Awaited after a plugin was switched off for a tenant; its data stay."""
    raise NotImplementedError


# Registration ---------------------------------------------------------------------------------


@hookspec
def register_tables() -> Sequence[MigrationApp]:
    """The plugin's folders of migrations; called before the database is open."""
    raise NotImplementedError


@hookspec
def register_permissions() -> Sequence[PermissionSpec]:
    """Permissions (`resource:action`) that the plugin's routes and commands ask for."""
    raise NotImplementedError


@hookspec
def register_tools(platform: Platform) -> Sequence[Tool]:
    """Tools that agents may be given."""
    raise NotImplementedError


@hookspec
def register_agent_types(platform: Platform) -> Sequence[AgentType]:
    """Starting points for new agents."""
    raise NotImplementedError


@hookspec
def register_channels(platform: Platform) -> Sequence[ChannelAdapter]:
    """Channels through which people write."""
    raise NotImplementedError


@hookspec
def register_commands(platform: Platform) -> Sequence[Command]:
    """Operator commands that signed-in staff type in a chat."""
    raise NotImplementedError


@hookspec
def register_routes(platform: Platform) -> Sequence[ControllerRouterHandler]:
    """Litestar handlers; each has a permission guard or says `opt=public(...)`."""
    raise NotImplementedError


@hookspec
def register_jobs(platform: Platform) -> Sequence[JobKind]:
    """Kinds of background jobs."""
    raise NotImplementedError


@hookspec
def register_schedules(platform: Platform) -> Sequence[Schedule]:
    """Jobs that start by themselves."""
    raise NotImplementedError


@hookspec
def register_mails(platform: Platform) -> Sequence[MailKind]:
    """Occasions on which the plugin writes mails, with `platform.mail.put`."""
    raise NotImplementedError


@hookspec
def register_models(platform: Platform) -> Sequence[ModelProvider]:
    """Providers of language models, each under its prefix (`offline/…`)."""
    raise NotImplementedError


@hookspec
def register_embedders() -> Sequence[Embedder]:
    """Embedders; the setting `WATTOS_EMBEDDER` names the one in use."""
    raise NotImplementedError


@hookspec
def register_vector_stores() -> Sequence[VectorStore]:
    """Vector stores; the setting `VECTOR_STORE_TYPE` names the one in use."""
    raise NotImplementedError


@hookspec
def register_parsers(platform: Platform) -> Sequence[Parser]:
    """Parsers that turn bytes of a media type into text with structure."""
    raise NotImplementedError


@hookspec
def register_redactors(platform: Platform | None) -> Sequence[Redactor]:
    """Redactors of personal data, applied before text is embedded or leaves the process.

    `platform` is None where texts are only looked through, without a database (`wattos redact`).
    """
    raise NotImplementedError


@hookspec
def register_record_extractors(platform: Platform) -> Sequence[RecordExtractor]:
    """Extractors of typed records (hours, fees, contacts …) from redacted documents."""
    raise NotImplementedError


@hookspec
def register_health_checks(platform: Platform) -> Sequence[HealthCheck]:
    """Checks for `/health/ready` and `wattos doctor`."""
    raise NotImplementedError


@hookspec
def register_report_sections(platform: Platform) -> Sequence[ReportSection]:
    """Sections of the report on a tenant's material, for the plugins that the tenant has.

    Abschnitte des Berichts über das Material eines Mandanten; ihre Texte sind deutsch und englisch.
    """
    raise NotImplementedError


@hookspec
def register_admin_pages(platform: Platform) -> Sequence[AdminPage]:
    """Pages of the console, with their place in its navigation."""
    raise NotImplementedError


@hookspec
def register_settings() -> Sequence[SettingsSchema]:
    """What a tenant may set for the plugin; the console makes a form of it."""
    raise NotImplementedError


# Decisions ------------------------------------------------------------------------------------


@hookspec
def permission_allowed(principal: Principal, permission: str) -> bool | None:
    """Refuse (False) a permission that a user's or service token's roles grant; None: no opinion.

    Asked for each permission whenever rights are read, so it must be quick. One refusal suffices.
    A plugin cannot grant what the roles do not: True counts as no opinion. A failure refuses, and
    a quarantine does not silence this hook. The plugin's entry in the allow-list says
    `rights = true`; while it cannot be loaded, nobody has any right where it is enabled.
    """
    raise NotImplementedError


@hookspec(firstresult=True)
def select_agent(tenant_id: UUID, channel: str, text: str) -> str | None:
    """The slug of the agent for a new conversation; None leaves it to the tenant's default.

    Asked when the message names no agent; a slug that no published agent has counts as None.
    """
    raise NotImplementedError


@hookspec(firstresult=True)
def select_model(tenant_id: UUID, purpose: str, spec: AgentSpec | None) -> str | None:
    """A model (`provider/model`) to try first for a turn; None leaves it to the tenant's route."""
    raise NotImplementedError


@hookspec(firstresult=True)
def select_sign_in_page(secret: str) -> str | None:
    """The path of the page that a one-time sign-in link opens; None: there is no such page.

    `secret` comes from `Access.make_link`; `wattos up` opens the page in the person's browser.
    """
    raise NotImplementedError


# Observation ----------------------------------------------------------------------------------


@hookspec
def track_event(platform: Platform, event: PlatformEvent) -> Awaitable[None]:
    """Awaited after something happened, for the plugins that the event's tenant has enabled.

    Nobody waits for it, and a failure never reaches who caused the event. Which events there are
    stands in `wattos.events.PlatformEvent`.
    """
    raise NotImplementedError


# Data subjects --------------------------------------------------------------------------------


@hookspec
def export_subject(tenant_id: UUID, subject_id: str) -> Awaitable[dict[str, Any]]:
    """Everything the plugin stores about a person, for their right of access (GDPR Art. 15).

    `subject_id` is a visitor's id or a user's. Asked whether or not the tenant has the plugin
    enabled, because its data stay when it is switched off.
    """
    raise NotImplementedError


@hookspec
def erase_subject(tenant_id: UUID, subject_id: str) -> Awaitable[int]:
    """Erase what the plugin stores about a person; returns how many records went (GDPR Art. 17).

    Awaited before core erases its own, so that the person's conversations can still be read.
    Erasing again must be harmless.
    """
    raise NotImplementedError


@hookspec
def erase_conversations(tenant_id: UUID, conversation_ids: Sequence[UUID]) -> Awaitable[int]:
    """Erase what the plugin stores about conversations that are deleted for their age.

    Awaited before core deletes them, whether or not the tenant has the plugin enabled; returns how
    many records went. Erasing again must be harmless. A failure keeps the conversations, and the
    next night asks again.
    """
    raise NotImplementedError


# Housekeeping ---------------------------------------------------------------------------------


@hookspec
def clean_up(tenant_id: UUID, before: datetime) -> Awaitable[dict[str, int]]:
    """Delete rows of the tenant that were done with before a moment and that nobody looks up.

    Awaited every night for every tenant, whether or not it has the plugin enabled; `before` is
    `WATTOS_KEPT_DAYS` ago. Returns how many rows went, by what they were. What is still to be done
    stays however old it is, and doing it again must be harmless. A failure is reported by the job,
    and the next night asks again.
    """
    raise NotImplementedError
