"""Runs tools: rights first, then once per idempotency key, every call on record."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import msgspec

from wattos.access import Actor
from wattos.agents.tools import OutcomeUnknown, Tool, ToolContext, ToolResult
from wattos.agents.wording import NOT_PERMITTED, OUTCOME_UNKNOWN, TOOL_FAILED, say
from wattos.audit import record
from wattos.database import execute, fetchrow, new_id, tenant_scope, utcnow
from wattos.errors import InvalidInput, WattosError
from wattos.events import ToolFinished, ToolStarted, TurnEvent

Emit = Callable[[TurnEvent], Awaitable[None]]


class _Claim(msgspec.Struct, frozen=True):
    """A new call to make, or the result that an earlier one left."""

    call_id: UUID
    result: ToolResult | None = None


async def call_tool(
    tool: Tool, arguments: msgspec.Struct, context: ToolContext, emit: Emit
) -> ToolResult:
    """Run a tool for the person in the context; a repeat of a done effect gives its result again.

    Failures come back as a result that is not ok, because the turn goes on with them.
    """
    if tool.permission is not None and not _permitted(tool.permission, context):
        return ToolResult(ok=False, summary=say(NOT_PERMITTED, context.language))
    digest = hashlib.sha256(msgspec.json.encode(arguments, order="sorted")).hexdigest()
    key = _effect_key(tool, arguments, context, digest)
    context = msgspec.structs.replace(context, idempotency_key=key)
    claim = await _claim(tool, arguments, context, digest)
    if claim.result is not None:
        return claim.result
    await emit(ToolStarted(call_id=str(claim.call_id), tool=tool.name))
    result = await _run(tool, arguments, context, claim.call_id)
    await emit(
        ToolFinished(
            call_id=str(claim.call_id), tool=tool.name, ok=result.ok, summary=result.summary
        )
    )
    return result


def read_arguments(tool: Tool, arguments: dict[str, Any]) -> msgspec.Struct:
    """The tool's parameters from plain JSON values; raises `InvalidInput` saying what is wrong."""
    try:
        return msgspec.convert(arguments, tool.parameters)
    except msgspec.ValidationError as error:
        raise InvalidInput(
            f"The arguments of {tool.name} do not fit: {error}.",
            expected=", ".join(msgspec.json.schema(tool.parameters).get("required", ())) or None,
        ) from error


def _permitted(permission: str, context: ToolContext) -> bool:
    return context.principal is not None and context.principal.may(permission)


def _effect_key(tool: Tool, arguments: msgspec.Struct, context: ToolContext, digest: str) -> str:
    if tool.effect == "read":
        return f"{tool.name}:{new_id()}"
    if tool.key is not None:
        return f"{tool.name}:{tool.key(context, arguments)}"
    return f"{tool.name}:{context.turn_id or context.agent_run_id}:{digest}"


async def _claim(
    tool: Tool, arguments: msgspec.Struct, context: ToolContext, digest: str
) -> _Claim:
    call_id = new_id()
    async with tenant_scope(context.tenant_id):
        inserted = await execute(
            "insert into tool_call (id, tenant_id, agent_run_id, tool, arguments, arguments_hash, "
            "idempotency_key) values ($1, $2, $3, $4, $5, $6, $7) "
            "on conflict (tenant_id, idempotency_key) do nothing",
            *(call_id, context.tenant_id, context.agent_run_id, tool.name),
            *(msgspec.to_builtins(arguments), digest, context.idempotency_key),
        )
        if inserted == "INSERT 0 1":
            return _Claim(call_id)
        row = await fetchrow(
            "select id, state, result from tool_call where idempotency_key = $1 for update",
            context.idempotency_key,
        )
        assert row is not None
        return await _earlier(row["id"], row["state"], row["result"], context)


async def _earlier(call_id: UUID, state: str, result: str | None, context: ToolContext) -> _Claim:
    if state == "succeeded":
        return _Claim(call_id, msgspec.json.decode(result or "{}", type=ToolResult))
    if state == "failed":  # it certainly had no effect, so it may be tried again
        await execute(
            "update tool_call set state = 'started', error = null, finished_at = null "
            "where id = $1",
            call_id,
        )
        return _Claim(call_id)
    if state == "started":  # the process that ran it is gone: one turn runs at a time
        await execute(
            "update tool_call set state = 'unknown', error = 'interrupted', finished_at = $2 "
            "where id = $1",
            *(call_id, utcnow()),
        )
    return _Claim(call_id, ToolResult(ok=False, summary=say(OUTCOME_UNKNOWN, context.language)))


async def _run(
    tool: Tool, arguments: msgspec.Struct, context: ToolContext, call_id: UUID
) -> ToolResult:
    try:
        result = await tool.run(context, arguments)
    except OutcomeUnknown as error:
        await _finish(tool, context, call_id, "unknown", error=error.message)
        return ToolResult(ok=False, summary=say(OUTCOME_UNKNOWN, context.language))
    except WattosError as error:
        await _finish(tool, context, call_id, "failed", error=error.message)
        return ToolResult(ok=False, summary=say(TOOL_FAILED, context.language))
    except Exception as error:
        # Whether a foreign fault came before or after the effect cannot be told.
        state = "unknown" if tool.effect == "write" else "failed"
        await _finish(tool, context, call_id, state, error=type(error).__name__)
        raise
    await _finish(tool, context, call_id, "succeeded" if result.ok else "failed", result=result)
    return result


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
