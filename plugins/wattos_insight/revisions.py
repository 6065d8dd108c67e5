"""People's edits laid over what the analysis says, field by field.

A field that somebody wrote stays as written. When a later analysis says something else than it said
then, that is a difference: accepting it takes the analysis's words, rejecting it keeps one's own
until the analysis changes its mind again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

import msgspec

from wattos.errors import InvalidInput, NotFound

Subject = Literal["target_group", "persona"]

EDITABLE: Final[dict[Subject, tuple[str, ...]]] = {
    "target_group": ("name", "description"),
    "persona": ("name", "goals", "pains", "questions", "answering"),
}
"""The fields that people may write; figures and evidence are computed."""
_SHOWN: Final = tuple(dict.fromkeys(field for fields in EDITABLE.values() for field in fields))
"""The order in which differences are shown."""
_CLAIMS: Final = ("goals", "pains", "questions")


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wrote into a field."""

    value: Any
    """text, a list of texts, or an answer style"""
    base: Any
    """what the analysis said of the field when it was written or last confirmed"""
    evidence: tuple[dict[str, Any], ...] = ()
    """where the analysis's words stood then"""
    lost: bool = False
    """none of that evidence stands in the sources any more"""


Edits = dict[str, Edit]


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A field that people wrote and about which the analysis has since changed its mind."""

    field: str
    current: Any
    proposed: Any
    lost: bool
    """the evidence on which the current words rested is gone"""


def said(content: Mapping[str, Any], field: str) -> Any:
    """What `content` says of a field, in the form in which people edit it."""
    if field == "answering":
        return content["tone"]["answering"]
    if field in _CLAIMS:
        return [claim["text"] for claim in content[field]]
    return content[field]


def edited(content: Mapping[str, Any], edits: Edits, field: str, value: Any) -> Edits:
    """`edits` with a new value; writing what the analysis says takes the edit back."""
    proposed = said(content, field)
    rest = {name: edit for name, edit in edits.items() if name != field}
    if value == proposed:
        return rest
    source = content[field] if field in _CLAIMS else [content]
    evidence = tuple(item for part in source for item in part["evidence"])
    return {**rest, field: Edit(value=value, base=proposed, evidence=evidence)}


def overlaid(content: Mapping[str, Any], edits: Edits) -> dict[str, Any]:
    """The content as people see it."""
    shown = dict(content)
    for field, edit in edits.items():
        if field == "answering":
            shown["tone"] = {**shown["tone"], "answering": edit.value}
        elif field in _CLAIMS:
            known = {claim["text"]: claim for claim in content[field]}
            shown[field] = [known.get(text, {"text": text, "evidence": []}) for text in edit.value]
        else:
            shown[field] = edit.value
    shown["edited"] = sorted(edits)
    shown["lost"] = sorted(field for field, edit in edits.items() if edit.lost)
    return shown


def differences(content: Mapping[str, Any], edits: Edits) -> list[Difference]:
    """Where the analysis now says something else than when the field was written."""
    return [
        Difference(field=field, current=edit.value, proposed=proposed, lost=edit.lost)
        for field, edit in sorted(edits.items(), key=lambda item: _SHOWN.index(item[0]))
        if (proposed := said(content, field)) not in (edit.base, edit.value) or edit.lost
    ]


def decided(
    content: Mapping[str, Any], edits: Edits, field: str, decision: Literal["accept", "reject"]
) -> Edits:
    """`edits` after a decision; raises `NotFound` where there is nothing to decide."""
    if field not in {difference.field for difference in differences(content, edits)}:
        raise NotFound("There is no difference to decide on.", given=field)
    rest = {name: edit for name, edit in edits.items() if name != field}
    if decision == "accept":
        return rest
    kept = msgspec.structs.replace(edits[field], base=said(content, field), evidence=(), lost=False)
    return {**rest, field: kept}


def checked(edits: Edits, texts: Mapping[str, str]) -> Edits:
    """`edits` with `lost` set by whether a quote still stands in its document.

    `texts` are the sources by document id.
    """
    return {
        field: msgspec.structs.replace(
            edit,
            lost=bool(edit.evidence)
            and not any(
                item["quote"] in texts.get(str(item["document_id"]), "") for item in edit.evidence
            ),
        )
        for field, edit in edits.items()
    }


def require_editable(subject: Subject, field: str) -> None:
    """Raise `InvalidInput` for a field that is computed."""
    if field not in EDITABLE[subject]:
        raise InvalidInput(
            "This field cannot be edited.", given=field, expected=", ".join(EDITABLE[subject])
        )
