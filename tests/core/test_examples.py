"""The example organisations and the server of their websites."""

from __future__ import annotations

from pathlib import Path

import pytest
from httpx import AsyncClient

from wattos.cli.demo import example_sources
from wattos.errors import NotFound
from wattos.examples import read_example, serve_site


@pytest.mark.parametrize("name", ["city", "shop", "support"])
def test_example_has_names_and_sources_that_exist(name: str) -> None:
    example = read_example(name)
    assert example.name.keys() >= {"de", "en"}
    if example.kind == "website":
        assert (example.folder / example.site / example.start.lstrip("/")).is_file()
    else:
        assert all(Path(source).exists() for source in example_sources(example, ""))


def test_unknown_example_names_those_there_are() -> None:
    with pytest.raises(NotFound, match="no such example") as refused:
        read_example("moon")
    assert refused.value.expected == "city, shop, support"


async def test_site_redirects_and_names_its_own_address(tmp_path: Path) -> None:
    (tmp_path / "_redirects.json").write_text('{"/old": "/new.html"}')
    (tmp_path / "robots.txt").write_text("Sitemap: {base}/sitemap.xml")
    (tmp_path / "new.html").write_text("<p>new</p>")
    with serve_site(tmp_path) as base:
        async with AsyncClient(base_url=base) as client:
            moved = await client.get("/old")
            assert (moved.status_code, moved.headers["location"]) == (301, "/new.html")
            assert (await client.get("/new.html")).text == "<p>new</p>"
            assert (await client.get("/robots.txt")).text == f"Sitemap: {base}/sitemap.xml"
            assert (await client.get("/sitemap.xml")).status_code == 404
            outside = await client.get("/%2e%2e/%2e%2e/etc/passwd")
            assert outside.status_code == 404


def test_site_takes_another_port_when_its_own_is_taken(tmp_path: Path) -> None:
    with serve_site(tmp_path) as first:
        taken = int(first.rpartition(":")[2])
        with serve_site(tmp_path, taken) as second:
            assert second != first
