"""The plugin host: the only place that touches pluggy.

Loading never stops the server: a plugin with a faulty manifest, an import error, an unknown hook or
a failing registration is quarantined with its reason, and the host starts without it.
"""

from __future__ import annotations

import importlib
import logging
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any, cast

import msgspec
import pluggy
from redis.exceptions import RedisError

from wattos import hookspecs
from wattos.delivery import DATABASE_AWAY
from wattos.errors import Unavailable, WattosError
from wattos.plugins.discovery import Found, discover
from wattos.plugins.manifest import AllowList
from wattos.plugins.schemas import PluginState, PluginStatus

if TYPE_CHECKING:
    from wattos.access import Principal

log = logging.getLogger(__name__)

FAILURES_UNTIL_QUARANTINE = 5
FAILURE_WINDOW_SECONDS = 300.0

_NO_FAILURE = (
    WattosError,
    ConnectionError,
    RedisError,
    *(kind for kind in DATABASE_AWAY if kind is not OSError),
)


class Contribution(msgspec.Struct, frozen=True):
    """Something a plugin registered, with the plugin that owns it."""

    plugin_id: str
    value: Any


class Gathered(msgspec.Struct):
    """What the plugins that were asked answered, and those that failed to."""

    answers: dict[str, Any] = {}
    failed: list[str] = []


class PluginHost:
    """Loads the allowed plugins and calls their hooks, one plugin's fault apart from the others."""

    def __init__(
        self, allow_list: AllowList, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._manager = pluggy.PluginManager("wattos")
        self._manager.add_hookspecs(hookspecs)
        self._found: dict[str, Found] = {found.id: found for found in discover(allow_list)}
        self._quarantined: dict[str, str] = {}
        self._elsewhere: dict[str, str] = {}
        self._failures: defaultdict[str, deque[float]] = defaultdict(deque)
        self._contributions: dict[str, list[Contribution]] = {}
        self._clock = clock

    def load(self) -> None:
        """Import and register every allowed plugin without faults; quarantine the others."""
        for found in self._found.values():
            if found.listing is None:
                continue
            if found.faults or found.manifest is None:
                self.quarantine(found.id, "; ".join(found.faults))
                continue
            try:
                self._register(found.id, importlib.import_module(found.manifest.module))
            except Exception as error:  # noqa: BLE001 - a plugin may fail in any way
                self.quarantine(found.id, f"it could not be loaded: {_describe(error)}")
            if not found.listing.rights and self._guard(found.id) is not None:
                self.quarantine(
                    found.id, "it takes rights away, so the allow-list must say rights = true"
                )

    def _register(self, plugin_id: str, module: object) -> None:
        """Register a module whose hooks all exist; what it left of faulty ones is taken back."""
        try:
            self._manager.register(module, name=plugin_id)
            self._manager.check_pending()
        except pluggy.PluginValidationError as error:
            self._manager.unregister(name=plugin_id)
            fault = "; ".join(str(error).splitlines())  # the reason is a cell of a table
            self.quarantine(plugin_id, f"its hooks are not those of WattOS: {fault}")

    def add(self, plugin_id: str, module: object) -> None:
        """Register an object as a plugin outside the allow-list; for tests and core's own hooks."""
        self._manager.register(module, name=plugin_id)
        self._manager.check_pending()
        self._contributions.clear()

    def remove(self, plugin_id: str) -> None:
        """Take back what `add` registered."""
        self._manager.unregister(name=plugin_id)
        self._contributions.clear()

    # What is there ------------------------------------------------------------------------

    def status(self) -> list[PluginStatus]:
        """Every installed or listed plugin in the order of the allow-list."""
        return [self._status_of(found) for found in self._found.values()]

    def _status_of(self, found: Found) -> PluginStatus:
        reason = self._quarantined.get(found.id)
        state: PluginState = "loaded"
        if found.listing is None:
            state, reason = "not allowed", "; ".join(found.faults) or None
        elif reason is not None:
            state = "quarantined"
        else:
            reason = self._elsewhere.get(found.id)
        return PluginStatus(
            id=found.id,
            state=state,
            manifest=found.manifest,
            enabled_by_default=found.listing.enabled if found.listing else False,
            reason=reason,
            failures=len(self._failures[found.id]),
        )

    def enabled_by_default(self, plugin_id: str) -> bool:
        """Whether tenants have a loaded plugin without switching it on."""
        found = self._found.get(plugin_id)
        return True if found is None or found.listing is None else found.listing.enabled

    # Registration -------------------------------------------------------------------------

    def contributions(self, hook: str, **arguments: Any) -> list[Contribution]:
        """What the loaded plugins return from a `register_*` hook, asked once and kept."""
        if hook not in self._contributions:
            found: list[Contribution] = []
            for implementation in self._implementations(hook):
                found += self._collect(implementation, hook, arguments)
            self._contributions[hook] = found
        return [c for c in self._contributions[hook] if c.plugin_id not in self._quarantined]

    def try_registrations(self, **arguments: Any) -> None:
        """Ask every `register_*` hook, so that `status` knows which plugins fail there.

        For whoever examines an installation; a server asks each hook when it needs it.
        """
        for hook in sorted(vars(self._manager.hook)):
            if hook.startswith("register_"):
                self.contributions(hook, **arguments)

    def _collect(
        self, impl: pluggy.HookImpl, hook: str, arguments: dict[str, Any]
    ) -> list[Contribution]:
        plugin_id = impl.plugin_name
        try:
            values = cast("Iterable[Any]", _call(impl, arguments))
            return [Contribution(plugin_id, self._watched(plugin_id, value)) for value in values]
        except Exception as error:  # noqa: BLE001 - a plugin may fail in any way
            self.quarantine(plugin_id, f"{hook} raised {_describe(error)}")
            return []

    def _watched(self, plugin_id: str, value: Any) -> Any:
        """The value with its `run` counted: what keeps failing unexpectedly is quarantined.

        Others may hold the value for the life of the process, so it refuses to run from then on.
        """
        run = getattr(value, "run", None)
        if not isinstance(value, msgspec.Struct) or run is None:
            return value

        async def watched(*args: Any, **kwargs: Any) -> Any:
            self.require_healthy(plugin_id)
            try:
                return await run(*args, **kwargs)
            except Exception as error:
                self.record_failure(plugin_id, error)
                raise

        return msgspec.structs.replace(value, run=watched)

    def _implementations(
        self, hook: str, among: Collection[str] | None = None
    ) -> list[pluggy.HookImpl]:
        caller: pluggy.HookCaller = getattr(self._manager.hook, hook)
        implementations = [
            i
            for i in caller.get_hookimpls()
            if i.plugin_name not in self._quarantined and (among is None or i.plugin_name in among)
        ]
        order = {plugin_id: place for place, plugin_id in enumerate(self._found)}
        return sorted(implementations, key=lambda i: order.get(i.plugin_name, len(order)))

    # Calls --------------------------------------------------------------------------------

    def implementers(self, hook: str) -> list[str]:
        """The plugins that implement a hook, in the order of the allow-list."""
        return [impl.plugin_name for impl in self._implementations(hook)]

    async def gather(
        self, hook: str, *, among: Collection[str] | None = None, **arguments: Any
    ) -> Gathered:
        """Await a hook of every plugin (or those `among`); a failure is that plugin's own."""
        gathered = Gathered()
        for impl in self._implementations(hook, among):
            try:
                answer = await cast("Awaitable[Any]", _call(impl, arguments))
            except Exception as error:  # noqa: BLE001 - a plugin may fail in any way
                self.record_failure(impl.plugin_name, error)
                gathered.failed.append(impl.plugin_name)
            else:
                gathered.answers[impl.plugin_name] = answer
        return gathered

    async def start(self, **arguments: Any) -> None:
        """Await `startup` of every plugin; one that fails there is not ready and is quarantined."""
        for impl in self._implementations("startup"):
            try:
                await cast("Awaitable[Any]", _call(impl, arguments))
            except Exception as error:  # noqa: BLE001 - a plugin may fail in any way
                self.quarantine(impl.plugin_name, f"startup raised {_describe(error)}")

    async def notify(
        self, hook: str, *, among: Collection[str] | None = None, **arguments: Any
    ) -> None:
        """Await a lifecycle or observation hook of every plugin (or those `among`)."""
        await self.gather(hook, among=among, **arguments)

    def answers(
        self, hook: str, *, among: Collection[str] | None = None, **arguments: Any
    ) -> Iterator[Any]:
        """What plugins (or those `among`) say to a decision that is not None, one by one."""
        for impl in self._implementations(hook, among):
            try:
                answer = _call(impl, arguments)
            except Exception as error:  # noqa: BLE001 - a plugin may fail in any way
                self.record_failure(impl.plugin_name, error)
                continue
            if answer is not None:
                yield answer

    def decide(self, hook: str, *, among: Collection[str] | None = None, **arguments: Any) -> Any:
        """The first answer of a decision hook that is not None, in the order of the allow-list."""
        return next(self.answers(hook, among=among, **arguments), None)

    # Rights -------------------------------------------------------------------------------

    def guards(self) -> list[str]:
        """The plugins that take rights away, in the order of the allow-list.

        A quarantine does not silence them: what fails elsewhere in a plugin must not widen rights.
        """
        listed = [f.id for f in self._found.values() if f.listing is not None and f.listing.rights]
        asked = [impl.plugin_name for impl in self._manager.hook.permission_allowed.get_hookimpls()]
        return list(dict.fromkeys([*listed, *asked]))

    def unheard_guards(self) -> list[str]:
        """Those of the guards that cannot be asked: not installed, or not loaded."""
        return [plugin_id for plugin_id in self.guards() if self._guard(plugin_id) is None]

    def refused_by(self, plugin_id: str, principal: Principal) -> frozenset[str]:
        """Permissions that a guard refuses a principal: all, where it cannot be asked."""
        guard = self._guard(plugin_id)
        if guard is None:
            return principal.permissions
        return frozenset(
            name for name in principal.permissions if not self._admits(guard, principal, name)
        )

    def _guard(self, plugin_id: str) -> pluggy.HookImpl | None:
        guards = self._manager.hook.permission_allowed.get_hookimpls()
        return next((impl for impl in guards if impl.plugin_name == plugin_id), None)

    def _admits(self, guard: pluggy.HookImpl, principal: Principal, permission: str) -> bool:
        try:
            answer = _call(guard, {"principal": principal, "permission": permission})
            if answer is not None and not isinstance(answer, bool):
                raise TypeError(f"permission_allowed gave a {type(answer).__name__}, not a bool")
        except Exception as error:  # noqa: BLE001 - a plugin may fail in any way
            if guard.plugin_name not in self._quarantined:
                self.record_failure(guard.plugin_name, error)
            return False
        return answer is not False

    # Failure ------------------------------------------------------------------------------

    def record_failure(self, plugin_id: str, error: Exception) -> None:
        """Count an unexpected failure; five within five minutes put the plugin in quarantine.

        Errors that a person can act on (`WattosError`) are answers, and a database or Redis that is
        away is no fault of whoever asked it.
        """
        if isinstance(error, _NO_FAILURE):
            return
        log.warning("plugin %s failed: %s", plugin_id, type(error).__name__, exc_info=error)
        times = self._failures[plugin_id]
        times.append(self._clock())
        while times and times[0] < self._clock() - FAILURE_WINDOW_SECONDS:
            times.popleft()
        if len(times) >= FAILURES_UNTIL_QUARANTINE:
            self.quarantine(
                plugin_id, f"it failed {len(times)} times, at last with {_describe(error)}"
            )

    def quarantine_reason(self, plugin_id: str) -> str | None:
        """Why a plugin is not called, or None."""
        return self._quarantined.get(plugin_id)

    def own_quarantines(self) -> dict[str, str]:
        """Plugin id → reason of what this process does not call."""
        return dict(self._quarantined)

    def hear(self, elsewhere: dict[str, str]) -> None:
        """Know what the installation's other processes do not call; shown, never followed."""
        self._elsewhere = elsewhere

    def require_healthy(self, plugin_id: str) -> None:
        """Raise `Unavailable` for a plugin in quarantine."""
        if (reason := self._quarantined.get(plugin_id)) is not None:
            raise Unavailable(
                "The plugin that does this is in quarantine.",
                given=f"{plugin_id}: {reason}",
                hint="Mend it and start again; `wattos doctor` shows it.",
            )

    def refuse(self, plugin_id: str, hook: str, error: Exception) -> None:
        """Quarantine a plugin whose registrations could not be taken."""
        self.quarantine(plugin_id, f"what {hook} gave was refused: {_describe(error)}")

    def quarantine(self, plugin_id: str, reason: str) -> None:
        """Stop calling a plugin; `wattos plugin list` and `/health/ready` show the reason."""
        log.error("plugin %s is quarantined: %s", plugin_id, reason)
        self._quarantined[plugin_id] = reason


def _call(impl: pluggy.HookImpl, arguments: dict[str, Any]) -> object:
    return impl.function(*[arguments[name] for name in impl.argnames])


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
