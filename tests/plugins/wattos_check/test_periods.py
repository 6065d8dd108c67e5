"""Periods, deadlines and addresses of the same thing, and what only looks like the same."""

from __future__ import annotations

import pytest

from tests.plugins.wattos_check.conftest import page, quotes
from wattos_check.contradictions import contradictions

NOTICE = "Das Jahresabo können Sie mit einer Frist von vier Wochen kündigen."
DOG = "Hunde müssen Sie innerhalb von 14 Tagen anmelden."
OFFICE = "Das Standesamt befindet sich in der Marktstraße 3."
CLOSING = "Anmeldeschluss für die Ferienbetreuung ist der 15. März{}."
OBJECTION = "Widerspruch gegen den Bescheid ist innerhalb von {} möglich."


@pytest.mark.parametrize(
    ("title", "first", "second"),
    [
        ("Jahresabo", NOTICE, "Die Kündigungsfrist für das Jahresabo beträgt sechs Wochen."),
        ("Jahresabo", NOTICE, "Das Jahresabo ist mit einer Frist von 6 Wochen kündbar."),
        (
            "Ferienbetreuung",
            CLOSING.format(""),
            "Die Anmeldung für die Ferienbetreuung ist bis zum 31. März möglich.",
        ),
        ("Hundesteuer", DOG, "Einen Hund müssen Sie binnen vier Wochen beim Steueramt anmelden."),
        ("Reisepass", "Ein Reisepass ist zehn Jahre gültig.", "Der Reisepass gilt sechs Jahre."),
        ("Heiraten", OFFICE, "Standesamt, Bahnhofstraße 12, Telefon: 01999 555-200."),
        (
            "Fundbüro",
            "Das Fundbüro erreichen Sie unter 01999 555-120.",
            "Fundbüro, Telefon: 01999 555-121.",
        ),
    ],
)
def test_what_differs_about_one_thing_is_a_contradiction(
    title: str, first: str, second: str
) -> None:
    found = list(contradictions([page(title, first), page("Hinweise", second)]))
    assert [[place.quote for place in one.evidence] for one in found] == [[first, second]]


@pytest.mark.parametrize(
    ("title", "first", "second"),
    [
        ("Jahresabo", NOTICE, NOTICE.replace("Jahresabo", "Monatsabo").replace("vier", "zwei")),
        ("Jahresabo", NOTICE, NOTICE.replace("vier Wochen", "einem Monat")),
        ("Hundesteuer", DOG, "Hunde aus dem Ausland müssen Sie innerhalb einer Woche anmelden."),
        ("Hundesteuer", DOG, "Hunde müssen Sie innerhalb von vier Wochen abmelden."),
        ("Hundesteuer", DOG, DOG.replace("14 Tagen", "10 Werktagen")),
        ("Ferien", CLOSING.format(" 2026"), CLOSING.format(" 2027").replace("15.", "14.")),
        ("Bau", "Die Bearbeitung dauert vier Wochen.", "Die Bearbeitung dauert acht Wochen."),
        ("Wohngeld", OBJECTION.format("einem Monat"), OBJECTION.format("zwei Wochen")),
        ("Bad", "Gutscheine sind drei Jahre gültig.", "Gutscheine sind ein Jahr gültig."),
        (
            "Ausweis",
            "Ein Ausweis ist ab 24 Jahren zehn Jahre gültig.",
            "Ein Ausweis ist sechs Jahre gültig.",
        ),
        ("Heiraten", OFFICE, "Der Eingang zum Standesamt ist in der Bahnhofstraße 12."),
        ("Heiraten", OFFICE, "Das Standesamt ist vorübergehend in der Bahnhofstraße 12."),
        ("Heiraten", OFFICE, "Standesamt, Marktstr. 3, Telefon: 01999 555-200."),
        (
            "Bachschule",
            "Das Sekretariat befindet sich in der Bachstraße 3.",
            "Das Sekretariat befindet sich in der Hofstraße 4.",
        ),
    ],
)
def test_what_only_looks_like_one_thing_is_left_alone(title: str, first: str, second: str) -> None:
    assert quotes(list(contradictions([page(title, first), page("Hinweise", second)]))) == []


def test_turkish_periods_are_read() -> None:
    pages = [
        page("Köpek vergisi", f"Köpeğinizi {many} hafta içinde kaydedin: kayıt.", language="tr")
        for many in ("İki", "Üç")
    ]
    assert list(contradictions(pages[:1])) == []
