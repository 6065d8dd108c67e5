"""What a group of pages is named after."""

from __future__ import annotations

from tests.plugins.wattos_insight.corpus import chunks_of, units
from wattos_insight.drafts import Draft
from wattos_insight.naming import ANYBODY
from wattos_insight.quotes import best_quote

SHOP = "https://laden.example"
_PAD = "Wir liefern in drei Tagen, auch an Packstationen und ins Ausland. " * 4
"""Every page is long enough not to be taken for a list of links."""


def name_of(*pages: tuple[str, str, str]) -> str:
    chunks = [
        chunk
        for path, title, text in pages
        for chunk in chunks_of(f"{SHOP}/{path}", title, f"{text}\n{_PAD}")
    ]
    return Draft(units(chunks), [], frozenset(), "de", ANYBODY, {}, {}).name()


def test_customers_are_after_the_overview_not_after_one_of_its_products() -> None:
    products = [
        ("produkt/deichgraf", "Mischung „Deichgraf“", "Kräftig. In den Warenkorb legen."),
        ("produkt/sencha", "Sencha Kagoshima", "Frisch und grün. In den Warenkorb legen."),
        ("produkt/zubereiten", "Tee richtig zubereiten", "Drei Minuten. Zum Warenkorb."),
    ]
    overview = ("kategorie/tee", "Tee", "Mischung „Deichgraf“, Sencha Kagoshima und mehr.")
    assert name_of(*products, overview) == "Kundinnen und Kunden, die sich für Tee interessieren"
    assert "Tee interessieren" not in name_of(*products)


def test_a_group_is_not_named_after_what_one_of_its_requests_is_close_to() -> None:
    calendar = units(chunks_of("k.md", "Abfallkalender", "Termine der Tonnen.", kind="file"))
    dogs = [
        chunk
        for n in range(2)
        for chunk in chunks_of(f"h{n}.md", "Hundesteuer", f"Hunde {n}. {_PAD}", kind="file")
    ]
    asked = [
        chunk
        for n in range(3)
        for chunk in chunks_of(f"t.csv#{n}", "Frage", f"Ich habe Frage {n}.", kind="ticket")
    ]
    mixed = units([*dogs, *asked])
    documents = {unit.document_id: unit for unit in (*mixed, *calendar)}
    elsewhere = (0, 9)

    def name(here: int) -> str:
        about = {calendar[0].document_id: (here, here), mixed[0].document_id: elsewhere}
        return Draft(mixed, [], frozenset(), "de", ANYBODY, about, documents).name()

    assert "Hundesteuer" in name(1)
    assert "Abfallkalender" in name(2)


def test_quote_of_a_page_shows_a_need_rather_than_a_fact_about_the_place() -> None:
    text = (
        "Menschen aus 96 Nationen leben in unserer schönen Stadt. "
        "Wer neu ist, kann sich kostenlos und ohne Termin beraten lassen."
    )
    (unit,) = units(chunks_of("https://stadt.example/neu.html", "Neu hier", text))
    quote = best_quote(unit, frozenset(), frozenset({"mensch"})).quote
    assert quote == "Wer neu ist, kann sich kostenlos und ohne Termin beraten lassen."
