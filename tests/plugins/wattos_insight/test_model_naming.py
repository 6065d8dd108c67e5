"""A language model may name and describe, but only what the evidence supports."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.plugins.wattos_insight.corpus import TENANT, town, units
from wattos._testing import ScriptedModel
from wattos.platform import Platform
from wattos_insight.analysis import Conclusion, analyse
from wattos_insight.model_naming import Cited, Described, name_by_model


@pytest.fixture(scope="module")
def conclusion() -> Conclusion:
    return analyse(units(town()), tenant_id=TENANT, language="de").conclusions[0]


def described(**changes: Cited | list[Cited]) -> Described:
    """A faultless description, with changes."""
    parts: dict[str, Cited | list[Cited]] = {
        "name": Cited("Menschen, die schnell einen Ausweis brauchen", [1]),
        "description": Cited("Sie wollen wissen, was der Ausweis kostet.", [1, 2]),
        "persona": Cited("Ratsuchende Person: Ausweis", [1]),
        "goals": [Cited("den Ausweis noch vor der Reise bekommen", [2])],
        "pains": [Cited("zu lange auf einen Termin zu warten", [1])],
    }
    return Described(**{**parts, **changes})  # type: ignore[arg-type]


async def named(
    platform: Platform, tenant: UUID, model: ScriptedModel, conclusion: Conclusion, said: object
) -> Conclusion:
    model.queue_json(said)
    found = await name_by_model(platform.llm, await platform.tenancy.get(tenant), [conclusion])
    return found[0]


async def test_model_names_and_its_claims_keep_their_evidence(
    platform: Platform, tenant: UUID, scripted_model: ScriptedModel, conclusion: Conclusion
) -> None:
    found = await named(platform, tenant, scripted_model, conclusion, described())
    assert found.group.target.name == "Menschen, die schnell einen Ausweis brauchen"
    assert found.group.target.method == found.persona.method == "model"
    assert found.persona.goals[0].evidence[0] in found.persona.evidence
    assert found.group.target.confidence == conclusion.group.target.confidence
    assert conclusion.group.target.evidence[0].quote in scripted_model.last_request.messages[0].text


@pytest.mark.parametrize(
    "name",
    [
        Cited("Menschen, die schnell einen Ausweis brauchen", [999]),
        Cited("Menschen, die schnell einen Ausweis brauchen", []),
        Cited("Türkische Familien mit Fragen zum Ausweis", [1]),
        Cited("Menschen, die gern segelfliegen", [1]),
        Cited("", [1]),
        Cited("Menschen " * 60, [1]),
    ],
)
async def test_model_name_without_support_is_refused(
    platform: Platform,
    tenant: UUID,
    scripted_model: ScriptedModel,
    conclusion: Conclusion,
    name: Cited,
) -> None:
    said = described(name=name)
    assert await named(platform, tenant, scripted_model, conclusion, said) == conclusion


async def test_model_claim_without_support_is_dropped_alone(
    platform: Platform, tenant: UUID, scripted_model: ScriptedModel, conclusion: Conclusion
) -> None:
    goals = [Cited("einen Ausweis bekommen", [1]), Cited("nach Rom ziehen", [0]), Cited("x", [])]
    found = await named(platform, tenant, scripted_model, conclusion, described(goals=goals))
    assert [goal.text for goal in found.persona.goals] == ["einen Ausweis bekommen"]


async def test_model_that_never_fits_the_schema_leaves_the_terms(
    platform: Platform, tenant: UUID, scripted_model: ScriptedModel, conclusion: Conclusion
) -> None:
    for _ in range(2):
        scripted_model.queue("no JSON at all")
    assert await named(platform, tenant, scripted_model, conclusion, {"name": 1}) == conclusion


async def test_without_a_language_model_the_terms_stand(
    platform: Platform, tenant: UUID, conclusion: Conclusion
) -> None:
    found = await name_by_model(platform.llm, await platform.tenancy.get(tenant), [conclusion])
    assert found == (conclusion,)
