"""What people asked and what they were told: read, search, replay, take over, correct, erase."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from wattos.access import requires
from wattos.agents import without_unsupporting
from wattos.conversations import (
    CONVERSATION_SORTS,
    OUTCOMES,
    ConversationRow,
    ConversationSort,
    MessageInfo,
    Owner,
    list_conversations,
    read_exchange,
    tags_in_use,
    understood_questions,
)
from wattos.database import new_id
from wattos.errors import InvalidInput
from wattos.verified import VerifiedContent
from wattos_admin.answer_form import left_out
from wattos_admin.answers import with_markers, without_markers
from wattos_admin.formats import channel as channel_name
from wattos_admin.formats import short_day, timestamp
from wattos_admin.listing import Filter, Listing, ListQuery, csv_file
from wattos_admin.page import ROOT, Found, Page, key_of
from wattos_admin.replayed import told
from wattos_admin.session import AnyRequest
from wattos_admin.view import HtmlResponse, View

PATH = f"{ROOT}/conversations"
OUTCOME_WORDS: dict[str, str] = {
    "waiting": key_of("Waits for a person"),
    "answered": key_of("Answered"),
    "refused": key_of("Not answered"),
    "failed": key_of("Failed"),
    "judged": key_of("Judged"),
    "disliked": key_of("Disliked"),
    "human": key_of("With a person"),
    "handed_over": key_of("Handed over to a person"),
}
DAYS_WORDS = {
    "1": key_of("Since yesterday"),
    "7": key_of("Last 7 days"),
    "30": key_of("Last 30 days"),
    "90": key_of("Last 90 days"),
}
ROLE_WORDS = {
    "person": key_of("Visitor"),
    "agent": key_of("Agent"),
    "human": key_of("Colleague"),
    "system": key_of("System"),
}
OWNER_WORDS = {
    "bot": key_of("The agent answers"),
    "human": key_of("A person answers"),
    "paused": key_of("Waits for a person"),
}
may_read, may_write = requires("conversation:read"), requires("conversation:write")


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A message with its text as HTML, and the question that it answers, with its turn.

    `question` stands alone. A person's own message has it where it was typed as a follow-up.
    """

    message: MessageInfo
    html: str
    question: str = ""
    turn_id: UUID | None = None

    @property
    def draft(self) -> str:
        """What a verified answer begins with; a refusal is no beginning."""
        return "" if self.message.abstained else without_markers(self.message.text)


class ConversationController(Controller):
    """Conversations of every channel."""

    path = "/conversations"

    @get(guards=[may_read])
    async def show_list(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Conversations, the newest first."""
        query = ListQuery.of(
            request,
            sorts=CONVERSATION_SORTS,
            default_sort="-created_at",
            filters=("outcome", "channel", "agent", "days", "day", "tag", "verified"),
        )
        outcome, days = query.filters.get("outcome"), query.filters.get("days")
        found = await list_conversations(
            view.tenant_id,
            text=query.q,
            channel=query.filters.get("channel"),
            agent_id=_uuid(query.filters.get("agent")),
            outcome=outcome if outcome in OUTCOMES else None,
            days=int(days) if days in DAYS_WORDS else None,
            between=_one_day(view, query.filters.get("day")),
            tag=query.filters.get("tag"),
            verified_answer_id=_uuid(query.filters.get("verified")),
            sort=cast("ConversationSort", query.sort),
            descending=query.descending,
            limit=query.limit,
            offset=query.offset,
        )
        if query.export:
            return _export(view, found.conversations)
        filters = await _filters(view, query)
        listing = Listing(query=query, rows=found.conversations, total=found.total, filters=filters)
        return await view.page("conversations/list.html", list=listing)

    @get("/{conversation_id:uuid}", guards=[may_read])
    async def show(
        self, view: NamedDependency[View], conversation_id: FromPath[UUID]
    ) -> HtmlResponse:
        """One conversation, word for word."""
        return await view.page(
            "conversations/conversation.html",
            here=f"{PATH}/{conversation_id}",
            swapped=False,
            repeat_key=str(new_id()),
            tags_in_use=await tags_in_use(view.tenant_id),
            **await shown(view, conversation_id),
        )

    @get("/{conversation_id:uuid}/turns/{turn_id:uuid}", guards=[may_read])
    async def replay(
        self,
        view: NamedDependency[View],
        conversation_id: FromPath[UUID],
        turn_id: FromPath[UUID],
    ) -> HtmlResponse:
        """What happened in a turn, in its order; pieces of text are told as one."""
        conversations = view.platform.conversations
        await conversations.get(view.tenant_id, conversation_id)
        events = [event async for event in conversations.events(view.tenant_id, turn_id)]
        lines = told(events, view.language)
        return view.fragment("conversations/replay.html", lines=lines)

    @post("/{conversation_id:uuid}/owner/{owner:str}", guards=[may_write], status_code=200)
    async def set_owner(
        self,
        view: NamedDependency[View],
        conversation_id: FromPath[UUID],
        owner: FromPath[str],
    ) -> HtmlResponse:
        """Take a conversation over, hand it back, or pause it."""
        if owner not in OWNER_WORDS:
            raise InvalidInput("Nobody of this kind answers.", expected=", ".join(OWNER_WORDS))
        conversations, tenant_id = view.platform.conversations, view.tenant_id
        before = (await conversations.get(tenant_id, conversation_id)).owner
        await conversations.set_owner(
            tenant_id, conversation_id, cast("Owner", owner), actor=view.principal.actor
        )
        here = f"{PATH}/{conversation_id}"
        return view.redirect(here, notice=view._(OWNER_WORDS[owner]), undo=f"{here}/owner/{before}")

    @post("/{conversation_id:uuid}/reply", guards=[may_write], status_code=200)
    async def reply(
        self, view: NamedDependency[View], conversation_id: FromPath[UUID], request: AnyRequest
    ) -> HtmlResponse:
        """Write to the person; the agent is silent from then on."""
        form = await request.form()
        await view.platform.conversations.replies.reply(
            view.tenant_id,
            conversation_id,
            str(form.get("text", "")),
            repeat_key=str(form.get("repeat_key", ""))[:100],
            actor=view.principal.actor,
        )
        return view.redirect(f"{PATH}/{conversation_id}#reply", notice=view._("Sent."))

    @post(
        "/{conversation_id:uuid}/turns/{turn_id:uuid}/verify",
        guards=[requires("verified_answer:write")],
        status_code=200,
    )
    async def verify(
        self,
        view: NamedDependency[View],
        conversation_id: FromPath[UUID],
        turn_id: FromPath[UUID],
        request: AnyRequest,
    ) -> HtmlResponse:
        """Write the answer that this question gets from now on."""
        form = await request.form()
        given = {name: str(form.get(name, "")).strip() for name in ("question", "answer")}
        exchange = await read_exchange(view.tenant_id, turn_id)
        try:
            content = msgspec.convert(given, VerifiedContent)
        except msgspec.ValidationError as error:
            raise InvalidInput("Question and answer are both needed.", given=error) from None
        content = msgspec.structs.replace(content, sources=exchange.citations)
        content = without_unsupporting(content, exchange.answer)
        await view.platform.verified.create(
            view.tenant_id, content, origin_turn_id=turn_id, actor=view.principal.actor
        )
        notice = view._("Kept. This question gets your answer from now on.")
        fewer = len(content.sources) < len(exchange.citations)
        notice = " ".join([notice, *left_out(view, sources=fewer)])
        return view.redirect(f"{PATH}/{conversation_id}", notice=notice)

    @post("/{conversation_id:uuid}/erase", guards=[requires("subject:erase")], status_code=200)
    async def erase(
        self, view: NamedDependency[View], conversation_id: FromPath[UUID]
    ) -> HtmlResponse:
        """Erase everything of the person who asked; the form has said that this is final."""
        info = await view.platform.conversations.get(view.tenant_id, conversation_id)
        if info.visitor_id is None:
            raise InvalidInput("This conversation belongs to no visitor.")
        await view.platform.subjects.erase(info.visitor_id, by=view.principal)
        return view.redirect(PATH, notice=view._("Everything of this person was erased."))


def _one_day(view: View, given: str | None) -> tuple[datetime, datetime] | None:
    """From one midnight of the tenant's clock to the next; None for what is no day."""
    try:
        begin = datetime.combine(date.fromisoformat(given or ""), time.min)
    except ValueError:
        return None
    following = begin + timedelta(days=1)
    return begin.replace(tzinfo=view.zone), following.replace(tzinfo=view.zone)


async def _filters(view: View, query: ListQuery) -> list[Filter]:
    names = sorted({*view.platform.conversations.channels, "console", "cli"})
    channels = [(name, channel_name(name, view.language)) for name in names]
    agents = await view.platform.agents.list(view.tenant_id)
    tags = await tags_in_use(view.tenant_id)
    choices = [
        ("outcome", view._("Every outcome"), [(o, view._(OUTCOME_WORDS[o])) for o in OUTCOMES]),
        ("channel", view._("Every channel"), channels),
        ("agent", view._("Every agent"), [(str(agent.id), agent.name) for agent in agents]),
        ("days", view._("Any time"), [(n, view._(words)) for n, words in DAYS_WORDS.items()]),
        *_narrowed_by_a_figure(view, query),
        *([("tag", view._("Every tag"), [(name, name) for name in tags])] if tags else []),
    ]
    return [Filter(name=name, label=label, options=options) for name, label, options in choices]


def _narrowed_by_a_figure(
    view: View, query: ListQuery
) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Choices that only the address of a figure brings; they can be taken off here."""
    if found := _one_day(view, day := query.filters.get("day", "")):
        yield "day", view._("Any day"), [(day, short_day(found[0].date(), view.language))]
    if answer := query.filters.get("verified"):
        yield "verified", view._("Any answer"), [(answer, view._("One verified answer"))]


async def shown(view: View, conversation_id: UUID, *, after: UUID | None = None) -> dict[str, Any]:
    """What the page shows of a conversation; with `after` only of messages behind that one."""
    conversations, tenant_id = view.platform.conversations, view.tenant_id
    info = await conversations.get(tenant_id, conversation_id)
    said: list[Said] = []
    if after is None or await conversations.history(tenant_id, conversation_id, after=after):
        # All of them, because an answer's question may stand before `after`.
        messages = await every_message(view, conversation_id)
        asked = await understood_questions(tenant_id, conversation_id)
        said = [one for one in _said(messages, asked) if after is None or one.message.id > after]
    return {
        "info": info,
        "said": said,
        "last": said[-1].message.id if said else after,
        "owners": OWNER_WORDS,
        "roles": ROLE_WORDS,
    }


async def every_message(view: View, conversation_id: UUID) -> list[MessageInfo]:
    """A conversation's messages, oldest first, however many there are."""
    found: list[MessageInfo] = []
    while page := await view.platform.conversations.history(
        view.tenant_id, conversation_id, after=found[-1].id if found else None
    ):
        found += page
    return found


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _said(messages: list[MessageInfo], understood: Mapping[UUID, str]) -> list[Said]:
    asked = {message.turn_id: message for message in messages if message.role == "person"}
    said: list[Said] = []
    last: MessageInfo | None = None
    for message in messages:
        if message.role == "person":
            last = message
        by_role = {"person": message, "agent": asked.get(message.turn_id), "human": last}
        question = by_role.get(message.role)
        said.append(
            Said(
                message=message,
                html=with_markers(message.text, str(message.id), message.citations),
                question=_standalone(question, understood) if question else "",
                turn_id=question.turn_id if question else None,
            )
        )
    return said


def _standalone(question: MessageInfo, understood: Mapping[UUID, str]) -> str:
    return understood.get(question.turn_id, question.text) if question.turn_id else question.text


def _export(view: View, rows: list[ConversationRow]) -> HtmlResponse:
    headings = [view._("Began"), view._("Channel"), view._("Agent"), view._("Question")]
    return csv_file(
        "conversations",
        headings,
        (
            (
                timestamp(row.created_at, view.zone),
                channel_name(row.channel, view.language),
                *(row.agent, row.question),
            )
            for row in rows
        ),
    )


def _any(found: Found) -> bool:
    return found.conversations


PAGE = Page(
    path=PATH,
    name=key_of("Conversations"),
    icon="chat-dots",
    permission="conversation:read",
    order=30,
    shown=_any,
    controller=ConversationController,
)
