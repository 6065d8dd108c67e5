from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from wattos.knowledge import Mask, ParsedDocument, PersonalSpan


class FindsNumbers:
    """Takes every number for one of a card."""

    async def redact(self, document: ParsedDocument, **_: object) -> ParsedDocument:
        return document

    async def find_in_message(self, text: str, *, tenant_id: UUID) -> Sequence[PersonalSpan]:
        return self.find(text)

    def find(self, text: str, language: str | None = None) -> Sequence[PersonalSpan]:
        return [
            PersonalSpan(start=at, end=at + 1, type="CREDIT_CARD")
            for at, sign in enumerate(text)
            if sign in "789"
        ]


def test_mask_hides_a_value_alike_in_all_texts_and_puts_it_back() -> None:
    mask = Mask([FindsNumbers()])
    hidden = mask.hide("7 und 8")
    assert not set("789") & set(hidden)
    seven = hidden.split(" und ")[0]
    assert mask.hide("noch einmal 7") == f"noch einmal {seven}"
    assert mask.restore(f"{hidden}!") == "7 und 8!"
    assert Mask([]).hide("7") == "7"
