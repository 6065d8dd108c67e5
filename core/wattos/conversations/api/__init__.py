"""HTTP: `/api/v1/conversations`, `/api/v1/artifacts` and `/api/analytics`."""

from wattos.conversations.api.analytics import AnalyticsController
from wattos.conversations.api.artifacts import ArtifactController
from wattos.conversations.api.conversations import ConversationController
from wattos.conversations.api.corrections import CorrectionController
from wattos.conversations.api.replies import ReplyController
from wattos.conversations.api.tags import TagController
from wattos.conversations.api.turns import TurnController

route_handlers = [
    ConversationController,
    CorrectionController,
    ReplyController,
    TagController,
    TurnController,
    ArtifactController,
    AnalyticsController,
]

__all__ = ["route_handlers"]
