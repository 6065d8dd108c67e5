from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import msgspec
import pytest

from wattos._testing import OpenAIServer, ScriptedModel
from wattos.llm import CallContext, InvalidModelOutput, NoModelAnswered, Router
from wattos.llm.structured import inlined_schema


class Claim(msgspec.Struct):
    text: str
    evidence: list[str]


class Persona(msgspec.Struct):
    name: str
    claims: list[Claim]


PERSONA = {"name": "Pendlerin", "claims": [{"text": "Fährt Bus", "evidence": ["c1"]}]}


async def test_generate_fills_in_the_struct(
    tenant: UUID, make_router: Callable[..., Router]
) -> None:
    model = ScriptedModel()
    model.queue("```json\n" + msgspec.json.encode(PERSONA).decode() + "\n```")
    persona = await make_router(model).generate(
        Persona, "Beschreibe.", "Belege: c1", context=CallContext(tenant_id=tenant)
    )
    assert persona == Persona(name="Pendlerin", claims=[Claim(text="Fährt Bus", evidence=["c1"])])
    schema = model.last_request.settings.output_schema
    assert schema is not None
    assert schema["properties"]["claims"]["items"]["properties"]["evidence"]["type"] == "array"


async def test_generate_sends_the_fault_back_and_takes_the_second_answer(
    tenant: UUID, make_router: Callable[..., Router]
) -> None:
    model = ScriptedModel()
    model.queue_json({"name": "Pendlerin"})
    model.queue_json(PERSONA)
    await make_router(model).generate(
        Persona, "Beschreibe.", "Belege", context=CallContext(tenant_id=tenant)
    )
    assert "missing required field `claims`" in model.last_request.messages[-1].text


async def test_generate_gives_up_after_three_answers_that_do_not_fit(
    tenant: UUID, make_router: Callable[..., Router]
) -> None:
    model = ScriptedModel()
    for _ in range(3):
        model.queue("Gerne! Hier ist die Persona.")
    with pytest.raises(InvalidModelOutput):
        await make_router(model).generate(
            Persona, "Beschreibe.", "Belege", context=CallContext(tenant_id=tenant)
        )


async def test_generate_never_asks_a_model_that_cannot_follow_instructions(
    tenant: UUID, make_router: Callable[..., Router]
) -> None:
    model = ScriptedModel("quoting", generative=False)
    router = make_router(model, chat="quoting/x")
    assert not await router.has_language_model(tenant, "extraction")
    with pytest.raises(NoModelAnswered):
        await router.generate(
            Persona, "Beschreibe.", "Belege", context=CallContext(tenant_id=tenant)
        )
    assert model.requests == []


async def test_generate_asks_openai_for_the_schema(
    tenant: UUID, make_router: Callable[..., Router], openai_server: OpenAIServer
) -> None:
    openai_server.queue(msgspec.json.encode(PERSONA).decode())
    router = make_router(
        chat="openai/small", OPENAI_API_KEY="k", OPENAI_BASE_URL=openai_server.base_url
    )
    await router.generate(Persona, "Beschreibe.", "Belege", context=CallContext(tenant_id=tenant))
    asked = openai_server.requests[0].body["response_format"]
    assert asked["json_schema"]["schema"]["required"] == ["name", "claims"]
    await router.close()


def test_schema_of_a_recursive_struct_ends() -> None:
    class Node(msgspec.Struct):
        children: list[Node]

    globals()["Node"] = Node
    schema = inlined_schema(Node)
    assert schema["properties"]["children"]["items"] == {}
