"""The Compose file, checked without a container engine."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.docker.test_image import ROOT, check_command
from wattos.settings import load_settings

FOLDER = ROOT / "docker"
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("migrate", "web", "worker")


class Watched(dict[str, str]):
    """An environment that remembers what was asked of it."""

    def __init__(self, values: dict[str, str]) -> None:
        super().__init__(values)
        self.asked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)


def interpolate(text: str) -> str:
    """As Compose fills it in: a made-up value for `${NAME:?…}`, the default for `${NAME:-…}`."""
    given = re.sub(r"\$\{(\w+):\?[^}]*\}", r"value-of-\1", text)
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", given)


def test_services_are_the_ones_an_installation_needs() -> None:
    assert set(SERVICES) == {"postgres", "valkey", *OURS}
    assert SERVICES["postgres"]["image"].startswith("pgvector/pgvector:")


@pytest.mark.parametrize("service", OURS)
def test_own_services_cannot_write_and_hold_no_rights(service: str) -> None:
    described = SERVICES[service]
    assert described["read_only"] is True
    assert described["cap_drop"] == ["ALL"]
    assert described["tmpfs"] == ["/tmp"]
    assert "privileged" not in described
    assert "user" not in described  # the image's own, which is not root


@pytest.mark.parametrize("service", [*OURS, "postgres", "valkey"])
def test_services_gain_no_new_privileges(service: str) -> None:
    assert SERVICES[service]["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("service", OURS)
def test_own_services_run_commands_that_exist(service: str) -> None:
    described = SERVICES[service]
    if "command" in described:
        check_command(described["command"])
    check = described.get("healthcheck", {}).get("test")
    if check:
        assert check[:2] == ["CMD", "wattos"]
        check_command(check[2:])


@pytest.mark.parametrize("service", OURS)
def test_own_services_set_only_variables_that_are_read(service: str) -> None:
    environment = {
        name: interpolate(value) for name, value in SERVICES[service]["environment"].items()
    }
    watched = Watched(environment)
    settings = load_settings(watched)
    assert set(environment) <= watched.asked
    assert settings.database_url is not None
    assert settings.redis_url is not None
    assert settings.secret_key is not None


@pytest.mark.parametrize("service", ["web", "worker"])
def test_optional_settings_of_the_example_reach_the_services(service: str) -> None:
    example = (FOLDER / "env.example").read_text("utf-8")
    optional = re.findall(r"^(\w+)=", example.partition("# Optional")[2], re.MULTILINE)
    environment = SERVICES[service]["environment"]
    assert {"GOOGLE_API_KEY", "OLLAMA_BASE_URL", "SMTP_HOST"} <= set(optional)
    for name in optional:
        assert environment[name] == f"${{{name}:-}}"


def test_only_the_migration_knows_the_owners_password() -> None:
    for service in ("web", "worker"):
        assert "OWNER" not in str(SERVICES[service]["environment"])
    assert "wattos_owner" in SERVICES["migrate"]["environment"]["OWNER_DATABASE_URL"]
    for service in OURS:
        assert "//wattos_app:" in SERVICES[service]["environment"]["DATABASE_URL"]


def test_services_wait_until_the_database_is_migrated() -> None:
    assert SERVICES["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    for service in ("web", "worker"):
        waits = SERVICES[service]["depends_on"]
        assert waits["migrate"]["condition"] == "service_completed_successfully"
        assert waits["valkey"]["condition"] == "service_healthy"
    for service in ("postgres", "valkey"):
        assert SERVICES[service]["healthcheck"]["test"][0] == "CMD"


def test_database_and_valkey_are_not_reachable_from_outside() -> None:
    assert COMPOSE["networks"]["data"]["internal"] is True
    for service in ("postgres", "valkey"):
        assert SERVICES[service]["networks"] == ["data"]
        assert "ports" not in SERVICES[service]


def test_every_mounted_file_and_build_context_exists() -> None:
    named = set(COMPOSE["volumes"])
    for described in SERVICES.values():
        for volume in described.get("volumes", []):
            source = volume.split(":")[0]
            assert source in named or (FOLDER / source).exists(), source
        if "build" in described:
            context = FOLDER / described["build"]["context"]
            assert context.resolve() == ROOT
            assert (context / described["build"]["dockerfile"]).exists()


def test_every_secret_is_demanded_and_named_in_the_example() -> None:
    text = (FOLDER / "compose.yaml").read_text("utf-8")
    example = (FOLDER / "env.example").read_text("utf-8")
    names = set(re.findall(r"\$\{(\w+)", text))
    for name in names:
        assert re.search(rf"^{name}=", example, re.MULTILINE), name
    own = set(re.findall(r"^(\w+)=", example.partition("# Optional")[0], re.MULTILINE))
    for secret in (name for name in own if re.search("PASSWORD|SECRET", name)):
        assert f"${{{secret}:?" in text
        assert re.search(rf"^{secret}=$", example, re.MULTILINE), secret


def test_init_script_hands_psql_the_passwords_and_then_the_roles(tmp_path: Path) -> None:
    done = run_init_script(tmp_path, owner="ownerpw-1", app="apppw-2")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(
        "\\set owner_verifier 'ownerpw-1'\n\\set app_verifier 'apppw-2'\nselect 1;"
    )


@pytest.mark.parametrize("password", ["", "a'; drop role x; --", "two words"])
def test_init_script_refuses_passwords_that_could_carry_sql(tmp_path: Path, password: str) -> None:
    done = run_init_script(tmp_path, owner=password, app="fine")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "WATTOS_OWNER_PASSWORD" in done.stderr


def run_init_script(folder: Path, *, owner: str, app: str) -> subprocess.CompletedProcess[str]:
    """Run the script where `psql` prints what it is given instead of doing it."""
    roles = folder / "prepare.sql"
    roles.write_text("select 1;\n")
    psql = folder / "psql"
    psql.write_text("#!/bin/sh\nexec cat\n")
    psql.chmod(0o755)
    script = (FOLDER / "postgres-init.sh").read_text("utf-8")
    return subprocess.run(
        ["sh", "-c", script.replace("/wattos/prepare.sql", str(roles))],
        env={
            "PATH": f"{folder}:{os.environ['PATH']}",
            "POSTGRES_USER": "wattos_bootstrap",
            "WATTOS_OWNER_PASSWORD": owner,
            "WATTOS_APP_PASSWORD": app,
        },
        capture_output=True,
        text=True,
        check=False,
    )
