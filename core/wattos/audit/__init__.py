"""What was done, by whom, to what: one hash chain a tenant that nobody can quietly edit."""

from wattos.access import Actor
from wattos.audit.chain import record
from wattos.audit.reading import entries, find_entries, verify
from wattos.audit.schemas import AuditEntry, AuditReport, BrokenEntry, FoundEntries

__all__ = [
    "Actor",
    "AuditEntry",
    "AuditReport",
    "BrokenEntry",
    "FoundEntries",
    "entries",
    "find_entries",
    "record",
    "verify",
]
