"""Whether sources support a sentence that a language model wrote; no model is asked for it.

What is checked are facts (`facts.py`), how many of the sentence's words its sources know, and
whether it says yes where they say no (`polarity.py`). A sentence that recombines what its source
says in the source's own words passes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from wattos.agents.facts import MONTHS, Fact, FactSheet, facts_of
from wattos.agents.polarity import contradicts
from wattos.agents.weekdays import named_days
from wattos.knowledge import fold
from wattos.llm import Passage

MARKER = re.compile(r"\[\s*\d{1,2}(?:\s*[,;]\s*\d{1,2})*\s*\]")
_WORD = re.compile(r"[^\W\d_]{4,}")
_LEAST_SUPPORT = 0.45
"""Share of a sentence's words that its sources must know."""
_LEAST_BESIDE_FACTS = 0.25
"""The same for a sentence with facts, all of which its sources state."""
_FEWEST_WORDS = 2
_LONGEST_STEM = 6
_ABOUT_ITSELF = re.compile(
    r"\b(?:ich|mir|mich|meine?|I|I'm|me|my|ben|bana|benim|size|yardımcı)\b|\?[\s\"”“)]*$"
)
_COMMON_WORDS = """
    aber alle allem allen aller alles also auch auf außerdem bei beim bereits beträgt bietet
    bis bitte brauchen braucht benötigen benötigt damit dabei dafür dann daran darauf darf dazu
    dürfen
    dass deine deinen denn dies diese diesem diesen dieser dieses dort durch eine einem einen
    einer eines einfach erfolgt erhalten etwa etwas finden findet für ganz geben gern gerne
    gibt haben hast hier hierfür ihnen ihre ihrem ihren ihrer immer indem insgesamt jede jedem
    jeden jeder jedoch jeweils kann kein keine keinen können könnten lassen liegt machen meist
    möchten möglich müssen muss nach nehmen nicht noch nötig nötige notwendig nutzen oder ohne
    rund sein seine sich sie sind sobald sofern sollte sollten somit sowie soll sollen statt
    stehen steht über unter verfügung vom von vor wann wenn weil weitere wenden werden wie
    wird wurde wurden zudem zum zur zwar zwischen kostet kosten gilt gelten about after also
    and any are available been before both but can could does each either every for from have
    here however into just must need needed needs needing only other over please required
    requires should some such than that the their them then there these they this those under
    until very well were what when where which while will with within without would you your
    find get cost costs takes take make değil değildir ancak bile bir biri bunun bunlar çünkü daha
    diğer
    edilir eder edin gerek gereken gerekir gerekli gibi hangi için ile kadar olan olarak
    olduğu olması olur sadece sonra size sizin tarafından üzere veya yapılır yapın zaman göre
"""
_NAME = re.compile(r"(?<=[a-zçğıöşü,] )[A-ZÇĞİÖŞÜ][a-zçğıöşü]{3,}")
_NAMES_HAVE_CAPITALS = frozenset({"en", "tr"})
_COMMON = frozenset(_COMMON_WORDS.split())


class Source:
    """A passage or other text that sentences are held against."""

    def __init__(self, text: str, language: str = "") -> None:
        self.text = text
        self.language = language
        self.facts = FactSheet(text)
        self._words = frozenset(fold(w.lower(), language) for w in _WORD.findall(text))

    def knows(self, word: str) -> bool:
        """Whether the source has the word, inflected otherwise or as a part of a compound."""
        return word in self._words or any(_related(word, known) for known in self._words)


class SentenceCheck:
    """Holds sentences against numbered passages and against what else the turn knows.

    `asked` is the question: its words are known, and its facts except amounts and times.
    """

    def __init__(
        self, passages: Sequence[Passage], language: str, *, asked: str, beside: Sequence[str] = ()
    ) -> None:
        self._language = language
        self._given = passages
        self._told = [text for text in beside if text]
        self._question = asked

    @cached_property
    def _passages(self) -> list[Source]:
        """Read when the first sentence asks: an answer that is quoted needs no check."""
        return [_source(passage) for passage in self._given]

    @cached_property
    def _beside(self) -> list[Source]:
        return [Source(text, self._language) for text in self._told]

    @cached_property
    def _asked(self) -> Source:
        return Source(self._question, self._language)

    def learn(self, text: str) -> None:
        """Take a tool's result as a source for what follows."""
        self._beside.append(Source(text, self._language))

    def supports(self, sentence: str) -> bool:
        """Whether the passages that the sentence names, or all when it names none, support it."""
        markers = " ".join(MARKER.findall(sentence))
        named = [int(number) for number in re.findall(r"\d+", markers)]
        cited = [self._passages[n - 1] for n in named if 1 <= n <= len(self._passages)]
        sources = [*(cited or self._passages), *self._beside]
        claim = MARKER.sub("", sentence)
        facts = facts_of(claim)
        if not all(self._holds(fact, sources) for fact in facts):
            return False
        if not cited and _ABOUT_ITSELF.search(claim):
            return True
        if any(source.language != self._language for source in cited or self._passages):
            return True  # across languages shared words prove nothing
        if self._names_unknown(claim, sources) or self._contradicts(claim, sources):
            return False
        if any(fact.kind in ("digits", "reach") for fact in facts):
            return True
        return self._share(claim, sources) >= (_LEAST_BESIDE_FACTS if facts else _LEAST_SUPPORT)

    def _holds(self, fact: Fact, sources: Sequence[Source]) -> bool:
        known = sources if fact.bound else (*sources, self._asked)
        return any(source.facts.holds(fact) for source in known)

    def _names_unknown(self, claim: str, sources: Sequence[Source]) -> bool:
        """Whether a name stands in the sentence that nobody has said; German nouns are no names."""
        if self._language not in _NAMES_HAVE_CAPITALS:
            return False
        names = [name for name in _NAME.findall(claim) if not named_days(name)]
        folded = [
            fold(name.lower(), self._language) for name in names if name.lower() not in MONTHS
        ]
        known = (*sources, self._asked)
        return any(not any(source.knows(name) for source in known) for name in folded)

    def _contradicts(self, claim: str, sources: Sequence[Source]) -> bool:
        days = (word for word in _WORD.findall(claim.lower()) if named_days(word))
        words = telling_words(claim, self._language) | {fold(day, self._language) for day in days}

        def share(clause: str) -> float:
            known = Source(clause, self._language)
            return sum(known.knows(word) for word in words) / len(words)

        return contradicts(claim, [source.text for source in sources], share, len(words))

    def _share(self, claim: str, sources: Sequence[Source]) -> float:
        folded = telling_words(claim, self._language)
        if len(folded) < _FEWEST_WORDS:
            return 1.0
        known = (*sources, self._asked)
        return sum(any(s.knows(word) for s in known) for word in folded) / len(folded)


def telling_words(text: str, language: str) -> frozenset[str]:
    """The folded words of a text that say something about its subject."""
    words = {word.lower() for word in _WORD.findall(text)} - _COMMON - MONTHS
    words = {word for word in words if not named_days(word)}
    return frozenset(fold(word, language) for word in words)


def _source(passage: Passage) -> Source:
    around = (passage.title, *passage.heading_path, passage.url)
    return Source("\n".join((*around, passage.text, passage.search_text)), passage.language)


def _related(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if shorter in longer and (len(shorter) >= 5 or longer.endswith(shorter)):
        return True
    stem = min(_LONGEST_STEM, max(4, len(shorter) - 2))
    return one[:stem] == other[:stem]
