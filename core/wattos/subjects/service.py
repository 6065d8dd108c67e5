"""Exporting and erasing what core's rooms and the plugins store about one person."""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

from wattos.access import Access, Principal, export_user, user_id_of
from wattos.agents import erase_runs, export_runs
from wattos.audit import record
from wattos.conversations import conversations_of, erase_conversations, export_conversations
from wattos.database import fetchval, tenant_scope, utcnow
from wattos.errors import InvalidInput
from wattos.plugins import PluginHost
from wattos.settings import Secret
from wattos.subjects.schemas import ErasureReport, SubjectExport

_LONGEST_ID = 200


class Subjects:
    """A person is a visitor's id (as the channel knows them) or a user's id.

    The audit chain keeps that somebody was exported or erased under a keyed hash of the id: whoever
    knows the id can find the entry, the entry alone names nobody.
    """

    def __init__(self, access: Access, host: PluginHost, secret_key: Secret | None) -> None:
        self._access = access
        self._host = host
        self._key = secret_key.reveal().encode() if secret_key else b""

    async def export(self, subject_id: str, *, by: Principal) -> SubjectExport:
        """Everything about a person of `by`'s tenant. Raises InvalidInput for an empty id."""
        subject_id = _checked(subject_id)
        tenant_id = by.tenant_id
        asked = await self._host.gather(
            "export_subject", tenant_id=tenant_id, subject_id=subject_id
        )
        incomplete = self._incomplete(asked.failed)
        async with tenant_scope(tenant_id):
            account = await export_user(tenant_id, subject_id)
            ids = await conversations_of(subject_id)
            conversations = await export_conversations(subject_id, ids)
            tool_calls = await export_runs(ids)
            await self._record("subject.exported", subject_id, by, incomplete)
        return SubjectExport(
            at=utcnow(),
            account=account,
            conversations=conversations,
            tool_calls=tool_calls,
            plugins={name: found for name, found in asked.answers.items() if found},
            incomplete=incomplete,
        )

    async def erase(self, subject_id: str, *, by: Principal) -> ErasureReport:
        """Erase a person of `by`'s tenant; doing it again is harmless.

        Raises InvalidInput for an empty id, NotPermitted for a user who may do more than `by`,
        Conflict for the last owner.
        """
        subject_id = _checked(subject_id)
        tenant_id = by.tenant_id
        asked = await self._host.gather("erase_subject", tenant_id=tenant_id, subject_id=subject_id)
        incomplete = self._incomplete(asked.failed)
        async with tenant_scope(tenant_id):
            ids = await conversations_of(subject_id)
            runs = await erase_runs(ids)
            conversations = await erase_conversations(subject_id, ids)
            account = await self._erase_account(tenant_id, subject_id, by)
            await self._record("subject.erased", subject_id, by, incomplete)
        return ErasureReport(
            account=account,
            conversations=conversations,
            agent_runs=runs,
            plugins=asked.answers,
            incomplete=incomplete,
        )

    async def _erase_account(self, tenant_id: UUID, subject_id: str, by: Principal) -> int:
        user_id = user_id_of(subject_id)
        known = await fetchval("select true from users where id = $1", user_id)
        if user_id is None or not known:
            return 0
        await self._access.delete_user(tenant_id, user_id, by=by)
        return 1

    def _incomplete(self, failed: list[str]) -> list[str]:
        """Plugins that failed now, and those that cannot be asked because they do not run."""
        silent = [status.id for status in self._host.status() if status.state == "quarantined"]
        return sorted({*failed, *silent})

    async def _record(
        self, action: str, subject_id: str, by: Principal, incomplete: list[str]
    ) -> None:
        await record(
            action,
            actor=by.actor,
            resource="subject",
            resource_id=hmac.digest(self._key, subject_id.encode(), hashlib.sha256).hex()[:32],
            outcome="failed" if incomplete else "ok",
            detail={"incomplete": len(incomplete)},
        )


def _checked(subject_id: str) -> str:
    """The id as it is stored: a UUID in its usual form."""
    if not subject_id.strip() or len(subject_id) > _LONGEST_ID or "\x00" in subject_id:
        raise InvalidInput(
            "This is no person's id.",
            expected=f"a visitor's or user's id of at most {_LONGEST_ID} characters",
        )
    return str(user_id_of(subject_id) or subject_id)
