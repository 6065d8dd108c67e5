"""Questions that nobody could answer, each once however often it was asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import asyncpg
import msgspec

from wattos.agents import asks_nothing
from wattos.conversations.turn_rows import UNDERSTOOD
from wattos.database import fetch, tenant_scope
from wattos.knowledge import detect_language
from wattos.verified import VerifiedAnswers

Reason = Literal["refused", "thumbs_down", "failed", "stopped"]

MOST_TURNS = 500
"""Turns that are looked at, the newest first."""
MOST_SHOWN = 20

DEFINITIONS = {
    "refused": {
        "de": "Die Antwort sagte, dass die Quellen nichts hergeben",
        "en": "The answer said that the sources hold nothing",
    },
    "thumbs_down": {
        "de": "Jemand hielt die Antwort für schlecht (Daumen runter oder höchstens zwei Sterne)",
        "en": "Somebody judged the answer bad (thumb down, or two stars at most)",
    },
    "failed": {
        "de": "Die Beantwortung ist fehlgeschlagen",
        "en": "Answering failed",
    },
    "stopped": {"de": "Jemand brach die Antwort ab", "en": "Somebody stopped the answer"},
}

_TURNS = f"""
with bad as (
    select turn_id, max(comment) as comment from feedback
    where (kind = 'thumb' and value < 0) or (kind = 'stars' and value <= 2) group by turn_id
)
select t.id as turn_id, t.conversation_id, t.agent_id, t.created_at, c.channel,
    coalesce(understood.question, q.text) as question, q.text as typed,
    case when t.abstained then '' else coalesce(a.text, '') end as answer,
    coalesce(a.language, c.language) as language, o.language as home_language, b.comment,
    case when b.turn_id is not null then 'thumbs_down' when t.state = 'failed' then 'failed'
         when t.state = 'stopped' then 'stopped' else 'refused' end as reason,
    (select v.id from verified_answer v where v.origin_turn_id = t.id and v.state = 'active'
        and v.expires_at > now() limit 1) as verified_answer_id,
    exists (select 1 from message h where h.conversation_id = t.conversation_id
            and h.role = 'human' and h.id > t.id) as replied,
    exists (select 1 from agent_run r join agent_run later on later.conversation_id
            = r.conversation_id and later.id > r.id join tool_call p on p.agent_run_id = later.id
            and p.tool = r.offer and p.state = 'succeeded' where r.turn_id = t.id) as left_to_person
from turn t
join conversation c on c.id = t.conversation_id
join tenant o on o.id = t.tenant_id
join message q on q.id = t.question_message_id
{UNDERSTOOD}
left join message a on a.id = t.answer_message_id
left join bad b on b.turn_id = t.id
where t.created_at >= now() - make_interval(days => $1)
  and ($2::uuid is null or t.agent_id = $2) and ($3::text is null or c.channel = $3)
  and (b.turn_id is not null or t.state = 'failed' or t.abstained
       or (t.state = 'stopped' and c.owner = 'bot'))
order by t.id desc limit $4
"""  # noqa: S608


class UnansweredTurn(msgspec.Struct, frozen=True, kw_only=True):
    """One time that it was asked; `left_to_person` says that the visitor left it for somebody.

    `question` stands alone; of a follow-up `typed` is what the person wrote ("and on Saturday?").
    `answer` is what was said, empty where it was a refusal or nothing.
    """

    turn_id: UUID
    conversation_id: UUID
    agent_id: UUID | None
    channel: str
    question: str
    typed: str
    answer: str
    language: str
    reason: Reason
    comment: str | None
    created_at: datetime
    replied: bool
    """A colleague has written into the conversation since."""
    left_to_person: bool
    verified_answer_id: UUID | None


class UnansweredQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question in the words of who asked it last; `turns` are the newest 20 of `count`."""

    question: str
    language: str
    count: int
    reasons: dict[str, int]
    first_at: datetime
    last_at: datetime
    open: bool
    """No verified answer that still holds was made from it, and somebody waits for a reply.

    Archiving the answer, or its expiry, opens the question again.
    """
    verified_answer_id: UUID | None
    turns: list[UnansweredTurn]


class Unanswered(msgspec.Struct, frozen=True, kw_only=True):
    """The questions of the last `days`, the most asked first; `looked_at` counts turns."""

    days: int
    looked_at: int
    questions: list[UnansweredQuestion]
    definitions: dict[str, dict[str, str]]


async def unanswered(
    tenant_id: UUID,
    verified: VerifiedAnswers,
    *,
    days: int,
    agent_id: UUID | None = None,
    channel: str | None = None,
    reason: Reason | None = None,
    only_open: bool = False,
) -> Unanswered:
    """What was refused, judged bad, failed or stopped, grouped by meaning; small talk is not."""
    async with tenant_scope(tenant_id):
        rows = await fetch(_TURNS, days, agent_id, channel, MOST_TURNS)
    turns = [turn for row in rows if reason in (None, (turn := _turn(row)).reason)]
    turns = [turn for turn in turns if not asks_nothing(turn.question)]
    groups = await verified.group(tenant_id, [(turn.question, turn.language) for turn in turns])
    questions = [_question([turns[place] for place in group]) for group in groups]
    shown = [question for question in questions if question.open or not only_open]
    return Unanswered(
        days=days,
        looked_at=len(turns),
        questions=sorted(shown, key=lambda question: (-question.count, -_time(question))),
        definitions=DEFINITIONS,
    )


def _time(question: UnansweredQuestion) -> float:
    return question.last_at.timestamp()


def _turn(row: asyncpg.Record) -> UnansweredTurn:
    values = dict(row)
    home = values.pop("home_language")
    values["language"] = values["language"] or detect_language(row["typed"], home)
    return UnansweredTurn(**values)


def _question(turns: Sequence[UnansweredTurn]) -> UnansweredQuestion:
    verified = next((t.verified_answer_id for t in turns if t.verified_answer_id), None)
    return UnansweredQuestion(
        question=turns[0].question,
        language=turns[0].language,
        count=len(turns),
        reasons=dict(Counter(turn.reason for turn in turns)),
        first_at=turns[-1].created_at,
        last_at=turns[0].created_at,
        open=verified is None and not all(turn.replied for turn in turns),
        verified_answer_id=verified,
        turns=list(turns[:MOST_SHOWN]),
    )
