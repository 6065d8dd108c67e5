"""Quarantines of one process, made known to the installation's others."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError

from wattos.database import new_id
from wattos.plugins.host import PluginHost

log = logging.getLogger(__name__)

EXCHANGE_SECONDS = 5.0
_KEPT_SECONDS = 60


class Quarantines:
    """Tells the other processes which plugins this one has put aside, and hears theirs.

    A tool that keeps failing does so in a worker: the server's readiness, the console and
    `wattos plugin list` have to know. What is heard is shown; each process goes on by its own
    judgement. A process that ends without a word is forgotten after a minute.
    """

    def __init__(self, host: PluginHost, redis: Redis, *, prefix: str) -> None:
        self._host = host
        self._redis: Any = redis
        self._prefix = prefix
        self._id = str(new_id())
        self._name = f"process {os.getpid()} on {socket.gethostname()}"
        self._told = False

    @asynccontextmanager
    async def exchanged(self) -> AsyncGenerator[None]:
        """Exchange now and every few seconds of the while, and take back at its end."""
        await self.exchange()
        exchanging = asyncio.create_task(self._keep_exchanging(), name="quarantines")
        try:
            yield
        finally:
            exchanging.cancel()
            await asyncio.gather(exchanging, return_exceptions=True)
            await self._forget()

    async def _keep_exchanging(self) -> None:
        while True:
            await asyncio.sleep(EXCHANGE_SECONDS)
            await self.exchange()

    async def exchange(self) -> None:
        """Tell and hear once; without Redis everybody knows what they knew."""
        try:
            await self._tell()
            self._host.hear(
                await told_quarantines(self._redis, prefix=self._prefix, besides=self._id)
            )
        except (RedisError, OSError) as error:
            log.debug("quarantines were not exchanged: %s", type(error).__name__)

    async def _tell(self) -> None:
        own = self._host.own_quarantines()
        if not own:
            return
        told = {plugin_id: f"in {self._name}: {reason}" for plugin_id, reason in own.items()}
        key = _key(self._prefix, self._id)
        await self._redis.set(key, msgspec.json.encode(told), ex=_KEPT_SECONDS)
        await self._redis.sadd(_processes(self._prefix), self._id)
        self._told = True

    async def _forget(self) -> None:
        if not self._told:
            return
        try:
            await self._redis.delete(_key(self._prefix, self._id))
            await self._redis.srem(_processes(self._prefix), self._id)
        except (RedisError, OSError) as error:
            log.debug("quarantines stay for a minute: %s", type(error).__name__)


async def told_quarantines(redis: Any, *, prefix: str, besides: str = "") -> dict[str, str]:
    """Plugin id → the reason of a running process of the installation, those `besides` left out."""
    members: set[bytes] = await redis.smembers(_processes(prefix))
    names = sorted({member.decode() for member in members} - {besides})
    if not names:
        return {}
    told = await redis.mget([_key(prefix, name) for name in names])
    found: dict[str, str] = {}
    for name, value in zip(names, told, strict=True):
        if value is None:
            await redis.srem(_processes(prefix), name)
        else:
            found |= msgspec.json.decode(value, type=dict[str, str])
    return found


def _processes(prefix: str) -> str:
    return f"{prefix}quarantines"


def _key(prefix: str, process: str) -> str:
    return f"{prefix}quarantine:{process}"
