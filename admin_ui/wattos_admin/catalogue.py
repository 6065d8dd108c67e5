"""The console's words: English in the code and templates is the key, `locale/*.po` the rest.

`python -m wattos_admin.catalogue` takes new keys into every catalogue and drops unused ones.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final, Literal

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

Language = Literal["de", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("de", "en")
FOLDER = Path(__file__).resolve().parent
_METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")]
_KEYWORDS = {"_": None, "key_of": None, "ngettext": (1, 2)}
_OPTIONS = {"**/templates/**.html": {"newstyle_gettext": "true", "silent": "false"}}


def language_of(text: str | None) -> Language | None:
    """The console's language that a code such as `de-AT` means; None for others."""
    short = (text or "").lower()[:2]
    return short if short in LANGUAGES else None


class Words:
    """The words of one language, as the templates' gettext extension wants them."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._singular: dict[str, str] = {}
        self._plural: dict[str, tuple[str, ...]] = {}
        for message in read(language):
            if isinstance(message.id, tuple):
                self._plural[message.id[0]] = tuple(str(form) for form in message.string or ())
            elif message.id:
                self._singular[str(message.id)] = str(message.string)

    def gettext(self, key: str) -> str:
        """The words for an English key."""
        return self._singular.get(key) or key

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The words for a number of things."""
        forms = self._plural.get(one, (one, many))
        return forms[0] if number == 1 else forms[-1]


@cache
def words(language: Language) -> Words:
    """The catalogue of a language, read once."""
    return Words(language)


def read(language: Language) -> Catalog:
    """The catalogue as it lies in its file; empty for English, whose keys are its words."""
    path = FOLDER / "locale" / f"{language}.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def used() -> Catalog:
    """Every key that the code and the templates use."""
    found = Catalog(project="wattos_admin", charset="utf-8")
    rows = extract_from_dir(FOLDER, _METHODS, _OPTIONS, keywords=_KEYWORDS)
    for name, _line, key, _comments, _context in rows:
        if not name.startswith("frontend/"):
            found.add(key, locations=[(name, 0)])
    return found


def update() -> None:
    """Bring the German catalogue up to date with the keys."""
    catalogue = read("de")
    catalogue.update(used(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with (FOLDER / "locale" / "de.po").open("wb") as file:
        write_po(file, catalogue, omit_header=True, sort_output=True, include_lineno=False)


if __name__ == "__main__":
    update()
