"""Runs tools: rights first, then once per idempotency key, every call on record."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import msgspec

from wattos.access import Actor
from wattos.agents.tools import Tool, ToolContext, ToolResult
from wattos.agents.wording import NOT_PERMITTED, OUTCOME_UNKNOWN, TOOL_FAILED, say
from wattos.audit import record
from wattos.database import execute, fetchrow, new_id, tenant_scope, utcnow
from wattos.errors import InvalidInput, OutcomeUnknown, WattosError
from wattos.events import ToolFinished, ToolStarted, TurnEvent
from wattos.llm import inlined_schema

Emit = Callable[[TurnEvent], Awaitable[None]]


class _Claim(msgspec.Struct, frozen=True):
    """A new call to make, or the result that an earlier one left."""

    call_id: UUID
    result: ToolResult | None = None


class ToolCaller:
    """Calls tools for one run, on the rights of the person in its context."""

    def __init__(self, context: ToolContext, emit: Emit, *, rehearsal: bool = False) -> None:
        self.any_called = False
        self._rehearsal = rehearsal
        self._context = context
        self._emit = emit
        self._writes: Counter[str] = Counter()

    async def call(self, tool: Tool, arguments: msgspec.Struct) -> ToolResult:
        """Run a tool; a repeat of a done effect gives the earlier result again.

        A failure is a result that is not ok, because the turn goes on with it; only a fault of
        the tool's own code is raised.
        """
        self.any_called = True
        if tool.permission is not None and not _permitted(tool.permission, self._context):
            return self._failed(NOT_PERMITTED)
        if self._rehearsal:
            return await self._rehearse(tool, arguments)
        key = _effect_key(tool, arguments, self._context)
        context = msgspec.structs.replace(self._context, idempotency_key=key)
        claim = await self._claim(tool, arguments, context)
        if claim.result is not None:
            return claim.result
        call_id = str(claim.call_id)
        await self._emit(ToolStarted(call_id=call_id, tool=tool.name))
        result = await self._run(tool, arguments, context, claim.call_id)
        await self._emit(
            ToolFinished(call_id=call_id, tool=tool.name, ok=result.ok, summary=result.summary)
        )
        return result

    async def _rehearse(self, tool: Tool, arguments: msgspec.Struct) -> ToolResult:
        """Run what only reads, without a record; leave out what has an effect."""
        if tool.effect == "write":
            return ToolResult(ok=False, content="Not done: this is a rehearsal without effects.")
        try:
            return await tool.run(self._context, arguments)
        except WattosError as error:
            return self._failed(TOOL_FAILED, content=str(error))

    async def _claim(self, tool: Tool, arguments: msgspec.Struct, context: ToolContext) -> _Claim:
        position = self._writes[tool.name]
        self._writes[tool.name] += tool.effect == "write"
        async with tenant_scope(context.tenant_id):
            if tool.effect == "write" and context.turn_id is not None:
                earlier = await self._of_earlier_attempt(tool, context, position)
                if earlier is not None:
                    return earlier
            call_id = new_id()
            inserted = await execute(
                "insert into tool_call (id, tenant_id, agent_run_id, tool, arguments, "
                "arguments_hash, idempotency_key) values ($1, $2, $3, $4, $5, $6, $7) "
                "on conflict (tenant_id, idempotency_key) do nothing",
                *(call_id, context.tenant_id, context.agent_run_id, tool.name),
                *(msgspec.to_builtins(arguments), _digest(arguments), context.idempotency_key),
            )
            if inserted == "INSERT 0 1":
                return _Claim(call_id)
            row = await fetchrow(
                "select id, state, result from tool_call where idempotency_key = $1 for update",
                context.idempotency_key,
            )
            assert row is not None
            return await self._earlier(row["id"], row["state"], row["result"])

    async def _of_earlier_attempt(
        self, tool: Tool, context: ToolContext, position: int
    ) -> _Claim | None:
        """What an earlier attempt at this turn did in this place.

        A model that is asked again may word the arguments differently: the keys then differ, but
        the effect must not happen twice.
        """
        row = await fetchrow(
            "select c.id, c.state, c.result from tool_call c join agent_run r "
            "on r.id = c.agent_run_id where r.turn_id = $1 and r.id <> $2 and c.tool = $3 "
            "order by c.created_at, c.id offset $4 limit 1 for update of c",
            *(context.turn_id, context.agent_run_id, tool.name, position),
        )
        if row is None or row["state"] == "failed":
            return None
        return await self._earlier(row["id"], row["state"], row["result"])

    async def _earlier(self, call_id: UUID, state: str, result: str | None) -> _Claim:
        if state == "succeeded":
            return _Claim(call_id, msgspec.json.decode(result or "{}", type=ToolResult))
        if state == "failed":  # it certainly had no effect, so it may be tried again
            await execute(
                "update tool_call set state = 'started', error = null, finished_at = null "
                "where id = $1",
                call_id,
            )
            return _Claim(call_id)
        if state == "started":  # whoever ran it is gone: a conversation has one turn at a time
            await execute(
                "update tool_call set state = 'unknown', error = 'interrupted', finished_at = $2 "
                "where id = $1",
                *(call_id, utcnow()),
            )
        return _Claim(call_id, self._failed(OUTCOME_UNKNOWN))

    async def _run(
        self, tool: Tool, arguments: msgspec.Struct, context: ToolContext, call_id: UUID
    ) -> ToolResult:
        try:
            result = await tool.run(context, arguments)
        except OutcomeUnknown as error:
            await _finish(tool, context, call_id, "unknown", error=error.message)
            return self._failed(OUTCOME_UNKNOWN)
        except WattosError as error:
            await _finish(tool, context, call_id, "failed", error=error.message)
            return self._failed(TOOL_FAILED, content=str(error))
        except BaseException as error:
            # Whether a fault or a stop came before or after the effect cannot be told.
            state = "unknown" if tool.effect == "write" else "failed"
            name = type(error).__name__
            await asyncio.shield(_finish(tool, context, call_id, state, error=name))
            raise
        state = "succeeded" if result.ok else "failed"
        await _finish(tool, context, call_id, state, result=result)
        return result

    def _failed(self, texts: dict[str, str], *, content: str = "") -> ToolResult:
        words = say(texts, self._context.language)
        return ToolResult(ok=False, content=content or words, summary=words)


def read_arguments(tool: Tool, arguments: dict[str, Any]) -> msgspec.Struct:
    """The tool's parameters from plain JSON values; raises `InvalidInput` saying what is wrong."""
    try:
        return msgspec.convert(arguments, tool.parameters)
    except msgspec.ValidationError as error:
        raise InvalidInput(
            f"The arguments of {tool.name} do not fit: {error}.",
            expected=", ".join(inlined_schema(tool.parameters).get("required", ())) or None,
        ) from error


def _permitted(permission: str, context: ToolContext) -> bool:
    return context.principal is not None and context.principal.may(permission)


def _digest(arguments: msgspec.Struct) -> str:
    return hashlib.sha256(msgspec.json.encode(arguments, order="sorted")).hexdigest()


def _effect_key(tool: Tool, arguments: msgspec.Struct, context: ToolContext) -> str:
    if tool.effect == "read":
        return f"{tool.name}:{new_id()}"
    if tool.key is not None:
        return f"{tool.name}:{tool.key(context, arguments)}"
    return f"{tool.name}:{context.turn_id or context.agent_run_id}:{_digest(arguments)}"


async def _finish(
    tool: Tool,
    context: ToolContext,
    call_id: UUID,
    state: str,
    *,
    result: ToolResult | None = None,
    error: str | None = None,
) -> None:
    async with tenant_scope(context.tenant_id):
        await execute(
            "update tool_call set state = $2, result = $3, error = $4, finished_at = $5 "
            "where id = $1",
            *(call_id, state, msgspec.to_builtins(result) if result else None, error, utcnow()),
        )
        if tool.effect == "write":
            principal = context.principal
            await record(
                "tool.call",
                actor=principal.actor if principal else Actor(kind="system", id="agent"),
                resource="tool",
                resource_id=tool.name,
                outcome="ok" if state == "succeeded" else "failed",
                detail={
                    "state": state,
                    "tool_call_id": str(call_id),
                    "agent_run_id": str(context.agent_run_id),
                },
            )
