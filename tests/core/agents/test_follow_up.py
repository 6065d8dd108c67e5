from __future__ import annotations

import pytest

from wattos.agents import HistoryMessage
from wattos.agents.follow_up import standalone_question


def said(*texts: str) -> tuple[HistoryMessage, ...]:
    return tuple(HistoryMessage(role="person", text=text) for text in texts)


def understood(*texts: str, language: str = "de") -> str:
    """The last of the texts, after the others were said."""
    *before, question = texts
    agent = HistoryMessage(role="agent", text="Von 8 bis 12 Uhr.")
    history = [message for asked in said(*before) for message in (asked, agent)]
    return standalone_question(question, history, language)


OFFICE = "Wann hat das Bürgerbüro offen?"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Und am Samstag?", "Wann hat das Bürgerbüro am Samstag offen?"),
        ("Und wo ist das?", "wo ist das Bürgerbüro?"),
        ("ok und wo?", "Bürgerbüro: wo?"),
        ("Was kostet das?", "Was kostet das Bürgerbüro?"),
        ("Brauche ich einen Termin?", "Bürgerbüro: Brauche ich einen Termin?"),
        ("Welche Unterlagen soll ich mitbringen?", None),
        ("Wie hoch ist die Gebühr?", None),
        ("Was kostet die Verlängerung?", None),
        ("Wann endet die Anmeldefrist?", None),
        ("Ist der Eintritt frei?", None),
        ("Muss man da vorher etwas buchen?", None),
        ("Dort kann man doch sicher auch mit Karte zahlen, oder?", None),
        ("Kann ich sie auch verlängern?", "Kann ich Bürgerbüro auch verlängern?"),
        ("Wann haben die samstags auf?", "Wann haben die Bürgerbüro samstags auf?"),
        ("What about Saturday?", "Wann hat das Bürgerbüro Saturday offen?"),
        ("How do I apply for it from abroad?", "How do I apply for Bürgerbüro from abroad?"),
        ("Is it open on Saturday?", "Is Bürgerbüro open on Saturday?"),
        ("How much for children?", None),
        ("Where is the entrance?", None),
        ("Peki ne kadar?", "Bürgerbüro: ne kadar?"),
        ("Ücreti ne kadar?", None),
        ("Bunu internetten yapabilir miyim?", None),
        ("Hafta sonu açık mı?", None),
        ("Randevusuz gidebilir miyim?", None),
    ],
)
def test_follow_up_takes_its_subject_along(question: str, expected: str | None) -> None:
    assert understood(OFFICE, question) == (expected or f"Bürgerbüro: {question}")
    assert standalone_question(question, (), "de") == question


@pytest.mark.parametrize(
    "question",
    [
        "Welche Unterlagen brauche ich für einen neuen Reisepass?",
        "Was kostet ein Reisepass?",
        "Was kostet die Hundesteuer?",
        "Wann öffnet das Freibad?",
        "Where is the library?",
        "Wo melde ich das Auto meines Vaters um?",
        "Wie melde ich mich um?",
        "Wenn ich umziehe, was muss ich dann dem Amt alles melden?",
        "Is there a swimming pool with a slide?",
        "Ist ein Werkzeug zum Kürzen der Kette dabei?",
        "Şehir kütüphanesinde kaç Türkçe kitap var?",
        "Pasaport ne kadar?",
        "Park yeri nerede?",
        "Kütüphane ne zaman açılıyor?",
        "Was kostet Parken?",
        "Hat das Standesamt offen?",
        "How much is parking?",
        "Wo seid ihr?",
        "Hundesteuer",
        "Ratenzahlung?",
        "",
    ],
)
def test_question_with_a_subject_of_its_own_stays_alone(question: str) -> None:
    assert understood(OFFICE, question) == question


@pytest.mark.parametrize(
    ("said_before", "question", "expected"),
    [
        ("Wann ist das Freibad offen?", "und das Hallenbad?", "Wann ist das Hallenbad offen?"),
        ("Wann wird der Restmüll abgeholt?", "und Papier?", "Wann wird der Papier abgeholt?"),
        ("Kann ich auf Rechnung zahlen?", "und PayPal?", "Kann ich auf PayPal zahlen?"),
        ("Was bedeutet Fehler 691?", "und 720?", "Was bedeutet Fehler 720?"),
        ("Do you ship to Austria?", "And Switzerland?", "Do you ship to Switzerland?"),
        ("Pasaport ne kadar?", "peki kimlik?", "kimlik ne kadar?"),
        ("Was kostet der Ausweis?", "nein, ich meinte den Reisepass", "Was kostet der Reisepass?"),
        ("was kostet rohrcad planung", "und der betrachter", None),
        ("was kostet ein erwachsener im hallenbad", "zehnerkarte auch?", None),
    ],
)
def test_same_is_asked_of_another_thing(
    said_before: str, question: str, expected: str | None
) -> None:
    # Without a capital it may be a part of the first thing as well: then both are asked.
    part = question.removeprefix("und ").removesuffix(" auch?")
    assert understood(said_before, question) == (expected or f"{said_before}? {part}?")


@pytest.mark.parametrize(
    ("conversation", "expected"),
    [
        ((OFFICE, "Und am Samstag?", "Und am Montag?"), "Wann hat das Bürgerbüro am Montag offen?"),
        ((OFFICE, "Und am Samstag?", "und das Standesamt?"), "Wann hat das Standesamt offen?"),
        (
            ("Depo kışın salı günü kaça kadar açık?", "peki cumartesi?"),
            "Depo kışın cumartesi günü kaça kadar açık?",
        ),
        (
            ("Was kostet ein Pass?", "Für Kinder?", "Wie lange dauert das?"),
            "Wie lange dauert das Pass?",
        ),
        (
            ("Was kostet der Versand?", "in die Schweiz?", "Wie lange dauert das?", "nach Wien?"),
            "Wie lange dauert das Versand nach Wien?",
        ),
        (
            ("Hallenbad preise", "gibts da sauna?", "was kostet die?"),
            "was kostet die Hallenbad sauna?",
        ),
        (("Was kostet ein Pass?", "danke", "Und wie lange gilt er?"), "wie lange gilt Pass?"),
        (
            ("Was kostet ein Pass?", "Was kostet die Hundesteuer?", "und wo melde ich ihn an?"),
            "wo melde ich Hundesteuer an?",
        ),
        (("Ich ziehe um", "Was muss ich mitbringen?"), "umziehen: Was muss ich mitbringen?"),
        (
            ("Was kostet ein Pass?", "Wann habt ihr auf?", "und montags?"),
            "Wann habt ihr montags auf?",
        ),
        (
            ("Was kostet ein Pass?", "Und was kostet der Ausweis?", "Wie lange dauert der?"),
            "Wie lange dauert der Ausweis?",
        ),
    ],
)
def test_conversation_keeps_its_topic_until_another_is_named(
    conversation: tuple[str, ...], expected: str
) -> None:
    assert understood(*conversation) == expected


def test_condition_about_people_is_asked_beside_the_question() -> None:
    assert understood("Was kostet ein Pass?", "Und für Kinder?") == (
        "Was kostet ein Pass? für Kinder?"
    )


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Was kostet das?", "Hallenbad: Was kostet das?"),
        ("Wie lange dauert es?", "Hallenbad: Wie lange dauert es?"),
        ("Brauche ich einen Termin?", "Hallenbad: Brauche ich einen Termin?"),
        ("Kosten", "Hallenbad: Kosten?"),
        ("Öffnungszeiten", "Hallenbad: Öffnungszeiten?"),
        ("Eintrittspreise Freibad", "Eintrittspreise Freibad"),
        ("Was kostet der Reisepass?", "Was kostet der Reisepass?"),
        ("Hundesteuer", "Hundesteuer"),
        ("Wann habt ihr geöffnet?", "Wann habt ihr geöffnet?"),
        ("Und am Samstag?", "Und am Samstag?"),
        ("Wer bist du?", "Wer bist du?"),
        ("Danke!", "Danke!"),
        ("?", "?"),
    ],
)
def test_first_question_that_names_nothing_is_about_the_agents_topic(
    question: str, expected: str
) -> None:
    assert standalone_question(question, (), "de", "Hallenbad") == expected


def test_conversation_that_began_with_the_agents_topic_keeps_it() -> None:
    history = said("Hallo", "Was kostet das?")
    assert standalone_question("Und am Samstag?", history, "de", "Hallenbad") == (
        "Hallenbad: Was kostet das am Samstag?"
    )
    assert standalone_question("Wo ist das?", said("Was kostet der Pass?"), "de", "Hallenbad") == (
        "Wo ist das Pass?"
    )


def test_agents_topic_is_left_out_in_languages_without_word_lists() -> None:
    assert standalone_question("Combien ?", (), "fr", "Hallenbad") == "Combien ?"


def test_other_languages_lean_by_their_length_alone() -> None:
    asked = ("Combien coûte le passeport ?", "Et le samedi ?")
    assert understood(*asked, language="fr") == " ".join(asked)
    long = "Quels documents faut-il apporter à la mairie ?"
    assert understood(asked[0], long, language="fr") == long
