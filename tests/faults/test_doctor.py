"""`wattos doctor` names each fault and what to do, and changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.command import Wattos
from wattos.installation import Services


@pytest.fixture
def outside(wattos_services: Services, database: None, tmp_path: Path) -> Wattos:
    """Commands on a migrated database and a Redis that somebody else runs."""
    return Wattos(
        {
            "DATABASE_URL": wattos_services.app_url.reveal(),
            "REDIS_URL": wattos_services.redis_url.reveal(),
            "WATTOS_DATA_DIR": str(tmp_path / "data"),
        }
    )


async def examined(wattos: Wattos) -> tuple[int, dict[str, dict[str, Any]]]:
    done = await wattos("doctor", "--json")
    assert "Traceback" not in done.err
    return done.code, {finding["name"]: finding for finding in done.json}


async def test_healthy_installation_has_nothing_to_mend(outside: Wattos, tmp_path: Path) -> None:
    code, findings = await examined(outside.cold)
    assert code == 0
    assert findings.keys() == {
        "database", "extensions", "role", "migrations", "vector indexes", "vectors",
        "housekeeping", "redis", "plugins at work", "key",
        "allow-list", "plugins", "models", "embedder", "vector store", "mail",
    }  # fmt: skip
    assert not any(finding["hint"] for finding in findings.values())
    assert not (tmp_path / "data" / "secret_key").exists()


@pytest.mark.parametrize(
    ("settings", "hints"),
    [
        (
            {
                "DATABASE_URL": "postgresql://u:p@127.0.0.1:1/x",
                "REDIS_URL": "redis://127.0.0.1:1",
                "WATTOS_EMBEDDER": "nobody/has",
                "VECTOR_STORE_TYPE": "nobody",
                "SMTP_HOST": "mail.example",
            },
            {
                "database": "Start PostgreSQL",
                "redis": "Start it",
                "embedder": "WATTOS_EMBEDDER",
                "vector store": "VECTOR_STORE_TYPE",
                "mail": "SMTP_FROM",
            },
        ),
        (
            {
                "DATABASE_URL": "postgresql://u:p@nowhere.invalid/x",
                "REDIS_URL": "nonsense",
                "VECTOR_STORE_TYPE": "nobody",
                "WATTOS_MODELS_CHAT": "openai/x",
                "WATTOS_SECRET_KEY": "too short",
                "SMTP_HOST": "127.0.0.1",
                "SMTP_PORT": "1",
                "SMTP_FROM": "a@b.example",
            },
            {
                "database": "correct its name",
                "redis": "redis://user:password@host",
                "vector store": "VECTOR_STORE_TYPE",
                "models": "Set the provider's key",
                "key": "openssl rand -hex 32",
                "mail": "Check SMTP_HOST",
            },
        ),
        (
            {"DATABASE_URL": "nonsense", "WATTOS_MANIFEST": "/nowhere.toml"},
            {"database": "postgresql://user:password@host", "allow-list": "WATTOS_MANIFEST"},
        ),
    ],
    ids=["away", "misnamed", "unreadable"],
)
async def test_each_fault_is_named_with_what_to_do(
    outside: Wattos, settings: dict[str, str], hints: dict[str, str]
) -> None:
    code, findings = await examined(outside.with_settings(**settings))
    assert code == 1
    told = {name for name, found in findings.items() if not found["hint"].startswith("Mend ")}
    assert {name for name in told if not findings[name]["ok"]} == hints.keys()
    for name, hint in hints.items():
        assert hint in findings[name]["hint"]


async def test_wrong_password_is_told_without_it(
    outside: Wattos, wattos_services: Services
) -> None:
    scheme, _, rest = wattos_services.app_url.reveal().partition("://")
    url = f"{scheme}://wattos_app:not-it@{rest.partition('@')[2]}"
    code, findings = await examined(outside.with_settings(DATABASE_URL=url))
    assert code == 1
    assert "Correct user and password" in findings["database"]["hint"]
    assert "not-it" not in str(findings)
    assert findings["role"]["hint"] == "Mend database first."


async def test_faulty_plugin_is_named(outside: Wattos, tmp_path: Path) -> None:
    manifest = tmp_path / "plugin_manifest.toml"
    manifest.write_text('[[plugin]]\nid = "wattos_offline"\n[[plugin]]\nid = "wattos_missing"\n')
    code, findings = await examined(outside.with_settings(WATTOS_MANIFEST=str(manifest)))
    assert code == 1
    assert "wattos_missing" in findings["plugins"]["detail"]
    assert findings["embedder"]["ok"]
