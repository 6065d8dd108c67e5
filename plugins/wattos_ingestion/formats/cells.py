"""A workbook's values as the sheet shows them, as far as text needs it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import msgspec

from wattos_ingestion.formats.number_format import written_date, written_number, written_time


class Value(msgspec.Struct, frozen=True):
    """What a cell holds, and the code of the format that shows it."""

    content: object
    code: str = "General"

    def shown(self, language: str) -> str:
        """Its text in a sheet of this language ("" where it is not known)."""
        match self.content:
            case None:
                return ""
            case bool():
                return "TRUE" if self.content else "FALSE"
            case datetime() | date():
                return written_date(self.content, self.code, language)
            case time():
                return written_time(self.content, self.code)
            case timedelta():
                minutes = int(self.content.total_seconds()) // 60
                return f"{minutes // 60}:{minutes % 60:02}"
            case int() | float():
                return written_number(self.content, self.code, language)
            case _:
                return str(self.content)
