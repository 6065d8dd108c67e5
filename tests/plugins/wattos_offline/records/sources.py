"""Records with their places, as the runtime hands them to the answerer."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.plugins.wattos_offline.passages import passage
from wattos.llm import ChatRequest, Passage, RecordSource
from wattos.records import Hours, OpeningRule, RecordData, TimeSpan
from wattos_offline.composition import Piece
from wattos_offline.question import understand
from wattos_offline.records import answer_from_records

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = datetime(2026, 11, 24, 9, 30, tzinfo=BERLIN)


def source(
    subject: str,
    data: RecordData,
    text: str = "So steht es da.",
    *,
    title: str = "",
    language: str = "de",
    document: int = 1,
) -> RecordSource:
    place = Passage(
        document_id=UUID(int=document),
        chunk_id=UUID(int=document),
        title=title or subject,
        url=f"https://town.example/{document}",
        text=text,
        start=0,
        end=len(text),
        language=language,
    )
    return RecordSource(subject, data, place)


def span(opens: str, closes: str) -> TimeSpan:
    return TimeSpan(time.fromisoformat(opens), time.fromisoformat(closes))


def weekdays(opens: str, closes: str, **rule: object) -> Hours:
    """Open Monday to Friday."""
    fields = {"days": (0, 1, 2, 3, 4), "spans": (span(opens, closes),), **rule}
    return Hours(rules=(OpeningRule(**fields),))  # pyright: ignore[reportArgumentType]


def answer(
    question: str,
    *records: RecordSource,
    now: datetime | None = TUESDAY,
    language: str = "de",
    region: str = "DE-BW",
    headings: tuple[str, ...] = ("Seite",),
) -> Piece | None:
    request = ChatRequest(
        model="extractive",
        passages=(passage("Irgendetwas.", *headings),),
        records=records,
        question=question,
        language=language,
        now=now,
        region=region,
    )
    return answer_from_records(request, understand(question, language))


def text_of(question: str, *records: RecordSource, **more: object) -> str | None:
    """The answer's words without the marks of its sources; None when records give no answer."""
    found = answer(question, *records, **more)  # pyright: ignore[reportArgumentType]
    return None if found is None else found.text.split(" [")[0]
