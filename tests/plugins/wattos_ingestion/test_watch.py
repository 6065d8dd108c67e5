"""A watched folder: files come, change and go, and so do their documents."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import msgspec
import pytest

from tests.plugins.wattos_ingestion import files
from wattos.delivery import JobContext
from wattos.errors import ConfigurationError
from wattos.knowledge import NewDocument
from wattos.platform import Platform
from wattos.settings import Settings, load_settings
from wattos_ingestion import catalogue, plugin
from wattos_ingestion.catalogue import FORMATS
from wattos_ingestion.parsers import FormatParser
from wattos_ingestion.watch import KIND, Strangers, watch_job

Watch = Callable[[], Awaitable[dict[str, Any]]]


@pytest.fixture
async def folder(platform: Platform, tenant: UUID, tmp_path: Path) -> Path:
    """The tenant's folder below the watched one."""
    folder = tmp_path / (await platform.tenancy.get(tenant)).slug
    folder.mkdir()
    return folder


@pytest.fixture
def watch(platform: Platform, tenant: UUID, tmp_path: Path) -> Watch:
    """One run of the job for the test's tenant."""

    async def run() -> dict[str, Any]:
        job = watch_job(platform.knowledge, platform.tenancy, tmp_path, max_bytes=1_000_000)
        return dict(await job.run(context_of(tenant)) or {})

    return run


def context_of(tenant: UUID) -> JobContext:
    async def report(_progress: object) -> None:
        """Nobody watches."""

    async def never() -> bool:
        return False

    return JobContext(
        job_id=tenant,
        tenant_id=tenant,
        attempt=1,
        payload={},
        requested_by=None,
        report=report,
        is_cancelled=never,
    )


def put(path: Path, data: bytes, *, age: float = 60) -> None:
    """Write a file as it looks when it was last changed `age` seconds ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    then = time.time() - age
    os.utime(path, (then, then))


async def states(platform: Platform, tenant: UUID) -> dict[str, str]:
    return {d.url: d.reason or d.state for d in await platform.knowledge.documents(tenant)}


async def test_new_files_become_documents(
    platform: Platform, tenant: UUID, folder: Path, watch: Watch
) -> None:
    put(folder / "hund.txt", b"Hunde sind anzumelden.")
    put(folder / "satzungen" / "kita.docx", files.docx())
    put(folder / "kaputt.pdf", b"%PDF")
    put(Path(os.fsdecode(os.fsencode(folder) + b"/gr\xfc\xdfe.txt")), b"Ein Name in Latin-1.")
    put(folder / ".versteckt.txt", b"Nein.")
    put(folder / "~$kita.docx", b"Nein.")
    assert await watch() == {"read": 4, "removed": 0, "failed": 1, "unreadable": []}
    assert await states(platform, tenant) == {
        "hund.txt": "ready",
        "grüße.txt": "ready",
        "satzungen/kita.docx": "ready",
        "kaputt.pdf": "unreadable",
    }


async def test_files_are_published_but_for_those_in_the_folder_private(
    platform: Platform, tenant: UUID, folder: Path, watch: Watch
) -> None:
    put(folder / "flyer.txt", b"Text.")
    put(folder / "private" / "brief.txt", b"Text.")
    await watch()
    documents = await platform.knowledge.documents(tenant)
    assert {d.url: d.published for d in documents} == {
        "flyer.txt": True,
        "private/brief.txt": False,
    }


async def test_unchanged_files_are_not_read_again(folder: Path, watch: Watch) -> None:
    put(folder / "hund.txt", b"Hunde sind anzumelden.")
    assert (await watch())["read"] == 1
    assert (await watch())["read"] == 0
    put(folder / "hund.txt", b"Hunde sind anzumelden.", age=30)  # copied over itself
    assert (await watch())["read"] == 1
    assert (await watch())["read"] == 0


async def test_files_that_older_rules_read_are_read_again_once(
    folder: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder / "tee.html", b"<h1>Tee</h1><p>Gr\xc3\xbcner Tee aus Japan.</p>")
    assert (await watch())["read"] == 1
    newer = [msgspec.structs.replace(each, reading=each.reading + 1) for each in FORMATS]
    monkeypatch.setattr(catalogue, "FORMATS", tuple(newer))
    (pages,) = (each for each in newer if "text/html" in each.media_types)
    monkeypatch.setattr(FormatParser, "reading", pages.reading)
    assert [(await watch())["read"] for _ in range(2)] == [1, 0]


async def test_changed_file_is_a_new_version(
    platform: Platform, tenant: UUID, folder: Path, watch: Watch
) -> None:
    put(folder / "hund.txt", b"Hunde sind anzumelden.")
    await watch()
    put(folder / "hund.txt", b"Katzen auch.", age=30)
    assert (await watch())["read"] == 1
    (document,) = await platform.knowledge.documents(tenant)
    assert await platform.knowledge.text(tenant, document.id) == "Katzen auch."


async def test_file_that_is_gone_takes_its_documents_along(
    platform: Platform, tenant: UUID, folder: Path, watch: Watch
) -> None:
    put(folder / "a.txt", b"Bleibt.")
    put(folder / "tickets.csv", b"id,subject,body\n1,VPN,Geht nicht\n2,PIN,Weg\n")
    await watch()
    assert set(await states(platform, tenant)) == {"a.txt", "tickets.csv#1", "tickets.csv#2"}
    put(folder / "tickets.csv", b"id,subject,body\n2,PIN,Weg\n", age=30)
    assert (await watch())["removed"] == 1
    assert set(await states(platform, tenant)) == {"a.txt", "tickets.csv#2"}
    (folder / "tickets.csv").unlink()
    assert (await watch())["removed"] == 1
    assert set(await states(platform, tenant)) == {"a.txt"}


async def test_file_that_is_still_written_is_left_for_later(
    platform: Platform, tenant: UUID, folder: Path, watch: Watch
) -> None:
    put(folder / "a.txt", b"Ganz.")
    await watch()
    put(folder / "a.txt", b"Hal", age=-60)
    put(folder / "b.txt", b"Hal", age=-60)
    assert await watch() == {"read": 0, "removed": 0, "failed": 0, "unreadable": []}
    assert await states(platform, tenant) == {"a.txt": "ready"}


async def test_folder_that_is_missing_empties_nothing(
    platform: Platform, tenant: UUID, folder: Path, watch: Watch
) -> None:
    put(folder / "a.txt", b"Bleibt.")
    await watch()
    shutil.rmtree(folder)
    assert (await watch())["removed"] == 0
    assert await states(platform, tenant) == {"a.txt": "ready"}


async def test_documents_from_elsewhere_are_left_alone(
    platform: Platform, tenant: UUID, folder: Path, watch: Watch
) -> None:
    space = await platform.knowledge.ensure_space(tenant)
    new = NewDocument(space_id=space, source_kind="file", url="a.txt", data=b"Hochgeladen.")
    await platform.knowledge.add(tenant, new)
    assert (await watch())["removed"] == 0
    assert set(await states(platform, tenant)) == {"a.txt"}


async def test_link_out_of_the_folder_is_not_followed(
    platform: Platform, tenant: UUID, folder: Path, watch: Watch, tmp_path: Path
) -> None:
    stranger = tmp_path / "anderer-mandant" / "fremd.txt"
    put(stranger, b"Nicht von hier.")
    (folder / "link.txt").symlink_to(stranger)
    (folder / "link").symlink_to(stranger.parent)
    assert (await watch())["read"] == 0


async def test_file_over_the_limit_is_refused_unread(
    platform: Platform, tenant: UUID, folder: Path, tmp_path: Path
) -> None:
    put(folder / "a.txt", b"x" * 100)
    job = watch_job(platform.knowledge, platform.tenancy, tmp_path, max_bytes=10)
    await job.run(context_of(tenant))
    (document,) = await platform.knowledge.documents(tenant)
    assert document.byte_size == 11


async def test_watch_without_a_folder_says_what_to_do(platform: Platform, tenant: UUID) -> None:
    with pytest.raises(ConfigurationError, match="watched"):
        await watch_job(platform.knowledge, platform.tenancy, None, max_bytes=1).run(
            context_of(tenant)
        )


def test_schedule_exists_where_a_folder_is_configured(tmp_path: Path) -> None:
    def kinds(settings: Settings) -> list[str]:
        platform = cast("Platform", SimpleNamespace(settings=settings))
        return [schedule.kind for schedule in plugin.register_schedules(platform)]

    assert kinds(load_settings({})) == []
    assert kinds(load_settings({"WATTOS_WATCH_FOLDER": str(tmp_path)})) == [KIND]


async def test_folder_of_no_organisation_is_told_once(
    platform: Platform, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder.parent / "no-such-town").mkdir()
    (folder.parent / ".trash").mkdir()
    strangers = Strangers(platform.tenancy, folder.parent)
    assert [await strangers.look(), await strangers.look()] == [["no-such-town"], []]
    assert "no-such-town" in caplog.text
    assert folder.name in caplog.text
    assert await Strangers(platform.tenancy, folder.parent / "gone").look() == []
