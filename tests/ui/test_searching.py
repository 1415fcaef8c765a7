"""Searching the list in the query language: what is found, in which order, and what is said of mistakes."""

from __future__ import annotations

from textual.pilot import Pilot
from textual.widgets import Static

from tests.ui.conftest import Start, press, reading, screen_text


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
