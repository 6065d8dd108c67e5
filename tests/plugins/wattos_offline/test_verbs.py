from __future__ import annotations

import pytest

from wattos_offline.verbs import joined
from wattos_offline.words import words


@pytest.mark.parametrize(
    ("question", "verbs"),
    [
        ("Wann läuft mein Pass ab?", ["abläuft"]),
        ("Läuft mein Kennwort irgendwann ab?", ["abläuft"]),
        ("wo meld ich mein auto an", ["anmeld"]),
        ("Nehmen Sie alte Räder zurück?", ["zurücknehmen"]),
        ("Wo gebe ich den Antrag ab und wann holen Sie den Müll ab?", ["abgebe", "abholen"]),
    ],
)
def test_joined_makes_one_word_of_a_separated_verb(question: str, verbs: list[str]) -> None:
    found = words(question, "de")
    new = [word for word in joined(found, question) if word not in found]
    assert [word.text for word in new] == verbs
    assert len(joined(found, question)) == len(found) - len(verbs)


@pytest.mark.parametrize(
    "question",
    [
        "Wann öffnet das Amt an der Brücke?",
        "Wo muss ich mich anmelden?",
        "bibliothek wie lang auf",
        "Und ab?",
    ],
)
def test_joined_leaves_prepositions_and_whole_verbs(question: str) -> None:
    assert joined(words(question, "de"), question) == list(words(question, "de"))
