"""From opening the widget to the first useful word, in a real browser on the default installation.

Against a running `wattos demo`: opens the widget on a page of another origin and asks.
`open` is from the click to the notice, `word` from the click to the first text of the answer when
the question is sent as soon as the chat is there. Prints the median and the 95th percentile, and
what was loaded. Run: `python benchmarks/widget.py --key wk_… --password …`, both as the demo
printed them.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
from playwright.async_api import Browser, Page, Request, async_playwright

from wattos_crawler.browser import find_chromium

QUESTIONS = (
    "Was kostet ein Personalausweis?",
    "Wann hat das Rathaus offen?",
    "Wie melde ich einen Hund an?",
    "Wo kann ich Sperrmüll anmelden?",
)


def site(server: str, key: str) -> ThreadingHTTPServer:
    """A page of another origin that carries the widget under a strict policy."""
    policy = f"default-src 'none'; script-src {server}; connect-src {server}"
    html = (
        '<!doctype html><html lang="de"><title>Musterstadt</title><h1>Musterstadt</h1>'
        f'<script src="{server}/web/widget.js" data-key="{key}" async></script>'
    ).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(html)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
            return

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    return made


async def once(page: Page, origin: str, question: str) -> tuple[float, float]:
    """Seconds to the open chat and to the first word, from the click."""
    await page.goto(origin)
    await page.locator(".launcher").wait_for()
    started = time.perf_counter()
    await page.locator(".launcher").click()
    await page.locator(".notice").wait_for()
    opened = time.perf_counter() - started
    await page.locator(".composer textarea").fill(question)
    await page.locator(".composer textarea").press("Enter")
    await page.locator(".answer .body > *").first.wait_for()
    word = time.perf_counter() - started
    await page.locator(".answer .tools").wait_for()
    return opened, word


async def loaded(browser: Browser, server: str, origin: str) -> tuple[list[int], list[int]]:
    """Bytes of each answer of the server before the click, and until the first answer."""
    page = await browser.new_page()
    done: list[Request] = []  # without the open stream of what colleagues write
    page.on("requestfinished", lambda request: done.append(request))

    async def sizes() -> list[int]:
        ours = [request for request in done if request.url.startswith(server)]
        return [(await request.sizes())["responseBodySize"] for request in ours]

    await page.goto(origin)
    await page.locator(".launcher").wait_for()
    first = await sizes()
    await page.locator(".launcher").click()
    await page.locator(".composer textarea").fill(QUESTIONS[0])
    await page.locator(".composer textarea").press("Enter")
    await page.locator(".answer .tools").wait_for()
    until_answer = await sizes()
    await page.close()
    return first, until_answer


def allow(server: str, email: str, password: str, origin: str) -> None:
    """Let the first widget key be used on the page."""
    with httpx.Client(base_url=server) as client:
        signed_in = client.post("/api/auth/sign-in", json={"email": email, "password": password})
        client.headers["Authorization"] = f"Bearer {signed_in.json()['access_token']}"
        key = client.get("/api/v1/widget-keys").raise_for_status().json()[0]
        change = {"name": key["name"], "origins": [*key["origins"], origin]}
        client.put(f"/api/v1/widget-keys/{key['id']}", json=change).raise_for_status()


async def measure(arguments: argparse.Namespace) -> None:
    """Run the rounds and print the figures."""
    server = str(arguments.server).rstrip("/")
    page_server = site(server, arguments.key)
    origin = f"http://127.0.0.1:{page_server.server_port}"
    allow(server, arguments.email, arguments.password, origin)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        first, until_answer = await loaded(browser, server, origin)
        figures: list[tuple[float, float]] = []
        for number in range(arguments.rounds):
            context = await browser.new_context(locale="de-DE")
            question = QUESTIONS[number % len(QUESTIONS)]
            figures.append(await once(await context.new_page(), origin, question))
            await context.close()
        await browser.close()
    page_server.shutdown()
    for name, seconds in zip(("open", "word"), zip(*figures, strict=True), strict=True):
        ordered = sorted(seconds)
        late = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
        print(f"{name}: p50 {statistics.median(ordered):.2f} s, p95 {late:.2f} s")
    print(f"before it is opened: {sum(first)} bytes in {len(first)} requests")
    print(f"until the first answer: {sum(until_answer)} bytes in {len(until_answer)} requests")


def main() -> None:
    """Read the arguments: what `wattos demo` printed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", default="http://127.0.0.1:8800")
    parser.add_argument("--key", required=True, help="a widget key of the running demo")
    parser.add_argument("--email", default="demo@wattos.example")
    parser.add_argument("--password", required=True)
    parser.add_argument("--rounds", type=int, default=20)
    asyncio.run(measure(parser.parse_args()))


if __name__ == "__main__":
    main()
