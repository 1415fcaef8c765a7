"""What goes on at the same time on the reading screen, each in the one order in which it once went wrong."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.ui.conftest import NET, Start, press, reading, screen_text, settle, toasts, until
from tui_reader.config import Places, Settings
from tui_reader.library import Library
from tui_reader.model import Query
from tui_reader.ui.app import ReaderApp
from tui_reader.ui.screens.dialogs import Choice, Chooser, FolderDialog
from tui_reader.ui.screens.help import HelpScreen
from tui_reader.ui.screens.reading import ReadingScreen

FERRY = "news/city/2024-03-09-ferry.md"
BRIDGE = "news/city/2024-03-08-bridge.md"


class Held:
    """Holds calls of a function back, in whatever thread they are made, until they are let go."""

    def __init__(self, real: Callable[..., Any], wanted: Callable[..., bool] = lambda *_: True) -> None:
        self._real, self._wanted = real, wanted
        self._go = threading.Event()
        self.reached = threading.Event()

    def __call__(self, *words: Any, **options: Any) -> Any:
        if self._wanted(*words) and not self._go.is_set():
            self.reached.set()
            assert self._go.wait(NET)
        return self._real(*words, **options)

    def let_go(self) -> None:
        self._go.set()


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Held]]:
    """Holds a method of an object back; lets everything go at the end."""
    made: list[Held] = []

    def hold(owner: object, name: str, wanted: Callable[..., bool] = lambda *_: True) -> Held:
        made.append(Held(getattr(owner, name), wanted))
        monkeypatch.setattr(owner, name, made[-1])
        return made[-1]

    yield hold
    for one in made:
        one.let_go()


def opened(pilot: Pilot[None]) -> str | None:
    """The post in the article pane."""
    article = reading(pilot).opened
    return article.row.path if article else None


async def test_another_width_does_not_lose_the_article_that_is_still_to_come(
    start: Start, held: Callable[..., Held]
) -> None:
    async with start() as pilot:
        await press(pilot, "enter")
        screen = reading(pilot)
        screen._preparing._ahead = None  # As if it had not been made ahead.
        slow = held(screen, "read_article", lambda row: row.path == BRIDGE)
        await pilot.press("J")
        await until(pilot, slow.reached.is_set)
        await pilot.press("minus")
        await pilot.pause()
        slow.let_go()
        await settle(pilot)
        assert opened(pilot) == BRIDGE
        assert screen.pane.article is not None
        assert screen.pane.article.page.width == screen.pane.column_width


async def test_the_next_unread_post_of_a_list_that_has_gone_is_not_gone_to(
    start: Start, library: Library, held: Callable[..., Held]
) -> None:
    async with start() as pilot:
        screen = reading(pilot)
        slow = held(library, "next_unread")
        await pilot.press("n")
        await until(pilot, slow.reached.is_set)
        before = screen.listing
        screen.show_query(Query(category=("Notes",)))
        await until(pilot, lambda: screen.listing is not before)
        slow.let_go()
        await settle(pilot)
        assert screen.posts.row_total() == 2
        assert screen.posts.cursor == 0


async def test_a_library_that_opens_while_a_dialog_stands_there_takes_the_whole_screen(
    library: Library,
    settings: Settings,
    where: Places,
    open_library: Callable[[Path], Library],
    tmp_path: Path,
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "one.md").write_text("# The only one\n\nHello.\n", encoding="utf-8")
    slow = Held(open_library)
    app = ReaderApp(library, settings, where, slow, query=Query())
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("B")
        await until(pilot, lambda: isinstance(app.screen, FolderDialog))
        app.screen.query_one(Input).value = str(other)
        await pilot.press("enter")
        await until(pilot, slow.reached.is_set)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        slow.let_go()

        def roots() -> list[Path]:
            return [screen.library.root for screen in app.screen_stack if isinstance(screen, ReadingScreen)]

        await until(pilot, lambda: other in roots() and isinstance(app.screen, ReadingScreen))
        assert roots() == [other]
        await until(pilot, lambda: "The only one" in screen_text(pilot))


@pytest.mark.parametrize("key", ["a", "r", "R", "n", "j", ""])
async def test_an_index_that_is_mended_while_one_reads_is_told_and_filled(
    start: Start, library: Library, where: Places, key: str
) -> None:
    async with start() as pilot:
        damaged = list(where.cache_dir.glob("index-*"))
        assert damaged
        for file in damaged:
            file.write_bytes(b"\xff" * 40_000)
        if key:
            await press(pilot, key, "a", "a", "a")
        else:
            reading(pilot).reload_counts()
        await settle(pilot)
        assert any("damaged" in toast for toast in toasts(pilot)), toasts(pilot)
        await until(pilot, lambda: library.counts().total == 5 and not reading(pilot).is_looking)
        await settle(pilot)
        assert reading(pilot).posts.row_total() == 5
        assert sum("damaged" in toast for toast in toasts(pilot)) == 1, "it is told once"


async def test_a_preview_that_comes_late_does_not_replace_what_the_cursor_stands_on(
    start: Start, held: Callable[..., Held]
) -> None:
    async with start() as pilot:
        screen = reading(pilot)
        assert opened(pilot) == FERRY
        screen._preparing._ahead = None  # As if it had not been made ahead.
        slow = held(screen, "read_article", lambda row: row.path == BRIDGE)
        await pilot.press("j")
        await until(pilot, slow.reached.is_set)
        await pilot.press("k")
        await until(pilot, lambda: not screen._preview_waits)
        slow.let_go()
        await settle(pilot)
        assert screen.posts.cursor == 0
        assert opened(pilot) == FERRY
        assert screen.wanted is None


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script with a first line")
async def test_a_viewer_that_runs_holds_no_thread(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = tmp_path / "viewer"
    viewer.write_text(
        f"#!{sys.executable} -IS\nimport os, time\nwith open({str(tmp_path / 'part')!r}, 'w') as file:\n"
        f"    file.write(str(os.getpid()))\nos.rename({str(tmp_path / 'part')!r}, {str(tmp_path / 'pid')!r})\n"
        "time.sleep(600)\n"
    )
    viewer.chmod(0o755)
    monkeypatch.setenv("TUI_READER_IMAGE_VIEWER", str(viewer))
    async with start() as pilot:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(max_workers=1))
        await pilot.press("I")
        await until(pilot, (tmp_path / "pid").exists)
        try:
            await until(pilot, lambda: any("1 picture in viewer" in toast for toast in toasts(pilot)))
            assert await asyncio.wait_for(asyncio.to_thread(lambda: "free"), 2.0) == "free"
            assert any(worker.is_running for worker in pilot.app.workers), "it is still looked at"
        finally:
            os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)
        await until(pilot, lambda: any("was ended by signal 9" in toast for toast in toasts(pilot)))


@pytest.mark.parametrize(
    "link", ["../../notes/%E7%BB%BF%E8%8C%B6%201.md", "/notes/绿茶%201", "<../../notes/绿茶 1.md>"]
)
async def test_links_with_percent_signs_lead_to_posts(start: Start, posts: Path, link: str) -> None:
    (posts / "notes/绿茶 1.md").write_text("---\ntitle: 绿茶\n---\n\n水。\n", encoding="utf-8")
    (posts / "news/city/new.md").write_text(
        f"---\ntitle: New\ndate: 2024-05-01\n---\n\n[there]({link})\n", encoding="utf-8"
    )
    async with start() as pilot:
        await press(pilot, "g", "enter")
        assert opened(pilot) == "news/city/new.md"
        reading(pilot).open_link(0)
        await settle(pilot)
        assert opened(pilot) == "notes/绿茶 1.md", toasts(pilot)


async def test_a_first_look_that_fails_does_not_seem_to_go_on(
    posts: Path, settings: Settings, where: Places, open_library: Callable[[Path], Library]
) -> None:
    library = open_library(posts)
    posts.rename(posts.with_name("elsewhere"))
    app = ReaderApp(library, settings, where, open_library, query=Query())
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, lambda: app.reading is not None and not app.reading.is_looking)
        await settle(pilot)
        assert toasts(pilot), "why it failed is told"
        assert "Reading the folder" not in screen_text(pilot)
        assert "R reads it again" in screen_text(pilot)
        posts.with_name("elsewhere").rename(posts)
        await press(pilot, "R")
        assert reading(pilot).posts.row_total() == 5


async def test_the_cursor_moves_on_while_the_list_is_read_anew(start: Start, held: Callable[..., Held]) -> None:
    async with start() as pilot:
        await settle(pilot)
        posts = reading(pilot).posts
        listing = held(reading(pilot).library, "listing")
        reading(pilot).reload_list()
        await until(pilot, listing.reached.is_set)
        await pilot.press("j", "j", "space")
        moved, selected = posts.cursor, posts.selected
        assert moved
        assert selected
        listing.let_go()
        await settle(pilot)
        assert (posts.cursor, posts.selected) == (moved, selected)


async def test_a_refresh_that_another_overtakes_is_seen_all_the_same(
    start: Start, posts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended, go = threading.Event(), threading.Event()

    def slow_to_answer(real: Callable[..., Any], **options: Any) -> Any:
        result = real(**options)
        ended.set()
        assert go.wait(NET)
        return result

    async with start() as pilot:
        await settle(pilot)
        (posts / "new.md").write_text("---\ntitle: New\n---\n\nNew.\n", encoding="utf-8")
        reader = reading(pilot)
        monkeypatch.setattr(reader.library, "refresh", partial(slow_to_answer, reader.library.refresh))
        reader.refresh_library()
        await until(pilot, ended.is_set)
        reader.refresh_library()
        go.set()
        await settle(pilot)
        assert reader.posts.row_total() == 6


async def test_room_for_the_article_shows_what_the_cursor_stands_on(start: Start) -> None:
    async with start(size=(80, 24)) as pilot:
        await press(pilot, "enter", "h", "j")
        assert opened(pilot) == FERRY
        await pilot.resize_terminal(120, 36)
        await until(pilot, lambda: opened(pilot) == BRIDGE)
        await settle(pilot)
        assert "旧桥今天开始重修" in screen_text(pilot)


async def test_an_article_that_comes_late_is_set_for_the_pane_that_it_comes_to(
    start: Start, held: Callable[..., Held]
) -> None:
    async with start(size=(80, 24)) as pilot:
        await settle(pilot)
        reads = held(reading(pilot), "read_article")
        await pilot.press("enter")
        await until(pilot, reads.reached.is_set)
        await pilot.pause()
        reads.let_go()
        await until(pilot, lambda: reading(pilot).pane.article is not None)
        pane = reading(pilot).pane
        await until(pilot, lambda: pane.article is not None and pane.article.page.width == pane.column_width)
        assert pane.column_width > 60


async def test_a_long_choice_tells_where_in_it_one_is(start: Start) -> None:
    async with start(size=(80, 24)) as pilot:
        choices = [Choice(f"choice {number}", "what it is") for number in range(1, 41)]
        pilot.app.push_screen(Chooser("Which?", choices))
        await settle(pilot)
        assert "1 of 40" in screen_text(pilot)
        await press(pilot, "j", "j")
        assert "3 of 40" in screen_text(pilot)
        await press(pilot, "slash", *"choice 7")
        assert " of " not in screen_text(pilot), "all that are left can be seen"
