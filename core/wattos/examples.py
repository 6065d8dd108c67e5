"""The example organisations that ship with WattOS, and a small server for their websites."""

from __future__ import annotations

import functools
import http.server
import threading
import tomllib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

import msgspec

from wattos.errors import NotFound
from wattos.resources import resource


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """An example organisation: a website to crawl or files to ingest."""

    slug: str
    name: dict[str, str]
    kind: str
    folder: Path
    site: str = ""
    start: str = "/index.html"
    sources: list[str] = []


def read_example(name: str) -> Example:
    """The example in `examples/<name>`; raises `NotFound`."""
    folder = resource("examples") / name
    if not (folder / "example.toml").exists():
        known = sorted(path.parent.name for path in resource("examples").glob("*/example.toml"))
        raise NotFound("There is no such example.", given=name, expected=", ".join(known))
    content = tomllib.loads((folder / "example.toml").read_text("utf-8"))
    return msgspec.convert({**content, "folder": folder}, Example)


class SiteHandler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder as a website: redirects from `_redirects.json`, `{base}` in text files.

    Pages go out without a charset, as many real servers do; they name theirs themselves.
    """

    redirects: ClassVar[dict[str, str]] = {}

    def do_GET(self) -> None:
        """Redirect, fill in the base address, or serve the file."""
        path = urlsplit(self.path).path
        if path in self.redirects:
            self.send_response(301)
            self.send_header("Location", self.redirects[path])
            self.end_headers()
        elif path in {"/robots.txt", "/sitemap.xml"}:
            self._send_filled(path)
        else:
            super().do_GET()

    def _send_filled(self, path: str) -> None:
        file = Path(self.directory) / path.lstrip("/")
        if not file.exists():
            self.send_error(404)
            return
        base = f"http://{self.headers.get('Host', 'localhost')}"
        body = file.read_text("utf-8").replace("{base}", base).encode()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Say nothing: the demo's terminal is for the person."""


@contextmanager
def serve_site(folder: Path, port: int = 0) -> Generator[str]:
    """Serve a website's folder on loopback for the while; yields its base address."""
    file = folder / "_redirects.json"
    redirects = msgspec.json.decode(file.read_bytes(), type=dict[str, str]) if file.exists() else {}
    handler = type("Handler", (SiteHandler,), {"redirects": redirects})
    try:
        server = _bind(port, functools.partial(handler, directory=str(folder)))
    except OSError:
        server = _bind(0, functools.partial(handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _bind(port: int, handler: functools.partial[SiteHandler]) -> http.server.ThreadingHTTPServer:
    return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
