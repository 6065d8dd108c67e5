"""What was done, by whom, to what: one hash chain a tenant that nobody can quietly edit."""

from wattos.access import Actor
from wattos.audit.chain import record
from wattos.audit.reading import entries, verify
from wattos.audit.schemas import AuditEntry, AuditReport, BrokenEntry

__all__ = ["Actor", "AuditEntry", "AuditReport", "BrokenEntry", "entries", "record", "verify"]
