"""The whole way: documents in, redacted passages stored, values revealed by a permission."""

from __future__ import annotations

from uuid import UUID

import pytest
from httpx import AsyncClient

from wattos.database import fetch, fetchval, tenant_scope
from wattos.errors import ConfigurationError
from wattos.knowledge import LONG_TEXT, NewDocument, SourceKind
from wattos.platform import Platform
from wattos.settings import Secret
from wattos.testing import signed_in
from wattos_redaction import vault

TICKET = (
    "Guten Tag, mein Name ist Gisela Brandtner und der Drucker druckt nicht. "
    "Sie erreichen mich unter 0171 2345678 oder gisela.brandtner@web.example."
)
PRIVATE = ("Gisela", "Brandtner", "0171 2345678", "gisela.brandtner@web.example")


async def added(
    platform: Platform,
    tenant: UUID,
    text: str,
    source_kind: SourceKind,
    title: str = "",
    *,
    published: bool = False,
) -> UUID:
    space = await platform.knowledge.ensure_space(tenant)
    new = NewDocument(
        space_id=space,
        source_kind=source_kind,
        url=f"{source_kind}.txt",
        title=title,
        data=text.encode(),
        media_type="text/plain",
        published=published,
    )
    document = await platform.knowledge.add(tenant, new)
    await platform.knowledge.process(tenant, [document.document_id])
    return document.document_id


async def test_ticket_stores_no_personal_data(platform: Platform, tenant: UUID) -> None:
    document_id = await added(platform, tenant, TICKET, "ticket", "Drucker von Frau Brandtner")
    async with tenant_scope(tenant):
        rows = await fetch(
            "select d.title, d.text, d.blocks::text, c.text, c.search_text, c.heading_path::text,"
            " c.search_vector::text from document d join chunk c on c.document_id = d.id "
            "where d.tenant_id = $1 and d.id = $2",
            tenant,
            document_id,
        )
        sealed = await fetch("select sealed from redaction where tenant_id = $1", tenant)
    assert rows
    stored = "\n".join(str(value) for row in rows for value in row)
    assert not [value for value in PRIVATE if value.lower() in stored.lower()]
    assert "[E-Mail]" in stored
    assert sealed
    assert not any(b"Brandtner" in row["sealed"] for row in sealed)


async def test_ticket_quotes_stand_in_the_redacted_source(platform: Platform, tenant: UUID) -> None:
    document_id = await added(platform, tenant, TICKET, "ticket")
    text = await platform.knowledge.text(tenant, document_id)
    chunks = await platform.knowledge.chunks(tenant, document_id)
    assert [chunk.text for chunk in chunks] == [text[c.start : c.end] for c in chunks]


async def test_values_are_revealed_by_permission_and_audited(
    platform: Platform, tenant: UUID, server: str, client: AsyncClient
) -> None:
    document_id = await added(platform, tenant, TICKET, "ticket")
    path = f"/api/v1/knowledge/documents/{document_id}/redactions"
    async with signed_in(platform, tenant, server, role="editor") as editor:
        assert (await editor.get(path)).status_code == 403
    answer = (await client.get(path)).json()
    assert {"PERSON", "PHONE", "EMAIL"} == {item["type"] for item in answer}
    assert "gisela.brandtner@web.example" in [item["value"] for item in answer]
    async with tenant_scope(tenant):
        looks = await fetchval(
            "select count(*) from audit_entry where action = 'redaction.revealed'"
        )
    assert looks == 1


async def test_vault_stays_shut_under_another_key(platform: Platform, tenant: UUID) -> None:
    document_id = await added(platform, tenant, TICKET, "ticket")
    async with tenant_scope(tenant):
        with pytest.raises(ConfigurationError):
            await vault.reveal(document_id, Secret("another key"))


async def test_reading_in_again_replaces_the_vaults_entries(
    platform: Platform, tenant: UUID
) -> None:
    await added(platform, tenant, TICKET, "ticket")
    document_id = await added(platform, tenant, "Mail an neu@web.example, bitte.", "ticket")
    secret = platform.settings.secret_key
    assert secret is not None
    async with tenant_scope(tenant):
        revealed = await vault.reveal(document_id, secret)
    assert [item.value for item in revealed] == ["neu@web.example"]


async def test_upload_keeps_names_once_an_editor_calls_it_published(
    platform: Platform, tenant: UUID
) -> None:
    flyer = "Auskunft gibt Frau Gisela Brandtner, 01888 555-77, brandtner@firma.example."
    document_id = await added(platform, tenant, flyer, "file")
    assert await platform.knowledge.text(tenant, document_id) == (
        "Auskunft gibt Frau [Name], [Telefonnummer], [E-Mail]."
    )
    assert await added(platform, tenant, flyer, "file", published=True) == document_id
    assert await platform.knowledge.text(tenant, document_id) == flyer
    assert await added(platform, tenant, flyer, "file") == document_id
    assert "Brandtner" not in await platform.knowledge.text(tenant, document_id)


async def test_tenant_can_switch_redaction_off(platform: Platform, tenant: UUID) -> None:
    await platform.plugins.set_enabled(tenant, "wattos_redaction", enabled=False)
    document_id = await added(platform, tenant, TICKET, "ticket")
    assert "Brandtner" in await platform.knowledge.text(tenant, document_id)


async def test_long_text_is_redacted_in_a_child(platform: Platform, tenant: UUID) -> None:
    filling = "Der Drucker im zweiten Stock steht seit gestern still.\n\n" * 2000
    assert len(filling) > LONG_TEXT
    document_id = await added(platform, tenant, filling + TICKET, "ticket")
    text = await platform.knowledge.text(tenant, document_id)
    assert text.startswith(filling[:50])
    assert not any(value in text for value in PRIVATE)
    secret = platform.settings.secret_key
    assert secret is not None
    async with tenant_scope(tenant):
        revealed = await vault.reveal(document_id, secret)
    assert "0171 2345678" in [item.value for item in revealed]
