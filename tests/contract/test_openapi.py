"""The API's documentation is complete: walked over the document that the application serves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
from jsonschema import Draft202012Validator

from wattos.database import new_id
from wattos.openapi import ExampleMaker
from wattos.platform import Platform

Json = dict[str, Any]
CODE_NAME = re.compile(r"[A-Z][a-z]+([A-Z][a-z]+)*")
METHODS = ("get", "post", "put", "patch", "delete", "head")


def operations(document: Json) -> Iterator[tuple[str, Json]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield f"{method.upper()} {path}", item[method]


def contents(operation: Json) -> Iterator[tuple[str, Json]]:
    """What an operation takes and gives, by `request`, `200 application/json` …"""
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"request {media}", content
    for status, response in operation["responses"].items():
        for media, content in response.get("content", {}).items():
            yield f"{status} {media}", content


def faults_of(document: Json, content: Json) -> Iterator[str]:
    examples = content.get("examples") or {}
    if not examples:
        yield "no example"
    schema = {**content.get("schema", {}), "components": document["components"]}
    for name, example in examples.items():
        for fault in Draft202012Validator(schema).iter_errors(example["value"]):
            yield f"{name}{fault.json_path.removeprefix('$')}: {fault.message[:200]}"


def test_every_operation_has_a_sentence_as_its_summary(document: Json) -> None:
    bare = [
        name
        for name, operation in operations(document)
        if not operation.get("summary") or CODE_NAME.fullmatch(operation["summary"])
    ]
    assert not bare, "\n".join(bare)


def test_every_operation_has_examples_that_its_schemas_accept(document: Json) -> None:
    faults = [
        f"{name}, {part}: {fault}"
        for name, operation in operations(document)
        for part, content in contents(operation)
        for fault in faults_of(document, content)
    ]
    assert not faults, "\n".join(faults)


def test_every_failure_is_a_problem_document(document: Json) -> None:
    for name, operation in operations(document):
        failures = {s: r for s, r in operation["responses"].items() if s[0] == "4"}
        guarded = operation.get("security") != []
        assert {"401", "403"} <= failures.keys() or not guarded, name
        for status, response in failures.items():
            [(media, content)] = response["content"].items()
            assert media == "application/problem+json", f"{name} {status}"
            problem = content["examples"]["example"]["value"]
            assert problem["status"] == int(status)
            assert problem["detail"], name


async def test_failures_are_told_as_the_documentation_says(
    document: Json, client: httpx.AsyncClient, platform: Platform
) -> None:
    path = f"/api/v1/agents/{new_id()}"
    responses = document["paths"]["/api/v1/agents/{agent_id}"]["get"]["responses"]
    missing = await client.get(path)
    client.headers.pop("Authorization")
    for answer in (missing, await client.get(path)):
        documented = responses[str(answer.status_code)]["content"]["application/problem+json"]
        example = documented["examples"]["example"]["value"]
        for part in ("type", "title", "status", "code"):
            assert answer.json()[part] == example[part]


def test_every_text_field_has_a_real_example(document: Json) -> None:
    maker = ExampleMaker(document["components"]["schemas"])
    for name in document["components"]["schemas"]:
        maker.example({"$ref": f"#/components/schemas/{name}"})
    hint = (
        "Annotate the field with msgspec.Meta(examples=[…]), or name it in openapi/examples.toml."
    )
    assert not maker.unnamed, f"{sorted(maker.unnamed)} {hint}"
