"""Tests that need a browser: skipped where there is none, except in CI, where it must be there."""

from __future__ import annotations

import os

import pytest

from wattos_crawler.browser import find_chromium

CHROMIUM = find_chromium()
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"),
    reason="no Chromium on this machine (apt-get install chromium)",
)
