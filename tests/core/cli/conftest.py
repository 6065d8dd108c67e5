"""The command line on the session's database and Redis."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio

from tests.command import Wattos
from wattos.installation import Services
from wattos.platform import Platform


@pytest.fixture
def wattos(platform: Platform, wattos_services: Services, tmp_path: Path) -> Wattos:
    """Commands that work on the same data as the fixture `platform`."""
    return Wattos(
        {
            "DATABASE_URL": wattos_services.app_url.reveal(),
            "REDIS_URL": wattos_services.redis_url.reveal(),
            "WATTOS_DATA_DIR": str(tmp_path / "data"),
        }
    )


@pytest_asyncio.fixture(loop_scope="session")
async def slug(platform: Platform, tenant: UUID) -> str:
    """The fresh tenant's slug."""
    return (await platform.tenancy.get(tenant)).slug
