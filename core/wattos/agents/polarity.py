"""Whether a sentence says yes where its source says no, in the source's own words."""

from __future__ import annotations

import re
from collections.abc import Callable

from wattos.knowledge import sentence_spans

_CLEARLY = 0.75
"""Share of a sentence's words that a clause must know to be what the sentence repeats."""
_FEW_WORDS = 6
_NEARLY = 0.1
_NO = re.compile(
    r"\b(?:nicht|nichts|keine?[nmrs]?|nie|niemals|niemand|ohne|weder|geschlossen|kostenlos"
    r"|kostenfrei|gebührenfrei|zu(?=[.!\s]*$)"
    r"|not|cannot|no|none|nothing|never|nobody|without|closed|unable"
    r"|değil\w*|yok|hiçbir|kapalı\w*)\b"
    # "free to register", but not "feel free".
    r"|(?<!feel )\bfree\b|n['’]t\b"
    r"|\w+(?:m[ae]z|m[ıiuü]yor|mayın|meyin|m[ae]d[ıi])\w*\b|\w+s[ıiuü]z(?:d[ıiuü]r|ca)?\b",
    re.IGNORECASE,
)
"""What turns a clause round; two of them are a yes again. A price of nothing is one, too."""
_RESTRICTED = re.compile(
    r"\b(?:außer|ausgenommen|sofern|solange|wenn|falls|nur|except|unless|only|if|hariç|sadece|yalnız\w*"
    r"|ancak|dışında)\b",
    re.IGNORECASE,
)
"""Where both a yes and a no may be drawn from a clause."""
_CLAUSE = re.compile(r"[,;:–()]|\b(?:aber|jedoch|sondern|but|however|ama|fakat)\b", re.IGNORECASE)

Share = Callable[[str], float]
"""How much of the sentence a text knows, 0 to 1."""


def contradicts(sentence: str, texts: list[str], share: Share, words: int) -> bool:
    """Whether what a sentence repeats is said the other way round in every text that says it.

    `share` is asked of each clause, `words` is how many telling words the sentence has.
    """
    if not words or (words < 2 and len(sentence.split()) > _FEW_WORDS):
        return False
    if _RESTRICTED.search(sentence):
        return False
    sentences = [text[slice(*span)] for text in texts for span in sentence_spans(text)]
    clauses = [clause for told in sentences for clause in _CLAUSE.split(told) if clause.strip()]
    repeated = _repeated(clauses, share) or [
        told for told in _repeated(sentences, share) if not _mixed(told)
    ]
    if not repeated or any(_RESTRICTED.search(clause) for clause in repeated):
        return False
    return all(_denies(clause) != _denies(sentence) for clause in repeated)


def _denies(text: str) -> bool:
    return len(_NO.findall(text)) % 2 == 1


def _mixed(sentence: str) -> bool:
    """Whether its clauses say yes and no."""
    return len({_denies(clause) for clause in _CLAUSE.split(sentence) if clause.strip()}) > 1


def _repeated(texts: list[str], share: Share) -> list[str]:
    """Those that clearly say what the sentence says, but for a yes or a no."""
    said = [(share(text), text) for text in texts]
    best = max((known for known, _ in said), default=0.0)
    return [text for known, text in said if known >= max(_CLEARLY, best - _NEARLY)]
