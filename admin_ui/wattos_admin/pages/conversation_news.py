"""What was said in a conversation since its page was opened."""

from __future__ import annotations

from uuid import UUID

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from wattos_admin.pages.conversations import PATH, may_read, shown
from wattos_admin.view import HtmlResponse, View


class NewsController(Controller):
    """Live messages."""

    path = "/conversations/{conversation_id:uuid}/news"

    @get(guards=[may_read])
    async def show(
        self,
        view: NamedDependency[View],
        conversation_id: FromPath[UUID],
        after: FromQuery[UUID | None] = None,
        owner: FromQuery[str] = "",
    ) -> HtmlResponse:
        """Messages after the last one that the page has, and who answers; 204 without news."""
        conversation = await shown(view, conversation_id, after=after)
        if not conversation["said"] and conversation["info"].owner == owner:
            return Response(None, status_code=204)
        here = f"{PATH}/{conversation_id}"
        return view.fragment("conversations/news.html", here=here, swapped=True, **conversation)
