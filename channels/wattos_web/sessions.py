"""Visitors: from a public key and an origin to a short-lived token, and what it lets them do."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Annotated
from uuid import UUID

import msgspec

from wattos.access import Access, Principal
from wattos.agents import Agents
from wattos.conversations import DISCLOSURE, Accepted, Conversations, InboundMessage
from wattos.errors import NotFound, NotPermitted, NotSignedIn
from wattos.knowledge import Knowledge
from wattos.mail import Mailer
from wattos.plugins import TenantPlugins
from wattos.subjects import Subjects
from wattos.suggested import SuggestedQuestions
from wattos_web.keys import WidgetKeyInfo, WidgetKeys
from wattos_web.left_questions import LeftQuestions
from wattos_web.left_replies import LeftReplies
from wattos_web.limits import Limits
from wattos_web.origins import is_same_origin
from wattos_web.trials import Trials, channel_of, is_secret, is_trial, key_for, version_of

TOKEN_MINUTES = 60
RENEWABLE_FOR = timedelta(days=1)
"""After its end: who comes back to the tab finds the conversation and a colleague's reply."""
LANGUAGES = ("de", "en", "tr")
PLUGIN_ID = "wattos_web"

ClientMessageId = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
LanguageTag = Annotated[str, msgspec.Meta(max_length=35)]
Comment = Annotated[str, msgspec.Meta(max_length=2000)]


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """A visitor's session: a token for one conversation, valid for `expires_in` seconds."""

    token: str
    expires_in: int
    disclosure: dict[str, str]
    """The notice that an AI answers, by language; show it before the first message."""
    agent_name: str = ""
    greeting: dict[str, str] = {}


class WebSessions:
    """What a visitor's browser may do, for HTTP and WebSocket alike."""

    def __init__(
        self,
        keys: WidgetKeys,
        limits: Limits,
        access: Access,
        agents: Agents,
        conversations: Conversations,
        plugins: TenantPlugins,
        subjects: Subjects,
        knowledge: Knowledge,
        mailer: Mailer,
        suggested: SuggestedQuestions,
    ) -> None:
        self.keys = keys
        self.conversations = conversations
        self.trials = Trials(access, agents, keys)
        self.questions = LeftQuestions()
        self.left_replies = LeftReplies(conversations, mailer)
        self.subjects = subjects
        self.knowledge = knowledge
        self.suggested = suggested
        self._limits = limits
        self._access = access
        self._agents = agents
        self._plugins = plugins

    async def open(
        self, public_key: str, *, origin: str | None, host: str, address: str, language: str
    ) -> Visit:
        """Begin a visit. Raises NotFound for the key, NotPermitted for the origin."""
        await self._limits.count_session(public_key, address)
        if is_secret(public_key):
            check_own_page(origin, host)
            key, tenant_id = await self.trials.open(public_key)
        else:
            key, tenant_id = await self._found(public_key)
            check_origin(key, origin, host)
        return await self._visit(tenant_id, key, f"v_{secrets.token_urlsafe(18)}", language)

    async def opened_key(
        self, public_key: str, *, origin: str | None, host: str, address: str
    ) -> tuple[WidgetKeyInfo, UUID]:
        """The key and its tenant, for a page that may use it. Raises as `open`."""
        await self._limits.count_opening(public_key, address)
        if is_secret(public_key):
            if origin is not None:
                check_own_page(origin, host)
            return await self.trials.look(public_key)
        key, tenant_id = await self._found(public_key)
        if origin is not None:
            check_origin(key, origin, host)
        return key, tenant_id

    async def _found(self, public_key: str) -> tuple[WidgetKeyInfo, UUID]:
        ref = await self.keys.resolve(public_key)
        if not await self._plugins.is_enabled(ref.tenant_id, PLUGIN_ID):
            raise NotFound("There is no such chat.")
        return await self.keys.get(ref.tenant_id, ref.key_id), ref.tenant_id

    async def renew(self, token: str, *, origin: str | None, host: str) -> Visit:
        """A fresh token for the same visitor and conversation.

        Raises NotSignedIn once the old one ended more than a day ago, or its key was switched off.
        """
        visitor = self._access.returning_visitor(token, expired_for=RENEWABLE_FOR)
        key = await self.key_of(visitor)
        check_origin(key, origin, host)
        return await self._visit(visitor.tenant_id, key, visitor.id, visitor.language)

    async def key_of(self, visitor: Principal) -> WidgetKeyInfo:
        """The key that a visitor came through; raises NotSignedIn when it was switched off."""
        try:
            if is_trial(visitor):
                return await self.trials.of(visitor)
            key = await self.keys.get(visitor.tenant_id, UUID(visitor.key_id or ""))
        except (NotFound, ValueError) as error:
            raise NotSignedIn("This chat was closed.") from error
        if not key.active:
            raise NotSignedIn("This chat was closed.")
        return key

    async def send(
        self,
        visitor: Principal,
        *,
        text: str,
        client_message_id: str,
        language: str | None,
        address: str = "",
    ) -> Accepted:
        """Accept a visitor's message; the same `client_message_id` again has no second effect."""
        await self._limits.count_message(visitor.id, visitor.key_id or "", address)
        key = await self.key_of(visitor)
        slug = None
        if key.agent_id is not None:
            slug = (await self._agents.get(visitor.tenant_id, key.agent_id)).slug
        return await self.conversations.accept(
            visitor.tenant_id,
            InboundMessage(
                channel=channel_of(visitor),
                channel_message_id=f"{visitor.id}:{client_message_id}",
                channel_conversation_id=visitor.id,
                text=text,
                visitor_id=visitor.id,
                agent_slug=slug,
                agent_version=version_of(key),
                language=language or visitor.language,
            ),
        )

    async def want_suggestions(self, tenant_id: UUID, agent_id: UUID | None) -> None:
        """Have suggested questions of a chat's agent tried, if they never were."""
        if (await self.suggested.current(tenant_id, agent_id)).tried_at is None:
            await self.suggested.request(tenant_id, agent_id)

    async def count_question(self, visitor: Principal) -> None:
        """Count a question that a visitor leaves; raises TooManyRequests above 5 a minute."""
        await self._limits.count_question(visitor.id)

    async def _visit(
        self, tenant_id: UUID, key: WidgetKeyInfo, visitor_id: str, language: str
    ) -> Visit:
        chosen = language.lower()[:2] if language.lower()[:2] in LANGUAGES else "en"
        token = self._access.issue_visitor_token(
            tenant_id, visitor_id, key_for(key), minutes=TOKEN_MINUTES, language=chosen
        )
        name, greeting = await self.agent_words(tenant_id, key)
        return Visit(
            token=token,
            expires_in=TOKEN_MINUTES * 60,
            disclosure=DISCLOSURE,
            agent_name=name,
            greeting=greeting,
        )

    async def agent_words(self, tenant_id: UUID, key: WidgetKeyInfo) -> tuple[str, dict[str, str]]:
        """Name and greeting of the agent that answers; empty while none is published."""
        try:
            agent = await self._agents.runnable(tenant_id, key.agent_id, version_of(key))
        except NotFound:
            return "", {}
        return agent.name, agent.spec.greeting


def check_own_page(origin: str | None, host: str) -> None:
    """Raise NotPermitted unless the page is one of this installation's own."""
    if origin is None or not is_same_origin(origin, host):
        raise NotPermitted("A trial opens in the console only.", given=origin or "no Origin header")


def check_origin(key: WidgetKeyInfo, origin: str | None, host: str) -> None:
    """Raise NotPermitted unless the browser's page may use the key.

    Browsers always send `Origin` with what asks for a session, so its absence is a refusal too.
    """
    if origin is not None and (origin in key.origins or is_same_origin(origin, host)):
        return
    raise NotPermitted(
        "This site may not use this chat.",
        given=origin or "no Origin header",
        expected="a site that the chat's owner has named",
    )
