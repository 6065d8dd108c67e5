"""What happened in a turn, event by event, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from wattos.events import SequencedEvent, TextDelta, TurnCompleted, TurnStarted
from wattos_admin.catalogue import Language, words
from wattos_admin.formats import model_name, seconds
from wattos_admin.page import key_of

EVENT_WORDS: Final = {
    "turn.started": key_of("Question taken up"),
    "text.delta": key_of("Words of the answer shown"),
    "citation": key_of("Source named"),
    "tool.started": key_of("A tool began"),
    "tool.finished": key_of("A tool ended"),
    "approval.requested": key_of("A person's approval was asked for"),
    "handoff.requested": key_of("A person was asked for"),
    "audio.chunk": key_of("Spoken"),
    "viseme": key_of("Mouth moved"),
    "progress": key_of("Progress told"),
    "turn.completed": key_of("Answer complete"),
    "turn.failed": key_of("No answer: something failed on the way."),
}
BEGUN_ANEW: Final = key_of("Begun anew: what was said before does not count")
STAGE_WORDS: Final = {
    "retrieve_ms": key_of("Searched the material"),
    "model_ms": key_of("Put the answer into words"),
    "turn": key_of("In all"),
}


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """One line: seconds since the first event, what it was, and what is to say about it."""

    seconds: float
    words: str
    name: str
    """What programs call it."""
    details: list[str]


def without_repeats(events: Sequence[SequencedEvent]) -> list[SequencedEvent]:
    """The events with pieces of text that follow each other told as one."""
    kept: list[SequencedEvent] = []
    for event in events:
        if not (
            kept and isinstance(event.event, TextDelta) and isinstance(kept[-1].event, TextDelta)
        ):
            kept.append(event)
    return kept


def told(events: Sequence[SequencedEvent], language: Language) -> list[Happened]:
    """The events for people, in their order."""
    say = words(language).gettext
    lines: list[Happened] = []
    for event in without_repeats(events):
        name = str(event.event.__struct_config__.tag)
        lines.append(
            Happened(
                seconds=(event.at - events[0].at).total_seconds(),
                words=say(BEGUN_ANEW if _is_anew(event) else EVENT_WORDS[name]),
                name=name,
                details=_details(event, language),
            )
        )
    return lines


def _is_anew(event: SequencedEvent) -> bool:
    return isinstance(event.event, TurnStarted) and event.event.attempt > 1


def _details(event: SequencedEvent, language: Language) -> list[str]:
    given: dict[str, Any] = msgspec.to_builtins(event.event)
    if isinstance(event.event, TurnCompleted):
        say = words(language).gettext
        stages = [
            f"{say(label)}: {seconds(given['timings'][stage] / 1000, language)}"
            for stage, label in STAGE_WORDS.items()
            if stage in given["timings"]
        ]
        return [model_name(event.event.model, language), *stages] if event.event.model else stages
    if "citation" in given:
        return [given["citation"]["title"] or given["citation"]["url"]]
    found = next(
        (given[key] for key in ("reason", "message", "summary", "tool") if given.get(key)), ""
    )
    return [str(found)] if found else []
