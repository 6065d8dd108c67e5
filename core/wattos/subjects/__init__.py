"""Data subjects: a person's right to see and to erase what is stored, and how long it is kept."""

from __future__ import annotations

from wattos.subjects.retention import (
    DAYS_SETTING,
    MOST_DAYS,
    Retention,
    RetentionPreview,
    days_in,
)
from wattos.subjects.schemas import ErasureReport, SubjectExport
from wattos.subjects.service import Subjects

__all__ = [
    "DAYS_SETTING",
    "MOST_DAYS",
    "ErasureReport",
    "Retention",
    "RetentionPreview",
    "SubjectExport",
    "Subjects",
    "days_in",
]
