"""Figures about conversations, each with its definition."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec

from wattos.database import fetch, fetchrow, tenant_scope

DEFINITIONS = {
    "conversations": {
        "de": "Gespräche, die im Zeitraum begonnen haben (UTC)",
        "en": "Conversations that began in the period (UTC)",
    },
    "turns": {
        "de": "Fragen, die im Zeitraum gestellt wurden",
        "en": "Questions asked in the period",
    },
    "completed": {
        "de": "Fragen mit einer vollständigen Antwort",
        "en": "Questions with a complete answer",
    },
    "failed": {
        "de": "Fragen, deren Beantwortung fehlgeschlagen ist",
        "en": "Questions whose answering failed",
    },
    "stopped": {"de": "Antworten, die jemand abbrach", "en": "Answers that somebody stopped"},
    "abstained": {
        "de": "Antworten, die sagen, dass die Quellen nichts hergeben",
        "en": "Answers that say that the sources hold nothing",
    },
    "thumbs_up": {"de": "Daumen hoch", "en": "Thumbs up"},
    "thumbs_down": {"de": "Daumen runter", "en": "Thumbs down"},
    "stars": {
        "de": "Durchschnitt der Sterne von 1 bis 5, leer ohne Bewertung",
        "en": "Mean of the stars from 1 to 5, empty without a verdict",
    },
    "median_seconds": {
        "de": "Median der Zeit von der Frage bis zur vollständigen Antwort, in Sekunden",
        "en": "Median time from question to complete answer, in seconds",
    },
    "cost_usd": {
        "de": "Kosten aller Modellaufrufe im Zeitraum in US-Dollar, auch außerhalb von Gesprächen",
        "en": "Cost of all model calls in the period in US dollars, outside conversations too",
    },
}

_SINCE = "created_at >= now() - make_interval(days => $1)"

_OVERVIEW = f"""
select
  (select count(*) from conversation where {_SINCE}) as conversations,
  count(*) as turns,
  count(*) filter (where t.state = 'completed') as completed,
  count(*) filter (where t.state = 'failed') as failed,
  count(*) filter (where t.state = 'stopped') as stopped,
  count(*) filter (where m.abstained) as abstained,
  (select count(*) from feedback where kind = 'thumb' and value = 1 and {_SINCE}) as thumbs_up,
  (select count(*) from feedback where kind = 'thumb' and value = -1 and {_SINCE}) as thumbs_down,
  (select avg(value)::float from feedback where kind = 'stars' and {_SINCE}) as stars,
  percentile_cont(0.5) within group (order by extract(epoch from t.finished_at - t.created_at))
    filter (where t.state = 'completed') as median_seconds,
  (select coalesce(sum(cost_usd), 0)::float from llm_usage where {_SINCE}) as cost_usd
from turn t left join message m on m.id = t.answer_message_id
where t.{_SINCE}
"""  # noqa: S608

_BY_DAY = f"""
select (created_at at time zone 'UTC')::date as day, count(*) as turns,
  count(distinct conversation_id) as conversations,
  count(*) filter (where state = 'failed') as failed
from turn where {_SINCE} group by 1 order by 1
"""  # noqa: S608

_BY_MODEL = f"""
select model, purpose, count(*) as calls, sum(input_tokens)::bigint as input_tokens,
  sum(output_tokens)::bigint as output_tokens, coalesce(sum(cost_usd), 0)::float as cost_usd
from llm_usage where {_SINCE} group by 1, 2 order by 6 desc, 3 desc
"""  # noqa: S608


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a period; `DEFINITIONS` says what each counts."""

    conversations: int
    turns: int
    completed: int
    failed: int
    stopped: int
    abstained: int
    thumbs_up: int
    thumbs_down: int
    stars: float | None
    median_seconds: float | None
    cost_usd: float


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """One day (UTC) on which something was asked."""

    day: date
    turns: int
    conversations: int
    failed: int


class ModelCost(msgspec.Struct, frozen=True, kw_only=True):
    """What one model consumed for one purpose."""

    model: str
    purpose: str
    calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: float


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """What happened in the last `days` days."""

    days: int
    figures: Figures
    by_day: list[Day]
    by_model: list[ModelCost]
    definitions: dict[str, dict[str, str]]


async def overview(tenant_id: UUID, days: int) -> Overview:
    """The tenant's figures of the last `days` days up to now."""
    async with tenant_scope(tenant_id):
        figures = await fetchrow(_OVERVIEW, days)
        by_day = await fetch(_BY_DAY, days)
        by_model = await fetch(_BY_MODEL, days)
    assert figures is not None
    return Overview(
        days=days,
        figures=Figures(**dict(figures)),
        by_day=[Day(**dict(row)) for row in by_day],
        by_model=[ModelCost(**dict(row)) for row in by_model],
        definitions=DEFINITIONS,
    )
