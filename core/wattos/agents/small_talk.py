"""Greetings, thanks, "help" and "are you a robot?", answered where no language model could.

An extractive model would quote a page at somebody who only said hello. Who asks for help, or types
a command that is for staff, is told what can be asked here, whichever model answers otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from wattos.agents.wording import say

_WORD = re.compile(r"[^\W\d_]+")
_HELLO = frozenset(
    {"hallo", "hi", "hey", "moin", "servus", "hello", "merhaba", "selam", "günaydın"}
    | {"guten", "gute", "tag", "morgen", "abend", "grüß", "gott", "zusammen", "good", "morning"}
    | {"afternoon", "evening", "there", "iyi", "günler", "akşamlar"}
)
_THANKS = frozenset(
    {"danke", "dankeschön", "dank", "vielen", "herzlichen", "besten", "schön", "sehr", "super"}
    | {"prima", "thanks", "thank", "you", "very", "much", "great"}
    | {"teşekkürler", "teşekkür", "ederim", "sağol", "çok"}
)
_THANK = frozenset({"danke", "dankeschön", "dank", "thanks", "thank", "teşekkürler", "teşekkür"})
_AROUND_THANKS = frozenset(
    {"ok", "okay", "alles", "klar", "gut", "ja", "nein", "das", "hilft", "hat", "mir", "geholfen"}
    | {
        "dir",
        "ihnen",
        "euch",
        "für",
        "die",
        "ihre",
        "hilfe",
        "auskunft",
        "antwort",
        "schnelle",
        "perfekt",
        "toll",
    }
    | {"a", "lot", "so", "many", "yes", "no", "that", "helps", "for", "the", "your", "help"}
    | {"answer", "perfect", "good"}
    | {"tamam", "evet", "hayır", "yardım", "için", "güzel"}
)
"""What stands beside thanks and asks for nothing either."""
_GOODBYE = frozenset(
    {"tschüss", "tschüs", "ciao", "auf", "wiedersehen", "bis", "bald", "bye", "goodbye", "see"}
    | {"you", "later", "görüşürüz", "hoşça", "kal"}
)
_ROBOT = re.compile(
    r"\b(bist du|sind sie|spreche? ich mit|rede ich mit|are you|am i talking to|sen|siz)\b.*"
    r"\b(mensch\w*|bot|chatbot|roboter|maschine|ki|ai|human|robot|person|insan|yapay zek[aâ])\b",
    re.IGNORECASE | re.DOTALL,
)
_WHO = re.compile(
    r"wer (?:bist du|seid ihr|sind sie|antwortet(?: mir)? hier|ist da)(?: eigentlich| denn)?"
    r"|who are you|who is this|who am i talking to|sen kimsin|siz kimsiniz|kimsin(?:iz)?"
)
_HELP = re.compile(
    r"(?:help(?: me)?|hilfe|hilf mir(?: bitte)?|status|start|commands?|befehle?|men[uü]|yardım"
    r"|durum|başla"
    r"|was kannst du(?: alles| für mich tun)?|was können sie(?: alles| für mich tun)?"
    r"|w(?:obei|omit|ie) k(?:annst du|önnen sie) (?:mir )?helfen"
    r"|k(?:annst du|önnen sie) mir helfen"
    r"|what can you (?:do|help(?: me)? with|answer)|how can you help(?: me)?|can you help me"
    r"|what can i ask(?: you)?|was kann ich (?:dich |sie |hier )?fragen"
    r"|was mach(?:t ihr|st du|en sie)(?: hier)?|was ist das hier|worum geht(?: e)?s hier"
    r"|what do you do|what is this"
    r"|ne(?:ler)? yapabilir(?:sin|siniz)|bana (?:nasıl )?yardım edebilir mi?(?:sin|siniz))"
)
_MOST_WORDS = 5

GREETING = {
    "de": "Guten Tag! Was möchten Sie wissen?",
    "en": "Hello! What would you like to know?",
    "tr": "Merhaba! Neyi öğrenmek istersiniz?",
}
_WELCOME = {
    "de": "Gern geschehen. Fragen Sie einfach weiter.",
    "en": "You are welcome. Just keep asking.",
    "tr": "Rica ederim. Sormaya devam edebilirsiniz.",
}
_WHAT_TO_ASK = {
    "de": "Ich beantworte Fragen aus den Seiten und Dokumenten dieser Organisation und nenne immer "
    "die Quelle. Fragen Sie einfach in Ihren Worten, zum Beispiel, was etwas kostet oder wann "
    "geöffnet ist.",
    "en": "I answer questions from this organisation's pages and documents, and always name the "
    "source. Just ask in your own words, for example what something costs or when it is open.",
    "tr": "Bu kurumun sayfalarından ve belgelerinden soruları yanıtlar, kaynağını da her zaman "
    "gösteririm. Kendi sözcüklerinizle sorun; örneğin bir şeyin ücretini ya da ne zaman açık "
    "olduğunu.",
}
_FAREWELL = {"de": "Auf Wiedersehen!", "en": "Goodbye!", "tr": "Hoşça kalın!"}
_AN_AI = {
    "de": "Ich bin ein KI-Assistent, kein Mensch, und antworte aus Quellen dieser Organisation.",
    "en": "I am an AI assistant, not a person. I answer from this organisation's sources.",
    "tr": "Ben bir yapay zekâ asistanıyım, insan değilim. Bu kurumun kaynaklarından yanıt veririm.",
}


def asks_for_help(text: str) -> bool:
    """Whether a message asks nothing but what can be asked: "help", "/status", "Was kannst du?"."""
    return _HELP.fullmatch(_spoken(text)) is not None


def _spoken(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def asks_nothing(text: str) -> bool:
    """Whether a message asks nothing of the sources, as a greeting, thanks, or a call for help."""
    return asks_for_help(text) or small_talk_answer(text, "", {}) is not None


def help_answer(language: str) -> str:
    """What somebody is told who asks for help."""
    return say(_WHAT_TO_ASK, language)


def small_talk_answer(text: str, language: str, greeting: Mapping[str, str]) -> str | None:
    """The answer to a message that asks nothing of the sources, or None for any other message.

    `greeting` are the agent's own first words by language.
    """
    if _ROBOT.search(text) or _WHO.fullmatch(_spoken(text)):
        return say(_AN_AI, language)
    words = {word.lower() for word in _WORD.findall(text)}
    if not words or len(words) > _MOST_WORDS or "?" in text:
        return None
    if words <= _HELLO:
        return greeting.get(language) or say(GREETING, language)
    if words <= _THANKS or (words & _THANK and words <= _THANKS | _AROUND_THANKS):
        return say(_WELCOME, language)
    return say(_FAREWELL, language) if words <= _GOODBYE else None
