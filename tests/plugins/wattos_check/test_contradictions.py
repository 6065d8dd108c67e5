"""Two pages that say different things about one and the same."""

from __future__ import annotations

import pytest

from tests.plugins.wattos_check.conftest import page, quotes
from wattos_check.contradictions import contradictions
from wattos_check.facts import bare_number

ID_CARD = "Personalausweis\n\nPersonalausweis ab 24 Jahren (10 Jahre gültig) | 46,00 Euro"
HOURS = "Öffnungszeiten\n\nMontag bis Mittwoch: 8:00–12:00 Uhr\nDonnerstag: 14–18 Uhr"
BOX = "Kontakt\n\nBürgerbüro\nMarktplatz 1\nTelefon: 01999 555-{}\nE-Mail: b@x.example"
NOTICE = "Die Anmeldung einer Eheschließung ist frühestens {} Monate vor dem Termin möglich."


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (ID_CARD, "Der Personalausweis ab 24 Jahren kostet 37,00 Euro."),
        (ID_CARD, "Ein Wort dazu.\n\nPersonalausweis ab 24 Jahren | 37 €"),
        (BOX.format(110), BOX.format(112)),
        (HOURS, "Stadtarchiv\n\nDas Stadtarchiv ist dienstags von 9 bis 12 Uhr geöffnet."),
        (HOURS, "Öffnungszeiten Stadtarchiv\n\nDonnerstag: 14–17 Uhr."),
        (NOTICE.format(6), NOTICE.format(4)),
    ],
)
def test_contradictions_are_found_with_both_places(first: str, second: str) -> None:
    one, other = page("Stadtarchiv", first), page("Hinweise", second)
    found = list(contradictions([one, other]))
    assert len(found) == 1
    for place, source in zip(found[0].evidence, (one, other), strict=True):
        assert place.quote
        assert source.text[place.start : place.end] == place.quote
    assert set(found[0].sentence) == {"de", "en"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (ID_CARD, "Der Personalausweis ab 24 Jahren kostet 46 Euro."),
        (ID_CARD, "Der Personalausweis unter 24 Jahren kostet 27,60 Euro."),
        ("Preise\n\nErwachsene | 4,50 €", "Eintritt\n\nErwachsene | 5,00 €"),
        ("1 Kind | 142 € | 178 €", "1 Kind | 389 € | 498 €"),
        (BOX.format(110), BOX.format(110).replace("01999 555-110", "+49 (0) 1999 555110")),
        (BOX.format(110), BOX.format(112).replace("Bürgerbüro", "Standesamt")),
        (BOX.format(110), "Bürgerbüro, Frau Anna Müller, Telefon: 01999 555-119."),
        (ID_CARD, "Der Personalausweis ab 24 Jahren kostet 20 bis 37 Euro."),
        (HOURS, "Das Hallenbad ist dienstags von 9 bis 12 Uhr geöffnet."),
        (HOURS, "Das Stadtarchiv ist in den Ferien dienstags nur von 9 bis 10 Uhr geöffnet."),
        (
            "Öffnungszeiten Sekretariat\n\nMontag 8 bis 12 Uhr.",
            "Öffnungszeiten Sekretariat\n\nMontag 9 bis 12 Uhr.",
        ),
        (NOTICE.format(6), NOTICE.format(6)),
        ("Am 3. Mai 2026 tagt der Rat.", "Am 4. Juni 2026 tagt der Rat."),
    ],
)
def test_contradictions_leave_alone_what_only_looks_like_one(first: str, second: str) -> None:
    assert quotes(list(contradictions([page("Stadtarchiv", first), page("Bäder", second)]))) == []


def test_contradictions_leave_news_archives_and_other_languages_alone() -> None:
    old = "Der Personalausweis ab 24 Jahren kostet 37,00 Euro."
    others = [
        page("Neue Gebühren", old, path="aktuelles/2023-gebuehren"),
        page("Gebühren (Archiv)", old),
        page("Meldung", f"11. Januar 2023 – Pressestelle\n\n{old}"),
        page("Übersetzt", old, language="tr"),
    ]
    assert list(contradictions([page("Ausweis", ID_CARD), *others])) == []


def test_bare_number_knows_home_and_abroad() -> None:
    spellings = ["01999 555-110", "+49 1999 555110", "+49 (0)1999/555-110", "0049 1999 555 110"]
    assert {bare_number(text) for text in spellings} == {"1999555110"}
