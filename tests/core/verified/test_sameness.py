"""Near-misses that spelling alone tells apart; `benchmarks/verified.py` measures with meaning."""

from __future__ import annotations

import pytest

from wattos.knowledge import Vector
from wattos.verified import compare, profile_of


async def score(language: str, asked: str, stored: str) -> float:
    same = await compare(profile_of(asked, language), profile_of(stored, language), None)
    return same.score


@pytest.mark.parametrize(
    ("language", "asked", "stored"),
    [
        ("de", "Wie teuer ist der Personalausweis?", "Was kostet ein Personalausweis?"),
        ("de", "was kostet ein Personalauswies", "Was kostet ein Personalausweis?"),
        ("de", "Bürgerbüro Öffnungszeiten", "Wann hat das Bürgerbüro geöffnet?"),
        ("de", "Wie melde ich meinen Hund an?", "Hund anmelden, wie geht das?"),
        ("de", "Hallenbad Hund mitnehmen?", "Darf mein Hund mit ins Hallenbad?"),
        ("de", "Kann ich die Grösse umtauschen?", "Kann ich die Größe umtauschen?"),
        ("de", "was muss ich für nen Liegeplatz zahlen", "Was kostet ein Liegeplatz?"),
        ("de", "Verleiht ihr Schwimmwesten?", "Kann ich eine Schwimmweste leihen?"),
        ("de", "Wann fängt der Kurs an?", "Kurs: Beginn"),
        ("de", "Müssen Hunde angemeldet werden?", "Muss ich meinen Hund anmelden?"),
        ("en", "How do I terminate my membership?", "Can I cancel a membership?"),
        ("tr", "Kurs hangi gün başlar?", "Kurs ne zaman başlıyor?"),
        ("en", "How much is a library card?", "What does a library card cost?"),
        ("tr", "Kimlik kartı ne kadar?", "Kimlik kartının ücreti nedir?"),
    ],
)
async def test_compare_takes_paraphrases_for_one_question(
    language: str, asked: str, stored: str
) -> None:
    assert await score(language, asked, stored) == 1.0


@pytest.mark.parametrize(
    ("language", "asked", "stored"),
    [
        ("de", "Was kostet ein Personalausweis?", "Was kostet ein Reisepass?"),
        ("de", "Was kostet ein Personalausweis?", "Wo bekomme ich einen Personalausweis?"),
        ("de", "Was kostet ein Personalausweis für Kinder?", "Was kostet ein Personalausweis?"),
        ("de", "Was darf nicht in den Sperrmüll?", "Was darf in den Sperrmüll?"),
        ("de", "Wie melde ich meinen Hund ab?", "Wie melde ich meinen Hund an?"),
        ("de", "Ermäßigung ab 6 Jahren?", "Ermäßigung ab 12 Jahren?"),
        ("de", "Kann ich meinen Hund anmelden?", "Muss ich meinen Hund anmelden?"),
        ("de", "Wann endet der Kurs?", "Wann beginnt der Kurs?"),
        ("de", "Wann beginnt der Kurs C?", "Wann beginnt der Kurs?"),
        ("en", "Can I not return sale items?", "Can I return sale items?"),
        ("en", "Is the wool jacket washable?", "Is the cotton jacket washable?"),
        ("tr", "Belediye cumartesi açık mı?", "Belediye pazar açık mı?"),
        ("tr", "Kimlik kartı ne kadar geçerli?", "Kimlik kartı ne kadar?"),
        ("fr", "Combien coûte un passeport?", "Combien coûte une carte?"),
    ],
)
async def test_compare_tells_near_misses_apart(language: str, asked: str, stored: str) -> None:
    assert await score(language, asked, stored) == 0.0


async def test_compare_needs_meaning_to_cross_languages() -> None:
    asked, stored = profile_of("Köpek kaydı", "tr"), profile_of("Hund anmelden", "de")
    assert (await compare(asked, stored, None)).reason == "another language"


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("Wann endet der Kurs?", "asks for something else"),
        ("Wann beginnt der Kurs C?", "another number"),
    ],
)
async def test_compare_tells_near_misses_apart_across_languages(asked: str, reason: str) -> None:
    stored = profile_of("Kurs ne zaman başlıyor?", "tr")
    assert (await compare(profile_of(asked, "de"), stored, None)).reason == reason


class OneMeaning:
    """Words that all mean the same, so that only what is asked for tells questions apart."""

    async def embed_query(self, text: str) -> Vector:
        """The same vector for everything."""
        return [1.0]


@pytest.mark.parametrize(
    ("language", "asked", "same"),
    [
        ("en", "Can I bring my dog to the indoor pool?", True),
        ("en", "Are dogs allowed in the indoor pool?", True),
        ("tr", "Köpeğimi kapalı yüzme havuzuna getirebilir miyim?", True),
        ("en", "What is allowed in the indoor pool?", False),
        ("en", "Is there an indoor pool for dogs?", False),
        ("en", "What do I have to bring to the indoor pool?", False),
    ],
)
async def test_what_is_allowed_is_compared_across_languages(
    language: str, asked: str, *, same: bool
) -> None:
    stored = profile_of("Darf mein Hund mit ins Hallenbad?", "de")
    found = await compare(profile_of(asked, language), stored, OneMeaning())
    assert (found.score > 0) == same
