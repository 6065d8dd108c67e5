"""What the first five minutes ask: what the material answers, and one thing that it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from wattos.suggested import Trial

if TYPE_CHECKING:
    from wattos.platform import Platform

_OFF_TOPIC: Final[dict[str, tuple[str, ...]]] = {
    "de": (
        "Was kostet ein Flug nach Lissabon?",
        "Wie wird das Wetter am nächsten Wochenende?",
        "Wie hoch ist der Eiffelturm?",
    ),
    "en": (
        "What does a flight to Lisbon cost?",
        "What will the weather be like next weekend?",
        "How tall is the Eiffel Tower?",
    ),
    "tr": (
        "Lizbon'a uçak bileti ne kadar?",
        "Gelecek hafta sonu hava nasıl olacak?",
        "Eyfel Kulesi ne kadar yüksek?",
    ),
}


async def answered(platform: Platform, tenant_id: UUID, language: str) -> list[str]:
    """Up to three questions that the first agent answers from their own document."""
    found = await platform.suggested.find(tenant_id, None, language)
    return [candidate.question for candidate in found]


async def refused(platform: Platform, tenant_id: UUID, language: str) -> str | None:
    """A question that the first agent says it has no source for."""
    trial = Trial(platform.runtime, tenant_id, None, language)
    for question in _OFF_TOPIC[language]:
        if await trial.sources(question) == set():
            return question
    return None
