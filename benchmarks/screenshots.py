"""Makes the pictures of the README: `python benchmarks/screenshots.py`, about three minutes.

Starts `wattos up` on a folder that goes afterwards, lets it read the example city, and takes four
pictures of the German console and the widget with the system's Chromium.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Page, ViewportSize, async_playwright, expect

from wattos_crawler.browser import find_chromium

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
LARGEST_BYTES = 200_000
SIZE: ViewportSize = {"width": 1120, "height": 700}
_LINK = re.compile(r"http://\S+/admin/enter/\S+")
QUESTION = "Was kostet ein Personalausweis?"


@asynccontextmanager
async def installation() -> AsyncGenerator[str]:
    """A running installation; yields the link that signs in once."""
    with tempfile.TemporaryDirectory(prefix="wattos-screenshots-") as folder:
        Path(folder).chmod(0o755)  # noqa: ASYNC240 - nothing else runs yet
        command = ("-m", "wattos.cli", "up", "--no-browser", "--port", "0", "--data-dir")
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, *command, f"{folder}/data"),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        assert process.stdout is not None
        try:
            said = ""
            while (link := _LINK.search(said)) is None:
                piece = await process.stdout.read(4096)
                if not piece:
                    raise SystemExit(f"wattos up ended:\n{said}")
                said += piece.decode()
            draining = asyncio.create_task(process.stdout.read())
            yield link[0]
            draining.cancel()
        finally:
            process.terminate()
            await process.wait()


async def shoot(page: Page, name: str) -> None:
    """Keep the page as it stands; refuses a picture that is too large for a README."""
    path = FOLDER / f"{name}.png"
    await page.screenshot(path=path)
    size = path.stat().st_size
    print(f"{path.name:24} {size / 1000:.0f} KB")
    if size > LARGEST_BYTES:
        raise SystemExit(f"{path} is larger than {LARGEST_BYTES} bytes; show less on it.")


async def first_minutes(page: Page, link: str) -> None:
    """From the one-time link to an answer with its source."""
    await page.goto(link)
    await page.get_by_role("button", name="Beispiel zeigen").click()
    await expect(page.locator("[data-fill]").first).to_be_visible()
    await expect(page.locator("#step-reading")).to_have_text(re.compile(r"^\d+ Seiten gelesen"))
    await page.locator("#question").fill(QUESTION)
    await page.keyboard.press("Enter")
    await expect(page.locator("#answers mark").first).to_be_visible()
    await page.get_by_role("heading", name="Fragen Sie etwas").evaluate(
        "one => one.scrollIntoView({block: 'start', behavior: 'instant'})"
    )
    # Chromium draws a page without a screen only when it is asked to: two frames settle the scroll.
    await page.evaluate("new Promise(d => requestAnimationFrame(() => requestAnimationFrame(d)))")
    await shoot(page, "first-five-minutes")


async def widget(page: Page) -> None:
    """The chat over the city's own page."""
    await page.locator("#snippet").wait_for()
    await page.goto(page.url.partition("/admin")[0] + "/admin/preview")
    await page.locator(".launcher").click()
    await page.locator(".composer textarea").fill(QUESTION)
    await page.keyboard.press("Enter")
    await expect(page.locator(".answer .tools").last).to_be_visible()
    await shoot(page, "widget")


async def groups_and_conversation(page: Page, console: str) -> None:
    """Who comes with which need, and one conversation with its sources."""
    await page.goto(f"{console}/insight")
    await expect(page.locator("article.answer").first).to_be_visible()
    await shoot(page, "groups")
    await page.goto(f"{console}/conversations?q=Personalausweis")
    await page.locator("#list td a").first.click()
    await page.locator("details.source").first.evaluate("one => (one.open = true)")
    await shoot(page, "conversation")


async def run() -> None:
    """Take all four."""
    expect.set_options(timeout=240_000)
    FOLDER.mkdir(exist_ok=True)
    async with installation() as link, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        context = await browser.new_context(locale="de-DE", viewport=SIZE)
        context.set_default_timeout(240_000)
        page = await context.new_page()
        await first_minutes(page, link)
        await widget(page)
        await groups_and_conversation(page, link.partition("/enter")[0])
        await browser.close()


if __name__ == "__main__":
    asyncio.run(run())
