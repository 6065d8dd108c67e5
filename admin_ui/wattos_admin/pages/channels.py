"""The chat on websites: its line to paste, looks, first words, allowed sites and recent errors."""

from __future__ import annotations

from datetime import datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from wattos.access import requires
from wattos.conversations import list_conversations
from wattos.errors import InvalidInput, NotFound
from wattos_admin.faults import told
from wattos_admin.listing import Listing, ListQuery, arranged, choices, csv_file
from wattos_admin.page import ROOT, Found, Page, key_of
from wattos_admin.security import FRAMED_POLICY
from wattos_admin.session import AnyRequest
from wattos_admin.start.widget import KEYS, snippet
from wattos_admin.typed_text import typed_text
from wattos_admin.view import HtmlResponse, View

PATH = f"{ROOT}/channels"
MOST_QUESTIONS = 4
CHANNEL = "web"
STATE_WORDS = {"open": key_of("Open"), "closed": key_of("Closed")}
SORTS = ("created_at", "name")
SPOKEN = ("de", "en", "tr")
THEME_WORDS = {
    "auto": key_of("As the visitor's device has it"),
    "light": key_of("Light"),
    "dark": key_of("Dark"),
}
POSITION_WORDS = {"right": key_of("Bottom right"), "left": key_of("Bottom left")}
may_read, may_write = requires("widget_key:read"), requires("widget_key:write")


class ChannelController(Controller):
    """The organisation's chats on websites, one a widget key."""

    path = "/channels"

    @get(guards=[may_read])
    async def show_list(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Every chat with the sites that may show it."""
        query = ListQuery.of(request, sorts=SORTS, default_sort="created_at", filters=("state",))
        keys = arranged(
            [_with_time(key) for key in await view.api.get(KEYS) or []],
            query,
            text=lambda one: " ".join((one["name"], *one["origins"])),
            sorts={name: itemgetter(name) for name in SORTS},
            keeps={"state": lambda one: (_state(one),)},
        )
        agents = await view.platform.agents.list(view.tenant_id)
        names = {str(agent.id): agent.name for agent in agents}
        if query.export:
            return _export(view, keys, names)
        states = choices("state", view._("Every state"), STATE_WORDS, view._)
        return await view.page(
            "channels/list.html", list=Listing.part_of(keys, query, (states,)), agents=names
        )

    @post(guards=[may_write], status_code=200)
    async def create(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Make a chat for another website, with an agent of its own where the form names one."""
        form = await request.form()
        new = {"name": typed_text(form, "name", 200)}
        if agent_id := str(form.get("agent_id", "")):
            new["agent_id"] = agent_id
        try:
            key = await view.api.call("POST", KEYS, json=new)
        except InvalidInput:
            return view.redirect(PATH, notice=view._("A chat needs a name."), bad=True)
        return view.redirect(f"{PATH}/{key['id']}", notice=view._("The chat was made."))

    @get("/{key_id:uuid}", guards=[may_read])
    async def show(self, view: NamedDependency[View], key_id: FromPath[UUID]) -> HtmlResponse:
        """One chat: the line to paste, a look at it, and what can be set."""
        key = await _key(view, key_id)
        failed = await list_conversations(
            view.tenant_id, channel=CHANNEL, outcome="failed", limit=5
        )
        agents = await view.platform.agents.list(view.tenant_id)
        first = [("", view._("The first agent that answers"))]
        return await view.page(
            "channels/chat.html",
            key=key,
            snippet=snippet(view.public_url, key["public_key"]),
            agents=first + [(str(one.id), one.name) for one in agents if one.state == "published"],
            themes=[(name, view._(words)) for name, words in THEME_WORDS.items()],
            positions=[(name, view._(words)) for name, words in POSITION_WORDS.items()],
            spoken=SPOKEN,
            failed=failed.conversations if view.principal.may("conversation:read") else [],
        )

    @get("/{key_id:uuid}/preview", guards=[may_read])
    async def show_preview(
        self, view: NamedDependency[View], key_id: FromPath[UUID]
    ) -> HtmlResponse:
        """The organisation's page with this chat on it, for the frame of the page above."""
        key = await _key(view, key_id)
        response = await view.page(
            "start/preview.html",
            frame=False,
            public_key=key["public_key"] if key["active"] else "",
            site=f"{ROOT}/site",
            until=None,
        )
        response.headers["Content-Security-Policy"] = FRAMED_POLICY
        return response

    @post("/{key_id:uuid}", guards=[may_write], status_code=200)
    async def keep(
        self, view: NamedDependency[View], key_id: FromPath[UUID], request: AnyRequest
    ) -> HtmlResponse:
        """Keep the form; visitors see it when they next open the chat."""
        key, here = await _key(view, key_id), f"{PATH}/{key_id}"
        form = {name: str(value) for name, value in (await request.form()).items()}
        try:
            await view.api.call("PUT", f"{KEYS}/{key_id}", json=_changed(key, form))
        except InvalidInput as error:
            reason = told(view, error)
            notice = view._("This cannot be kept: %(reason)s", reason=reason)
            return view.redirect(here, notice=notice, bad=True)
        return view.redirect(here, notice=view._("The chat was changed."))

    @post("/{key_id:uuid}/active/{wanted:str}", guards=[may_write], status_code=200)
    async def set_active(
        self, view: NamedDependency[View], key_id: FromPath[UUID], wanted: FromPath[str]
    ) -> HtmlResponse:
        """Close the chat on every site, or open it again."""
        if wanted not in ("yes", "no"):
            raise InvalidInput("There is no such choice.", expected="yes or no")
        key, here, active = await _key(view, key_id), f"{PATH}/{key_id}", wanted == "yes"
        change = {name: key[name] for name in ("name", "origins", "agent_id")}
        await view.api.call("PUT", f"{KEYS}/{key_id}", json={**change, "active": active})
        notice = view._("The chat is open.") if active else view._("The chat is closed.")
        return view.redirect(here, notice=notice, undo=f"{here}/active/{'no' if active else 'yes'}")


def _with_time(key: dict[str, Any]) -> dict[str, Any]:
    return {**key, "created_at": datetime.fromisoformat(key["created_at"])}


def _state(key: dict[str, Any]) -> str:
    return "open" if key["active"] else "closed"


def _export(view: View, keys: list[dict[str, Any]], agents: dict[str, str]) -> HtmlResponse:
    headings = [view._("Name"), view._("State"), view._("Agent"), view._("Allowed sites")]
    return csv_file(
        "chats",
        headings,
        (
            (
                *(one["name"], view._(STATE_WORDS[_state(one)])),
                *(agents.get(one["agent_id"] or "", ""), " ".join(one["origins"])),
            )
            for one in keys
        ),
    )


async def _key(view: View, key_id: UUID) -> dict[str, Any]:
    keys: list[dict[str, Any]] = await view.api.get(KEYS) or []
    for key in keys:
        if key["id"] == str(key_id):
            return key
    raise NotFound("There is no such chat.")


def _changed(key: dict[str, Any], form: dict[str, str]) -> dict[str, Any]:
    """What the key says after the form; empty words in a language go back to WattOS's own."""

    def text(name: str) -> str:
        return form.get(name, "").replace("\x00", "").strip()

    def spoken(name: str) -> dict[str, str]:
        found = {code: text(f"{name}_{code}") for code in SPOKEN}
        return {code: words for code, words in found.items() if words}

    looks = {name: text(name) for name in ("theme", "position", "title", "privacy_url")}
    questions = {code: _lines(words) for code, words in spoken("questions").items()}
    return {
        "name": text("name"),
        "origins": text("origins").split(),
        "agent_id": text("agent_id") or None,
        "active": key["active"],
        "appearance": key["appearance"]
        | {name: value for name, value in looks.items() if value or name in _MAY_BE_EMPTY}
        | {"accent": text("accent") if text("own_accent") == "yes" else ""}
        | {name: spoken(name) for name in ("greeting", "disclosure")}
        | {"questions": questions},
    }


def _lines(words: str) -> list[str]:
    """Suggested questions, one a line; raises InvalidInput where they are more than fit."""
    found = [line.strip() for line in words.splitlines() if line.strip()]
    if len(found) > MOST_QUESTIONS:
        raise InvalidInput(
            "These are too many suggested questions.",
            given=len(found),
            expected=f"{MOST_QUESTIONS} a language at most",
            told={
                "de": f"Es sind {len(found)} vorgeschlagene Fragen in einer Sprache; "
                f"{MOST_QUESTIONS} passen."
            },
        )
    return found


_MAY_BE_EMPTY = ("title", "privacy_url")


def _something_to_say(found: Found) -> bool:
    return found.documents or found.conversations


PAGE = Page(
    path=PATH,
    name=key_of("Channels"),
    icon="megaphone",
    permission="widget_key:read",
    order=60,
    shown=_something_to_say,
    controller=ChannelController,
)
