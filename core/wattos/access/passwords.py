"""Password hashing with argon2id (RFC 9106), off the event loop."""

from __future__ import annotations

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from wattos.errors import InvalidInput

MIN_CHARACTERS = 10
MAX_CHARACTERS = 256
# The hash of a random value that was thrown away, with the default parameters.
NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$5INJzfzDvlmp+sHNuFlYqw"
    "$QzvSQVX42XGmMWvXLJfO8WbCoWPn6+D1QlWKiAArniY"
)


class Passwords:
    """Hashes and checks passwords; two at a time, because each takes 64 MiB of memory.

    `hasher` is argon2id with the library's parameters; only tests have a reason for cheaper ones.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")

    async def hash(self, password: str) -> str:
        """The argon2id hash to store. Raises InvalidInput for a password that is too short."""
        prepared = check_password(password)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._hasher.hash, prepared)

    async def matches(self, password: str, stored: str | None) -> bool:
        """Whether `password` made `stored`; takes as long when there is nothing stored (None)."""
        prepared = unicodedata.normalize("NFKC", password[: MAX_CHARACTERS + 1])
        loop = asyncio.get_running_loop()
        matched = await loop.run_in_executor(
            self._threads,
            self._verify,
            stored or NOBODY,
            prepared.encode("utf-8", "surrogatepass"),
        )
        return matched and stored is not None

    def outdated(self, stored: str) -> bool:
        """Whether `stored` was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def _verify(self, stored: str, password: bytes) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


def check_password(password: str) -> str:
    """The password in Unicode's NFKC form, so that two keyboards type the same one.

    Raises InvalidInput when it is too short, too long or not text.
    """
    prepared = unicodedata.normalize("NFKC", password)
    usable = MIN_CHARACTERS <= len(prepared) <= MAX_CHARACTERS and prepared.isprintable()
    if not usable:
        raise InvalidInput(
            "The password cannot be used.",
            expected=f"{MIN_CHARACTERS} to {MAX_CHARACTERS} printable characters",
            hint="A sentence makes a good password.",
        )
    return prepared
