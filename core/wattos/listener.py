"""The listening socket, taken before anything is started: a taken port costs nothing then."""

from __future__ import annotations

import errno
import socket

from wattos.errors import ConfigurationError


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; raises `ConfigurationError` when the port is taken or not ours to use."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen(128)
    except OSError as error:
        found.close()
        raise _cannot_listen(error, host, port) from None
    return found


def _cannot_listen(error: OSError, host: str, port: int) -> ConfigurationError:
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return ConfigurationError(
            "This machine has no such address.",
            given=host,
            hint="Choose another one with --host: 127.0.0.1 is for this machine alone, 0.0.0.0 "
            "listens on every IPv4 address.",
        )
    reasons = {errno.EADDRINUSE: "is in use", errno.EACCES: "may not be used by this account"}
    return ConfigurationError(
        f"The port {reasons.get(error.errno or 0, 'cannot be used')}.",
        given=f"{host}:{port}",
        hint="Choose another one with --port; 0 takes a free one.",
    )


def address_of(listener: socket.socket) -> str:
    """The address that a browser on this machine opens."""
    host, port = listener.getsockname()[:2]
    local = host in {"127.0.0.1", "0.0.0.0", "::"}  # noqa: S104 - compared, not bound
    shown = "localhost" if local else f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"
