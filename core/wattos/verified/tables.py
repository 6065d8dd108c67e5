"""Tables of verified answers."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Array, Integer, Text, Timestamptz
from piccolo.columns.defaults.timestamptz import TimestamptzNow

from wattos.database import HalfVec, TenantTable


class VerifiedAnswerTable(TenantTable, tablename="verified_answer"):
    """An answer that an editor wrote or checked, as it stands now."""

    updated_at = Timestamptz(default=TimestamptzNow())
    state = Text(default="active")
    version = Integer(default=1)
    language = Text()
    question = Text()
    phrasings = Array(base_column=Text())
    """Other ways to ask the same, in any language."""
    answer = Text()
    translations = JSONB()
    """The answer in other languages, by language."""
    sources = JSONB()
    """Citations that the editor gave."""
    owner_id = UUID(null=True, default=None)
    agent_id = UUID(null=True, default=None)
    """The only agent that may use it; null is every agent."""
    origin_turn_id = UUID(null=True, default=None)
    """The turn whose answer was corrected; no reference, it outlives the conversation."""
    expires_at = Timestamptz()
    use_count = Integer(default=0)
    last_used_at = Timestamptz(null=True, default=None)


class VerifiedAnswerVersionTable(TenantTable, tablename="verified_answer_version"):
    """What a verified answer said after one change; never changed itself."""

    verified_answer_id = UUID()
    version = Integer()
    content = JSONB()
    changed_by = UUID(null=True, default=None)


class VerifiedPhrasingTable(TenantTable, tablename="verified_phrasing"):
    """One way to ask, with its vector under the model that made it."""

    verified_answer_id = UUID()
    position = Integer()
    """0 is the question itself."""
    text = Text()
    language = Text()
    model = Text()
    embedding = HalfVec()
