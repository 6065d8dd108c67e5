"""Which first row names a table's columns."""

from __future__ import annotations

import pytest

from wattos_ingestion.formats.tables import find_header


@pytest.mark.parametrize(
    "first",
    [("Leistung", "Gebühr"), ("Jahr", "2025", "2026"), ("Tag", "von", "bis"), ("", "Mo", "Di")],
)
def test_row_of_names_is_a_header(first: tuple[str, ...]) -> None:
    assert find_header([first, ("x",) * len(first)]) == first


@pytest.mark.parametrize(
    "first",
    [
        ("Montag", "8-12 Uhr"),
        ("Telefon:", "Zentrale"),
        ("Ausweis", "37 €"),
        ("Mail", "a@example.org"),
        ("A", ""),
        ("A", "A"),
        ("A",),
        ("Name", "Ein ganzer Satz, der sagt, was in dieser Zelle steht, und so lang ist"),
    ],
)
def test_row_of_values_is_none(first: tuple[str, ...]) -> None:
    assert not find_header([first, ("x",) * len(first)])


def test_single_row_has_no_header() -> None:
    assert not find_header([("Leistung", "Gebühr")])


def test_list_of_addresses_has_no_header() -> None:
    assert not find_header([("Ansprechpartner", "Frau Müller"), ("Telefon", "0711 1234")])
