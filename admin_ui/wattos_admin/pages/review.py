"""The week: what people asked, what nobody could answer with a text to accept, what to mend."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from wattos.access import requires
from wattos.database import new_id, utcnow
from wattos.errors import InvalidInput
from wattos.mail import Mail
from wattos.verified import VerifiedContent
from wattos_admin.page import ROOT, Found, Page, key_of
from wattos_admin.pages.verified import PATH as ANSWERS_PATH
from wattos_admin.security import FRAMED_POLICY, SANDBOX_POLICY
from wattos_admin.session import AnyRequest
from wattos_admin.view import HtmlResponse, View
from wattos_admin.weekly.digest import look_at_week
from wattos_admin.weekly.jobs import NEEDED, put
from wattos_admin.weekly.mail import compose, subject_of
from wattos_admin.weekly.subscriptions import address_for, subscribe

PATH = f"{ROOT}/review"
may_read = requires(NEEDED)
_SHOWN_TOGETHER = 60.0
"""Seconds within which a preview asks for the parts of one mail."""


class ReviewController(Controller):
    """The last seven days."""

    path = "/review"

    @get(guards=[may_read])
    async def show(self, view: NamedDependency[View]) -> HtmlResponse:
        """The frame of the page, and whether the mail comes; the week follows."""
        mine = await address_for(view.tenant_id, _user(view)) if view.principal.user_id else None
        return await view.page(
            "weekly/review.html", mine=mine is not None, mails=view.platform.mail.configured
        )

    @get("/week", guards=[may_read])
    async def show_week(self, view: NamedDependency[View]) -> HtmlResponse:
        """The week itself; each open question asks for its suggestion."""
        digest = await look_at_week(view.platform, view.tenant_id)
        return view.fragment("weekly/week.html", digest=digest)

    @get("/suggestion/{turn_id:uuid}", guards=[may_read])
    async def show_suggestion(
        self, view: NamedDependency[View], turn_id: FromPath[UUID]
    ) -> HtmlResponse:
        """The text to start from for one open question."""
        one = await view.console.looks.suggested(view.tenant_id, turn_id)
        return view.fragment("weekly/suggestion.html", one=one, turn_id=turn_id)

    @post("/accept/{turn_id:uuid}", guards=[requires("verified_answer:write")], status_code=200)
    async def accept(
        self, view: NamedDependency[View], turn_id: FromPath[UUID], request: AnyRequest
    ) -> HtmlResponse:
        """Make the suggested passage the question's answer, if it is still the nearest one."""
        shown = str((await request.form()).get("chunk_id", ""))
        asked = await view.console.looks.suggested(view.tenant_id, turn_id)
        found = asked.suggestion
        if found is None or str(found.source.chunk_id) != shown or not asked.is_whole:
            notice = view._("The passage has changed meanwhile. Look at it again.")
            return view.redirect(PATH, notice=notice, bad=True)
        content = VerifiedContent(
            question=asked.question[:1000],
            answer=found.text,
            language=found.language,
            sources=[found.source],
        )
        made = await view.platform.verified.create(
            view.tenant_id, content, origin_turn_id=turn_id, actor=view.principal.actor
        )
        notice = view._("Kept. This question gets your answer from now on.")
        return view.redirect(PATH, notice=notice, undo=f"{ANSWERS_PATH}/{made.id}/archive")

    @get("/mail", guards=[may_read])
    async def show_mail(self, view: NamedDependency[View]) -> HtmlResponse:
        """The frame of the mail as it would leave now; what it says follows."""
        tenant = await view.platform.tenancy.get(view.tenant_id)
        subject = subject_of(
            utcnow(), organisation=tenant.name, language=view.language, zone=view.zone
        )
        response = await view.page("weekly/preview.html", subject=subject, sender=tenant.name)
        response.headers["Content-Security-Policy"] = FRAMED_POLICY
        return response

    @get("/mail/body", guards=[may_read])
    async def show_body(self, view: NamedDependency[View]) -> Response[Any]:
        """The mail's HTML alone, which can do nothing."""
        mail = await _mail(view)
        response = Response[Any](mail.html or "", media_type="text/html; charset=utf-8")
        response.headers["Content-Security-Policy"] = SANDBOX_POLICY
        return response

    @get("/mail/text", guards=[may_read])
    async def show_text(self, view: NamedDependency[View]) -> HtmlResponse:
        """The mail's plain text."""
        return view.fragment("weekly/text.html", text=(await _mail(view)).text)

    @post("/mail/send", guards=[may_read], status_code=200)
    async def send(self, view: NamedDependency[View]) -> HtmlResponse:
        """Mail it to oneself now; that needs the switch to be on."""
        if await address_for(view.tenant_id, _user(view)) is None:
            notice = view._("Switch the mail on for yourself first.")
            return view.redirect(PATH, notice=notice, bad=True)
        await put(view.platform, view.tenant_id, _user(view), occasion=str(new_id()))
        return view.redirect(PATH, notice=view._("The mail is on its way to you."))

    @post("/mine/{wanted:str}", guards=[may_read], status_code=200)
    async def set_mine(self, view: NamedDependency[View], wanted: FromPath[str]) -> HtmlResponse:
        """Switch the mail on or off for oneself."""
        if wanted not in ("on", "off"):
            raise InvalidInput("There is no such choice.", expected="on or off")
        if wanted == "on":
            await view.keep_language(view.language)
        await subscribe(view.tenant_id, _user(view), wanted=wanted == "on", address=view.public_url)
        on = view._("You get the weekly mail from now on.")
        notice = on if wanted == "on" else view._("You get no weekly mail any more.")
        undo = f"{PATH}/mine/{'off' if wanted == 'on' else 'on'}"
        return view.redirect(PATH, notice=notice, undo=undo)


async def _mail(view: View) -> Mail:
    tenant = await view.platform.tenancy.get(view.tenant_id)
    return compose(
        await view.console.looks.week(view.tenant_id, seconds=_SHOWN_TOGETHER),
        to="",
        organisation=tenant.name,
        language=view.language,
        zone=view.zone,
        address=view.public_url,
    )


def _user(view: View) -> UUID:
    if view.principal.user_id is None:
        raise InvalidInput("A token gets no mail.", expected="a person who signed in")
    return view.principal.user_id


def _any(found: Found) -> bool:
    return found.conversations


PAGE = Page(
    path=PATH,
    name=key_of("This week"),
    icon="envelope",
    permission=NEEDED,
    order=25,
    shown=_any,
    controller=ReviewController,
)
