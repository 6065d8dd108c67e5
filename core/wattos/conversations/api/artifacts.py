"""Artifacts over HTTP."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

import msgspec
from litestar import Controller, Response, delete, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery

from wattos.access import Principal, answers, requires
from wattos.conversations.artifacts import ArtifactInfo
from wattos.conversations.service import Conversations
from wattos.errors import InvalidInput


class Upload(msgspec.Struct, forbid_unknown_fields=True):
    """A file to keep."""

    file: UploadFile
    kind: str = "file"
    conversation_id: UUID | None = None


class ArtifactController(Controller):
    """Files of conversations."""

    path = "/api/v1/artifacts"
    tags = ("artifacts",)

    @get("/", guards=[requires("artifact:read")])
    async def list_artifacts(
        self,
        principal: NamedDependency[Principal],
        conversations: NamedDependency[Conversations],
        conversation_id: FromQuery[UUID | None] = None,
        limit: FromQuery[int] = 50,
    ) -> list[ArtifactInfo]:
        """The newest artifacts first."""
        return await conversations.artifacts.list(
            principal.tenant_id, conversation_id=conversation_id, limit=limit
        )

    @post("/", guards=[requires("artifact:write")])
    async def create_artifact(
        self,
        data: Annotated[Upload, Body(media_type=RequestEncodingType.MULTI_PART)],
        principal: NamedDependency[Principal],
        conversations: NamedDependency[Conversations],
    ) -> ArtifactInfo:
        """Keep an uploaded file of at most 20 MB."""
        content = await data.file.read()
        if not content:
            raise InvalidInput("The file is empty.", given=data.file.filename)
        return await conversations.artifacts.create(
            principal.tenant_id,
            name=data.file.filename,
            media_type=data.file.content_type or "application/octet-stream",
            content=content,
            kind=data.kind,
            conversation_id=data.conversation_id,
            created_by=principal.user_id,
        )

    @get("/{artifact_id:uuid}", guards=[requires("artifact:read")])
    async def get_artifact(
        self,
        artifact_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        conversations: NamedDependency[Conversations],
    ) -> ArtifactInfo:
        """An artifact's description."""
        return await conversations.artifacts.get(principal.tenant_id, artifact_id)

    @get(
        "/{artifact_id:uuid}/content",
        guards=[requires("artifact:read")],
        media_type="application/octet-stream",
        opt=answers("the bytes of the file"),
    )
    async def download_artifact(
        self,
        artifact_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        conversations: NamedDependency[Conversations],
    ) -> Response[bytes]:
        """The file itself, always as a download: it may hold anything."""
        info, content = await conversations.artifacts.content(principal.tenant_id, artifact_id)
        return Response(
            content,
            media_type="application/octet-stream",
            headers={
                "Content-Disposition": f"attachment; filename*=UTF-8''{quote(info.name)}",
                "X-Content-Type-Options": "nosniff",
            },
        )

    @delete("/{artifact_id:uuid}", guards=[requires("artifact:write")])
    async def delete_artifact(
        self,
        artifact_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        conversations: NamedDependency[Conversations],
    ) -> None:
        """Delete an artifact for good."""
        await conversations.artifacts.delete(principal.tenant_id, artifact_id)
