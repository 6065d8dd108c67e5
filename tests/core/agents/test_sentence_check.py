from __future__ import annotations

import pytest

from wattos.agents.facts import FactSheet, facts_of
from wattos.agents.sentence_check import SentenceCheck
from wattos.database import new_id
from wattos.llm import Passage

TEXT = (
    "Der Personalausweis kostet 37,00 Euro. Das Bürgerbüro hat am 24.12.2026 geschlossen, sonst "
    "von 8 bis 12:30 Uhr offen. Telefon 07151 5001-200, buero@stadt.example, Zimmer 15."
)


def passage_of(text: str, language: str = "de") -> Passage:
    return Passage(
        document_id=new_id(),
        chunk_id=new_id(),
        title="Bürgerbüro",
        url="https://stadt.example/buero",
        text=text,
        start=0,
        end=len(text),
        language=language,
    )


def check(text: str = TEXT, language: str = "de", asked: str = "") -> SentenceCheck:
    return SentenceCheck([passage_of(text)], language, asked=asked)


@pytest.mark.parametrize(
    "sentence",
    [
        "Für den Personalausweis zahlen Sie 37 € [1].",
        "Am 24. Dezember 2026 ist das Bürgerbüro geschlossen [1].",
        "Von 8:00 bis 12.30 Uhr ist das Bürgerbüro geöffnet [1].",
        "Die Nummer ist +49 7151 5001200 [1].",
        "Mehr steht auf https://stadt.example/buero [1].",
        "1. Personalausweis bezahlen",
        "Möchten Sie noch etwas wissen?",
    ],
)
def test_check_supports_the_same_facts_in_other_spellings(sentence: str) -> None:
    assert check().supports(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Für den Personalausweis zahlen Sie 15 € [1].",
        "Am 24. November 2026 ist das Bürgerbüro geschlossen [1].",
        "Von 9 bis 12:30 Uhr ist das Bürgerbüro geöffnet [1].",
        "Die Nummer ist 07151 5001-300 [1].",
        "Schreiben Sie an post@stadt.example [1].",
        "Zuständig im Bürgerbüro ist Frau Kern [1].",
    ],
)
def test_check_refuses_facts_that_the_source_does_not_state(sentence: str) -> None:
    assert not check().supports(sentence)


def test_check_takes_a_number_of_the_question_but_no_amount() -> None:
    asked = "Kostet der Personalausweis für meine 12-jährige Tochter 99 Euro?"
    assert check(asked=asked).supports("Auch mit 12 Jahren kostet der Personalausweis 37 Euro [1].")
    assert not check(asked=asked).supports("Ja, der Personalausweis kostet 99 Euro [1].")


def test_check_compares_only_facts_across_languages() -> None:
    english = check(language="en")
    assert english.supports("An identity card costs 37 euros [1].")
    assert not english.supports("An identity card costs 73 euros [1].")


def test_check_counts_what_a_tool_said() -> None:
    knowing = check()
    sentence = "Ihr Termin im Bürgerbüro ist am 5. Mai um 9:15 Uhr."
    assert not knowing.supports(sentence)
    knowing.learn("Termin gebucht: 05.05.2026, 09:15 Uhr")
    assert knowing.supports(sentence)


@pytest.mark.parametrize("claim", ["İKİ gün sürer.", "iki gün sürer.", "KASIM ayında açıktır."])
def test_capital_letters_of_turkish_are_read(claim: str) -> None:
    text = "İşlem İki gün sürer. Kasım ayında açıktır."
    assert all(FactSheet(text).holds(fact) for fact in facts_of(claim))


DUMP = (
    "Der Wertstoffhof ist Dienstag bis Freitag von 9 bis 18 Uhr offen, montags ist er geschlossen. "
    "Farben werden nicht angenommen; ein Termin ist nicht nötig. Grünschnitt ist kostenlos."
)
OFFICE = (
    "You cannot register online; an appointment is required except on Thursday. The rental "
    "contract is not enough. The office is in the town hall. Registration is free of charge."
)
KAYIT = "Kira sözleşmesi yeterli değildir. Kayıt ücretsizdir. Perşembe günü randevu gerekmez."


@pytest.mark.parametrize(
    ("text", "language", "supported", "unsupported"),
    [
        (DUMP, "de", "Am Mittwoch ist der Wertstoffhof offen [1].", "Sonntags ist er offen [1]."),
        (DUMP, "de", "Montags hat der Wertstoffhof zu [1].", "Farben werden angenommen [1]."),
        (DUMP, "de", "Sie brauchen keinen Termin [1].", "Ein Termin ist nötig [1]."),
        (DUMP, "de", "Für Grünschnitt zahlen Sie nichts [1].", None),
        (OFFICE, "en", "Online you cannot register [1].", "You can register online [1]."),
        (OFFICE, "en", "An appointment is required [1].", "The rental contract is enough [1]."),
        (OFFICE, "en", "It is in the Town Hall [1].", "It is in the Riverside Centre [1]."),
        (OFFICE, "en", "Registering costs nothing [1].", "Registration is not free of charge [1]."),
        (KAYIT, "tr", "Kira sözleşmesi yeterli değil [1].", "Kira sözleşmesi yeterlidir [1]."),
        (KAYIT, "tr", "Kayıt ücretsizdir [1].", "Kayıt ücretsiz değildir [1]."),
        (KAYIT, "tr", "Perşembe günü randevu gerekmez [1].", "Salı günü randevu gerekmez [1]."),
    ],
)
def test_check_finds_another_day_another_name_and_a_yes_for_a_no(
    text: str, language: str, supported: str, unsupported: str | None
) -> None:
    held = SentenceCheck([passage_of(text, language)], language, asked="")
    assert held.supports(supported)
    assert unsupported is None or not held.supports(unsupported)


def test_yes_and_no_of_one_sentence_settle_nothing() -> None:
    source = "Farben werden nicht mitgenommen; geben Sie sie am Wertstoffhof ab."
    assert check(source).supports("Farben gehören zum Wertstoffhof [1].")
