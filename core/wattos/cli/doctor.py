"""`wattos doctor`: is everything there, and what to do where it is not."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import msgspec
import typer

from wattos.cli.context import EXIT_FAILED, DataDir, Json, run, settings_for
from wattos.cli.output import show, write_json
from wattos.errors import WattosError

if TYPE_CHECKING:
    from wattos.cli.doctor_checks import Check
    from wattos.settings import Settings


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One check's outcome; `hint` says what to do when it is not ok."""

    name: str
    ok: bool
    detail: str
    hint: str = ""


def doctor(data_dir: DataDir = None, as_json: Json = False) -> None:
    """Check database, extensions, role rights, Redis, models and plugins."""

    # Each finding tells it; the log would tell it again for every check.
    logging.getLogger("wattos.plugins").setLevel(logging.CRITICAL)

    async def command() -> None:
        findings = await examine(settings_for(data_dir))
        if as_json:
            write_json(findings)
        else:
            for finding in findings:
                show(f"{'ok  ' if finding.ok else 'FAIL'}  {finding.name}: {finding.detail}")
                if not finding.ok:
                    show(f"      {finding.hint}")
        if not all(finding.ok for finding in findings):
            raise typer.Exit(EXIT_FAILED)

    run(command())


async def examine(settings: Settings) -> list[Finding]:
    """Every check in turn; one that cannot run is a finding, never an error."""
    from wattos.cli.doctor_checks import checks_for, checks_of_parts
    from wattos.installation import running_services

    findings: list[Finding] = []
    try:
        async with running_services(settings) as services:
            for name, check in checks_for(settings, services).items():
                findings.append(await _finding(name, check, findings))
    except WattosError as error:
        findings.append(_of_error("services", error))
    for name, check in checks_of_parts(settings).items():
        findings.append(await _finding(name, check, findings))
    return findings


async def _finding(name: str, check: Check, before: list[Finding]) -> Finding:
    failed = {finding.name for finding in before if not finding.ok}
    if missing := failed.intersection(check.needs):
        return Finding(
            name=name,
            ok=False,
            detail="not checked",
            hint=f"Mend {', '.join(sorted(missing))} first.",
        )
    try:
        result = await check.run()
    except WattosError as error:
        return _of_error(name, error)
    hint = "" if result.ok else result.hint
    return Finding(name=name, ok=result.ok, detail=result.detail, hint=hint)


def _of_error(name: str, error: WattosError) -> Finding:
    told = type(error)(error.message, given=error.given, expected=error.expected)
    return Finding(
        name=name,
        ok=False,
        detail=str(told),
        hint=error.hint or "Correct this, then look again.",
    )
