"""Tables of analyses and their conclusions; `migrations/wattos_insight` creates them.

Conclusions are kept as documents (`content`): they are read and replaced as a whole.
"""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, DoublePrecision, Integer, Text, Timestamptz

from wattos.database import TenantTable


class CustomerAnalysis(TenantTable, tablename="customer_analysis"):
    """One look at all sources; `fingerprint` names exactly these sources."""

    fingerprint = Text()
    language = Text()
    state = Text()
    stage = Text()
    """the last stage that is stored: a resumed analysis goes on after it"""
    counts = JSONB()
    trials = JSONB()
    """every number of groups that was tried, with silhouette and stability"""
    gaps = JSONB()
    """what people ask and the material does not answer"""
    doubts = JSONB()
    """requests that are far from the material: what the agents try before they are called gaps"""
    ungrouped = JSONB()
    """what no group has, with the reason of each"""
    timings = JSONB()
    error = Text(null=True, default=None)
    finished_at = Timestamptz(null=True, default=None)


class TargetGroupTable(TenantTable, tablename="target_group"):
    """A group of the newest analysis that found it; `key` holds over analyses.

    `content` is what the analysis says; `edits` holds people's own words by field, and what the
    analysis said when they wrote them. `lost_at` is set when no analysis finds the group any more.
    """

    analysis_id = UUID()
    key = Text()
    content = JSONB()
    edits = JSONB()
    lost_at = Timestamptz(null=True, default=None)
    documents = JSONB()
    """ids of the documents whose units form the group"""
    share = DoublePrecision()


class PersonaTable(TenantTable, tablename="persona"):
    """A persona of a group; `edits` as of a group."""

    target_group_id = UUID()
    content = JSONB()
    edits = JSONB()


class InsightVersion(TenantTable, tablename="insight_version"):
    """How a group or persona looked after an analysis, an edit or a decision."""

    subject = Text()
    subject_id = UUID()
    number = Integer()
    origin = Text()
    content = JSONB()
    created_by = UUID(null=True, default=None)


class ContentEnrichment(TenantTable, tablename="content_enrichment"):
    """A passage chosen for a group; without a model `adapted` is the original."""

    target_group_id = UUID()
    position = Integer()
    document_id = UUID()
    chunk_id = UUID()
    language = Text()
    original = Text()
    adapted = Text()
    method = Text()
    reason = Text()


class AgentGeneration(TenantTable, tablename="agent_generation"):
    """The agent made for a persona, with the questions and the outcome of its smoke test."""

    analysis_id = UUID()
    persona_id = UUID()
    agent_id = UUID(null=True, default=None)
    agent_version = Integer(null=True, default=None)
    questions = JSONB()
    smoke_test = JSONB(null=True, default=None)
