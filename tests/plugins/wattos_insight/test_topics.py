"""Titles as phrases that a sentence can hold."""

from __future__ import annotations

import msgspec
import pytest

from tests.plugins.wattos_insight.corpus import town, units
from wattos_insight.german import (
    after_zu,
    can_be_needed,
    in_accusative,
    in_dative,
    with_article,
)
from wattos_insight.naming import ANYBODY, name_from_terms
from wattos_insight.topics import characteristic_terms, repeated_titles, title_topic
from wattos_insight.wording import quoted


@pytest.mark.parametrize(
    ("title", "language", "name", "verb"),
    [
        ("Personalausweis beantragen", "de", "Personalausweis", "beantragen"),
        ("Wohnsitz anmelden, ummelden, abmelden", "de", "Wohnsitz", "anmelden"),
        ("Sperrmüll abholen lassen", "de", "Sperrmüll", "abholen lassen"),
        ("Elternbeiträge 2026/2027", "de", "Elternbeiträge", ""),
        ("Müllabfuhr und Tonnen", "de", "Müllabfuhr", ""),
        ("Betreuungsplatz in Kita oder Kindertagespflege", "de", "Betreuungsplatz", ""),
        ("Pflege von Holz, Leder und Stoff", "de", "Pflege von Holz, Leder und Stoff", ""),
        ("Care of wood and leather", "en", "care of wood and leather", ""),
        ("Ausweis verloren oder gestohlen", "de", "Ausweis verloren oder gestohlen", ""),
        ("Sich engagieren", "de", "Sich engagieren", ""),
        ("Registering your address", "en", "registering their address", ""),
        ("Çöp ve geri dönüşüm", "tr", "çöp", ""),
        ("Kapitel 4.2 Bearbeiten:", "de", "Bearbeiten", ""),
        ("Import Ihrer Daten", "de", "Import ihrer Daten", ""),
        ("Schnell einen Pinsel erzeugen", "de", "Schnell einen Pinsel erzeugen", ""),
        ("Die Buchungsansicht", "de", "Buchungsansicht", ""),
        ("The Views menu", "en", "the Views menu", ""),
        (
            "Downloading, installing, and removing",
            "en",
            "downloading, installing, and removing",
            "",
        ),
    ],
)
def test_title_becomes_a_topic(title: str, language: str, name: str, verb: str) -> None:
    topic = title_topic(title, language)
    assert topic is not None
    assert (topic.name, topic.verb) == (name, verb)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Rad, Hund und Gepäck", "bei Rad, Hund und Gepäck"),
        ("Tablets und Handys im Außendienst", "bei Tablets und Handys im Außendienst"),
        ("Aufbau und fehlende Teile", "beim Aufbau und bei fehlenden Teilen"),
        ("Kennwort und zweiter Faktor", "beim Kennwort und bei dem zweiten Faktor"),
        ("VPN und Arbeiten von unterwegs", "beim VPN und beim Arbeiten von unterwegs"),
        ("Pflege von Holz, Leder und Stoff", "bei der Pflege von Holz, Leder und Stoff"),
        ("Anmeldung zum Hort und Ferien", "bei der Anmeldung"),
        ("Geburts- und Sterbeurkunden", "bei Geburts- und Sterbeurkunden"),
    ],
)
def test_a_group_s_lone_title_is_said_in_full(title: str, name: str) -> None:
    topic = title_topic(title, "de")
    assert topic is not None
    said = name_from_terms([topic], [], ANYBODY, [], "de")
    assert said == f"Menschen, die Hilfe {name} brauchen"


def test_requests_about_something_to_do_are_named_by_it() -> None:
    topic = title_topic("Küche planen", "de")
    assert topic is not None
    assert (
        name_from_terms([topic], [], ANYBODY, [], "de") == "Menschen, die eine Küche planen wollen"
    )


@pytest.mark.parametrize(
    "title",
    [
        "Kontakt",
        "Häufige Fragen",
        "Aktuelles",
        "Unser Team",
        "Was wir für Sie als Stadt tun können",
        "gebuehren.pdf",
        "IMG_2034",
        "Kopie von Kopie (2)",
        "3. Grundlagen",
        "Was kann schief gehen?",
        "Wissen, was zu erwarten ist",
    ],
)
def test_title_that_names_no_matter_is_no_topic(title: str) -> None:
    assert title_topic(title, "de") is None


@pytest.mark.parametrize(
    ("title", "language", "name"),
    [
        ("Heiraten in Lindenfurt", "de", "Heiraten"),
        ("Grundlegende Lindenfurt-Konzepte", "de", "Grundlegende Lindenfurt-Konzepte"),
        ("Using Lindenfurt", "en", "Using Lindenfurt"),
    ],
)
def test_title_loses_the_place_that_stands_everywhere_but_gets_no_hole(
    title: str, language: str, name: str
) -> None:
    topic = title_topic(title, language, frozenset({"lindenfurt"}))
    assert topic is not None
    assert topic.name == name


def test_a_title_that_several_pages_share_names_no_group() -> None:
    shared = [msgspec.structs.replace(unit, title="Zwiesel") for unit in units(town())]
    assert repeated_titles(shared) == {"zwiesel"}
    assert not repeated_titles([*shared[:1], *shared[:1]])


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("Personalausweis", "einen Personalausweis"),
        ("Geburtsurkunde", "eine Geburtsurkunde"),
        ("Führungszeugnis", "ein Führungszeugnis"),
        ("Termin im Bürgerbüro", "einen Termin im Bürgerbüro"),
        ("Xylophon", None),
        ("Kita und Hort", None),
    ],
)
def test_german_article_follows_the_last_part_of_a_compound(
    phrase: str, expected: str | None
) -> None:
    assert with_article(phrase) == expected


def test_german_needs_are_told_from_duties() -> None:
    assert can_be_needed("Reisepass")
    assert not can_be_needed("Hundesteuer")


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("Elternbeiträge", "Elternbeiträgen"),
        ("Ehrenamt", "Ehrenamt"),
        ("Freiwillige Feuerwehr", "„Freiwillige Feuerwehr“"),
        ("Sich engagieren", "„Sich engagieren“"),
        ("Angebote für ältere Menschen", "Angeboten für ältere Menschen"),
    ],
)
def test_german_dative_is_right_or_quoted(phrase: str, expected: str) -> None:
    assert after_zu(phrase) == expected


@pytest.mark.parametrize(
    ("phrases", "expected"),
    [
        (["Drucken"], ["beim Drucken"]),
        (["Monatskarte", "Jahresabo"], ["bei der Monatskarte", "beim Jahresabo"]),
        (["Software", "Lizenzen"], ["bei Software", "Lizenzen"]),
        (["Die ersten Tage", "E-Mail"], ["bei den ersten Tagen", "E-Mail"]),
        (["Unsere Boote"], ["bei den Booten"]),
        (["Unsere Abteilung"], ["bei der Abteilung"]),
        (["Elternbeiträge", "Kennwort"], ["bei Elternbeiträgen", "beim Kennwort"]),
        (["Elternbeiträge", "Software"], ["bei Elternbeiträgen", "Software"]),
        (["Wertstoffhof Industriestraße"], ["beim Wertstoffhof Industriestraße"]),
        (["Pflege von Holz"], ["bei der Pflege von Holz"]),
    ],
)
def test_german_preposition_takes_the_article_where_all_have_one(
    phrases: list[str], expected: list[str]
) -> None:
    assert in_dative("bei", phrases) == expected


def test_german_accusative_has_its_articles_or_none() -> None:
    places = ["Hallenbad", "Freibad Ahlbachaue", "Fahrplan"]
    assert in_accusative(places) == ["das Hallenbad", "das Freibad Ahlbachaue", "den Fahrplan"]
    assert in_accusative(["Hallenbad", "Tee"]) == ["Hallenbad", "Tee"]


def test_quotation_marks_within_a_quotation_are_single_ones() -> None:
    assert quoted("Ledersattel „Chaussee“", "de") == "„Ledersattel ‚Chaussee‘“"
    assert quoted("Ledersattel „Chaussee“", "en") == "“Ledersattel ‘Chaussee’”"


def test_characteristic_terms_are_nouns_of_the_group_alone() -> None:
    everything = units(town())
    waste = [unit for unit in everything if "/umwelt/" in unit.url]
    rest = [unit for unit in everything if "/umwelt/" not in unit.url]
    words = [term.word for term in characteristic_terms(waste, rest, "de")]
    assert {"Abfallbetrieb", "Abfuhr"} <= set(words)
    assert all(word[0].isupper() for word in words)
    assert "Euro" not in words
