"""The vault's table; `migrations/wattos_redaction` creates it."""

from __future__ import annotations

from piccolo.columns import UUID, Bytea, Integer, Text

from wattos.database import TenantTable


class Redaction(TenantTable, tablename="redaction"):
    """A value that was taken out of a document; `sealed` is its encrypted form."""

    document_id = UUID(default=None)
    position = Integer()
    part = Text(default="text")
    type = Text()
    start_offset = Integer()
    end_offset = Integer()
    sealed = Bytea()
