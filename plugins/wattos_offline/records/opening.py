"""Is it open, when does it close: opening hours against the tenant's clock."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from wattos.llm import RecordSource
from wattos.records import Closure, Hours
from wattos_offline.question import Question
from wattos_offline.records.clocks import clock_of
from wattos_offline.records.habits import answer_habit, habit_of
from wattos_offline.records.intent import Wish
from wattos_offline.records.moments import Moment, moment_of
from wattos_offline.records.own import names_own_house, own_hours
from wattos_offline.records.seasons import answer_season, answer_week, season_of, without_seasons
from wattos_offline.records.stating import Statement, of_kind
from wattos_offline.records.subjects import fit_of, label_of
from wattos_offline.records.week import DayPlan, next_opening, open_at, plan_of
from wattos_offline.records.wording import say, when, word

_CLOSED = re.compile(r"\b(?:geschlossen|zu|closed|kapalı(?! havuz))\b", re.I)
_OPEN = re.compile(r"\b(?:offen|geöffnet|auf|open|açık(?! havuz))\b", re.I)
_CLOSES = re.compile(r"\b(?:schlie(?:ß|ss)t|zu(?=\s*\?)|closes?|closing|kapan\w+)\b", re.I)
_OPENS = re.compile(r"\b(?:öffnet|opens?(?=\s*\?)|opens|aufmachen|macht .* auf|açıl\w+)\b", re.I)
_WHEN = re.compile(
    r"\b(?:wann|um wie ?viel uhr|wie lange|when|what time|until when|how long|kaçta|ne zaman)\b",
    re.I,
)
_ARTICLE = re.compile(r"\b(?P<article>das|die|der|the)\s+(?P<noun>[^\W\d_][\w-]+)", re.I)
_PRESENT = re.compile(
    r"\b(?:offen|geöffnet|geschlossen|open|closed|açık|kapalı|auf(?=\s*\?)|zu(?=\s*\?))", re.I
)


_MOST_TOLD = 3
_MOST_WORDS = 60
"""Of an organisation's places; an answer cites no more and is no longer, unless the first is."""


def answer_hours(
    records: Sequence[RecordSource],
    question: Question,
    wish: Wish,
    *,
    now: datetime | None,
    region: str,
) -> Statement | None:
    """The answer for the day or season that is asked about, or for the whole year.

    Who names no place, or the house of which no page names the hours, asks for the organisation's
    own; where its page gives those of several, they are told in the page's order as far as they can
    be. None in doubt.
    """
    if now is None:
        return None
    if not wish.subject:
        told = _own(records, question, wish, now, region)
        return told or _answer(records, question, wish, now=now, region=region)
    named = _answer(records, question, wish, now=now, region=region)
    if named is None and names_own_house(wish.subject, question.language):
        return _own(records, question, Wish(wish.kind, ()), now, region)
    return named


def _own(
    records: Sequence[RecordSource], question: Question, wish: Wish, now: datetime, region: str
) -> Statement | None:
    closures = [source for source, _ in of_kind(records, Closure)]
    told: list[Statement] = []
    for hours in own_hours(records)[:_MOST_TOLD]:
        each = _answer([hours, *closures], question, wish, now=now, region=region)
        if each is None or (told and _words(*told, each) > _MOST_WORDS):
            break
        told.append(each)
    # What holds for all of them, such as days on which the house is closed, is told once, last.
    paragraphs = [part for statement in told for part in statement.text.split("\n\n")]
    text = "\n\n".join(reversed(dict.fromkeys(reversed(paragraphs))))
    sources = dict.fromkeys(source for statement in told for source in statement.sources)
    return Statement(text, tuple(sources)) if told else None


def _words(*told: Statement) -> int:
    return sum(len(statement.text.split()) for statement in told)


def _answer(
    records: Sequence[RecordSource],
    question: Question,
    wish: Wish,
    *,
    now: datetime,
    region: str,
) -> Statement | None:
    season = season_of(question.text, now.date())
    if season is not None:
        return _of_season(records, question, wish, season)
    asks_when = _WHEN.search(question.text) is not None
    present = not asks_when and bool(question.yes_no and _PRESENT.search(question.text))
    moment = moment_of(question.text, now.date(), present=present)
    chosen = _choose(records, question, wish)
    if chosen is None:
        return None
    closures = [
        source
        for source, _ in of_kind(records, Closure)
        if source.place.document_id == chosen.place.document_id
    ]
    if moment is None:
        return _of_the_week(chosen, closures, question)
    plan = plan_of(chosen, closures, moment.day, region=region, language=question.language)
    if not plan.sure and plan.closure is not None:
        day = when(plan.day, now.date(), question.language)
        quote = plan.closure.place.text
        text = say("exception", question.language, when=day, quote=quote)
        return Statement(text, (plan.closure,))
    if not plan.sure:
        return None
    telling = _Telling(question, chosen, plan, moment, now)
    habit = telling.habit(asks_when=asks_when) if plan.closure is None else None
    if habit is not None:
        return Statement(habit, (chosen,))
    text = telling.sentence(asks_when=asks_when)
    if text is None:
        return None
    text += telling.afterwards(closures, region)
    sources = (chosen, plan.closure) if plan.closure is not None else (chosen,)
    return Statement(text, sources)


def _of_season(
    records: Sequence[RecordSource], question: Question, wish: Wish, day: date
) -> Statement | None:
    named = without_seasons(wish.subject, question.language)
    chosen = _choose(records, question, Wish(wish.kind, named))
    if chosen is None or not isinstance(chosen.data, Hours):
        return None
    return answer_season(
        chosen,
        chosen.data,
        question.text,
        day,
        subject=_subject(question, chosen),
        language=question.language,
    )


def _of_the_week(
    chosen: RecordSource, closures: Sequence[RecordSource], question: Question
) -> Statement | None:
    """The hours of the whole year, with the page's words for days on which they do not hold."""
    if not isinstance(chosen.data, Hours):
        return None
    subject = _subject(question, chosen)
    week = answer_week(chosen, chosen.data, subject=subject, language=question.language)
    if week is None:
        return None
    quoted = {source.place.text: source for source in closures}
    text = [week.text, *(say("also", question.language, quote=quote) for quote in quoted)]
    return Statement("\n\n".join(text), (chosen, *quoted.values()))


def _choose(records: Sequence[RecordSource], question: Question, wish: Wish) -> RecordSource | None:
    """The hours of just what is asked for; pages of the asker's language first.

    Without a name in the question there must be one organisation-wide set of hours.
    """
    fitting: list[tuple[bool, float, RecordSource, Hours]] = []
    for source, hours in of_kind(records, Hours):
        if hours.purpose not in ("opening", "consultation") or not hours.rules:
            continue
        fit = fit_of(wish.subject, source, own=label_of(source), language=question.language)
        wide = fit_of(wish.subject, source, own=source.subject, language=question.language)
        if not wide.full or (fit.named < 0.5 and not _is_general(source)):
            continue
        foreign = source.place.language not in ("", question.language)
        opening = hours.purpose == "opening"
        fitting.append((foreign, -fit.named - opening, source, hours))
    if not fitting:
        return None
    fitting.sort(key=lambda each: each[:2])
    best = fitting[0]
    rivals = [each for each in fitting if each[:2] == best[:2]] if wish.subject else fitting
    weeks = {_week(hours) for _, _, _, hours in rivals}
    return best[2] if len(weeks) == 1 else None


def _is_general(source: RecordSource) -> bool:
    """Whether the label only says "consultation hours" or "the shop" of what the page is about."""
    return (
        re.match(r"(?:offene )?sprech|laden\b|sekretariat|geschäft\b", label_of(source), re.I)
        is not None
    )


def _week(hours: Hours) -> tuple[tuple[object, ...], ...]:
    """The open times by day, so that "Monday closed" and no word about Monday are the same."""
    return tuple(
        tuple(
            sorted(
                (span.opens, span.closes, rule.weeks, str(rule.season))
                for rule in hours.rules
                if day in rule.days and not rule.condition
                for span in rule.spans
            )
        )
        for day in range(7)
    )


class _Telling:
    """Puts a day's plan into words."""

    def __init__(
        self,
        question: Question,
        source: RecordSource,
        plan: DayPlan,
        moment: Moment,
        now: datetime,
    ) -> None:
        self._language = question.language
        self._yes_no = question.yes_no
        self._text = question.text
        self._source = source
        self._plan = plan
        self._moment = moment
        self._now = now
        self._subject = _subject(question, source)
        self._clock = clock_of(source, question.language)
        self._closed = False

    def sentence(self, *, asks_when: bool) -> str | None:
        """The answer itself; None when the plan has no sentence for the question."""
        plan, language = self._plan, self._language
        day = when(plan.day, self._now.date(), language)
        if plan.holiday and plan.closure is None:
            return say("holiday", language, when=day, holiday=plan.holiday)
        if asks_when and plan.spans and _CLOSES.search(self._text):
            until = self._clock.at(plan.spans[-1].closes)
            return say("closes", language, subject=self._subject, when=day, at=until)
        if asks_when and plan.spans and _OPENS.search(self._text):
            at = self._clock.at(plan.spans[0].opens)
            return say("opens", language, subject=self._subject, when=day, at=at)
        yes, no = self._opening_words(asks_when=asks_when)
        if self._moment.now:
            return self._at_this_moment(yes, no)
        if not plan.spans:
            self._closed = True
            return say("closed_on", language, no=no, subject=self._subject, when=day)
        hours = self._clock.within(plan.spans)
        return self._noted(
            say("open_on", language, yes=yes, subject=self._subject, when=day, hours=hours)
        )

    def habit(self, *, asks_when: bool) -> str | None:
        """What holds on such a day all year round, where the question asks for that."""
        weekday = habit_of(self._text)
        if weekday is None:
            return None
        yes, no = self._opening_words(asks_when=asks_when)
        return answer_habit(
            self._source, weekday, self._language, subject=self._subject, yes=yes, no=no
        )

    def _opening_words(self, *, asks_when: bool) -> tuple[str, str]:
        """ "Yes, " and "No, " where the question can be answered so."""
        if asks_when or not self._yes_no:
            return "", ""
        yes, no = word("yes", self._language), word("no", self._language)
        asks_closed = _CLOSED.search(self._text) and not _OPEN.search(self._text)
        return (no, yes) if asks_closed else (yes, no)

    def _at_this_moment(self, yes: str, no: str) -> str:
        span = open_at(self._plan, self._now.time())
        if span is None:
            self._closed = True
            return say("closed_now", self._language, no=no, subject=self._subject)
        until = self._clock.at(span.closes)
        return self._noted(
            say("open_now", self._language, yes=yes, subject=self._subject, until=until)
        )

    def _noted(self, sentence: str) -> str:
        """The sentence with the page's remark about the day: "by appointment"."""
        notes = [rule.note for rule in self._plan.rules if rule.note]
        foreign = self._source.place.language not in ("", self._language)
        return f"{sentence[:-1]} ({notes[0]})." if notes and not foreign else sentence

    def afterwards(self, closures: Sequence[RecordSource], region: str) -> str:
        """When it opens again, after a "closed"."""
        if not self._closed:
            return ""
        start = self._now
        if self._moment.day > start.date():
            start = start.replace(
                year=self._moment.day.year, month=self._moment.day.month, day=self._moment.day.day,
                hour=0, minute=0,
            )  # fmt: skip
        found = next_opening(self._source, closures, start, region=region)
        if found is None:
            return ""
        day = when(found[0], self._now.date(), self._language)
        return " " + say("next", self._language, when=day, at=self._clock.at(found[1]))


def _subject(question: Question, source: RecordSource) -> str:
    """How the answer names the place: with the question's own article, or as the page does."""
    label = label_of(source)
    if question.language == "en" and (named := re.search(re.escape(label), question.text, re.I)):
        return f"the {named[0]}"
    for match in _ARTICLE.finditer(question.text):
        if match["noun"].lower() in label.lower():
            return f"{match['article'].lower()} {match['noun']}"
    if question.language == "de":
        return f"„{label}“"
    return f"“{label}”" if question.language == "en" else label
