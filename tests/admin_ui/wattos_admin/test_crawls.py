"""Websites in the console: every address with its reason, reading again, reading by itself."""

from __future__ import annotations

import re
from uuid import UUID

import httpx

from tests.admin_ui.wattos_admin.conftest import SignIn, send
from tests.plugins.wattos_crawler.site import page, serve
from wattos.platform import Platform
from wattos_admin.crawls import cron_line

HERE = "/admin/knowledge/crawls"


async def test_crawl_shows_every_address_with_its_reason_and_is_read_again(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    assert "No website has been read yet" in (await owner.get(HERE)).text
    pages = {"/": page("Start", "/bath", "/gone"), "/bath": page("The bath")}
    async with serve(pages) as site:
        done = await platform.jobs.run_inline(
            tenant, "crawler.crawl", {"url": site.url(), "delay": 0}
        )
        here = f"{HERE}/{done['crawl_id']}"
        assert here in (await owner.get(HERE)).text
        shown = (await owner.get(here)).text
        assert "The page does not exist (any more)." in shown
        assert "3 entries" in shown
        failed = (await owner.get(f"{here}?state=failed&reason=not-found")).text
        assert "1 entry" in failed
        assert "/gone</td>" in failed.replace("\n", "")
        retry = re.search(rf'action="({here}/pages/[\w-]+/retry)"', failed)
        assert retry is not None
        assert "is visited again" in (await send(owner, retry[1], page=here)).text
        assert "/bath</a>" not in failed
        assert "1 entry" in (await owner.get(f"{here}?q=BATH")).text
        assert "/gone" not in (await owner.get(f"{here}?q=BATH")).text
        table = (await owner.get(f"{here}?format=csv&state=failed")).text
        assert [line.partition(",")[0] for line in table.splitlines()[1:]] == [site.url("/gone")]
        table = (await owner.get(f"{here}?format=csv&sort=-url")).text
        urls = [line.partition(",")[0] for line in table.splitlines()[1:]]
        assert urls == sorted(urls, reverse=True)
        again = await send(owner, f"{here}/again", page=here)
        bare = await send(owner, HERE, page=HERE, url=site.url("/bath").removeprefix("http://"))
        assert f"<h1>{site.url('/bath').removeprefix('http://')}</h1>" in bare.text
        newest = (await owner.get(f"{HERE}?format=csv")).text.splitlines()[1]
        assert newest.partition(",")[0] == site.url("/bath")  # it has no https
        for kind in ("crawler.crawl", "crawler.retry"):
            for job in await platform.jobs.list(tenant, kind=kind, limit=5):
                await platform.jobs.cancel(tenant, job.id)  # no later test's worker shall run it
    assert "Reading begins now." in again.text
    assert str(again.url).rpartition("/")[2] != str(done["crawl_id"])
    assert 'sse-connect="' in again.text
    refused = await send(owner, HERE, page=HERE, url="ftp://x.example")
    assert "That is no web address" in refused.text


async def test_schedule_is_made_switched_off_and_deleted(
    owner: httpx.AsyncClient, sign_in: SignIn
) -> None:
    form = {"url": "https://tannau.example/", "days": "* * 1", "time": "04:30", "cron": ""}
    kept = await send(owner, f"{HERE}/schedules", page=HERE, timezone="Europe/Vienna", **form)
    assert "Every Monday at 04:30" in kept.text
    off = re.search(r'action="([^"]+/off)"', kept.text)
    assert off is not None
    assert 'action="' + off[1].replace("/off", "/on") in (await send(owner, off[1], page=HERE)).text
    wrong = await send(owner, f"{HERE}/schedules", page=HERE, timezone="Moon/Sea", **form)
    assert "cannot be used" in wrong.text
    viewer = await sign_in("viewer")
    assert "/schedules/" not in (await viewer.get(HERE)).text
    gone = await send(owner, off[1].replace("/off", "/delete"), page=HERE)
    assert "tannau.example" not in gone.text


async def test_analysis_by_itself_is_switched_where_the_groups_are(
    owner: httpx.AsyncClient, sign_in: SignIn
) -> None:
    here = "/admin/insight"
    kept = (await send(owner, f"{here}/automation", page=here, after_crawl="yes")).text
    assert 'name="after_crawl" value="yes" checked' in kept
    assert 'name="nightly" value="yes" checked' not in kept
    viewer = await sign_in("viewer")
    assert f"{here}/automation" not in (await viewer.get(here)).text


def test_cron_line_is_made_from_days_and_time_unless_somebody_wrote_one() -> None:
    assert cron_line("* * 1", "04:05", "") == "5 4 * * 1"
    assert cron_line("nonsense", "23:59", "") == "59 23 * * *"
    assert cron_line("* * 1", "04:05", " 0 6 1 1 * ") == "0 6 1 1 *"


async def test_crawl_settings_are_a_form_that_names_its_faults(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    here = "/admin/settings/plugins/wattos_crawler"
    german = await owner.get(here, headers={"Accept-Language": "de"})
    assert "Diese Adressen nicht" in german.text
    given = {"max_pages": "40", "max_depth": "3", "exclude": "/archiv/*\r\n*.zip", "delay": "0,5"}
    wrong = await send(owner, here, page=here, **(given | {"max_depth": "99"}))
    assert wrong.status_code == 400
    assert "A number from 0 to 50 is needed." in wrong.text
    assert 'value="99"' in wrong.text
    kept = await send(owner, here, page=here, **given)
    assert "The settings were kept." in kept.text
    stored = await platform.plugins.settings(tenant, "wattos_crawler")
    assert (stored["exclude"], stored["delay"]) == (["/archiv/*", "*.zip"], 0.5)
