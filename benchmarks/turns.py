"""How long people wait for an answer when several ask at once, without a key.

    python benchmarks/turns.py [--visitors 1 4 16] [--turns 40] [--data-dir DIR]

Visitors ask questions of `questions/examples.dev.jsonl` on the town of the examples, each its next
one when the last is answered, through the queue and a worker as on a channel. Printed for each
number of visitors, as p50 and p95 in milliseconds from the moment a message is accepted:

- `picked up`: a worker has begun (the event `turn.started`),
- `first text`: the person sees something,
- `whole turn`: the answer is complete.

The worker runs in this process, so its figures hold the cost of reading the events, too.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import nullcontext, suppress
from itertools import cycle, islice
from pathlib import Path
from statistics import quantiles
from uuid import UUID, uuid4

import msgspec
from answers import Asked, examples, read_questions

from wattos.conversations import InboundMessage
from wattos.default_agent import DEFAULT_AGENT_SLUG
from wattos.errors import Unavailable
from wattos.events import TextDelta, TurnCompleted, TurnFailed, TurnStarted
from wattos.platform import Platform

_TENANT = "city"
_LONGEST_TURN_SECONDS = 60.0


class Waited(msgspec.Struct):
    """Milliseconds from acceptance; a stage that never came stays infinite."""

    picked_up: float = float("inf")
    first_text: float = float("inf")
    whole_turn: float = float("inf")


async def measure(visitors: Sequence[int], turns: int, data_dir: Path) -> None:
    """Ask with every number of visitors in turn, and print."""
    questions = [asked for asked in read_questions("dev") if asked.tenant == _TENANT]
    async with examples(questions, data_dir) as (platform, tenants):
        worker = asyncio.create_task(platform.run_worker(["interactive"]))
        await platform.warm_up()
        await _visit(platform, tenants[_TENANT], questions[:3])
        for number in visitors:
            started = time.perf_counter()
            waited = await _crowd(platform, tenants[_TENANT], questions, number, turns)
            _report(number, waited, time.perf_counter() - started)
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker


async def _crowd(
    platform: Platform, tenant: UUID, questions: Sequence[Asked], visitors: int, turns: int
) -> list[Waited]:
    chosen = list(islice(cycle(questions), max(turns, visitors)))
    shares = [chosen[start::visitors] for start in range(visitors)]
    done = await asyncio.gather(*(_visit(platform, tenant, share) for share in shares))
    return [waited for share in done for waited in share]


async def _visit(platform: Platform, tenant: UUID, questions: Iterable[Asked]) -> list[Waited]:
    return [await _turn(platform, tenant, asked.question) for asked in questions]


async def _turn(platform: Platform, tenant: UUID, question: str) -> Waited:
    message = InboundMessage(
        channel="cli",
        channel_message_id=str(uuid4()),
        channel_conversation_id=str(uuid4()),
        text=question,
        agent_slug=DEFAULT_AGENT_SLUG,
    )
    accepted = await platform.conversations.accept(tenant, message)
    started, waited = time.perf_counter(), Waited()
    async with asyncio.timeout(_LONGEST_TURN_SECONDS):
        async for numbered in platform.conversations.events(tenant, accepted.turn_id):
            now, event = (time.perf_counter() - started) * 1000, numbered.event
            if isinstance(event, TurnStarted):
                waited.picked_up = now
            elif isinstance(event, TextDelta):
                waited.first_text = min(waited.first_text, now)
            elif isinstance(event, TurnCompleted):
                waited.whole_turn = now
            elif isinstance(event, TurnFailed):
                raise Unavailable("A turn failed.", given=event.code)
    return waited


def _report(visitors: int, waited: Sequence[Waited], seconds: float) -> None:
    print(f"{visitors} at once: {len(waited)} turns, {len(waited) / seconds:.1f} a second")
    for stage in ("picked_up", "first_text", "whole_turn"):
        cuts = quantiles((getattr(one, stage) for one in waited), n=20, method="inclusive")
        name = stage.replace("_", " ")
        print(f"  {name:<12} p50 {cuts[9]:7.0f} ms, p95 {cuts[18]:7.0f} ms", flush=True)


def main() -> int:
    """Exit code 0 when every turn was answered."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--visitors", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--turns", type=int, default=40, help="for each number of visitors")
    parser.add_argument("--data-dir", type=Path, help="kept and used again; default: temporary")
    options = parser.parse_args()
    temporary = tempfile.TemporaryDirectory(prefix="wattos-bench-", ignore_cleanup_errors=True)
    with nullcontext(options.data_dir) if options.data_dir else temporary as folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        Path(folder).chmod(0o755)  # as root the servers run as another user
        asyncio.run(measure(options.visitors, options.turns, Path(folder)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
