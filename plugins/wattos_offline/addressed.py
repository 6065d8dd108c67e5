"""Texts that speak to a program instead of a reader, as guest books and mails may hold them."""

from __future__ import annotations

import re

_TO_A_PROGRAM = re.compile(
    r"\b(?:ignore|disregard|forget|override)\s+(?:\w+\s+){0,3}?(?:instructions?|prompts?|guidelines)\b"
    r"|\bsystem[ -]?prompts?\b|\byou are now\s+(?:an?\b|in\b|[A-Z]{3,}\b)|\bnew instructions?:"
    r"|(?:^|\n)\s*\[?(?:SYSTEM|ASSISTANT|INSTRUCTIONS?)\]?:"
    r"|\b(?:attention|dear|note to|hey|message to)\W+(?:the\s+|all\s+)?"
    r"(?:AI|assistant|chat ?bot|language model|LLM)s?(?![-\w])"
    r"|\b(?:ignorier\w*|vergiss|vergessen Sie|missachte\w*)\s+(?:\w+\s+){0,3}?"
    r"(?:Anweisung|Anordnung|Vorgabe|Instruktion)\w*"
    r"|\bgib\s+(?:\w+\s+){0,3}?(?:Anweisungen|Instruktionen)\b"
    r"|\b(?:Achtung|Liebe[rs]?|Hallo|(?:Hinweis|Nachricht|Anweisung) an)\W+(?:d(?:en|ie|as)\s+)?"
    r"(?:KI|Assistent\w*|Chat-?bot|Sprachmodell)(?![-\w])"
    r"|\bdu bist (?:ab )?jetzt (?:ein|kein)\w*\s+(?:KI|Assistent|Bot|Pirat)"
    r"|\b(?:önceki|yukarıdaki|tüm)\s+(?:\w+\s+){0,2}?(?:talimat|komut|yönerge)\w*\s+"
    r"(?:yok say|unut|görmezden gel|dikkate alma)"
    r"|\bsistem (?:istem|talimat|komut)\w*",
    re.IGNORECASE,
)


def speaks_to_programs(text: str) -> bool:
    """Whether a text tells a program what to do; nobody who asks is served by quoting it."""
    return _TO_A_PROGRAM.search(text) is not None
