"""`check` for signed-in staff in a chat."""

from __future__ import annotations

from typing import Any, Final

from wattos.conversations import Command, CommandContext, localized
from wattos.delivery import Jobs
from wattos_check.jobs import KIND

_MOST_TOLD: Final = 10
_SUMMARY: Final = {
    "de": "**{findings} Hinweise** auf {pages} Seiten.",
    "en": "**{findings} findings** on {pages} pages.",
}
_NOTHING: Final = {
    "de": "{pages} Seiten geprüft, nichts gefunden.",
    "en": "Checked {pages} pages, found nothing.",
}
_SINCE: Final = {
    "de": "Seit der letzten Prüfung: {new} neu, {solved} erledigt.",
    "en": "Since the last check: {new} new, {solved} solved.",
}
_NEW: Final = {"de": "neu: ", "en": "new: "}
_MORE: Final = {
    "de": "… und {count} weitere, siehe die Prüfung in der Verwaltung.",
    "en": "… and {count} more; see the check in the console.",
}


def check_command(jobs: Jobs) -> Command:
    """The command; it asks for the permission `check:run`."""

    async def run(context: CommandContext) -> str:
        result = await jobs.run_inline(
            context.tenant_id, KIND, {"reuse": True}, requested_by=context.principal.user_id
        )
        return summary(result, context.language)

    return Command(
        name="check",
        description={
            "de": "prüft die eingelesene Website: Widersprüche, Veraltetes, tote Links",
            "en": "checks the website that was read: contradictions, outdated facts, dead links",
            "tr": "okunan web sitesini denetler: çelişkiler, eski bilgiler, ölü bağlantılar",
        },
        usage="check",
        run=run,
        permission="check:run",
    )


def summary(result: dict[str, Any], language: str) -> str:
    """The gravest findings as Markdown, each with a link to its first place."""
    findings = result["findings"]
    text = _SUMMARY if findings else _NOTHING
    lines = [localized(text, language).format(findings=len(findings), pages=result["pages"])]
    since = result["since"]
    if since is not None:
        told = localized(_SINCE, language)
        lines.append(told.format(new=since["new"], solved=since["solved"]))
    new_keys = since["new_keys"] if since is not None else ()
    for found in findings[:_MOST_TOLD]:
        place = found["evidence"][0]["url"] if found["evidence"] else ""
        link = f" ({place})" if place.startswith("http") else ""
        mark = localized(_NEW, language) if found["key"] in new_keys else ""
        lines.append(f"- {mark}{localized(found['sentence'], language)}{link}")
    if len(findings) > _MOST_TOLD:
        lines.append(localized(_MORE, language).format(count=len(findings) - _MOST_TOLD))
    return "\n".join(lines)
