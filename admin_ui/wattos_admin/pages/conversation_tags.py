"""Tags on a conversation."""

from __future__ import annotations

from uuid import UUID

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from wattos.conversations import add_tag, remove_tag
from wattos.errors import Conflict, InvalidInput
from wattos_admin.pages.conversations import PATH, may_write
from wattos_admin.session import AnyRequest
from wattos_admin.view import HtmlResponse, View


class TagController(Controller):
    """Putting tags on and taking them off."""

    path = "/conversations/{conversation_id:uuid}/tags"

    @post("/{change:str}", guards=[may_write], status_code=200)
    async def change(
        self,
        view: NamedDependency[View],
        conversation_id: FromPath[UUID],
        change: FromPath[str],
        request: AnyRequest,
    ) -> HtmlResponse:
        """`add` or `remove` the tag that the form names."""
        if change not in ("add", "remove"):
            raise InvalidInput("There is no such change.", expected="add or remove")
        here = f"{PATH}/{conversation_id}"
        tag = str((await request.form()).get("tag", ""))
        act = add_tag if change == "add" else remove_tag
        try:
            await act(view.tenant_id, conversation_id, tag, actor=view.principal.actor)
        except InvalidInput:
            notice = view._("A tag has 1 to 40 characters.")
            return view.redirect(here, notice=notice, bad=True)
        except Conflict:
            notice = view._("That is enough: a conversation has at most 20 tags.")
            return view.redirect(here, notice=notice, bad=True)
        return view.redirect(here)
