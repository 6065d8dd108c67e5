"""The platform's words around a verified answer in another language than the question's."""

from __future__ import annotations

_NAMES = {
    "de": {"de": "Deutsch", "en": "Englisch", "tr": "Türkisch"},
    "en": {"de": "German", "en": "English", "tr": "Turkish"},
    "tr": {"de": "Almanca", "en": "İngilizce", "tr": "Türkçe"},
}
_FRAME = {
    "de": "Diese geprüfte Antwort gibt es nur auf {name} (Original):",
    "en": "This verified answer exists in {name} only (original):",
    "tr": "Bu doğrulanmış yanıt yalnızca {name} olarak mevcut (özgün metin):",
}


def framed(answer: str, answer_language: str, language: str) -> str:
    """The answer as a quote under a sentence in the asker's language (English where unknown)."""
    spoken = language if language in _FRAME else "en"
    name = _NAMES[spoken].get(answer_language, answer_language)
    quoted = "\n".join(f"> {line}".rstrip() for line in answer.splitlines())
    return f"{_FRAME[spoken].format(name=name)}\n\n{quoted}"
