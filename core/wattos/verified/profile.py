"""What a question asks for and about what: the part of its meaning that must not differ."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

import msgspec

from wattos.knowledge import fold

LANGUAGES = ("de", "en", "tr")
_WORD = re.compile(r"[^\W_]+")
_PARTICLES = ("zuruck", "nach", "vor", "weg", "aus", "auf", "ein", "mit", "ab", "an", "um", "zu")
_ENDINGS = {
    "de": ("ungen", "ung", "isches", "ische", "en", "em", "er", "es", "e", "n", "s", "t"),
    "en": ("ings", "ing", "ies", "ed", "es", "e", "s", "y"),
    "tr": (),
}
_SHORTEST_STEM = 4
# Asking when something opens is asking for its opening, whether or not the question says "when".
_SAYS_WHEN = frozenset({"opening", "closing", "beginning", "ending"})


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """A question taken apart; `subject` are stems in order, `phrase` the same words as written."""

    language: str
    asks: frozenset[str]
    permission: bool
    """Whether it asks if something is allowed."""
    negated: bool
    numbers: frozenset[str]
    """Numbers, and letters that stand alone as one does: "Kurs C"."""
    particles: frozenset[str]
    """Prefixes of German separable verbs: "melde … an" and "anmelden" both have "an"."""
    subject: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def phrase(self) -> str:
        """The subject as a person wrote it, for comparing by meaning."""
        return " ".join(self.words)


class _Language(msgspec.Struct, frozen=True):
    asks: dict[str, re.Pattern[str]]
    permission: re.Pattern[str]
    negation: re.Pattern[str]
    common: frozenset[str]


@cache
def _languages() -> dict[str, _Language]:
    read = tomllib.loads(files("wattos.verified").joinpath("questions.toml").read_text("utf-8"))
    return {
        language: _Language(
            {name: re.compile(forms[language]) for name, forms in read["asks"].items()},
            re.compile(read["permission"][language]),
            re.compile(read["negation"][language]),
            frozenset(read["common"][language].split()),
        )
        for language in LANGUAGES
    }


def profile_of(text: str, language: str) -> Profile:
    """Take a question apart; a language without word lists is compared word by word."""
    known = _languages().get(language)
    folded = _folded(text)
    asks = frozenset(n for n, p in known.asks.items() if p.search(folded)) if known else frozenset()
    if asks & _SAYS_WHEN:
        asks -= {"time", "duration"}
    taken = _spans(known, asks | {"time", "duration"}, folded) if known else []
    common: frozenset[str] = known.common if known else frozenset()
    numbers: set[str] = set()
    particles: set[str] = set()
    subject: dict[str, str] = {}
    for match in _WORD.finditer(folded):
        word = match.group()
        if word.isdigit():
            numbers.add(word)
        elif any(start <= match.start() < end for start, end in taken):
            continue
        elif language == "de" and word in _PARTICLES:
            if _ends_clause(folded, match.end()):
                particles.add(word)
        elif word not in common and _is_letter(folded, match):
            numbers.add(word)
        elif word not in common:
            plain = fold(word, language)
            rest = _split(plain, particles) if language == "de" else plain
            subject.setdefault(_stem(rest, language), text[match.start() : match.end()])
    return Profile(
        language=language,
        asks=asks,
        permission=bool(known and known.permission.search(folded)),
        negated=bool(known and known.negation.search(folded)),
        numbers=frozenset(numbers),
        particles=frozenset(particles),
        subject=tuple(subject),
        words=tuple(subject.values()),
    )


def _folded(text: str) -> str:
    """The text folded letter by letter, so that places in it are places in the text."""
    return "".join(folded if len(folded := fold(letter)) == 1 else letter for letter in text)


def _spans(known: _Language, asks: frozenset[str] | set[str], folded: str) -> list[tuple[int, int]]:
    """Where the asking words stand; of a pattern that spans others only its two ends count."""
    found: list[tuple[int, int]] = []
    patterns = [known.asks[name] for name in asks] + [known.negation]
    for match in (m for pattern in patterns for m in pattern.finditer(folded)):
        words = list(_WORD.finditer(folded, match.start(), match.end()))
        if len(words) > 3:
            words = [words[0], words[-1]]
        found += [word.span() for word in words]
    return found


def _is_letter(text: str, match: re.Match[str]) -> bool:
    """A letter on its own, not one of an abbreviation ("z. B.") or cut off ("geht's")."""
    around = text[: match.start()][-1:] + text[match.end() :][:1]
    return len(match.group()) == 1 and not set(around) & set(".'’-/")


def _ends_clause(text: str, end: int) -> bool:
    return not _WORD.match(text[end:].lstrip(" "))


def _split(word: str, particles: set[str]) -> str:
    """A separable verb without its prefix, which is kept among the particles."""
    for particle in _PARTICLES:
        rest = word.removeprefix(particle)
        if rest != word and len(rest) > _SHORTEST_STEM:
            particles.add(particle)
            return rest.removeprefix("zu") if len(rest) > _SHORTEST_STEM + 2 else rest
    return word


def _stem(word: str, language: str) -> str:
    for ending in _ENDINGS.get(language, ()):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word
