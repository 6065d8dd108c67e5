"""The answerer's own words around what it quotes, by the language of the question."""

from __future__ import annotations

_QUOTED = {
    "de": {"de": "deutschen", "en": "englischen", "tr": "türkischen"},
    "en": {"de": "German", "en": "English", "tr": "Turkish"},
    "tr": {"de": "Almanca", "en": "İngilizce", "tr": "Türkçe"},
}
_FRAMES = {
    "de": ("Auf der {language} Seite „{title}“ steht (Original):", "Auf der Seite „{title}“ steht:"),
    "en": ("The {language} page “{title}” says (original):", "The page “{title}” says:"),
    "tr": ("{language} “{title}” sayfasında şöyle yazıyor (özgün metin):", "“{title}” sayfasında:"),
}  # fmt: skip


def frame(answer_language: str, source_language: str, title: str) -> str:
    """The sentence that introduces a quote in another language than the question's."""
    named, plain = _FRAMES.get(answer_language, _FRAMES["en"])
    names = _QUOTED.get(answer_language, _QUOTED["en"])
    if source_language not in names:
        return plain.format(title=title)
    return named.format(language=names[source_language], title=title)
