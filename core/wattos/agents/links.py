"""Keeps addresses that no source names out of a language model's answer.

Text that is read can ask a model for an image or a link whose address carries what the conversation
said to a stranger: a client that shows Markdown fetches an image by itself. So images are left out,
and a link stays only where its address stands in what the answer may rest on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_LONGEST_HELD = 2000
"""Characters after which an open bracket is no link any more."""
_OPEN = re.compile(
    r"!$|!?\[[^\[\]\n]*(?:\](?:\([^)\n]*)?)?$"
    r"|<?https?://[^\s<>\"')\]]*$|<?\bh(?:t(?:t(?:ps?(?::/?)?)?)?)?$",
    re.IGNORECASE,
)
"""What may yet become an image, a link or an address."""
_ADDRESS = re.compile(
    r"(?P<image>!\[(?P<shown>[^\[\]\n]*)\]\([^)\n]*\))"
    r"|\[(?P<label>[^\[\]\n]*)\]\(\s*<?(?P<target>[^)\s>]*)[^)\n]*\)"
    r"|(?P<bare>https?://[^\s<>\"')\]]*[^\s<>\"')\].,;:!?])",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"^(?:https?://|mailto:|tel:)", re.IGNORECASE)


class LinkGate:
    """Stands between a language model and what follows its sentences; `known` may be linked to."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = "\n".join(known)
        self._held = ""

    def take(self, piece: str) -> str:
        """What may pass after the model's next piece of text."""
        self._held += piece
        found = _OPEN.search(self._held)
        open_at = found.start() if found else len(self._held)
        if len(self._held) - open_at > _LONGEST_HELD:
            open_at = len(self._held)
        passed, self._held = self._held[:open_at], self._held[open_at:]
        return self._cleaned(passed)

    def rest(self) -> str:
        """What may pass once the model has ended its text."""
        passed, self._held = self._held, ""
        return self._cleaned(passed)

    def drop(self) -> None:
        """Forget the text so far, because it is taken back."""
        self._held = ""

    def learn(self, text: str) -> None:
        """Take a tool's result as a source of addresses."""
        self._known += f"\n{text}"

    def _cleaned(self, text: str) -> str:
        return _ADDRESS.sub(self._put, text)

    def _put(self, found: re.Match[str]) -> str:
        if found["image"] is not None:
            return found["shown"]
        address = found["bare"] or found["target"]
        if self._is_known(address):
            return found.group()
        # The host alone is no link; whether a source knows it is for the sentence's check to say.
        return _SCHEME.sub("", address).split("/")[0] if found["bare"] else found["label"]

    def _is_known(self, address: str) -> bool:
        plain = _SCHEME.sub("", address).rstrip("/")
        return _SCHEME.match(address) is not None and bool(plain) and plain in self._known
