"""Every action that is recorded somewhere has words."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import get_args

from wattos_admin.audit_words import ACTION_WORDS, actions_said

ROOT = Path(__file__).resolve().parents[3]
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Module:
    """A source file whose calls of `record` are read, through the functions that pass names on."""

    def __init__(self, path: Path, root: Path) -> None:
        self.name = ".".join(path.relative_to(root).with_suffix("").parts)
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.functions = [n for n in ast.walk(self.tree) if isinstance(n, Function)]

    def recorded(self) -> set[str]:
        found: set[str] = set()
        for call, inside in self._calls("record"):
            if {"actor", "resource"} <= {keyword.arg for keyword in call.keywords}:
                found |= self._texts(call.args[0], inside)
        return found

    def _calls(self, name: str) -> Iterator[tuple[ast.Call, Function]]:
        for function in self.functions:
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and _name(node.func) == name:
                    yield node, function

    def _texts(self, node: ast.expr, inside: Function) -> set[str]:
        """What an expression can be; fails where that cannot be told."""
        match node:
            case ast.Constant(value=str(text)):
                return {text}
            case ast.IfExp():
                return self._texts(node.body, inside) | self._texts(node.orelse, inside)
            case ast.FormattedValue():
                return self._texts(node.value, inside)
            case ast.JoinedStr():
                parts = [self._texts(part, inside) for part in node.values]
                return {"".join(choice) for choice in product(*parts)}
            case ast.Name(id=name):
                return self._given(name, inside)
            case _:
                raise AssertionError(f"{self.name}:{node.lineno}: which actions are these?")

    def _given(self, name: str, inside: Function) -> set[str]:
        """What a parameter can be: by its type, or by what the module's own calls give it."""
        (place,) = [at for at, one in enumerate(inside.args.args) if one.arg == name]
        annotation = inside.args.args[place].annotation
        if isinstance(annotation, ast.Name) and annotation.id != "str":
            return set(get_args(getattr(importlib.import_module(self.name), annotation.id)))
        place -= inside.args.args[0].arg == "self"
        found: set[str] = set()
        for call, caller in self._calls(inside.name):
            found |= self._texts(call.args[place], caller)
        assert found, f"{self.name}: {inside.name} is never called with a {name}"
        return found


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def recorded_actions() -> set[str]:
    """Every action that the code of core, plugins, channels and console records."""
    return {
        action
        for root in ("core", "plugins", "channels", "admin_ui")
        for path in (ROOT / root).rglob("*.py")
        if "node_modules" not in path.parts and "record(" in path.read_text(encoding="utf-8")
        for action in Module(path, ROOT / root).recorded()
    }


def test_every_recorded_action_has_words_and_no_other_has() -> None:
    assert recorded_actions() == ACTION_WORDS.keys()


def test_search_by_words_finds_their_actions() -> None:
    assert actions_said("SIGNED IN", str) == ["session.opened"]
    assert actions_said("", str) == []
