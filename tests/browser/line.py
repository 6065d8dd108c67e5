"""A line between a browser and the servers that can be cut, by TCP resets, and laid elsewhere."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

_RESETS_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER for no time: close sends RST


class Line:
    """A TCP proxy; `address` stays the same wherever it leads and whether or not it is cut."""

    def __init__(self, server: str) -> None:
        self.address = ""
        self.cuts = 0
        """How many open connections were cut."""
        self._server = server
        self._is_cut = False
        self._open: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        """Reset what is open, and what is tried from now on."""
        self._is_cut = True
        self.reset()

    def reset(self) -> None:
        """Reset what is open; the next connection works."""
        for writer in self._open:
            self.cuts += 1
            _reset(writer)

    def mend(self) -> None:
        """Let connections through again."""
        self._is_cut = False

    def lead_to(self, server: str) -> None:
        """Reset what is open and lead new connections to another server."""
        self._server = server
        self.reset()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, there and back."""
        if self._is_cut:
            _reset(writer)
            return
        target = urlsplit(self._server)
        far_reader, far_writer = await asyncio.open_connection(target.hostname, target.port)
        self._open |= {writer, far_writer}
        ways = [
            asyncio.create_task(_pour(reader, far_writer)),
            asyncio.create_task(_pour(far_reader, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._open -= {writer, far_writer}
            for way in ways:
                way.cancel()
            writer.close()
            far_writer.close()


def _reset(writer: asyncio.StreamWriter) -> None:
    peer: socket.socket = writer.get_extra_info("socket")
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESETS_ON_CLOSE)
    writer.transport.abort()


async def _pour(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await source.read(65_536):
            sink.write(piece)
            await sink.drain()


@asynccontextmanager
async def line_to(server: str) -> AsyncGenerator[Line]:
    """A line to a server for as long as the block lasts."""
    line = Line(server)
    listening = await asyncio.start_server(line.carry, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    line.address = f"http://127.0.0.1:{port}"
    try:
        yield line
    finally:
        listening.close()
        line.cut()
        await listening.wait_closed()
