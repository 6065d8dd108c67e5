"""What people asked, for those who learn from it: one question a turn, with how it went."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from wattos.conversations.turn_rows import UNDERSTOOD
from wattos.database import fetch

_QUESTIONS = f"""
select t.id as turn_id, t.conversation_id, t.created_at as asked_at, c.channel,
  coalesce(understood.question, q.text) as text, q.text as typed,
  coalesce(q.language, a.language, c.language) as language,
  coalesce(a.abstained, false) or t.state = 'failed' as unanswered,
  coalesce(f.value = -1 and f.kind = 'thumb' or f.value <= 2 and f.kind = 'stars', false)
    as disliked
from turn t
join conversation c on c.id = t.conversation_id
join message q on q.id = t.question_message_id
left join message a on a.id = t.answer_message_id
{UNDERSTOOD}
left join lateral (select kind, value from feedback where turn_id = t.id
  order by created_at desc limit 1) f on true
where t.state in ('completed', 'failed') and c.user_id is null and c.channel <> 'console'
  and t.created_at >= now() - make_interval(days => $1)
order by t.created_at desc, t.id desc limit $2
"""  # noqa: S608


class AskedQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A person's question; redact it before it is shown or kept elsewhere.

    `text` stands alone; of a follow-up `typed` is what the person wrote ("and on Saturday?").
    """

    turn_id: UUID
    conversation_id: UUID
    asked_at: datetime
    channel: str
    text: str
    typed: str
    language: str | None
    unanswered: bool
    """the agent said that its sources hold nothing, or answering failed"""
    disliked: bool
    """the last verdict was a thumb down, or one or two stars"""


async def asked_questions(*, days: int, limit: int) -> list[AskedQuestion]:
    """The newest questions of the last `days` days in the open scope, oldest first.

    What staff asked, signed in or in a trial of the console, is left out: they try the agents.
    """
    rows = await fetch(_QUESTIONS, days, limit)
    return [msgspec.convert(dict(row), AskedQuestion) for row in reversed(rows)]
