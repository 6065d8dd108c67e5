"""Exports of tickets and conversations, good and bad."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from wattos.errors import InvalidInput, NotFound
from wattos.platform import Platform

CSV = (
    "Ticketnummer;Betreff;Beschreibung;Lösung;Kanal\n"
    "1;VPN bricht ab;Seit heute früh bricht das VPN ständig ab.;Neues Profil geladen.;mail\n"
    "2;Drucker leer;Der Drucker im zweiten Stock hat keinen Toner.;Toner getauscht.;chat\n"
)


async def bring_in(platform: Platform, tenant: UUID, payload: dict[str, Any]) -> dict[str, Any]:
    return await platform.jobs.run_inline(tenant, "insight.import", payload)


async def test_import_makes_a_ready_ticket_of_each_row(
    platform: Platform, tenant: UUID, tmp_path: Path
) -> None:
    path = tmp_path / "export.csv"
    path.write_text(CSV, "utf-8")
    report = await bring_in(platform, tenant, {"path": str(path)})
    documents = await platform.knowledge.documents(tenant)
    assert (report["documents"], report["ready"]) == (2, 2)
    assert {document.title for document in documents} == {"VPN bricht ab", "Drucker leer"}
    assert {document.source_kind for document in documents} == {"ticket"}
    assert "Neues Profil geladen." in await platform.knowledge.text(tenant, documents[0].id)


async def test_import_of_the_same_export_again_changes_nothing(
    platform: Platform, tenant: UUID, tmp_path: Path
) -> None:
    path = tmp_path / "export.csv"
    path.write_text(CSV, "utf-8")
    await bring_in(platform, tenant, {"path": str(path)})
    assert (await bring_in(platform, tenant, {"path": str(path)}))["changed"] == 0


async def test_import_takes_rows_as_they_are(platform: Platform, tenant: UUID) -> None:
    rows = [{"id": "7", "subject": "Karte weg", "body": "Meine Karte ist verloren gegangen."}]
    assert (await bring_in(platform, tenant, {"rows": rows}))["ready"] == 1


async def test_import_with_wrong_columns_names_the_given_and_the_expected(
    platform: Platform, tenant: UUID, tmp_path: Path
) -> None:
    path = tmp_path / "export.csv"
    path.write_text("Farbe;Größe\nrot;42\n", "utf-8")
    with pytest.raises(InvalidInput) as caught:
        await bring_in(platform, tenant, {"path": str(path)})
    assert "Farbe;Größe" in str(caught.value)
    assert "Betreff" in str(caught.value)


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02\xff" * 50])
async def test_import_of_a_broken_file_says_so(
    platform: Platform, tenant: UUID, tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(data)
    with pytest.raises(InvalidInput):
        await bring_in(platform, tenant, {"path": str(path)})


async def test_import_of_a_missing_file_says_which(platform: Platform, tenant: UUID) -> None:
    with pytest.raises(NotFound):
        await bring_in(platform, tenant, {"path": "/nowhere/export.csv"})


async def test_import_of_nothing_is_refused(platform: Platform, tenant: UUID) -> None:
    with pytest.raises(InvalidInput, match="nothing to import"):
        await bring_in(platform, tenant, {})
