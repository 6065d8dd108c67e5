"""One target group or persona: write its fields, follow its versions, decide on differences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from wattos.access import requires
from wattos.errors import InvalidInput, NotFound
from wattos_admin.insights import (
    ADDRESS_WORDS,
    API,
    CLAIMS,
    FIELD_WORDS,
    FIRST_WORDS,
    LENGTH_WORDS,
    ORIGIN_WORDS,
    Difference,
    Group,
    Kind,
    Passage,
    Persona,
    Version,
    lines,
    read,
    said,
)
from wattos_admin.page import ROOT
from wattos_admin.session import AnyRequest
from wattos_admin.view import HtmlResponse, View

ACTS = f"{ROOT}/insight/edit"
may_read, may_write = requires("insight:read"), requires("insight:write")
FIELDS: dict[str, tuple[str, ...]] = {
    "target-groups": ("name", "description"),
    "personas": ("name", "goals", "pains", "questions", "answering"),
}


class GroupController(Controller):
    """Target groups."""

    path = "/insight/target-groups"

    @get("/{group_id:uuid}", guards=[may_read])
    async def show(self, view: NamedDependency[View], group_id: FromPath[UUID]) -> HtmlResponse:
        """A group with all its evidence and its persona."""
        group = await read(view, f"target-groups/{group_id}", Group)
        personas = await read(view, "personas", list[Persona])
        persona = next((one for one in personas if one.target_group_id == group_id), None)
        return await view.page(
            "insight/group.html",
            group=group,
            said=group.spoken(view.language),
            persona=persona.spoken(view.language) if persona else None,
            passages=await read(view, f"target-groups/{group_id}/enrichments", list[Passage]),
            **await _history(view, "target-groups", group_id),
        )


class PersonaController(Controller):
    """Personas."""

    path = "/insight/personas"

    @get("/{persona_id:uuid}", guards=[may_read])
    async def show(self, view: NamedDependency[View], persona_id: FromPath[UUID]) -> HtmlResponse:
        """A persona: what is said of it and where that stands."""
        persona = await read(view, f"personas/{persona_id}", Persona)
        return await view.page(
            "insight/persona.html",
            persona=persona,
            said=persona.spoken(view.language),
            lengths=LENGTH_WORDS,
            addresses=ADDRESS_WORDS,
            firsts=FIRST_WORDS,
            **await _history(view, "personas", persona_id),
        )


class ChangeController(Controller):
    """What groups and personas have in common."""

    path = "/insight/edit/{kind:str}/{subject_id:uuid}"
    guards = (may_write,)

    @post(status_code=200)
    async def edit(
        self,
        view: NamedDependency[View],
        kind: FromPath[str],
        subject_id: FromPath[UUID],
        request: AnyRequest,
    ) -> HtmlResponse:
        """Keep a person's own words; new analyses do not overwrite them."""
        found = await _content(view, known(kind), subject_id)
        written = _written(known(kind), found, await request.form())
        return await _write(view, known(kind), subject_id, found, written)

    @post("/versions/{number:int}/restore", status_code=200)
    async def restore(
        self,
        view: NamedDependency[View],
        kind: FromPath[str],
        subject_id: FromPath[UUID],
        number: FromPath[int],
    ) -> HtmlResponse:
        """Write again what a version said."""
        versions = await _versions(view, known(kind), subject_id)
        old = next((one.content for one in versions if one.number == number), None)
        if old is None:
            raise NotFound("There is no such version.", given=number)
        found = await _content(view, known(kind), subject_id)
        written = {field: said(old, field) for field in FIELDS[kind]}
        return await _write(view, known(kind), subject_id, found, written)

    @post("/differences/{field:str}/{decision:str}", status_code=200)
    async def decide(
        self,
        view: NamedDependency[View],
        kind: FromPath[str],
        subject_id: FromPath[UUID],
        field: FromPath[str],
        decision: FromPath[str],
    ) -> HtmlResponse:
        """Take the analysis's words for a field, or keep one's own."""
        if decision not in ("accept", "reject") or field not in FIELDS[known(kind)]:
            raise InvalidInput("There is nothing to decide.", expected="accept, reject")
        before = await _versions(view, known(kind), subject_id)
        await view.api.call(
            "POST",
            f"{API}/{kind}/{subject_id}/differences/{field}",
            json={"decision": decision},
        )
        here = f"{ROOT}/insight/{kind}/{subject_id}"
        if decision == "reject" or not before:
            return view.redirect(here, notice=view._("Your words stay."))
        undo = f"{ACTS}/{kind}/{subject_id}/versions/{before[0].number}/restore"
        return view.redirect(here, notice=view._("The new words are taken."), undo=undo)


def known(kind: str) -> Kind:
    """The kind that an address names; raises `NotFound` for any other."""
    for one in get_args(Kind):
        if one == kind:
            return one
    raise NotFound("There is no such page here.", given=kind)


async def _write(
    view: View, kind: Kind, subject_id: UUID, found: Mapping[str, Any], written: dict[str, Any]
) -> HtmlResponse:
    here = f"{ROOT}/insight/{kind}/{subject_id}"
    changed = {field: value for field, value in written.items() if value != said(found, field)}
    if not changed:
        return view.redirect(here, notice=view._("Nothing was changed."))
    before = await _versions(view, kind, subject_id)
    await view.api.call("PATCH", f"{API}/{kind}/{subject_id}", json=changed)
    undo = f"{ACTS}/{kind}/{subject_id}/versions/{before[0].number}/restore" if before else None
    notice = view._("Kept. The agent follows with the next analysis.")
    return view.redirect(here, notice=notice, undo=undo)


async def _content(view: View, kind: Kind, subject_id: UUID) -> dict[str, Any]:
    return await read(view, f"{kind}/{subject_id}", dict[str, Any])


async def _versions(view: View, kind: Kind, subject_id: UUID) -> list[Version]:
    return await read(view, f"{kind}/{subject_id}/versions", list[Version])


async def _history(view: View, kind: Kind, subject_id: UUID) -> dict[str, Any]:
    """What both templates show of the past and of what is to be decided."""
    return {
        "acts": f"{ACTS}/{kind}/{subject_id}",
        "versions": await _versions(view, kind, subject_id),
        "differences": await read(view, f"{kind}/{subject_id}/differences", list[Difference]),
        "fields": FIELD_WORDS,
        "origins": ORIGIN_WORDS,
        "lines": lambda value: lines(view, value),  # pyright: ignore[reportUnknownLambdaType]
    }


def _written(kind: Kind, found: Mapping[str, Any], form: Mapping[str, Any]) -> dict[str, Any]:
    """What a form says of each field, as the API takes it."""

    def text(name: str) -> str:
        return str(form.get(name, "")).replace("\x00", "").replace("\r\n", "\n").strip()

    written: dict[str, Any] = {"name": text("name")}
    if kind == "target-groups":
        return {**written, "description": text("description")}
    for field in CLAIMS:
        written[field] = [line.strip() for line in text(field).split("\n") if line.strip()]
    style = said(found, "answering")
    kept = [one for one in style["first"] if form.get(f"first_{one}")]
    added = [one for one in FIRST_WORDS if form.get(f"first_{one}") and one not in kept]
    written["answering"] = {
        "length": text("length") if text("length") in LENGTH_WORDS else style["length"],
        "plain": bool(form.get("plain")),
        "address": text("address") if text("address") in ADDRESS_WORDS else style["address"],
        "first": [*kept, *added],
    }
    return written
