"""A server and an empty cache for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.images.server import Server, running
from tui_reader.images import PictureCache


@pytest.fixture
def server() -> Iterator[Server]:
    """The loopback server."""
    with running() as server:
        yield server


@pytest.fixture
def cache(tmp_path: Path) -> PictureCache:
    """An empty cache."""
    return PictureCache(tmp_path / "cache")
