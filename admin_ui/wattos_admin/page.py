"""A page's place in the console."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from litestar import Controller

ROOT = "/admin"
EXAMPLE_SITE = f"{ROOT}/example-site"


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a tenant has by now; the navigation grows with it."""

    documents: bool = False
    conversations: bool = False
    verified: bool = False
    """Answers that an editor wrote, also ones that came from a file."""
    agents: bool = False
    """More agents than the one every tenant begins with."""


def always(_: Found) -> bool:
    """For entries that are there from the beginning."""
    return True


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """One of several pages behind an entry, with tabs between them; `name` is an English key."""

    path: str
    name: str
    permission: str


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the navigation and the handlers behind it.

    `name` is an English key of the catalogue, or the finished words by language for a page that
    another plugin brings. With `sections` the entry is there for whoever may open one of them, and
    leads to the first of those.
    """

    path: str
    name: str | dict[str, str]
    icon: str
    permission: str
    order: int
    shown: Callable[[Found], bool] = always
    controller: type[Controller] | None = None
    sections: tuple[Section, ...] = ()


def key_of(english: str) -> str:
    """The key itself; marks a text outside of handlers for the catalogue."""
    return english
