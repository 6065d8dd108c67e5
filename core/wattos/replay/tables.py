"""Tables of replays."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Array, Boolean, Integer, Text, Timestamptz

from wattos.database import TenantTable


class ReplayTable(TenantTable, tablename="replay"):
    """One replay; its state follows its job's."""

    state = Text(default="queued")
    job_id = UUID(null=True, default=None)
    agent_id = UUID(null=True, default=None)
    agent_version = Integer(null=True, default=None)
    request = JSONB()
    error = Text(null=True, default=None)
    finished_at = Timestamptz(null=True, default=None)


class ReplayItemTable(TenantTable, tablename="replay_item"):
    """What became of one question."""

    replay_id = UUID()
    position = Integer()
    turn_id = UUID(null=True, default=None)
    verified_answer_id = UUID(null=True, default=None)
    question = Text()
    asked = Integer(default=1)
    outcome = Text()
    old_answer = Text(default="")
    new_answer = Text(default="")
    old_sources = Array(base_column=Text())
    new_sources = Array(base_column=Text())
    sources_disagree = Boolean(null=True, default=None)
    error = Text(null=True, default=None)
