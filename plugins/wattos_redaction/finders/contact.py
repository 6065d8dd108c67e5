"""Mail addresses, phone numbers and IP addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, ip_address, ip_network

from wattos_redaction.finders.cues import Span, before, cued, thing_counted

_MAIL = re.compile(
    r"(?<![\w.+\-@/])(?!git@)[\w][\w.!#$%&'*+=?^`{|}~\-]*"
    r"(?:@| ?[\[({] ?(?:at|ät|et) ?[\])}] ?)"
    r"(?:[\w\-]+(?:\.| ?[\[({] ?(?:dot|punkt|nokta) ?[\])}] ?))+[^\W\d_]{2,24}(?![\w@])",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w+.,/\-§#])(?:\+|\(\+)?\(?\d(?:[\d()]|[ \u00a0]?[\-–/.][ \u00a0]?(?=[\d(])"
    r"|[ \u00a0]{1,2}(?=[\d(/\-–]))*\d(?![\w%€$]|[.,:]\d|-\w)"
)
_PHONE_CUE = re.compile(
    r"(?:\btel|telefon|fon|phone|mobil|mobile|handy|fax|durchwahl|ruf|rückruf|call|anruf|erreich|"
    r"whatsapp|signal|sms|hotline|cep|numaram|ara(?:yın|yabilir|r mısınız)|gsm|faks|dial(?!og)|"
    r"text me|ring|"
    r"reach|nummer für rückfragen|zentrale|dahili)[\w.\-]*(?:[^\d.!?\n]|\. ?(?=[:\d(+])|"
    r"[.:/]){0,28}$",
    re.IGNORECASE,
)
_PHONE_WORD = re.compile(r"tel\b|telefon|phone|mobil|handy|fax|hotline|gsm|cep\b", re.IGNORECASE)
_DATE = re.compile(r"\d{1,2}[./\-]\s?\d{1,2}[./\-]\s?(?:\d{2}|\d{4})|\d{4}-\d{2}-\d{2}")
_NATIONAL = re.compile(
    r"\(0\d{2,5}\) ?[\d /\-–]+|0\d{2,5} ?[/\-–.] ?[\d \-–/.]+|0\d{2,5} \d[\d \-–/]+|0 "
    r"?\(\d{3}\)[\d \-]+"
    r"|01[567]\d{8,9}|05\d{9}|07\d{9}|0\d{8,11}|0(?: ?\d){8,11}(?:-\d{1,4})?|0 \d{2,4} \d[\d \-–/]+"
    r"|0 \d[ \d]{1,6} ?[/\-–] ?[\d \-–]+"
)
_AMERICAN = re.compile(r"\(?[2-9]\d{2}\)?[ .\-][2-9]\d{2}[ .\-]\d{4}")
_IP4 = re.compile(r"(?<![\w.\-])\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?(?![\w\-]|\.\d)")
_IP6 = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:]|\.\d)")
_VERSION = re.compile(
    r"(?:version|\bver\.?|\bv|release|build|firmware|kapitel|abschnitt|section|chapter|ziffer|"
    r"punkt|"
    r"sürüm|bölüm|madde|§|treiber|driver|update|patch|oid|clause|paragraph|absatz|anlage|"
    r"software|app|stand)[\w\-]*[ .:]{0,2}$",
    re.IGNORECASE,
)
_HEADED = re.compile(r"\.[ \u00a0]+[A-ZÄÖÜÇĞİŞ]")
_LARGEST_SECTION = 50


def find_mail(text: str) -> Iterator[Span]:
    """Mail addresses, also written with (at) and (dot)."""
    for match in _MAIL.finditer(text):
        if any(mark in match[0] for mark in "@[({"):
            yield match.span()


def find_phone(text: str) -> Iterator[Span]:
    """Phone numbers in German, Turkish and English spellings."""
    for match in _PHONE.finditer(text):
        start, end = match.span()
        value = match[0]
        while value.count("(") < value.count(")") and value.endswith(")"):
            value, end = value[:-1], end - 1
        if _is_phone(text, start, value):
            yield start, end


def _is_phone(text: str, start: int, value: str) -> bool:
    digits = re.sub(r"\D", "", value)
    if not 5 <= len(digits) <= 15 or _DATE.fullmatch(value) or value.count("(") != value.count(")"):
        return False
    if value.lstrip("(").startswith("+") or digits.startswith("00"):
        return _international(value)
    thing = thing_counted(text, start)
    if thing and not _PHONE_WORD.search(thing):
        return False
    if cued(text, start, _PHONE_CUE):
        return not re.fullmatch(r"(?:19|20)\d\d ?[\-–/] ?(?:19|20)?\d\d", value)
    if _NATIONAL.fullmatch(value):
        return _possible(digits)
    return bool(_AMERICAN.fullmatch(value)) and _valid(digits, "US")


def _international(value: str) -> bool:
    import phonenumbers

    digits = re.sub(r"\D", "", value.replace("(0)", ""))
    digits = digits.removeprefix("00") if not value.lstrip("(").startswith("+") else digits
    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number(number)


def _possible(digits: str) -> bool:
    """Whether Germany, Turkey or Britain could have given out this national number."""
    return 8 <= len(digits) <= 13 and any(_valid(digits, region) for region in ("DE", "TR", "GB"))


def _valid(digits: str, region: str) -> bool:
    import phonenumbers

    number = phonenumbers.parse(digits, region)
    if region == "DE":  # made-up and new area codes are not in the library's tables
        return phonenumbers.is_possible_number(number)
    return phonenumbers.is_valid_number(number)


def find_ip(text: str) -> Iterator[Span]:
    """IP addresses that can belong to somebody.

    Numbers of versions and sections cannot, nor can masks, loopback and whole networks.
    """
    for pattern in (_IP4, _IP6):
        for match in pattern.finditer(text):
            numbered = _VERSION.search(before(text, match.start(), 20)) or _is_section(text, match)
            if _is_ip(match[0]) and not numbered:
                yield match.span()


def _is_section(text: str, match: re.Match[str]) -> bool:
    """Whether small numbers stand before a heading's words, as in "3.2.2.1. Anmelden"."""
    opens_line = match.start() == 0 or text[match.start() - 1] == "\n"
    if not opens_line or not _HEADED.match(text, match.end()):
        return False
    parts = match[0].split(".")
    return all(part.isdigit() and int(part) < _LARGEST_SECTION for part in parts)


def _is_ip(value: str) -> bool:
    try:
        address = ip_address(value.partition("/")[0])
    except ValueError:
        return False
    if "/" in value and _is_network(value):
        return False
    if isinstance(address, IPv4Address):
        return not (address.is_loopback or address.is_unspecified or value.startswith("255."))
    return not address.is_unspecified and (value.count(":") > 2 or any(map(str.isdigit, value)))


def _is_network(value: str) -> bool:
    try:
        return ip_network(value).num_addresses > 1
    except ValueError:  # an address with the length of its network's prefix
        return False
