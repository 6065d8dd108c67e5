import asyncio
import logging
import os
import signal

import pytest
import typer

from wattos.cli.context import BadArguments, JobFailed, run
from wattos.errors import (
    ConfigurationError,
    Conflict,
    InvalidInput,
    NotFound,
    TooLarge,
    Unavailable,
    WattosError,
)


def code_of(error: WattosError) -> int:
    async def command() -> None:
        raise error

    with pytest.raises(typer.Exit) as ended:
        run(command())
    return ended.value.exit_code


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> object:  # pyright: ignore[reportUnusedFunction]
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    yield
    root.setLevel(before[0])
    root.handlers[:] = before[1]


@pytest.mark.parametrize("kind", [BadArguments, InvalidInput, NotFound, TooLarge])
def test_wrong_arguments_end_with_two(kind: type[WattosError]) -> None:
    assert code_of(kind("x")) == 2


@pytest.mark.parametrize("kind", [JobFailed, Unavailable, ConfigurationError, Conflict])
def test_failed_work_ends_with_one(kind: type[WattosError]) -> None:
    assert code_of(kind("x")) == 1


def test_error_is_told_on_stderr_alone(capsys: pytest.CaptureFixture[str]) -> None:
    code_of(Unavailable("It is away.", hint="Start it."))
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "Error: It is away. Start it.\n"


@pytest.mark.parametrize(("serves", "code"), [(False, 143), (True, 0)])
def test_sigterm_cleans_up_and_is_the_ordinary_end_of_a_server(*, serves: bool, code: int) -> None:
    cleaned: list[bool] = []

    async def command() -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.Event().wait()
        finally:
            cleaned.append(True)

    with pytest.raises(typer.Exit) as ended:
        run(command(), serves=serves)
    assert ended.value.exit_code == code
    assert cleaned == [True]


def test_log_level_that_does_not_exist_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WATTOS_LOG", "loud")
    assert code_of(Unavailable("never reached")) == 1
    assert "WATTOS_LOG is not a level. Given: LOUD." in capsys.readouterr().err


def test_request_addresses_stay_out_of_the_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WATTOS_LOG", "debug")

    async def command() -> None:
        logging.getLogger("httpx").info("HTTP Request: GET https://a.example/?token=secret")
        logging.getLogger("wattos.x").info("one line")

    run(command())
    told = capsys.readouterr().err
    assert "secret" not in told
    assert told.splitlines()[-1].endswith("INFO wattos.x: one line")
