"""The form of a verified answer as somebody filled it in, for when it cannot be kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from wattos.database import utcnow
from wattos.errors import Conflict, InvalidInput
from wattos_admin.faults import told
from wattos_admin.view import View

LONGEST: Final = {"question": 1000, "answer": 8000}
LANGUAGES: Final = {"de": "Deutsch", "en": "English", "tr": "Türkçe"}


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the fields, and what is wrong with them: a sentence by field.

    The fault of no single field is under `form`.
    """

    question: str = ""
    phrasings: list[str] = []
    answer: str = ""
    spoken_in: str = ""
    until: str = ""
    translations: dict[str, str] = {}
    owner: str = ""
    faults: dict[str, str] = {}


def translation_field(language: str) -> str:
    """The name of the field that holds the answer in a language."""
    return f"answer_{language}"


def typed(view: View, form: Mapping[str, Any], error: InvalidInput | Conflict) -> Typed:
    """What was filled in, with the words for why it was not kept."""
    given = {name: str(form.get(name, "")) for name in (*LONGEST, "phrasings", "language", "until")}
    faults: dict[str, str] = {}
    for name, longest in LONGEST.items():
        length = len(given[name].strip())
        if length == 0:
            faults[name] = view._("Something has to stand here.")
        elif length > longest:
            faults[name] = view._("At most %(count)s characters.", count=longest)
    for language in LANGUAGES:
        name = translation_field(language)
        if len(str(form.get(name, "")).strip()) > LONGEST["answer"]:
            faults[name] = view._("At most %(count)s characters.", count=LONGEST["answer"])
    if _is_over(given["until"], view):
        faults["until"] = view._("Choose a day to come.")
    if isinstance(error, Conflict):
        faults = {"form": view._(
            "Somebody has changed this answer meanwhile; theirs stands under Versions. What you "
            "wrote is still here: look at both, then keep it."
        )}  # fmt: skip
    return Typed(
        question=given["question"],
        phrasings=given["phrasings"].splitlines(),
        answer=given["answer"],
        spoken_in=given["language"],
        until=given["until"],
        translations={
            language: str(form.get(translation_field(language), "")) for language in LANGUAGES
        },
        owner=str(form.get("owner", "")),
        faults=faults or {"form": told(view, error)},
    )


def left_out(view: View, *, sources: bool, translations: bool = False) -> list[str]:
    """What went with the text that a correction replaced, a sentence each."""
    told: list[str] = []
    if sources:
        told.append(view._("Sources that do not say this were left out."))
    if translations:
        told.append(view._("Translations of the old text were left out."))
    return told


def _is_over(day: str, view: View) -> bool:
    try:
        return (
            bool(day) and datetime.fromisoformat(day).date() < utcnow().astimezone(view.zone).date()
        )
    except ValueError:
        return True
