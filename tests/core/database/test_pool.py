"""The server connects as a role that the policies bind, or not at all."""

from __future__ import annotations

import asyncpg
import pytest

from wattos.database.pool import refuse_powerful_role
from wattos.errors import ConfigurationError
from wattos.installation import Services


@pytest.mark.usefixtures("database")
async def test_role_that_owns_tables_is_refused(wattos_services: Services) -> None:
    assert wattos_services.owner_url is not None
    async with asyncpg.create_pool(
        wattos_services.owner_url.reveal(), min_size=1, max_size=1
    ) as pool:
        with pytest.raises(ConfigurationError, match="owns tables"):
            await refuse_powerful_role(pool)
