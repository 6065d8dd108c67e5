"""`wattos redact`, which needs no database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path


def redact(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [sys.executable, "-m", "wattos.cli", "redact", *arguments, "--data-dir", str(folder)],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_redact_batch_gives_spans_in_the_input_and_names_faulty_lines(tmp_path: Path) -> None:
    text = "🙂 Mein Name ist Anna Müller, Tel. 0171 2345678."
    batch = tmp_path / "texts.jsonl"
    batch.write_text(json.dumps({"id": "a", "text": text}) + '\n{"id": 2}\n', "utf-8")
    done = redact(tmp_path, "--batch", str(batch))
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["id"], first["text"]) == ("a", text)
    found = {(s["type"], text[s["start"] : s["end"]]) for s in first["spans"]}
    assert found == {("PERSON", "Anna Müller"), ("PHONE", "0171 2345678")}
    assert (second["id"], second["line"], second["error"]["code"]) == (2, 2, "invalid-input")
    assert done.returncode == 1
    assert not [path for path in tmp_path.iterdir() if path != batch], "a database was made"


def test_redact_shows_a_text_without_its_personal_data(tmp_path: Path) -> None:
    done = redact(tmp_path, "Mail an anna@web.de, bitte")
    assert (done.stdout, done.returncode) == ("Mail an [EMAIL], bitte\n", 0)
