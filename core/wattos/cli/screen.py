"""A turn's events in the terminal."""

from __future__ import annotations

import shutil
import sys

from wattos.events import (
    CitationAdded,
    ProgressUpdated,
    TextDelta,
    TurnCompleted,
    TurnFailed,
    TurnStarted,
)


class Screen:
    """Draws one turn; progress rewrites its own line on a terminal."""

    def __init__(self) -> None:
        self._sources: list[str] = []
        self._said = False
        self._in_progress = False

    def draw(self, event: object) -> None:
        """Show an event; kinds that a terminal has no use for are left out."""
        if self._in_progress and not isinstance(event, ProgressUpdated):
            print()
            self._in_progress = False
        match event:
            case TurnStarted(attempt=attempt) if attempt > 1:
                print("\n…")
                self._sources, self._said = [], False
            case TextDelta(text=text):
                print(text, end="", flush=True)
                self._said = True
            case CitationAdded(index=index, citation=citation):
                self._sources.append(f"[{index}] {citation.title}  {citation.url}")
            case ProgressUpdated(message=message, done=done, total=total):
                self._progress(f"{message} {done}/{total}" if total else message)
            case TurnCompleted(text=text):
                print("" if self._said else text)
                for source in self._sources:
                    print(source)
                sys.stdout.flush()
            case TurnFailed(message=message):
                print(message, flush=True)
            case _:
                pass

    def _progress(self, message: str) -> None:
        self._in_progress = sys.stdout.isatty()
        if not self._in_progress:
            print(message, flush=True)
            return
        room = shutil.get_terminal_size().columns - 1  # a second row could not be taken back
        print(f"\r\033[K{message[:room]}", end="", flush=True)
