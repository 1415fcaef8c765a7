"""Saved searches in the reader: saved, shown in the tree with counts that follow, edited, renamed, removed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from tests.ui.conftest import Start, press, reading, screen_text, settle, toasts, until
from tui_reader.config import Places, Settings
from tui_reader.library import Library, load_session, save_session
from tui_reader.model import Mark, Query, SavedSearch, Session, Tally, View
from tui_reader.ui.app import ReaderApp
from tui_reader.ui.screens.dialogs import Question
from tui_reader.ui.screens.naming import NameDialog

TEA = "notes/tea.md"
TRAINS = "notes/trains.md"
FERRY = "news/city/2024-03-09-ferry.md"


async def dialog(pilot: Pilot[None], kind: type[Screen[Any]], *keys: str) -> None:
    """Press keys, and wait for a dialog of this kind: what waits for its answer is no work that ends."""
    await pilot.press(*keys)
    await until(pilot, lambda: isinstance(pilot.app.screen, kind))
    await pilot.pause()


async def name(pilot: Pilot[None], text: str) -> None:
    """Answer the dialog that asks for a name."""
    pilot.app.screen.query_one(Input).value = text
    await pilot.press("enter")
    await until(pilot, lambda: not isinstance(pilot.app.screen, NameDialog))
    await pilot.pause()


async def go_to(pilot: Pilot[None], search: str) -> None:
    """Move the tree's cursor onto a saved search."""
    await press(pilot, "1", "g")
    tree = reading(pilot).categories
    for _ in range(tree.row_total()):
        place = tree.current
        if place is not None and place.search is not None and place.search.name == search:
            return
        await press(pilot, "j")
    raise AssertionError(search)


def listed(pilot: Pilot[None]) -> list[str]:
    """The paths of the list."""
    posts = reading(pilot).posts
    return [row.path for row in map(posts.row, range(posts.row_total())) if row]


def tree_row(pilot: Pilot[None], label: str) -> list[str]:
    """The words of the tree's row in which `label` stands."""
    tree = reading(pilot).categories
    for row in range(tree.row_total()):
        text = "".join(segment.text for segment in tree.draw_row(row, 0, 40))
        if label in text:
            return text.split()
    return []


async def test_a_search_is_saved_under_the_name_asked_for(start: Start, library: Library) -> None:
    async with start() as pilot:
        await press(pilot, "slash", *"tea")
        assert listed(pilot) == [TEA, TRAINS]
        await dialog(pilot, NameDialog, "ctrl+s")
        assert pilot.app.screen.query_one(Input).value == "tea"
        assert "It finds tea*." in screen_text(pilot)
        await name(pilot, " Hot \x1b drinks ")
        await settle(pilot)
        assert "“Hot ␛ drinks” is saved: it stands in the tree." in toasts(pilot)
        assert library.searches.read().searches == (SavedSearch("Hot ␛ drinks", "tea*"),)
        assert tree_row(pilot, "Hot") == ["⌕", "Hot", "␛", "drinks", "2"]
        assert reading(pilot).search_line.is_focused, "typing goes on"
        await press(pilot, "escape")
        assert len(listed(pilot)) == 5
        rows = [tree_row(pilot, text)[0] for text in ("All", "Hot")]
        assert rows == ["All", "⌕"]


async def test_it_is_saved_with_its_category_and_its_order(start: Start, library: Library) -> None:
    async with start() as pilot:
        reading(pilot).categories.go_to(("新闻",))
        reading(pilot).show_place()
        await settle(pilot)
        await press(pilot, "2", "slash", *"夜 or 桥 sort:title", "enter")
        before = listed(pilot)
        await dialog(pilot, NameDialog, "ctrl+s")
        assert "It finds 夜 or 桥 sort:title in 新闻." in screen_text(pilot)
        await name(pilot, "news")
        await settle(pilot)
        assert library.searches.find("news") == SavedSearch("news", "夜 or 桥 sort:title", ("新闻",))
        await press(pilot, "escape")
        await go_to(pilot, "news")
        assert listed(pilot) == before
        assert "新闻 › “夜 or 桥 sort:title”" in screen_text(pilot)
        assert "by title" in screen_text(pilot)


async def test_an_existing_name_is_replaced_only_after_asking(start: Start, library: Library) -> None:
    library.searches.add(SavedSearch("x", "train"))
    async with start() as pilot:
        for answer, words in (("n", "train"), ("y", "tea*")):
            await press(pilot, "2", "slash", "ctrl+u", *"tea")
            await dialog(pilot, NameDialog, "ctrl+s")
            await pilot.press("x")
            await dialog(pilot, Question, "enter")
            assert "“x” finds train. Replace it?" in screen_text(pilot)
            await pilot.press(answer)
            await until(pilot, lambda: not isinstance(pilot.app.screen, Question))
            await settle(pilot)
            assert library.searches.read().searches == (SavedSearch("x", words),)
            await press(pilot, "escape")


async def test_what_can_not_be_saved_is_told(start: Start, library: Library) -> None:
    async with start() as pilot:
        await press(pilot, "ctrl+s")
        assert "Nothing is searched for: / in the list searches, then ctrl+s saves that." in toasts(pilot)
        await press(pilot, "slash", *"(a", "ctrl+s")
        assert "What stands in the search line is no query." in toasts(pilot)
        library.searches.add(SavedSearch("x", "tea"))
        await press(pilot, "escape", "R")
        reading(pilot).reload_searches()
        await settle(pilot)
        await go_to(pilot, "x")
        await press(pilot, "ctrl+s")
        assert "“x” is saved already; in the tree, E edits it." in toasts(pilot)
        assert library.searches.read().searches == (SavedSearch("x", "tea"),)


async def test_a_saved_search_is_a_place_like_a_category(start: Start, library: Library) -> None:
    library.searches.add(SavedSearch("tea house", "tea"))
    library.mark([TEA], Mark.READ, value=True)
    async with start() as pilot:
        await go_to(pilot, "tea house")
        assert listed(pilot) == [TEA, TRAINS]
        assert "All posts › “tea”" in screen_text(pilot)
        assert tree_row(pilot, "tea house") == ["⌕", "tea", "house", "1", "2"]
        await press(pilot, "a")
        assert listed(pilot) == [TRAINS], "the view is laid over it"
        await press(pilot, "2", "slash", "space", *"green")
        assert reading(pilot).search_line.words == "tea green"
        assert listed(pilot) == []
        assert "Nothing is found for “tea green”" in screen_text(pilot)
        await press(pilot, "escape")
        assert listed(pilot) == [TRAINS], "Esc takes back what was typed, not the place"
        assert "All posts › “tea”" in screen_text(pilot)
        await press(pilot, "a", "a", "g", "n")
        current = reading(pilot).posts.current
        assert current is not None
        assert current.path == TRAINS, "the next unread one, as in a category"
        await press(pilot, "1", "g")
        assert len(listed(pilot)) == 5
        assert "“tea”" not in screen_text(pilot)


async def test_q_leaves_the_reader_from_a_saved_search(start: Start, library: Library, where: Places) -> None:
    library.searches.add(SavedSearch("tea", "tea"))
    async with start() as pilot:
        await go_to(pilot, "tea")
        await press(pilot, "2")
        await pilot.press("q")
        await until(pilot, lambda: not pilot.app.is_running)
    app = pilot.app
    assert isinstance(app, ReaderApp)
    assert app.session == Session(str(library.root), None, View.ALL, TEA, search="tea")


async def test_the_reader_goes_on_in_the_saved_search(
    library: Library, settings: Settings, where: Places, open_library: Callable[[Path], Library]
) -> None:
    library.searches.add(SavedSearch("first", "ferry"))
    library.searches.add(SavedSearch("tea", "tea", ("Notes",)))
    save_session(where.state_dir, Session(str(library.root), ("Notes",), View.ALL, TRAINS, search="tea"))
    session = load_session(where.state_dir)
    app = ReaderApp(library, settings, where, open_library, query=Query(), session=session)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await until(pilot, lambda: not reading(pilot).is_looking)
        await settle(pilot)
        place = reading(pilot).categories.current
        assert place is not None
        assert place.search == SavedSearch("tea", "tea", ("Notes",))
        assert listed(pilot) == [TEA, TRAINS]
        current = reading(pilot).posts.current
        assert current is not None
        assert current.path == TRAINS


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_counts_follow_marks_posts_and_other_readers(
    start: Start, library: Library, posts: Path, size: tuple[int, int]
) -> None:
    library.searches.add(SavedSearch("unread tea", "tea is:unread"))
    library.searches.add(SavedSearch("tea", "tea"))
    async with start(size) as pilot:
        assert tree_row(pilot, "unread tea") == ["⌕", "unread", "tea", "2"]
        assert tree_row(pilot, "⌕ tea") == ["⌕", "tea", "2"]
        await go_to(pilot, "unread tea")
        await press(pilot, "2", "enter")
        assert tree_row(pilot, "unread tea") == ["⌕", "unread", "tea", "1"]
        assert tree_row(pilot, "⌕ tea") == ["⌕", "tea", "1", "2"]
        await press(pilot, "U")
        assert tree_row(pilot, "⌕ tea") == ["⌕", "tea", "2"]
        (posts / "more.md").write_text("---\ntitle: More tea\n---\n\nMore.\n", "utf-8")
        await press(pilot, "R")
        await until(pilot, lambda: not reading(pilot).is_looking)
        await settle(pilot)
        assert tree_row(pilot, "⌕ tea") == ["⌕", "tea", "3"]
        library.searches.add(SavedSearch("trains", "train"))
        library.searches.remove("unread tea")
        reading(pilot)._look_again()
        await settle(pilot)
        assert tree_row(pilot, "trains") == ["⌕", "trains", "1"]
        assert tree_row(pilot, "unread tea") == []
        place = reading(pilot).categories.current
        assert place is not None
        assert place.search == reading(pilot).place_search == SavedSearch("tea", "tea")


async def test_what_reads_files_or_takes_long_is_not_counted(
    start: Start, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.searches.add(SavedSearch("expression", "re:/tea/"))
    library.searches.add(SavedSearch("tea", "tea"))
    async with start() as pilot:
        assert tree_row(pilot, "expression") == ["⌕", "expression", "…"]
        assert tree_row(pilot, "⌕ tea") == ["⌕", "tea", "2"]
        await go_to(pilot, "expression")
        assert listed(pilot) == [TEA, TRAINS]
        monkeypatch.setattr(library, "count", lambda *_, **__: None)
        reading(pilot).reload_marks()
        await settle(pilot)
        assert tree_row(pilot, "⌕ tea") == ["⌕", "tea", "…"]
        assert tree_row(pilot, "Notes")[-1] == "2", "categories don't wait for them"


async def test_a_count_that_is_overtaken_is_ended(
    start: Start, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    library.searches.add(SavedSearch("tea", "tea"))
    ended: list[bool] = []
    count = library.count

    def slow(query: Query, *, cancelled: Callable[[], bool]) -> object:
        end = time.monotonic() + 20
        while not cancelled() and time.monotonic() < end:
            time.sleep(0.01)
        ended.append(cancelled())
        return count(query)

    async with start() as pilot:
        monkeypatch.setattr(library, "count", slow)
        screen = reading(pilot)
        screen.count_searches()
        await pilot.pause(0.4)
        assert ended == []
        monkeypatch.setattr(library, "count", count)
        screen.count_searches()
        await settle(pilot)
        await until(pilot, lambda: ended)
        assert ended == [True]
        assert tree_row(pilot, "⌕ tea") == ["⌕", "tea", "2"]


async def test_its_words_are_edited_in_the_search_line(start: Start, library: Library) -> None:
    library.searches.add(SavedSearch("mine", "tea"))
    async with start() as pilot:
        await go_to(pilot, "mine")
        await press(pilot, "E")
        line = reading(pilot).search_line
        assert line.words == "tea"
        assert "⌕ mine:" in screen_text(pilot)
        assert "2 posts" in screen_text(pilot)
        await press(pilot, *" date:2023-13", "enter")
        assert "there is no month 13" in screen_text(pilot)
        assert line.is_open
        assert line.is_focused
        assert library.searches.find("mine").words == "tea"
        assert listed(pilot) == [], "the list of date:2023-1 stays"
        await press(pilot, "backspace", "backspace", "backspace")
        assert listed(pilot) == [TRAINS]
        await press(pilot, "enter")
        assert not reading(pilot).search_line.is_open
        assert library.searches.read().searches == (SavedSearch("mine", "tea date:2023"),)
        assert "“mine” finds tea date:2023 now." in toasts(pilot)
        assert listed(pilot) == [TRAINS]
        assert tree_row(pilot, "mine") == ["⌕", "mine", "1"]
        assert "All posts › “tea date:2023”" in screen_text(pilot)
        assert reading(pilot).place is reading(pilot).categories


async def test_escape_leaves_it_as_it_was(start: Start, library: Library) -> None:
    library.searches.add(SavedSearch("mine", "tea"))
    async with start((80, 24)) as pilot:
        await go_to(pilot, "mine")
        await press(pilot, "E", *" green", "escape")
        assert not reading(pilot).search_line.is_open
        assert library.searches.find("mine").words == "tea"
        assert listed(pilot) == [TEA, TRAINS]
        await press(pilot, "E", "ctrl+u", "enter")
        assert "A saved search wants words; in the tree, d removes it." in toasts(pilot)
        assert library.searches.find("mine").words == "tea"
        await press(pilot, "escape", "j")
        await go_to(pilot, "mine")
        assert listed(pilot) == [TEA, TRAINS]


async def test_a_name_is_never_empty(start: Start, library: Library) -> None:
    library.searches.add(SavedSearch("mine", "tea"))
    library.searches.add(SavedSearch("other", "train"))
    async with start() as pilot:
        await go_to(pilot, "mine")
        await dialog(pilot, NameDialog, "c")
        assert pilot.app.screen.query_one(Input).value == "mine"
        pilot.app.screen.query_one(Input).value = " "
        await pilot.press("enter")
        await until(pilot, lambda: "A name is wanted." in screen_text(pilot))
        await pilot.press("escape")
        await settle(pilot)
        assert library.searches.find("mine")


async def test_it_is_renamed_and_no_other_takes_its_name(start: Start, library: Library) -> None:
    library.searches.add(SavedSearch("mine", "tea"))
    library.searches.add(SavedSearch("other", "train"))
    async with start() as pilot:
        await go_to(pilot, "mine")
        await dialog(pilot, NameDialog, "c")
        await name(pilot, "other")
        await settle(pilot)
        assert "Can't keep the search there is one called “other” already." in toasts(pilot)
        await dialog(pilot, NameDialog, "c")
        await name(pilot, "茶")
        await settle(pilot)
        assert library.searches.read().searches == (SavedSearch("茶", "tea"), SavedSearch("other", "train"))
        assert tree_row(pilot, "茶") == ["⌕", "茶", "2"]
        place = reading(pilot).categories.current
        assert place is not None
        assert place.search == reading(pilot).place_search == SavedSearch("茶", "tea")


async def test_it_is_removed_after_asking(start: Start, library: Library) -> None:
    library.searches.add(SavedSearch("mine", "tea"))
    async with start() as pilot:
        await go_to(pilot, "mine")
        for answer in ("n", "y"):
            await dialog(pilot, Question, "d" if answer == "n" else "delete")
            assert "Remove “mine”, which finds tea? No post is touched." in screen_text(pilot)
            await pilot.press(answer)
            await until(pilot, lambda: not isinstance(pilot.app.screen, Question))
            await settle(pilot)
            assert bool(library.searches.read().searches) == (answer == "n")
        assert "“mine” is removed; it searched for tea" in toasts(pilot)
        assert tree_row(pilot, "mine") == []
        place = reading(pilot).categories.current
        assert place is not None
        assert place.search is reading(pilot).place_search is None
        assert reading(pilot).query_shown == Query(category=place.category)


@pytest.mark.parametrize("key", ["E", "c", "d"])
async def test_only_saved_searches_are_edited(start: Start, key: str) -> None:
    async with start() as pilot:
        await press(pilot, "1", "g", key)
        assert "No saved search stands here: ctrl+s saves the one that is shown." in toasts(pilot)
        assert not reading(pilot).search_line.is_open


async def test_a_search_that_can_not_be_meant_is_shown_with_its_problem(start: Start, library: Library) -> None:
    library.searches.add(SavedSearch("good", "tea"))
    with library.searches.file.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"name": "bad", "query": "date:2021-13"}) + "\n{\n")
    async with start() as pilot:
        assert any("line 4: it is no JSON object" in text for text in toasts(pilot))
        assert tree_row(pilot, "bad") == ["⌕", "bad", "!"]
        assert tree_row(pilot, "good") == ["⌕", "good", "2"]
        await go_to(pilot, "bad")
        assert listed(pilot) == []
        assert "This search can't be meant" in screen_text(pilot)
        assert "there is no month 13" in screen_text(pilot)
        await press(pilot, "comma", "a", "R", "2", "n", "A", "1")
        await until(pilot, lambda: not reading(pilot).is_looking)
        await settle(pilot)
        assert not any("wrong" in text for text in toasts(pilot))
        await press(pilot, "E")
        assert "there is no month 13" in screen_text(pilot)
        await press(pilot, "backspace", "backspace", "backspace", "enter")
        assert library.searches.find("bad").words == "date:2021"
        await go_to(pilot, "good")
        await press(pilot, "a", "a")
        assert sorted(listed(pilot)) == [TEA, TRAINS]
        assert len(list(library.searches.file.parent.glob("*.damaged-*"))) == 1


async def test_a_category_that_has_gone_finds_nothing_and_stays(start: Start, library: Library) -> None:
    library.searches.add(SavedSearch("gone", "tea", ("No", "such")))
    async with start() as pilot:
        await go_to(pilot, "gone")
        assert listed(pilot) == []
        reading(pilot).reload_counts()
        await settle(pilot)
        assert "No › such › “tea”" in screen_text(pilot)
        assert "Nothing is found for “tea”" in screen_text(pilot)
        assert tree_row(pilot, "gone") == ["⌕", "gone", "0"]


async def test_names_are_no_markup_and_long_ones_are_cut(start: Start, library: Library) -> None:
    library.searches.add(SavedSearch("[red]x[/]", "tea"))
    library.searches.add(SavedSearch("很长的名字" * 20, "tea is:unread"))
    async with start((80, 24)) as pilot:
        await press(pilot, "1")
        text = screen_text(pilot)
        assert "⌕ [red]x[/]" in text
        assert "⌕ 很长的名字" in text
        assert all(len(line) <= 80 for line in text.split("\n"))
        await go_to(pilot, "[red]x[/]")
        await dialog(pilot, Question, "d")
        assert "Remove “[red]x[/]”" in screen_text(pilot)


async def test_a_full_disk_is_told(start: Start, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    async with start() as pilot:
        await press(pilot, "slash", *"tea")
        await dialog(pilot, NameDialog, "ctrl+s")

        def refuse(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("tui_reader.library.saved.replace_file", refuse)
        await name(pilot, "x")
        await settle(pilot)
        assert any("Can't keep the search" in text and "No space left" in text for text in toasts(pilot))


async def test_a_search_of_the_command_line_is_left_by_escape_and_saved(start: Start, library: Library) -> None:
    async with start(query=Query(words="tea")) as pilot:
        assert listed(pilot) == [TEA, TRAINS]
        await dialog(pilot, NameDialog, "ctrl+s")
        await name(pilot, "x")
        await settle(pilot)
        assert library.searches.find("x").words == "tea"
        await press(pilot, "escape")
        assert len(listed(pilot)) == 5


async def test_another_day_is_another_count_and_the_same_day_is_none(
    start: Start, library: Library, posts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = datetime.now().astimezone()
    (posts / "new.md").write_text(f"---\ntitle: New\ndate: {today:%F %H:%M:%S}\n---\n\nToday.\n", "utf-8")
    library.refresh()
    library.searches.add(SavedSearch("today", "date:today"))
    async with start() as pilot:
        for _ in range(3):  # what the first look through the folder sets going may come late
            await settle(pilot)
            await until(pilot, lambda: reading(pilot)._stop_counting is None)
        assert tree_row(pilot, "today") == ["⌕", "today", "1"]
        counted: list[str] = []
        count = library.count

        def noted(query: Query, *, cancelled: Callable[[], bool]) -> Tally | None:
            counted.append(query.words)
            return count(query, cancelled=cancelled)

        monkeypatch.setattr(library, "count", noted)
        reading(pilot)._look_again()
        await settle(pilot)
        assert counted == []

        class Tomorrow:
            @staticmethod
            def now() -> datetime:
                return today + timedelta(days=1)

        monkeypatch.setattr("tui_reader.library.counting.datetime", Tomorrow)
        monkeypatch.setattr(type(reading(pilot)), "now", staticmethod(Tomorrow.now))
        reading(pilot)._look_again()
        await settle(pilot)
        assert counted == ["date:today"]
        assert tree_row(pilot, "today") == ["⌕", "today", "0"]
