"""What the organisation is called, as its own legal notice says it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from uuid import UUID

from wattos_admin.start.contact import legal_notices
from wattos_admin.start.state import source_of

if TYPE_CHECKING:
    from wattos.platform import Platform
    from wattos.tenancy import Tenant

_LONGEST: Final = 80
_LABEL: Final = re.compile(r"^[^:]{2,40}:\s+")
_WORD: Final = r"(?!(?:Der|Die|Das)\b)[A-ZÄÖÜ][\w-]+"
_TOWN: Final = re.compile(
    r"(?:(?:Große Kreis|Hanse|Kreis|Landeshaupt|Universitäts)?[Ss]tadt|Gemeinde|Markt|Landkreis|"
    r"Samtgemeinde|Verbandsgemeinde|(?:City|Town|Municipality) of)"
    rf"\s{_WORD}(?:\s{_WORD})?(?:\s(?:an der|am|bei|im|in|ob der)\s{_WORD})?(?=\W|$)"
)
_LEGAL_FORM: Final = re.compile(
    r"[A-ZÄÖÜ0-9][^,;|:]*?(?<=[^\W_])\s(?:e\.\s?V\.|e\.\s?K\.|eG|g?GmbH(?: & Co\. KG)?|AG|"
    r"UG(?: \(haftungsbeschränkt\))?|GbR|OHG|KG|Ltd\.?|LLC|Inc\.?|A\.Ş\.)(?=[\s,;|(]|$)"
)
_HOUSE: Final = re.compile(
    r"(?=[A-ZÄÖÜ])[\w-]*(?:[Pp]raxis|[Kk]anzlei|[Aa]potheke|[Bb]ibliothek|[Bb]ücherei|[Ss]chule|"
    r"[Gg]ymnasium|[Kk]linik|[Mm]useum|[Tt]heater|[Uu]niversität)"
    r"(?:\s(?:[A-ZÄÖÜ][\w.-]*|der|am|an|für|im|und|zu)){0,6}$"
)
_IN_A_SENTENCE: Final = re.compile(r"\s(?:ein|eine|einer|der|die|das|als|is|an?|the)\s\S+$")


def name_in(text: str) -> str | None:
    """The first line's name of a town, with a legal form, or of a house such as a practice."""
    for line in text.splitlines():
        clean = _LABEL.sub("", line.strip(" #*\t"))
        found = _TOWN.match(clean) or _LEGAL_FORM.match(clean) or _HOUSE.match(clean)
        if found and len(found[0]) <= _LONGEST and not _IN_A_SENTENCE.search(found[0]):
            return " ".join(found[0].split())
    return None


async def name_it(platform: Platform, tenant: Tenant) -> str:
    """Call a tenant, who goes by the address of its website so far, by its own name; the name.

    A name that somebody chose stays.
    """
    source = await source_of(platform, tenant.id)
    if source is None or source.kind != "website" or tenant.name != urlsplit(source.url).hostname:
        return tenant.name
    name = await _name_of(platform, tenant.id)
    if name is None:
        return tenant.name
    await platform.tenancy.update(tenant.id, name=name)
    return name


async def _name_of(platform: Platform, tenant_id: UUID) -> str | None:
    for document in await legal_notices(platform, tenant_id):
        name = name_in(await platform.knowledge.text(tenant_id, document.id))
        if name:
            return name
    return None
