"""The platform's own sentences in a conversation, in every language it greets people in."""

from __future__ import annotations

from typing import Any, cast

import msgspec

from wattos.errors import InvalidInput, TooLarge
from wattos.events import TurnEvent, encode_event

MAX_MESSAGE_CHARACTERS = 8000

# The notice of Article 50 of the EU AI Act, due at the latest at the first interaction.
DISCLOSURE = {
    "de": "Hier antwortet eine KI. Sie kann sich irren; prüfen Sie Wichtiges in den "
    "angegebenen Quellen.",
    "en": "An AI answers here. It can be wrong; check what matters in the sources it names.",
    "tr": "Burada bir yapay zekâ yanıt verir. Yanılabilir; önemli bilgileri gösterilen "
    "kaynaklardan kontrol edin.",
}

FAILED = {
    "de": "Das hat leider nicht geklappt. Bitte versuchen Sie es noch einmal.",
    "en": "Sorry, that did not work. Please try again.",
    "tr": "Maalesef bu işe yaramadı. Lütfen tekrar deneyin.",
}

STOPPED = {"de": "Abgebrochen.", "en": "Stopped.", "tr": "Durduruldu."}

NO_AGENT = {
    "de": "Hier ist noch kein Agent eingerichtet, der antworten kann.",
    "en": "No agent that could answer is set up here yet.",
    "tr": "Burada henüz yanıt verebilecek bir asistan kurulmadı.",
}

SOURCES = {"de": "Quellen", "en": "Sources", "tr": "Kaynaklar"}

PAGE = {"de": "Seite", "en": "page", "tr": "sayfa"}

REPLY_WITH_NUMBER = {
    "de": "Antworten Sie mit der Nummer",
    "en": "Reply with the number",
    "tr": "Numarayla yanıtlayın",
}


def localized(texts: dict[str, str], language: str | None) -> str:
    """The text in `language` (a tag such as `de-AT` counts as `de`), English otherwise."""
    return texts.get((language or "").lower()[:2]) or texts["en"]


def clean_message(text: str) -> str:
    """A person's message as it can be stored: no NUL, no lone surrogates, no outer blanks.

    Raises InvalidInput when nothing is left and TooLarge for more than 8,000 characters.
    """
    cleaned = storable(text).strip()
    if not cleaned:
        raise InvalidInput("The message is empty.", expected="a text")
    if len(cleaned) > MAX_MESSAGE_CHARACTERS:
        raise TooLarge(
            "The message is too long.",
            given=f"{len(cleaned)} characters",
            expected=f"at most {MAX_MESSAGE_CHARACTERS}",
        )
    return cleaned


def storable_event(event: TurnEvent) -> TurnEvent:
    """`event` with storable texts, wherever in it they stand."""
    try:
        if b"\\u0000" not in encode_event(event):
            return event
    except UnicodeEncodeError:
        pass
    return msgspec.convert(_storable_value(msgspec.to_builtins(event)), TurnEvent)


def _storable_value(value: Any) -> Any:
    match value:
        case str():
            return storable(value)
        case list():
            return [_storable_value(item) for item in cast("list[Any]", value)]
        case dict():
            return {
                storable(key): _storable_value(item)
                for key, item in cast("dict[str, Any]", value).items()
            }
        case _:
            return value


def storable(text: str) -> str:
    """`text` without what neither UTF-8 nor Postgres can hold."""
    if "\x00" not in text and text.isascii():
        return text
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
