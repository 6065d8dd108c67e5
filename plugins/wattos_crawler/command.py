"""`crawl URL` for signed-in staff in a chat, with progress that edits one message."""

from __future__ import annotations

import asyncio
import shlex
from collections import Counter
from typing import Any, Final

from wattos.conversations import Command, CommandContext, localized
from wattos.delivery import Jobs, Progress
from wattos.errors import InvalidInput
from wattos_crawler.jobs import KIND
from wattos_crawler.reasons import explain

_OPTIONS: Final = {
    "--depth": "max_depth",
    "--max-pages": "max_pages",
    "--allow-domain": "allowed_domains",
    "--space": "space",
}
_USAGE: Final = "crawl URL [--depth N] [--max-pages N] [--allow-domain DOMAIN] [--space NAME]"
_USAGE_TR: Final = _USAGE.replace("DOMAIN", "ALAN_ADI").replace("NAME", "AD")
_BETWEEN_EDITS: Final = 0.7
_MOST_REASONS: Final = 8
_SUMMARY: Final = {
    "de": "**{documents} Dokumente** aus {url} eingelesen.",
    "en": "Read **{documents} documents** from {url}.",
    "tr": "{url} adresinden **{documents} belge** okundu.",
}
_CHANGES: Final = {
    "de": "{new} neu, {changed} geändert, {unchanged} unverändert, {removed} entfernt.",
    "en": "{new} new, {changed} changed, {unchanged} unchanged, {removed} removed.",
    "tr": "{new} yeni, {changed} değişti, {unchanged} aynı, {removed} kaldırıldı.",
}
_UNREADABLE: Final = {
    "de": f"Die Anführungszeichen gehen nicht auf. So geht es: `{_USAGE}`",
    "en": f"The quotation marks do not match: `{_USAGE}`",
    "tr": f"Tırnak işaretleri eşleşmiyor: `{_USAGE_TR}`",
}
_UNKNOWN_OPTION: Final = {
    "de": f"Die Option `{{option}}` gibt es nicht, oder ihr Wert fehlt. So geht es: `{_USAGE}`",
    "en": f"There is no option `{{option}}`, or its value is missing: `{_USAGE}`",
    "tr": f"`{{option}}` seçeneği yok ya da değeri eksik: `{_USAGE_TR}`",
}
_NO_ADDRESS: Final = {
    "de": f"Die Adresse der Website fehlt. So geht es: `{_USAGE}`",
    "en": f"The address of the website is missing: `{_USAGE}`",
    "tr": f"Web sitesinin adresi eksik: `{_USAGE_TR}`",
}
_READING: Final = {"de": "Lese {url}", "en": "Reading {url}", "tr": "{url} okunuyor"}
_WAITING: Final = {
    "de": "Warte, bis ein anderes Einlesen dieser Website zu Ende ist",
    "en": "Waiting for another crawl of this website to end",
    "tr": "Bu web sitesinin başka bir okunması bitene kadar bekleniyor",
}


def crawl_command(jobs: Jobs) -> Command:
    """The command; it asks for the permission `crawler:run`."""

    async def run(context: CommandContext) -> str:
        payload = parse_arguments(context.arguments)
        latest: list[Progress] = []
        work = asyncio.ensure_future(
            jobs.run_inline(
                context.tenant_id,
                KIND,
                payload,
                latest.append,
                requested_by=context.principal.user_id,
            )
        )
        try:
            await _show(context, latest, work)
            return summary(await work, payload["url"], context.language)
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    return Command(
        name="crawl",
        description={
            "de": "liest eine Website in die Wissensbasis ein",
            "en": "reads a website into the knowledge base",
            "tr": "bir web sitesini bilgi kaynaklarına okur",
        },
        usage={"de": _USAGE, "en": _USAGE, "tr": _USAGE_TR},
        run=run,
        permission="crawler:run",
    )


async def _show(
    context: CommandContext, latest: list[Progress], work: asyncio.Future[dict[str, Any]]
) -> None:
    while not work.done():
        await asyncio.wait([work], timeout=_BETWEEN_EDITS)
        if latest:
            progress = latest.pop()
            latest.clear()
            words = _WAITING if progress.waiting else _READING
            text = localized(words, context.language).format(url=progress.message)
            await context.progress(text, progress.done, progress.total)


def parse_arguments(text: str) -> dict[str, Any]:
    """The job's payload from what was typed after `crawl`.

    Raises:
        InvalidInput: an option is unknown or lacks its value, or there is no URL.
    """
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise InvalidInput(
            "The command cannot be read.", given=str(error), expected=_USAGE, told=_UNREADABLE
        ) from None
    payload: dict[str, Any] = {"allowed_domains": []}
    while words:
        word = words.pop(0)
        name, _, value = word.partition("=")
        if not word.startswith("--"):
            payload.setdefault("url", word.strip("<>"))
        elif name not in _OPTIONS or not (value or words):
            told = {
                language: text.format(option=word) for language, text in _UNKNOWN_OPTION.items()
            }
            raise InvalidInput("The option is not known.", given=word, expected=_USAGE, told=told)
        elif _OPTIONS[name] == "allowed_domains":
            payload["allowed_domains"].append(value or words.pop(0))
        else:
            payload[_OPTIONS[name]] = value or words.pop(0)
    if "url" not in payload:
        raise InvalidInput(
            "The address of the website is missing.", expected=_USAGE, told=_NO_ADDRESS
        )
    return payload


def summary(result: dict[str, Any], url: str, language: str) -> str:
    """What a crawl brought, and why addresses were left out, as Markdown."""
    lines = [localized(_SUMMARY, language).format(documents=result["documents"], url=url)]
    if changes := result.get("changes"):
        lines.append(localized(_CHANGES, language).format(**changes))
    reasons = Counter(page["reason"] for page in result["pages"] if page["reason"])
    for reason, count in reasons.most_common(_MOST_REASONS):
        lines.append(f"- {count} × {localized(explain(reason), language)}")
    return "\n".join(lines)
