"""Suggested questions: made of a tenant's own material, and each answered before it is offered."""

from __future__ import annotations

from wattos.suggested.candidates import (
    LANGUAGES,
    Candidate,
    headings_that_ask,
    mixed,
    question_about,
    questions_of_records,
)
from wattos.suggested.service import SUGGEST_JOB, Suggested, SuggestedQuestions, Trial

__all__ = [
    "LANGUAGES",
    "SUGGEST_JOB",
    "Candidate",
    "Suggested",
    "SuggestedQuestions",
    "Trial",
    "headings_that_ask",
    "mixed",
    "question_about",
    "questions_of_records",
]
