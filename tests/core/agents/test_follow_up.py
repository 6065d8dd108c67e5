from __future__ import annotations

import pytest

from wattos.agents import HistoryMessage
from wattos.agents.follow_up import standalone_question


def said(*texts: str) -> tuple[HistoryMessage, ...]:
    return tuple(HistoryMessage(role="person", text=text) for text in texts)


HISTORY = (
    *said("Wann hat das Bürgerbüro offen?"),
    HistoryMessage(role="agent", text="Von 8 bis 12 Uhr."),
)


@pytest.mark.parametrize(
    "question",
    [
        "Und am Samstag?",
        "What about Saturday?",
        "Dort kann man doch sicher auch mit Karte zahlen, oder?",
        "Was kostet das?",
        "Für Kinder?",
        "Was kostet die Verlängerung?",
        "Wann endet die Anmeldefrist?",
        "Where is the entrance?",
        "Peki ne kadar?",
        "Wie teuer ist das dann?",
        "Muss man da vorher etwas buchen?",
        "Muss ich das auch schriftlich begründen?",
        "Kann ich sie auch verlängern?",
        "Wie lang soll der zweite Aufguss dann sein?",
        "How do I apply for it from abroad?",
        "Bunu internetten yapabilir miyim?",
        "Ücreti ne kadar?",
        "Çocuklar ne kadar?",
        "İnternetten nasıl yapılır?",
        "Giriş ücretsiz mi?",
        "Hafta sonu açık mı?",
        "Was kosten Kinder?",
        "Wann ist Anmeldeschluss?",
        "Ist der Eintritt frei?",
        "Wie lange ist er gültig?",
        "How much for children?",
        "How much does it cost?",
        "Is admission free?",
    ],
)
def test_follow_up_takes_the_question_before_along(question: str) -> None:
    assert standalone_question(question, HISTORY) == f"{HISTORY[0].text} {question}"
    assert standalone_question(question, ()) == question


@pytest.mark.parametrize(
    "question",
    [
        "Welche Unterlagen brauche ich für einen neuen Reisepass?",
        "Was kostet ein Reisepass?",
        "Was kostet die Hundesteuer?",
        "Wann öffnet das Freibad?",
        "Where is the library?",
        "Wo melde ich das Auto meines Vaters um?",
        "Wenn ich umziehe, was muss ich dann dem Amt alles melden?",
        "Is there a swimming pool with a slide?",
        "Ist ein Werkzeug zum Kürzen der Kette dabei?",
        "Şehir kütüphanesinde kaç Türkçe kitap var?",
        "Pasaport ne kadar?",
        "Park yeri nerede?",
        "İtfaiye nerede?",
        "Kütüphane ne zaman açılıyor?",
        "Ehliyet nasıl yenilenir?",
        "Belediye açık mı?",
        "Was kostet Parken?",
        "Wo finde ich Altglascontainer?",
        "Wann ist Sperrmüll?",
        "Hat das Bürgerbüro offen?",
        "How much is parking?",
        "Where are public toilets?",
        "Is the library open?",
        "",
    ],
)
def test_question_with_a_subject_of_its_own_stays_alone(question: str) -> None:
    assert standalone_question(question, HISTORY) == question


def test_follow_up_to_a_follow_up_keeps_the_subject() -> None:
    found = standalone_question("Und am Montag?", (*HISTORY, *said("Und am Samstag?")))
    assert found == "Wann hat das Bürgerbüro offen? Und am Montag?"


def test_questions_without_marks_stay_two_questions() -> None:
    found = standalone_question("wie teuer ist das dann", said("kann man im Gewächshaus heiraten"))
    assert found == "kann man im Gewächshaus heiraten? wie teuer ist das dann?"
