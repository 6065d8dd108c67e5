"""What has no group, and why."""

from __future__ import annotations

from tests.plugins.wattos_insight.corpus import chunks_of, page, units
from wattos_insight.evidence import SourceChunk
from wattos_insight.ungrouped import not_analysed, without_group


def ticket(number: int, text: str) -> list[SourceChunk]:
    return chunks_of(f"t.csv#{number}", f"Anfrage {number}", text, kind="ticket")


def test_what_has_no_group_is_told_with_its_reason() -> None:
    alone = page("rat", "Gemeinderat", "Der Gemeinderat tagt am Dienstag. Kommen Sie. " * 20)
    listing = page("index", "Start", "Willkommen")
    found = units([*alone, *listing, *ticket(1, "Guten Tag. Wie geht es?")])
    astray = [index for index, unit in enumerate(found) if unit.asked]
    told = {one.evidence.url: one for one in without_group(found, astray, found)}
    assert told["https://town.example/rat.html"].reason == "alone"
    assert told["https://town.example/index.html"].reason == "listing"
    greeting = told["t.csv#1"]
    assert (greeting.reason, greeting.title) == ("astray", "Anfrage 1")
    assert greeting.evidence.quote == "Guten Tag."


def test_words_about_somebody_s_health_are_not_shown() -> None:
    found = units(ticket(1, "Ich habe Krebs und brauche Hilfe."))
    (told,) = without_group(found, [], found)
    assert (told.title, told.evidence.quote) == ("", "")


def test_pages_that_everybody_must_publish_and_copies_are_told() -> None:
    text = "Der Personalausweis kostet 37 Euro. Bringen Sie ein Foto mit. " * 10
    same = [page(path, "Personalausweis", text) for path in ("pass", "pass-druck")]
    imprint = page("impressum", "Impressum", "Herausgeber ist die Stadt.")
    chunks = [chunk for one in (*same, imprint) for chunk in one]
    told = {one.evidence.url: one.reason for one in not_analysed(chunks, units(chunks))}
    assert told["https://town.example/impressum.html"] == "required"
    assert sorted(told.values()) == ["copy", "required"]
