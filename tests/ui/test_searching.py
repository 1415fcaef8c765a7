"""Searching the list in the query language: what is found, in which order, and what is said of mistakes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from tests.ui.conftest import Start, press, reading, screen_text
from tui_reader.config import load_settings


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
