"""Password hashing that costs nothing, for users that live for one test."""

from __future__ import annotations

from argon2 import PasswordHasher

from wattos.access import Passwords


def quick_passwords() -> Passwords:
    """argon2id with the least work that it allows; a sign-in takes 0.4 s of a core otherwise."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
