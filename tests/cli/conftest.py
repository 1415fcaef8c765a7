"""Libraries for the command line's tests: made once, indexed once, and never written to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli import world


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A small library of well-behaved posts."""
    return world.plain_library(tmp_path / "plain")


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A library of posts that try to reach the terminal."""
    return world.hostile_library(tmp_path / "hostile")
