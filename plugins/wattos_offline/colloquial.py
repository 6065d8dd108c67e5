"""Short forms of everyday German, spelt out: the models and pages know the whole words."""

from __future__ import annotations

import re

from wattos_offline.vocabulary import short_forms

_WORD = re.compile(r"[^\W\d_]+")


def spelt_out(question: str) -> str:
    """The question with "Personalausweis" for "Perso" and the like."""
    forms = short_forms()
    return _WORD.sub(lambda word: forms.get(word[0].lower(), word[0]), question)
