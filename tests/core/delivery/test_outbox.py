from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from wattos.database import execute, tenant_scope
from wattos.delivery import Jobs, NotSent, Outbox, OutboxItem
from wattos.errors import Conflict

Play = Callable[[OutboxItem], None]


class Postbox:
    """A sender that does what the test says and keeps what it was given."""

    def __init__(self, *, idempotent: bool = False) -> None:
        self.idempotent = idempotent
        self.sent: list[OutboxItem] = []
        self.faults: list[Exception] = []

    async def send(self, item: OutboxItem) -> None:
        self.sent.append(item)
        if self.faults:
            raise self.faults.pop(0)


async def put(outbox: Outbox, tenant: UUID, key: str = "k1") -> UUID:
    async with tenant_scope(tenant):
        return await outbox.put(
            "mail", {"to": "a@example.org"}, {"text": "Hi"}, idempotency_key=key
        )


@pytest.fixture
def deliver(jobs: Jobs, run_worker: Any, finished: Any, tenant: UUID) -> Callable[[], Any]:
    """Runs a worker until every job of the tenant has ended."""

    async def run() -> None:
        async with run_worker(jobs):
            for job in await jobs.list(tenant):
                await finished(jobs, tenant, job.id)

    return run


async def test_message_leaves_once_whatever_is_repeated(
    jobs: Jobs, tenant: UUID, deliver: Any
) -> None:
    outbox, postbox = Outbox(jobs), Postbox()
    outbox.add_sender("mail", postbox)
    first = await put(outbox, tenant)
    assert await put(outbox, tenant) == first
    await deliver()
    assert [item.idempotency_key for item in postbox.sent] == ["k1"]
    assert postbox.sent[0].recipient == {"to": "a@example.org"}
    assert (await outbox.get(tenant, first)).state == "sent"
    assert await put(outbox, tenant) == first
    await deliver()
    assert len(postbox.sent) == 1


async def test_message_that_surely_did_not_leave_is_sent_again(
    jobs: Jobs, tenant: UUID, deliver: Any
) -> None:
    outbox, postbox = Outbox(jobs), Postbox()
    postbox.faults = [NotSent("The server is busy.", retry_after=0.1)]
    outbox.add_sender("mail", postbox)
    message = await put(outbox, tenant)
    await deliver()
    assert len(postbox.sent) == 2
    assert (await outbox.get(tenant, message)).state == "sent"


async def test_message_that_was_refused_fails_with_the_reason(
    jobs: Jobs, tenant: UUID, deliver: Any
) -> None:
    outbox, postbox = Outbox(jobs), Postbox()
    postbox.faults = [NotSent("No such mailbox.")]
    outbox.add_sender("mail", postbox)
    message = await put(outbox, tenant)
    await deliver()
    item = await outbox.get(tenant, message)
    assert (item.state, item.error) == ("failed", "No such mailbox.")


async def test_message_with_an_open_outcome_waits_for_a_person(
    jobs: Jobs, tenant: UUID, deliver: Any
) -> None:
    outbox, postbox = Outbox(jobs), Postbox()
    postbox.faults = [ConnectionResetError("after DATA")]
    outbox.add_sender("mail", postbox)
    message = await put(outbox, tenant)
    await deliver()
    assert (await outbox.get(tenant, message)).state == "unknown"
    assert len(postbox.sent) == 1
    await outbox.resend(tenant, message)
    await deliver()
    assert (await outbox.get(tenant, message)).state == "sent"
    with pytest.raises(Conflict):
        await outbox.settle(tenant, message, "failed")


@pytest.mark.parametrize(("idempotent", "state"), [(False, "unknown"), (True, "sent")])
async def test_message_whose_process_died_while_sending(
    jobs: Jobs, tenant: UUID, deliver: Any, idempotent: bool, state: str
) -> None:
    outbox, postbox = Outbox(jobs), Postbox(idempotent=idempotent)
    outbox.add_sender("mail", postbox)
    message = await put(outbox, tenant)
    async with tenant_scope(tenant):
        await execute("update outbox_message set state = 'sending', attempts = 1")
    await deliver()
    assert (await outbox.get(tenant, message)).state == state


async def test_message_without_a_sender_fails_visibly(
    jobs: Jobs, tenant: UUID, deliver: Any
) -> None:
    outbox = Outbox(jobs)
    message = await put(outbox, tenant)
    await deliver()
    assert "No sender" in ((await outbox.get(tenant, message)).error or "")
    assert [item.id for item in await outbox.list(tenant, state="failed")] == [message]
