"""A library of a few posts, opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.index.world import write_post
from tui_reader.library import Library


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Five posts: two in nested categories, one in none, one without a date."""
    folder = tmp_path / "posts"
    folder.mkdir()
    write_post(folder, "a.md", title="Alpha", date="2021-03-01", categories=["News", "Markets"], tags=["x", "y"])
    write_post(folder, "b.md", title="Beta", date="2022-03-01", categories=["News"], tags=["x"], author="Zoe")
    write_post(folder, "c.md", title="出口增长", date="2020-03-01", body="疫情之后，进出口恢复。")
    write_post(folder, "d/undated.md", title="Delta", categories=["Notes"], body="Win11家庭版 and 5G网络")
    write_post(folder, "e.md", title="Epsilon", date="2022-03-01", categories=["News", "Markets"], author="Adam")
    return folder


@pytest.fixture
def library(root: Path, tmp_path: Path) -> Iterator[Library]:
    """It, with an index that is up to date."""
    opened = Library.open(root, cache_dir=tmp_path / "cache", data_dir=tmp_path / "data")
    opened.refresh()
    yield opened
    opened.close()
