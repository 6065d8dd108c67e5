"""Every word of the console is there in German and English."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Message

from wattos_admin import catalogue

_PLACES = re.compile(r"%\(\w+\)s")


def key_of(message: Message) -> str:
    """The English key; of a plural its singular."""
    return str(message.id[0] if isinstance(message.id, tuple) else message.id)


GERMAN = {key_of(message): message for message in catalogue.read("de") if message.id}


def test_every_key_has_its_german_words() -> None:
    keys = {key_of(message) for message in catalogue.used() if message.id}
    assert keys - GERMAN.keys() == set(), "run `python -m wattos_admin.catalogue` and translate"
    assert GERMAN.keys() - keys == set(), "run `python -m wattos_admin.catalogue`"


@pytest.mark.parametrize("key", sorted(GERMAN))
def test_german_words_are_complete_and_certain(key: str) -> None:
    message = GERMAN[key]
    texts = list(message.string) if isinstance(message.string, tuple) else [message.string or ""]
    assert all(texts)
    assert not message.fuzzy
    for text in texts:
        assert set(_PLACES.findall(str(text))) <= set(_PLACES.findall(key))


def test_plural_is_chosen_by_number() -> None:
    german = catalogue.words("de")
    one, many = "%(num)s page read", "%(num)s pages read"
    assert german.ngettext(one, many, 1) == "%(num)s Seite gelesen"
    assert german.ngettext(one, many, 12) == "%(num)s Seiten gelesen"
