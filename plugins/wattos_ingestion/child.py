"""The program of a parsing child: limits itself, then reads one file after another."""

from __future__ import annotations

import os
import resource
import select
import sys
import traceback
from importlib import import_module

import msgspec

from wattos.knowledge import DocumentError
from wattos_ingestion.protocol import LENGTH, Answer, Request

IDLE_SECONDS = 120


def main() -> None:
    """Serve requests on standard input until its end or until nothing came for a while.

    The one argument is how much address space it may use, in bytes.
    """
    memory_bytes = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not end up between the frames
    requests = sys.stdin.buffer
    while select.select([requests], [], [], IDLE_SECONDS)[0]:
        header = requests.read(LENGTH.size)
        if len(header) < LENGTH.size:
            return
        request = msgspec.msgpack.decode(requests.read(LENGTH.unpack(header)[0]), type=Request)
        answer = msgspec.msgpack.encode(handle(request))
        answers.write(LENGTH.pack(len(answer)) + answer)
        answers.flush()


def handle(request: Request) -> Answer:
    """Read one file; every fault becomes a reason, because the files are strangers'."""
    module = import_module(f"wattos_ingestion.formats.{request.format}")
    try:
        if request.task == "parse":
            result = module.parse(request.source)
        else:
            result = module.split(request.source, request.source_kind)
        return Answer(result=msgspec.msgpack.encode(result))
    except DocumentError as error:
        return Answer(reason=error.reason, detail=error.detail)
    except MemoryError:
        return Answer(reason="too-much-memory")
    except Exception:  # noqa: BLE001 -- parsers raise whatever a broken file provokes
        traceback.print_exc()
        return Answer(reason="unreadable")


if __name__ == "__main__":
    main()
