"""The text of a Word paragraph as a reader sees it, with what stands beside the line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_NOTES = ("footnote", "endnote")
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_UNSEEN = frozenset(
    {
        *("del", "moveFrom", "instrText", "delText", "delInstrText", "rPr", "pPr", "sdtPr"),
        *("sdtEndPr", "fldData", "commentReference", "footnoteRef", "endnoteRef"),
    }
)
"""Deletions that were not accepted yet, and what steers the text and is none."""


class Told(msgspec.Struct, frozen=True):
    """A paragraph's own text, the notes below the line, and the boxes drawn over it."""

    text: str
    notes: tuple[str, ...]
    boxes: tuple[Any, ...]
    is_bold: bool


def name_of(element: Any) -> str:
    """The element's name within Word's own vocabulary; empty for what is not of it."""
    tag = element.tag
    return tag[len(_WORD) :] if isinstance(tag, str) and tag.startswith(_WORD) else ""


def attribute(element: Any, name: str) -> str:
    """An attribute of Word's own vocabulary; empty where it is missing."""
    return str(element.get(f"{_WORD}{name}") or "") if element is not None else ""


def child(element: Any, path: str) -> Any:
    """The first element below by its path of names ("pPr/numPr"), None where there is none."""
    return element.find("/".join(_WORD + name for name in path.split("/")))


def opened(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables of a body, cell or box, out of what wraps them.

    Content controls and insertions that were not accepted yet count; a table of contents does not.
    """
    for element in parent:
        name = name_of(element)
        if name in {"p", "tbl"}:
            yield element
        elif name == "sdt":
            gallery = child(element, "sdtPr/docPartObj/docPartGallery")
            content = child(element, "sdtContent")
            if content is not None and attribute(gallery, "val") != "Table of Contents":
                yield from opened(content)
        elif name in {"ins", "moveTo", "customXml"}:
            yield from opened(element)


class Reader:
    """Reads paragraphs of one document; `notes` are the texts of its notes by kind and id."""

    def __init__(self, notes: Mapping[tuple[str, str], str]) -> None:
        self._notes = notes

    def paragraph(self, paragraph: Any) -> Told:
        """What a `w:p` says."""
        said: list[str] = []
        notes: list[str] = []
        boxes: list[Any] = []
        weights: set[bool] = set()
        for element in _seen(paragraph):
            name = name_of(element)
            if name == "t":
                said.append(element.text or "")
                if said[-1].strip():
                    weights.add(_is_bold(element.getparent()))
            elif name in _SIGNS:
                said.append("" if attribute(element, "type") == "page" else _SIGNS[name])
            elif name == "txbxContent":
                boxes.append(element)
            elif name.endswith("Reference"):
                key = (name.removesuffix("Reference"), attribute(element, "id"))
                if note := self._notes.get(key):
                    notes.append(note)
        return Told("".join(said), tuple(notes), tuple(boxes), weights == {True})


def notes_of(document: Any) -> dict[tuple[str, str], str]:
    """The texts of footnotes and endnotes by ("footnote", id)."""
    from docx.oxml import parse_xml

    found: dict[tuple[str, str], str] = {}
    reader = Reader({})
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2].removesuffix("s")
        if kind not in _NOTES or relation.is_external:
            continue
        for note in parse_xml(relation.target_part.blob):
            lines = [reader.paragraph(each).text.strip() for each in opened(note)]
            found[kind, attribute(note, "id")] = " ".join(filter(None, lines))
    return found


def _seen(element: Any) -> Iterator[Any]:
    """What is shown below an element, in order; a text box is told as a whole."""
    for each in element:
        if each.tag == _ALTERNATIVE:  # the same drawing for older programs follows it
            yield from _seen(each[0] if len(each) else each)
            continue
        name = name_of(each)
        if name in _UNSEEN or (name == "r" and _is_hidden(each)):
            continue
        yield each
        if name != "txbxContent":
            yield from _seen(each)


def _is_hidden(run: Any) -> bool:
    return _is_on(child(run, "rPr/vanish"))


def _is_bold(run: Any) -> bool:
    return _is_on(child(run, "rPr/b"))


def _is_on(switch: Any) -> bool:
    return switch is not None and attribute(switch, "val") not in {"0", "false", "off"}
