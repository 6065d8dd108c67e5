"""The redactor that the knowledge room calls before it stores, embeds or sends anything."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from wattos.errors import ConfigurationError
from wattos.knowledge import (
    LONG_TEXT,
    ParsedDocument,
    PersonalSpan,
    SourceKind,
    detect_language,
    text_sandbox,
)
from wattos_redaction import engine, vault
from wattos_redaction.offices import keeps_offices
from wattos_redaction.policy import EVERYTHING, PolicyKind, policy_kind, types_for
from wattos_redaction.replacing import Taken, redact_document

if TYPE_CHECKING:
    from wattos.platform import Platform

PLUGIN_ID = "wattos_redaction"
_SHORTEST_NAME = 4
_BY_PEOPLE: frozenset[PolicyKind] = frozenset({"upload", "ticket", "conversation"})


class PersonalDataRedactor:
    """Redacts by the tenant's policy and keeps what it took out in the vault."""

    def __init__(self, platform: Platform | None) -> None:
        self._platform = platform

    def find(self, text: str, language: str | None = None) -> Sequence[PersonalSpan]:
        """All personal data in a text whatever its source."""
        return engine.find(text, language or detect_language(text, "de"))

    async def find_in_message(self, text: str, *, tenant_id: UUID) -> Sequence[PersonalSpan]:
        """Spans by the tenant's policy; raises `ConfigurationError` for a faulty one."""
        platform = self._platform
        if platform is None or not await platform.plugins.is_enabled(tenant_id, PLUGIN_ID):
            return []
        types = types_for("conversation", await platform.plugins.settings(tenant_id, PLUGIN_ID))
        found = await asyncio.to_thread(self.find, text)
        return [span for span in found if span.type in types]

    async def redact(
        self,
        document: ParsedDocument,
        *,
        source_kind: SourceKind,
        published: bool,
        tenant_id: UUID,
        document_id: UUID,
    ) -> ParsedDocument:
        """The document by its tenant's policy, a long one in a child process.

        Raises `ConfigurationError` for a faulty policy and `DocumentError` beyond a limit.
        """
        platform = self._platform
        if platform is None or platform.settings.secret_key is None:
            raise ConfigurationError(
                "Documents cannot be redacted without the installation's secret key.",
                expected="an open platform",
            )
        if not await platform.plugins.is_enabled(tenant_id, PLUGIN_ID):
            return document
        settings = await platform.plugins.settings(tenant_id, PLUGIN_ID)
        kind = policy_kind(source_kind, published=published)
        work = partial(redact_by_policy, document, kind, settings)
        if len(document.text) <= LONG_TEXT:
            redacted, taken = await asyncio.to_thread(work)
        else:
            sandbox = text_sandbox(platform.settings.document_limits)
            redacted, taken = await asyncio.to_thread(
                sandbox.run, work, tuple[ParsedDocument, list[Taken]], fault="redaction-failed"
            )
        await vault.store(tenant_id, document_id, taken, platform.settings.secret_key)
        return redacted


def redact_by_policy(
    document: ParsedDocument, kind: PolicyKind, settings: Mapping[str, Any]
) -> tuple[ParsedDocument, list[Taken]]:
    """The redacted document and what was taken out of it.

    In an upload the contacts of offices stay; a tenant's own choice of types has no exception.
    """
    types = types_for(kind, settings)
    language = detect_language(document.text, (document.language or "de")[:2])
    whole = "\n".join((document.title, document.text))
    names = _names(whole, language) if kind in _BY_PEOPLE and "PERSON" in types else None
    keep = None
    if kind == "upload" and types == EVERYTHING:
        keep = keeps_offices(document, engine.find(document.text, language))

    def find(text: str) -> list[PersonalSpan]:
        spans = engine.find(text, language, types)
        spans = _with_repeats(text, spans, names) if names else spans
        return keep(text, spans) if keep else spans

    return redact_document(document, find, language)


def _names(text: str, language: str) -> re.Pattern[str] | None:
    """The names that the text tells once, wherever it repeats them or a part of them."""
    values = {text[s.start : s.end] for s in engine.find(text, language) if s.type == "PERSON"}
    parts = {part for value in values for part in value.split() if len(part) >= _SHORTEST_NAME}
    known = sorted(values | {part for part in parts if part[0].isupper()}, key=len, reverse=True)
    if not known:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)")


def _with_repeats(
    text: str, spans: list[PersonalSpan], names: re.Pattern[str]
) -> list[PersonalSpan]:
    more = [
        PersonalSpan(start=match.start(), end=match.end(), type="PERSON")
        for match in names.finditer(text)
        if all(match.end() <= s.start or match.start() >= s.end for s in spans)
    ]
    return sorted([*spans, *more], key=lambda span: span.start)
