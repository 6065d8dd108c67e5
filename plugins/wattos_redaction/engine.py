"""Presidio's analyzer with our finders as its recognisers, in German, English and Turkish."""

from __future__ import annotations

import logging
from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from wattos.knowledge import PersonalSpan, PersonalType
from wattos_redaction.finders import addresses, contact, dates, names, numbers, plates
from wattos_redaction.finders.cues import Span

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine

LANGUAGES: tuple[str, ...] = ("de", "en", "tr")

FINDERS: dict[PersonalType, Callable[[str], Iterable[Span]]] = {
    "EMAIL": contact.find_mail,
    "IBAN": numbers.find_iban,
    "SOCIAL_SECURITY": numbers.find_pension_number,
    "HEALTH_INSURANCE": numbers.find_health_number,
    "TAX_ID": numbers.find_tax_id,
    "ID_CARD": numbers.find_identity_card,
    "CREDIT_CARD": numbers.find_card,
    "DATE_OF_BIRTH": dates.find_birth_date,
    "IP_ADDRESS": contact.find_ip,
    "ADDRESS": addresses.find_address,
    "LICENSE_PLATE": plates.find_plate,
    "PHONE": contact.find_phone,
    "PERSON": names.find_person,
}
"""A finder a type; where two spans overlap, the type that stands first wins."""

_RANK: dict[str, tuple[int, PersonalType]] = {
    kind: (rank, kind) for rank, kind in enumerate(FINDERS)
}


def find(
    text: str, language: str | None = None, types: frozenset[PersonalType] | None = None
) -> list[PersonalSpan]:
    """Personal data in a text, in order, without overlaps; takes milliseconds a page.

    `types` leaves only these, as they stand among all. A language without recognisers of its own
    is read with the German ones.
    """
    if not text.strip():
        return []
    spoken = language if language in LANGUAGES else LANGUAGES[0]
    # Types that stand behind all wanted ones take nothing from them, so nobody looks for them.
    wanted = FINDERS if types is None else types
    last = max((_RANK[kind][0] for kind in wanted), default=-1)
    looked_for = [str(kind) for kind in FINDERS][: last + 1]
    if not looked_for:
        return []
    found = analyzer().analyze(text, language=spoken, entities=looked_for)
    ranked = sorted(found, key=lambda r: (_RANK[r.entity_type], r.start - r.end, r.start))
    kept: list[PersonalSpan] = []
    starts: list[int] = []
    for result in ranked:
        at = bisect_right(starts, result.start)
        before, after = kept[at - 1 : at], kept[at : at + 1]
        if all(span.end <= result.start for span in before) and all(
            result.end <= span.start for span in after
        ):
            starts.insert(at, result.start)
            kind = _RANK[result.entity_type][1]
            kept.insert(at, PersonalSpan(start=result.start, end=result.end, type=kind))
    return kept if types is None else [span for span in kept if span.type in types]


@cache
def analyzer() -> AnalyzerEngine:
    """The engine, built at the first use (seconds); it runs no model and reaches no network.

    Presidio's own recognisers stay out: the one for mail would fetch a list of domains, those of
    other countries would find numbers that are none here.
    """
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NoOpNlpEngine

    # Presidio's own messages may quote the text that it looks through.
    logging.getLogger("presidio-analyzer").setLevel(logging.CRITICAL)
    languages = list(LANGUAGES)
    registry = RecognizerRegistry(
        recognizers=[
            _recognizer(kind, finder, language)
            for kind, finder in FINDERS.items()
            for language in languages
        ],
        supported_languages=languages,
    )
    engine = NoOpNlpEngine([{"lang_code": code, "model_name": "none"} for code in languages])
    engine.load()
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=languages)


def _recognizer(kind: str, finder: Callable[[str], Iterable[Span]], language: str) -> Any:
    from presidio_analyzer import LocalRecognizer, RecognizerResult

    class Finder(LocalRecognizer):
        """Our finder in the shape that Presidio runs."""

        def load(self) -> None:
            """Nothing to load: word lists come at the first use."""

        def analyze(self, text: str, entities: list[str], nlp_artifacts: object) -> list[Any]:
            """The finder's spans as Presidio's results."""
            return [
                RecognizerResult(entity_type=kind, start=start, end=end, score=1.0)
                for start, end in finder(text)
                if kind in entities
            ]

    return Finder(
        supported_entities=[kind], supported_language=language, name=f"{kind} ({language})"
    )
