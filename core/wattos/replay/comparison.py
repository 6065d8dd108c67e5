"""Whether an answer is still the same answer."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wattos.agents import AgentAnswer
from wattos.conversations import Exchange
from wattos.events import Citation
from wattos.replay.schemas import Outcome, ReplayItem
from wattos.verified import VerifiedAnswer

_SOURCE_NUMBER = re.compile(r"\[\d{1,2}\]")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


def compare_exchange(before: Exchange, now: AgentAnswer) -> ReplayItem:
    """A real question's recorded answer beside the new one."""
    old_sources = _sources(before.citations)
    new_sources = _sources(now.citations)
    refused = before.abstained or not before.answer or before.state == "failed"
    return ReplayItem(
        question=before.question,
        typed=before.typed,
        outcome=_outcome(before.answer, now, refused=refused),
        old_answer=before.answer,
        new_answer=now.text,
        old_sources=old_sources,
        new_sources=new_sources,
        sources_changed=old_sources != new_sources,
        turn_id=before.turn_id,
    )


def compare_verified(
    answer: VerifiedAnswer, question: str, now: AgentAnswer, from_sources: AgentAnswer
) -> ReplayItem:
    """A verified question: does it still get the editor's answer, and do the sources agree?"""
    kept = now.verified_answer_id == answer.id
    old_sources = _sources(answer.sources)
    new_sources = _sources(now.citations)
    return ReplayItem(
        question=question,
        typed=question,
        outcome="same" if kept else _outcome(answer.answer, now, refused=False),
        old_answer=answer.answer,
        new_answer=now.text,
        old_sources=old_sources,
        new_sources=new_sources,
        sources_changed=old_sources != new_sources,
        sources_disagree=_disagree(answer.answer, from_sources),
        verified_answer_id=answer.id,
    )


def _outcome(before: str, now: AgentAnswer, *, refused: bool) -> Outcome:
    if refused:
        return "same" if now.abstained else "now_answered"
    if now.abstained:
        return "now_refused"
    return "same" if _plain(before) == _plain(now.text) else "changed"


def _disagree(verified: str, from_sources: AgentAnswer) -> bool | None:
    """Whether no number of the editor's answer stands in what the sources say."""
    numbers = _numbers(verified)
    if from_sources.abstained or not numbers:
        return None
    return not numbers & _numbers(from_sources.text)


def _numbers(text: str) -> set[str]:
    return set(_NUMBER.findall(_SOURCE_NUMBER.sub("", text)))


def _plain(text: str) -> str:
    """Without source numbers and spacing: those change when nothing that is said does."""
    return " ".join(_SOURCE_NUMBER.sub("", text).split())


def _sources(citations: Iterable[Citation]) -> list[str]:
    return sorted({citation.url for citation in citations})
