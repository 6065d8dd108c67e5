"""Slowing down who guesses passwords; counted in Postgres, so that all processes count together."""

from __future__ import annotations

import hmac
from datetime import timedelta

from wattos.access.secrets import derive_key
from wattos.database import call, new_id
from wattos.errors import TooManyRequests
from wattos.settings import Secret

WINDOW = timedelta(minutes=15)
LIMIT_ACCOUNT_FROM_ADDRESS = 10
LIMIT_ACCOUNT = 100
LIMIT_ADDRESS = 200

_COUNT = """
    insert into sign_in_attempt as a (id, key_hash, attempts, window_started_at)
    values ($1, $2, 1, now())
    on conflict (key_hash) do update set
        attempts = case when a.window_started_at < now() - $3::interval then 1
                        else a.attempts + 1 end,
        window_started_at = case when a.window_started_at < now() - $3::interval then now()
                                 else a.window_started_at end
    returning attempts, ceil(extract(epoch from a.window_started_at + $3::interval - now()))::int
        as seconds_left
"""


async def forget_attempts() -> None:
    """Delete the counts of windows that have passed, whosever they were."""
    await call("delete from sign_in_attempt where window_started_at < now() - $1::interval", WINDOW)


class Throttle:
    """Counts sign-in attempts by account, by network address and by both, in a fixed window.

    An attempt is counted before its password is checked, so parallel guesses cannot slip through,
    and given back when it succeeds. Keys are keyed hashes: no email or address is stored.
    """

    def __init__(self, secret_key: Secret | None) -> None:
        self._key = derive_key(secret_key, "sign-in-throttle")

    async def count(self, email: str, address: str | None) -> None:
        """Count an attempt; raises TooManyRequests when one of the limits is passed."""
        for key, limit in self._limits(email, address):
            rows = await call(_COUNT, new_id(), key, WINDOW)
            if rows[0]["attempts"] > limit:
                raise TooManyRequests(
                    "There were too many attempts to sign in.",
                    expected=f"at most {limit} in {WINDOW.seconds // 60} minutes",
                    hint="Wait a quarter of an hour, or ask an administrator for a new password.",
                    retry_after=rows[0]["seconds_left"],
                )

    async def succeed(self, email: str, address: str | None) -> None:
        """Forget the account's attempts and give the address its one back."""
        keys = [key for key, _ in self._limits(email, address)]
        await call("delete from sign_in_attempt where key_hash = any($1)", keys[:2])
        await call(
            "update sign_in_attempt set attempts = attempts - 1 where key_hash = any($1)", keys[2:]
        )

    def _limits(self, email: str, address: str | None) -> list[tuple[str, int]]:
        place = address or "unknown"
        return [
            (self._hash("both", email, place), LIMIT_ACCOUNT_FROM_ADDRESS),
            (self._hash("account", email), LIMIT_ACCOUNT),
            (self._hash("address", place), LIMIT_ADDRESS),
        ]

    def _hash(self, *parts: str) -> str:
        return hmac.digest(self._key, "\0".join(parts).encode(), "sha256").hex()
