"""From pages to target groups that read as sentences and stand on quotes."""

from __future__ import annotations

import random
from uuid import UUID

import msgspec
import numpy as np
import pytest

from tests.plugins.wattos_insight.corpus import PAGES, TENANT, chunks_of, page, paths, town, units
from wattos_insight.evidence import SourceChunk
from wattos_insight.features import Likeness
from wattos_insight.groups import (
    Grouping,
    cluster_units,
    form_groups,
    outsiders,
    requests_near,
)


def grouped(chunks: list[SourceChunk], language: str = "de") -> Grouping:
    return form_groups(units(chunks), tenant_id=TENANT, language=language, known={})


@pytest.fixture(scope="module")
def grouping() -> Grouping:
    return grouped(town())


def test_groups_follow_the_needs_of_the_town(grouping: Grouping) -> None:
    assert sorted(next(iter(paths(group.units))) for group in grouping.groups) == [
        "buerger", "familie", "freizeit", "umwelt",
    ]  # fmt: skip
    assert all(len(paths(group.units)) == 1 for group in grouping.groups)


def test_groups_are_the_same_in_whatever_order_pages_were_stored(grouping: Grouping) -> None:
    by_page: dict[str, list[SourceChunk]] = {}
    for chunk in town():
        by_page.setdefault(chunk.url, []).append(chunk)
    pages = list(by_page.values())
    for seed in (1, 2):
        random.Random(seed).shuffle(pages)
        again = grouped([chunk for one in pages for chunk in one])
        assert [group.target for group in again.groups] == [g.target for g in grouping.groups]


def test_group_names_are_sentences_about_the_need(grouping: Grouping) -> None:
    names = {next(iter(paths(group.units))): group.target.name for group in grouping.groups}
    assert names["buerger"].startswith("Menschen, die einen ")
    assert names["buerger"].endswith(" brauchen")
    assert "Reisepass" in names["buerger"]
    assert names["familie"].startswith("Familien")
    assert names["umwelt"].startswith("Haushalte")
    assert names["freizeit"].startswith("Besucherinnen und Besucher, die sich für ")


def test_groups_are_told_in_english_with_the_sources_words_quoted(grouping: Grouping) -> None:
    names = {next(iter(paths(g.units))): g.target.also["en"].name for g in grouping.groups}
    assert names["familie"].startswith("Families with questions about “")
    assert all("de" not in group.target.also for group in grouping.groups)
    assert all("Based on" in g.target.also["en"].description for g in grouping.groups)


def test_first_quotes_of_requests_show_the_group_s_words() -> None:
    chunks = [
        chunk
        for place in PLACES
        for chunk in chunks_of(
            f"t.csv#{place}",
            "Störung",
            f"Seit gestern geht es im {place} nicht mehr. Der Tunnel bricht im {place} ab.",
            kind="ticket",
        )
    ]
    for group in grouped(chunks).groups:
        assert all("Tunnel" in item.quote for item in group.target.evidence[:3])


def test_group_evidence_stands_in_the_sources(grouping: Grouping) -> None:
    texts = {chunk.chunk_id: chunk for chunk in town()}
    for group in grouping.groups:
        assert len({item.document_id for item in group.target.evidence}) >= 3
        for item in group.target.evidence:
            assert item.quote in texts[item.chunk_id].text
            assert texts[item.chunk_id].document_id == item.document_id


def test_group_figures_are_shares_and_counts(grouping: Grouping) -> None:
    assert sum(group.target.size for group in grouping.groups) <= len(PAGES)
    assert sum(group.target.share for group in grouping.groups) <= 1.001
    assert all(0 < group.target.confidence <= 1 for group in grouping.groups)
    assert all(group.target.method == "terms" for group in grouping.groups)


def test_group_keeps_its_key_when_a_page_is_added(grouping: Grouping) -> None:
    known = {
        group.key: frozenset(unit.document_id for unit in group.units) for group in grouping.groups
    }
    more = page("buerger/kinder", "Kinderreisepass", PAGES["buerger/reisepass"][1])
    again = form_groups(units([*more, *town()]), tenant_id=TENANT, language="de", known=known)
    assert {group.key for group in again.groups} == set(known)
    assert {g.target.id for g in again.groups} == {g.target.id for g in grouping.groups}


def test_group_keeps_its_key_when_other_requests_came(grouping: Grouping) -> None:
    gone = frozenset(UUID(int=number) for number in range(20))
    known = {
        f"earlier-{group.key}": gone | {unit.document_id for unit in group.units}
        for group in grouping.groups
    }
    again = form_groups(units(town()), tenant_id=TENANT, language="de", known=known)
    assert {group.key for group in again.groups} == set(known)


def test_a_page_that_is_in_a_group_for_want_of_a_better_one_leaves_it() -> None:
    members = units(town())[:5]
    closeness = np.full((5, 5), 2.0)
    closeness[4] = closeness[:, 4] = 1.0
    assert outsiders(members, closeness, [0] * 5, 0) == [4]
    assert outsiders(members, closeness, [0, 0, 1, 1, 0], 0) == []  # three documents stay three
    closeness[4] = closeness[:, 4] = 1.5
    assert outsiders(members, closeness, [0] * 5, 0) == []


def test_home_pages_that_join_a_group_push_no_page_out_of_it() -> None:
    pages = [msgspec.structs.replace(unit, secondary=False) for unit in units(town())[:9]]
    homes = [msgspec.structs.replace(unit, secondary=True) for unit in units(town())[9:11]]
    closeness = np.full((11, 11), -1.0)
    closeness[:5, :5] = 2.0
    closeness[5:9, 5:9] = 1.0
    closeness[9:, 9:] = 4.0
    closeness[9:, 5:7] = closeness[5:7, 9:] = 3.0  # two pages are much like the home pages
    closeness[9:, 7:9] = closeness[7:9, 9:] = 0.8
    labels = cluster_units([*pages, *homes], closeness).labels
    assert len(set(labels[5:])) == 1
    assert labels[0] != labels[5] != -1


def test_a_document_names_the_group_that_most_of_its_requests_are_in() -> None:
    handbook = [chunks_of(f"{n}.md", title, title, kind="file") for n, title in enumerate(TITLES)]
    asked = [chunks_of(f"t.csv#{n}", "Frage", "Frage", kind="ticket") for n in range(6)]
    everything = units([chunk for one in (*handbook, *asked) for chunk in one])
    own = [index for index, unit in enumerate(everything) if not unit.asked]
    nearest, labels, software = list(range(8)), [0] * 8, own[0]
    requests = [index for index, unit in enumerate(everything) if unit.asked]
    for place, index in enumerate(requests):
        nearest[index] = software if place < 4 else own[1]
        labels[index] = 1 if place < 3 else 0
    alike = Likeness(np.zeros((8, 8)), tuple(nearest))
    document = everything[software].document_id
    assert requests_near(everything, alike, labels, 1)[document] == (3, 4)
    assert requests_near(everything, alike, labels, 0)[document] == (0, 4)
    labels[requests[0]] = -1
    assert requests_near(everything, alike, labels, 1)[document] == (0, 4)  # two are too few
    labels[software] = -1
    assert requests_near(everything, alike, labels, 1)[document] == (2, 4)


TITLES = ("Software", "Die ersten Tage")


def test_tickets_of_employees_are_named_by_what_does_not_work() -> None:
    requests = [
        *(f"Der VPN Tunnel bricht ab, Fehler beim Verbinden im {place}" for place in PLACES),
        *(f"Der Drucker im {place} druckt nicht mehr, Papierstau im Fach" for place in PLACES),
    ]
    chunks = [
        chunk
        for number, text in enumerate(requests)
        for chunk in chunks_of(f"t.csv#{number}", text.split(",")[0], text, kind="ticket")
    ]
    names = [group.target.name for group in grouped(chunks).groups]
    assert len(names) == 2
    assert all(name.startswith("Beschäftigte, bei denen etwas mit ") for name in names)
    assert sum("VPN" in name for name in names) == sum("Drucker" in name for name in names) == 1


PLACES = ("Homeoffice", "Zug", "Lager", "Hotel", "Büro", "Keller")


def test_group_never_names_an_origin_or_an_illness() -> None:
    text = PAGES["buerger/reisepass"][1].replace("Reisepass", "Aufenthaltstitel")
    titles = ["Ausländerbehörde", "Einbürgerung", "Asylverfahren", "Aufenthaltstitel"]
    chunks = [
        c for n, title in enumerate(titles) for c in page(f"amt/{n}", title, f"{text} {n} {title}")
    ]
    group = grouped(chunks).groups[0].target
    spoken = f"{group.name} {group.description} {group.key} {' '.join(group.terms)}".lower()
    assert "aufenthalt" in spoken
    for word in ("ausländ", "auslaend", "asyl", "einbürger"):
        assert word not in spoken


def test_groups_of_nothing_are_none() -> None:
    assert grouped([]).groups == ()
