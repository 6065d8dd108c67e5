"""The fakes that `wattos.testing` publishes."""

from __future__ import annotations

from wattos._testing.memory_channel import MemoryChannel
from wattos._testing.openai_server import OpenAIServer, running_openai_server
from wattos._testing.scripted_model import ScriptedAnswer, ScriptedModel

__all__ = [
    "MemoryChannel",
    "OpenAIServer",
    "ScriptedAnswer",
    "ScriptedModel",
    "running_openai_server",
]
