"""What each finder finds, and what it leaves alone."""

from __future__ import annotations

from datetime import date

import pytest

from tests.plugins.wattos_check.conftest import page, quotes
from wattos_check.check import check
from wattos_check.duplicates import near_duplicates, same_titles
from wattos_check.hygiene import hygiene, missing_translations
from wattos_check.links import dead_links, orphans
from wattos_check.outdated import dates_in, outdated
from wattos_check.readability import hard_language, score

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "text",
    [
        "Am 12. März 2025 findet im Ratssaal ein Informationsabend statt.",
        "Bitte bis zum 30.06.2024 anmelden.",
        "Öffnungszeiten 2024\nMontag 8 bis 12 Uhr",
        "Elternbeiträge 2024/2025\n1 Kind | 142 €",
        "Stand: 01.02.2019",
        "The pool opens on 4 May 2025 with a party.",
        "Kurs 12 Mart 2025 tarihinde başlayacak.",
        "15.03.2020: Wegen Corona sind bis auf weiteres alle Räume geschlossen.",
    ],
)
def test_outdated_finds_what_is_over(text: str) -> None:
    found = list(outdated([page("Seite", text)], TODAY))
    assert len(found) == 1
    assert found[0].evidence[0].quote in text


@pytest.mark.parametrize(
    "text",
    [
        "Am 12. März 2027 findet im Ratssaal ein Informationsabend statt.",
        "Am 12. November 2026 findet ein Informationsabend statt.",  # just over
        "Das Bad wurde am 1. Mai 1974 eröffnet.",
        "Einen festen Sperrmülltag gibt es seit 2019 nicht mehr.",
        "Gebühren 2023\n1 €\nGebühren 2026\n2 €",
        "Steuersätze 2026/2027",
        "Stand: 01.02.2026",
        "© 2019 Stadt",
        "02.11.2026: Bis auf weiteres ist die Zweigstelle montags zu.",
        "Als nächstes schreiben wir eine Rechnung (06.03.2015) an den Hafen.",
        "Am 12. April 1945 findet die letzte Sitzung statt.",
        "Briefwahl konnten Sie bis zum 12. September 2025 beantragen.",
        "Kurs 12 Mart 2025 tarihinde başladı, kayıt 10 Mart 2025 gününe kadar açıldı.",
        "Die Saison beginnt, nehmen wir an, zum Beispiel am 1. November 2003.",
        "The next line has a date in one of two formats, DD.MM.YYYY (25.12.2022) or YYYY-MM-DD.",
    ],
)
def test_outdated_leaves_the_past_and_the_future_alone(text: str) -> None:
    assert list(outdated([page("Seite", text)], TODAY)) == []


def test_outdated_finds_old_news_that_hold_until_further_notice() -> None:
    text = "15.03.2020: Wegen Corona entfallen bis auf weiteres alle Kurse."
    news = page("Aktuelles", f"Archiv\n{text}\n01.09.2019: Unsere Seite ist online.")
    assert news.is_news
    assert quotes(list(outdated([news], TODAY))) == [[text]]
    assert list(outdated([page("Archiv", text)], TODAY)) == []


def test_outdated_lists_the_past_events_of_a_calendar_once() -> None:
    text = "11.10.2025 | Konzert\n27.11.–23.12.2026 | Markt\n03.05.2026 | Lauf"
    found = list(outdated([page("Veranstaltungen", text)], TODAY))
    assert quotes(found) == [["11.10.2025 | Konzert", "03.05.2026 | Lauf"]]


def test_dates_in_reads_three_languages_and_passes_over_impossible_ones() -> None:
    text = "1.2.2026, 3 May 2025, May 4, 2025, 5 Ekim 2024, 31.02.2026"
    assert dates_in(text) == [
        date(2026, 2, 1), date(2025, 5, 3), date(2025, 5, 4), date(2024, 10, 5)
    ]  # fmt: skip


def test_dead_links_are_told_once_with_the_pages_that_link() -> None:
    dead = [{"url": "https://www.example.org/weg", "status": 404}]
    links = [{"url": "https://www.example.org/weg", "text": "Angelschein"}]
    pages = [
        page("A", "Hier gibt es den Angelschein.", dead_links=dead, links=links),
        page("B", "Nichts", dead_links=dead, links=links),
    ]
    found = list(dead_links(pages))
    assert len(found) == 1
    assert quotes(found) == [["Angelschein", ""]]
    assert "/weg" in found[0].sentence["de"]


@pytest.mark.parametrize(
    ("url", "status", "said"),
    [
        ("https://www.example.org/index.php?id=5", 404, "auf /index.php?id=5, das es nicht gibt"),
        ("https://amt.example/weg", 410, "auf amt.example/weg, das es nicht gibt (HTTP 410)"),
        ("https://amt.example/weg", 200, "(die Seite dort sagt es selbst)"),
        ("https://amt.example/weg", None, "(keine Antwort)"),
    ],
)
def test_dead_links_say_where_they_lead_and_what_came_back(
    url: str, status: int | None, said: str
) -> None:
    found = dead_links([page("A", "x", dead_links=[{"url": url, "status": status}])])
    assert said in next(iter(found)).sentence["de"]


def test_orphans_stand_in_the_sitemap_only() -> None:
    pages = [
        page("Insel", "x", in_sitemap=True, inbound_links=0),
        page("Start", "x", in_sitemap=True, inbound_links=0, depth=0),
        page("Verlinkt", "x", in_sitemap=True, inbound_links=3),
        page("Unbekannt", "x"),
    ]
    assert [found.evidence[0].title for found in orphans(pages)] == ["Insel"]


def test_near_duplicates_and_same_titles() -> None:
    words = [f"Wort{number}" for number in range(60)]
    one = page("Bad", " ".join(words), path="a")
    copy = page("bad", " ".join([*words[:55], "ganz", "anders"]), path="b")
    other = page("Museum", " ".join(reversed(words)))
    assert len(list(near_duplicates([one, copy, other]))) == 1
    assert len(list(same_titles([one, copy, other]))) == 1
    for number, each in enumerate((one, copy)):
        each.metadata["page_title"] = f"{number}. Bad"
    assert list(same_titles([one, copy, other])) == []


def test_many_copies_of_a_page_are_one_finding() -> None:
    words = " ".join(f"Wort{number}" for number in range(60))
    copies = [page(f"Bad {name}", f"{words} {name}", path=name) for name in "abcde"]
    (found,) = near_duplicates(copies)
    assert found.count == 5
    assert "5 Seiten („Bad a“, „Bad b“, „Bad c“ …)" in found.sentence["de"]


def test_hygiene_lists_pages_by_what_they_lack() -> None:
    good = page("Gut", "Text", modified="2026-01-01", description="d", page_title="Gut")
    bare = page("Index", "Text", images_without_alt=["https://www.example.org/a.png"])
    found = {f.kind: f for f in hygiene([good, bare])}
    assert set(found) == {"no-date", "no-title", "no-description", "no-alt-text"}
    assert {f.evidence[0].title for f in found.values()} == {"Index"}
    assert found["no-date"].sentence["en"].startswith("1 of 2 pages")


def test_missing_translations_by_hreflang_or_by_numbers() -> None:
    german = [page(f"Seite {n}", "x", path=f"s{n}") for n in range(8)]
    turkish = [page(f"Sayfa {n}", "x", path=f"tr/s{n}", language="tr") for n in range(3)]
    told = list(missing_translations([*german, *turkish]))
    assert [f.sentence["en"] for f in told] == [
        "There are 3 pages in Turkish, and 8 in the main language."
    ]
    german[0].metadata["alternates"] = {"tr": "https://www.example.org/tr/s0"}
    german[1].metadata["alternates"] = {"de": "https://www.example.org/s1"}
    exact = list(missing_translations([*german, *turkish]))
    assert [[e.title for e in f.evidence] for f in exact] == [["Seite 1"]]
    assert list(missing_translations(german)) == []
    quoting = [page(f"Zitat {n}", "x", language="en", declared_language="de") for n in range(3)]
    assert list(missing_translations([*german[2:], *quoting])) == []


def test_score_orders_texts_of_each_language() -> None:
    texts = {
        "de": ("Der Hund ist da. Er mag Brot.", "Verwaltungsgebührenbemessungsgrundlage beachten."),
        "en": ("The dog is here. It likes bread.", "Administrative responsibilities necessitate."),
        "tr": ("Köpek geldi. Su içti.", "Yükümlülüklerin değerlendirilmesine ilişkindir."),
    }
    for language, (easy, hard) in texts.items():
        assert score([*easy.split(". ")], language) > 60
        assert score([hard], language) < 10


def test_hard_language_tells_long_sentences_but_no_legal_text_and_no_list() -> None:
    long = "Wer " + "bald " * 40 + "kommt."
    listed = "Mitzubringen sind " + ", ".join(f"Ding{'e' * n}" for n in range(40)) + "."
    assert [f.kind for f in hard_language([page("Seite", long)])] == ["long-sentence"]
    many = page("Seite", " ".join(long.replace("kommt", f"k{n}mmt") for n in "abcd"))
    (found,) = hard_language([many])
    assert found.count == 4
    assert "hat 4 sehr lange Sätze" in found.sentence["de"]
    assert list(hard_language([page("Datenschutz", long)])) == []
    assert list(hard_language([page("Seite", listed)])) == []


def test_hard_language_measures_no_other_language_and_no_habit() -> None:
    long = "There is " + "very " * 36 + "much that is of the kind that you have to read."
    assert list(hard_language([page("Seite", long)])) == []
    assert [f.kind for f in hard_language([page("Page", long, language="en")])] == ["long-sentence"]
    plain = "Der Hund ist da und mag Brot. " * 30
    officialese = "Das Amt holt ihn seitens der Stadt zwecks Pflege mittels Leine ab. "
    assert [f.kind for f in hard_language([page("Hund", plain + officialese)])] == ["hard-language"]
    assert list(hard_language([page("Hund", plain * 4 + officialese)])) == []
    habit = officialese.replace("seitens der Stadt zwecks Pflege ", "")
    assert list(hard_language([page("Hund", plain + habit * 3)])) == []


def test_check_puts_the_gravest_first_and_keeps_keys_stable() -> None:
    pages = [
        page("Ausweis", "Der Personalausweis ab 24 Jahren kostet 37 Euro."),
        page("Pass", "Der Personalausweis ab 24 Jahren kostet 46 Euro."),
    ]
    found = check(pages, TODAY)
    assert found[0].kind == "contradiction"
    assert [f.key for f in check(pages, TODAY)] == [f.key for f in found]
