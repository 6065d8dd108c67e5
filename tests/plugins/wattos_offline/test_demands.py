from __future__ import annotations

import pytest

from wattos_offline.demands import Told, demand_met
from wattos_offline.question import understand


@pytest.mark.parametrize(
    ("asked", "text", "met"),
    [
        ("Wie viele Gäste passen in den Saal?", "Trauung im Saal (bis 40 Gäste)", 1),
        ("Wie viele Gäste passen in den Saal?", "Der Saal kostet 40 Euro.", -1),
        ("Wie viele Hunde sind gemeldet?", "Wer einen Hund hält, meldet ihn in 14 Tagen an.", -1),
        ("Wie viele Tage dauert es?", "Die Bearbeitung dauert fünf Tage.", 1),
        ("Wie viel Datenvolumen habe ich?", "Im Tarif sind 20 GB im Monat.", 1),
        ("Wie alt muss man sein?", "Aktiv werden kann, wer ab 17 dabei ist.", 1),
        ("Wie alt muss man sein?", "Betreut wird montags um 15 Uhr.", -1),
        ("Wie tief ist das Becken?", "Das Becken hat 28 Grad.", -1),
        ("Wer genehmigt die Lizenz?", "Bildwerk – Freigabe: Marketingleitung", 1),
        ("Wer genehmigt die Lizenz?", "Bildwerk – Kosten im Monat: 34 Euro", -1),
        ("Wo lasse ich Sticks prüfen?", "Sticks gehören an die Prüfstation.", 1),
        ("Wo lasse ich Sticks prüfen?", "Sticks sind im Foyer abzugeben.", 1),
        ("Wo lasse ich Sticks prüfen?", "Sticks sind sauber abzugeben.", -1),
        ("Wie tief ist das Becken?", "Das Becken hat 2 Meter.", -1),
        ("Wie tief ist das Becken?", "Das Becken ist 2 Meter lang und 1,20 Meter tief.", 1),
        ("Welche Farbe hat die Jacke?", "Die Jacke gibt es in drei Größen.", -1),
        ("Welche Farbe hat die Jacke?", "Die Jacke gibt es in Dunkelblau.", 1),
        ("Welche Faxnummer hat das Amt?", "Telefon 01999 555-110", -1),
        ("Welche Faxnummer hat das Amt?", "Fax 01999 555-111", 1),
        ("Welche Handynummer hat er?", "Telefon 01999 555-110", -1),
        ("Wie viel Kilometergeld gibt es?", "Wir erstatten 0,30 Euro je Kilometer.", 1),
        ("Wie viele Leute passen in den Saal?", "Trauung im Saal (bis 40 Gäste)", 1),
        ("Wer leitet das Klinikum Ahlbachtal?", "Im Klinikum Ahlbachtal wird gebaut.", -1),
        ("Wer leitet das Klinikum?", "Leiterin ist Frau Dr. Maria Kern.", 1),
        ("Um wie viel Uhr fährt der Bus?", "Hier halten die Busse 1, 2 und 5.", -1),
        ("Um wie viel Uhr fährt der Bus?", "Der erste Bus fährt um 5 Uhr.", 1),
        ("Bis wann muss ich das melden?", "Melden Sie es innerhalb von 14 Tagen.", 1),
        ("Wie lange habt ihr offen?", "Wir sind von 8:00 bis 12:00 Uhr da.", 1),
        ("Kann ich bar bezahlen?", "Bargeld nehmen wir nicht an.", 0),
        ("Was muss ich mitbringen?", "Den Ausweis.", 0),
    ],
)
def test_demand_met_tells_the_wanted_kind_from_its_form(asked: str, text: str, met: float) -> None:
    assert demand_met(understand(asked, "de"), Told(text, "de")) == met


def test_demand_met_looks_for_a_count_in_the_whole_row() -> None:
    question = understand("How many seats has the room?", "en")
    row = "Room – Seats: on two floors, in total: 60"
    assert demand_met(question, Told(row, "en", row=True)) == 1
    assert demand_met(question, Told(row, "en")) == -1


def test_how_much_of_something_is_no_sum() -> None:
    question = understand("How much caffeine is in a cup?", "en")
    assert demand_met(question, Told("A cup has 45 mg.", "en")) == 1
    assert demand_met(understand("How much is a cup?", "en"), Told("45 mg.", "en")) == -1
