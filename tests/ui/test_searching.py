"""Searching the list in the query language: what is found, in which order, and what is said of mistakes."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from tests.ui.conftest import Start, press, reading, screen_text, settle, until
from tui_reader.config import Places, load_settings
from tui_reader.document import Passage, Wanted
from tui_reader.library import Library, Listing, past_queries
from tui_reader.model import Query


def found(pilot: Pilot[None]) -> int:
    return reading(pilot).posts.row_total()


async def test_a_mistake_is_told_with_its_place_and_the_list_stays(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "slash", *"is:unread")
        assert found(pilot) == 5
        await press(pilot, *" date:2021-1")
        before = found(pilot)
        await press(pilot, "3")
        line = reading(pilot).search_line
        assert line.has_class("-refused")
        assert "there is no month 13" in screen_text(pilot)
        assert line.mistake == (10, 22)
        assert found(pilot) == before
        await press(pilot, "backspace")
        assert not line.has_class("-refused")
        assert "there is no month" not in screen_text(pilot)


async def test_a_count_that_comes_late_does_not_cover_a_mistake(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "slash", *"(a")
        reading(pilot).tell_list()
        await pilot.pause()
        assert "expected )" in str(reading(pilot).query_one("#search-found", Static).render())


async def test_the_order_of_the_words_is_told_and_kept(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "slash", *"sort:title", "enter")
        assert "by title" in screen_text(pilot)
        await press(pilot, "comma")
        assert "The search says sort:title." in screen_text(pilot)
        await press(pilot, "escape")
        assert "newest first" in screen_text(pilot)


async def test_the_best_first_is_an_order_of_searches(start: Start) -> None:
    async with start() as pilot:
        orders = []
        await press(pilot, "slash", *"is:unread", "enter")
        for _ in range(7):
            await press(pilot, "comma")
            orders.append(reading(pilot).query_shown.sort.value)
        assert orders == ["-date", "title", "author", "words", "path", "relevance", "date"]


async def test_what_is_found_by_a_variant_is_marked_in_the_list_and_in_the_article(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "slash", *"渡輪恢復", "enter")
        posts = reading(pilot).posts
        assert found(pilot) == 1
        ground = posts.get_component_rich_style("row--hit").bgcolor
        strip = posts.draw_row(0, 0, 60)
        assert [each.text for each in strip if each.style and each.style.bgcolor == ground] == ["渡轮恢复"]
        await press(pilot, "enter", "slash", *"碼頭")
        pane = reading(pilot).pane
        assert pane.hits == (1, 1)
        assert pane.article is not None
        await press(pilot, "escape", "slash", *"船燈")
        assert pane.hits == (1, 30)


async def test_a_category_is_found_by_a_variant(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "1", "slash", *"新聞")
        current = reading(pilot).categories.current
        assert current is not None
        assert current.category == ("新闻",)


@pytest.mark.parametrize("settings", [replace(load_settings({}), watch=False, search_variants=False)])
async def test_nothing_is_marked_by_a_variant_where_they_are_apart(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "enter", "slash", *"船燈")
        assert reading(pilot).pane.hits == (0, 0)


async def test_what_is_found_is_shown_with_a_passage_and_its_hits_marked(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "slash", *"停工")
        posts = reading(pilot).posts
        assert posts.row_height == 2
        assert "疫情期间停工的船也回来了。" in screen_text(pilot)
        ground = posts.get_component_rich_style("row--hit").bgcolor
        strip = posts.draw_row(0, 1, 60)
        assert [each.text for each in strip if each.style and each.style.bgcolor == ground] == ["停工"]
        await press(pilot, "escape")
        assert posts.row_height == 1
        await press(pilot, "slash", *"tag:夜")
        assert posts.row_height == 1, "no words of the body are looked for"


async def test_a_post_found_by_its_title_alone_shows_its_beginning(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "slash", *"without")
        assert found(pilot) == 1
        assert "It stands alone." in screen_text(pilot)


async def test_the_hits_are_carried_into_the_article(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "slash", *"body:船灯 or body:写完", "enter", "enter")
        pane = reading(pilot).pane
        assert pane.hits == (1, 60)
        await press(pilot, "n")
        assert pane.hits == (2, 60)
        await press(pilot, "N", "N")
        assert pane.hits == (60, 60)
        await press(pilot, "escape")
        assert pane.hits == (0, 0)
        assert reading(pilot).query_shown.words, "the list is still what was searched for"
        await press(pilot, "escape")
        assert not reading(pilot).query_shown.words
        assert found(pilot) == 5


async def test_the_first_posts_are_shown_before_all_are_known(
    start: Start, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_reader.ui.screens.reading._ENOUGH", 2)
    go_on = threading.Event()
    real = Library.listing

    def listing(self: Library, query: Query, **options: Any) -> Listing:
        if query.words and "most" not in options:
            assert go_on.wait(20)
        return real(self, query, **options)

    monkeypatch.setattr(Library, "listing", listing)
    async with start() as pilot:
        await pilot.press("slash", *"is:unread")
        screen = reading(pilot)
        await until(pilot, lambda: screen.listing is not None and screen.listing.query.words == "is:unread")
        assert found(pilot) == 2
        await until(pilot, lambda: "2+ posts" in screen_text(pilot))
        await pilot.press("down")
        assert screen.posts.cursor == 1
        go_on.set()
        await settle(pilot)
        assert found(pilot) == 5
        assert screen.posts.cursor == 1
        assert "5 posts" in screen_text(pilot)


async def test_what_was_searched_for_before_is_recalled(start: Start, where: Places) -> None:
    async with start() as pilot:
        await press(pilot, "slash", *"tea", "enter", "slash", "ctrl+u", *"旧桥", "enter", "escape", "escape")
        assert past_queries(where.state_dir) == ("旧桥", "tea")
        line = reading(pilot).search_line
        await press(pilot, "slash", *"sl", "ctrl+p")
        assert line.words == "旧桥"
        assert found(pilot) == 1
        await press(pilot, "ctrl+p", "alt+up")
        assert line.words == "tea"
        assert found(pilot) == 2
        await press(pilot, "ctrl+n", "alt+down", "ctrl+n")
        assert line.words == "sl"


async def test_passages_of_an_older_search_are_not_shown(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "slash", *"停工")
        posts = reading(pilot).posts
        (path,) = posts._passages
        posts.take_passages(Wanted([("另一个", False)]), {path: Passage("Of another search.", ())})
        assert "Of another search." not in screen_text(pilot)


async def test_the_passage_of_an_edited_post_is_read_again(start: Start, posts: Path) -> None:
    async with start() as pilot:
        await press(pilot, "slash", *"停工", "enter")
        assert "疫情期间停工的船也回来了。" in screen_text(pilot)
        file = posts / "news/city/2024-03-08-bridge.md"
        file.write_text(file.read_text("utf-8").replace("停工的船也回来了", "停工的人不再来"), "utf-8")
        await press(pilot, "R")
        await until(pilot, lambda: "停工的人不再来。" in screen_text(pilot))
        assert "停工的船" not in screen_text(pilot)
