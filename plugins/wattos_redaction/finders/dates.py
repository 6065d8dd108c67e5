"""Birth dates: a date that the words beside it make one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wattos.months import MONTH_PATTERN
from wattos_redaction.finders.cues import Span

_MONTH = rf"(?:(?:{MONTH_PATTERN}|jan|jän|feb|mär|mar|apr|jun|jul|aug|sept?|o[kc]t|nov|de[zc])\.?)"
_YEAR = r"(?:(?:19|20)\d\d|\d\d)"
DATE = (
    r"(?:\d{1,2}\s?[./\-]\s?\d{1,2}\s?[./\-]\s?"
    + _YEAR
    + r"|(?:19|20)\d\d[./\-]\d{1,2}[./\-]\d{1,2}"
    r"|\d{1,2}(?:\.|st|nd|rd|th)?\s?(?:of )?" + _MONTH + r",?\s(?:19|20)\d\d"
    r"|" + _MONTH + r"\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d)(?!\d)"
)
_BEFORE = re.compile(
    r"(?:\bgeboren(?:e[rn]?|en)?\b|\bgeb\.|\bgeb\b|geburtsdatum|geburtstag\b(?! der| des| von)|"
    r"\bgeburts?dat\b|geb\.?-?\s?dat(?:um|\.)|date of birth|birth ?date|\bbirthday\b|\bdob\b|"
    r"d\.o\.b\.|"
    r"\bborn\b|doğum(?: tarih\w*| gün\w*)|\bd\.\s?t\.|\*)"
    r"(?:[^\d\n.!?;]|\bst\.){0,32}?(?P<it>" + DATE + ")",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?P<it>" + DATE + r")(?:'?(?:de|da|te|ta)\b)?[^\d\n.!?;]{0,25}?"
    r"(?:\bgeboren|\bdoğumlu|\bdoğdu|\bwas born|\(?geburtsdatum\b)",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(r"gegründet|founded|kuruldu|verein|firma|company|team|projekt", re.I)


def find_birth_date(text: str) -> Iterator[Span]:
    """Dates that birth words stand beside."""
    for pattern in (_BEFORE, _AFTER):
        for match in pattern.finditer(text):
            if not _ORGANISATION.search(match[0]):
                yield match.span("it")
