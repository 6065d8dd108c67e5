"""Passages for the answerer's tests, as retrieval gives them."""

from __future__ import annotations

from uuid import UUID

from wattos.llm import Passage


def passage(
    text: str,
    *headings: str,
    number: int = 1,
    language: str = "de",
    score: float | None = None,
    rows: tuple[str, ...] = (),
    source_kind: str = "page",
    document: int | None = None,
    url: str | None = None,
) -> Passage:
    """A passage of a page whose title is the first heading; `rows` spell a table's rows out."""
    return Passage(
        document_id=UUID(int=document or number),
        chunk_id=UUID(int=number),
        title=headings[0] if headings else "",
        url=url or f"https://town.example/{number}",
        text=text,
        start=0,
        end=len(text),
        heading_path=headings,
        language=language,
        score=4.0 - number if score is None else score,
        similarity=0.9 - number / 100,
        search_text="\n".join((" › ".join(headings), *(rows or (text,)))),
        source_kind=source_kind,
    )


DOG_TAX = passage(
    "erster Hund | 96,00 Euro\nzweiter Hund | 144,00 Euro\njeder weitere Hund | 192,00 Euro",
    "Hundesteuer",
    "Steuersätze",
    rows=(
        "Hund: erster Hund, Steuer im Jahr: 96,00 Euro",
        "Hund: zweiter Hund, Steuer im Jahr: 144,00 Euro",
        "Hund: jeder weitere Hund, Steuer im Jahr: 192,00 Euro",
    ),
)
LEASH = passage(
    "Im Stadtpark gilt ganzjährig Leinenpflicht. In den Wäldern gilt sie vom 1. April bis 15. Juli."
    " Kotbeutel gibt es kostenlos.",
    "Hundesteuer",
    "Leinenpflicht",
    number=2,
)
