"""Ctrl-C in a terminal reaches every process of a command; only the command may react."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

from tests.command import Wattos
from wattos.installation import Services


async def test_ctrl_c_leaves_a_chat_without_a_word_of_its_helpers(
    wattos_services: Services, database: None, tmp_path: Path
) -> None:
    wattos = Wattos(
        {
            "DATABASE_URL": wattos_services.app_url.reveal(),
            "REDIS_URL": wattos_services.redis_url.reveal(),
            "WATTOS_DATA_DIR": str(tmp_path),
        }
    )
    await wattos("tenant", "create", "ctrl-c")
    process = await wattos.start("chat", "--tenant", "ctrl-c")
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"Was kostet das?\n")
    assert await process.stdout.readline()  # answered: the embedder's process is there
    await asyncio.sleep(0.2)
    os.killpg(process.pid, signal.SIGINT)
    _, err = await process.communicate()
    assert process.returncode == 0
    assert b"Traceback" not in err
    assert b"KeyboardInterrupt" not in err
