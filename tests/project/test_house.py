"""The rules of the house that linters can't see: what is really loaded, and who goes through whose door."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.project import checkout

ROOMS = ("cli", "config", "document", "export", "images", "jobs", "library", "plain", "programs")
HEAVY = (
    "textual",
    "pygments",
    "markdown_it",
    "selectolax",
    "charset_normalizer",
    "html2text",
    "multiprocessing",
    "urllib3",
)
OPEN_MODULES = {
    "tui_reader.ui.commands": "the table of keys, for `tui-reader keys`; `ui` has no face, so that it loads nothing",
    "tui_reader.ui.app": "the reader",
    "tui_reader.ui.chosen_keys": "the keys in force and those of presets, for `tui-reader keys`",
    "tui_reader.ui.checking": "what only the reader knows of settings, for `tui-reader config --check`",
    "tui_reader.document.blocks": "values of the whole house, as those of `model`",
    "tui_reader.document.page": "likewise",
    "tui_reader.document.clean": "the one door for text, which every room stands before",
    "tui_reader.document.cells": "the one measure of text",
}
"""Modules that other rooms may import past a face, each with its reason."""


def _loaded(statement: str) -> set[str]:
    command = [sys.executable, "-c", f"{statement}\nimport sys\nprint(*sys.modules)"]
    result = subprocess.run(command, cwd=checkout.ROOT, capture_output=True, text=True, check=True, timeout=60)
    return {name.partition(".")[0] for name in result.stdout.split()}


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_below_the_screen_loads_textual(room: str) -> None:
    assert "textual" not in _loaded(f"import tui_reader.{room}")


@pytest.mark.parametrize("room", ROOMS)
def test_faces_load_nothing_heavy(room: str) -> None:
    assert _loaded(f"import tui_reader.{room}").isdisjoint(HEAVY)


def test_the_table_of_keys_loads_no_textual() -> None:
    assert "textual" not in _loaded("import tui_reader.ui.commands, tui_reader.ui.chosen_keys")


def test_the_document_touches_neither_database_nor_network() -> None:
    assert _loaded("import tui_reader.document").isdisjoint({"apsw", "sqlite3", "socket", "urllib3", "subprocess"})


def _modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(checkout.PACKAGE.rglob("*.py")):
        parts = path.relative_to(checkout.ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def _imported(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, ()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or ""), tuple(alias.name for alias in node.names)


def _past_the_face(module: str, path: Path) -> list[str]:
    """What a module imports from inside another room."""
    found = []
    for name, _ in _imported(path):
        parts = name.split(".")
        inside = len(parts) > 2 and parts[0] == "tui_reader"
        if inside and module.split(".")[:2] != parts[:2] and name not in OPEN_MODULES:
            found.append(f"{module} imports {name}")
    return found


@pytest.mark.parametrize(("module", "path"), list(_modules()), ids=[name for name, _ in _modules()])
def test_rooms_are_entered_through_their_faces(module: str, path: Path) -> None:
    assert _past_the_face(module, path) == []


@pytest.mark.parametrize(("module", "path"), list(_modules()), ids=[name for name, _ in _modules()])
def test_imports_are_absolute(module: str, path: Path) -> None:
    assert [name for name, _ in _imported(path) if name.startswith(".")] == []


def test_every_library_that_is_imported_is_declared() -> None:
    tops = {name.partition(".")[0] for _, path in _modules() for name, _ in _imported(path)}
    foreign = tops - set(sys.stdlib_module_names) - {"tui_reader"}
    distributions = packages_distributions()
    declared = checkout.run_dependencies()
    assert foreign
    for name in foreign:
        assert any(checkout.requirement_name(found) in declared for found in distributions.get(name, [])), name


def _statements(path: Path) -> list[ast.stmt]:
    return ast.parse(path.read_text(encoding="utf-8")).body


def _is_face_like(node: ast.stmt) -> bool:
    """Whether a statement may stand in a face: imports, names, and what loads a name when it is first asked for."""
    if isinstance(node, ast.FunctionDef):
        return node.name in {"__getattr__", "__dir__"}
    if isinstance(node, ast.If):
        return ast.unparse(node.test) == "TYPE_CHECKING"
    return isinstance(node, (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.Expr))


def test_faces_hold_no_logic() -> None:
    for module, path in _modules():
        if path.name == "__init__.py":
            assert [ast.unparse(node) for node in _statements(path) if not _is_face_like(node)] == [], module


def test_every_module_begins_with_its_duty() -> None:
    for module, path in _modules():
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), module


def _handlers(path: Path) -> Iterator[ast.ExceptHandler]:
    return (
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ExceptHandler)
    )


def _raises_again(handler: ast.ExceptHandler) -> bool:
    """Whether a handler only tidies up: its last statement raises what it caught."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def test_broad_excepts_stand_at_the_two_boundaries_only() -> None:
    broad = []
    for module, path in _modules():
        for handler in _handlers(path):
            kind = handler.type
            catches_all = kind is None or (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"})
            if catches_all and not _raises_again(handler):
                broad.append(module)
    assert len(broad) <= 2, broad
    assert all(module.startswith(("tui_reader.cli", "tui_reader.ui")) for module in broad), broad
