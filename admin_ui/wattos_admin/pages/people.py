"""Who may sign in: inviting people, and the list of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency

from wattos.access import PasswordLink, User, requires
from wattos.errors import Conflict, InvalidInput, NotPermitted
from wattos_admin.formats import timestamp
from wattos_admin.link_mails import mail_link
from wattos_admin.listing import Listing, ListQuery, arranged, choices, csv_file
from wattos_admin.page import ROOT, Page, Section, key_of
from wattos_admin.session import AnyRequest
from wattos_admin.view import HtmlResponse, View

PATH = f"{ROOT}/people"
ROLE_WORDS = {
    "owner": key_of("Owner"),
    "admin": key_of("Administrator"),
    "editor": key_of("Editor"),
    "agent": key_of("Agent at the desk"),
    "viewer": key_of("Viewer"),
}
ROLE_HINTS = {
    "owner": key_of("Holds every right."),
    "admin": key_of("Looks after people, models, plugins and settings."),
    "editor": key_of("Looks after knowledge, personas and agents."),
    "agent": key_of("Reads conversations and answers people."),
    "viewer": key_of("Reads, and changes nothing."),
}
STATE_WORDS = {
    "active": key_of("May sign in"),
    "invited": key_of("Invited"),
    "inactive": key_of("May not sign in"),
}
LANGUAGES = (("de", "Deutsch"), ("en", "English"))
may_read, may_write = requires("user:read"), requires("user:write")


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A user as the list shows them; `invited_until` is when an open invitation ends."""

    user: User
    state: str
    invited_until: datetime | None = None


SORTS: dict[str, Callable[[Person], Any]] = {
    "name": lambda one: one.user.name or one.user.email,
    "email": lambda one: one.user.email,
    "last_sign_in_at": lambda one: one.user.last_sign_in_at,
    "created_at": lambda one: one.user.created_at,
}


async def roles_to_give(view: View) -> set[str]:
    """The names of the roles that hold nothing beyond the rights of who asks."""
    roles = await view.platform.access.roles(view.tenant_id)
    own = view.principal.permissions
    return {role.name for role in roles if own.issuperset(role.permissions)}


def person_of(user: User, waiting: dict[UUID, datetime]) -> Person:
    """A user with the state in which people think of them."""
    until = waiting.get(user.id)
    state = "inactive" if not user.active else "invited" if until else "active"
    return Person(user=user, state=state, invited_until=until)


class PeopleController(Controller):
    """Everybody who can sign in."""

    path = "/people"

    @get(guards=[may_read])
    async def show_list(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """People with their roles, and the place to invite more."""
        query = ListQuery.of(
            request, sorts=tuple(SORTS), default_sort="name", filters=("role", "state")
        )
        access = view.platform.access
        waiting = await access.waiting_invitations(view.tenant_id)
        everybody = [person_of(user, waiting) for user in await access.users(view.tenant_id)]
        found = arranged(
            everybody,
            query,
            text=lambda one: f"{one.user.name} {one.user.email}",
            sorts=SORTS,
            keeps={"role": lambda one: one.user.roles, "state": lambda one: (one.state,)},
        )
        if query.export:
            return _export(view, found)
        return await view.page(
            "people/list.html",
            list=Listing.part_of(
                found,
                query,
                (
                    choices("role", view._("Every role"), ROLE_WORDS, view._),
                    choices("state", view._("Every state"), STATE_WORDS, view._),
                ),
            ),
            roles=ROLE_WORDS,
            may_give=await roles_to_give(view),
            hints=ROLE_HINTS,
            states=STATE_WORDS,
            languages=LANGUAGES,
            mails=view.platform.mail.configured,
        )

    @post("/invitations", guards=[may_write], status_code=200)
    async def invite(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Make an account and show the link with which its person comes in."""
        form = await request.form()
        given = {name: str(form.get(name, "")).strip() for name in ("email", "name", "role")}
        language = str(form.get("language", ""))
        try:
            user, secret = await view.platform.access.invite_user(
                view.tenant_id,
                email=given["email"],
                name=given["name"],
                language=language if language in dict(LANGUAGES) else "de",
                roles=[given["role"]] if given["role"] in ROLE_WORDS else ["viewer"],
                by=view.principal,
            )
        except Conflict:
            notice = view._("Somebody with this email is here already.")
            return view.redirect(PATH, notice=notice, bad=True)
        except InvalidInput:
            notice = view._("This email or name cannot be used.")
            return view.redirect(PATH, notice=notice, bad=True)
        except NotPermitted:
            notice = view._("Nobody can give rights that they do not hold themselves.")
            return view.redirect(PATH, notice=notice, bad=True)
        return await hand_over(view, user, "invite", secret, shown=bool(form.get("shown")))


async def hand_over(
    view: View, user: User, purpose: PasswordLink, secret: str, *, shown: bool
) -> HtmlResponse:
    """Mail a link for a password to its person, or show it this once."""
    if view.platform.mail.configured and not shown:
        await mail_link(view.platform, view.tenant_id, secret, purpose, view.public_url)
        notice = view._("The link is mailed to %(email)s.", email=user.email)
        return view.redirect(f"{PATH}/{user.id}", notice=notice)
    return await view.page(
        "people/link.html",
        user=user,
        purpose=purpose,
        address=f"{view.public_url}{ROOT}/welcome/{purpose}/{secret}",
    )


def _export(view: View, people: Sequence[Person]) -> HtmlResponse:
    headings = [view._("Name"), view._("Email"), view._("Roles"), view._("State")]
    return csv_file(
        "people",
        [*headings, view._("Last signed in")],
        (
            (
                one.user.name,
                one.user.email,
                ", ".join(one.user.roles),
                view._(STATE_WORDS[one.state]),
                timestamp(one.user.last_sign_in_at, view.zone),
            )
            for one in people
        ),
    )


PAGE = Page(
    path=PATH,
    name=key_of("People"),
    icon="people",
    permission="user:read",
    order=80,
    controller=PeopleController,
    sections=(
        Section(path=PATH, name=key_of("People"), permission="user:read"),
        Section(path=f"{PATH}/teams", name=key_of("Areas and teams"), permission="user:read"),
    ),
)
