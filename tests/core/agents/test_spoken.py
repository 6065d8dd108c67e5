from __future__ import annotations

import pytest

from wattos.agents import spoken_form


@pytest.mark.parametrize(
    ("markdown", "language", "spoken"),
    [
        ("**Ja.** Er kostet 37 Euro [1].", "de", "Ja. Er kostet 37 Euro."),
        ("Siehe [die Seite](https://stadt.example/a).", "de", "Siehe die Seite."),
        ("Mehr: https://stadt.example/a?b=1.", "de", "Mehr: stadt Punkt example."),
        ("Plus: https://ville.example/a.", "fr", "Plus: ."),
        ("# Zeiten\n- Montag\n- Dienstag", "de", "Zeiten. Montag. Dienstag"),
        ("Von 08:00–12:30 Uhr.", "de", "Von 8 Uhr bis 12 Uhr 30."),
        ("From 08:00-12:30.", "en", "From 8 am to 12:30 pm."),
        ("Die Datei heißt foo_bar_baz.", "de", "Die Datei heißt foo_bar_baz."),
        (
            "zweiter Hund – Steuer im Jahr: 144,00 Euro [1]",
            "de",
            "zweiter Hund, Steuer im Jahr: 144 Euro",
        ),
        (
            "Kinder zahlen 2,80 €, Erwachsene 4,05 EUR.",
            "de",
            "Kinder zahlen 2 Euro 80, Erwachsene 4 Euro 5.",
        ),
        ("Dort steht:\n\n> Wir helfen. [1]\n> Gern.", "de", "Dort steht: Wir helfen. Gern."),
        (
            (
                "The German page says:\n\n> Der Kurs beginnt montags um 18:30 Uhr, er kostet 4,50 €"
                "\n\nIt starts at 18:30."
            ),
            "en",
            (
                "The German page says: Der Kurs beginnt montags um 18 Uhr 30, er kostet 4 Euro 50. "
                "It starts at 6:30 pm."
            ),
        ),
        (
            "Almanca sayfada:\n\n> - Kurs A – Uhrzeit: 18:15 bis 19:45 Uhr; Preis: 95 Euro\n",
            "tr",
            "Almanca sayfada: Kurs A, Uhrzeit: 18 Uhr 15 bis 19 Uhr 45; Preis: 95 Euro",
        ),
        (
            "| Kurs | Preis | Platz |\n|---|--:|---|\n| Ton | 8 € | |\n| Nähen | 5 € | 3 |\nJa.",
            "de",
            "Ton, Preis: 8 Euro. Nähen, Preis: 5 Euro; Platz: 3. Ja.",
        ),
        ("1. Antrag\n2. Abgabe", "de", "1. Antrag. 2. Abgabe"),
        ("Nichts gefunden.\n\nSiehe Kontakt.", "de", "Nichts gefunden. Siehe Kontakt."),
        ("It costs €113.", "en", "It costs 113 euros."),
        ("Ücreti 46,00 avro.", "tr", "Ücreti 46 avro."),
        ("Mo–Fr 9:00–12:00 Uhr", "de", "Montag bis Freitag 9 Uhr bis 12 Uhr"),
        ("Das Projekt kostet 640.000 Euro.", "de", "Das Projekt kostet 640.000 Euro."),
        (
            "Bad (2 Std.) – Preis: 4,50 €; Ermäßigt: –\nSauna – Preis: –; Ermäßigt: 3 €",
            "de",
            "Bad (2 Stunden), Preis: 4 Euro 50. Sauna, Ermäßigt: 3 Euro",
        ),
        (
            "çarşamba 14.00–20.00 (“davon 18:00–20:00 Uhr nur für Frauen”)",
            "tr",
            "çarşamba saat 14 ile 20 arası (“davon 18 Uhr bis 20 Uhr nur für Frauen”)",
        ),
        ("", "de", ""),
    ],
)
def test_spoken_form_says_what_can_be_said(markdown: str, language: str, spoken: str) -> None:
    assert spoken_form(markdown, language) == spoken


def test_spoken_form_ends_after_a_whole_sentence() -> None:
    text = "Das ist ein ganzer Satz über das Rathaus. " * 20
    spoken = spoken_form(text, "de")
    assert len(spoken) <= 400
    assert spoken.endswith("Rathaus.")
