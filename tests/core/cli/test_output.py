"""What goes where: results on stdout, the progress bar on a terminal's stderr."""

from __future__ import annotations

import os
import pty
from asyncio.subprocess import PIPE

import pytest

from tests.command import Wattos
from wattos.cli.screen import Screen
from wattos.database import new_id
from wattos.events import (
    Citation,
    CitationAdded,
    ProgressUpdated,
    TextDelta,
    TurnCompleted,
    TurnFailed,
    TurnStarted,
)

_WORK = """
from wattos.cli.output import progress_bar, write_json
with progress_bar("Reading") as progress:
    progress.of_lines(1, 2)
    write_json({"text": "Öffnungszeit \\N{GRINNING FACE}"})
    progress.of_lines(2, 2)
"""


async def test_progress_bar_leaves_stdout_to_the_result() -> None:
    ours, theirs = pty.openpty()
    process = await Wattos({"PYTHONIOENCODING": "latin-1", "TERM": "xterm"}).start(
        module=_WORK, stderr=theirs
    )
    out, _ = await process.communicate()
    os.close(theirs)
    assert out.decode() == '{"text":"Öffnungszeit \N{GRINNING FACE}"}\n'
    assert b"Reading" in os.read(ours, 10_000)
    os.close(ours)


async def test_without_a_terminal_there_is_no_bar() -> None:
    process = await Wattos().start(module=_WORK)
    _, err = await process.communicate()
    assert err == b""


def test_screen_shows_text_and_sources(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen()
    source = Citation(
        url="https://a.example", title="A", quote="q", start=0, end=1,
        document_id=new_id(), chunk_id=new_id(),
    )  # fmt: skip
    for event in (
        TurnStarted(turn_id=new_id(), conversation_id=new_id()),
        TextDelta(text="Gut"),
        TextDelta(text="en Tag [1]"),
        CitationAdded(index=1, citation=source),
        TurnCompleted(text="Guten Tag [1]", language="de"),
    ):
        screen.draw(event)
    assert capsys.readouterr().out == "Guten Tag [1]\n[1] A  https://a.example\n"


def test_screen_shows_progress_a_line_each_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    screen = Screen()
    screen.draw(ProgressUpdated(message="Lese", done=1, total=4))
    screen.draw(TurnFailed(code="x", message="Das ging nicht."))
    assert capsys.readouterr().out == "Lese 1/4\nDas ging nicht.\n"


_BEGUN_ANEW = """
from wattos.cli.screen import Screen
from wattos.database import new_id
from wattos.events import TextDelta, TurnCompleted, TurnStarted
screen = Screen()
started = TurnStarted(turn_id=new_id(), conversation_id=new_id())
for event in (
    started, TextDelta(text="Erst\\nwar es " + "so " * 40), started, TextDelta(text="Jetzt"),
    TurnCompleted(text="Jetzt"),
):
    screen.draw(event)
"""


@pytest.mark.parametrize("terminal", [True, False])
async def test_screen_shows_the_answer_alone_that_superseded_another(*, terminal: bool) -> None:
    ours, theirs = pty.openpty()
    process = await Wattos({"COLUMNS": "80", "LINES": "24"}).start(
        module=_BEGUN_ANEW, stdout=theirs if terminal else PIPE
    )
    out, _ = await process.communicate()
    os.close(theirs)
    if terminal:
        shown = os.read(ours, 10_000).decode()
        # The cursor goes from the third row to the first.
        taken_back, _, answer = shown.partition("\r\033[2A\033[J")
        assert taken_back.startswith("Erst")
        assert answer == "Jetzt\r\n"
    else:
        assert out == b"Jetzt\n"
    os.close(ours)
