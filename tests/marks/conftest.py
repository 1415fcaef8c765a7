"""A library of twelve posts, opened as often as wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.index.world import write_post
from tui_reader.library import Library

Opener = Callable[..., Library]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "posts"
    for number in range(12):
        write_post(folder, f"{number:02d}.md", body=f"text {number}", categories=["A", f"B{number % 2}"])
    return folder


@pytest.fixture
def opener(root: Path, tmp_path: Path) -> Iterator[Opener]:
    """Opens the library; with `cache="other"` as another process with an index of its own would."""
    opened: list[Library] = []

    def open_one(cache: str = "cache", data: Path | None = None) -> Library:
        library = Library.open(root, cache_dir=tmp_path / cache, data_dir=data or tmp_path / "data")
        library.refresh()
        opened.append(library)
        return library

    yield open_one
    for library in opened:
        library.close()
