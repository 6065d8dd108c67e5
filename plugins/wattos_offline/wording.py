"""The answerer's own words around what it quotes, by the language of the question."""

from __future__ import annotations

_QUOTED = {
    "de": {"de": "deutschen", "en": "englischen", "tr": "türkischen"},
    "en": {"de": "German", "en": "English", "tr": "Turkish"},
    "tr": {"de": "Almanca", "en": "İngilizce", "tr": "Türkçe"},
}
_FRAMES = {
    "de": "Auf der {language} Seite „{title}“ steht (Original):",
    "en": "The {language} page “{title}” says (original):",
    "tr": "{language} “{title}” sayfasında şöyle yazıyor (özgün metin):",
}
_PLAIN_FRAMES = {
    "de": "Auf der Seite „{title}“ steht (Original):",
    "en": "The page “{title}” says (original):",
    "tr": "“{title}” sayfasında şöyle yazıyor (özgün metin):",
}


def frame(answer_language: str, source_language: str, title: str) -> str:
    """The sentence that introduces a quote in another language than the question's.

    A language that has no words here is answered in English.
    """
    spoken = answer_language if answer_language in _FRAMES else "en"
    name = _QUOTED[spoken].get(source_language)
    if name is None:
        return _PLAIN_FRAMES[spoken].format(title=title)
    return _FRAMES[spoken].format(language=name, title=title)
