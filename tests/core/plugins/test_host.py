"""The host loads what is allowed, and goes on without what fails."""

import sys

import pytest
from redis.asyncio import Redis

from tests.core.plugins.conftest import WritePlugin
from wattos.access import Principal
from wattos.database import new_id
from wattos.errors import NotFound, Unavailable
from wattos.installation import Services
from wattos.plugins import AllowList, Listing, PluginHost, PluginStatus, Quarantines
from wattos.plugins.host import FAILURE_WINDOW_SECONDS, FAILURES_UNTIL_QUARANTINE

HOOK = "from wattos import hookimpl\n"


def _host(*plugin_ids: str) -> PluginHost:
    host = PluginHost(AllowList(plugin=[Listing(id=plugin_id) for plugin_id in plugin_ids]))
    host.load()
    return host


def _status(host: PluginHost, plugin_id: str) -> PluginStatus:
    return next(status for status in host.status() if status.id == plugin_id)


def test_discovery_reads_manifests_without_importing_code(write_plugin: WritePlugin) -> None:
    plugin_id = write_plugin("sample_lazy", "raise RuntimeError('imported')")
    PluginHost(AllowList(plugin=[Listing(id=plugin_id)]))
    assert plugin_id not in sys.modules


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("raise ValueError('broken at import')", "broken at import"),
        (HOOK + "@hookimpl\ndef register_tool(): return []", "unknown hook 'register_tool'"),
        (
            HOOK + "@hookimpl\ndef register_tool(): return []\n"
            "@hookimpl\ndef register_tools(stage): return []",
            "hook 'register_tools'; hookimpl definition: register_tools(stage)",
        ),
        ("import no_such_module_anywhere", "no_such_module_anywhere"),
    ],
)
def test_plugin_that_cannot_load_is_quarantined_with_its_reason(
    write_plugin: WritePlugin, code: str, reason: str
) -> None:
    bad = write_plugin("sample_bad", code)
    good = write_plugin(
        "sample_good", HOOK + "@hookimpl\ndef register_permissions(): return ['ok']"
    )
    host = _host(bad, good)
    assert _status(host, bad).state == "quarantined"
    assert reason in (_status(host, bad).reason or "")
    assert [c.value for c in host.contributions("register_permissions")] == ["ok"]


def test_examining_finds_the_plugin_whose_registrations_fail(write_plugin: WritePlugin) -> None:
    bad = write_plugin(
        "sample_raising", HOOK + "@hookimpl\ndef register_tools(platform): raise OSError('no key')"
    )
    host = _host(bad)
    before = _status(host, bad).state
    host.try_registrations(platform=None)
    assert (before, _status(host, bad).state) == ("loaded", "quarantined")
    assert _status(host, bad).reason == "register_tools raised OSError: no key"


def test_plugin_with_a_faulty_manifest_does_not_load(write_plugin: WritePlugin) -> None:
    plugin_id = write_plugin("sample_faulty", "raise RuntimeError", api=">=9", kind="magic")
    status = _status(_host(plugin_id), plugin_id)
    assert status.state == "quarantined"
    assert "api" in (status.reason or "")
    assert "kind" in (status.reason or "")


POLICY = (
    HOOK + "@hookimpl\ndef permission_allowed(permission):\n"
    "    if permission == 'c:write': raise OSError('no policy')\n"
    "    return permission != 'a:write'\n"
)


@pytest.mark.parametrize(
    ("code", "rights", "refused", "unheard"),
    [
        pytest.param(POLICY, True, {"a:write", "c:write"}, False, id="asked"),
        pytest.param(POLICY, False, {"a:write", "c:write"}, False, id="listed without rights"),
        pytest.param(
            HOOK + "@hookimpl\nasync def permission_allowed(permission): return True",
            *(True, {"a:write", "b:read", "c:write"}, False),
            id="gives no bool",
            marks=pytest.mark.filterwarnings("ignore:coroutine"),
        ),
        pytest.param(
            "raise ValueError", True, {"a:write", "b:read", "c:write"}, True, id="not loaded"
        ),
        pytest.param("raise ValueError", False, set[str](), False, id="no guard"),
    ],
)
def test_guard_of_rights_that_fails_or_is_put_aside_widens_none(
    write_plugin: WritePlugin, code: str, *, rights: bool, refused: set[str], unheard: bool
) -> None:
    plugin_id = write_plugin("sample_policy", code)
    host = PluginHost(AllowList(plugin=[Listing(id=plugin_id, rights=rights)]))
    host.load()
    principal = Principal(
        id="1",
        kind="user",
        tenant_id=new_id(),
        permissions=frozenset({"a:write", "b:read", "c:write"}),
    )

    def refusals() -> set[str]:
        return {name for guard in host.guards() for name in host.refused_by(guard, principal)}

    assert refusals() == refused
    for _ in range(FAILURES_UNTIL_QUARANTINE):
        host.record_failure(plugin_id, RuntimeError("another part of it"))
    assert _status(host, plugin_id).state == "quarantined"
    assert refusals() == refused
    assert (host.unheard_guards() == [plugin_id]) is unheard


def test_plugin_that_takes_rights_away_must_be_listed_as_one(write_plugin: WritePlugin) -> None:
    status = _status(_host(write_plugin("sample_policy", POLICY)), "sample_policy")
    assert "rights = true" in (status.reason or "")


def test_listed_but_missing_plugin_is_shown() -> None:
    assert _status(_host("no_such_plugin"), "no_such_plugin").reason == "listed but not installed"


def test_failing_registration_quarantines_that_plugin_alone(write_plugin: WritePlugin) -> None:
    bad = write_plugin(
        "sample_raises", HOOK + "@hookimpl\ndef register_tables(): raise KeyError(1)"
    )
    good = write_plugin("sample_gives", HOOK + "@hookimpl\ndef register_tables(): return ['t']")
    host = _host(bad, good)
    assert [c.value for c in host.contributions("register_tables")] == ["t"]
    assert "register_tables" in (_status(host, bad).reason or "")


async def test_errors_that_people_can_act_on_are_no_failures(write_plugin: WritePlugin) -> None:
    plugin_id = write_plugin("sample_answers")
    host = _host(plugin_id)
    for _ in range(FAILURES_UNTIL_QUARANTINE):
        host.record_failure(plugin_id, NotFound("an answer"))
        host.record_failure(plugin_id, ConnectionRefusedError("the database restarts"))
    assert _status(host, plugin_id).state == "loaded"


async def test_old_failures_are_forgotten(write_plugin: WritePlugin) -> None:
    plugin_id = write_plugin("sample_seldom")
    now = 0.0
    host = PluginHost(AllowList(plugin=[Listing(id=plugin_id)]), clock=lambda: now)
    host.load()
    for _ in range(FAILURES_UNTIL_QUARANTINE * 2):
        now += FAILURE_WINDOW_SECONDS / 2
        host.record_failure(plugin_id, RuntimeError("a fault"))
    assert _status(host, plugin_id).state == "loaded"


async def test_contributed_run_that_raises_is_counted(write_plugin: WritePlugin) -> None:
    code = HOOK + (
        "import msgspec\n"
        "class Item(msgspec.Struct):\n    run: object\n"
        "async def run(): raise RuntimeError('no')\n"
        "@hookimpl\ndef register_permissions(): return [Item(run=run)]\n"
    )
    plugin_id = write_plugin("sample_counts", code)
    host = _host(plugin_id)
    item = host.contributions("register_permissions")[0].value
    for _ in range(FAILURES_UNTIL_QUARANTINE):
        with pytest.raises(RuntimeError, match="no"):
            await item.run()
    assert _status(host, plugin_id).state == "quarantined"
    assert host.contributions("register_permissions") == []
    with pytest.raises(Unavailable, match="quarantine"):
        await item.run()


async def test_decision_takes_the_first_answer_and_passes_over_faults(
    write_plugin: WritePlugin,
) -> None:
    one = write_plugin("sample_one", HOOK + "@hookimpl\ndef select_agent(): raise OSError")
    two = write_plugin("sample_two", HOOK + "@hookimpl\ndef select_agent(): return None")
    three = write_plugin("sample_three", HOOK + "@hookimpl\ndef select_agent(text): return text")
    host = _host(one, two, three)
    assert host.decide("select_agent", tenant_id=None, channel="web", text="hello") == "hello"


async def test_notification_reaches_every_plugin_although_one_fails(
    write_plugin: WritePlugin,
) -> None:
    bad = write_plugin("sample_deaf", HOOK + "@hookimpl\nasync def track_event(): raise OSError")
    good = write_plugin(
        "sample_hears",
        HOOK + "seen = []\n@hookimpl\nasync def track_event(event): seen.append(event)",
    )
    host = _host(bad, good)
    await host.notify("track_event", event="happened")
    assert sys.modules["sample_hears.plugin"].seen == ["happened"]
    assert _status(host, bad).failures == 1


async def test_plugin_whose_startup_fails_is_quarantined(write_plugin: WritePlugin) -> None:
    bad = write_plugin("sample_late", HOOK + "@hookimpl\nasync def startup(): raise OSError('no')")
    host = _host(bad)
    await host.start(platform=None)
    assert host.quarantine_reason(bad) == "startup raised OSError: no"


async def test_quarantine_of_another_process_is_shown(
    write_plugin: WritePlugin, wattos_services: Services
) -> None:
    plugin_id = write_plugin("sample_elsewhere")
    worker, server = _host(plugin_id), _host(plugin_id)
    async with Redis.from_url(wattos_services.redis_url.reveal()) as redis:
        prefix = f"{plugin_id}:"
        worker.quarantine(plugin_id, "it failed 5 times")
        async with Quarantines(worker, redis, prefix=prefix).exchanged():
            await Quarantines(server, redis, prefix=prefix).exchange()
            status = _status(server, plugin_id)
            assert (status.state, status.health) == ("loaded", "quarantined")
            assert "it failed 5 times" in (status.reason or "")
        await Quarantines(server, redis, prefix=prefix).exchange()
        assert _status(server, plugin_id).health == "ok"
