"""Documents on their way in, for every page that takes some."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from litestar.datastructures import UploadFile

from wattos.database import tenant_scope
from wattos.knowledge import NewDocument
from wattos_admin.page import key_of
from wattos_admin.session import AnyRequest
from wattos_admin.view import View

PROCESS = "knowledge.process"
STATE_WORDS = {
    "received": key_of("Received"),
    "parsed": key_of("Read"),
    "redacted": key_of("Personal data removed"),
    "chunked": key_of("Divided into passages"),
    "embedded": key_of("Nearly ready"),
    "ready": key_of("Ready"),
    "failed": key_of("Failed"),
}


async def add_files(view: View, request: AnyRequest) -> list[UUID]:
    """Take the files of an upload form in; returns the documents that are new or changed.

    The form's tick `published` says that contacts of people stay in these files.
    """
    form = await request.form()
    files = [one for one in form.getall("files", []) if isinstance(one, UploadFile)]
    published = form.get("published") == "yes"
    space_id = await view.platform.knowledge.ensure_space(view.tenant_id)
    ids: list[UUID] = []
    for file in files:
        if not file.filename:
            continue
        new = NewDocument(
            space_id=space_id,
            source_kind="file",
            url=file.filename,
            data=await file.read(),
            media_type=file.content_type,
            published=published,
        )
        added = await view.platform.knowledge.add_file(view.tenant_id, new)
        ids += [one.document_id for one in added if one.changed]
    return ids


async def process(view: View, ids: Sequence[UUID], kind: str = PROCESS) -> UUID:
    """Have documents read in the background by a kind of job; returns the job's id."""
    async with tenant_scope(view.tenant_id):
        return await view.platform.jobs.enqueue(
            kind,
            {"document_ids": [str(one) for one in ids]},
            requested_by=view.principal.user_id,
        )
