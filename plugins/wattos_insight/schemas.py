"""What an analysis concludes, each claim with the evidence it rests on."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from wattos.llm import AnswerStyle

Method = Literal["terms", "model"]
"""How a name or claim was made: from characteristic terms, or by a configured language model."""


SourceKind = Literal["page", "file", "conversation", "ticket"]


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A place in a source; `quote` stands there word for word."""

    document_id: UUID
    chunk_id: UUID
    url: str
    quote: str


class GroupWords(msgspec.Struct, frozen=True, kw_only=True):
    """A group's name and description in another language; terms of the sources stand quoted."""

    name: str
    description: str


class PersonaWords(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a persona in another language; terms of the sources stand quoted."""

    name: str
    goals: tuple[str, ...]
    pains: tuple[str, ...]
    channels: tuple[str, ...]
    style: str


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
    weak: Literal["splits", "mixes"] | None = None
    """why it is open who belongs to the group, where its stability is under 0.6: without a part of
    the material it mostly falls apart, or mostly runs together with others"""
    terms: tuple[str, ...]
    source_kinds: tuple[SourceKind, ...]
    """kinds of sources its agent may answer from: the organisation's own and the group's"""
    method: Method
    evidence: tuple[Evidence, ...]
    also: dict[str, GroupWords] = {}
    """the analysis's words for staff who read another language than `name`'s, by language"""
    edited: tuple[str, ...] = ()
    """fields that people wrote; they outlive new analyses"""
    lost: tuple[str, ...] = ()
    """edited fields whose evidence no longer stands in the sources"""
    lost_at: datetime | None = None
    """when an analysis no longer found the group; its agent is archived"""


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One thing said about a persona, with where it stands in the sources."""

    text: str
    evidence: tuple[Evidence, ...]


class Tone(msgspec.Struct, frozen=True, kw_only=True):
    """How to speak with a persona, told from the sources."""

    answering: AnswerStyle
    """length, plain language, form of address and order of facts, as its agent follows them"""
    style: str
    """the same in sentences"""


class Persona(msgspec.Struct, frozen=True, kw_only=True):
    """A role with a need, not a pretended person: no given name, sex, age or origin."""

    id: UUID
    target_group_id: UUID
    name: str
    topic: str = ""
    """what it is about, as a short label"""
    goals: tuple[Claim, ...]
    pains: tuple[Claim, ...]
    questions: tuple[Claim, ...]
    tone: Tone
    channels: tuple[Claim, ...]
    knows_first: tuple[str, ...] = ()
    """titles of the sources its agent's answers should come from first"""
    opening_topic: dict[str, str] = {}
    """by language the first of these: what a first question that names nothing is about"""
    language: str
    languages: tuple[str, ...]
    method: Method
    evidence: tuple[Evidence, ...]
    """the union of the claims' evidence, without repeats"""
    also: dict[str, PersonaWords] = {}
    """the analysis's words for staff who read another language, by language"""
    edited: tuple[str, ...] = ()
    """fields that people wrote; they outlive new analyses"""
    lost: tuple[str, ...] = ()
    """edited fields whose evidence no longer stands in the sources"""


class Enrichment(msgspec.Struct, frozen=True, kw_only=True):
    """A passage chosen for a group, in the order its people need it; the best is first."""

    target_group_id: UUID
    position: int
    evidence: Evidence
    language: str
    reason: str
    """which need it answers, as a key of `aspects.toml`, or "central"."""
    adapted: str
    """the passage in plainer words, where a language model is configured; else the original"""
    method: Literal["selected", "model"] = "selected"


SmokeKind = Literal["own", "paraphrased", "other", "refuse"]
"""A question of the agent's own topic, the same in other words, one of another agent's topic, and
one that nobody's sources answer."""


class SmokeQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question for an agent's smoke test and where its answer stands, if anywhere."""

    text: str
    language: str
    kind: SmokeKind = "own"
    document_ids: tuple[UUID, ...] = ()
    evidence: Evidence | None = None


class SmokeTest(msgspec.Struct, frozen=True, kw_only=True):
    """How an agent did: questions from its evidence, other agents' topics, and impossible ones."""

    asked: int
    """questions of its own topic, paraphrased ones included"""
    answered: int
    cited: int
    """answered with a citation from a document the question was made of"""
    others: int = 0
    others_astray: int = 0
    """other agents' topics that it answered from its own group's documents instead"""
    impossible: int = 0
    refused: int = 0
    """impossible questions that it refused, as it must"""
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


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Something people ask and the organisation's material does not answer."""

    question: str
    language: str
    reason: Literal["unanswered", "disliked", "not covered"]
    """an agent refused it, its answer did not help, or pages and files did not answer it now"""
    target_group_id: UUID | None
    evidence: Evidence


UngroupedReason = Literal["alone", "astray", "listing", "required", "copy"]
"""Not near enough to any group; a request that comes near nothing; a home page, list or piece of
news; a page that everybody must publish; a copy of another page."""


class Ungrouped(msgspec.Struct, frozen=True, kw_only=True):
    """A page, file or request that no group has, and why."""

    title: str
    """empty for a question to an agent, and where a request's words are not shown"""
    kind: SourceKind
    language: str
    reason: UngroupedReason
    evidence: Evidence
    """how it begins; without a quote where a request speaks of a special category of data"""


class Covered(msgspec.Struct, frozen=True, kw_only=True):
    """How much of what was analysed some group has."""

    units: int
    """pages, chapters and requests that are in a group"""
    of: int
    share: float
    """0 to 1: their part of the weight of all evidence"""


class AnalysisResult(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of one analysis; the job `insight.generate` returns it as JSON."""

    analysis_id: UUID
    target_groups: tuple[TargetGroup, ...]
    personas: tuple[Persona, ...]
    agents: tuple[GeneratedAgent, ...]
    trials: tuple[dict[str, float], ...] = ()
    """every number of groups that was tried, with silhouette and stability"""
    criterion: str = ""
    """how the number of groups was chosen, in the tenant's language"""
    gaps: tuple[Gap, ...] = ()
    noise: int
    """units that belong to no group"""
    noise_share: float = 0.0
    """0 to 1: their part of the weight of all evidence; with the groups' shares it makes 1"""
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
    gaps: list[Gap] = []
    timings: dict[str, float]
    error: str | None = None
    finished_at: datetime | None = None
