"""Every page of the console."""

from __future__ import annotations

from wattos_admin.page import Page
from wattos_admin.pages import (
    agents,
    auth,
    conversations,
    home,
    knowledge,
    people,
    person,
    plugin_pages,
    preview,
    start,
    teams,
    turns,
    welcome,
)

PAGES: list[Page] = [
    start.PAGE,
    home.PAGE,
    conversations.PAGE,
    knowledge.PAGE,
    agents.PAGE,
    people.PAGE,
]
CONTROLLERS = [
    auth.AuthController,
    turns.TurnController,
    person.PersonController,
    teams.TeamController,
    welcome.WelcomeController,
    preview.PreviewController,
    plugin_pages.PluginPageController,
    *(page.controller for page in PAGES if page.controller is not None),
]
