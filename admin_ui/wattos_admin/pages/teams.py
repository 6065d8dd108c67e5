"""Areas and teams: how an organisation is divided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from wattos.access import User, requires
from wattos.errors import Conflict, InvalidInput, NotFound
from wattos.tenancy import Team
from wattos_admin.listing import Filter, Listing, ListQuery, arranged, csv_file
from wattos_admin.page import ROOT
from wattos_admin.session import AnyRequest
from wattos_admin.view import HtmlResponse, View

PATH = f"{ROOT}/people/teams"
may_read, may_write = requires("user:read"), requires("team:write")


class Members(msgspec.Struct, frozen=True, kw_only=True):
    """A team with the name of its area and the people in it."""

    team: Team
    area: str
    people: list[User]


SORTS: dict[str, Callable[[Members], Any]] = {
    "area": lambda one: one.area,
    "name": lambda one: one.team.name,
    "people": lambda one: len(one.people),
}


class TeamController(Controller):
    """Areas with their teams and the people in them."""

    path = "/people/teams"

    @get(guards=[may_read])
    async def show_list(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Every team with its area and who is in it, and the areas."""
        query = ListQuery.of(request, sorts=tuple(SORTS), default_sort="area", filters=("area",))
        tenancy, access, tenant_id = view.platform.tenancy, view.platform.access, view.tenant_id
        areas = {area.id: area for area in await tenancy.areas(tenant_id)}
        people = {user.id: user for user in await access.users(tenant_id)}
        every = [
            Members(
                team=team,
                area=areas[team.area_id].name,
                people=[people[one] for one in await access.members(tenant_id, team.id)],
            )
            for team in await tenancy.teams(tenant_id)
        ]
        found = arranged(
            sorted(every, key=lambda one: one.team.name.casefold()),
            query,
            text=lambda one: " ".join((one.team.name, one.area, *map(_name, one.people))),
            sorts=SORTS,
            keeps={"area": lambda one: (str(one.team.area_id),)},
        )
        if query.export:
            return _export(view, found)
        named = [(str(area.id), area.name) for area in areas.values()]
        filters = (Filter(name="area", label=view._("Every area"), options=named),)
        return await view.page(
            "people/teams.html",
            list=Listing.part_of(found, query, filters),
            areas=areas.values(),
            teams_in=Counter(one.team.area_id for one in every),
            people=people,
        )

    @post("/areas", guards=[may_write], status_code=200)
    async def add_area(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Make an area."""
        name = str((await request.form()).get("name", ""))
        try:
            await view.platform.tenancy.create_area(view.tenant_id, name)
        except (Conflict, InvalidInput):
            return _taken(view)
        return view.redirect(PATH, notice=view._("The area was made."))

    @post("/areas/{area_id:uuid}/delete", guards=[may_write], status_code=200)
    async def delete_area(
        self, view: NamedDependency[View], area_id: FromPath[UUID]
    ) -> HtmlResponse:
        """Remove an area with its teams."""
        await view.platform.tenancy.delete_area(view.tenant_id, area_id)
        return view.redirect(PATH, notice=view._("The area was removed."))

    @post("/areas/{area_id:uuid}/teams", guards=[may_write], status_code=200)
    async def add_team(
        self, view: NamedDependency[View], area_id: FromPath[UUID], request: AnyRequest
    ) -> HtmlResponse:
        """Make a team in an area."""
        name = str((await request.form()).get("name", ""))
        try:
            await view.platform.tenancy.create_team(view.tenant_id, area_id, name)
        except (Conflict, InvalidInput):
            return _taken(view)
        return view.redirect(PATH, notice=view._("The team was made."))

    @post("/{team_id:uuid}/delete", guards=[may_write], status_code=200)
    async def delete_team(
        self, view: NamedDependency[View], team_id: FromPath[UUID]
    ) -> HtmlResponse:
        """Remove a team; its people stay."""
        await view.platform.tenancy.delete_team(view.tenant_id, team_id)
        return view.redirect(PATH, notice=view._("The team was removed."))

    @post("/{team_id:uuid}/members/{change:str}", guards=[may_write], status_code=200)
    async def change_member(
        self,
        view: NamedDependency[View],
        team_id: FromPath[UUID],
        change: FromPath[str],
        request: AnyRequest,
    ) -> HtmlResponse:
        """Put somebody into a team or take them out; an undoing names them in its address."""
        access = view.platform.access
        named = (await request.form()).get("person") or request.query_params.get("person", "")
        try:
            user_id = UUID(str(named))
        except ValueError:
            raise NotFound("There is no such person.") from None
        if change == "add":
            await access.add_member(view.tenant_id, team_id, user_id, by=view.principal)
        else:
            await access.remove_member(view.tenant_id, team_id, user_id, by=view.principal)
        back = "remove" if change == "add" else "add"
        undo = f"{PATH}/{team_id}/members/{back}?person={user_id}"
        return view.redirect(PATH, notice=view._("The team was changed."), undo=undo)


def _name(user: User) -> str:
    return user.name or user.email


def _export(view: View, found: list[Members]) -> HtmlResponse:
    return csv_file(
        "teams",
        [view._("Area"), view._("Team"), view._("People")],
        ((one.area, one.team.name, ", ".join(map(_name, one.people))) for one in found),
    )


def _taken(view: View) -> HtmlResponse:
    notice = view._("This name is taken or cannot be used.")
    return view.redirect(PATH, notice=notice, bad=True)
