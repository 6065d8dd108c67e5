"""Every command on a real database, with its streams and exit codes."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio

from tests.command import Wattos
from wattos.default_agent import DEFAULT_AGENT_SLUG
from wattos.examples import serve_site
from wattos.installation import Services
from wattos.knowledge import NewDocument
from wattos.platform import Platform
from wattos.testing import PASSWORD

TEXT = "Der Personalausweis kostet 37 Euro. Das Bürgeramt liegt in der Hauptstraße 1."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good file and one of every kind of bad one."""
    files = tmp_path / "files"
    files.mkdir()
    (files / "gut.txt").write_text(TEXT, "utf-8")
    (files / "leer.txt").touch()
    (files / "kaputt.pdf").write_bytes(b"\x00\x01\x02" * 100)
    (files / "preise.csv").write_text("Leistung,Gebühr\nReisepass,70 Euro\n", "utf-8")
    (files / "programm.bin").write_bytes(b"\x7fELF\x00")
    return files


@pytest_asyncio.fixture(loop_scope="session")
async def known(platform: Platform, tenant: UUID, folder: Path) -> Path:
    """The good file, which the tenant's knowledge holds as after `wattos ingest`."""
    file = folder / "gut.txt"
    document = NewDocument(
        space_id=await platform.knowledge.ensure_space(tenant),
        source_kind="file",
        url=str(file),
        title=file.name,
        data=file.read_bytes(),
    )
    await platform.knowledge.add(tenant, document)
    await platform.knowledge.process(tenant)
    return file


async def test_ingest_gives_each_documents_state_and_reason(
    wattos: Wattos, slug: str, folder: Path
) -> None:
    quick = wattos.with_settings(WATTOS_SECOND_EMBEDDER="")
    done = await quick("ingest", "--tenant", slug, folder, "--json")
    assert done.code == 0, done.err
    states = {Path(d["url"]).name: (d["state"], d["reason"]) for d in done.json["documents"]}
    assert states == {
        "gut.txt": ("ready", None),
        "leer.txt": ("failed", "empty"),
        "kaputt.pdf": ("failed", "unreadable"),
        "preise.csv": ("ready", None),
        "programm.bin": ("failed", "unsupported"),
    }
    assert "3 of 5 could not be read." in done.err


async def test_ingest_takes_files_for_published_unless_they_are_called_private(
    wattos: Wattos, slug: str, folder: Path, platform: Platform, tenant: UUID
) -> None:
    quick = wattos.with_settings(WATTOS_SECOND_EMBEDDER="")
    for options, published in (((), True), (("--private",), False)):
        await quick("ingest", "--tenant", slug, folder / "gut.txt", *options)
        (document,) = await platform.knowledge.documents(tenant)
        assert document.published is published


async def test_generate_refuses_an_export_without_anything_that_people_wrote(
    wattos: Wattos, slug: str, folder: Path
) -> None:
    done = await wattos.cold("generate", "--tenant", slug, folder / "preise.csv")
    assert done.code == 1
    assert "The table lacks a column with text" in done.err


async def test_ingest_fails_when_nothing_could_be_read(
    wattos: Wattos, slug: str, folder: Path
) -> None:
    done = await wattos.cold("ingest", "--tenant", slug, folder / "leer.txt")
    assert done.code == 1
    assert "The document contains no text." in done.out


async def test_file_over_the_limit_is_not_read(wattos: Wattos, slug: str, folder: Path) -> None:
    small = wattos.with_settings(WATTOS_MAX_DOCUMENT_BYTES="10")
    done = await small("ingest", "--tenant", slug, folder / "gut.txt", "--json")
    assert done.code == 1
    assert done.json["documents"][0]["reason"] == "too-large"


async def test_bad_arguments_are_told_before_anything_starts(wattos: Wattos) -> None:
    nowhere = wattos.with_settings(DATABASE_URL="postgresql://u:p@127.0.0.1:1/x")
    for arguments in (
        ["ingest", "--tenant", "x", "missing.pdf"],
        ["generate", "--tenant", "x", "missing.pdf"],
        ["crawl", "--tenant", "x", "ftp://example.org"],
        ["ask", "--tenant", "x"],
        ["search", "--tenant", "x", "a", "--batch", __file__],
        ["ask", "--tenant", "x", "--batch", __file__],
        ["worker", "--queue", "fast"],
    ):
        done = await nowhere(*arguments)
        assert (done.code, done.out) == (2, ""), (arguments, done)
        assert "Traceback" not in done.err


async def test_unknown_tenant_is_a_bad_argument(wattos: Wattos) -> None:
    done = await wattos.cold("search", "--tenant", "nobody", "x")
    assert done.code == 2
    assert "There is no tenant with this slug. Given: nobody." in done.err


async def test_search_writes_one_document_or_a_line_a_question(
    wattos: Wattos, slug: str, known: Path, tmp_path: Path
) -> None:
    one = await wattos("search", "--tenant", slug, "--json", b"Was kostet der \xff Ausweis?")
    assert (one.code, one.err) == (0, "")
    hit = one.json["hits"][0]
    assert hit.keys() == {
        "document_id", "chunk_id", "title", "url", "score", "start", "end", "text",
    }  # fmt: skip
    assert hit["url"] == str(known)
    assert hit["text"] == TEXT[hit["start"] : hit["end"]]
    batch = tmp_path / "q.jsonl"
    batch.write_text('{"id":"a","question":"Ausweis"}\noops\n{"id":"c","question":" "}\n')
    quick = wattos.with_settings(WATTOS_SECOND_EMBEDDER="")
    many = await quick("search", "--tenant", slug, "--batch", batch)
    assert many.code == 1
    first, second, third = many.lines
    assert first["id"] == "a"
    assert first["hits"]
    assert second["line"] == 2
    assert third["error"]["message"] == "The question is empty."


async def test_ask_answers_with_sources_and_keeps_ids(
    wattos: Wattos, slug: str, known: Path, tmp_path: Path
) -> None:
    batch = tmp_path / "q.jsonl"
    batch.write_text(
        '{"id":7,"question":"Was kostet der Personalausweis?",'
        '"history":[{"role":"user","content":"Hallo"}]}\n'
        + '{"id":8,"question":"%s"}\n'
        % ("lang " * 2000),
        "utf-8",
    )
    done = await wattos("ask", "--tenant", slug, "--batch", batch)
    assert done.code == 1
    answered, refused = done.lines
    assert answered["id"] == 7
    assert "37 Euro" in answered["answer"]
    assert answered["citations"][0]["url"] == str(known)
    assert answered.keys() >= {"abstained", "language", "agent", "model", "usage", "timings"}
    assert (refused["id"], refused["error"]["code"]) == (8, "too-large")


async def test_unknown_agent_is_a_bad_argument(wattos: Wattos, slug: str) -> None:
    for command in ("ask", "chat"):
        words = ["Hallo"] if command == "ask" else []
        done = await wattos.cold(command, "--tenant", slug, "--agent", "nobody", *words)
        assert done.code == 2
        assert "nobody" in done.err


async def test_crawl_that_cannot_start_is_a_failed_job_with_its_reason(
    wattos: Wattos, slug: str
) -> None:
    done = await wattos.cold("crawl", "--tenant", slug, "http://127.0.0.1:1/", "--json")
    assert (done.code, done.out) == (1, "")
    assert "WATTOS_ALLOWED_NETWORKS" in done.err
    assert "Traceback" not in done.err


async def test_crawl_tells_why_a_page_is_missing(wattos: Wattos, slug: str, tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text(f"<p>{TEXT}</p><a href='/gone.html'>x</a>", "utf-8")
    here = wattos.with_settings(WATTOS_ALLOWED_NETWORKS="127.0.0.0/8", WATTOS_SECOND_EMBEDDER="")
    with serve_site(site) as base:
        done = await here("crawl", "--tenant", slug, f"{base}/index.html")
        found = await here("crawl", "--tenant", slug, f"{base}/index.html", "--json")
        (site / "index.html").write_text("<meta name=robots content=noindex><a href=2.html>x</a>")
        (site / "2.html").write_text("<meta name=robots content=noindex><p>Text")
        nothing = await here("generate", "--tenant", f"{slug}-empty", f"{base}/index.html")
    assert nothing.code == 1
    assert "asks not to be indexed" in nothing.err
    assert done.code == 0, done.err
    assert "The page does not exist (any more)." in done.out
    assert "1 of 2 could not be read." in done.err
    assert {page["state"] for page in found.json["pages"]} == {"fetched", "failed"}


async def test_generate_from_nothing_readable_fails_with_the_reasons(
    wattos: Wattos, platform: Platform, folder: Path, slug: str
) -> None:
    for tenant in (slug, f"{slug}-unread"):
        done = await wattos(
            "generate", "--tenant", tenant, folder / "leer.txt", folder / "kaputt.pdf", "--json"
        )
        assert (done.code, done.out) == (1, "")
        assert "The document contains no text." in done.err
        assert "damaged" in done.err
    # A tenant that was there stays, one that was made for this goes.
    assert {each.slug for each in await platform.tenancy.list()} & {slug, f"{slug}-unread"} == {
        slug
    }


async def test_generate_makes_the_tenant_and_reads_several_sources(
    wattos: Wattos, platform: Platform, folder: Path, tmp_path: Path, slug: str
) -> None:
    tickets = tmp_path / "tickets.csv"
    tickets.write_text(
        "id,subject,text\n"
        + "".join(
            f"{n},Password forgotten,I have forgotten my password number {n}.\n" for n in range(6)
        ),
        "utf-8",
    )
    new = f"{slug}-new"
    done = await wattos("generate", "--tenant", new, folder / "gut.txt", tickets, "--json")
    assert done.code == 0, done.err
    assert done.json["tenant"] == new
    assert done.json["documents"] == 7
    assert done.json.keys() == {
        "tenant", "documents", "chunks", "target_groups", "personas", "agents", "timings",
    }  # fmt: skip
    assert all(agent["name"].startswith("Advice: ") for agent in done.json["agents"])
    tenant = await platform.tenancy.get(await platform.tenancy.resolve(new))
    assert tenant.language == "en"
    assert (await platform.agents.by_slug(tenant.id, DEFAULT_AGENT_SLUG)).name == "Information"


async def test_tenant_and_user_are_made_once(wattos: Wattos, slug: str) -> None:
    again = await wattos.cold("tenant", "create", slug)
    assert (again.code, again.out) == (1, "")
    assert (await wattos("tenant", "create", "No Slug")).code == 2
    made = await wattos.cold(
        "user", "create", "--tenant", slug, "--role", "editor", "a@b.example", "--json"
    )
    assert made.code == 0, made.err
    assert made.json["password"]
    wrong = await wattos("user", "create", "--tenant", slug, "--role", "king", "c@b.example")
    assert wrong.code == 2
    listed = await wattos("tenant", "list", "--json")
    assert slug in {tenant["slug"] for tenant in listed.json}


async def test_audit_chain_is_verified(wattos: Wattos, slug: str) -> None:
    done = await wattos.cold("audit", "verify", "--tenant", slug, "--json")
    assert done.code == 0, done.err
    assert done.json["ok"]


async def test_plugin_list_says_where_each_is_enabled(wattos: Wattos, slug: str) -> None:
    done = await wattos.cold("plugin", "list", "--json")
    assert done.code == 0, done.err
    assert all(slug in plugin["enabled_for"] for plugin in done.json if plugin["allowed"])
    assert {plugin["health"] for plugin in done.json if plugin["allowed"]} == {"ok"}


async def test_chat_answers_a_visitor_and_goes_on_after_a_refusal(
    wattos: Wattos, slug: str, known: Path
) -> None:
    questions = f"{'lang ' * 2000}\nWas kostet der Personalausweis?\nstatus\n"
    done = await wattos("chat", "--tenant", slug, given=questions.encode())
    assert done.code == 0, done.err
    assert "Hier antwortet eine KI." in done.err
    assert "The message is too long." in done.err
    assert "37 Euro" in done.out
    assert "gut.txt" in done.out
    assert "fehlgeschlagen" not in done.out  # a visitor's "status" is a question


async def test_chat_runs_commands_of_signed_in_staff(
    wattos: Wattos, platform: Platform, tenant: UUID, slug: str, known: Path
) -> None:
    await platform.access.create_user(
        tenant, email="boss@example.org", password=PASSWORD, roles=["owner"]
    )
    staff = wattos.with_settings(WATTOS_PASSWORD=PASSWORD, WATTOS_SECOND_EMBEDDER="")
    typed = b"help\nstatus\nsearch Ausweis\ncrawl http://127.0.0.1:1/\n"
    done = await staff("chat", "--tenant", slug, "--email", "boss@example.org", given=typed)
    assert done.code == 0, done.err
    for expected in (
        "`search WÖRTER`",
        "`verify FRAGE = ANTWORT",
        "Dokumente: **1**",
        "gut.txt",
        "WATTOS_ALLOWED_NETWORKS",
    ):
        assert expected in done.out, done.out
    wrong = wattos.with_settings(WATTOS_PASSWORD="wrong")
    refused = await wrong("chat", "--tenant", slug, "--email", "boss@example.org")
    assert refused.code == 1
    assert "Traceback" not in refused.err


async def test_index_shows_how_each_tenant_is_searched(
    wattos: Wattos, tenant: UUID, slug: str, known: Path, wattos_services: Services
) -> None:
    refused = await wattos.cold("index")
    assert refused.code == 1
    assert "OWNER_DATABASE_URL" in refused.err
    assert wattos_services.owner_url is not None
    owner = wattos.with_settings(OWNER_DATABASE_URL=wattos_services.owner_url.reveal())
    done = await owner("index", "--json")
    assert done.code == 0, done.err
    own = [state for state in done.json if state["tenant_id"] == str(tenant)]
    assert own
    assert not any(state["indexed"] for state in own)
