"""The one entrance: an answer from the request's records, or None when in doubt."""

from __future__ import annotations

import re

from wattos.llm import ChatRequest, Quote, RecordSource
from wattos_offline.composition import Piece
from wattos_offline.question import Question
from wattos_offline.records.intent import Wish, wish_of
from wattos_offline.records.opening import answer_hours
from wattos_offline.records.prices import answer_fee, answer_stock
from wattos_offline.records.stating import Statement
from wattos_offline.records.telling import answer_contact, answer_requirement
from wattos_offline.setting import asks_for_old, is_outdated

_WAY = re.compile(
    r"\banfahrt|\bso finden sie|\bwegbeschreibung|\bdirections\b|\bgetting here|\bfind us|\bulaşım",
    re.IGNORECASE,
)


def answer_from_records(request: ChatRequest, question: Question) -> Piece | None:
    """The answer when the question asks for a fact that a record holds about just that subject.

    Everything that the question names has to be named by the record, and records that say
    different things give no answer: quoting the page is better than computing with the wrong row.
    What a page says that calls itself archived counts only where old things are asked for.
    """
    wish = wish_of(question) if request.records else None
    statement = _state(request, question, wish) if wish is not None else None
    if statement is None:
        return None
    numbers = [
        len(request.passages) + 1 + request.records.index(source) for source in statement.sources
    ]
    marks = "".join(f" [{number}]" for number in numbers)
    quotes = tuple(
        Quote(passage=number, start=0, end=len(source.place.text))
        for number, source in zip(numbers, statement.sources, strict=True)
    )
    return Piece(statement.text + marks, quotes)


def _state(request: ChatRequest, question: Question, wish: Wish) -> Statement | None:
    records = [
        record
        for record in request.records
        if not _foreign(record, question)
        and (asks_for_old(question.text) or not is_outdated(record.place))
    ]
    if wish.kind == "place" and _tells_the_way(request, question):
        return None
    if wish.kind == "hours":
        return answer_hours(records, question, wish, now=request.now, region=request.region)
    if wish.kind == "fee":
        return answer_fee(records, question, wish)
    if wish.kind == "stock":
        return answer_stock(records, question, wish)
    if wish.kind == "requirement":
        return answer_requirement(records, question, wish)
    return answer_contact(records, question, wish)


def _tells_the_way(request: ChatRequest, question: Question) -> bool:
    """Whether the way is asked for and told; without such a passage the address has to do."""
    return _WAY.search(question.text) is not None and any(
        _WAY.search(" ".join((passage.title, *passage.heading_path)))
        for passage in request.passages
    )


def _foreign(record: RecordSource, question: Question) -> bool:
    """Records of pages in other languages are left to the extractive answer, which frames them.

    Hours and contacts need no translation.
    """
    same = record.place.language in ("", question.language)
    return not same and record.data.__struct_config__.tag not in ("hours", "closure", "contact")
