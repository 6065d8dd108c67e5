"""Tags of conversations over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from wattos.access import Principal, requires
from wattos.conversations.tags import add_tag, remove_tag, tags_in_use


class NewTag(msgspec.Struct, forbid_unknown_fields=True):
    """A tag to put on a conversation."""

    tag: Annotated[str, msgspec.Meta(examples=["Bürgerbüro"])]


class TagController(Controller):
    """Words by which colleagues find conversations again."""

    path = "/api/v1"
    tags = ("conversations",)

    @get("/conversation-tags", guards=[requires("conversation:read")])
    async def list_tags(self, principal: NamedDependency[Principal]) -> dict[str, int]:
        """The tags in use, each with how many conversations have it."""
        return await tags_in_use(principal.tenant_id)

    @post("/conversations/{conversation_id:uuid}/tags", guards=[requires("conversation:write")])
    async def add_tag(
        self,
        conversation_id: FromPath[UUID],
        data: JSONBody[NewTag],
        principal: NamedDependency[Principal],
    ) -> list[str]:
        """Put a tag on; the answer is all that the conversation has."""
        return await add_tag(principal.tenant_id, conversation_id, data.tag, actor=principal.actor)

    @delete(
        "/conversations/{conversation_id:uuid}/tags/{tag:str}",
        guards=[requires("conversation:write")],
        status_code=200,
    )
    async def remove_tag(
        self,
        conversation_id: FromPath[UUID],
        tag: FromPath[str],
        principal: NamedDependency[Principal],
    ) -> list[str]:
        """Take a tag off; the answer is what is left."""
        return await remove_tag(principal.tenant_id, conversation_id, tag, actor=principal.actor)
