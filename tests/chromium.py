"""Tests that need a browser: skipped where there is none, except in CI, where it must be there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from wattos_crawler.browser import find_chromium

if TYPE_CHECKING:
    from playwright.async_api import Page

CHROMIUM = find_chromium()
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"),
    reason="no Chromium on this machine (apt-get install chromium)",
)


async def settled(page: Page) -> None:
    """Wait for the page's animations; one that is cancelled meanwhile has ended, too."""
    await page.evaluate("Promise.allSettled(document.getAnimations().map(a => a.finished))")
