"""The application on a port of its own, for as long as a block lasts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from wattos.platform import Platform


@asynccontextmanager
async def running_application(platform: Platform) -> AsyncGenerator[str]:
    """Serve the application on a free port of the loopback; gives its address once it answers.

    What keeps it from starting is raised here; the port is closed however the block ends.
    """
    from wattos.listener import bind
    from wattos.server import serve

    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def ready(found: str) -> None:
        address.set_result(found)

    with bind("127.0.0.1", 0) as listener:
        serving = asyncio.create_task(serve(platform, listener, ready))
        try:
            await asyncio.wait({serving, address}, return_when=asyncio.FIRST_COMPLETED)
            if serving.done():
                serving.result()
            yield address.result()
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
