"""The report of an analysis: everything a person needs to judge and use it, with its evidence."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from wattos.plugins import SectionContent
from wattos_insight.schemas import (
    Covered,
    Enrichment,
    Gap,
    Persona,
    SmokeTest,
    TargetGroup,
    Ungrouped,
)


class ReportAgent(msgspec.Struct, frozen=True, kw_only=True):
    """The agent of a group as it is now."""

    slug: str
    name: str
    state: str
    state_reason: str | None
    languages: tuple[str, ...]
    smoke_test: SmokeTest | None


class ReportGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A group with what was made from it."""

    group: TargetGroup
    persona: Persona
    agent: ReportAgent | None
    passages: list[Enrichment]
    gaps: list[Gap]


class ReportSectionContent(msgspec.Struct, frozen=True, kw_only=True):
    """What another plugin adds, such as the check of the website."""

    name: str
    titles: dict[str, str]
    content: SectionContent


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The newest analysis of a tenant."""

    tenant: str
    language: str
    analysis_id: UUID
    created_at: datetime
    state: str
    counts: dict[str, int]
    """evidence units by kind of source, all, and those in no group"""
    criterion: dict[str, str]
    """how the number of groups was chosen, by language"""
    trials: list[dict[str, float]]
    groups: list[ReportGroup]
    noise_share: float = 0.0
    """0 to 1: the part of the evidence that is in no group"""
    covered: Covered | None = None
    """how much some group has; None before anything was grouped"""
    ungrouped: list[Ungrouped] = []
    """pages, files and requests without a group, each with its reason"""
    lost: list[TargetGroup]
    """groups that no longer have support in the sources"""
    gaps: list[Gap]
    sections: list[ReportSectionContent]
