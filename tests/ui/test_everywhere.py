"""The search of all libraries: what it shows as one types, and where its answer leads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from tests.ui.conftest import Start, press, reading, screen_text, settle, toasts, until
from tests.ui.test_libraries import arrived
from tui_reader.config import Places, Settings, load_settings
from tui_reader.errors import LibraryError
from tui_reader.library import Everywhere, Library, Member, all_libraries, load_session
from tui_reader.model import Query
from tui_reader.ui.app import ReaderApp
from tui_reader.ui.screens.everywhere import EverywhereSearch, PostsEverywhere

TREES = "trees.md"


@pytest.fixture
def archive(tmp_path: Path, open_library: Callable[[Path], Library]) -> Path:
    """Another library, with an index."""
    root = tmp_path / "old papers"
    root.mkdir()
    lines = "\n\n".join(f"Ring {number} of the tree." for number in range(60))
    text = f"---\ntitle: Old trees\ndate: 2020-01-02\n---\n\n{lines}\n\nUnder it a 茶馆, a tea house.\n"
    (root / TREES).write_text(text, encoding="utf-8")
    (root / "birds.md").write_text("---\ntitle: Birds\ndate: 2024-03-01\n---\n\nThey fly.\n", encoding="utf-8")
    open_library(root).refresh()
    return root


@pytest.fixture
def settings(tmp_path: Path, archive: Path) -> Settings:
    """A name for that library."""
    config = tmp_path / "own.toml"
    config.write_text(f"[libraries.papers]\npath = {str(archive)!r}\n", encoding="utf-8")
    return replace(load_settings({"TUI_READER_CONFIG": str(config)}), watch=False)


def is_open(pilot: Pilot[None]) -> bool:
    return isinstance(pilot.app.screen, EverywhereSearch)


def shown(pilot: Pilot[None]) -> PostsEverywhere:
    return pilot.app.screen.query_one(PostsEverywhere)


def titles(pilot: Pilot[None]) -> list[str]:
    return [post.row.title for post in shown(pilot).posts]


def told(pilot: Pilot[None]) -> str:
    return str(pilot.app.screen.query_one("#dialog").border_subtitle)


def counts(pilot: Pilot[None]) -> list[str]:
    """What the line of libraries says."""
    return [part.strip() for part in str(pilot.app.screen.query_one("#libraries", Static).render()).split("   ")]


async def answered(pilot: Pilot[None]) -> None:
    """Wait for the work of the dialog, and for the screen to show it; the work that waits for its answer goes on."""
    await pilot.pause()
    for _ in range(3):
        screen = pilot.app.screen
        own = [worker for worker in pilot.app.workers if worker.node is screen]
        if own and is_open(pilot):
            await pilot.app.workers.wait_for_complete(own)
        await pilot.pause()


async def open_search(pilot: Pilot[None], key: str = "F") -> None:
    await pilot.press(key)
    await until(pilot, lambda: is_open(pilot) and told(pilot))
    await answered(pilot)


async def typed(pilot: Pilot[None], words: str) -> None:
    """Put in words, and wait until their answer is there."""
    pilot.app.screen.query_one(Input).value = words
    await answered(pilot)


async def test_the_newest_posts_of_all_libraries_stand_there_first(start: Start) -> None:
    async with start() as pilot:
        await open_search(pilot)
        assert titles(pilot)[:4] == ["渡轮恢复夜航 [/]", "旧桥重修", "Birds", "Notes on tea"]
        assert counts(pilot) == ["all 7", "papers 2", "posts 5"]
        assert told(pilot) == "7 posts"
        lines = [line for line in screen_text(pilot).splitlines() if "Birds" in line]
        assert "papers" in lines[0]
        assert "2024-03-01" in lines[0]


async def test_words_are_found_in_each_library_with_what_is_said_around_them(start: Start) -> None:
    async with start() as pilot:
        await open_search(pilot)
        await typed(pilot, "tea hou")
        assert titles(pilot) == ["Slow trains", "Old trees"]
        assert counts(pilot) == ["all 2", "papers 1", "posts 1"]
        text = screen_text(pilot)
        assert "A slow train stops at every tea house." in text
        assert "a tea house." in text
        await typed(pilot, "茶馆")
        assert titles(pilot) == ["Old trees"]
        await typed(pilot, "nowhere at all")
        assert titles(pilot) == []
        assert "Nothing is found for “nowhere at all”." in screen_text(pilot)
        await typed(pilot, "")
        assert len(titles(pilot)) == 7


async def test_enter_opens_a_post_of_another_library_among_what_was_found(
    start: Start, archive: Path, library: Library, where: Places
) -> None:
    async with start() as pilot:
        await open_search(pilot)
        await typed(pilot, "tea")
        await pilot.press("down", "down", "enter")
        screen = await arrived(pilot, archive)
        await until(pilot, lambda: screen.opened is not None and screen.pane.hits[1])
        assert screen.opened is not None
        assert screen.opened.row.path == TREES
        assert screen.place is screen.pane
        assert screen.query_shown.words == "tea"
        assert screen.pane.hits == (1, 1)
        assert "tea house" in screen_text(pilot)
        session = load_session(where.state_dir, library.root)
        assert session is not None
        await press(pilot, "escape", "escape")
        await settle(pilot)
        assert not reading(pilot).is_searching
        assert len(reading(pilot).listing or ()) == 2


async def test_enter_opens_a_post_of_the_same_library_and_esc_brings_the_list_back(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "j")
        await settle(pilot)
        await open_search(pilot)
        await typed(pilot, "tea")
        assert titles(pilot)[0] == "Notes on tea"
        await pilot.press("enter")
        await until(pilot, lambda: not is_open(pilot))
        await settle(pilot)
        screen = reading(pilot)
        assert screen.opened is not None
        assert screen.opened.row.title == "Notes on tea"
        assert (screen.place, screen.query_shown) == (screen.pane, Query(words="tea"))
        await press(pilot, "escape", "escape")
        await settle(pilot)
        assert screen.query_shown == Query()
        assert screen.posts.current is not None
        assert screen.posts.current.title == "旧桥重修"


async def test_what_is_searched_for_in_the_list_is_searched_everywhere(start: Start) -> None:
    async with start(query=Query(words="tea")) as pilot:
        await open_search(pilot)
        assert pilot.app.screen.query_one(Input).value == "tea"
        assert titles(pilot) == ["Notes on tea", "Slow trains", "Old trees"]


async def test_the_search_opens_again_at_the_post_it_led_to(start: Start) -> None:
    async with start() as pilot:
        await open_search(pilot)
        await typed(pilot, "tea")
        await pilot.press("down", "enter")
        await until(pilot, lambda: not is_open(pilot))
        await settle(pilot)
        await press(pilot, "escape", "escape")
        await open_search(pilot)
        assert pilot.app.screen.query_one(Input).value == "tea"
        assert shown(pilot).cursor == 1
        await typed(pilot, "ferry or tea")
        assert shown(pilot).cursor == 0


async def test_tab_goes_round_the_libraries(start: Start) -> None:
    async with start() as pilot:
        await open_search(pilot)
        await typed(pilot, "tea")
        await pilot.press("tab")
        await answered(pilot)
        assert titles(pilot) == ["Old trees"]
        assert told(pilot) == "1 post"
        assert counts(pilot) == ["all 3", "papers 1", "posts 2"]
        await pilot.press("tab")
        await answered(pilot)
        assert titles(pilot) == ["Notes on tea", "Slow trains"]
        await pilot.press("tab")
        await answered(pilot)
        assert len(titles(pilot)) == 3
        await pilot.press("shift+tab")
        await answered(pilot)
        assert titles(pilot) == ["Notes on tea", "Slow trains"]


async def test_a_wrong_query_is_told_and_keeps_the_posts(start: Start) -> None:
    async with start() as pilot:
        await open_search(pilot)
        await typed(pilot, "tea")
        await typed(pilot, "tea date:2021-13")
        assert told(pilot) == "`date:2021-13`: there is no month 13"
        assert pilot.app.screen.query_one("#dialog").has_class("-refused")
        assert len(titles(pilot)) == 3
        await pilot.press("enter")
        await answered(pilot)
        assert is_open(pilot)
        await typed(pilot, "tea date:2020")
        assert titles(pilot) == ["Old trees"]
        assert not pilot.app.screen.query_one("#dialog").has_class("-refused")


async def test_a_stale_answer_is_never_shown_and_enter_waits_for_its_own(
    start: Start, monkeypatch: pytest.MonkeyPatch, archive: Path
) -> None:
    go_on, asked = threading.Event(), []
    find = Everywhere.find

    def slowly(self: Everywhere, query: Query, *arguments: Any, **named: Any) -> object:
        asked.append(query.words)
        if query.words == "tea":
            go_on.wait(20)
        return find(self, query, *arguments, **named)

    async with start() as pilot:
        await open_search(pilot)
        monkeypatch.setattr(Everywhere, "find", slowly)
        pilot.app.screen.query_one(Input).value = "tea"
        await until(pilot, lambda: "tea" in asked)
        pilot.app.screen.query_one(Input).value = "茶馆"
        await until(pilot, lambda: titles(pilot) == ["Old trees"])
        go_on.set()
        await answered(pilot)
        assert titles(pilot) == ["Old trees"]
        go_on.clear()
        pilot.app.screen.query_one(Input).value = "tea"
        await pilot.pause()
        await pilot.press("enter")
        assert is_open(pilot)
        go_on.set()
        await until(pilot, lambda: not is_open(pilot))
        await settle(pilot)
        assert reading(pilot).library.root != archive
        assert reading(pilot).query_shown.words == "tea"


async def test_what_can_not_be_searched_is_told(
    library: Library,
    settings: Settings,
    where: Places,
    archive: Path,
    tmp_path: Path,
    open_library: Callable[[Path], Library],
) -> None:
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    config = settings.libraries["papers"]
    named = {"papers": config, "fresh": replace(config, name="fresh", path=str(fresh))}

    def open_(root: Path) -> Library:
        if root == archive:
            raise LibraryError("Can't open the library", "it is locked.")
        return open_library(root)

    app = ReaderApp(library, replace(settings, libraries=named), where, open_, query=Query())
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await open_search(pilot)
        await typed(pilot, "tea")
        assert titles(pilot) == ["Notes on tea", "Slow trains"]
        said = " ".join(toasts(pilot))
        assert "papers: it is locked." in said
        assert "fresh: open them once" in said
        await pilot.press("escape")
        await until(pilot, lambda: not is_open(pilot))
        assert reading(pilot).library is library


async def test_libraries_are_closed_with_the_search_but_for_the_open_one(
    library: Library,
    settings: Settings,
    where: Places,
    open_library: Callable[[Path], Library],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    closed: list[str] = []

    def open_(root: Path) -> Library:
        opened = open_library(root)
        close = opened.close

        def closing() -> None:
            closed.append(opened.name)
            close()

        monkeypatch.setattr(opened, "close", closing)
        return opened

    app = ReaderApp(library, settings, where, open_, query=Query())
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await open_search(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: closed)
        assert closed == ["old papers"]
        assert library.counts().total == 5


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (200, 60)])
async def test_it_fits_any_screen(start: Start, size: tuple[int, int]) -> None:
    async with start(size=size) as pilot:
        await open_search(pilot)
        await typed(pilot, "tea")
        lines = screen_text(pilot).splitlines()
        assert len(lines) == size[1]
        assert any("Notes" in line and "posts" in line for line in lines)
        assert any("3 posts ─" in line for line in lines)


async def test_the_reader_may_begin_with_it(
    library: Library, settings: Settings, where: Places, open_library: Callable[[Path], Library]
) -> None:
    app = ReaderApp(library, settings, where, open_library, query=Query(), everywhere="tea")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: is_open(pilot) and len(titles(pilot)) == 3)
        assert app.reading is not None


# The search itself.


def test_a_search_that_was_let_go_of_asks_nothing_any_more(
    library: Library, archive: Path, where: Places, open_library: Callable[[Path], Library]
) -> None:
    from tui_reader.errors import CancelledError

    def members() -> tuple[Member, ...]:
        return all_libraries(
            {"papers": str(archive)},
            [str(library.root)],
            state_dir=where.state_dir,
            cache_dir=where.cache_dir,
            data_dir=where.data_dir,
            sample=None,
        )

    everywhere = Everywhere(members, open_library, library)
    everywhere.open()
    assert [each.name for each in everywhere.opened] == ["papers", "posts"]
    found = everywhere.find(Query(words="tea"), 2, lambda: False)
    assert (len(found.posts), found.total, found.is_whole) == (2, 3, True)
    first = everywhere.find(Query(words="tea"), 1, lambda: False)
    assert (len(first.posts), first.is_whole) == (1, False)
    assert everywhere.counts(Query(words="tea"), lambda: False) == (1, 2)
    everywhere.close()
    for ask in (
        lambda: everywhere.find(Query(), 1, lambda: False),
        lambda: everywhere.counts(Query(), lambda: False),
        everywhere.open,
    ):
        with pytest.raises(CancelledError):
            ask()
    assert library.counts().total == 5
