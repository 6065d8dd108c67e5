"""Roles, database and extensions inside the embedded cluster.

| role | may |
|---|---|
| wattos_bootstrap | superuser; creates what follows, connects by the Unix socket only |
| wattos_owner | owns the database and its tables, runs migrations; policies bind it too |
| wattos_app | the server; owns nothing, not even temporary tables |
| wattos_search | owns the search functions; nobody signs in as it |
| wattos_definer | owns the look-ups across tenants (sign-in, jobs); nobody signs in as it |
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import signal
import subprocess
from pathlib import Path

from wattos.embedded.errors import ServerStartFailed
from wattos.embedded.files import secret_at, write_private
from wattos.embedded.paths import ServiceFolder
from wattos.embedded.process import Launcher
from wattos.embedded.service import Address

BOOTSTRAP_ROLE = "wattos_bootstrap"
OWNER_ROLE = "wattos_owner"
APP_ROLE = "wattos_app"
ROLES = (BOOTSTRAP_ROLE, OWNER_ROLE, APP_ROLE)
DATABASE = "wattos"
_SETUP = Path(__file__).with_name("prepare.sql")
_SCRAM_ITERATIONS = 4096


def prepare_database(
    folder: ServiceFolder, home: Path, launcher: Launcher, address: Address
) -> None:
    """Run `prepare.sql`, unless it has run in this cluster with these extensions before.

    Raises `ServerStartFailed` with what psql said.
    """
    done = folder.root / "prepared"
    wanted = _fingerprint(home)
    if done.exists() and done.read_text(encoding="utf-8") == wanted:
        return
    owner, app = (_verifier(secret_at(folder.password_file(r))) for r in (OWNER_ROLE, APP_ROLE))
    psql = launcher.start(
        [home / "bin" / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", "postgres", "-f", "-"],
        death_signal=signal.SIGKILL,
        stdin=subprocess.PIPE,
        output=subprocess.PIPE,
        environment={
            "PGHOST": address.socket_folder,
            "PGPORT": str(address.port),
            "PGUSER": BOOTSTRAP_ROLE,
            "PGPASSWORD": secret_at(folder.password_file(BOOTSTRAP_ROLE)),
            "PGPASSFILE": os.devnull,
        },
    )
    values = f"\\set owner_verifier '{owner}'\n\\set app_verifier '{app}'\n"
    said, _ = psql.communicate(values.encode() + _SETUP.read_bytes())
    if psql.returncode != 0:
        raise ServerStartFailed(
            f"Roles and database could not be created: {said.decode('utf-8', 'replace').strip()}",
            given=folder.root,
            hint="If its passwords folder was lost, restore it with the data.",
        )
    write_private(done, wanted)


def _fingerprint(home: Path) -> str:
    # The control file names the extension's version: a newer wheel runs the updates once.
    vector = home / "share" / "extension" / "vector.control"
    return hashlib.sha256(_SETUP.read_bytes() + vector.read_bytes()).hexdigest()


def _verifier(password: str) -> str:
    """What Postgres keeps instead of the password (RFC 5803, RFC 7677).

    Made here so that no statement, and so no log, ever holds the password itself.
    """
    salt = os.urandom(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _SCRAM_ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    salt64, stored64, server64 = (base64.b64encode(b).decode() for b in (salt, stored, server))
    return f"SCRAM-SHA-256${_SCRAM_ITERATIONS}:{salt64}${stored64}:{server64}"
