"""Figures about conversations, each with its definition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec

from wattos.database import fetch, fetchrow, fetchval, tenant_scope

DEFINITIONS = {
    "conversations": {
        "de": "Gespräche, die im Zeitraum begonnen haben",
        "en": "Conversations that began in the period",
    },
    "turns": {
        "de": "Fragen, die im Zeitraum gestellt wurden",
        "en": "Questions asked in the period",
    },
    "completed": {
        "de": "Fragen mit einer vollständigen Antwort, Absagen eingeschlossen",
        "en": "Questions with a complete answer, refusals included",
    },
    "answered": {
        "de": "Fragen mit einer vollständigen Antwort, die keine Absage ist",
        "en": "Questions with a complete answer that is no refusal",
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
    "handed_over": {
        "de": "Gespräche aus dem Zeitraum, die ein Mensch übernommen hat oder in denen er schrieb",
        "en": "Conversations of the period that a person took over or wrote in",
    },
    "coverage": {
        "de": "Anteil der Antworten mit Quelle an allen Antworten mit Quelle oder Absage; "
        "Begrüßungen und Ähnliches zählen nicht",
        "en": "Share of answers with a source among all answers with a source or a refusal; "
        "greetings and the like do not count",
    },
    "satisfaction": {
        "de": "Anteil der guten Urteile (Daumen hoch, vier oder fünf Sterne) an allen Urteilen "
        "des Zeitraums; leer ohne Urteil",
        "en": "Share of good verdicts (thumb up, four or five stars) among all verdicts of the "
        "period; empty without any",
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
        "de": "Kosten aller Modellaufrufe im Zeitraum in US-Dollar, auch außerhalb von Gesprächen; "
        "für einen Kanal oder Agenten nur die seiner Gespräche",
        "en": "Cost of all model calls in the period in US dollars, outside conversations too; "
        "for a channel or agent only those of its conversations",
    },
}

# $1 days, $2 channel, $3 agent, $4 midnights; every query names the conversation `c`.
_SINCE = "now() - make_interval(days => $1)"
_CHOSEN = "($2::text is null or c.channel = $2) and ($3::uuid is null or c.agent_id = $3)"

_TURNS = f"""
select width_bucket(t.created_at, $4::timestamptz[]) as day, c.channel, c.agent_id,
  count(*) as turns,
  count(*) filter (where t.state = 'completed') as completed,
  count(*) filter (where t.state = 'completed' and not t.abstained) as answered,
  count(*) filter (where t.state = 'failed') as failed,
  count(*) filter (where t.state = 'stopped') as stopped,
  count(*) filter (where t.abstained) as abstained,
  count(*) filter (where t.state = 'completed' and t.sourced and not t.abstained) as covered
from turn t join conversation c on c.id = t.conversation_id
where t.created_at >= {_SINCE} and {_CHOSEN} group by 1, 2, 3
"""  # noqa: S608

_MEDIAN = f"""
select percentile_cont(0.5) within group (order by t.finished_at - t.created_at)
from turn t join conversation c on c.id = t.conversation_id
where t.state = 'completed' and t.created_at >= {_SINCE} and {_CHOSEN}
"""  # noqa: S608

_CONVERSATIONS = f"""
select count(*) as conversations,
  count(*) filter (where c.owner = 'human' or c.id in (select m.conversation_id from message m
    where m.role = 'human')) as handed_over
from conversation c where c.created_at >= {_SINCE} and {_CHOSEN}
"""  # noqa: S608

_VERDICTS = f"""
select count(*) filter (where f.kind = 'thumb' and f.value = 1) as thumbs_up,
  count(*) filter (where f.kind = 'thumb' and f.value = -1) as thumbs_down,
  (avg(f.value) filter (where f.kind = 'stars'))::float as stars,
  (count(*) filter (where f.kind = 'thumb' and f.value = 1 or f.kind = 'stars' and f.value >= 4))
    ::float / nullif(count(*), 0) as satisfaction
from feedback f join conversation c on c.id = f.conversation_id
where f.created_at >= {_SINCE} and {_CHOSEN}
"""  # noqa: S608

_BY_MODEL = f"""
select u.model, u.purpose, count(*) as calls, sum(u.input_tokens)::bigint as input_tokens,
  sum(u.output_tokens)::bigint as output_tokens, coalesce(sum(u.cost_usd), 0)::float as cost_usd
from llm_usage u left join conversation c on c.id = u.conversation_id
where u.created_at >= {_SINCE} and {_CHOSEN} group by 1, 2 order by 6 desc, 3 desc
"""  # noqa: S608

_COUNTS: Final = (*("turns", "completed", "answered", "failed", "stopped", "abstained", "covered"),)


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a period; `DEFINITIONS` says what each counts. Shares are 0 to 1."""

    conversations: int
    turns: int
    completed: int
    answered: int
    failed: int
    stopped: int
    abstained: int
    handed_over: int
    coverage: float | None
    satisfaction: float | None
    thumbs_up: int
    thumbs_down: int
    stars: float | None
    median_seconds: float | None
    cost_usd: float


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked in one part of the period: a day, a channel or an agent."""

    turns: int
    answered: int
    abstained: int
    failed: int
    coverage: float | None


class Day(Part, frozen=True, kw_only=True):
    """One day of the tenant's clock on which something was asked."""

    day: date


class ChannelPart(Part, frozen=True, kw_only=True):
    """One channel."""

    channel: str


class AgentPart(Part, frozen=True, kw_only=True):
    """One agent; None for conversations whose agent is gone."""

    agent_id: UUID | None


class ModelCost(msgspec.Struct, frozen=True, kw_only=True):
    """What one model consumed for one purpose."""

    model: str
    purpose: str
    calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: float


_P = TypeVar("_P", bound=Part)


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """What happened in the last `days` days."""

    days: int
    figures: Figures
    by_day: list[Day]
    by_channel: list[ChannelPart]
    by_agent: list[AgentPart]
    by_model: list[ModelCost]
    definitions: dict[str, dict[str, str]]


async def overview(
    tenant_id: UUID,
    days: int,
    *,
    now: datetime,
    channel: str | None = None,
    agent_id: UUID | None = None,
) -> Overview:
    """The tenant's figures of the last `days` days up to now, of one channel or agent if given.

    `now` is by the tenant's clock, whose midnights part the days.
    """
    chosen = (days, channel, agent_id)
    midnights = _midnights(now, days)
    async with tenant_scope(tenant_id):
        counted = [dict(row) for row in await fetch(_TURNS, *chosen, midnights)]
        median = await fetchval(_MEDIAN, *chosen)
        begun = await fetchrow(_CONVERSATIONS, *chosen)
        verdicts = await fetchrow(_VERDICTS, *chosen)
        models = [ModelCost(**dict(row)) for row in await fetch(_BY_MODEL, *chosen)]
    rows = [{**row, "day": midnights[row["day"] - 1].date()} for row in counted]
    figures = {**_sums(rows), **dict(begun or {}), **dict(verdicts or {})}
    seconds = median.total_seconds() if median is not None else None
    figures |= {"median_seconds": seconds, "cost_usd": sum(model.cost_usd for model in models)}
    return Overview(
        days=days,
        figures=msgspec.convert(figures, Figures),
        by_day=sorted(_parts(rows, "day", Day), key=lambda part: part.day),
        by_channel=_parts(rows, "channel", ChannelPart),
        by_agent=_parts(rows, "agent_id", AgentPart),
        by_model=models,
        definitions=DEFINITIONS,
    )


def _midnights(now: datetime, days: int) -> list[datetime]:
    """Where the days of a period begin, the oldest first.

    Two more than its days: it begins within a day, and one of its days may have 25 hours.
    """
    today = now.date()
    return [
        datetime.combine(today - timedelta(days=before), time.min, tzinfo=now.tzinfo)
        for before in range(days + 1, -1, -1)
    ]


def _sums(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {name: sum(row[name] for row in rows) for name in _COUNTS}
    asked = found["covered"] + found["abstained"]
    return {**found, "coverage": found["covered"] / asked if asked else None}


def _parts(rows: Sequence[Mapping[str, Any]], key: str, kind: type[_P]) -> list[_P]:
    """The rows summed up by one of their keys, the most asked first."""
    groups: dict[Any, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row)
    parts = [msgspec.convert({key: value, **_sums(of)}, kind) for value, of in groups.items()]
    return sorted(parts, key=lambda part: -part.turns)
