"""Logging of the command line: one line an event on stderr, no addresses of requests."""

from __future__ import annotations

import logging
import os
import sys

from wattos.errors import ConfigurationError

_LEVELS: dict[str, int] = {
    "DEBUG": logging.DEBUG,
    "INFO": logging.INFO,
    "WARNING": logging.WARNING,
    "ERROR": logging.ERROR,
    "CRITICAL": logging.CRITICAL,
}
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

# At INFO these write the address of each request, which may carry tokens and people's words.
_TALKATIVE = ("httpx", "httpcore", "uvicorn.access")


def configure_logging(default: str) -> None:
    """Log to stderr from `WATTOS_LOG` (a level, else `default`) upwards.

    Raises `ConfigurationError` for a level that does not exist.
    """
    level = os.environ.get("WATTOS_LOG", "").strip().upper() or default
    if level not in _LEVELS:
        raise ConfigurationError(
            "WATTOS_LOG is not a level.", given=level, expected=", ".join(_LEVELS)
        )
    handler = _StderrHandler()
    handler.setFormatter(logging.Formatter(_FORMAT, datefmt="%Y-%m-%dT%H:%M:%S%z"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(_LEVELS[level], logging.WARNING))


class _StderrHandler(logging.Handler):
    """Writes to what stderr is at that moment: a progress bar replaces it while it is drawn."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            print(self.format(record), file=sys.stderr, flush=True)
        except Exception:  # noqa: BLE001 - logging must never end the program
            self.handleError(record)
