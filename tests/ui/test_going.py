"""Going to a post by a few letters: the dialog, what it shows as one types, and where its answer leads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.ui.conftest import Start, press, reading, screen_text, settle, until
from tui_reader.config import Places, Settings
from tui_reader.errors import LibraryError
from tui_reader.library import FoundPost, Library, TitleFinder
from tui_reader.library.titles import TitleSearch
from tui_reader.model import Mark, Query, ReadingPosition, View
from tui_reader.ui.app import ReaderApp
from tui_reader.ui.screens.post_finder import FoundPosts, PostFinder


def is_open(pilot: Pilot[None]) -> bool:
    return isinstance(pilot.app.screen, PostFinder)


def titles(pilot: Pilot[None]) -> list[str]:
    return [post.row.title for post in pilot.app.screen.query_one(FoundPosts).posts]


def told(pilot: Pilot[None]) -> str:
    return str(pilot.app.screen.query_one("#dialog").border_subtitle)


async def open_dialog(pilot: Pilot[None]) -> None:
    await pilot.press("ctrl+o")
    await until(pilot, lambda: is_open(pilot) and titles(pilot))


async def typed(pilot: Pilot[None], text: str) -> None:
    """Type, and wait until what is found stands there."""
    await pilot.press(*("space" if letter == " " else letter for letter in text))
    await until(pilot, lambda: told(pilot) and "…" not in told(pilot))
    await pilot.pause()


async def close(pilot: Pilot[None], key: str) -> None:
    """Press a key that ends the dialog, and wait for what comes of it."""
    await pilot.press(key)
    await until(pilot, lambda: not is_open(pilot))
    await settle(pilot)


async def test_initials_find_a_post_and_enter_opens_it(start: Start) -> None:
    async with start() as pilot:
        await open_dialog(pilot)
        await typed(pilot, "jqcx")
        assert titles(pilot) == ["旧桥重修"]
        assert told(pilot) == "1 post"
        assert "旧桥重修" in screen_text(pilot)
        assert "新闻 › 城市" in screen_text(pilot)
        await close(pilot, "enter")
        screen = reading(pilot)
        assert not is_open(pilot)
        assert screen.opened is not None
        assert screen.opened.row.title == "旧桥重修"
        assert screen.place is screen.pane
        assert screen.posts.current is not None
        assert screen.posts.current.title == "旧桥重修"
        assert screen.posts.current.read


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("jiuqiao", "旧桥重修"),
        ("jqchongx", "旧桥重修"),
        ("zhongxiu", "旧桥重修"),
        ("TRAINS", "Slow trains"),
        ("tea note", "Notes on tea"),
        ("nt", "Notes on tea"),
        ("tarins", "Slow trains"),
        ("夜航", "渡轮恢复夜航 [/]"),
    ],
)
async def test_a_post_is_found_by_what_it_says_or_reads_like(start: Start, text: str, first: str) -> None:
    async with start() as pilot:
        await open_dialog(pilot)
        pilot.app.screen.query_one(Input).value = text
        await until(pilot, lambda: titles(pilot)[:1] == [first])


async def test_escape_leaves_all_as_it_was(start: Start, library: Library) -> None:
    async with start() as pilot:
        await press(pilot, "j", "j")
        screen = reading(pilot)
        before = (screen.query_shown, screen.listing, screen.posts.cursor, screen.place, screen.opened)
        unread = library.counts().unread
        await open_dialog(pilot)
        await typed(pilot, "slow")
        await close(pilot, "escape")
        assert (screen.query_shown, screen.listing, screen.posts.cursor, screen.place, screen.opened) == before
        assert library.counts().unread == unread


async def test_a_post_outside_the_list_is_opened_in_the_list_of_all(start: Start) -> None:
    async with start(query=Query(category=("Notes",))) as pilot:
        await open_dialog(pilot)
        await typed(pilot, "jqcx")
        await close(pilot, "enter")
        screen = reading(pilot)
        assert screen.query_shown.category is None
        assert screen.posts.row_total() == 5
        assert screen.posts.current is not None
        assert screen.posts.current.title == "旧桥重修"
        assert screen.opened is not None
        assert screen.opened.row.title == "旧桥重修"
        assert screen.place is screen.pane
        place = screen.categories.current
        assert place is not None
        assert place.category is None


async def test_a_post_of_the_list_is_opened_where_it_stands(start: Start) -> None:
    async with start(query=Query(category=("Notes",))) as pilot:
        await open_dialog(pilot)
        await typed(pilot, "slow")
        await close(pilot, "enter")
        screen = reading(pilot)
        assert screen.query_shown.category == ("Notes",)
        assert screen.posts.current is not None
        assert screen.posts.current.title == "Slow trains"


async def test_a_view_or_search_without_the_post_gives_way(start: Start, library: Library) -> None:
    library.mark(["notes/trains.md"], Mark.READ, value=True)
    async with start(query=Query(view=View.UNREAD)) as pilot:
        await press(pilot, "slash", *"ferry", "enter")
        await open_dialog(pilot)
        await typed(pilot, "slow")
        await close(pilot, "enter")
        screen = reading(pilot)
        assert screen.query_shown.view is View.ALL
        assert not screen.query_shown.words
        assert not screen.search_line.is_open
        assert screen.posts.current is not None
        assert screen.posts.current.title == "Slow trains"
        await press(pilot, "H")
        assert screen.opened is not None


async def test_keys_move_the_cursor_and_not_out_of_the_rows(start: Start) -> None:
    async with start() as pilot:
        await open_dialog(pilot)
        rows = pilot.app.screen.query_one(FoundPosts)
        for key, cursor in (
            *(("down", 1), ("ctrl+n", 2), ("up", 1), ("ctrl+p", 0), ("up", 0)),
            *(("pagedown", 4), ("down", 4), ("pageup", 0)),
        ):
            await pilot.press(key)
            assert rows.cursor == cursor
        await pilot.press("down")
        await close(pilot, "enter")
        opened = reading(pilot).opened
        assert opened is not None
        assert opened.row.title == "旧桥重修"


async def test_a_click_on_the_row_with_the_cursor_opens(start: Start) -> None:
    async with start() as pilot:
        await open_dialog(pilot)
        await pilot.click(FoundPosts, offset=(3, 2))
        assert pilot.app.screen.query_one(FoundPosts).cursor == 2
        await pilot.click(FoundPosts, offset=(3, 2))
        await until(pilot, lambda: not is_open(pilot))
        await settle(pilot)
        opened = reading(pilot).opened
        assert opened is not None
        assert opened.row.title == "Notes on tea"


async def test_what_was_read_last_is_offered_first(start: Start, library: Library) -> None:
    library.set_position("loose.md", ReadingPosition(0, 1))
    async with start() as pilot:
        await open_dialog(pilot)
        assert titles(pilot)[0] == "Without a category"
        await typed(pilot, "slow")
        await close(pilot, "enter")
        await open_dialog(pilot)
        assert titles(pilot)[:2] == ["Slow trains", "Without a category"]
        await typed(pilot, "tea")
        assert titles(pilot) == ["Notes on tea"]
        await pilot.press("backspace", "backspace", "backspace")
        await until(pilot, lambda: titles(pilot)[:2] == ["Slow trains", "Without a category"])


async def test_what_is_typed_is_marked_in_the_title_alone(start: Start) -> None:
    async with start() as pilot:
        await open_dialog(pilot)
        await typed(pilot, "rain")
        rows = pilot.app.screen.query_one(FoundPosts)
        marked = [segment.text for segment in rows.render_line(0) if segment.style and segment.style.underline]
        assert marked == ["rain"]


async def test_nothing_found_says_so_and_enter_stays(start: Start) -> None:
    async with start() as pilot:
        await open_dialog(pilot)
        await typed(pilot, "qqqq")
        assert told(pilot) == "0 posts"
        assert "No title has that in it." in screen_text(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert is_open(pilot)
        await close(pilot, "escape")


async def test_an_empty_library_offers_nothing(
    tmp_path: Path, open_library: Callable[[Path], Library], settings: Settings, where: Places
) -> None:
    (tmp_path / "empty").mkdir()
    library = open_library(tmp_path / "empty")
    library.refresh()
    app = ReaderApp(library, settings, where, open_library, query=Query())
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: is_open(pilot) and "There are no posts yet." in screen_text(pilot))
        await typed(pilot, "a")
        assert told(pilot) == "0 posts"
        await pilot.press("enter")
        await pilot.pause()
        assert is_open(pilot)
        await close(pilot, "escape")


async def test_titles_are_no_markup(start: Start) -> None:
    async with start() as pilot:
        await open_dialog(pilot)
        await typed(pilot, "[/]")
        assert titles(pilot) == ["渡轮恢复夜航 [/]"]
        assert "渡轮恢复夜航 [/]" in screen_text(pilot)
        await close(pilot, "enter")
        opened = reading(pilot).opened
        assert opened is not None
        assert opened.row.title == "渡轮恢复夜航 [/]"


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (200, 60)])
async def test_rows_fit_any_screen(start: Start, size: tuple[int, int]) -> None:
    async with start(size=size) as pilot:
        await open_dialog(pilot)
        await typed(pilot, "o")
        rows = pilot.app.screen.query_one(FoundPosts)
        assert rows.size.height >= 3
        assert all(rows.render_line(y).cell_length == rows.size.width for y in range(rows.size.height))


class SlowFinder(TitleFinder):
    """Holds the answers to one text back."""

    held = "jq"

    def __init__(self, finder: TitleFinder) -> None:
        super().__init__(finder._ask)
        self.let_go = threading.Event()
        self.answered: list[str] = []

    def posts(self, search: TitleSearch) -> tuple[FoundPost, ...]:
        if search.pattern.phrase == self.held:
            self.let_go.wait(20)
        self.answered.append(search.pattern.phrase)
        return super().posts(search)


@pytest.fixture
def slow(library: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowFinder]:
    finder = SlowFinder(library.title_finder())
    monkeypatch.setattr(Library, "title_finder", lambda _: finder)
    yield finder
    finder.let_go.set()


async def test_an_answer_that_comes_too_late_is_not_shown(start: Start, slow: SlowFinder) -> None:
    async with start() as pilot:
        await open_dialog(pilot)
        line = pilot.app.screen.query_one(Input)
        line.value = "jq"
        await pilot.pause(0.1)
        line.value = "tea"
        await until(pilot, lambda: titles(pilot) == ["Notes on tea"])
        slow.let_go.set()
        await until(pilot, lambda: "jq" in slow.answered)
        await pilot.pause(0.1)
        assert titles(pilot) == ["Notes on tea"]


async def test_enter_waits_for_what_was_typed(start: Start, slow: SlowFinder) -> None:
    async with start() as pilot:
        await open_dialog(pilot)
        await pilot.press("j", "q", "enter")
        await pilot.pause(0.1)
        assert is_open(pilot)
        slow.let_go.set()
        await until(pilot, lambda: not is_open(pilot))
        await settle(pilot)
        opened = reading(pilot).opened
        assert opened is not None
        assert opened.row.title == "旧桥重修"


async def test_typing_on_takes_an_early_enter_back(start: Start, slow: SlowFinder) -> None:
    async with start() as pilot:
        await open_dialog(pilot)
        await pilot.press("j", "q", "enter", "c")
        slow.let_go.set()
        await until(pilot, lambda: titles(pilot) == ["旧桥重修"] and "…" not in told(pilot))
        await pilot.pause(0.1)
        assert is_open(pilot)


async def test_titles_that_are_still_coming_are_told_and_searched_too(
    start: Start, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = TitleFinder.load
    gate = threading.Event()

    def load(finder: TitleFinder, seconds: float) -> bool:
        if len(finder):
            gate.wait(20)
            return whole(finder, seconds)
        finder._titles.add(["slow boats"])
        finder._keys.append(-5)
        return False

    monkeypatch.setattr(TitleFinder, "load", load)
    async with start() as pilot:
        await open_dialog(pilot)
        await pilot.press(*"slow")
        await until(pilot, lambda: "among the newest 1 …" in told(pilot))
        assert titles(pilot) != ["Slow trains"]
        gate.set()
        await until(pilot, lambda: titles(pilot) == ["Slow trains"] and told(pilot) == "1 post")


async def test_a_failure_is_told_and_the_dialog_stays(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(finder: TitleFinder, paths: Sequence[str], count: int) -> tuple[FoundPost, ...]:
        raise LibraryError("The list of posts is in use", "Try [again].")

    monkeypatch.setattr(TitleFinder, "offered", fail)
    async with start() as pilot:
        await pilot.press("ctrl+o")
        await until(pilot, lambda: [note.message for note in pilot.app._notifications] == ["Try [again]."])
        assert is_open(pilot)
        await close(pilot, "escape")


async def test_another_key_may_open_it(
    library: Library, settings: Settings, where: Places, open_library: Callable[[Path], Library]
) -> None:
    app = ReaderApp(library, replace(settings, keys={"go-to": ("ctrl+g",)}), where, open_library, query=Query())
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+o")
        assert not is_open(pilot)
        await pilot.press("ctrl+g")
        await until(pilot, lambda: is_open(pilot))
