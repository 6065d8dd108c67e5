from __future__ import annotations

import asyncio
from base64 import b64encode
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from wattos.platform import Platform
from wattos.testing import signed_in

PAGE = (
    "<html lang='de'><main><h1>Hundesteuer</h1><p>Der erste Hund kostet 96 Euro im Jahr.</p></main>"
)


async def make_space(client: AsyncClient, slug: str = "amt") -> str:
    response = await client.post("/api/v1/knowledge/spaces", json={"slug": slug, "name": "Amt"})
    return response.json()["id"]


async def upload(client: AsyncClient, space: str, *files: tuple[str, bytes, str]) -> dict[str, Any]:
    response = await client.post(
        f"/api/v1/knowledge/spaces/{space}/documents",
        files=[("data", file) for file in files],
    )
    assert response.status_code == 201, response.text
    return response.json()


async def test_uploaded_files_can_be_searched_and_read(
    client: AsyncClient, platform: Platform, tenant: UUID
) -> None:
    space = await make_space(client)
    uploaded = await upload(client, space, ("hund.html", PAGE.encode(), "text/html"))
    assert uploaded["documents"][0]["state"] == "received"
    assert uploaded["job_id"] is not None
    await platform.knowledge.process(tenant)
    found = (await client.post("/api/v1/knowledge/search", json={"query": "Hund Preis"})).json()
    hit = found["hits"][0]
    url = f"/api/v1/knowledge/documents/{hit['document_id']}"
    text = (await client.get(f"{url}/text")).json()["text"]
    assert text[hit["start"] : hit["end"]] == hit["text"]
    assert (await client.get(f"{url}/chunks")).json()[0]["heading_path"] == ["Hundesteuer"]
    assert (await client.get(url)).json()["state"] == "ready"


async def test_upload_says_whether_it_is_published(client: AsyncClient) -> None:
    path = f"/api/v1/knowledge/spaces/{await make_space(client)}/documents"
    for published in (False, True):
        answer = await client.post(
            path, params={"published": published}, files={"data": ("a.txt", b"Text", "text/plain")}
        )
        (document,) = answer.json()["documents"]
        assert document["changed"]
        view = await client.get(f"/api/v1/knowledge/documents/{document['document_id']}")
        assert view.json()["published"] is published


async def test_same_upload_again_starts_no_job(client: AsyncClient) -> None:
    space = await make_space(client)
    await upload(client, space, ("hund.html", PAGE.encode(), "text/html"))
    again = await upload(client, space, ("hund.html", PAGE.encode(), "text/html"))
    assert again["job_id"] is None
    assert again["documents"][0]["changed"] is False


async def test_job_reads_what_was_uploaded(
    client: AsyncClient, worker: None, platform: Platform, tenant: UUID
) -> None:
    space = await make_space(client)
    uploaded = await upload(client, space, ("leer.txt", b"", "text/plain"))
    job = UUID(uploaded["job_id"])
    while (await platform.jobs.get(tenant, job)).state in {"queued", "running"}:  # noqa: ASYNC110
        await asyncio.sleep(0.02)  # the worker runs in this loop
    document = (await client.get("/api/v1/knowledge/documents")).json()[0]
    assert (document["state"], document["reason"]) == ("failed", "empty")
    assert document["explanation"]["de"]


async def test_documents_are_listed_in_pages(client: AsyncClient) -> None:
    space = await make_space(client)
    files = [(f"{n}.txt", f"Text {n}".encode(), "text/plain") for n in range(3)]
    await upload(client, space, *files)
    path = "/api/v1/knowledge/documents"
    first = (await client.get(path, params={"limit": 2})).json()
    rest = (await client.get(path, params={"limit": 2, "after": first[-1]["id"]})).json()
    assert [d["url"] for d in first + rest] == ["0.txt", "1.txt", "2.txt"]


async def test_spaces_are_renamed_and_deleted(client: AsyncClient) -> None:
    space = await make_space(client)
    path = f"/api/v1/knowledge/spaces/{space}"
    assert (await client.put(path, json={"name": "Bürgeramt"})).json()["name"] == "Bürgeramt"
    assert (await client.delete(path)).status_code == 204
    assert (await client.delete(path)).status_code == 404
    assert (await client.get("/api/v1/knowledge/spaces")).json() == []


@pytest.mark.parametrize("slug", ["", "Mit Leerzeichen", "x" * 64, "-a"])
async def test_space_with_an_unusable_slug_is_refused(client: AsyncClient, slug: str) -> None:
    response = await client.post("/api/v1/knowledge/spaces", json={"slug": slug})
    assert response.status_code == 400


async def test_upload_into_a_strange_space_is_not_found(client: AsyncClient) -> None:
    response = await client.post(
        "/api/v1/knowledge/spaces/00000000-0000-7000-8000-000000000000/documents",
        files={"data": ("a.txt", b"Text", "text/plain")},
    )
    assert response.status_code == 404


async def test_viewer_may_search_and_not_write(
    platform: Platform, tenant: UUID, server: str
) -> None:
    async with signed_in(platform, tenant, server, role="viewer") as viewer:
        search = await viewer.post("/api/v1/knowledge/search", json={"query": "Hund"})
        assert search.status_code == 200
        write = await viewer.post("/api/v1/knowledge/spaces", json={"slug": "amt"})
        assert write.status_code == 403


async def test_bulk_takes_text_and_bytes_by_service_token(
    client: AsyncClient, server: str, platform: Platform, tenant: UUID
) -> None:
    created = await client.post(
        "/api/admin/service-tokens",
        json={"name": "ingester", "permissions": ["knowledge:write", "knowledge:read"]},
    )
    headers = {"Authorization": f"Bearer {created.json()['secret']}"}
    documents = [
        {"url": "https://a.example/1", "text": "# Titel\n\nText", "media_type": "text/markdown"},
        {
            "url": "https://a.example/2",
            "data_base64": b64encode(PAGE.encode()).decode(),
            "media_type": "text/html",
            "source_kind": "page",
        },
    ]
    async with AsyncClient(base_url=server, headers=headers) as ingester:
        response = await ingester.post("/db/documents", json={"documents": documents})
        assert response.status_code == 201, response.text
        assert [d["changed"] for d in response.json()["documents"]] == [True, True]
        await platform.knowledge.process(tenant)
        listed = (await ingester.get("/db/documents")).json()
    assert [d["title"] for d in listed] == ["Titel", "Hundesteuer"]
    assert {d["state"] for d in listed} == {"ready"}


@pytest.mark.parametrize(
    "document",
    [
        {"url": "a"},
        {"url": "a", "text": "x", "data_base64": "eA=="},
        {"url": "a", "data_base64": "%"},
        {"url": "a", "text": "x", "metadata": {"by": ["\0"]}},
    ],
)
async def test_bulk_refuses_documents_without_clear_content(
    client: AsyncClient, document: dict[str, Any]
) -> None:
    fine = {"url": "b", "text": r"\u0000", "title": r"\u0000"}
    response = await client.post("/db/documents", json={"documents": [fine, document]})
    assert response.status_code == 400
    assert "'a'" in response.json()["given"] or response.json()["given"] == "a"
    assert (await client.get("/db/documents")).json() == []
