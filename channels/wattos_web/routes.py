"""The plugin's routes, each with the one service that they share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from litestar import Router
from litestar.di import Provide

from wattos_web.api import VisitController
from wattos_web.bundle import warn_if_missing, widget_part, widget_script
from wattos_web.config import widget_config
from wattos_web.cors import Cors
from wattos_web.key_api import WidgetKeyController
from wattos_web.keys import WidgetKeys
from wattos_web.left_question_api import LeftQuestionController
from wattos_web.limits import Limits
from wattos_web.live_api import LiveController
from wattos_web.own_api import OwnConversationController
from wattos_web.page import assets, staff_page, visitor_page
from wattos_web.sessions import WebSessions
from wattos_web.socket import visit_socket
from wattos_web.trial_api import TrialController

if TYPE_CHECKING:
    from litestar.types import ControllerRouterHandler

    from wattos.platform import Platform


def routes(platform: Platform) -> Sequence[ControllerRouterHandler]:
    """Handlers for visitors (`/web`), their page (`/chat`) and widget keys (`/api/v1`)."""
    warn_if_missing()
    keys = WidgetKeys(platform.agents)
    web = WebSessions(
        keys,
        Limits(platform.redis),
        platform.access,
        platform.agents,
        platform.conversations,
        platform.plugins,
        platform.subjects,
        platform.knowledge,
        platform.mail,
        platform.suggested,
    )

    def provide() -> WebSessions:
        return web

    dependencies = {"web": Provide(provide, sync_to_thread=False)}
    return [
        Router(
            "/",
            route_handlers=[
                VisitController,
                OwnConversationController,
                LiveController,
                widget_config,
            ],
            dependencies=dependencies,
            # A function, because litestar copies routers deeply and would copy the services.
            middleware=[lambda app: Cors(app, keys=keys)],
        ),
        Router(
            "/",
            route_handlers=[
                visit_socket,
                visitor_page,
                staff_page,
                WidgetKeyController,
                TrialController,
                LeftQuestionController,
            ],
            dependencies=dependencies,
        ),
        widget_script,
        widget_part,
        assets(),
    ]
