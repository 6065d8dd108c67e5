"""Every hook is documented, called at its time, and what it says is honoured."""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from redis.asyncio import Redis

from tests.contract.routes import in_process
from wattos import hookimpl, hookspecs
from wattos.agents import AgentSpec, AgentType, NewAgent
from wattos.app import create_app
from wattos.conversations import Accepted
from wattos.database import execute, new_id, tenant_scope
from wattos.errors import Unavailable
from wattos.events import PlatformEvent
from wattos.installation import Services, plugin_host
from wattos.knowledge import NewDocument
from wattos.platform import Platform
from wattos.plugins import AllowList, PluginHost
from wattos.schema import migrate_all
from wattos.settings import Settings
from wattos.subjects import DAYS_SETTING

SPECS: dict[str, Callable[..., Any]] = {
    name: value
    for name, value in vars(hookspecs).items()
    if inspect.isfunction(value) and hasattr(value, "wattos_spec")
}
AWAITED = {
    name for name, spec in SPECS.items() if str(spec.__annotations__["return"]).startswith("Await")
}
ANSWERS: dict[str, Any] = {"export_subject": {"notes": ["one"]}, "erase_subject": 2}


class EveryHook:
    """A plugin that implements every hook and remembers its calls, in order."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.says: dict[str, Any] = dict(ANSWERS)
        for name, spec in SPECS.items():
            setattr(self, name, hookimpl(self._implementation(name, spec)))

    def _implementation(self, name: str, spec: Callable[..., Any]) -> Callable[..., Any]:
        names = list(inspect.signature(spec).parameters)
        default: Any = [] if name.startswith("register_") else None

        def called(*arguments: Any) -> Any:
            self.calls.append((name, dict(zip(names, arguments, strict=True))))
            return self.says.get(name, default)

        async def awaited(*arguments: Any) -> Any:
            return called(*arguments)

        # pluggy reads the argument names from the signature's source, so the function needs them.
        scope: dict[str, Any] = {"inner": awaited if name in AWAITED else called}
        listed = ", ".join(names)
        exec(f"def {name}({listed}): return inner({listed})", scope)
        return scope[name]

    def arguments(self, name: str) -> list[dict[str, Any]]:
        """The arguments of every call of a hook."""
        return [arguments for called, arguments in self.calls if called == name]

    def events(self, name: str) -> list[PlatformEvent]:
        """The platform's events of this name that were observed."""
        seen = [arguments["event"] for arguments in self.arguments("track_event")]
        return [event for event in seen if event.name == name]


@pytest.fixture
def every_hook() -> EveryHook:
    """The plugin under observation."""
    return EveryHook()


@pytest.fixture
async def staged(
    wattos_settings: Settings, wattos_services: Services, platform: Platform, every_hook: EveryHook
) -> AsyncGenerator[Platform]:
    """A platform of its own that has the plugin from its first breath."""
    assert wattos_services.owner_url is not None
    host = plugin_host(wattos_settings)
    host.add("every_hook", every_hook)
    await migrate_all(wattos_services.owner_url.reveal(), host)
    async with Redis.from_url(wattos_services.redis_url.reveal()) as redis:
        opened = Platform(wattos_settings, host, redis)
        await opened.start()
        yield opened


@pytest.fixture
async def organisation(staged: Platform) -> UUID:
    """A tenant of the staged platform."""
    return (await staged.create_tenant(f"h-{new_id().hex}")).id


async def owner_of(platform: Platform, tenant_id: UUID) -> UUID:
    email = f"{new_id().hex}@example.org"
    user = await platform.access.create_user(
        tenant_id, email=email, password="a long password", roles=["owner"]
    )
    return user.id


@pytest.mark.parametrize("name", sorted(SPECS))
def test_hook_says_when_it_is_called(name: str) -> None:
    doc = inspect.getdoc(SPECS[name])
    assert doc
    assert doc[0].isupper()
    assert doc.rstrip()[-1] in ".:"


@pytest.mark.parametrize("name", sorted(SPECS))
def test_hook_is_awaited_unless_it_registers_or_decides(name: str) -> None:
    decides = name.startswith(("select_", "permission_"))
    assert (name in AWAITED) is not (decides or name.startswith("register_"))


def test_hook_that_nobody_specified_is_refused() -> None:
    class Misspelt:
        @hookimpl
        def register_tool(self) -> list[Any]:
            return []

    with pytest.raises(Exception, match="register_tool"):
        PluginHost(AllowList()).add("misspelt", Misspelt())


async def test_every_hook_is_called_in_a_day_of_an_installation(
    staged: Platform, organisation: UUID, every_hook: EveryHook
) -> None:
    app = create_app(staged)
    async with httpx.AsyncClient(transport=in_process(app), base_url="http://test") as client:
        assert (await client.get("/health/ready")).status_code == 200
    space = await staged.knowledge.ensure_space(organisation)
    document = NewDocument(
        space_id=space,
        source_kind="file",
        url="/opening.txt",
        title="Opening",
        data=b"The town hall opens at eight on every weekday.",
        media_type="text/plain",
    )
    await staged.knowledge.add(organisation, document)
    await staged.knowledge.process(organisation)
    await staged.conversations.ask(organisation, "When does the town hall open?")
    await staged.agents.types(organisation)
    await staged.registries.report_sections(organisation)
    for enabled in (False, True):
        await staged.plugins.set_enabled(organisation, "wattos_contact", enabled=enabled)
    owner = await staged.access.principal_of_user(
        organisation, await owner_of(staged, organisation)
    )
    await staged.registries.report_sections(organisation)
    await staged.subjects.export("visitor-1", by=owner)
    await staged.subjects.erase("visitor-1", by=owner)
    await staged.tenancy.update(organisation, settings={DAYS_SETTING: 1})
    async with tenant_scope(organisation):
        await execute("update conversation set updated_at = now() - interval '2 days'")
    assert await staged.retention.delete_old(organisation) == 1
    every_hook.says["clean_up"] = {"weather_maps": 3}
    cleaned = await staged.jobs.run_inline(organisation, "housekeeping", {})
    assert cleaned["weather_maps"] == 3
    assert cleaned["tokens"] == 0
    assert (staged.sign_in_page("wtl_x") or "").endswith("wtl_x")
    staged.host.remove("wattos_admin")  # whose answer is the last word
    assert staged.sign_in_page("wtl_x") is None
    await staged.stop()
    assert {name for name, _ in every_hook.calls} == set(SPECS)
    order = [name for name, _ in every_hook.calls]
    assert order.index("register_tables") < order.index("startup") < order.index("tenant_created")
    assert order[-1] == "shutdown"
    for name in AWAITED | {"register_tools"}:
        expected = set(inspect.signature(SPECS[name]).parameters)
        assert all(set(arguments) == expected for arguments in every_hook.arguments(name))


async def test_lifecycle_hooks_get_the_platform_and_whom_they_concern(
    staged: Platform, organisation: UUID, every_hook: EveryHook
) -> None:
    assert every_hook.arguments("startup") == [{"platform": staged}]
    created = {"platform": staged, "tenant_id": organisation}
    assert every_hook.arguments("tenant_created") == [created]
    for enabled in (True, False, False, True):
        await staged.plugins.set_enabled(organisation, "wattos_contact", enabled=enabled)
    switched = {**created, "plugin_id": "wattos_contact"}
    assert every_hook.arguments("plugin_disabled") == [switched]
    assert every_hook.arguments("plugin_enabled") == [switched]


async def test_platform_events_reach_observers_in_order(
    staged: Platform, organisation: UUID, every_hook: EveryHook
) -> None:
    space = await staged.knowledge.ensure_space(organisation)
    for name, data in (("good.txt", b"Swimming costs four euros."), ("empty.txt", b"")):
        new = NewDocument(
            space_id=space, source_kind="file", url=name, title=name, data=data,
            media_type="text/plain",
        )  # fmt: skip
        await staged.knowledge.add(organisation, new)
    await staged.knowledge.process(organisation)
    asked: list[Accepted] = []
    await staged.conversations.ask(organisation, "What does it cost?", on_accepted=asked.append)
    turn_id = asked[0].turn_id
    await staged.conversations.give_feedback(organisation, turn_id, kind="stars", value=4)
    await staged.stop()
    (ready,), (failed,) = every_hook.events("document.ready"), every_hook.events("document.failed")
    assert ready.tenant_id == organisation
    assert failed.data["reason"] == "empty"
    (completed,) = every_hook.events("turn.completed")
    assert completed.data["turn_id"] == turn_id
    assert completed.data["timings"]["turn"] > 0
    (given,) = every_hook.events("feedback.given")
    assert given.data == {"turn_id": turn_id, "kind": "stars", "value": 4}
    names = [arguments["event"].name for arguments in every_hook.arguments("track_event")]
    assert names.index("turn.completed") < names.index("feedback.given")
    texts = str([arguments["event"] for arguments in every_hook.arguments("track_event")])
    assert "cost" not in texts.replace("cost_usd", "")


async def test_observer_that_fails_harms_nobody(staged: Platform, organisation: UUID) -> None:
    class Broken:
        @hookimpl
        async def track_event(self, event: PlatformEvent) -> None:
            raise RuntimeError("no")

    staged.host.add("broken", Broken())
    await staged.conversations.ask(organisation, "Is anybody there?")
    await staged.stop()


async def test_plugin_that_cannot_clean_up_keeps_nobody_else_from_it(
    staged: Platform, organisation: UUID, every_hook: EveryHook
) -> None:
    class Broken:
        @hookimpl
        async def clean_up(self, tenant_id: UUID) -> dict[str, int]:
            raise RuntimeError("no")

    staged.host.remove("every_hook")
    staged.host.add("broken", Broken())
    staged.host.add("every_hook", every_hook)
    with pytest.raises(Unavailable) as failed:
        await staged.jobs.run_inline(organisation, "housekeeping", {})
    assert failed.value.given == "broken"
    assert every_hook.arguments("clean_up")[0]["tenant_id"] == organisation


async def test_refused_permission_is_missing_wherever_rights_are_read(
    staged: Platform, organisation: UUID
) -> None:
    class Policy:
        @hookimpl
        def permission_allowed(self, principal: Any, permission: str) -> bool | None:
            return permission != "model:write"

    user = await owner_of(staged, organisation)
    secret = (
        await staged.access.create_service_token(
            organisation, name="key", permissions=["model:write", "model:read"]
        )
    ).secret
    before = await staged.access.principal_of_user(organisation, user)
    staged.host.add("policy", Policy())
    after = await staged.access.principal_of_user(organisation, user)
    assert before.permissions - after.permissions == {"model:write"}
    assert after.permissions <= before.permissions
    assert (await staged.access.principal_from_token(secret)).permissions == {"model:read"}


async def test_selected_agent_answers_and_an_unknown_one_does_not_stop_the_turn(
    staged: Platform, organisation: UUID, every_hook: EveryHook
) -> None:
    agent = await staged.agents.create(
        organisation, NewAgent(name="Night shift", slug="night", spec=AgentSpec(language="en"))
    )
    await staged.agents.publish(organisation, agent.id)
    every_hook.says["select_agent"] = "night"
    assert (await staged.conversations.ask(organisation, "Who is there?")).agent == "night"
    (asked,) = every_hook.arguments("select_agent")
    assert asked == {"tenant_id": organisation, "channel": "cli", "text": "Who is there?"}
    every_hook.says["select_agent"] = "nobody"
    assert (await staged.conversations.ask(organisation, "Who is there?")).agent != "night"
    named = await staged.conversations.ask(organisation, "Who is there?", "night")
    assert named.agent == "night"
    assert len(every_hook.arguments("select_agent")) == 2


async def test_selected_model_is_tried_first(
    staged: Platform, organisation: UUID, every_hook: EveryHook
) -> None:
    from wattos.testing import ScriptedModel

    model = ScriptedModel("chosen")

    class Models:
        @hookimpl
        def register_models(self) -> list[Any]:
            return [model]

    staged.host.add("models", Models())
    every_hook.says["select_model"] = "chosen/one"
    model.queue("The chosen one speaks.")
    answer = await staged.conversations.ask(organisation, "Which model is it that speaks here?")
    assert answer.model == "chosen/one"


async def test_tenants_that_switched_a_plugin_off_are_left_alone(
    staged: Platform, organisation: UUID, every_hook: EveryHook, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_enabled: Callable[[UUID, str], Awaitable[bool]] = staged.plugins.is_enabled

    async def without(tenant_id: UUID, plugin_id: str) -> bool:
        return plugin_id != "every_hook" and await is_enabled(tenant_id, plugin_id)

    monkeypatch.setattr(staged.plugins, "is_enabled", without)
    every_hook.says["permission_allowed"] = False
    await staged.conversations.ask(organisation, "Is anybody there?")
    owner = await staged.access.principal_of_user(
        organisation, await owner_of(staged, organisation)
    )
    assert owner.may("model:write")
    export = await staged.subjects.export("visitor-1", by=owner)
    await staged.stop()
    asked = {name for name, _ in every_hook.calls}
    silent = {"select_agent", "select_model", "permission_allowed", "track_event"}
    assert asked & silent == set()
    assert export.plugins == {"every_hook": {"notes": ["one"]}}


async def test_agent_types_are_offered(
    staged: Platform, organisation: UUID, every_hook: EveryHook
) -> None:
    offered = AgentType(
        name="guide", names={"de": "Lotse", "en": "Guide"}, description={}, spec=AgentSpec()
    )
    staged.host.remove("every_hook")
    every_hook.says["register_agent_types"] = [offered]
    staged.host.add("every_hook", every_hook)
    assert await staged.agents.types(organisation) == [offered]
