"""Every error that WattOS raises on purpose.

WattosError
├── InvalidInput         400  what was given cannot be used
├── NotSignedIn          401
├── NotPermitted         403
├── NotFound             404
├── Conflict             409
├── TooLarge             413
├── TooManyRequests      429
├── ScopeError           500  tenant data was touched outside its tenant's scope
├── ConfigurationError   500  the installation is set up wrongly
└── Unavailable          503  a part that is needed does not answer
    ├── OutcomeUnknown   503  an effect may have happened or not
    └── Barred           503  a tenant's policy keeps its data from that part
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class WattosError(Exception):
    """An error that a person can act on: what was given, what was expected, what to do.

    `code` names the kind for programs (kebab-case), `status` is the HTTP status under which the
    API reports it as a problem document (RFC 9457).
    """

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500

    def __init__(
        self,
        message: str,
        *,
        given: object = None,
        expected: object = None,
        hint: str | None = None,
        told: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.given = given
        self.expected = expected
        self.hint = hint
        self.told = told or {}
        """The whole error as people read it, in a chat or the console, by language."""

    def __str__(self) -> str:
        parts = [self.message]
        if self.given is not None:
            parts.append(f"Given: {self.given}.")
        if self.expected is not None:
            parts.append(f"Expected: {self.expected}.")
        if self.hint is not None:
            parts.append(self.hint)
        return " ".join(parts)


class InvalidInput(WattosError):
    """What the caller gave cannot be used as it is."""

    code = "invalid-input"
    status = 400


class ScopeError(WattosError):
    """Tenant data was touched outside its tenant's scope: a fault of the program."""

    code = "scope"
    status = 500


class NotSignedIn(WattosError):
    """No valid token came with the request."""

    code = "not-signed-in"
    status = 401


class NotPermitted(WattosError):
    """The person is known but lacks the permission."""

    code = "not-permitted"
    status = 403


class NotFound(WattosError):
    """The thing does not exist for this tenant; another tenant's looks the same."""

    code = "not-found"
    status = 404


class Conflict(WattosError):
    """The request contradicts the present state."""

    code = "conflict"
    status = 409


class TooLarge(WattosError):
    """The input is over a limit from the settings."""

    code = "too-large"
    status = 413


class TooManyRequests(WattosError):
    """A rate limit was reached; `retry_after` seconds later there is room again."""

    code = "too-many-requests"
    status = 429

    def __init__(
        self,
        message: str,
        *,
        given: object = None,
        expected: object = None,
        hint: str | None = None,
        told: Mapping[str, str] | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message, given=given, expected=expected, hint=hint, told=told)
        self.retry_after = retry_after


class ConfigurationError(WattosError):
    """The installation is set up wrongly; the hint says what to change."""

    code = "configuration"
    status = 500


class Unavailable(WattosError):
    """A part that is needed (database, Redis, a model) does not answer."""

    code = "unavailable"
    status = 503


class OutcomeUnknown(Unavailable):
    """An effect may or may not have happened; it must not be repeated without a person."""

    code = "outcome-unknown"


class Barred(Unavailable):
    """A tenant's policy keeps its data from a part; no fault, and trying again changes nothing."""

    code = "barred"
