"""One person: roles, whether they may sign in, where they are signed in, a new password."""

from __future__ import annotations

from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from wattos.access import PasswordLink
from wattos.errors import Conflict, InvalidInput, NotPermitted
from wattos_admin.link_mails import STATE_WORDS as MAIL_WORDS
from wattos_admin.link_mails import link_mail_status
from wattos_admin.pages.people import (
    PATH,
    ROLE_HINTS,
    ROLE_WORDS,
    STATE_WORDS,
    hand_over,
    may_read,
    may_write,
    person_of,
    roles_to_give,
)
from wattos_admin.session import AnyRequest
from wattos_admin.view import HtmlResponse, View


class PersonController(Controller):
    """One person of the list."""

    path = "/people/{user_id:uuid}"

    @get(guards=[may_read])
    async def show(self, view: NamedDependency[View], user_id: FromPath[UUID]) -> HtmlResponse:
        """What is known of them, and what can be done."""
        access, tenant_id = view.platform.access, view.tenant_id
        user = await access.user(tenant_id, user_id)
        teams = await view.platform.tenancy.teams(tenant_id)
        members = {team.id: await access.members(tenant_id, team.id) for team in teams}
        return await view.page(
            "people/person.html",
            person=person_of(user, await access.waiting_invitations(tenant_id)),
            sessions=await access.sessions(tenant_id, user_id),
            teams=[team for team in teams if user_id in members[team.id]],
            own_roles=[one for one in await access.roles(tenant_id) if not one.builtin],
            roles=ROLE_WORDS,
            may_give=await roles_to_give(view),
            hints=ROLE_HINTS,
            states=STATE_WORDS,
            mails=view.platform.mail.configured,
            mail=await link_mail_status(view.platform, tenant_id, user_id),
            mail_words=MAIL_WORDS,
        )

    @post("/roles", guards=[may_write], status_code=200)
    async def set_roles(
        self, view: NamedDependency[View], user_id: FromPath[UUID], request: AnyRequest
    ) -> HtmlResponse:
        """Give the ticked roles and take the others."""
        access, tenant_id = view.platform.access, view.tenant_id
        wanted = {str(name) for name in (await request.form()).getall("role", [])}
        has = set((await access.user(tenant_id, user_id)).roles)
        here = f"{PATH}/{user_id}"
        try:
            for role in sorted(wanted - has):
                await access.assign_role(tenant_id, user_id, role, by=view.principal)
            for role in sorted(has - wanted):
                await access.remove_role(tenant_id, user_id, role, by=view.principal)
        except (Conflict, NotPermitted) as error:
            return view.redirect(here, notice=_refusal(view, error), bad=True)
        return view.redirect(here, notice=view._("The roles were changed."))

    @post("/active/{wanted:str}", guards=[may_write], status_code=200)
    async def set_active(
        self, view: NamedDependency[View], user_id: FromPath[UUID], wanted: FromPath[str]
    ) -> HtmlResponse:
        """Let somebody sign in or not; taking the right away ends their sessions."""
        if wanted not in ("yes", "no"):
            raise InvalidInput("There is no such choice.", expected="yes or no")
        here, active = f"{PATH}/{user_id}", wanted == "yes"
        try:
            await view.platform.access.update_user(
                view.tenant_id, user_id, active=active, by=view.principal
            )
        except (Conflict, NotPermitted) as error:
            return view.redirect(here, notice=_refusal(view, error), bad=True)
        state = "active" if active else "inactive"
        notice = view._(STATE_WORDS[state])
        return view.redirect(here, notice=notice, undo=f"{here}/active/{'no' if active else 'yes'}")

    @post("/link/{purpose:str}", guards=[may_write], status_code=200)
    async def make_link(
        self,
        view: NamedDependency[View],
        user_id: FromPath[UUID],
        purpose: FromPath[str],
        request: AnyRequest,
    ) -> HtmlResponse:
        """A new link for a first or another password; earlier ones end."""
        if purpose not in ("invite", "reset"):
            raise InvalidInput("There is no such link.", expected="invite or reset")
        access = view.platform.access
        known: PasswordLink = "invite" if purpose == "invite" else "reset"
        try:
            secret = await access.make_password_link(
                view.tenant_id, user_id, known, by=view.principal
            )
        except (Conflict, NotPermitted) as error:
            return view.redirect(f"{PATH}/{user_id}", notice=_refusal(view, error), bad=True)
        user = await access.user(view.tenant_id, user_id)
        shown = bool((await request.form()).get("shown"))
        return await hand_over(view, user, known, secret, shown=shown)

    @post("/sessions/end", guards=[may_write], status_code=200)
    async def end_sessions(
        self, view: NamedDependency[View], user_id: FromPath[UUID], request: AnyRequest
    ) -> HtmlResponse:
        """Sign somebody out of one place, or of all."""
        session = str((await request.form()).get("session", ""))
        here = f"{PATH}/{user_id}"
        try:
            await view.platform.access.revoke_sessions(
                view.tenant_id,
                user_id,
                session_id=UUID(session) if session else None,
                by=view.principal,
            )
        except (NotPermitted, ValueError) as error:
            return view.redirect(here, notice=_refusal(view, error), bad=True)
        return view.redirect(here, notice=view._("Signed out."))

    @post("/delete", guards=[may_write], status_code=200)
    async def delete(self, view: NamedDependency[View], user_id: FromPath[UUID]) -> HtmlResponse:
        """Remove somebody; the form has said that this is final."""
        try:
            await view.platform.access.delete_user(view.tenant_id, user_id, by=view.principal)
        except (Conflict, NotPermitted) as error:
            notice = _refusal(view, error)
            return view.redirect(f"{PATH}/{user_id}", notice=notice, bad=True)
        return view.redirect(PATH, notice=view._("This person was removed."))


def _refusal(view: View, error: Exception) -> str:
    if isinstance(error, NotPermitted):
        return view._("You cannot change people who may do more than you.")
    if isinstance(error, Conflict) and "owner" in str(error):
        return view._("The organisation needs an owner. Make somebody else one first.")
    return view._("That is not possible now.")
