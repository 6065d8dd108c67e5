"""Background work of the first five minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from wattos.delivery import JobContext, JobKind
from wattos.suggested import LANGUAGES
from wattos_admin.start.comparing import most_different
from wattos_admin.start.example import bring_example
from wattos_admin.start.organisation import name_it
from wattos_admin.start.questions import answered, refused
from wattos_admin.start.state import ASK_AROUND, COMPARE, Suggestions, finish_reading

if TYPE_CHECKING:
    from wattos.platform import Platform

EXAMPLE = "console.example"
FILES = "console.files"


def job_kinds(platform: Platform) -> Sequence[JobKind]:
    """`console.example` reads the example city, `console.files` the payload's `document_ids`.

    `console.questions` tries questions, `console.compare` which agents differ most.
    """

    async def example(context: JobContext) -> Mapping[str, Any]:
        brought = await bring_example(platform, context)
        await finish_reading(platform, context.tenant_id)
        return brought

    async def files(context: JobContext) -> Mapping[str, Any]:
        ids = msgspec.convert(context.payload["document_ids"], list[UUID], strict=False)
        report = await platform.knowledge.process(context.tenant_id, ids, context.progress)
        await finish_reading(platform, context.tenant_id)
        return msgspec.to_builtins(report)

    async def ask_around(context: JobContext) -> Mapping[str, Any]:
        tenant = await platform.tenancy.get(context.tenant_id)
        language = await platform.learn_language(tenant.id)
        asked = language if language in LANGUAGES else "en"
        await name_it(platform, tenant)
        await platform.renew_first_agent(tenant.id)
        found = Suggestions(
            questions=await answered(platform, tenant.id, asked),
            refused=await refused(platform, tenant.id, asked),
        )
        await platform.suggested.request(tenant.id, None)  # in every language, for visitors
        return msgspec.to_builtins(found)

    async def compare(context: JobContext) -> Mapping[str, Any]:
        language = (await platform.tenancy.get(context.tenant_id)).language
        asked = msgspec.convert(context.payload["asked"], dict[UUID, list[str]], strict=False)
        found = await most_different(platform, context.tenant_id, asked, language)
        return msgspec.to_builtins(found) if found else {}

    return [
        JobKind(name=EXAMPLE, run=example, lease_seconds=180),
        JobKind(name=FILES, run=files, lease_seconds=180),
        JobKind(name=COMPARE, run=compare, queue="interactive", max_attempts=2),
        # Somebody waits in front of the page, while the bulk queue is still reading.
        JobKind(name=ASK_AROUND, run=ask_around, queue="interactive", max_attempts=2),
    ]
