"""Follow-up questions: which cannot be understood alone, and what they take along.

Without a language model a conversation is read turn by turn. What a question is about (its topic)
is what its words name beside the asking itself. The next one may name a topic of its own and
stands alone; or ask something else of the same ("Wie lange dauert das?"), then the topic goes
along, not what was asked of it; or ask the same of something else ("und das Hallenbad?") or under
another condition ("und am Samstag?"), then the question before is asked again with the change.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from wattos.agents.follow_up_topic import (
    SaidWord,
    only_belongs,
    separable_verb,
    topic_of,
    words_of,
)
from wattos.agents.follow_up_words import (
    ARTICLES,
    ASKING_FIRST,
    ASKS_IN_TURKISH,
    ATTRIBUTE,
    CLAUSES,
    CORRECTION,
    DEMONSTRATIVE,
    DEMONSTRATIVE_BEFORE_ADJECTIVE,
    GROUPS,
    HANDLING,
    INTERROGATIVES,
    INTRODUCES,
    IS_ADVERB,
    LAST_WORDS,
    OPENING,
    PERSONAL,
    PLACES,
    POINTS_BACK,
    POINTS_IN_CLAUSE,
    PREPOSITIONS,
    RELATIONS,
    SEASONS,
    SITUATION,
    THINGLESS,
    TIMES,
    is_own,
)
from wattos.agents.handoff import asks_for_person
from wattos.agents.organisation import stands_alone
from wattos.agents.schemas import HistoryMessage
from wattos.agents.small_talk import asks_nothing

_TOO = re.compile(r"\s+(?:auch|too|as well)(?=\W*$)", re.IGNORECASE)
_LANGUAGES = frozenset({"de", "en", "tr"})
_FEW_WORDS = 4
_PASSING = frozenset({"time", "season", "group"})
"""Conditions that end with the question they were put to."""


class _Said(msgspec.Struct, frozen=True):
    """A question of the conversation in words that stand alone.

    `base` is empty before anything was said of the topic. `changes` are the conditions that were
    put to it afterwards, by their kind; of one kind only the last holds.
    """

    base: str
    topic: str
    added: str = ""
    """What the last question named beside the topic."""
    changes: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        said, words = self.base, words_of(self.base)
        for kind, text in self.changes:
            if kind in ("time", "season") and words[-1].low in LAST_WORDS:
                said = f"{said[: words[-1].start]}{text} {said[words[-1].start :]}"
            elif kind == "group":  # said beside the question, it need not stand in the answer
                said = f"{_ended(said)} {text}"
            else:
                said = f"{said} {text}"
        return _ended(said)

    @property
    def subject(self) -> str:
        """What a question after this one is about, when it names nothing itself."""
        own = [
            text
            for kind, text in self.changes
            if kind not in _PASSING and any(is_own(word.low) for word in words_of(text))
        ]
        return " ".join(part for part in (self.topic, self.added, *own) if part)


def standalone_question(
    question: str, history: Sequence[HistoryMessage], language: str, topic: str = ""
) -> str:
    """The question with what it leans on in the conversation; `language` is the question's.

    A conversation that names nothing ("Was kostet das?") is about `topic`: what the agent is for.
    """
    before: _Said | None = None
    for message in history:
        if message.role == "person" and not _asks_no_source(message.text):
            before = _understand(message.text, before or _about(topic, message.text), language)
    if before is None and language in _LANGUAGES:
        before = _about(topic, question)
    if before is None:
        return question
    if language not in _LANGUAGES:  # without word lists only length tells
        few = 0 < len(words_of(question)) <= _FEW_WORDS
        return f"{before.text} {_ended(question)}" if few else question
    said = _understand(question, before, language)
    return question if said.base == question else said.text


def _about(topic: str, text: str) -> _Said | None:
    """The agent's topic as what a first question leans on; None when it stands alone."""
    if not topic or not words_of(text) or _asks_no_source(text):
        return None
    asks_of_it = _leans(text) if _asks(text) else _names_a_relation(text)
    return _Said(base="", topic=topic) if asks_of_it else None


def _names_a_relation(text: str) -> bool:
    """Whether it names only what one asks of a thing: "Öffnungszeiten", "Kosten"."""
    lows = [word.low for word in words_of(text)]
    return not any(is_own(low) for low in lows) and any(low in RELATIONS for low in lows)


def _asks_no_source(text: str) -> bool:
    return asks_nothing(text) or asks_for_person(text)


def _understand(text: str, before: _Said | None, language: str) -> _Said:
    text = text.strip()
    if before is None or stands_alone(text, language):
        return _alone(text)
    if corrected := CORRECTION.match(text):
        return _corrected(corrected["meant"] or corrected["meant_tr"], before)
    rest = _TOO.sub("", OPENING.sub("", text, count=1))
    if not words_of(rest):
        return _alone(text)
    if _asks(rest):
        return _asked_of(rest, before) if _leans(rest) else _alone(rest)
    return _gone_on(rest, before, opened=rest != text) or _alone(rest)


def _alone(text: str) -> _Said:
    return _Said(base=text, topic=topic_of(text))


def _corrected(meant: str, before: _Said) -> _Said:
    words = words_of(meant)
    thing = any(is_own(word.low) or only_belongs(word.low) for word in words)
    if thing and words[0].low not in PREPOSITIONS:
        return _of_another(meant, before, surely=True) or _alone(meant)
    return _gone_on(meant, before, opened=True) or _alone(meant)


def _gone_on(part: str, before: _Said, *, opened: bool) -> _Said | None:
    """What a part of a sentence says after `before`; None when it begins anew."""
    words = words_of(part)
    own = [word for word in words if is_own(word.low)]
    if POINTS_BACK.search(part):
        return _asked_of(part, before)
    if SITUATION.match(part) or words[0].low in PREPOSITIONS:
        return _under(part, before)
    if not own:
        if any(word.low in RELATIONS for word in words):
            return _asked_of(part, before)
        number = opened and len(words) == 1 and words[0].text[0].isdigit()
        return (number and _of_another(part, before)) or _under(part, before)
    if not opened:
        return None if words[-1].low != "için" else _under(part, before)
    how = own[0].text.islower() and IS_ADVERB.fullmatch(own[0].low)
    if how or words[-1].low in ("için", "ile"):
        return _under(part, before)
    return _of_another(part, before)


def _asks(text: str) -> bool:
    """Whether it asks in its own words, rather than going on with the question before."""
    lows = [word.low for word in words_of(text)]
    if any(low in INTERROGATIVES or ASKS_IN_TURKISH.fullmatch(low) for low in lows):
        return True
    return ASKING_FIRST.search(text) is not None or lows[0] in ("dort", "da", "dann")


def _leans(question: str) -> bool:
    """Whether a question names nothing of its own, or points at what was spoken of."""
    words = words_of(question)
    own = [word for word in words if is_own(word.low) and word.low not in HANDLING]
    if not own and all(word.low in HANDLING for word in separable_verb(words)):
        return True
    if POINTS_IN_CLAUSE.search(question):
        return True
    # "Kann man erst mal probieren?": who writes nouns with a capital has named none.
    if question[0].isupper() and ASKING_FIRST.search(question) and _names_none(own):
        return True
    if words[0].low in ("dort", "da", "dann", "dafür"):
        return True
    if CLAUSES.search(question.rstrip("?!. ")):
        return False
    return any(
        pattern.search(question)
        for pattern in (POINTS_BACK, DEMONSTRATIVE, DEMONSTRATIVE_BEFORE_ADJECTIVE, PERSONAL)
    ) or (question[0].isupper() and THINGLESS.search(question) is not None)


def _names_none(own: Sequence[SaidWord]) -> bool:
    return all(word.text.islower() and word.low.endswith("en") for word in own)


def _asked_of(question: str, before: _Said) -> _Said:
    """Something else asked of the same thing, which takes the place of a pronoun."""
    question, subject = question.rstrip("?!. "), before.subject
    if not before.base:  # a page's title: it fits into no sentence
        return _Said(base=f"{subject}: {_ended(question)}", topic=subject)
    if not subject:
        return _Said(base=f"{before.text} {_ended(question)}", topic="")
    added = ""
    if INTRODUCES.search(question) and not _stands_for(question):
        added = " ".join(word.text for word in words_of(question) if is_own(word.low))
    return _Said(base=_with(subject, question), topic=before.topic or subject, added=added)


def _stands_for(question: str) -> re.Match[str] | None:
    """The article without a thing of "Gibt es den auch in Schwarz?"."""
    return DEMONSTRATIVE.search(question) or DEMONSTRATIVE_BEFORE_ADJECTIVE.search(question)


def _with(subject: str, question: str) -> str:
    if found := _stands_for(question):
        return f"{question[: found.end()]} {subject}{question[found.end() :]}"
    if found := POINTS_IN_CLAUSE.search(question):
        start, end = found.span("they" if found["they"] else "it")
        return f"{question[:start]}{subject}{question[end:]}"
    if found := PERSONAL.search(question):
        start, end = found.span("they") if found["they"] else found.span()
        return f"{question[:start]}{subject}{question[end:]}"
    return f"{subject}: {question}"


def _under(condition: str, before: _Said) -> _Said:
    """The same question under another condition: "und am Samstag?", "für Kinder?"."""
    condition = condition.rstrip("?!. ")
    kind = _kind(condition)
    changes = [change for change in before.changes if change[0] != kind]
    base, topic = before.base.rstrip("?!. "), before.topic
    if old := _same_kind(base, kind):
        base = base.replace(old, condition, 1)
        topic = topic_of(base) if ":" not in base else topic
        return _Said(base=base, topic=topic, added=before.added, changes=tuple(changes))
    changes.append((kind, condition))
    return _Said(base=base, topic=topic, added=before.added, changes=tuple(changes))


def _kind(condition: str) -> str:
    lows = [word.low for word in words_of(condition)]
    if any(low in SEASONS for low in lows):
        return "season"
    if any(low in TIMES for low in lows):
        return "time"
    if any(low in GROUPS for low in lows):
        return "group"
    if lows[0] in PLACES:
        return "place"
    return lows[0] if lows[0] in PREPOSITIONS else "other"


def _same_kind(base: str, kind: str) -> str:
    """The condition of that kind in a question, or nothing."""
    words = words_of(base)
    for place, word in enumerate(words):
        if _kind(word.text) == kind and word.low in TIMES:
            first = words[place - 1] if place and words[place - 1].low in PREPOSITIONS else word
            return base[first.start : word.end]
        alike = word.low in PLACES if kind == "place" else word.low == kind in PREPOSITIONS
        if alike and place + 1 < len(words):
            last = place + 1
            while words[last].low in ARTICLES and last + 1 < len(words):
                last += 1
            while last + 1 < len(words) and is_own(words[last + 1].low):
                last += 1
            named = [word for word in words[:place] if is_own(word.low)]
            return base[word.start : words[last].end] if named else ""
    return ""


def _of_another(thing: str, before: _Said, *, surely: bool = False) -> _Said | None:
    """The same question about another thing; None when the question names none."""
    words = words_of(thing)
    article = len(words) > 1 and words[0].low in ARTICLES
    if article:
        words = words[1:]
    new = thing[words[0].start : words[-1].end]
    old = _replaced(before.base, new, before, article=article, surely=surely)
    if not old:
        return (
            None
            if not before.subject
            else _Said(base=f"{before.text} {thing.rstrip('?!. ')}", topic=before.topic, added=new)
        )
    attribute = ATTRIBUTE.fullmatch(new) and old[0].isupper()
    if attribute or all(word.low in HANDLING for word in words_of(old)):
        return _under(new, before)
    return _Said(
        base=before.base.replace(old, new, 1),
        topic=before.topic.replace(old, new, 1),
        added=before.added.replace(old, new, 1),
        changes=tuple(change for change in before.changes if change[0] not in _PASSING),
    )


def _replaced(base: str, new: str, before: _Said, *, article: bool, surely: bool) -> str:
    """The words of a question that name a thing which the new one takes the place of."""
    words = words_of(base)
    if new[0].isdigit():
        return next((word.text for word in words if word.text[0].isdigit()), "")
    named = {word.low for word in words_of(before.subject)}
    places = [place for place, word in enumerate(words) if word.low in named]
    # Where names have capitals, one of them is replaced, not the verb beside it.
    if any(words[place].text[0].isupper() for place in places if place):
        places = [place for place in places if words[place].text[0].isupper()]
    runs: list[list[int]] = []
    for place in places:
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    if not runs:
        return ""
    run = min(runs, key=lambda run: _is_placed(words[: run[0]]))
    ahead = words[: run[0]]
    first = words[run[0]]
    capital = new[0].isupper() and first.text[0].isupper()
    alike = article and bool(ahead) and ahead[-1].low in ARTICLES
    written_alike = not first.start or new[0].isupper() == first.text[0].isupper()
    alone = len(run) == 1 and not _is_placed(ahead) and written_alike
    if not (surely or capital or alike or alone):
        return ""  # it may be a part of it as well: "was kostet rohrcad planung", "und betrachter?"
    return base[words[run[0]].start : words[run[-1]].end]


def _is_placed(ahead: Sequence[SaidWord]) -> bool:
    """Whether what comes next belongs to a preposition: "der Versand nach Österreich"."""
    if ahead and ahead[-1].low in ARTICLES:
        ahead = ahead[:-1]
    return bool(ahead) and ahead[-1].low in PREPOSITIONS


def _ended(text: str) -> str:
    """As people type, questions have no mark; together they need one to be told apart."""
    text = text.strip()
    return text if text.endswith(("?", "!", ".")) else f"{text}?"
