"""The console's only table of its own."""

from __future__ import annotations

from piccolo.columns import UUID, Text

from wattos.database import TenantTable


class WeeklyMail(TenantTable, tablename="weekly_mail"):
    """A person who gets the weekly mail; `address` is where they reached the console."""

    user_id = UUID()
    address = Text(default="")
