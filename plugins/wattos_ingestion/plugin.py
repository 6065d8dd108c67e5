"""Registers the parsers and the watch over a folder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wattos import hookimpl
from wattos.knowledge import Parser

if TYPE_CHECKING:
    from wattos.delivery import JobKind, Schedule
    from wattos.platform import Platform


@hookimpl
def register_parsers(platform: Platform) -> Sequence[Parser]:
    from wattos_ingestion.parsers import all_parsers

    return all_parsers(platform.settings.document_limits)


@hookimpl
def register_jobs(platform: Platform) -> Sequence[JobKind]:
    from wattos_ingestion.watch import watch_job

    settings = platform.settings
    return [
        watch_job(
            platform.knowledge,
            platform.tenancy,
            settings.watch_folder,
            max_bytes=settings.max_document_bytes,
        )
    ]


@hookimpl
def register_schedules(platform: Platform) -> Sequence[Schedule]:
    from wattos.delivery import Schedule
    from wattos_ingestion.watch import EVERY_SECONDS, KIND

    if platform.settings.watch_folder is None:
        return []
    return [Schedule(name=KIND, kind=KIND, every_seconds=EVERY_SECONDS)]
