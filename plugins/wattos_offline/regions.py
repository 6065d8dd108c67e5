"""Whether a text on the European Union, or what lies outside it, is on the country asked for."""

from __future__ import annotations

import re
from typing import Final

_MEMBERS: Final = """
österreich frankreich polen italien spanien portugal niederlande(?:n)? holland belgien luxemburg
dänemark schweden finnland irland tschechien slowakei ungarn slowenien kroatien rumänien bulgarien
griechenland estland lettland litauen malta zypern austria france poland italy spain netherlands
belgium luxembourg denmark sweden finland ireland czechia slovakia hungary slovenia croatia romania
bulgaria greece estonia latvia lithuania cyprus avusturya fransa polonya italya ispanya portekiz
hollanda belçika lüksemburg danimarka isveç finlandiya irlanda çekya slovakya macaristan slovenya
hırvatistan romanya bulgaristan yunanistan estonya letonya litvanya kıbrıs
"""
_OTHERS: Final = """
schweiz norwegen island liechtenstein türkei ukraine russland serbien england schottland
großbritannien grossbritannien usa amerika kanada mexiko brasilien china japan indien australien
switzerland norway iceland turkey russia serbia scotland britain uk america canada mexico brazil
india australia isviçre norveç izlanda türkiye ukrayna rusya sırbistan ingiltere abd kanada çin
japonya hindistan avustralya
"""
_ENDING = r"(?:n|s|['’]?[aeiıuüy]\w{0,4}|['’]?[dt][ae]\w{0,2})?"  # "Italiens", "İtalya'ya"
_OUTSIDE: Final = re.compile(
    r"\b(?:außerhalb (?:der|von) eu(?: und (?:der )?\w+)?|nicht-eu|drittl(?:and|änder)\w*"
    r"|drittsta\w+|outside (?:of )?the eu(?: and (?:the )?\w+)?|non-eu|ab dışı\w*"
    r"|ab üyesi olmayan)\b",
    re.IGNORECASE,
)
_INSIDE: Final = re.compile(
    r"\b(?:EU|AB)\b(?!-)|\b(?:EU|AB)-(?:Länder|Staaten|Ausland|countries)\b"
)


def _names(listed: str) -> re.Pattern[str]:
    return re.compile(rf"\b({'|'.join(listed.split())}){_ENDING}\b", re.IGNORECASE)


_IN_THE_UNION: Final = _names(_MEMBERS)
_OUT_OF_IT: Final = _names(_OTHERS)


def region_fits(question: str, text: str) -> float:
    """1 when the text names the country asked for, or is about the part of the world it lies in.

    -1 when it is about the other part alone, or about all but this country ("outside the EU and
    Switzerland"); 0 when no country is asked for, or more than one, or the text speaks of neither
    part.
    """
    question = question.replace("İ", "i")
    inside, outside = _IN_THE_UNION.findall(question), _OUT_OF_IT.findall(question)
    if len(inside) + len(outside) != 1:
        return 0.0
    (country,) = inside + outside
    if country.lower() in _OUTSIDE.sub("", text).lower():
        return 1.0
    of_outside = _OUTSIDE.search(text) is not None
    if of_outside and country.lower() in text.lower():
        return -1.0
    of_inside = _INSIDE.search(_OUTSIDE.sub("", text)) is not None
    if not (of_inside or of_outside):
        return 0.0
    return 1.0 if (of_inside if inside else of_outside) else -1.0
