"""What WattOS has read: documents and their states, passages, a look at the search."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from wattos.access import requires
from wattos.knowledge import (
    DOCUMENT_SORTS,
    DocumentSort,
    DocumentView,
    detect_language,
    list_documents,
)
from wattos.verified import profile_of
from wattos_admin.documents import STATE_WORDS, add_files, process
from wattos_admin.listing import Listing, ListQuery, choices, csv_file
from wattos_admin.page import ROOT, Page, key_of
from wattos_admin.session import AnyRequest
from wattos_admin.shared_words import shared_words
from wattos_admin.view import HtmlResponse, View

PATH = f"{ROOT}/knowledge"
MAX_UPLOAD_BYTES = 200_000_000
KIND_WORDS = {
    "page": key_of("Web page"),
    "file": key_of("File"),
    "conversation": key_of("Conversation"),
    "ticket": key_of("Ticket"),
}
may_read, may_write = requires("knowledge:read"), requires("knowledge:write")


class KnowledgeController(Controller):
    """Documents."""

    path = "/knowledge"

    @get(guards=[may_read])
    async def show_list(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Every document with its state, and the place to add more."""
        query = ListQuery.of(
            request, sorts=DOCUMENT_SORTS, default_sort="-updated_at", filters=("state", "kind")
        )
        found = await list_documents(
            view.tenant_id,
            text=query.q,
            state=cast("Any", _known(query.filters.get("state"), STATE_WORDS)),
            kind=cast("Any", _known(query.filters.get("kind"), KIND_WORDS)),
            sort=cast("DocumentSort", query.sort),
            descending=query.descending,
            limit=query.limit,
            offset=query.offset,
        )
        if query.export:
            return _export(view, found.documents)
        filters = [
            choices("state", view._("Every state"), STATE_WORDS, view._),
            choices("kind", view._("Every kind"), KIND_WORDS, view._),
        ]
        listing = Listing(query=query, rows=found.documents, total=found.total, filters=filters)
        return await view.page(
            "knowledge/list.html",
            list=listing,
            states=STATE_WORDS,
            kinds=KIND_WORDS,
            on_their_way=any(one.state not in ("ready", "failed") for one in found.documents),
        )

    @post("/files", guards=[may_write], status_code=200, request_max_body_size=MAX_UPLOAD_BYTES)
    async def upload(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Take files in; they are read in the background."""
        ids = await add_files(view, request)
        if not ids:
            return view.redirect(PATH, notice=view._("Nothing new was in the upload."), bad=True)
        await process(view, ids)
        return view.redirect(PATH, notice=view._("Uploaded. Reading begins now."))

    @get("/search", guards=[may_read])
    async def try_search(self, view: NamedDependency[View], q: FromQuery[str] = "") -> HtmlResponse:
        """What a question finds, and how each passage got its place."""
        text = q.replace("\x00", "").strip()[:2000]
        hits = await view.platform.knowledge.search(view.tenant_id, text, k=10) if text else []
        tenant = await view.platform.tenancy.get(view.tenant_id)
        asked = profile_of(text, detect_language(text, tenant.language))
        return await view.page(
            "knowledge/search.html",
            q=text,
            hits=[(hit, shared_words(asked, hit.search_text or hit.text)) for hit in hits],
        )

    @get("/{document_id:uuid}", guards=[may_read])
    async def show_document(
        self, view: NamedDependency[View], document_id: FromPath[UUID]
    ) -> HtmlResponse:
        """One document: its state, text and passages."""
        knowledge, tenant_id = view.platform.knowledge, view.tenant_id
        document = await knowledge.document(tenant_id, document_id)
        return await view.page(
            "knowledge/document.html",
            document=document,
            text=await knowledge.text(tenant_id, document_id),
            chunks=await knowledge.chunks(tenant_id, document_id),
            states=STATE_WORDS,
            kinds=KIND_WORDS,
        )

    @post("/{document_id:uuid}/retry", guards=[may_write], status_code=200)
    async def retry(self, view: NamedDependency[View], document_id: FromPath[UUID]) -> HtmlResponse:
        """Read a failed document again."""
        await view.platform.knowledge.retry(view.tenant_id, document_id)
        await process(view, [document_id])
        notice = view._("It is read again; its state changes in a moment.")
        return view.redirect(f"{PATH}/{document_id}", notice=notice)

    @post("/{document_id:uuid}/delete", guards=[may_write], status_code=200)
    async def delete(
        self, view: NamedDependency[View], document_id: FromPath[UUID]
    ) -> HtmlResponse:
        """Delete a document with its passages; the form has said that this is final."""
        await view.platform.knowledge.delete_document(view.tenant_id, document_id)
        return view.redirect(PATH, notice=view._("The document was deleted."))


def _known(given: str | None, words: dict[str, str]) -> str | None:
    return given if given in words else None


def _export(view: View, documents: list[DocumentView]) -> HtmlResponse:
    headings = [view._("Title"), view._("Address"), view._("State"), view._("Reason")]
    return csv_file(
        "documents",
        headings,
        (
            (one.title, one.url, view._(STATE_WORDS[one.state]), one.explanation.get(view.language))
            for one in documents
        ),
    )


PAGE = Page(
    path=PATH,
    name=key_of("Knowledge"),
    icon="collection",
    permission="knowledge:read",
    order=40,
    controller=KnowledgeController,
)
