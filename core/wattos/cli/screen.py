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
    """Draws one turn; on a terminal progress rewrites its own line.

    What an answer begun anew supersedes is wiped off a terminal. Elsewhere nothing could be taken
    back, so text is written when the answer is complete.
    """

    def __init__(self) -> None:
        self._sources: list[str] = []
        self._said = ""
        self._in_progress = False

    def draw(self, event: object) -> None:
        """Show an event; kinds that a terminal has no use for are left out."""
        if self._in_progress and not isinstance(event, ProgressUpdated):
            print()
            self._in_progress = False
        match event:
            case TurnStarted():
                self._wipe()
                self._sources, self._said = [], ""
            case TextDelta(text=text) if sys.stdout.isatty():
                print(text, end="", flush=True)
                self._said += text
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
                print(f"\n{message}" if self._said else message, flush=True)
            case _:
                pass

    def _wipe(self) -> None:
        """Take what was said off the screen, or leave it where it is longer than the screen."""
        if not self._said:
            return
        size = shutil.get_terminal_size()
        rows = sum(_rows(line, size.columns) for line in self._said.split("\n"))
        if rows > size.lines:
            print("\n…")
            return
        up = f"\033[{rows - 1}A" if rows > 1 else ""
        print(f"\r{up}\033[J", end="", flush=True)

    def _progress(self, message: str) -> None:
        self._in_progress = sys.stdout.isatty()
        if not self._in_progress:
            print(message, flush=True)
            return
        room = shutil.get_terminal_size().columns - 1  # a second row could not be taken back
        print(f"\r\033[K{message[:room]}", end="", flush=True)


def _rows(line: str, columns: int) -> int:
    """How many rows of a terminal a line of text takes."""
    from rich.cells import cell_len  # wide characters take two columns

    return max(1, -(-cell_len(line) // columns))
