"""Every page of the console."""

from __future__ import annotations

from wattos_admin.page import Page
from wattos_admin.pages import (
    agents,
    audit,
    auth,
    channels,
    conversations,
    crawls,
    home,
    insight,
    insight_parts,
    knowledge,
    models,
    people,
    person,
    plugin_pages,
    plugins,
    preview,
    questions,
    replays,
    settings,
    start,
    teams,
    turns,
    verified,
    welcome,
)

PAGES: list[Page] = [
    start.PAGE,
    home.PAGE,
    conversations.PAGE,
    questions.PAGE,
    verified.PAGE,
    knowledge.PAGE,
    insight.PAGE,
    agents.PAGE,
    channels.PAGE,
    people.PAGE,
    settings.PAGE,
]
CONTROLLERS = [
    auth.AuthController,
    turns.TurnController,
    crawls.CrawlController,
    replays.ReplayController,
    models.ModelController,
    plugins.PluginController,
    audit.AuditController,
    person.PersonController,
    teams.TeamController,
    welcome.WelcomeController,
    insight_parts.GroupController,
    insight_parts.PersonaController,
    insight_parts.ChangeController,
    preview.PreviewController,
    plugin_pages.PluginPageController,
    *(page.controller for page in PAGES if page.controller is not None),
]
