"""Verified answers: what people wrote or checked, who looks after it, and until when it holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta, tzinfo
from operator import attrgetter
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from wattos.access import requires
from wattos.agents import without_unsupporting
from wattos.database import utcnow
from wattos.errors import Conflict, InvalidInput, NotFound
from wattos.verified import VerifiedAnswer, VerifiedContent, VerifiedFilter
from wattos_admin.answer_form import LANGUAGES, Typed, left_out, translation_field, typed
from wattos_admin.formats import timestamp
from wattos_admin.listing import (
    MAX_EXPORT,
    Filter,
    Listing,
    ListQuery,
    arranged,
    choices,
    csv_file,
)
from wattos_admin.page import ROOT, Found, Page, key_of
from wattos_admin.session import AnyRequest
from wattos_admin.view import HtmlResponse, View

PATH = f"{ROOT}/answers"
SOON = timedelta(days=30)
USUAL_LIFETIME = timedelta(days=182)
STATE_WORDS = {
    "active": key_of("In use"),
    "expired": key_of("To be checked"),
    "archived": key_of("Archived"),
}
SORTS = ("updated_at", "question", "expires_at", "use_count")
SPOKEN = (("", key_of("As the text is written")), *LANGUAGES.items())
may_read, may_write = requires("verified_answer:read"), requires("verified_answer:write")


class VerifiedController(Controller):
    """Verified answers."""

    path = "/answers"

    @get(guards=[may_read])
    async def show_list(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Every verified answer with its state, owner and expiry."""
        query = ListQuery.of(
            request, sorts=SORTS, default_sort="-updated_at", filters=("state", "owner", "expiry")
        )
        found = await _found(view, query)
        owners = {str(one.owner_id): one.owner_name or "–" for one in found if one.owner_id}
        rows = arranged(
            found,
            query,
            sorts={name: attrgetter(name) for name in SORTS},
            keeps={"owner": lambda one: (str(one.owner_id),)},
        )
        if query.export:
            return _export(view, rows)
        filters = [
            choices("state", view._("Every state"), STATE_WORDS, view._),
            Filter(name="owner", label=view._("Everybody's"), options=sorted(owners.items())),
            Filter(
                name="expiry",
                label=view._("Any expiry"),
                options=[("soon", view._("Within 30 days"))],
            ),
        ]
        return await view.page(
            "verified/list.html", list=Listing.part_of(rows, query, filters), states=STATE_WORDS
        )

    @get("/new", guards=[may_write])
    async def show_new(
        self, view: NamedDependency[View], question: FromQuery[str] = ""
    ) -> HtmlResponse:
        """An empty answer."""
        until = (utcnow() + USUAL_LIFETIME).astimezone(view.zone)
        empty = Typed(
            question=question[:1000],
            until=f"{until:%Y-%m-%d}",
            owner=str(view.principal.user_id or ""),
        )
        return await _new(view, empty)

    @post(guards=[may_write], status_code=200)
    async def create(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Keep an answer; it is used from now on."""
        form = await request.form()
        try:
            made = await view.platform.verified.create(
                view.tenant_id, checked_content(form, view.zone), actor=view.principal.actor
            )
        except InvalidInput as error:
            return await _new(view, typed(view, form, error), status=400)
        here = f"{PATH}/{made.id}"
        notice = view._("Kept. This question gets your answer from now on.")
        return view.redirect(here, notice=notice, undo=f"{here}/archive")

    @get("/{answer_id:uuid}", guards=[may_read])
    async def show(self, view: NamedDependency[View], answer_id: FromPath[UUID]) -> HtmlResponse:
        """One answer, what it said before, and where it came from."""
        return await _page(view, answer_id)

    @post("/{answer_id:uuid}", guards=[may_write], status_code=200)
    async def change(
        self, view: NamedDependency[View], answer_id: FromPath[UUID], request: AnyRequest
    ) -> HtmlResponse:
        """Keep what was written as a new version."""
        verified, here = view.platform.verified, f"{PATH}/{answer_id}"
        before = await verified.get(view.tenant_id, answer_id)
        form = await request.form()
        seen = str(form.get("seen", ""))
        try:
            kept = _rewritten(before, checked_content(form, view.zone))
            after = await verified.change(
                view.tenant_id,
                answer_id,
                kept,
                seen=int(seen) if seen.isdecimal() and len(seen) < 9 else None,
                actor=view.principal.actor,
            )
        except (InvalidInput, Conflict) as error:
            return await _page(view, answer_id, typed(view, form, error), status=error.status)
        notice = view._("Version %(number)s answers from now on.", number=after.version)
        gone = left_out(
            view,
            sources=len(after.sources) < len(before.sources),
            translations=bool(before.translations.keys() - after.translations.keys()),
        )
        notice = " ".join([notice, *gone])
        return view.redirect(here, notice=notice, undo=f"{here}/versions/{before.version}/restore")

    @post("/{answer_id:uuid}/versions/{number:int}/restore", guards=[may_write], status_code=200)
    async def restore_version(
        self, view: NamedDependency[View], answer_id: FromPath[UUID], number: FromPath[int]
    ) -> HtmlResponse:
        """Let it say again what an earlier version said, as a new version."""
        verified, here = view.platform.verified, f"{PATH}/{answer_id}"
        versions = await verified.versions(view.tenant_id, answer_id)
        old = next((one.content for one in versions if one.version == number), None)
        if old is None:
            raise NotFound("There is no such version.", given=number)
        if old.expires_at is not None and old.expires_at <= utcnow():
            old = msgspec.structs.replace(old, expires_at=None)
        after = await verified.change(view.tenant_id, answer_id, old, actor=view.principal.actor)
        notice = view._("Version %(number)s answers from now on.", number=after.version)
        undo = f"{here}/versions/{versions[0].version}/restore"
        return view.redirect(here, notice=notice, undo=undo)

    @post("/{answer_id:uuid}/renew", guards=[may_write], status_code=200)
    async def renew(
        self,
        view: NamedDependency[View],
        answer_id: FromPath[UUID],
        until: FromQuery[datetime | None] = None,
    ) -> HtmlResponse:
        """Say that it is still right, for half a year or until the moment given."""
        verified, here = view.platform.verified, f"{PATH}/{answer_id}"
        before = await verified.get(view.tenant_id, answer_id)
        await verified.renew(view.tenant_id, answer_id, until, actor=view.principal.actor)
        return view.redirect(here, notice=view._("Checked."), undo=_back_to(here, before))

    @post("/{answer_id:uuid}/expire", guards=[may_write], status_code=200)
    async def expire(self, view: NamedDependency[View], answer_id: FromPath[UUID]) -> HtmlResponse:
        """Do not use it until somebody has checked it."""
        verified, here = view.platform.verified, f"{PATH}/{answer_id}"
        before = await verified.get(view.tenant_id, answer_id)
        await verified.expire(view.tenant_id, answer_id, actor=view.principal.actor)
        notice = view._("It is not used until somebody has checked it.")
        return view.redirect(here, notice=notice, undo=_back_to(here, before))

    @post("/{answer_id:uuid}/archive", guards=[may_write], status_code=200)
    async def archive(self, view: NamedDependency[View], answer_id: FromPath[UUID]) -> HtmlResponse:
        """Put it away; it can be brought back."""
        await view.platform.verified.archive(view.tenant_id, answer_id, actor=view.principal.actor)
        undo = f"{PATH}/{answer_id}/restore"
        return view.redirect(PATH, notice=view._("The answer was archived."), undo=undo)

    @post("/{answer_id:uuid}/restore", guards=[may_write], status_code=200)
    async def restore(self, view: NamedDependency[View], answer_id: FromPath[UUID]) -> HtmlResponse:
        """Bring it back from the archive."""
        here = f"{PATH}/{answer_id}"
        await view.platform.verified.restore(view.tenant_id, answer_id, actor=view.principal.actor)
        return view.redirect(here, notice=view._("It is back."), undo=f"{here}/archive")


def _rewritten(before: VerifiedAnswer, written: VerifiedContent) -> VerifiedContent:
    """What was written, with what of the answer before still holds beside it.

    A translation that nobody touched translates the old text alone. Those into languages without a
    field came by the API and count as such.
    """
    same = " ".join(written.answer.split()) == " ".join(before.answer.split())
    elsewhere = {
        language: text
        for language, text in before.translations.items()
        if language not in LANGUAGES
    }
    content = msgspec.structs.replace(
        written,
        translations={
            language: text
            for language, text in (elsewhere | written.translations).items()
            if same or text != before.translations.get(language)
        },
        sources=before.sources,
        agent_id=before.agent_id,
        owner_id=written.owner_id or before.owner_id,
    )
    return without_unsupporting(content, before.answer)


async def _new(view: View, filled: Typed, *, status: int = 200) -> HtmlResponse:
    owners = await _owners(view, view.principal.user_id)
    return await view.page(
        "verified/new.html",
        status=status,
        typed=filled,
        spoken=SPOKEN,
        languages=LANGUAGES,
        owners=owners,
    )


async def _owners(view: View, now: UUID | None) -> list[tuple[str, str]]:
    """Who may look after an answer: everybody who is active, and who does so `now`.

    Nobody for those who only read: it is a choice, and names of colleagues are not for everybody.
    """
    if not view.principal.may("verified_answer:write"):
        return []
    nobody = [("", "–")] if now is None else []
    return nobody + [
        (str(user.id), user.name or user.email)
        for user in await view.platform.access.users(view.tenant_id)
        if user.active or user.id == now
    ]


async def _page(
    view: View, answer_id: UUID, again: Typed | None = None, *, status: int = 200
) -> HtmlResponse:
    """An answer's page; with `again` its form holds what could not be kept."""
    verified = view.platform.verified
    answer = await verified.get(view.tenant_id, answer_id)
    origin = None
    if answer.origin_turn_id and view.principal.may("conversation:read"):
        origin = await _origin(view, answer.origin_turn_id)
    until = max(answer.expires_at, utcnow() + timedelta(days=1)).astimezone(view.zone)
    stored = Typed(
        question=answer.question,
        phrasings=answer.phrasings,
        answer=answer.answer,
        spoken_in=answer.language,
        until=f"{until:%Y-%m-%d}",
        translations=answer.translations,
        owner=str(answer.owner_id or ""),
    )
    return await view.page(
        "verified/answer.html",
        status=status,
        answer=answer,
        typed=again or stored,
        versions=await verified.versions(view.tenant_id, answer_id),
        origin=origin,
        states=STATE_WORDS,
        spoken=SPOKEN,
        languages=LANGUAGES,
        owners=await _owners(view, answer.owner_id),
    )


def checked_content(form: Mapping[str, Any], zone: tzinfo) -> VerifiedContent:
    """What a form says of an answer; its last day ends by the clocks of `zone`.

    Raises `InvalidInput` for what cannot be kept.
    """

    def text(name: str) -> str:
        return str(form.get(name, "")).replace("\x00", "").replace("\r\n", "\n").strip()

    language = text("language")[:2]
    given: dict[str, Any] = {
        "question": text("question"),
        "answer": text("answer"),
        "language": language,
        "phrasings": [line.strip() for line in text("phrasings").split("\n") if line.strip()],
        "translations": {
            each: said
            for each in LANGUAGES
            if each != language and (said := text(translation_field(each)))
        },
        "owner_id": _owner(text("owner")),
        "expires_at": _end_of_day(text("until"), zone),
    }
    try:
        return msgspec.convert(given, VerifiedContent)
    except msgspec.ValidationError as error:
        raise InvalidInput("Question and answer are both needed.", given=error) from None


def _owner(chosen: str) -> UUID | None:
    try:
        return UUID(chosen) if chosen else None
    except ValueError:
        raise InvalidInput("That is nobody.", given=chosen[:40], expected="A user's id") from None


def _end_of_day(day: str, zone: tzinfo) -> datetime | None:
    if not day:
        return None
    try:
        chosen = datetime.fromisoformat(day).date()
    except ValueError:
        raise InvalidInput("That is no day.", given=day[:40], expected="2027-05-31") from None
    return datetime.combine(chosen, time(23, 59), zone)


def _back_to(here: str, before: VerifiedAnswer) -> str:
    """The step that gives an answer the expiry that it had."""
    if before.expires_at <= utcnow():
        return f"{here}/expire"
    return f"{here}/renew?until={before.expires_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


async def _found(view: View, query: ListQuery) -> list[VerifiedAnswer]:
    state: Any = query.filters.get("state")
    chosen = VerifiedFilter(
        search=query.q or None,
        state=state if state in STATE_WORDS else None,
        expires_before=utcnow() + SOON if query.filters.get("expiry") == "soon" else None,
    )
    found: list[VerifiedAnswer] = []
    async for answer in view.platform.verified.all(view.tenant_id, chosen):
        found.append(answer)
        if len(found) == MAX_EXPORT:
            break
    return found


async def _origin(view: View, turn_id: UUID) -> UUID | None:
    """The conversation from which an answer was made; None once it was erased."""
    try:
        return (await view.platform.conversations.turn(view.tenant_id, turn_id)).conversation_id
    except NotFound:
        return None


def _export(view: View, rows: list[VerifiedAnswer]) -> HtmlResponse:
    headings = [view._("Question"), view._("Answer"), view._("State"), view._("Looked after by"),
                view._("Valid until"), view._("Used")]  # fmt: skip
    return csv_file(
        "verified-answers",
        headings,
        (
            (
                *(one.question, one.answer, view._(STATE_WORDS[one.state]), one.owner_name),
                *(timestamp(one.expires_at, view.zone), one.use_count),
            )
            for one in rows
        ),
    )


def _any(found: Found) -> bool:
    return found.conversations or found.verified


PAGE = Page(
    path=PATH,
    name=key_of("Verified answers"),
    icon="journal-check",
    permission="verified_answer:read",
    order=36,
    shown=_any,
    controller=VerifiedController,
)
