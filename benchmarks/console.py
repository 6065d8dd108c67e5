"""How long the console's pages take on the server with 10,000 conversations in the table.

`python benchmarks/console.py [--conversations N]` makes a tenant in a folder that goes afterwards,
fills it, asks each page ten times over HTTP in the same process, and prints the median and the
slowest time in milliseconds, the database and the templates included.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import msgspec

from wattos.app import create_app
from wattos.database import execute, tenant_scope
from wattos.installation import running_services
from wattos.platform import Platform, platform_on
from wattos.settings import load_settings

ROUNDS = 10
PAGES = (
    "start",
    "conversations",
    "conversations?q=Personalausweis",
    "conversations?q=findetniemand",
    "conversations?outcome=refused",
    "conversations?sort=updated_at&page=300",
    "knowledge",
    "agents",
)
_CONVERSATIONS = """
insert into conversation (id, tenant_id, channel, channel_conversation_id, created_at, updated_at)
select gen_random_uuid(), $1, 'web', 'b' || n, now() - n * interval '7 minutes',
    now() - n * interval '7 minutes'
from generate_series(1, $2::int) n
"""
_MESSAGES = """
insert into message (id, tenant_id, conversation_id, role, text, abstained, created_at)
select gen_random_uuid(), $1, c.id, case when n % 2 = 1 then 'person' else 'agent' end,
    case when n % 2 = 1 then 'Was kostet ein Personalausweis für Kinder unter sechs Jahren?'
         else repeat('Die Gebühr beträgt 22,80 Euro. ', 12) end,
    n = 6 and random() < 0.1, c.created_at
from conversation c, generate_series(1, 6) n where c.tenant_id = $1
"""


async def fill(platform: Platform, conversations: int) -> UUID:
    """A tenant with that many conversations of six messages each."""
    tenant = await platform.create_tenant("bench")
    async with tenant_scope(tenant.id):
        await execute(_CONVERSATIONS, tenant.id, conversations)
        await execute(_MESSAGES, tenant.id)
    return tenant.id


async def signed_in(platform: Platform, tenant_id: UUID, client: httpx.AsyncClient) -> None:
    """Sign an owner in by a one-time link, as `wattos up` does."""
    user = await platform.access.create_user(
        tenant_id, email="owner@bench.example", password="a long password", roles=["owner"]
    )
    secret = await platform.access.make_link(
        tenant_id, "sign-in", user_id=user.id, lifetime=timedelta(minutes=5)
    )
    (await client.get(f"/admin/enter/{secret}")).raise_for_status()


async def measure(client: httpx.AsyncClient, path: str) -> list[float]:
    """Milliseconds of each round; the first one, which loads templates, is left out."""
    taken: list[float] = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        (await client.get(f"/admin/{path}")).raise_for_status()
        taken.append((time.perf_counter() - began) * 1000)
    return taken[1:]


async def run(conversations: int) -> None:
    """Fill, measure, print."""
    with tempfile.TemporaryDirectory(prefix="wattos-console-") as folder:
        Path(folder).chmod(0o755)  # noqa: ASYNC240 - nothing else runs yet
        settings = msgspec.structs.replace(load_settings({}), data_dir=Path(folder) / "data")
        async with (
            running_services(settings) as services,
            platform_on(settings, services) as platform,
        ):
            tenant_id = await fill(platform, conversations)
            app: Any = create_app(platform)
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://test", follow_redirects=True, timeout=60
            ) as client:
                await signed_in(platform, tenant_id, client)
                for path in PAGES:
                    taken = await measure(client, path)
                    median, most = statistics.median(taken), max(taken)
                    print(f"{path:44} median {median:6.0f} ms   slowest {most:6.0f} ms")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=10_000)
    asyncio.run(run(parser.parse_args().conversations))
