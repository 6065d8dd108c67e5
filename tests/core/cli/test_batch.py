from pathlib import Path
from typing import Any

import pytest
import typer

from wattos.cli.batch import BatchLine, FaultyLine, answer_batch, read_batch
from wattos.cli.context import BadArguments
from wattos.errors import InvalidInput


def written(folder: Path, content: bytes) -> Path:
    file = folder / "questions.jsonl"
    file.write_bytes(content)
    return file


def test_batch_reads_questions_with_ids_and_skips_blank_lines(tmp_path: Path) -> None:
    lines = read_batch(
        written(tmp_path, b'\xef\xbb\xbf{"id": 1, "question": "a"}\r\n\n{"id":"x","question":"b"}')
    )
    assert lines == [BatchLine(question="a", id=1), BatchLine(question="b", id="x")]


def test_batch_tells_a_faulty_line_in_its_place(tmp_path: Path) -> None:
    lines = read_batch(written(tmp_path, b'{"question":"a"}\nbroken\n\xff\n[1]\n{"id":2}\n'))
    assert [type(line) for line in lines] == [BatchLine, *[FaultyLine] * 4]
    told = [(line.number, line.id) for line in lines if isinstance(line, FaultyLine)]
    assert told == [(2, None), (3, None), (4, None), (5, 2)]


def test_batch_reads_lone_surrogates_and_nul(tmp_path: Path) -> None:
    (line,) = read_batch(written(tmp_path, rb'{"id": "\udc80", "question": "a\u0000 \ud800 b"}'))
    assert isinstance(line, BatchLine)
    assert line.question.encode() == b"a\x00 ? b"
    assert line.id == "?"


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n"])
def test_batch_without_a_question_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadArguments, match="no question"):
        read_batch(written(tmp_path, content))


def test_batch_takes_history_as_chat_interfaces_write_it(tmp_path: Path) -> None:
    (line,) = read_batch(
        written(
            tmp_path,
            b'{"question":"and?","history":[{"role":"user","content":"a"},'
            b'{"role":"agent","text":"b"}]}',
        )
    )
    assert isinstance(line, BatchLine)
    assert [(m.role, m.text) for m in line.messages()] == [("person", "a"), ("agent", "b")]


async def test_batch_goes_on_after_a_failure_and_ends_as_failed(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    async def answer(line: BatchLine) -> dict[str, Any]:
        if not line.question:
            raise InvalidInput("Empty.")
        return {"answer": line.question}

    lines = [BatchLine(question="", id=1), FaultyLine(2, "no"), BatchLine(question="c", id=3)]
    with pytest.raises(typer.Exit) as ended:
        await answer_batch(lines, answer, "Answering")
    assert ended.value.exit_code == 1
    first, second, third = capfdbinary.readouterr().out.splitlines()
    assert first == b'{"id":1,"error":{"code":"invalid-input","message":"Empty."}}'
    assert second.startswith(b'{"id":null,"line":2,"error":')
    assert third == b'{"id":3,"answer":"c"}'
