"""The weekly mail in a person's language, as text and as HTML."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from functools import cache
from textwrap import wrap
from typing import Any

import jinja2

from wattos.mail import Mail
from wattos_admin.catalogue import Language, words
from wattos_admin.console import TEMPLATES, environment
from wattos_admin.formats import clocks_of, day, hidden, tongue
from wattos_admin.page import ROOT, key_of
from wattos_admin.weekly.digest import DAYS, Digest, OpenQuestion

MOST_FINDINGS = 5
_READ_FIRST = key_of("Read it first: the nearest passage is not always the right one.")
_WIDTH = 76
"""Characters a line of plain text, as RFC 3676 advises."""


def subject_of(until: datetime, *, organisation: str, language: Language, zone: tzinfo) -> str:
    """The subject of the mail about the days up to `until`, by the clocks of `zone`."""
    key = key_of("What people asked: %(organisation)s, %(since)s to %(until)s")
    with clocks_of(zone):
        return words(language).gettext(key) % {
            "organisation": organisation,
            "since": day(until - timedelta(days=DAYS), language),
            "until": day(until, language),
        }


def compose(
    digest: Digest, *, to: str, organisation: str, language: Language, zone: tzinfo, address: str
) -> Mail:
    """The mail by the clocks of `zone`; `address` is where people reach the installation."""
    page = f"{address}{ROOT}/review"
    values: dict[str, Any] = {
        "digest": digest,
        "page": page,
        "organisation": organisation,
        "most_findings": MOST_FINDINGS,
    }
    with clocks_of(zone):
        html = _environment(language).get_template("weekly/mail.html").render(values)
    return Mail(
        to=to,
        subject=subject_of(digest.until, organisation=organisation, language=language, zone=zone),
        text=_text(digest, language, page),
        html=html,
        from_name=organisation,
    )


def _text(digest: Digest, language: Language, page: str) -> str:
    say = words(language).gettext
    many = words(language).ngettext
    asked = many("%(num)s question was asked.", "%(num)s questions were asked.", digest.asked)
    lines = [asked % {"num": digest.asked}, ""]
    lines += [f"{topic.count:>4} × {hidden(topic.question, language)}" for topic in digest.topics]
    lines += ["", say(key_of("What nobody could answer")).upper(), ""]
    for one in digest.open:
        lines.append(f"{one.count:>4} × {hidden(one.question, language)}")
        if one.suggestion is not None:
            lines += [
                f"       {_suggested(one, language)}",
                *_quoted(one.suggestion.text),
                f"       {one.suggestion.source.title}",
                f"       {one.suggestion.source.url}",
                "",
                *_indented(say(_READ_FIRST)),
                f"       {say(key_of('Look at it and accept it'))}:",
                f"       {page}#q-{one.turn_id}",
            ]
        lines.append("")
    if not digest.open:
        lines += [say(key_of("Nothing is open.")), ""]
    for check in digest.checks:
        lines += [check.titles[language].upper(), "", check.content.summary[language]]
        for item in check.content.items[:MOST_FINDINGS]:
            lines += wrap(
                item.text[language], _WIDTH, initial_indent="  - ", subsequent_indent="    "
            )
        lines.append("")
    lines += [f"{say(key_of('Everything, and the switch for this mail:'))} {page}", ""]
    return "\n".join(lines)


def _suggested(one: OpenQuestion, language: Language) -> str:
    """What stands before a suggestion: in which language it is, where that is another one."""
    say = words(language).gettext
    found = one.suggestion
    if found is None or not found.is_foreign:
        return say(key_of("Suggested, from the nearest passage:"))
    key = key_of("Suggested, from the nearest passage (in %(language)s):")
    return say(key) % {"language": tongue(found.language, language)}


def _quoted(text: str) -> list[str]:
    """A passage in lines that no mail program breaks at places of its own."""
    return [line for part in text.splitlines() for line in _indented(part, "> ")]


def _indented(text: str, mark: str = "") -> list[str]:
    indent = f"       {mark}"
    return wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent)


@cache
def _environment(language: Language) -> jinja2.Environment:
    return environment(jinja2.FileSystemLoader(TEMPLATES), language)
