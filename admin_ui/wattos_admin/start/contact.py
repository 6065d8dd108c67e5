"""Who is responsible where the material has no answer, found in the material itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from uuid import UUID

from wattos.knowledge import DocumentView

if TYPE_CHECKING:
    from wattos.platform import Platform

_CONTACT: Final = re.compile(r"kontakt|contact|ansprechpartner|i̇letişim|iletisim", re.IGNORECASE)
_IMPRINT: Final = re.compile(r"impressum|imprint|legal notice|künye", re.IGNORECASE)
_PHONE: Final = re.compile(
    r"(?:Tel(?:efon(?:zentrale|nummer)?)?|Rufnummer|Phone|Telephone|Fon|Zentrale)\b[.:\s]*"
    r"(?:\([^)]*\)\s*)?"
    r"(\+?\(?\d[\d\s()/–-]{4,20}\d)"
)
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


async def contact_of(platform: Platform, tenant_id: UUID, name: str) -> dict[str, str] | None:
    """Name, phone, email and page from the contact page, else from the legal notice."""
    documents = await _documents(platform, tenant_id)
    for wanted in (_CONTACT, _IMPRINT):
        for document in _matching(documents, wanted):
            text = await platform.knowledge.text(tenant_id, document.id)
            found = contact_in(text)
            if found:
                return {"name": name, "url": document.url, "title": document.title, **found}
    return None


async def legal_notices(platform: Platform, tenant_id: UUID) -> list[DocumentView]:
    """The pages that say who is behind the website, then those that say how to reach them."""
    documents = await _documents(platform, tenant_id)
    return [*_matching(documents, _IMPRINT), *_matching(documents, _CONTACT)]


async def _documents(platform: Platform, tenant_id: UUID) -> list[DocumentView]:
    return await platform.knowledge.documents(tenant_id, state="ready", limit=200)


def contact_in(text: str) -> dict[str, str]:
    """The first phone number and email of a text; empty without either."""
    phone, email = _PHONE.search(text), _EMAIL.search(text)
    found: dict[str, str] = {}
    if phone:
        found["phone"] = " ".join(phone[1].split())
    if email:
        found["email"] = email[0]
    return found


def _matching(documents: list[DocumentView], wanted: re.Pattern[str]) -> list[DocumentView]:
    return [one for one in documents if wanted.search(one.title) or wanted.search(one.url)]
