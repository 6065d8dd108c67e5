"""The fakes that `wattos.testing` publishes, imported when they are used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wattos._testing.application import running_application
    from wattos._testing.memory_channel import MemoryChannel
    from wattos._testing.openai_server import OpenAIServer, running_openai_server
    from wattos._testing.scripted_model import ScriptedAnswer, ScriptedModel

__all__ = [
    "MemoryChannel",
    "OpenAIServer",
    "ScriptedAnswer",
    "ScriptedModel",
    "running_application",
    "running_openai_server",
]

_HOME_OF = {
    "MemoryChannel": "memory_channel",
    "OpenAIServer": "openai_server",
    "ScriptedAnswer": "scripted_model",
    "ScriptedModel": "scripted_model",
    "running_application": "application",
    "running_openai_server": "openai_server",
}


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
