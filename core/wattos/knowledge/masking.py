"""Personal data kept back from a remote model, and put back into what it answers."""

from __future__ import annotations

from collections.abc import Sequence

from wattos.knowledge.protocols import Redactor


class Mask:
    """Placeholders such as `[PERSON_1]` for the personal data of texts that belong together.

    The same value has the same placeholder throughout. What stands for what is kept in this object
    and nowhere else.
    """

    def __init__(self, redactors: Sequence[Redactor]) -> None:
        self._redactors = redactors
        self._placeholders: dict[str, str] = {}

    def hide(self, text: str, language: str | None = None) -> str:
        """The text with placeholders; slow at a redactor's first call, so call it in a thread."""
        for redactor in self._redactors:
            for span in sorted(redactor.find(text, language), key=lambda span: -span.start):
                value = text[span.start : span.end]
                placeholder = self._placeholders.setdefault(
                    value, f"[{span.type}_{len(self._placeholders) + 1}]"
                )
                text = f"{text[: span.start]}{placeholder}{text[span.end :]}"
        return text

    def restore(self, text: str) -> str:
        """The text with the values in place of their placeholders."""
        for value, placeholder in reversed(self._placeholders.items()):
            text = text.replace(placeholder, value)
        return text
