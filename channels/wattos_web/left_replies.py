"""Replies to left questions: into the visitor's chat, and by mail to the address they left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from msgspec.structs import replace

from wattos.access import Actor
from wattos.conversations import clean_message
from wattos.database import current_tenant_id, fetch, fetchrow, fetchval, new_id, tenant_scope
from wattos.errors import Conflict, NotFound
from wattos.mail import Mail, MailKind, MailStatus
from wattos_web.left_questions import LeftQuestion, LeftReply, change_state
from wattos_web.reply_mail import compose

if TYPE_CHECKING:
    from wattos.conversations import Conversations
    from wattos.mail import Mailer

REPLY_MAIL: Final = "left_question.reply"

_INSERT = """
insert into left_question_reply (id, tenant_id, left_question_id, user_id, text, repeat_key)
values ($1, $2, $3, $4, $5, $6)
on conflict (tenant_id, left_question_id, repeat_key) do nothing returning id
"""
_MAIL = """
select r.text, q.question, q.email, q.name, coalesce(c.language, q.language) as language,
    o.name as organisation
from left_question_reply r
join left_question q on q.id = r.left_question_id
join tenant o on o.id = r.tenant_id
left join conversation c on c.id = q.conversation_id
where r.id = $1
"""


class LeftReplies:
    """What colleagues reply."""

    def __init__(self, conversations: Conversations, mailer: Mailer) -> None:
        self._conversations = conversations
        self._mailer = mailer

    async def reply(
        self, tenant_id: UUID, question_id: UUID, text: str, *, repeat_key: str, actor: Actor
    ) -> None:
        """Write to who left a question, which is answered then.

        The reply goes into the chat, if it was not erased, and by mail, if a server is set up. The
        same `repeat_key` has no second effect. Raises NotFound, Conflict when neither way is open,
        and InvalidInput or TooLarge for the text.
        """
        text = clean_message(text)
        async with tenant_scope(tenant_id):
            question = await fetchrow(
                "select conversation_id from left_question where id = $1 for update", question_id
            )
            if question is None:
                raise NotFound("There is no such question.", given=question_id)
            conversation_id: UUID | None = question["conversation_id"]
            if conversation_id is None and not self._mailer.configured:
                raise Conflict(
                    "The chat was erased, and no mail server is set up.",
                    hint="Write to the address that the person left.",
                )
            user_id = UUID(actor.id) if actor.kind == "user" else None
            reply_id = await fetchval(
                _INSERT, new_id(), current_tenant_id(), question_id, user_id, text, repeat_key
            )
            if reply_id is None:
                return
            await self._send(tenant_id, reply_id, conversation_id, text, actor)
            await change_state(question_id, "answered", actor)

    async def _send(
        self,
        tenant_id: UUID,
        reply_id: UUID,
        conversation_id: UUID | None,
        text: str,
        actor: Actor,
    ) -> None:
        if conversation_id is not None:
            await self._conversations.replies.reply(
                tenant_id, conversation_id, text, repeat_key=f"left:{reply_id}", actor=actor
            )
        if self._mailer.configured:
            await self._mailer.put(
                REPLY_MAIL,
                {"reply_id": str(reply_id)},
                idempotency_key=mail_key(reply_id),
                conversation_id=conversation_id,
            )

    async def with_mails(
        self, tenant_id: UUID, questions: Sequence[LeftQuestion]
    ) -> list[LeftQuestion]:
        """The questions, each reply with how its mail fared."""
        keys = [mail_key(reply.id) for question in questions for reply in question.replies]
        found = await self._mailer.statuses(tenant_id, keys)
        return [
            replace(question, replies=[_with_mail(reply, found) for reply in question.replies])
            for question in questions
        ]

    async def resend(self, tenant_id: UUID, question_id: UUID, reply_id: UUID) -> None:
        """Mail a reply (again) whose mail failed or may not have arrived.

        Raises NotFound, and Conflict for a mail that is on its way or was taken.
        """
        async with tenant_scope(tenant_id):
            known = await fetchval(
                "select true from left_question_reply where id = $1 and left_question_id = $2",
                *(reply_id, question_id),
            )
        if known is None:
            raise NotFound("There is no such reply.", given=reply_id)
        await self._mailer.resend(tenant_id, mail_key(reply_id))


def _with_mail(reply: LeftReply, found: Mapping[str, MailStatus]) -> LeftReply:
    status = found.get(mail_key(reply.id))
    return replace(reply, mail=status.state, mail_error=status.error) if status else reply


def mail_key(reply_id: UUID) -> str:
    """The idempotency key of a reply's mail."""
    return f"{REPLY_MAIL}:{reply_id}"


async def compose_reply(tenant_id: UUID, about: dict[str, Any]) -> Mail | None:
    """The mail of a reply; None when the question was erased meanwhile."""
    async with tenant_scope(tenant_id):
        rows = await fetch(_MAIL, UUID(about["reply_id"]))
    return compose(**dict(rows[0])) if rows else None


MAIL_KIND: Final = MailKind(name=REPLY_MAIL, compose=compose_reply)
