"""`wattos redact`, which needs no database."""

from __future__ import annotations

import json
from pathlib import Path

from tests.command import Finished, Wattos


async def redact(folder: Path, *arguments: str) -> Finished:
    return await Wattos()("redact", *arguments, "--data-dir", str(folder))


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_redact_batch_gives_spans_in_the_input_and_names_faulty_lines(tmp_path: Path) -> None:
    text = "🙂 Mein Name ist Anna Müller, Tel. 0171 2345678."
    batch = tmp_path / "texts.jsonl"
    batch.write_text(json.dumps({"id": "a", "text": text}) + '\n{"id": 2}\n', "utf-8")
    done = await redact(tmp_path, "--batch", str(batch))
    first, second = map(json.loads, done.out.splitlines())
    assert (first["id"], first["text"]) == ("a", text)
    found = {(s["type"], text[s["start"] : s["end"]]) for s in first["spans"]}
    assert found == {("PERSON", "Anna Müller"), ("PHONE", "0171 2345678")}
    assert (second["id"], second["line"], second["error"]["code"]) == (2, 2, "invalid-input")
    assert done.code == 1
    assert names_in(tmp_path) == [batch.name], "a database was made"


async def test_redact_shows_a_text_without_its_personal_data(tmp_path: Path) -> None:
    done = await redact(tmp_path, "Mail an anna@web.de, bitte")
    assert (done.out, done.code) == ("Mail an [EMAIL], bitte\n", 0)
