from __future__ import annotations

from wattos.knowledge import Block, ParsedDocument, PersonalSpan
from wattos_redaction.redactor import redact_by_policy
from wattos_redaction.replacing import redact_document

TICKET = "Mein Name ist Anna Müller.\nMail: anna.mueller@web.de\nBitte Rückruf, Frau Müller wartet."


def document(text: str = TICKET, title: str = "Anfrage von Frau Müller") -> ParsedDocument:
    blocks: list[Block] = []
    start = 0
    for line in text.split("\n"):
        path = ("Anfrage von Frau Müller",)
        block = Block(kind="paragraph", start=start, end=start + len(line), heading_path=path)
        blocks.append(block)
        start += len(line) + 1
    return ParsedDocument(title=title, text=text, blocks=tuple(blocks), language="de")


def test_blocks_point_at_their_redacted_text() -> None:
    redacted, _ = redact_by_policy(document(), "ticket", {})
    assert [redacted.text[b.start : b.end] for b in redacted.blocks] == [
        "Mein Name ist [Name].",
        "Mail: [E-Mail]",
        "Bitte Rückruf, Frau [Name] wartet.",
    ]


def test_title_and_headings_are_redacted_too() -> None:
    redacted, _ = redact_by_policy(document(), "ticket", {})
    assert redacted.title == "Anfrage von Frau [Name]"
    assert redacted.blocks[0].heading_path == ("Anfrage von Frau [Name]",)


def test_taken_values_lie_behind_their_placeholders() -> None:
    redacted, taken = redact_by_policy(document(), "ticket", {})
    in_text = [item for item in taken if item.part == "text"]
    assert [redacted.text[item.start : item.end] for item in in_text] == [
        "[Name]", "[E-Mail]", "[Name]",
    ]  # fmt: skip
    assert [item.value for item in in_text] == ["Anna Müller", "anna.mueller@web.de", "Müller"]


def test_name_told_once_goes_everywhere_in_a_ticket() -> None:
    text = "Mein Name ist Anna Kowalczyk. Später schrieb Kowalczyk noch einmal."
    redacted, _ = redact_by_policy(document(text, "Ticket"), "ticket", {})
    assert "Kowalczyk" not in redacted.text


def test_span_over_two_blocks_gives_each_its_placeholder() -> None:
    text = "Hauptstraße 12\n80331 München"
    parsed = document(text, "")

    def find(value: str) -> list[PersonalSpan]:
        span = PersonalSpan(start=0, end=len(value), type="ADDRESS")
        return [span] if value == text else []

    redacted, _ = redact_document(parsed, find, "en")
    assert [redacted.text[b.start : b.end] for b in redacted.blocks] == ["[address]", "[address]"]


def test_document_without_personal_data_is_unchanged() -> None:
    parsed = document("Das Bürgerbüro hat montags von 8 bis 12 Uhr offen.", "Zeiten")
    cleaned = redact_by_policy(parsed, "ticket", {})[0]
    assert (cleaned.text, cleaned.title) == (parsed.text, parsed.title)
