"""What nobody could answer, and what visitors left for a person, until it is settled."""

from __future__ import annotations

from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from wattos.access import requires
from wattos.agents import without_unsupporting
from wattos.conversations import UnansweredQuestion, read_exchange, unanswered, understood_as
from wattos.database import new_id
from wattos.errors import Conflict, InvalidInput, NotFound
from wattos.knowledge import detect_language
from wattos_admin.answers import without_markers
from wattos_admin.formats import timestamp
from wattos_admin.link_mails import STATE_WORDS as MAIL_WORDS
from wattos_admin.listing import Filter, Listing, ListQuery, arranged, choices, csv_file
from wattos_admin.page import ROOT, Found, Page, key_of
from wattos_admin.pages.verified import PATH as ANSWERS_PATH
from wattos_admin.pages.verified import checked_content
from wattos_admin.session import AnyRequest
from wattos_admin.view import HtmlResponse, View

PATH = f"{ROOT}/questions"
LEFT_PATH = f"{PATH}/left"
LEFT_API = "/api/v1/left-questions"
LEFT_SORTS = ("created_at", "email")
USUAL_DAYS = 30
DAYS_WORDS = {
    "7": key_of("Last 7 days"),
    "90": key_of("Last 90 days"),
    "366": key_of("Last year"),
}
REASON_WORDS = {
    "refused": key_of("No source"),
    "thumbs_down": key_of("Disliked"),
    "failed": key_of("Failed"),
    "stopped": key_of("Stopped"),
}
may_read = requires("conversation:read")
may_settle = requires("left_question:write")


class LeftReply(msgspec.Struct, frozen=True, kw_only=True):
    """A colleague's reply to a left question; `mail` says how its mail fared, if there is one."""

    id: UUID
    created_at: datetime
    text: str
    mail: str | None = None
    mail_error: str | None = None


class LeftQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question that a visitor left, as the web channel's API tells it."""

    id: UUID
    created_at: datetime
    question: str
    email: str
    name: str
    language: str
    state: str
    conversation_id: UUID | None = None
    replies: list[LeftReply] = []


class QuestionController(Controller):
    """Open questions."""

    path = "/questions"

    @get(guards=[may_read])
    async def show_list(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Each question once, the most asked first, with the place to write its answer."""
        query = ListQuery.of(
            request,
            sorts=("count", "last_at"),
            default_sort="-count",
            filters=("reason", "days", "open"),
        )
        reason = query.filters.get("reason")
        days = query.filters.get("days")
        found = await unanswered(
            view.tenant_id,
            view.platform.verified,
            days=int(days) if days in DAYS_WORDS else USUAL_DAYS,
            reason=_reason(reason),
            only_open=query.filters.get("open") != "all",
        )
        rows = arranged(
            found.questions,
            query,
            text=lambda one: "\n".join(f"{turn.question}\n{turn.typed}" for turn in one.turns),
            sorts={name: attrgetter(name) for name in ("count", "last_at")},
        )
        if query.export:
            return _export(view, rows)
        left = await _left(view, "open")
        return await view.page(
            "questions/list.html",
            list=Listing.part_of(rows, query, _filters(view)),
            reasons=REASON_WORDS,
            definitions=found.definitions,
            unmarked=without_markers,
            left=None if left is None else len(left),
        )

    @post("/answer", guards=[requires("verified_answer:write")], status_code=200)
    async def answer(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Write the answer that a question gets from now on."""
        form = await request.form()
        turn_id = _uuid(str(form.get("turn_id", "")))
        exchange = await read_exchange(view.tenant_id, turn_id)
        content = msgspec.structs.replace(
            checked_content(form, view.zone),
            sources=[] if exchange.abstained else exchange.citations,
        )
        made = await view.platform.verified.create(
            view.tenant_id,
            without_unsupporting(content, exchange.answer),
            origin_turn_id=turn_id,
            actor=view.principal.actor,
        )
        notice = view._("Kept. This question gets your answer from now on.")
        return view.redirect(PATH, notice=notice, undo=f"{ANSWERS_PATH}/{made.id}/archive")

    @get("/left", guards=[requires("left_question:read")])
    async def show_left(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """What visitors left, the newest first, with the place to reply."""
        query = ListQuery.of(
            request, sorts=LEFT_SORTS, default_sort="-created_at", filters=("state",)
        )
        wanted = query.filters.get("state", "open")
        found = await _left(view, wanted if wanted in ("open", "answered") else None)
        if found is None:
            raise NotFound("There is no web chat that takes questions.")
        rows = arranged(
            found,
            query,
            text=lambda one: f"{one.question} {one.name} {one.email}",
            sorts={name: attrgetter(name) for name in LEFT_SORTS},
        )
        if query.export:
            return _export_left(view, rows)
        states = [("answered", view._("Answered ones")), ("all", view._("All of them"))]
        listing = Listing.part_of(
            rows, query, [Filter(name="state", label=view._("Open ones"), options=states)]
        )
        return await view.page(
            "questions/left.html",
            list=listing,
            understood={one.id: await _understood(view, one) for one in listing.rows},
            repeat_key=str(new_id()),
            mails=view.platform.mail.configured,
            mail_words=MAIL_WORDS,
        )

    @post("/left/{question_id:uuid}/reply", guards=[may_settle], status_code=200)
    async def reply(
        self, view: NamedDependency[View], question_id: FromPath[UUID], request: AnyRequest
    ) -> HtmlResponse:
        """Write to who left the question; if wanted, everybody gets this answer from now on."""
        form = await request.form()
        left = await _one_left(view, question_id)
        text = str(form.get("answer", "")).strip()
        content = None
        if form.get("keep") and view.principal.may("verified_answer:write"):
            spoken = detect_language(text, left.language or "")
            question = (await _understood(view, left))[:1000]
            values = {"question": question, "answer": text, "language": spoken}
            content = checked_content(values, view.zone)
        repeat_key = str(form.get("repeat_key", ""))[:100] or str(new_id())
        await view.api.call(
            "POST",
            f"{LEFT_API}/{question_id}/replies",
            json={"text": text, "client_message_id": repeat_key},
        )
        if content is not None:
            await view.platform.verified.create(view.tenant_id, content, actor=view.principal.actor)
        return view.redirect(LEFT_PATH, notice=view._("Sent."))

    @post(
        "/left/{question_id:uuid}/replies/{reply_id:uuid}/mail",
        guards=[may_settle],
        status_code=200,
    )
    async def resend(
        self, view: NamedDependency[View], question_id: FromPath[UUID], reply_id: FromPath[UUID]
    ) -> HtmlResponse:
        """Mail a reply again."""
        here = f"{LEFT_PATH}?state=answered"
        try:
            await view.api.call("POST", f"{LEFT_API}/{question_id}/replies/{reply_id}/mail")
        except Conflict:
            notice = view._("This mail is on its way, or it was taken already.")
            return view.redirect(here, notice=notice, bad=True)
        return view.redirect(here, notice=view._("The mail is sent again."))

    @post("/left/{question_id:uuid}/state/{wanted:str}", guards=[may_settle], status_code=200)
    async def set_state(
        self, view: NamedDependency[View], question_id: FromPath[UUID], wanted: FromPath[str]
    ) -> HtmlResponse:
        """Say that it is answered, or open it again."""
        if wanted not in ("open", "answered"):
            raise InvalidInput("There is no such state.", expected="open, answered")
        await _settle(view, question_id, wanted)
        opposite = "open" if wanted == "answered" else "answered"
        notice = view._("Answered.") if wanted == "answered" else view._("It is open again.")
        undo = f"{LEFT_PATH}/{question_id}/state/{opposite}"
        return view.redirect(LEFT_PATH, notice=notice, undo=undo)


def _reason(given: str | None) -> Any:
    return given if given in REASON_WORDS else None


def _filters(view: View) -> list[Filter]:
    settled = [("all", view._("Settled ones too"))]
    return [
        choices("reason", view._("Every reason"), REASON_WORDS, view._),
        choices("days", view._("Last 30 days"), DAYS_WORDS, view._),
        Filter(name="open", label=view._("Open ones"), options=settled),
    ]


def _export(view: View, rows: list[UnansweredQuestion]) -> HtmlResponse:
    headings = [view._("Question"), view._("Asked"), view._("Reason"), view._("Last")]
    return csv_file(
        "questions",
        headings,
        (
            (
                *(one.question, one.count),
                ", ".join(view._(REASON_WORDS[reason]) for reason in one.reasons),
                timestamp(one.last_at, view.zone),
            )
            for one in rows
        ),
    )


def _export_left(view: View, rows: list[LeftQuestion]) -> HtmlResponse:
    headings = [view._("Left"), view._("Question"), view._("Name"), view._("Email")]
    cells = (
        (timestamp(one.created_at, view.zone), one.question, one.name, one.email) for one in rows
    )
    return csv_file("left-questions", headings, cells)


async def _left(view: View, only: str | None) -> list[LeftQuestion] | None:
    """Left questions; None without the web channel or without the right to see them."""
    found = await view.api.get(LEFT_API, **({"only": only} if only else {}))
    return None if found is None else msgspec.convert(found, list[LeftQuestion])


async def _understood(view: View, left: LeftQuestion) -> str:
    """The question in words that stand alone: who leaves one often leaves a follow-up."""
    if left.conversation_id is None:
        return left.question
    return await understood_as(view.tenant_id, left.conversation_id, left.question)


async def _one_left(view: View, question_id: UUID) -> LeftQuestion:
    for one in await _left(view, None) or []:
        if one.id == question_id:
            return one
    raise NotFound("There is no such question.", given=question_id)


async def _settle(view: View, question_id: UUID, state: str) -> None:
    await view.api.call("PATCH", f"{LEFT_API}/{question_id}", json={"state": state})


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("There is no such turn.", given=text[:40]) from None


def _any(found: Found) -> bool:
    return found.conversations


PAGE = Page(
    path=PATH,
    name=key_of("Questions"),
    icon="question-circle",
    permission="conversation:read",
    order=32,
    shown=_any,
    controller=QuestionController,
)
