"""A library without an index: a screenful at once, said to be provisional, and a cursor that stays where it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.ui.conftest import reading, settle
from tui_reader.config import Places, Settings
from tui_reader.library import Library, refresh
from tui_reader.model import Progress, Query, RefreshResult
from tui_reader.ui.app import ReaderApp

POSTS = 120
FIRST = 40


class Held(Library):
    """A library whose refresh waits at its first word of sorting until it may go on."""

    def refresh(self, *, progress: Callable[[Progress], None] | None = None, **rest: Any) -> RefreshResult:
        def held(told: Progress) -> None:
            assert progress is not None
            progress(told)
            if told.what == "sorting":
                self.may_go_on.wait(60)

        return super().refresh(progress=held, **rest)

    may_go_on: threading.Event


@pytest.fixture
def held(tmp_path: Path, where: Places, monkeypatch: pytest.MonkeyPatch) -> Held:
    monkeypatch.setattr(refresh, "_MANY", 50)
    monkeypatch.setattr(refresh, "_FIRST", FIRST)
    (tmp_path / "many").mkdir()
    for number in range(POSTS):
        # The dates in the names are in another order than those in the heads, as far as they can be.
        name = f"2024-01-{1 + number % 28:02d}-{number:03d}.md"
        date = f"2024-{1 + number % 12:02d}-{1 + number % 28:02d}"
        (tmp_path / "many" / name).write_text(f"---\ntitle: Post {number}\ndate: {date}\n---\n\nText.\n", "utf-8")
    library = Held.open(tmp_path / "many", cache_dir=where.cache_dir, data_dir=where.data_dir)
    assert isinstance(library, Held)
    library.may_go_on = threading.Event()
    return library


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    for _ in range(600):
        if condition():
            return
        await pilot.pause(0.05)
    raise AssertionError("it never came to that")


async def test_the_list_grows_around_the_cursor(held: Held, settings: Settings, where: Places) -> None:
    app = ReaderApp(held, settings, where, lambda _: held, query=Query())
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: app.reading is not None and app.reading.posts.row_total() == FIRST)
        screen = reading(pilot)
        await until(pilot, lambda: screen.is_provisional)
        posts = screen.posts
        await until(pilot, lambda: "provisional" in str(posts.border_title))
        titles = [row.title for place in range(FIRST) if (row := posts.row(place))]
        assert all(title.startswith("Post ") for title in titles), "the heads have been read"
        await pilot.press(*"jjjjj")
        await pilot.pause()
        assert posts.current is not None
        path, line = posts.current.path, posts.cursor - posts.scroll_offset.y
        held.may_go_on.set()
        await until(pilot, lambda: not screen.is_looking)
        await settle(pilot)
        assert posts.row_total() == POSTS
        assert posts.current.path == path
        assert posts.cursor > 5, "newer ones have come above it"
        assert posts.cursor - posts.scroll_offset.y == line
        assert "provisional" not in str(posts.border_title)
        dates = [row.date.iso for place in range(POSTS) if (row := posts.row(place)) and row.date]
        assert dates == sorted(dates, reverse=True)
    held.close()
