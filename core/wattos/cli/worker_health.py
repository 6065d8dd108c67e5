"""`wattos worker --check`: are this machine's workers well? Light enough for every minute."""

from __future__ import annotations

import socket

from redis.asyncio import Redis
from redis.exceptions import RedisError

from wattos.cli.context import JobFailed
from wattos.cli.output import say
from wattos.delivery import WakeLists
from wattos.errors import Unavailable
from wattos.installation import REDIS_PREFIX, running_services
from wattos.settings import Settings

_SECONDS = 5.0


async def check_workers(settings: Settings) -> None:
    """Read the signs of life that workers leave in Redis.

    Raises `JobFailed` where none of this machine left one lately, or one could not look for jobs
    last time, and `Unavailable` where Redis does not answer.
    """
    machine = socket.gethostname()
    async with running_services(settings) as services:
        url = services.redis_url.reveal()
        try:
            async with Redis.from_url(
                url, socket_connect_timeout=_SECONDS, socket_timeout=_SECONDS
            ) as redis:
                signs = await WakeLists(redis, prefix=REDIS_PREFIX).signs_of(machine)
        except (RedisError, OSError, ValueError) as error:
            raise Unavailable(
                "Redis, where workers leave their signs of life, does not answer.",
                given=type(error).__name__,
                hint="`wattos doctor` says more.",
            ) from error
    if not signs:
        raise JobFailed(
            "No worker of this machine has given a sign of life lately.",
            given=machine,
            hint="Look at the log of `wattos worker`, or start it.",
        )
    if faults := sorted({sign.fault for sign in signs if sign.fault}):
        raise JobFailed(
            "A worker cannot look for jobs.",
            given=", ".join(faults),
            hint="`wattos doctor` says what to do.",
        )
    say(f"{len(signs)} alive, jobs running: {sum(sign.running for sign in signs)}")
