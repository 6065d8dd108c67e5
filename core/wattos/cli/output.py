"""What the terminal shows: results on stdout, everything else on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from wattos.delivery import Progress as JobProgress


class Progress:
    """Shows how far long work is; jobs and batches call its methods."""

    def __init__(self, draw: Callable[[int, int | None, str], None]) -> None:
        self._draw = draw
        self._waiting = False

    def of_job(self, progress: JobProgress) -> None:
        """A job's report."""
        if progress.waiting and not self._waiting and not sys.stderr.isatty():
            say(progress.message)  # nobody should wonder about a command that does nothing
        self._waiting = progress.waiting
        self._draw(progress.done, progress.total, progress.message)

    def of_lines(self, done: int, total: int) -> None:
        """A batch's report."""
        self._draw(done, total, "")


def write_json(value: object) -> None:
    """One JSON document on one line of stdout, flushed so that a reader sees it at once."""
    sys.stdout.flush()
    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")  # UTF-8, whatever the terminal has
    sys.stdout.buffer.flush()


def say(text: str) -> None:
    """A line for the person, on stderr."""
    print(text, file=sys.stderr, flush=True)


def show(text: str) -> None:
    """A line of the result, on stdout."""
    print(text, flush=True)


@contextmanager
def progress_bar(label: str, *, among_results: bool = False) -> Generator[Progress]:
    """A progress bar on stderr when it is a terminal; nothing otherwise.

    `among_results` says that results are written meanwhile: no bar where both share a terminal.
    """
    if not sys.stderr.isatty() or (among_results and sys.stdout.isatty()):
        yield Progress(lambda *_report: None)
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn
    from rich.progress import Progress as RichProgress

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    # rich would lead what is written to stdout into the bar's own stream.
    with RichProgress(*columns, console=console, transient=True, redirect_stdout=False) as bar:
        task = bar.add_task(label, total=None)

        def draw(done: int, total: int | None, message: str) -> None:
            bar.update(task, completed=done, total=total, description=escape(message) or label)

        yield Progress(draw)


def table(headings: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """Rows in aligned columns on stdout."""
    texts = [tuple("" if cell is None else str(cell) for cell in row) for row in rows]
    widths = [max(map(len, column)) for column in zip(headings, *texts, strict=True)]
    for row in (headings, *texts):
        show("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
