from __future__ import annotations

from wattos.knowledge import DocumentBuilder, ParsedDocument, chunk
from wattos.knowledge.chunking import MAX_WORDS, TARGET_WORDS

SENTENCE = "Dieser Satz hat genau acht Wörter und endet. "


def quotes(document: ParsedDocument) -> list[str]:
    return [document.text[span.start : span.end] for span in chunk(document)]


def test_chunk_spans_stand_in_the_text() -> None:
    builder = DocumentBuilder()
    builder.heading("Hund anmelden", 1)
    builder.paragraph("Binnen zwei Wochen.")
    builder.list_item("Ausweis")
    assert quotes(builder.build()) == ["Binnen zwei Wochen.\n\nAusweis"]


def test_chunk_never_crosses_a_heading() -> None:
    builder = DocumentBuilder()
    builder.heading("Eins", 1)
    builder.paragraph("a")
    builder.heading("Zwei", 2)
    builder.paragraph("b")
    spans = chunk(builder.build())
    assert [span.heading_path for span in spans] == [("Eins",), ("Eins", "Zwei")]


def test_chunk_never_crosses_from_one_language_to_another() -> None:
    builder = DocumentBuilder()
    german = "Dafür brauchen Sie einen Ausweis und die Bestätigung des Vermieters."
    english = "Bring your passport and a deposit of twenty euros with you."
    turkish = "Kurslar her salı akşamı halk eğitim merkezinde yapılıyor."
    for text in (german, "Zimmer 4", english, turkish, "Oda 4"):
        builder.paragraph(text)
    assert quotes(builder.build()) == [f"{german}\n\nZimmer 4", english, f"{turkish}\n\nOda 4"]


def test_chunk_never_crosses_a_page() -> None:
    builder = DocumentBuilder()
    for page in (1, 2):
        builder.start_page(page)
        builder.paragraph(f"Seite {page}")
    assert [span.page for span in chunk(builder.build())] == [1, 2]


def test_chunk_keeps_a_heading_without_content_findable() -> None:
    builder = DocumentBuilder()
    builder.heading("Seite", 1)
    builder.heading("Fundbüro", 2)
    builder.heading("Kontakt", 2)
    builder.paragraph("Zimmer 4")
    assert quotes(builder.build()) == ["Fundbüro", "Zimmer 4"]


def test_chunk_cuts_a_long_paragraph_between_sentences() -> None:
    builder = DocumentBuilder()
    builder.paragraph(SENTENCE * 50)
    found = quotes(builder.build())
    assert all(quote.endswith("endet.") for quote in found)
    assert all(len(quote.split()) <= MAX_WORDS for quote in found)
    assert " ".join(found) == (SENTENCE * 50).strip()


def test_chunk_cuts_a_sentence_without_end_between_words() -> None:
    builder = DocumentBuilder()
    builder.paragraph("Wort " * 500)
    found = quotes(builder.build())
    assert [len(quote.split()) for quote in found] == [160, 160, 160, 20]


def test_chunk_gathers_short_paragraphs() -> None:
    builder = DocumentBuilder()
    for _ in range(40):
        builder.paragraph(SENTENCE)
    sizes = [len(quote.split()) for quote in quotes(builder.build())]
    assert all(size <= TARGET_WORDS for size in sizes)
    assert min(sizes[:-1]) > TARGET_WORDS - 10


def test_chunk_spells_out_a_tables_header_for_search_only() -> None:
    builder = DocumentBuilder()
    builder.table_row(["Reisepass", "70 €"], ["Leistung", "Gebühr"])
    (span,) = chunk(builder.build())
    assert span.search_text == "Leistung: Reisepass, Gebühr: 70 €"
    assert builder.build().text[span.start : span.end] == "Reisepass | 70 €"


def test_chunk_keeps_tables_and_text_apart() -> None:
    builder = DocumentBuilder()
    builder.paragraph("Davor")
    builder.table_row(["a", "b"], ["x", "y"])
    builder.paragraph("Danach")
    assert quotes(builder.build()) == ["Davor", "a | b", "Danach"]
