"""Personas, their claims, and the questions asked of their agents."""

from __future__ import annotations

import msgspec
import pytest

from tests.plugins.wattos_insight.corpus import TENANT, chunks_of, paths, town, units
from wattos_insight.analysis import Analysis, Conclusion, analyse
from wattos_insight.evidence import SourceChunk
from wattos_insight.groups import form_groups
from wattos_insight.personas import persona_of
from wattos_insight.questions import answered_questions
from wattos_insight.sensitive import is_sensitive
from wattos_insight.smoke_questions import Material, smoke_questions


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyse(units(town()), tenant_id=TENANT, language="de")


@pytest.fixture(scope="module")
def chunks() -> dict[object, SourceChunk]:
    return {chunk.chunk_id: chunk for chunk in town()}


def of(analysis: Analysis, folder: str) -> Conclusion:
    return next(c for c in analysis.conclusions if folder in paths(c.group.units))


def test_every_claim_of_a_persona_stands_in_the_sources(
    analysis: Analysis, chunks: dict[object, SourceChunk]
) -> None:
    for conclusion in analysis.conclusions:
        persona = conclusion.persona
        claims = (*persona.goals, *persona.pains, *persona.channels, *persona.questions)
        assert persona.goals
        for claim in claims:
            assert claim.evidence
            assert all(item.quote in chunks[item.chunk_id].text for item in claim.evidence)
            assert set(claim.evidence) <= set(persona.evidence)


def test_persona_is_a_role_with_its_matter(analysis: Analysis) -> None:
    assert of(analysis, "familie").persona.name.startswith("Elternteil mit Fragen zu")
    assert of(analysis, "umwelt").persona.name.startswith("Haushalt mit Fragen zu")


def test_personas_differ_in_what_they_want(analysis: Analysis) -> None:
    goals = {tuple(g.text for g in c.persona.goals) for c in analysis.conclusions}
    assert len(goals) == len(analysis.conclusions)


def test_persona_speaks_as_its_sources_do(analysis: Analysis) -> None:
    assert of(analysis, "buerger").persona.tone.answering.address == "formal"
    chunks = [
        chunk
        for number in range(3)
        for chunk in chunks_of(
            f"t{number}.md", f"Karte {number}", "Du bekommst deine Karte am Tresen."
        )
    ]
    group = form_groups(units(chunks), tenant_id=TENANT, language="de", known={}).groups[0]
    assert persona_of(group, units(chunks)).tone.answering.address == "informal"


def test_persona_opens_with_a_source_of_its_own_in_each_language(analysis: Analysis) -> None:
    for conclusion in analysis.conclusions:
        titles = {
            language: [u.title for u in conclusion.group.units if u.language == language]
            for language in conclusion.persona.opening_topic
        }
        assert conclusion.persona.opening_topic
        for language, title in conclusion.persona.opening_topic.items():
            assert title in titles[language]
    german = {c.persona.opening_topic["de"] for c in analysis.conclusions}
    assert len(german) == len(analysis.conclusions)


def test_persona_asks_what_tickets_asked() -> None:
    chunks = [
        chunk
        for number in range(3)
        for chunk in chunks_of(
            f"t.csv#{number}",
            "Karte weg",
            f"Ich habe Karte {number} verloren. Wo bekomme ich Ersatz für Karte {number}?",
            kind="ticket",
        )
    ]
    group = form_groups(units(chunks), tenant_id=TENANT, language="de", known={}).groups[0]
    questions = persona_of(group, units(chunks)).questions
    assert questions[0].text == "Wo bekomme ich Ersatz für Karte 0?"


def test_smoke_questions_are_answered_by_different_documents(
    analysis: Analysis, chunks: dict[object, SourceChunk]
) -> None:
    for conclusion in analysis.conclusions:
        questions = [q for q in conclusion.questions if q.kind in ("own", "paraphrased")]
        assert [q.kind for q in questions] == ["own", "own", "paraphrased"]
        assert len({question.document_ids for question in questions}) == 2
        assert len({question.text for question in questions}) == 3
        for question in questions:
            assert question.evidence is not None
            assert question.text not in chunks[question.evidence.chunk_id].text


def test_smoke_questions_try_other_topics_and_the_impossible(analysis: Analysis) -> None:
    for conclusion in analysis.conclusions:
        own = {unit.document_id for unit in conclusion.group.units}
        other, trap = conclusion.questions[-2:]
        assert other.kind == "other"
        assert own.isdisjoint(other.document_ids)
        assert trap.kind == "refuse"
        assert not trap.document_ids


def test_smoke_questions_ask_for_a_price_where_one_stands(analysis: Analysis) -> None:
    questions = smoke_questions(of(analysis, "buerger").group, Material(units(town())), limit=4)
    texts = {q.text: q.evidence.quote for q in questions if q.kind == "own" and q.evidence}
    priced = {text: quote for text, quote in texts.items() if "kostet" in text}
    assert all("Euro" in quote for quote in priced.values())
    assert any(text == "Was kostet ein Personalausweis?" for text in texts) or priced


def test_enrichments_are_whole_passages_of_the_group(
    analysis: Analysis, chunks: dict[object, SourceChunk]
) -> None:
    for conclusion in analysis.conclusions:
        documents = {unit.document_id for unit in conclusion.group.units}
        assert conclusion.enrichments
        for item in conclusion.enrichments:
            assert item.evidence.quote == chunks[item.evidence.chunk_id].text
            assert item.evidence.document_id in documents


def test_nothing_said_about_people_is_sensitive(analysis: Analysis) -> None:
    for conclusion in analysis.conclusions:
        persona = conclusion.persona
        said = [
            persona.name,
            *(g.text for g in persona.goals),
            *(q.text for q in persona.questions),
        ]
        assert not any(is_sensitive(text) for text in said)


def test_persona_comes_by_the_ways_its_tickets_came() -> None:
    chunks = [
        msgspec.structs.replace(chunk, channel=channel)
        for number, channel in enumerate(["mail", "mail", "phone"])
        for chunk in chunks_of(f"t.csv#{number}", "Karte", f"Karte {number} geht.", kind="ticket")
    ]
    group = form_groups(units(chunks), tenant_id=TENANT, language="de", known={}).groups[0]
    channels = persona_of(group, units(chunks)).channels
    assert [channel.text for channel in channels] == ["E-Mail", "Telefon"]
    assert len(channels[0].evidence) == 2


def test_troubles_are_told_by_people_not_by_pages_that_warn() -> None:
    pages = [
        chunk
        for name in ("Ausweis", "Pass", "Karte")
        for chunk in chunks_of(f"{name}.md", name, f"Ihr {name} ist gesperrt, wenn er kaputt ist.")
    ]
    group = form_groups(units(pages), tenant_id=TENANT, language="de", known={}).groups[0]
    assert persona_of(group, units(pages)).pains == ()


def test_troubles_of_a_group_differ_from_what_everybody_has() -> None:
    everybody = "Die Karte geht nicht, ich komme nicht weiter."
    own = f"{everybody} Und die Rechnung wurde doppelt abgebucht."
    few, many = (
        [
            unit
            for number in range(3)
            for unit in units(
                chunks_of(f"{text}{number}", "Karte", f"{text} {number}", kind="ticket")
            )
        ]
        for text in (own, everybody)
    )
    group = form_groups(few, tenant_id=TENANT, language="de", known={}).groups[0]
    first, last = persona_of(group, [*few, *many * 5]).pains
    assert first.text == "Für etwas zahlen zu sollen, das so nicht stimmt"
    assert last.text.startswith("Mit der Karte nicht weiterzukommen")


def test_nothing_of_a_person_s_special_categories_is_quoted_or_said() -> None:
    told = [
        "Wegen meiner Depression brauche ich die Karte früher, wo bekomme ich die Karte?",
        "Ich faste im Ramadan, kann ich die Karte abends holen?",
        "Ich bin aus Syrien geflohen, bekomme ich die Karte auch?",
        *(f"Die Karte {number} geht nicht, wo bekomme ich Ersatz?" for number in range(3)),
    ]
    sent = [
        msgspec.structs.replace(chunk, channel="mail")
        for text in told
        for chunk in chunks_of(f"t.csv#{text}", text[:20], text, kind="ticket")
    ]
    found = analyse(units(sent), tenant_id=TENANT, language="de")
    assert found.conclusions
    for conclusion in found.conclusions:
        shown = msgspec.json.encode((conclusion.group.target, conclusion.persona)).decode()
        for word in ("Depression", "Ramadan", "Syrien", "geflohen"):
            assert word not in shown


def test_persona_has_a_goal_even_where_few_speak_of_one() -> None:
    texts = ["Was kostet das Tablet?", "Das Tablet bleibt dunkel.", "Das Tablet ist nass."]
    few, *others = (
        unit
        for number, text in enumerate(texts)
        for unit in units(chunks_of(f"t.csv#{number}", "Tablet", text, kind="ticket"))
    )
    many = [few, *others * 7]
    group = form_groups([few, *others], tenant_id=TENANT, language="de", known={}).groups[0]
    (goal,) = persona_of(msgspec.structs.replace(group, units=many), many).goals
    assert goal.text == "Beim Tablet schnell weiterkommen"
    assert goal.evidence == group.target.evidence[:3]


@pytest.mark.parametrize(
    ("text", "pain"),
    [
        ("Das Tablet hängt auf der Startseite.", "Mit dem Tablet nicht weiterzukommen, weil etwas"),
        ("Das Tablet wirft mich alle paar Minuten raus.", "Mittendrin die Verbindung zu verlieren"),
        ("Auf dem Tablet ist ein langer Kratzer.", "Mit etwas Beschädigtem dazustehen"),
        ("Wegen des Tablets meldet sich niemand bei mir.", "Keine Antwort zu bekommen"),
        ("Das Tablet meldet: Konto gesperrt.", "Abgewiesen zu werden, ohne den Grund zu"),
        ("Das Tablet ist schon wieder dunkel.", "Immer wieder dasselbe Problem"),
        ("Das Tablet brauche ich bis Freitag, bitte dringend.", "Unter Zeitdruck nicht"),
        ("Das Tablet zeigt eine verdächtige Meldung.", "Auf einen Betrug hereinzufallen"),
    ],
)
def test_troubles_of_a_help_desk_are_told(text: str, pain: str) -> None:
    sent = [
        unit
        for number in range(3)
        for unit in units(chunks_of(f"t.csv#{number}", "Tablet", f"{text} {number}", kind="ticket"))
    ]
    group = form_groups(sent, tenant_id=TENANT, language="de", known={}).groups[0]
    (told,) = persona_of(group, sent).pains
    assert told.text.startswith(pain)
    assert told.evidence[0].quote in text


def test_questions_about_things_for_sale_differ() -> None:
    goods = [
        unit
        for name in ("Assam", "Ceylon", "Sencha")
        for unit in units(
            chunks_of(
                f"https://shop.example/{name}.html",
                name,
                f"50 g {name} | 9,90 € | auf Lager\nZubereitung: 10 g auf einen Liter, 70 °C."
                f"\n{'Der Tee kommt aus einem kleinen Garten. ' * 6}",
            )
        )
    ]
    asked = [claim.text for claim in answered_questions(goods, "de", limit=3)]
    assert asked == [
        "Assam: Was kostet das?",
        "Ceylon: Ist das auf Lager?",
        "Sencha: Wie bereite ich das zu?",
    ]


def test_pages_in_other_languages_speak_where_the_own_ones_yield_no_question() -> None:
    own = chunks_of(
        "https://stadt.example/amt.html", "Ausländerbehörde", "Die Gebühr beträgt 100 Euro. " * 9
    )
    other = chunks_of(
        "https://stadt.example/en/permit.html",
        "Residence permits",
        "A residence permit takes about six weeks and costs 100 euros. " * 5,
        language="en",
    )
    asked = [claim.text for claim in answered_questions(units([*own, *other]), "de")]
    assert asked
    assert all("esidence permits" in text for text in asked)


def test_persona_of_pages_in_several_languages_speaks_the_one_they_are_named_in() -> None:
    titles = {"de": "Reisepass", "en": "Passport", "tr": "Pasaport"}
    passports = [
        chunk
        for code, title in titles.items()
        for chunk in chunks_of(f"{code}/pass.html", title, "Was er kostet. " * 20, language=code)
    ]
    group = form_groups(units(passports), tenant_id=TENANT, language="tr", known={}).groups[0]
    persona = persona_of(group, group.units)
    assert persona.language == "tr"
    assert set(persona.languages) == set(titles)
