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

_SETTLED = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    await frame().then(frame);  // what a change of style begins, it begins with a frame
    const inside = [...document.querySelectorAll('*')].map(node => node.shadowRoot);
    const animations = [document, ...inside.filter(Boolean)].flatMap(root => root.getAnimations());
    const ending = animations.filter(one => one.effect.getComputedTiming().endTime < Infinity);
    await Promise.allSettled(ending.map(one => one.finished));
}"""


async def settled(page: Page) -> None:
    """Wait for the page's animations, those in shadow trees included.

    One that is cancelled meanwhile has ended, too, and what never ends is not awaited.
    """
    await page.evaluate(_SETTLED)
