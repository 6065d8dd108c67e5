"""Replays: real and verified questions asked again, to see which answers a change would change."""

from __future__ import annotations

from wattos.replay.schemas import Outcome, Replay, ReplayItem, ReplayReport, ReplayRequest
from wattos.replay.service import REPLAY_JOB, Replays

__all__ = [
    "REPLAY_JOB",
    "Outcome",
    "Replay",
    "ReplayItem",
    "ReplayReport",
    "ReplayRequest",
    "Replays",
]
