from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

import msgspec
import pytest

from wattos._testing import ScriptedModel
from wattos._testing.scripted_model import ScriptedAnswer
from wattos.llm import (
    ChatDelta,
    ChatMessage,
    ChatRequest,
    ToolCall,
    ToolCallDelta,
    without_personal_data,
)
from wattos.llm.withholding import WithholdingProvider


class Span(msgspec.Struct):
    """What a redactor found."""

    start: int
    end: int
    type: str = "PERSON"


class FindsEva:
    """A redactor that knows one name."""

    async def find_in_message(self, text: str, *, tenant_id: UUID) -> Sequence[Span]:
        at = text.find("Eva Kern")
        return [] if at < 0 else [Span(at, at + len("Eva Kern"))]


PLACEHOLDERS = {'Eva "Evi" Kern': "[PERSON_1]", "0171 5": "[PHONE_2]"}


@pytest.mark.parametrize("size", [1, 4, 100])
async def test_withholding_restores_text_however_it_is_cut(size: int) -> None:
    text = "Frau [PERSON_1] [1], Telefon [PHONE_2], [PER"
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    model = ScriptedModel()
    model.queue_answer(ScriptedAnswer(deltas=tuple(ChatDelta(text=piece) for piece in pieces)))
    provider = WithholdingProvider(model, PLACEHOLDERS)
    got = [delta.text async for delta in provider.stream(ChatRequest(model="one"))]
    assert "".join(got) == 'Frau Eva "Evi" Kern [1], Telefon 0171 5, [PER'


async def test_withholding_covers_tool_calls_in_both_directions() -> None:
    model = ScriptedModel()
    model.queue_answer(
        ScriptedAnswer(
            deltas=tuple(
                ChatDelta(tool_call=ToolCallDelta(index=0, name="write", arguments=piece))
                for piece in ('{"name": "[PER', 'SON_1]"}')
            )
        )
    )
    call = ToolCall(call_id="1", name="write", arguments='{"phone": "0171 5"}')
    request = ChatRequest(
        model="one", messages=(ChatMessage(role="assistant", tool_calls=(call,)),)
    )
    provider = WithholdingProvider(model, PLACEHOLDERS)
    got = [delta.tool_call async for delta in provider.stream(request)]
    assert "".join(piece.arguments for piece in got if piece) == '{"name": "Eva \\"Evi\\" Kern"}'
    assert model.last_request.messages[0].tool_calls[0].arguments == '{"phone": "[PHONE_2]"}'


async def test_texts_that_belong_together_show_one_placeholder_for_one_person() -> None:
    texts = ["Wo wohnt Eva Kern?", "Was kostet ein Ausweis?", "Eva Kern fragt."]
    assert await without_personal_data(texts, [FindsEva()], uuid4()) == [
        "Wo wohnt [PERSON_1]?",
        "Was kostet ein Ausweis?",
        "[PERSON_1] fragt.",
    ]
