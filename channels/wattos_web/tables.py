"""The web channel's tables; visitors' sessions are signed tokens and need none."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Array, Boolean, Text

from wattos.database import TenantTable


class WidgetKey(TenantTable, tablename="widget_key"):
    """A public key that opens a tenant's chat from the web origins it names."""

    public_key = Text(unique=True)
    name = Text()
    agent_id = UUID(null=True, default=None)
    origins = Array(base_column=Text())
    active = Boolean(default=True)
    appearance = JSONB()


class LeftQuestion(TenantTable, tablename="left_question"):
    """A question that a visitor left with an address, for a person to answer."""

    widget_key_id = UUID(null=True, default=None)
    conversation_id = UUID(null=True, default=None)
    visitor_id = Text()
    question = Text()
    email = Text()
    name = Text()
    language = Text()
    state = Text(default="open")


class LeftQuestionReply(TenantTable, tablename="left_question_reply"):
    """What a colleague replied to a left question; `repeat_key` makes a sent form count once."""

    left_question_id = UUID()
    user_id = UUID(null=True, default=None)
    text = Text()
    repeat_key = Text()
