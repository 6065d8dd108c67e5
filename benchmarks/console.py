"""How long the console's pages take on the server with 10,000 conversations in the table.

`python benchmarks/console.py [--conversations N]` makes a tenant in a folder that goes afterwards,
fills it, asks each page ten times over HTTP in the same process, and prints the median and the
slowest time in milliseconds, the database and the templates included.
"""

from __future__ import annotations

import argparse
import asyncio
import re
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
from wattos.database import execute, fetchval, tenant_scope
from wattos.database.migration import owner_connection
from wattos.installation import running_services
from wattos.platform import Platform, platform_on
from wattos.settings import load_settings

ROUNDS = 10
PAGES = (
    "start",
    "home",
    "home?days=90",
    "home?days=90&channel=web",
    "home/unanswered?days=90",
    "conversations",
    "conversations?q=Personalausweis",
    "conversations?q=findetniemand",
    "conversations?outcome=refused",
    "conversations?outcome=answered&days=90",
    "conversations?outcome=handed_over&days=90",
    "questions?days=90",
    "review",
    "review/week",
    "review/mail",
    "review/mail/body",
    "conversations?sort=updated_at&page=300",
    "knowledge",
    "knowledge/crawls",
    "agents",
    "channels",
    "answers",
    "insight",
    "insight/gaps",
    "people",
    "people/teams",
    "settings",
    "settings/plugins",
    "settings/models",
    "settings/retention",
    "settings/audit",
)
_CONVERSATIONS = """
insert into conversation (id, tenant_id, channel, channel_conversation_id, created_at, updated_at)
select gen_random_uuid(), $1, 'web', 'b' || n, now() - n * interval '7 minutes',
    now() - n * interval '7 minutes'
from generate_series(1, $2::int) n
"""
_MESSAGES = """
insert into message
    (id, tenant_id, conversation_id, role, text, language, abstained, citations, created_at)
select gen_random_uuid(), $1, c.id, case when n % 2 = 1 then 'person' else 'agent' end,
    case when n % 2 = 1 then
        'Was kostet ein ' || (array['Personalausweis', 'Reisepass', 'Angelschein', 'Bauantrag'])
            [1 + floor(random() * 4)] || ' für Kinder unter ' || n || ' Jahren?'
         else repeat('Die Gebühr beträgt 22,80 Euro. ', 12) end,
    'de', n = 6 and random() < 0.1,
    case when n % 2 = 0 then
        jsonb_build_array(jsonb_build_object('title', 'Gebühren', 'quote', repeat('x y ', 60),
            'url', 'https://www.stadt.example/gebuehren'))
        else '[]' end,
    c.created_at + n * interval '1 second'
from conversation c, generate_series(1, 6) n where c.tenant_id = $1
"""
_TURNS = """
insert into turn (id, tenant_id, conversation_id, agent_id, state, question_message_id,
    answer_message_id, abstained, sourced, created_at, finished_at)
select gen_random_uuid(), $1, q.conversation_id, c.agent_id, 'completed', q.id, a.id,
    a.abstained, not a.abstained, q.created_at,
    q.created_at + interval '2 seconds'
from message q join message a on a.conversation_id = q.conversation_id and a.role = 'agent'
    and a.created_at = q.created_at + interval '1 second'
join conversation c on c.id = q.conversation_id where q.role = 'person' and q.tenant_id = $1
"""
_VERDICTS = """
insert into feedback (id, tenant_id, conversation_id, turn_id, kind, value, created_at)
select gen_random_uuid(), $1, conversation_id, id, 'thumb',
    case when random() < 0.2 then -1 else 1 end, created_at
from turn where tenant_id = $1 and random() < 0.1
"""
_USAGE = """
insert into llm_usage (id, tenant_id, created_at, purpose, model, conversation_id, turn_id,
    input_tokens, output_tokens, estimated, cost_usd, duration_ms, outcome)
select gen_random_uuid(), $1, created_at, 'chat', 'openai/one', conversation_id, id,
    2000, 200, false, 0.002, 900, 'succeeded' from turn where tenant_id = $1
"""


async def fill(platform: Platform, conversations: int) -> UUID:
    """A tenant with that many conversations of three answered questions each."""
    tenant = await platform.create_tenant("bench")
    async with tenant_scope(tenant.id):
        await execute(_CONVERSATIONS, tenant.id, conversations)
        agent_id = await fetchval("select id from agent limit 1")
        await execute("update conversation set agent_id = $1", agent_id)
        for statement in (_MESSAGES, _TURNS, _VERDICTS, _USAGE):
            await execute(statement, tenant.id)
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
            assert services.owner_url is not None
            async with owner_connection(services.owner_url.reveal()) as owner:
                await owner.execute("analyze")  # what autovacuum does within a minute
            app: Any = create_app(platform)
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://test", follow_redirects=True, timeout=60
            ) as client:
                await signed_in(platform, tenant_id, client)
                week = (await client.get("/admin/review/week")).text
                suggestions = re.findall(r"review/suggestion/[\w-]+", week)
                for path in (*PAGES, *suggestions[:1]):
                    taken = await measure(client, path)
                    median, most = statistics.median(taken), max(taken)
                    print(f"{path:44} median {median:6.0f} ms   slowest {most:6.0f} ms")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=10_000)
    asyncio.run(run(parser.parse_args().conversations))
