"""What an editor wrote, checked and made ready to be stored."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from wattos.access import Actor
from wattos.database import utcnow
from wattos.errors import InvalidInput
from wattos.events import Citation
from wattos.knowledge import clean_line, detect_language, strip_forbidden
from wattos.verified.schemas import VerifiedContent

VALID_DAYS = 182
"""How long an answer is used before somebody has to look at it again, unless the editor says."""
_SOURCE_NUMBER = re.compile(r"\s*\[(\d{1,2})\]")
_NO_LINKS = frozenset({"javascript", "data", "vbscript"})


def cleaned(content: VerifiedContent, actor: Actor) -> VerifiedContent:
    """The content as it can be stored, with what the editor left open; raises `InvalidInput`."""
    question, answer = clean_line(content.question), strip_forbidden(content.answer).strip()
    if not question or not answer:
        raise InvalidInput("A verified answer needs a question and an answer.")
    phrasings = [clean_line(phrasing) for phrasing in content.phrasings]
    expires_at = content.expires_at or utcnow() + timedelta(days=VALID_DAYS)
    return msgspec.structs.replace(
        content,
        question=question,
        answer=_sourced(answer, content.sources),
        language=content.language or detect_language(f"{question} {answer}", "de"),
        phrasings=[p for p in dict.fromkeys(phrasings) if p and p != question],
        translations={
            language: _sourced(strip_forbidden(text).strip(), content.sources)
            for language, text in content.translations.items()
            if text.strip()
        },
        sources=[_checked(source) for source in content.sources],
        owner_id=content.owner_id or user_of(actor),
        expires_at=future(expires_at),
    )


def _sourced(answer: str, sources: list[Citation]) -> str:
    """The answer without numbers that name no source."""
    return _SOURCE_NUMBER.sub(
        lambda m: m.group() if 1 <= int(m[1]) <= len(sources) else "", answer
    ).strip()


def _checked(source: Citation) -> Citation:
    try:
        scheme = urlsplit(source.url.strip()).scheme.lower()
    except ValueError:
        scheme = "javascript"
    if not source.url.strip() or scheme in _NO_LINKS or "\x00" in source.url:
        raise InvalidInput("This is no link.", given=source.url[:200], expected="https://…")
    return msgspec.structs.replace(source, title=clean_line(source.title) or source.url)


def future(moment: datetime) -> datetime:
    """The moment; raises `InvalidInput` when it has passed or has no time zone."""
    if moment.tzinfo is None:
        raise InvalidInput("The expiry has no time zone.", given=moment.isoformat())
    if moment <= utcnow():
        raise InvalidInput(
            "The expiry lies in the past.",
            given=moment.isoformat(),
            hint="Use `expire` to stop using an answer.",
        )
    return moment


def user_of(actor: Actor) -> UUID | None:
    """The id of a person who signed in."""
    return UUID(actor.id) if actor.kind == "user" else None
