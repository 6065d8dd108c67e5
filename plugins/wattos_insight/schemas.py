"""What an analysis concludes, each claim with the evidence it rests on."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

Method = Literal["terms", "model"]
"""How a name or claim was made: from characteristic terms, or by a configured language model."""


SourceKind = Literal["page", "file", "conversation", "ticket"]


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A place in a source; `quote` stands there word for word."""

    document_id: UUID
    chunk_id: UUID
    url: str
    quote: str


class TargetGroup(msgspec.Struct, frozen=True, kw_only=True):
    """People with a common need; the figures are computed, never estimated by a model."""

    id: UUID
    key: str
    """stable over analyses of the same sources; the slug of the group's agent"""
    name: str
    description: str
    language: str
    """the language most of the evidence is written in"""
    languages: dict[str, float]
    """share of the evidence by language"""
    size: int
    """evidence units: tickets, pages, chapters"""
    share: float
    """0 to 1: part of the weight of all evidence, where what people asked weighs more than pages"""
    confidence: float
    """0 to 1: geometric mean of cohesion, stability under resampling and amount of evidence"""
    cohesion: float
    stability: float
    terms: tuple[str, ...]
    source_kinds: tuple[SourceKind, ...]
    """kinds of sources its agent may answer from: the organisation's own and the group's"""
    method: Method
    evidence: tuple[Evidence, ...]


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One thing said about a persona, with where it stands in the sources."""

    text: str
    evidence: tuple[Evidence, ...]


class Tone(msgspec.Struct, frozen=True, kw_only=True):
    """How to speak with a persona; both are told from the sources."""

    address: Literal["formal", "informal", "neutral"]
    style: str
    """one sentence an agent can follow"""


class Persona(msgspec.Struct, frozen=True, kw_only=True):
    """A role with a need, not a pretended person: no given name, sex, age or origin."""

    id: UUID
    target_group_id: UUID
    name: str
    goals: tuple[Claim, ...]
    pains: tuple[Claim, ...]
    questions: tuple[Claim, ...]
    tone: Tone
    channels: tuple[Claim, ...]
    language: str
    languages: tuple[str, ...]
    method: Method
    evidence: tuple[Evidence, ...]
    """the union of the claims' evidence, without repeats"""


class Enrichment(msgspec.Struct, frozen=True, kw_only=True):
    """A passage chosen for a group, in the order its people need it; the best is first."""

    target_group_id: UUID
    position: int
    evidence: Evidence
    language: str
    reason: str
    """which need it answers, as a key of `aspects.toml`, or "central"."""


class SmokeQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question for an agent's smoke test and where its answer stands."""

    text: str
    language: str
    document_ids: tuple[UUID, ...]
    evidence: Evidence


class SmokeTest(msgspec.Struct, frozen=True, kw_only=True):
    """How an agent did on questions from its evidence."""

    asked: int
    answered: int
    cited: int
    """answered with a citation from a document the question was made of"""
    passed: bool
    reason: str | None = None


class GeneratedAgent(msgspec.Struct, frozen=True, kw_only=True):
    """An agent made for a persona, published only when its smoke test passed."""

    id: UUID
    slug: str
    name: str
    persona_id: UUID
    language: str
    languages: tuple[str, ...]
    tools: tuple[str, ...]
    state: str
    state_reason: str | None
    smoke_test: SmokeTest


class AnalysisResult(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of one analysis; the job `insight.generate` returns it as JSON."""

    analysis_id: UUID
    target_groups: tuple[TargetGroup, ...]
    personas: tuple[Persona, ...]
    agents: tuple[GeneratedAgent, ...]
    noise: int
    """units that belong to no group"""
    timings: dict[str, float]
    """seconds by stage"""


class AnalysisInfo(msgspec.Struct, frozen=True, kw_only=True):
    """An analysis as people and programs see it."""

    id: UUID
    created_at: datetime
    language: str
    state: str
    stage: str
    counts: dict[str, int]
    trials: list[dict[str, float]]
    """every number of groups that was tried: groups, silhouette, stability"""
    timings: dict[str, float]
    error: str | None = None
    finished_at: datetime | None = None
