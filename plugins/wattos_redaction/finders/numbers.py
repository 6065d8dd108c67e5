"""Numbers of persons that carry a check digit: bank, card, tax, pension, health, identity card.

The check digits are Presidio's (BZSt, VKVV § 4, § 290 SGB V, NVİ) and, where it has none or another
reading, ISO 13616 for IBANs and ICAO Doc 9303 for cards. A number whose check digit is wrong is no
personal datum. Two families may both accept a number: the words before it decide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from wattos_redaction.finders.cues import Span, after, counts_things, cued, nearest

_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ \-]?[A-Z0-9]){11,30}(?![A-Za-z0-9])")
_IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "BA": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28,
    "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27,
    "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20,
    "LV": 21, "MC": 27, "ME": 22, "MK": 19, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25,
    "RO": 24, "RS": 22, "SA": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TR": 26, "UA": 29,
    "XK": 20,
}  # fmt: skip
_CARD = re.compile(
    r"(?<![\w+/.\-])(?:\d{13,16}|\d{4}([ \-])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?"
    r"|\d{4}([ \-])\d{6}\2\d{4,5})"
    r"(?![\w/\-]| ?\d)"
)
_CARD_ISSUER = re.compile(r"4|5[0-8]|2[2-7]|3[0-9]|6")
_CARD_CUE = re.compile(
    r"^\W*(?:\w+\W+){0,3}(?:visa|master ?card|amex|american express"
    r"|kreditkarte|(?:credit|debit) card|kredi kart)",
    re.I,
)
"""A few words behind a number: "Rechnung 4556 … per Visa bezahlt" tells no invoice's number."""
_ELEVEN = re.compile(r"(?<![\w+/.\-])[1-9]\d(?:[ /.\-]?\d){9}(?![\w/]|[.\-]\d)")
_TAX_OFFICE = re.compile(r"(?<![\w/])\d{2,5}[ /]\d{3,4}[ /]\d{4,5}(?![\w/])")
_PENSION = re.compile(r"(?<!\w)\d{2}[ \-]?\d{6}[ \-]?[A-Z][ \-]?\d{3}(?!\w)")
_HEALTH = re.compile(r"(?<!\w)[A-Z] ?\d{3} ?\d{3} ?\d{3}(?!\w)")
_CARD_ID = re.compile(
    r"(?<![\w\-])[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ\d]{8}(?:[ <]{0,3}\d)?(?!\w)"
)
_NINO = re.compile(r"(?<!\w)[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D](?!\w)")
_SSN = re.compile(r"(?<![\w\-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w\-])")
_TEN = re.compile(r"(?<![\w+/.\-])\d{3}[ \-]?\d{3}[ \-]?\d{4}(?!\w)")

_TAX_CUE = re.compile(r"steuer|tax|idnr|id-nr|tin\b|vergi|identifikationsn", re.I)
_TAX_OFFICE_CUE = re.compile(r"steuer-?n(?:ummer|r)|st\.?-?nr", re.I)
_IDENTITY_CUE = re.compile(
    r"ausweis|perso\b|identity|\bid(?:[ -]?card|[ -]?n|-?nr)|kimlik|t\.?c\.? ?(?:no|k)|tckn|pass",
    re.I,
)
_HEALTH_CUE = re.compile(
    r"versichert|krankenk|kvnr|kv-n|gesundheit|health|insurance|nhs|sigorta|egk", re.I
)


def _bare(value: str) -> str:
    return re.sub(r"[ /.\-<]", "", value)


@cache
def _presidio(name: str) -> Callable[[str], bool]:
    from presidio_analyzer import predefined_recognizers

    return getattr(predefined_recognizers, name)().validate_result


def find_iban(text: str) -> Iterator[Span]:
    """IBANs with the length of their country and right check digits (ISO 13616)."""
    for match in _IBAN.finditer(text):
        length = _IBAN_LENGTHS.get(match[0][:2])
        end = _end_after(match, length) if length else None
        if end is not None and _iban_checks(_bare(text[match.start() : end])):
            yield match.start(), end


def _end_after(match: re.Match[str], characters: int) -> int | None:
    """Where `characters` letters and digits are over, if the match has so many."""
    for offset, letter in enumerate(match[0]):
        characters -= letter.isalnum()
        if characters == 0:
            rest = match[0][offset + 1 : offset + 2]
            return None if rest.isalnum() else match.start() + offset + 1
    return None


def _iban_checks(iban: str) -> bool:
    return int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1


def find_card(text: str) -> Iterator[Span]:
    """Payment cards by issuer range and Luhn digit."""
    for match in _CARD.finditer(text):
        digits = _bare(match[0])
        if (
            _CARD_ISSUER.match(digits)
            and len(set(digits)) > 1
            and _presidio("CreditCardRecognizer")(digits)
            and (
                not counts_things(text, match.start()) or _CARD_CUE.search(after(text, match.end()))
            )
        ):
            yield match.span()


def find_tax_id(text: str) -> Iterator[Span]:
    """Steuer-ID by its check digit; Steuernummer and vergi no where the words say so."""
    for match in _ELEVEN.finditer(text):
        identity = nearest(text, match.start(), _TAX_CUE, _IDENTITY_CUE) == 1
        if (
            not identity
            and _presidio("DeTaxIdRecognizer")(_bare(match[0]))
            and not counts_things(text, match.start())
        ):
            yield match.span()
    for match in _TAX_OFFICE.finditer(text):
        if cued(text, match.start(), _TAX_OFFICE_CUE):
            yield match.span()
    for match in _TEN.finditer(text):
        if re.search(
            r"vergi(?: kimlik)? (?:no|num)", text[max(0, match.start() - 40) : match.start()], re.I
        ):
            yield match.span()


def find_pension_number(text: str) -> Iterator[Span]:
    """Sozialversicherungsnummer by its check digit; British and American ones by shape."""
    for match in _PENSION.finditer(text):
        if _presidio("DeSocialSecurityRecognizer")(re.sub(r"[ \-]", "", match[0])):
            yield match.span()
    for match in _NINO.finditer(text):
        if not counts_things(text, match.start()):
            yield match.span()
    for match in _SSN.finditer(text):
        if cued(text, match.start(), re.compile(r"ssn|social", re.I)):
            yield match.span()


def find_health_number(text: str) -> Iterator[Span]:
    """KVNR by its check digit; NHS numbers where the words say so."""
    for match in _HEALTH.finditer(text):
        if _presidio("DeHealthInsuranceRecognizer")(_bare(match[0])):
            said = nearest(text, match.start(), _HEALTH_CUE, _IDENTITY_CUE)
            if said == 0 or (said is None and not counts_things(text, match.start())):
                yield match.span()
    for match in _TEN.finditer(text):
        if cued(text, match.start(), re.compile(r"\bnhs\b", re.I)) and _nhs_checks(_bare(match[0])):
            yield match.span()


def _nhs_checks(number: str) -> bool:
    """NHS Data Dictionary: weights 10 to 2, modulus 11."""
    total = sum(int(d) * w for d, w in zip(number, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == int(number[-1])


def find_identity_card(text: str) -> Iterator[Span]:
    """German identity cards and passports (serial of nine, check digit), Turkish TC kimlik no."""
    for match in _CARD_ID.finditer(text):
        serial = re.sub(r"[ <]", "", match[0])
        cue = nearest(text, match.start(), _IDENTITY_CUE, _HEALTH_CUE)
        if cue == 1 or not any(c.isdigit() for c in serial):
            continue
        said = cue == 0
        if (len(serial) == 9 and said) or (
            len(serial) == 10
            and _icao_checks(serial)
            and (said or not counts_things(text, match.start()))
        ):
            yield match.span()
    for match in _ELEVEN.finditer(text):
        if (
            _presidio("TrNationalIdRecognizer")(_bare(match[0]))
            and (cue := nearest(text, match.start(), _IDENTITY_CUE, _TAX_CUE)) != 1
            and (cue == 0 or not counts_things(text, match.start()))
        ):
            yield match.span()


def _icao_checks(serial: str) -> bool:
    """ICAO Doc 9303 part 3: weights 7, 3, 1 over the nine characters, modulus 10."""
    total = sum(int(c, 36) * (7, 3, 1)[place % 3] for place, c in enumerate(serial[:9]))
    return total % 10 == int(serial[9])
