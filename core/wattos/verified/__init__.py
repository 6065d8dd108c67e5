"""Verified answers: what an editor has written or checked goes before what is retrieved."""

from __future__ import annotations

from wattos.verified.profile import Profile, profile_of
from wattos.verified.sameness import Sameness, compare
from wattos.verified.schemas import (
    VerifiedAnswer,
    VerifiedContent,
    VerifiedFilter,
    VerifiedMatch,
    VerifiedVersion,
)
from wattos.verified.service import VerifiedAnswers

__all__ = [
    "Profile",
    "Sameness",
    "VerifiedAnswer",
    "VerifiedAnswers",
    "VerifiedContent",
    "VerifiedFilter",
    "VerifiedMatch",
    "VerifiedVersion",
    "compare",
    "profile_of",
]
