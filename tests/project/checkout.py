"""The checkout as the tests of this folder see it; it reads files and changes none."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "tui_reader"


def text(name: str) -> str:
    """A file of the checkout."""
    return (ROOT / name).read_text(encoding="utf-8")


def pyproject() -> dict[str, Any]:
    """The project's settings."""
    return tomllib.loads(text("pyproject.toml"))


def requirement_name(requirement: str) -> str:
    """`pyyaml` of `PyYAML>=6`."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def run_dependencies() -> set[str]:
    """What the program needs, by name."""
    return {requirement_name(line) for line in pyproject()["project"]["dependencies"]}


def development_dependencies() -> set[str]:
    """What developing it needs besides, by name."""
    groups = pyproject()["dependency-groups"].values()
    return {requirement_name(line) for group in groups for line in group if isinstance(line, str)}
