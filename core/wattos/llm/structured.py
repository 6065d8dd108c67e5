"""Structured output: a language model fills in a struct, checked against its schema."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from wattos.errors import Unavailable
from wattos.events import Usage
from wattos.llm.schemas import CallContext, ChatMessage, ChatRequest, GenerationSettings

if TYPE_CHECKING:
    from wattos.llm.call import OpenCall

Output = TypeVar("Output", bound=msgspec.Struct)
OpenRequest = Callable[..., AbstractAsyncContextManager["OpenCall"]]

_TRIES = 3
_FENCE = re.compile(r"^\s*```(?:json)?\s*(.*?)\s*```\s*$", re.DOTALL)


class InvalidModelOutput(Unavailable):
    """The model did not manage to fill in the asked structure."""

    code = "invalid-model-output"


async def generate_output(
    open_request: OpenRequest,
    output_type: type[Output],
    instructions: str,
    prompt: str,
    *,
    context: CallContext,
    purpose: str,
    on_usage: Callable[[Usage], None] | None = None,
) -> Output:
    """Ask for JSON of `output_type`'s schema; an invalid answer goes back with the fault, twice.

    `on_usage` is told what each of these requests consumed, also when it breaks off.
    Raises `InvalidModelOutput` after that and `NoModelAnswered` when no language model is there.
    """
    schema = inlined_schema(output_type)
    asked = (
        f"{instructions}\n\nAnswer with one JSON document that fits this JSON Schema, "
        f"and nothing else:\n{msgspec.json.encode(schema).decode()}"
    )
    messages = [ChatMessage(role="user", text=prompt)]
    fault = ""
    for _ in range(_TRIES):
        request = ChatRequest(
            model="",
            instructions=asked,
            messages=tuple(messages),
            settings=GenerationSettings(output_schema=schema),
        )
        async with open_request(purpose, request, context, language_model=True) as call:
            try:
                answer = await call.text()
            finally:
                if on_usage is not None:
                    on_usage(call.usage)
        try:
            return msgspec.json.decode(_bare(answer), type=output_type)
        except msgspec.MsgspecError as error:
            fault = str(error)
        messages += [
            ChatMessage(role="assistant", text=answer),
            ChatMessage(role="user", text=f"This does not fit the schema: {fault}. Try again."),
        ]
    raise InvalidModelOutput(
        "The model's answer does not fit the asked structure.",
        given=fault,
        expected=output_type.__name__,
        hint="Try again, or route the purpose to a more capable model.",
    )


def _bare(answer: str) -> str:
    fenced = _FENCE.match(answer)
    return fenced[1] if fenced else answer


def inlined_schema(struct: type[msgspec.Struct]) -> dict[str, Any]:
    """The struct's JSON Schema with its references resolved: some providers take no `$ref`."""
    (schema,), components = msgspec.json.schema_components([struct], ref_template="{name}")

    def resolve(node: Any, inside: tuple[str, ...]) -> Any:
        if isinstance(node, dict):
            name = node.get("$ref")
            if name is None:
                return {key: resolve(value, inside) for key, value in node.items()}
            # A recursive type cannot be written out: its inner level stays unconstrained.
            return {} if name in inside else resolve(components[name], (*inside, name))
        return [resolve(item, inside) for item in node] if isinstance(node, list) else node

    return resolve(schema, ())
