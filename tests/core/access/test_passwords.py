"""Password hashing."""

from __future__ import annotations

from wattos.access.passwords import NOBODY, Passwords


async def test_password_matches_only_itself() -> None:
    passwords = Passwords()
    stored = await passwords.hash("ein ruhiger Morgen")
    assert await passwords.matches("ein ruhiger Morgen", stored)
    assert not await passwords.matches("ein ruhiger Abend", stored)
    assert not await passwords.matches("", stored)
    assert not await passwords.matches("\ud800", stored)
    assert not await passwords.matches("ein ruhiger Morgen", "not a hash")
    assert not await passwords.matches("ein ruhiger Morgen", None)


async def test_password_typed_with_combining_characters_is_the_same() -> None:
    passwords = Passwords()
    stored = await passwords.hash("Gr\u00fcner Garten")
    assert await passwords.matches("Gru\u0308ner Garten", stored)


async def test_password_is_hashed_at_full_cost_unless_somebody_says_otherwise() -> None:
    stored = await Passwords().hash("ein ruhiger Morgen")
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_stand_in_hash_costs_as_much_as_a_real_one() -> None:
    assert not Passwords().outdated(NOBODY)
