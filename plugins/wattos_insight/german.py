"""Just enough German grammar to put a title's noun phrase into a sentence.

A compound takes the gender of its last part, so a list of common last parts and suffixes settles
most titles. Where the gender is unknown, naming uses a construction that needs no article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

Gender = Literal["m", "f", "n"]

_WANTED: Final[dict[Gender, str]] = {
    "m": "ausweis pass platz termin schein titel nachweis kurs ersatz zuschuss antrag vertrag "
    "zugang",
    "f": "urkunde bescheinigung genehmigung erlaubnis bestätigung karte beratung wohnung "
    "erstattung förderung beglaubigung plakette ermäßigung betreuung nummer",
    "n": "zeugnis visum passwort kennwort konto kennzeichen formular ersatzgerät",
}
"""Nouns that people get from an organisation: "brauchen" fits them."""

_KNOWN: Final[dict[Gender, str]] = {
    "m": "wohnsitz hund umzug beitrag müll kalender hof versand drucker rechner monitor laptop "
    "kauf gutschein artikel fahrplan spielplan sattel berater markt aufbau aufenthalt stützpunkt "
    "tausch kurs server dienst befehl bericht auftrag import export zugriff schlüssel filter "
    "prozess",
    "f": "steuer anmeldung meldung bibliothek schule hilfe stelle rente tonne ehe lieferung "
    "bestellung rückgabe reklamation abfuhr garantie kontrolle reparatur miete rechnung küche -app "
    "pflege liste ansicht datei seite zeile leiste tabelle",
    "n": "gewerbe amt haus bad büro zentrum museum paket gerät rad fahrrad zelt postfach ehrenamt "
    "jahresabo monatsabo vpn tablet menü fenster darlehen programm system netz netzwerk bild blatt "
    "format modell protokoll projekt abitur labor depot",
}
_ENDINGS: Final[dict[str, Gender]] = {
    **dict.fromkeys(("ung", "heit", "keit", "schaft", "tät", "ion", "enz", "ik", "ur", "ie"), "f"),
    **dict.fromkeys(("ment", "trum", "tum"), "n"),
    **dict.fromkeys(("or", "ismus", "ling"), "m"),
}
"""Suffixes that settle the gender of most nouns."""
_INDEFINITE: Final[dict[Gender, str]] = {"m": "ein", "f": "eine", "n": "ein"}
_DEFINITE: Final[dict[Gender, str]] = {"m": "der", "f": "die", "n": "das"}
_ARTICLES: Final = ("Der", "Die", "Das", "Den", "Ein", "Eine", "Mein", "Meine", "Ihr", "Ihre")
_INFLECTED: Final = ("e", "er", "es", "en")
_DOINGS: Final = (
    "abgleichen ankommen anmelden arbeiten bearbeiten bezahlen buchen drucken einkaufen einrichten "
    "erstellen heiraten kopieren kündigen löschen melden mieten öffnen parken reisen scannen "
    "speichern umziehen verschieben wohnen zahlen"
)
"""Verbs that titles use as nouns."""
_PLURALS: Final = (
    "träge schlüsse kurse plätze ausweise scheine termine dienste preise nachweise wege räume "
    "geräte kredite teile kinder bücher implantate zertifikate formate zeugnisse angebote pläne "
    "tarife berufe vereine anlässe berichte aufträge befehle konzepte grundsätze protokolle "
    "programme systeme prozesse zugriffe dokumente texte beiträge bescheide rechte projekte "
    "produkte pakete netze einträge verträge werkzeuge pfade läufe züge"
)
_MANY: Final[tuple[str, ...]] = (
    *_PLURALS.split(), "ungen", "heiten", "keiten", "schaften", "ionen", "arten", "ien", "enzen",
    "gebühren", "tablets", "handys", "konten", "daten",
)  # fmt: skip
"""How the plural of a noun ends that needs no article: "bei Stipendien"."""
_PLACES: Final = ("büro", "zentrum", "amt", "stelle", "hof", "bibliothek", "laden", "punkt")


def _head(phrase: str) -> str:
    """The noun that decides: the last word before "im", "für" and the like, in lower case."""
    words = phrase.split()
    for index, word in enumerate(words):
        if index and word[:1].islower():
            return words[index - 1].lower()
    return words[-1].lower()


def gender(phrase: str) -> Gender | None:
    """The gender of the phrase's head noun, or None where the lists do not know it."""
    head = _head(phrase)
    return _gender_of(head) or _gender_of(_before_name(phrase))


def _before_name(phrase: str) -> str:
    """What a place's name is added to: "Wertstoffhof Industriestraße" is a "wertstoffhof"."""
    words = phrase.split()
    named = len(words) == 2 and words[1][:1].isupper() and words[1].isalpha()
    return words[0].lower() if named and words[0].isalpha() else ""


def _gender_of(head: str) -> Gender | None:
    best: tuple[int, Gender] | None = None
    for table in (_WANTED, _KNOWN):
        for kind, nouns in table.items():
            for noun in nouns.split():
                if head.endswith(noun) and (best is None or len(noun) > best[0]):
                    best = len(noun), kind
    if best is not None:
        return best[1]
    return next((kind for ending, kind in _ENDINGS.items() if head.endswith(ending)), None)


def can_be_needed(phrase: str) -> bool:
    """Whether "einen … brauchen" says something true of the phrase: a pass yes, a dog tax no."""
    return any(_head(phrase).endswith(noun) for nouns in _WANTED.values() for noun in nouns.split())


def after_zu(phrase: str) -> str:
    """The bare phrase in the dative: "Pläne" becomes "Plänen", "Alte Mails" "alten Mails".

    A phrase whose case cannot be told (with an article or a verb of its own) is quoted, which needs
    none.
    """
    words = phrase.split()
    if _is_doing(phrase):  # "Arbeiten von unterwegs" ends in a small letter and holds no other verb
        return phrase
    if len(words) == 3 and words[0] == "Die" and words[1].endswith("en") and _is_plural(words[2]):
        return f"den {words[1]} {_dative_plural(words[2])}"
    if words[0] in _ARTICLES or (len(words) > 1 and words[-1].islower()):
        return f"„{phrase}“"
    if len(words) > 1 and words[1][:1].isupper() and words[0].lower().endswith(_INFLECTED):
        return _adjective_dative(words) or f"„{phrase}“"
    head = _head(phrase)
    if not any(head.endswith(plural) for plural in _PLURALS.split()):
        return phrase
    position = phrase.lower().index(head) + len(head)
    return f"{phrase[:position]}n{phrase[position:]}"


Preposition = Literal["zu", "bei", "mit"]
_WITH_ARTICLE: Final[dict[Preposition, dict[Gender, str]]] = {
    "zu": {"m": "zum", "f": "zur", "n": "zum"},
    "bei": {"m": "beim", "f": "bei der", "n": "beim"},
    "mit": {"m": "mit dem", "f": "mit der", "n": "mit dem"},
}


def in_dative(preposition: Preposition, phrases: Sequence[str]) -> list[str]:
    """The phrases behind the preposition: "zur Monatskarte", "beim Drucken", "bei alten Mails".

    Articles stand where the gender of each singular is known. Otherwise the bare preposition, which
    is never wrong, is said once for all of them: "bei Software", "Lizenzen".
    """
    joined = _WITH_ARTICLE[preposition]
    pairs: list[tuple[Gender | None, str]] = [(_kind(phrase), phrase) for phrase in phrases]
    if any(kind for kind, _ in pairs) and all(
        kind or stands_alone(phrase) for kind, phrase in pairs
    ):
        return [
            f"{joined[kind]} {phrase}" if kind else f"{preposition} {after_zu(phrase)}"
            for kind, phrase in pairs
        ]
    first, *others = (after_zu(phrase) for phrase in phrases)
    return [f"{preposition} {first}", *others]


def in_accusative(phrases: Sequence[str]) -> list[str]:
    """The phrases with their definite articles, "den Fahrplan"; bare where one is not known."""
    named = [named for phrase in phrases if (named := with_the(phrase))]
    if len(named) < len(phrases):
        return list(phrases)
    return [re.sub("^der ", "den ", phrase) for phrase in named]


def stands_alone(phrase: str) -> bool:
    """Whether the phrase needs no article: "Tablets", "Verdächtige Mails", what is quoted."""
    return after_zu(phrase) != phrase or _head(phrase).endswith(_MANY)


def is_place(phrase: str) -> bool:
    """Whether the phrase names a place that people turn to, not a thing they do."""
    return _head(phrase.strip("„“”")).endswith(_PLACES)


def _kind(phrase: str) -> Gender | None:
    """The gender of a singular phrase that can follow an article as it is."""
    if after_zu(phrase) != phrase or not phrase[:1].isupper() or _lists(phrase):
        return None
    return "n" if _is_doing(phrase) else gender(phrase)


def _is_doing(phrase: str) -> bool:
    """Whether a verb is used as a noun: "Drucken", "Studieren im Ausland"."""
    head = phrase.split()[0].lower()
    return head == _head(phrase) and (head in _DOINGS.split() or head.endswith("ieren"))


def _lists(phrase: str) -> bool:
    phrase = phrase.split(" von ")[0]  # "Pflege von Holz und Leder" is one thing
    return " und " in phrase or " oder " in phrase or "," in phrase


def needs_quotes(phrase: str) -> bool:
    """Whether the phrase can only be quoted in a sentence."""
    return after_zu(phrase).startswith("„")


def _adjective_dative(words: list[str]) -> str | None:
    """ "Verdächtige Mails" as "verdächtigen Mails", "Städtische Musikschule" as "städtischer …"."""
    adjective, noun = words[0][:1].lower() + words[0][1:], words[1]
    if len(words) != 2 or not noun.isalpha():
        return None
    if (adjective[-2:], gender(noun)) in (("er", "m"), ("es", "n")):
        return f"dem {adjective[:-1]}n {noun}"
    if not adjective.endswith("e"):
        return None
    ours = adjective == "unsere"  # the organisation's own word; said of its people it is "the"
    if _is_plural(noun) and gender(noun) is None:
        return f"{'den' if ours else f'{adjective}n'} {_dative_plural(noun)}"
    return f"{'der' if ours else f'{adjective}r'} {noun}" if gender(noun) == "f" else None


def _is_plural(noun: str) -> bool:
    return noun.endswith(("e", "s", "en"))


def _dative_plural(noun: str) -> str:
    return f"{noun}n" if noun.endswith("e") else noun


def with_article(phrase: str, *, accusative: bool = True) -> str | None:
    """The phrase with its indefinite article, or None where its gender is not known.

    A phrase that starts with an adjective or is itself a list gives None too: both need more
    grammar.
    """
    kind = _bare_kind(phrase)
    if kind is None:
        return None
    return f"{'einen' if accusative and kind == 'm' else _INDEFINITE[kind]} {phrase}"


def with_the(phrase: str) -> str | None:
    """The phrase with its definite article in the nominative; None as for `with_article`."""
    kind = None if _is_doing(phrase) else _bare_kind(phrase)
    return f"{_DEFINITE[kind]} {phrase}" if kind else None


def within_sentence(phrase: str) -> str:
    """The phrase as it stands inside a sentence: "Neue Software" begins with a small letter."""
    first, *others = phrase.split()
    adjective = others and others[0][:1].isupper() and first.lower().endswith(_INFLECTED)
    return f"{first[:1].lower()}{phrase[1:]}" if adjective or first == "Sich" else phrase


def _bare_kind(phrase: str) -> Gender | None:
    """The gender of a phrase that can follow an article as it is."""
    kind = gender(phrase)
    if kind is None or not phrase[:1].isupper() or _lists(phrase):
        return None
    words = phrase.split()
    if words[-1][:1].islower():
        return None
    inflected = len(words) > 1 and words[0].istitle() and words[0].endswith(("e", "er", "es"))
    return None if inflected else kind
