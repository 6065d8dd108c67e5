"""What an organisation publishes on its pages is still answered after redaction."""

from __future__ import annotations

from uuid import UUID

from wattos.knowledge import NewDocument
from wattos.platform import Platform
from wattos.resources import resource

PAGES = ("rathaus/kontakt.html", "buergerservice/fundbuero.html", "buergerservice/heiraten.html")
CONTACTS = {
    "Welche Telefonnummer hat die Stadtverwaltung Lindenfurt?": "01999 555-0",
    "Wie erreiche ich die Stadtverwaltung Lindenfurt per E-Mail?": "stadt@lindenfurt.example",
    "Wo ist die Stadtverwaltung Lindenfurt?": "Marktplatz 1, 05987 Lindenfurt",
    "Wie ist die Telefonnummer der Außenstelle Ahldorf?": "01999 555-820",
}


async def read_pages(platform: Platform, tenant: UUID) -> None:
    space = await platform.knowledge.ensure_space(tenant)
    for page in PAGES:
        data = (resource("examples") / "city" / "site" / page).read_bytes()
        new = NewDocument(
            space_id=space,
            source_kind="page",
            url=f"https://lindenfurt.example/{page}",
            data=data.replace(b"{base}", b"https://lindenfurt.example"),
            media_type="text/html",
        )
        await platform.knowledge.add(tenant, new)
    await platform.knowledge.process(tenant)


async def test_contact_questions_on_the_example_city_are_answered(
    platform: Platform, tenant: UUID
) -> None:
    await read_pages(platform, tenant)
    for question, fact in CONTACTS.items():
        answer = await platform.conversations.ask(tenant, question)
        quotes = " ".join(citation.quote for citation in answer.citations)
        assert fact in f"{answer.text} {quotes}", question
