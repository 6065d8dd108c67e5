"""The program of a child process: limits itself, then works on one document after another."""

from __future__ import annotations

import os
import resource
import select
import sys
import traceback

import msgspec

from wattos.knowledge.calls import LENGTH, Answer, unpacked
from wattos.knowledge.reasons import DocumentError

IDLE_SECONDS = 120


def main() -> None:
    """Serve calls on standard input until its end or until nothing came for a while.

    The one argument is how much address space it may use, in bytes.
    """
    memory_bytes = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not end up between the frames
    calls = sys.stdin.buffer
    while select.select([calls], [], [], IDLE_SECONDS)[0]:
        header = calls.read(LENGTH.size)
        if len(header) < LENGTH.size:
            return
        answer = msgspec.msgpack.encode(handle(calls.read(LENGTH.unpack(header)[0])))
        answers.write(LENGTH.pack(len(answer)) + answer)
        answers.flush()


def handle(packed: bytes) -> Answer:
    """Do one call; every fault becomes a reason, because the documents are strangers'."""
    try:
        call = unpacked(packed)
    except MemoryError:
        return Answer(reason="too-much-memory")
    try:
        return Answer(result=msgspec.msgpack.encode(call.work()))
    except DocumentError as error:
        return Answer(reason=error.reason, detail=error.detail)
    except MemoryError:
        return Answer(reason="too-much-memory")
    except Exception:  # noqa: BLE001 -- parsers raise whatever a broken file provokes
        traceback.print_exc()
        return Answer(reason=call.fault)


if __name__ == "__main__":
    main()
