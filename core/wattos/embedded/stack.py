"""The embedded servers as one thing that a command opens and closes."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from wattos.embedded.files import secret_at
from wattos.embedded.folder import open_data_folder, open_service_folder
from wattos.embedded.lease import Lease
from wattos.embedded.roles import APP_ROLE, DATABASE, OWNER_ROLE
from wattos.embedded.service import Runtime
from wattos.embedded.valkey import ROLE, SOCKET_NAME


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where the embedded servers are reached. The addresses hold passwords and are not shown."""

    owner_url: str | None = field(repr=False)
    """Postgres as the role that owns tables and runs migrations (by Unix socket)."""
    app_url: str | None = field(repr=False)
    """Postgres as the role of the server, bound by every policy (by Unix socket)."""
    redis_url: str | None = field(repr=False)
    """Valkey by Unix socket, in the form that redis-py and arq read."""
    postgres_port: int | None
    """The port on 127.0.0.1 where the same Postgres listens too."""
    started_here: bool
    """Whether this command started a server that was not running."""


class EmbeddedStack:
    """Postgres and Valkey on a data folder, shared by every command that uses the folder.

    Use it as a context manager, sync or async, or call `start` and `stop` (`astart` and `astop`
    in a running event loop). `postgres=False` or `redis=False` leaves a configured server's
    part out. After `kill -9` of every command the servers stop by themselves; while one runs they
    come back, also when their keeper was killed.
    """

    def __init__(self, data_dir: Path, *, postgres: bool = True, redis: bool = True) -> None:
        self._data_dir = data_dir.expanduser().absolute()
        wanted = {"postgres": postgres, "valkey": redis}
        self._leases = {n: Lease(self._data_dir, n) for n, on in wanted.items() if on}
        self._endpoints: Endpoints | None = None

    @property
    def endpoints(self) -> Endpoints:
        """Where the servers are reached; raises `RuntimeError` before `start` and after `stop`."""
        if self._endpoints is None:
            raise RuntimeError("EmbeddedStack has no endpoints: call start() first")
        return self._endpoints

    def start(self) -> Endpoints:
        """Join the running servers or start them; about 1 s on an empty folder, 0.3 s later.

        Raises `NewerDataFolder`, `OlderDataFolder`, `UnusableDataFolder`, `DataFolderInUse` or
        `ServerStartFailed`; then nothing is left running.
        """
        if self._endpoints is not None:
            raise RuntimeError("EmbeddedStack is already started")
        open_data_folder(self._data_dir)
        for name in self._leases:
            open_service_folder(self._data_dir, name)
        try:
            with ThreadPoolExecutor(2, thread_name_prefix="wattos-embedded") as pool:
                joins = {name: pool.submit(lease.join) for name, lease in self._leases.items()}
            joined = {name: join.result() for name, join in joins.items()}
        except BaseException:
            self.stop()
            raise
        for lease in self._leases.values():
            lease.watch()
        self._endpoints = self._describe(joined)
        return self._endpoints

    def stop(self) -> None:
        """Leave the servers; the last command returns when they have stopped."""
        self._endpoints = None
        with ThreadPoolExecutor(2, thread_name_prefix="wattos-embedded") as pool:
            leaves = [pool.submit(lease.leave) for lease in self._leases.values()]
        for leave in leaves:
            leave.result()

    async def astart(self) -> Endpoints:
        """`start` in a thread; a cancellation waits for it and leaves again."""
        starting = asyncio.ensure_future(asyncio.to_thread(self.start))
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            await asyncio.wait({starting})
            await asyncio.to_thread(self.stop)
            raise

    async def astop(self) -> None:
        """`stop` in a thread."""
        await asyncio.to_thread(self.stop)

    def _describe(self, joined: dict[str, tuple[Runtime, bool]]) -> Endpoints:
        postgres = joined.get("postgres")
        valkey = joined.get("valkey")
        return Endpoints(
            owner_url=self._postgres_url(postgres[0], OWNER_ROLE) if postgres else None,
            app_url=self._postgres_url(postgres[0], APP_ROLE) if postgres else None,
            redis_url=self._redis_url(valkey[0]) if valkey else None,
            postgres_port=postgres[0].address.port if postgres else None,
            started_here=any(started for _, started in joined.values()),
        )

    def _postgres_url(self, runtime: Runtime, role: str) -> str:
        password = secret_at(self._leases["postgres"].folder.password_file(role))
        host = quote(runtime.address.socket_folder)
        port = runtime.address.port
        return f"postgresql://{role}:{password}@/{DATABASE}?host={host}&port={port}"

    def _redis_url(self, runtime: Runtime) -> str:
        password = secret_at(self._leases["valkey"].folder.password_file(ROLE))
        return f"unix://:{password}@{runtime.address.socket_folder}/{SOCKET_NAME}?db=0"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        await self.astart()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.astop()
