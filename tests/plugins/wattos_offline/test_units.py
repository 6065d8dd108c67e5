from __future__ import annotations

from tests.plugins.wattos_offline.passages import DOG_TAX, passage
from wattos_offline.units import row_text, units_of


def test_units_of_a_table_are_its_rows_with_their_column_headings() -> None:
    units = units_of([DOG_TAX])
    assert [unit.kind for unit in units] == ["row"] * 3
    assert units[1].shown == "zweiter Hund – Steuer im Jahr: 144,00 Euro"
    assert DOG_TAX.text[units[1].start : units[1].end] == "zweiter Hund | 144,00 Euro"
    assert len({unit.group for unit in units}) == 1


def test_units_of_a_table_without_headings_show_the_cells() -> None:
    (unit,) = units_of([passage("Öffnung | 8–12 Uhr | ")])
    assert unit.shown == "Öffnung – 8–12 Uhr"


def test_units_of_prose_are_sentences_with_exact_offsets() -> None:
    text = "Am 1. März geht es los. Kommen Sie z. B. um 9 Uhr!\n\nEin zweiter Absatz."
    units = units_of([passage(text)])
    assert [text[unit.start : unit.end] for unit in units] == [
        "Am 1. März geht es los.",
        "Kommen Sie z. B. um 9 Uhr!",
        "Ein zweiter Absatz.",
    ]
    assert {unit.kind for unit in units} == {"sentence"}


def test_units_of_a_list_are_its_items_and_long_items_are_their_first_sentence() -> None:
    long_item = "ein Lichtbild. " + "Papierbilder nehmen wir schon lange nicht mehr an. " * 5
    units = units_of([passage(f"alter Pass\n{long_item}\nGebühr")])
    assert [unit.shown for unit in units if unit.kind == "item"] == [
        "alter Pass",
        "ein Lichtbild.",
        "Gebühr",
    ]


def test_a_question_in_the_text_belongs_to_what_answers_it() -> None:
    units = units_of([passage("Andere Größe? Der Umtausch ist kostenlos. Bitte bald melden.")])
    assert [unit.shown for unit in units] == [
        "Andere Größe? Der Umtausch ist kostenlos.",
        "Bitte bald melden.",
    ]


def test_a_question_that_nothing_follows_answers_nothing() -> None:
    units = units_of([passage("Der Zins ist fest. Wie hoch ist er bei Ihrer Bank?")])
    assert [unit.text for unit in units] == ["Der Zins ist fest."]


def test_a_page_laid_out_as_a_table_is_read_by_the_sentence() -> None:
    text = "Menü | " + "Das ist ein Satz. " * 40
    assert {unit.kind for unit in units_of([passage(text)])} == {"sentence"}


def test_row_text_names_only_cells_with_content() -> None:
    assert row_text("Tee | 4,90 € | ", ("Ware", "Preis", "Lager")) == "Tee – Preis: 4,90 €"


def test_names_of_pages_are_no_units() -> None:
    register = passage("Ausweis verloren\n\nGeburtsurkunde", "Von A bis Z", "A – G")
    welcome = passage("Wohnsitz anmelden, ummelden.\n\nHier wohnt man gut.", "Willkommen")
    address = passage("Melden Sie sich an.", "Wohnsitz anmelden, ummelden", number=2)
    told = [unit.text for unit in units_of([register, welcome, address])]
    assert told == ["Hier wohnt man gut.", "Melden Sie sich an."]
