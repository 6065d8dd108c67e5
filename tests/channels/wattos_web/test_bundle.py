from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from wattos_web.bundle import missing_reason, warn_if_missing

REASON = "npm could not fetch what it is built with"


async def test_widget_is_served_to_any_site(server: str) -> None:
    async with httpx.AsyncClient(base_url=server) as client:
        response = await client.get("/web/widget.js")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert b"wattos-chat" in response.content


def test_missing_bundle_tells_the_reason_that_the_build_left(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert "uv sync" in (missing_reason(tmp_path) or "")
    (tmp_path / "NOT_BUILT.txt").write_text(REASON, "utf-8")
    warn_if_missing(tmp_path)
    assert REASON in caplog.text
    (tmp_path / "widget.js").write_text("", "utf-8")
    assert missing_reason(tmp_path) is None
