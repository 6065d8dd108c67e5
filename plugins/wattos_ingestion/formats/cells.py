"""A workbook's values as the sheet shows them, as far as text needs it."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

_CURRENCY = re.compile(r"\[\$([^\]-]+)|([€$£₺])")
_QUOTED = re.compile(r'"[^"]*"')
_DECIMALS = re.compile(r"0[.,](0+)")


def shown(cell: Any) -> str:
    """The text of an openpyxl cell; empty for an empty one."""
    value = cell.value
    if value is None:
        return ""
    code = str(cell.number_format or "General")
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime() | date():
            return _date(value, code)
        case time():
            return value.strftime("%H:%M")
        case timedelta():
            minutes = int(value.total_seconds()) // 60
            return f"{minutes // 60}:{minutes % 60:02}"
        case int() | float():
            return _number(value, code)
        case _:
            return str(value)


def _date(value: datetime | date, code: str) -> str:
    """Day first where the format writes it so, otherwise ISO 8601; a time only if there is one."""
    day = value.strftime("%d.%m.%Y" if code.lower().lstrip("[]$-@0123456789").startswith("d")
                         else "%Y-%m-%d")  # fmt: skip
    if isinstance(value, datetime) and (value.hour or value.minute):
        return f"{day} {value:%H:%M}"
    return day


def _number(value: float, code: str) -> str:
    decimals = _DECIMALS.search(code)
    if code.endswith("%"):
        return f"{value * 100:.{len(decimals[1]) if decimals else 0}f} %"
    number = f"{value:.{len(decimals[1])}f}" if decimals else f"{value:.12g}"
    sign = _CURRENCY.search(code) or _CURRENCY.search("".join(_QUOTED.findall(code)))
    return f"{number} {sign[1] or sign[2]}".strip() if sign else number
