"""The live library: real files, changed under the open reader, and what is on the screen a moment later."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.ui.conftest import Start, press, reading, screen_text, settle, toasts, until
from tui_reader.config import Places, Settings, load_settings
from tui_reader.library import Library
from tui_reader.library.starting import start_module
from tui_reader.model import Mark, Query, RefreshResult, View
from tui_reader.ui.app import ReaderApp
from tui_reader.ui.screens.dialogs import Chooser
from tui_reader.ui.screens.watching import WatchFlow

FERRY = "news/city/2024-03-09-ferry.md"
BRIDGE = "news/city/2024-03-08-bridge.md"
TEA = "notes/tea.md"


@pytest.fixture
def settings() -> Settings:
    return replace(load_settings({}), watch=True)


@pytest.fixture(params=[False, True], ids=["told", "polled"])
def each_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system tells of changes, and where they are searched for."""
    monkeypatch.setattr(WatchFlow, "polling", request.param)


def write(file: Path, title: str, body: str = "Something.", date: str = "2020-05-05") -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"---\ntitle: {title}\ndate: {date}\n---\n\n{body}\n", encoding="utf-8")


async def watched(pilot: Pilot[None]) -> None:
    """Wait until everything is watched."""

    def covered() -> bool:
        watch = reading(pilot)._watch
        return watch is not None and bool(watch._covered) and max(watch._covered.values()) < float("inf")

    await until(pilot, covered)
    await settle(pilot)


def titles(pilot: Pilot[None]) -> list[str]:
    listing = reading(pilot).listing
    return [row.title for row in listing.rows(0, len(listing))] if listing else []


@pytest.mark.usefixtures("each_way")
async def test_changed_added_removed_and_renamed_files_appear(start: Start, posts: Path, library: Library) -> None:
    library.mark(["loose.md"], Mark.STAR, True)
    os.utime(posts / TEA, (1_600_000_000, 1_600_000_000))  # those who search for changes compare times in seconds
    async with start() as pilot:
        await watched(pilot)
        write(posts / TEA, "Tea again")
        await until(pilot, lambda: "Tea again" in titles(pilot))
        write(posts / "brand/new/folder/a.md", "Brand new")
        await until(pilot, lambda: "Brand new" in titles(pilot))
        write(posts / "brand/new/folder/b.md", "Newer")
        await until(pilot, lambda: "Newer" in titles(pilot))
        (posts / "brand/new/folder/a.md").unlink()
        await until(pilot, lambda: "Brand new" not in titles(pilot))
        (posts / "brand/new").rename(posts / "brand/other")
        await until(pilot, lambda: library.row("brand/other/folder/b.md") is not None)
        (posts / "loose.md").rename(posts / "notes/tight.md")
        await until(pilot, lambda: library.row("notes/tight.md") is not None)
        row = library.row("notes/tight.md")
        assert row is not None
        assert row.starred
        shutil.rmtree(posts / "brand")
        await until(pilot, lambda: "Newer" not in titles(pilot))
        assert len(titles(pilot)) == 5


async def test_the_open_article_is_read_anew_where_one_reads(start: Start, posts: Path) -> None:
    async with start() as pilot:
        await watched(pilot)
        await press(pilot, "enter", "space")
        screen = reading(pilot)
        before = screen.pane.position()
        assert before is not None
        file = posts / FERRY
        fresh = file.with_name("4913.tmp")
        fresh.write_text(file.read_text("utf-8").replace("夜里的船灯", "夜晚的船灯"), encoding="utf-8")
        fresh.replace(file)
        await until(pilot, lambda: "夜晚的船灯" in screen_text(pilot))
        assert screen.pane.position() == before
        assert screen.place is screen.pane


async def test_an_article_whose_file_is_gone_stays_readable(start: Start, posts: Path) -> None:
    async with start() as pilot:
        await watched(pilot)
        await press(pilot, "enter")
        screen = reading(pilot)
        text = (posts / FERRY).read_bytes()
        (posts / FERRY).unlink()
        await until(pilot, lambda: "its file is gone" in screen_text(pilot))
        await until(pilot, lambda: len(titles(pilot)) == 4)
        assert screen.opened is not None
        assert "夜里的船灯" in screen_text(pilot)
        await press(pilot, "J")
        assert "旧桥今天开始重修" in screen_text(pilot)
        assert "its file is gone" not in screen_text(pilot)
        (posts / FERRY).write_bytes(text)
        await until(pilot, lambda: len(titles(pilot)) == 5)
        await press(pilot, "h", "g", "enter")
        assert "夜里的船灯" in screen_text(pilot)


async def test_the_open_article_follows_its_file(start: Start, posts: Path) -> None:
    async with start() as pilot:
        await watched(pilot)
        await press(pilot, "enter")
        screen = reading(pilot)
        (posts / "news").rename(posts / "fresh")
        await until(pilot, lambda: screen.opened is not None and screen.opened.row.path.startswith("fresh/"))
        assert "its file is gone" not in screen_text(pilot)
        assert screen.session().post == FERRY.replace("news", "fresh")


async def test_the_cursor_and_the_selection_stay_on_their_posts(start: Start, posts: Path) -> None:
    for number in range(60):
        write(posts / f"more/{number:02d}.md", f"Older {number:02d}", date=f"2019-01-{number % 28 + 1:02d}")
    async with start() as pilot:
        await watched(pilot)
        screen = reading(pilot)
        await press(pilot, "G", *["k"] * 10, "space", "k")
        row, line = screen.posts.current, screen.posts.cursor - screen.posts.scroll_offset.y
        for number in range(8):
            write(posts / f"newest{number}.md", f"Newest {number}", date="2025-01-01")
        await until(pilot, lambda: len(titles(pilot)) == 73)
        await settle(pilot)
        assert screen.posts.current is not None
        assert row is not None
        assert screen.posts.current.path == row.path
        assert screen.posts.cursor - screen.posts.scroll_offset.y == line
        assert len(screen.posts.selected) == 1


async def test_what_was_read_stays_in_the_list_of_unread_posts(start: Start, posts: Path) -> None:
    async with start(query=Query(view=View.UNREAD)) as pilot:
        await watched(pilot)
        await press(pilot, "enter")
        write(posts / "new.md", "New")
        await until(pilot, lambda: "New" in titles(pilot))
        assert len(titles(pilot)) == 6
        row = reading(pilot).posts.current
        assert row is not None
        assert row.path == FERRY


async def test_nothing_is_looked_at_twice_at_the_start(
    start: Start, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.refresh()

    def late(*arguments: Any) -> Any:
        time.sleep(1.0)
        return start_module(*arguments)

    monkeypatch.setattr("tui_reader.library.watching.start_module", late)
    wishes: list[Any] = []
    real = library.refresh

    def noted(**wish: Any) -> RefreshResult:
        wishes.append(wish.get("touched"))
        return real(**wish)

    monkeypatch.setattr(library, "refresh", noted)
    async with start() as pilot:
        await watched(pilot)
        await pilot.pause(1.0)
        assert wishes == [None]


async def test_a_burst_is_one_refresh(
    start: Start, posts: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    added: list[int] = []
    real = library.refresh

    def counted(**wish: Any) -> RefreshResult:
        result = real(**wish)
        added.append(result.added)
        return result

    async with start() as pilot:
        await watched(pilot)
        monkeypatch.setattr(library, "refresh", counted)
        for number in range(400):
            write(posts / "notes" / f"{number}.md", f"Burst {number}")
        await until(pilot, lambda: library.counts().total == 405)
        await settle(pilot)
        # A machine that is busy may pause amid the burst.
        assert len(list(filter(None, added))) <= 3
        assert sum(added) == 400


async def test_a_root_that_goes_and_comes_back(start: Start, posts: Path, library: Library) -> None:
    async with start() as pilot:
        await watched(pilot)
        posts.rename(posts.with_name("away"))
        await until(pilot, lambda: any("nothing has been lost" in toast for toast in toasts(pilot)))
        assert len(titles(pilot)) == 5
        assert len(toasts(pilot)) == 1
        posts.mkdir()
        await until(pilot, lambda: "5 of 5 posts are no longer in posts" in screen_text(pilot))
        await pilot.press("enter")
        await settle(pilot)
        assert library.counts().total == 5
        posts.rmdir()
        posts.with_name("away").rename(posts)
        await watched(pilot)
        write(posts / "back.md", "Back again")
        await until(pilot, lambda: "Back again" in titles(pilot))
        assert len(titles(pilot)) == 6


async def test_losses_are_asked_about_and_taken_out_on_request(start: Start, posts: Path, library: Library) -> None:
    for number in range(30):
        write(posts / f"more/{number}.md", str(number))
    async with start() as pilot:
        await watched(pilot)
        shutil.rmtree(posts / "more")
        await until(pilot, lambda: isinstance(pilot.app.screen, Chooser))
        assert library.counts().total == 35
        await pilot.press("down", "enter")
        await until(pilot, lambda: library.counts().total == 5)


async def test_the_process_ends_with_the_reader(start: Start) -> None:
    async with start() as pilot:
        await watched(pilot)
        watch = reading(pilot)._watch
        assert watch is not None
        process = watch._process
    assert process is not None
    assert process.wait(20) is not None


async def test_nothing_is_watched_where_that_is_not_wished(
    library: Library, where: Places, open_library: Callable[[Path], Library]
) -> None:
    unwatched = replace(load_settings({}), watch=False)
    async with ReaderApp(library, unwatched, where, open_library, query=Query()).run_test() as pilot:
        await settle(pilot)
        assert reading(pilot)._watch is None
