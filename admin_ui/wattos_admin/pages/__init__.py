"""Every page of the console."""

from __future__ import annotations

from wattos_admin.page import Page
from wattos_admin.pages import (
    agents,
    auth,
    conversations,
    home,
    knowledge,
    plugin_pages,
    preview,
    start,
    turns,
)

PAGES: list[Page] = [start.PAGE, home.PAGE, conversations.PAGE, knowledge.PAGE, agents.PAGE]
CONTROLLERS = [
    auth.AuthController,
    turns.TurnController,
    preview.PreviewController,
    plugin_pages.PluginPageController,
    *(page.controller for page in PAGES if page.controller is not None),
]
