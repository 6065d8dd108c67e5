"""Children that hang, die, eat memory or answer too much cost their document and no more."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import pytest

from tests.core.knowledge import misbehaving
from wattos.knowledge import DocumentError, ParsedDocument, Sandbox
from wattos.settings import DocumentLimits


def run(sandbox: Sandbox, name: str) -> ParsedDocument:
    return sandbox.run(partial(getattr(misbehaving, name)), ParsedDocument)


def read(sandbox: Sandbox, text: str = "Text") -> str:
    return sandbox.run(partial(misbehaving.reads, text), ParsedDocument).text


def reason_of(sandbox: Sandbox, name: str) -> str:
    with pytest.raises(DocumentError) as raised:
        run(sandbox, name)
    assert "secret" not in str(raised.value)
    return raised.value.reason


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("dies", "parser-crashed"),
        ("crashes", "parser-crashed"),
        ("eats", "too-much-memory"),
        ("raises", "unreadable"),
        ("recurses", "unreadable"),
        ("returns_nonsense", "parser-crashed"),
    ],
)
def test_bad_document_fails_with_its_reason_and_the_next_one_works(name: str, reason: str) -> None:
    sandbox = Sandbox(DocumentLimits(), children=1)
    assert reason_of(sandbox, name) == reason
    assert read(sandbox) == "Text"
    assert reason_of(sandbox, name) == reason  # in a child that has worked before, too
    assert read(sandbox) == "Text"


def test_document_that_takes_too_long_is_stopped() -> None:
    sandbox = Sandbox(DocumentLimits(seconds=3), children=1)
    assert reason_of(sandbox, "hangs") == "too-slow"
    assert read(sandbox) == "Text"


def test_child_that_is_stopped_while_it_is_handed_a_file_is_replaced() -> None:
    sandbox = Sandbox(DocumentLimits(seconds=0), children=1)
    for _ in range(2):
        with pytest.raises(DocumentError) as raised:
            read(sandbox, "x" * 20_000_000)
        assert raised.value.reason == "too-slow"


def test_memory_limit_comes_from_the_settings() -> None:
    sandbox = Sandbox(DocumentLimits(memory_bytes=8_000_000_000), children=1)
    with pytest.raises(DocumentError) as raised:
        run(sandbox, "eats")
    assert raised.value.reason == "parser-crashed"  # it got its memory and returned no document


def test_answer_that_is_too_large_is_refused() -> None:
    sandbox = Sandbox(DocumentLimits(max_text_bytes=1_000_000), children=1)
    assert reason_of(sandbox, "overflows") == "too-large"
    assert read(sandbox) == "Text"
    assert len(run(Sandbox(DocumentLimits(), children=1), "overflows").text) == 2_000_000


@pytest.mark.parametrize("name", ["prints", "writes"])
def test_what_is_printed_is_no_answer(name: str) -> None:
    sandbox = Sandbox(DocumentLimits(), children=1)
    assert run(sandbox, name).text == "Text"
    assert read(sandbox) == "Text"


def test_child_is_told_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-made-up")
    names = run(Sandbox(DocumentLimits(), children=1), "shows_environment").text.split()
    assert "PATH" in names
    assert "OPENAI_API_KEY" not in names
    assert "OPENAI_API_KEY" in os.environ


def test_child_that_was_ended_from_outside_is_replaced() -> None:
    before = _children()
    sandbox = Sandbox(DocumentLimits(), children=1)
    assert read(sandbox) == "Text"
    (child,) = _children() - before
    os.kill(child, 9)
    assert read(sandbox) == "Text"


def _children() -> set[int]:
    """Children of this process (Linux)."""
    found: set[int] = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            status = (entry / "status").read_text()
            command = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if f"PPid:\t{os.getpid()}\n" in status and b"wattos.knowledge.child" in command:
            found.add(int(entry.name))
    return found
