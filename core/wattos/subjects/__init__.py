"""Data subjects: a person's right to see and to erase what is stored about them."""

from __future__ import annotations

from wattos.subjects.schemas import ErasureReport, SubjectExport
from wattos.subjects.service import Subjects

__all__ = ["ErasureReport", "SubjectExport", "Subjects"]
