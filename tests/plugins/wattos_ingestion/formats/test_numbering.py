"""Section numbers in headings, told apart from dates and steps."""

from __future__ import annotations

import pytest

from wattos_ingestion.formats.html import parse
from wattos_ingestion.formats.numbering import Numbering
from wattos_ingestion.source import Source


@pytest.mark.parametrize(
    ("headings", "names"),
    [
        (["1. Boden", "1.1. Lockern", "1.2 Düngen"], ["Boden", "Lockern", "Düngen"]),
        (["4.5. Säen", "4.5.1. Im Topf"], ["Säen", "Im Topf"]),
        (["A.1. Lizenz", "A.2. Namen"], ["Lizenz", "Namen"]),
        (["24.12. Heiligabend", "1.5. Maifest"], ["24.12. Heiligabend", "1.5. Maifest"]),
        (["24.12. Basteln", "24.12.26 Singen"], ["24.12. Basteln", "24.12.26 Singen"]),
        (["1. Termin", "2. Ausweis"], ["1. Termin", "2. Ausweis"]),
        (["2 Wege", "2.1. Zu Fuß", "2.2. Mit dem Bus"], ["2 Wege", "Zu Fuß", "Mit dem Bus"]),
    ],
)
def test_numbers_go_where_headings_are_numbered_as_sections(
    headings: list[str], names: list[str]
) -> None:
    numbering = Numbering(headings)
    assert [numbering.without(heading) for heading in headings] == names


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("2.8. Säen", "Säen"),
        ("Kapitel 5. Ernte", "Ernte"),
        ("Teil III. Der Garten", "Der Garten"),
        ("Bölüm 4. Hasat", "Hasat"),
        ("Kapitel", "Kapitel"),
        ("3 Beete", "3 Beete"),
    ],
)
def test_part_of_a_work_is_called_by_its_words(heading: str, name: str) -> None:
    assert Numbering([heading], part_of_a_work=True).without(heading) == name


def test_page_below_another_has_its_number_in_the_text_alone() -> None:
    html = """<head><title>2.8. Säen</title><link rel="up" href="/"></head><h3>2.8. Säen</h3>
        <p>Im März.</p>"""
    document = parse(Source(data=html.encode(), url="a.html"))
    assert document.title == "Säen"
    assert document.text == "2.8. Säen\n\nIm März."
    assert document.blocks[-1].heading_path == ("Säen",)
