"""Write the pins of a fresh resolution: `constraint-dependencies` and docker/requirements.txt.

`uv.lock` names the registry's host, so it stays out of the repository. Its versions go into
pyproject.toml, where a fresh `uv run` obeys them; its hashes go into the image's requirements.
`--check` fails when either differs from what is committed.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT, REQUIREMENTS = ROOT / "pyproject.toml", ROOT / "docker" / "requirements.txt"
START, END = "constraint-dependencies = [ # written by .ci/pin.py\n", "]\n"


def export(*options: str) -> str:
    """What `uv export` says of the locked versions."""
    command = ["uv", "export", "--quiet", "--no-emit-project", "--no-header", "--no-annotate"]
    return subprocess.run(  # noqa: S603 - fixed arguments
        [*command, *options], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout


def with_pins(project: str, pins: list[str]) -> str:
    """pyproject.toml with these pins as its constraints."""
    before, found, rest = project.partition(START)
    if not found:
        sys.exit(f"{PROJECT.name} lacks the line {START!r}")
    return before + START + "".join(f'  "{pin}",\n' for pin in pins) + END + rest.partition(END)[2]


def resolved_pins() -> list[str]:
    """Every locked version, with its marker: a package may have one for each Python."""
    exported = export("--no-hashes", "--all-extras", "--all-groups")
    lines = (line.strip().replace('"', "'") for line in exported.splitlines())
    return sorted({line for line in lines if "==" in line})


def main() -> None:
    """Write or check both files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check: bool = parser.parse_args().check
    project = PROJECT.read_text("utf-8")
    if not check:  # old pins must not hold back the new resolution
        PROJECT.write_text(with_pins(project, []), "utf-8")
    requirements = re.sub(r"^-e .*\n", "", export("--no-dev"), flags=re.MULTILINE)
    wanted = {PROJECT: with_pins(project, resolved_pins()), REQUIREMENTS: requirements}
    for path, text in wanted.items():
        if check and (not path.exists() or path.read_text("utf-8") != text):
            sys.exit(f"{path.relative_to(ROOT)} is not what the pins say: run .ci/pin.py")
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
