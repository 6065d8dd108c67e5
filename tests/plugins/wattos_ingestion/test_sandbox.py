"""Children that hang, die, eat memory or answer too much cost their document and no more."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from wattos.knowledge import DocumentError, ParsedDocument
from wattos.settings import DocumentLimits
from wattos_ingestion.protocol import Request
from wattos_ingestion.sandbox import Sandbox
from wattos_ingestion.source import Source

FORMATS = {
    "hangs": "while True: pass",
    "dies": "import os; os._exit(3)",
    "crashes": "import ctypes; ctypes.string_at(0)",
    "eats": "bytes(3_000_000_000)",  # claimed and never touched: what is limited is address space
    "prints": "print('printed ' * 9); from wattos_ingestion.formats.plain import parse as p\n"
    "    return p(source)",
    "writes": "import os; os.write(1, b'written ' * 9)\n"
    "    from wattos_ingestion.formats.plain import parse as p; return p(source)",
    "returns_nonsense": "return [1, 2]",
    "raises": "raise RuntimeError('secret text of the file')",
    "recurses": "def f(): f()\n    f()",
    "overflows": "from wattos.knowledge import DocumentBuilder\n"
    "    b = DocumentBuilder(); b.paragraph('x' * 2_000_000); return b.build()",
    "shows_environment": "import os\n    from wattos.knowledge import DocumentBuilder\n"
    "    b = DocumentBuilder(); b.paragraph(' '.join(os.environ)); return b.build()",
}
"""Formats that misbehave, by what they do."""


@pytest.fixture
def bad_formats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes `FORMATS` modules that children find beside the real ones."""
    folder = tmp_path / "wattos_ingestion_bad"
    folder.mkdir()
    for name, body in FORMATS.items():
        (folder / f"{name}.py").write_text(f"def parse(source):\n    {body}\n")
    site = tmp_path / "sitecustomize.py"
    site.write_text(f"import wattos_ingestion.formats as f\nf.__path__.append({str(folder)!r})\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])


def run(sandbox: Sandbox, name: str, data: bytes = b"Text") -> ParsedDocument:
    source = Source(data=data, url="a")
    return sandbox.run(Request(format=name, task="parse", source=source), ParsedDocument)


def reason_of(sandbox: Sandbox, name: str) -> str:
    with pytest.raises(DocumentError) as raised:
        run(sandbox, name)
    assert "secret" not in str(raised.value)
    return raised.value.reason


@pytest.mark.usefixtures("bad_formats")
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("dies", "parser-crashed"),
        ("crashes", "parser-crashed"),
        ("eats", "too-much-memory"),
        ("raises", "unreadable"),
        ("recurses", "unreadable"),
        ("returns_nonsense", "parser-crashed"),
        ("no_such_format", "parser-crashed"),
    ],
)
def test_bad_document_fails_with_its_reason_and_the_next_one_works(name: str, reason: str) -> None:
    sandbox = Sandbox(DocumentLimits(), children=1)
    assert reason_of(sandbox, name) == reason
    assert run(sandbox, "plain").text == "Text"
    assert reason_of(sandbox, name) == reason  # in a child that has worked before, too
    assert run(sandbox, "plain").text == "Text"


@pytest.mark.usefixtures("bad_formats")
def test_document_that_takes_too_long_is_stopped() -> None:
    sandbox = Sandbox(DocumentLimits(seconds=3), children=1)
    assert reason_of(sandbox, "hangs") == "too-slow"
    assert run(sandbox, "plain").text == "Text"


def test_child_that_is_stopped_while_it_is_handed_a_file_is_replaced() -> None:
    sandbox = Sandbox(DocumentLimits(seconds=0), children=1)
    for _ in range(2):
        with pytest.raises(DocumentError) as raised:
            run(sandbox, "plain", b"x" * 20_000_000)
        assert raised.value.reason == "too-slow"


@pytest.mark.usefixtures("bad_formats")
def test_memory_limit_comes_from_the_settings() -> None:
    sandbox = Sandbox(DocumentLimits(memory_bytes=8_000_000_000), children=1)
    with pytest.raises(DocumentError) as raised:
        run(sandbox, "eats")
    assert raised.value.reason == "parser-crashed"  # it got its memory and returned no document


@pytest.mark.usefixtures("bad_formats")
def test_answer_that_is_too_large_is_refused() -> None:
    sandbox = Sandbox(DocumentLimits(max_text_bytes=1_000_000), children=1)
    assert reason_of(sandbox, "overflows") == "too-large"
    assert run(sandbox, "plain").text == "Text"
    assert len(run(Sandbox(DocumentLimits(), children=1), "overflows").text) == 2_000_000


@pytest.mark.usefixtures("bad_formats")
@pytest.mark.parametrize("name", ["prints", "writes"])
def test_what_a_parser_prints_is_no_answer(name: str) -> None:
    sandbox = Sandbox(DocumentLimits(), children=1)
    assert run(sandbox, name).text == "Text"
    assert run(sandbox, "plain").text == "Text"


@pytest.mark.usefixtures("bad_formats")
def test_child_is_told_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-made-up")
    names = run(Sandbox(DocumentLimits(), children=1), "shows_environment").text.split()
    assert "PATH" in names
    assert "OPENAI_API_KEY" not in names
    assert "OPENAI_API_KEY" in os.environ


def test_child_that_was_ended_from_outside_is_replaced() -> None:
    before = _children()
    sandbox = Sandbox(DocumentLimits(), children=1)
    assert run(sandbox, "plain").text == "Text"
    (child,) = _children() - before
    os.kill(child, 9)
    assert run(sandbox, "plain").text == "Text"


def _children() -> set[int]:
    """Parsing children of this process (Linux)."""
    found: set[int] = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            status = (entry / "status").read_text()
            command = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if f"PPid:\t{os.getpid()}\n" in status and b"wattos_ingestion.child" in command:
            found.add(int(entry.name))
    return found
