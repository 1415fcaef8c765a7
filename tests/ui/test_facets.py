"""Facets beside the list: shown while one searches, chosen to narrow, taken off again; and how steps are named."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tests.ui.conftest import Start, press, reading, screen_text, settle, until
from tui_reader.document import clean_line
from tui_reader.document import width as cells
from tui_reader.library import Library, Listing
from tui_reader.model import Mark, Query, Tag
from tui_reader.query import (
    CategoryIs,
    Facet,
    Facets,
    FacetSection,
    FacetValue,
    Is,
    State,
    TagIs,
    Undated,
    narrowed,
    typeable,
)
from tui_reader.ui.crumbs import crumbs, trail, value_text
from tui_reader.ui.screens import reading as reading_screen
from tui_reader.ui.widgets.facet_pane import FacetPane

HOSTILE = ['say "hi" [b]x[/b]', "a:b (c) -d/e*", "or", "全角：“引号”"]


def lines(pilot: Pilot[None]) -> list[str]:
    """What stands in the facets, a line each, without what is empty."""
    pane = reading(pilot).facets
    width = pane.size.width
    drawn = ("".join(segment.text for segment in pane.draw_row(row, 0, width)) for row in range(pane.row_total()))
    return [" ".join(line.split()) for line in drawn]


def found(pilot: Pilot[None]) -> int:
    return reading(pilot).posts.row_total()


async def put_cursor(pilot: Pilot[None], line: str) -> None:
    """Put the cursor on the line that begins so, in a pane that has the keys."""
    pane = reading(pilot).facets
    await until(pilot, lambda: any(each.startswith(line) for each in lines(pilot)))
    assert reading(pilot).focused is pane
    pane.cursor = next(row for row, each in enumerate(lines(pilot)) if each.startswith(line))


async def search(pilot: Pilot[None], words: str) -> None:
    await press(pilot, "slash", *words, "enter")
    await until(pilot, reading(pilot).facets.row_total)


async def test_the_facets_of_a_search_stand_in_the_trees_place(start: Start) -> None:
    async with start() as pilot:
        screen = reading(pilot)
        region = screen.categories.region
        assert not screen.facets.display
        await search(pilot, "船")
        assert not screen.categories.display
        assert screen.facets.region.column_span == region.column_span
        assert lines(pilot) == [
            "Categories", "新闻 2", "Dates", "2024 2", "Tags", "夜 1", "渡轮 1", "Authors", "港口日报 1",
            "Languages", "zh 2", "States", "unread 2",
        ]  # fmt: skip
        keys = {"1": screen.facets, "tab": screen.posts, "h": screen.facets, "l": screen.posts}
        for key, pane in keys.items():
            await press(pilot, key)
            assert screen.focused is pane


async def test_enter_narrows_the_trail_says_so_and_backspace_takes_it_back(start: Start) -> None:
    async with start() as pilot:
        screen = reading(pilot)
        await search(pilot, "tea")
        assert found(pilot) == 2
        await press(pilot, "1")
        await put_cursor(pilot, "2024 1")
        await press(pilot, "enter")
        assert found(pilot) == 1
        assert screen.query_shown.words == "tea* date:2024"
        assert "tea* › 2024 · newest first" in screen_text(pilot)
        assert "search: tea* date:2024" in screen_text(pilot)
        assert screen.focused is screen.facets
        assert lines(pilot)[screen.facets.cursor] == "✓ 2024 1"
        assert "2024-02 1" in lines(pilot)
        await put_cursor(pilot, "unread")
        await press(pilot, "space")
        assert "tea* › 2024 › unread" in screen_text(pilot)
        assert lines(pilot)[screen.facets.cursor] == "✓ unread 1"
        await press(pilot, "backspace")
        assert screen.query_shown.words == "tea* date:2024"
        await press(pilot, "2", "backspace")
        assert (screen.query_shown.words, found(pilot)) == ("tea*", 2)
        await press(pilot, "backspace")
        assert (screen.query_shown.words, found(pilot)) == ("tea*", 2)


async def test_a_value_in_force_is_taken_off_where_it_stands(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "f")
        await put_cursor(pilot, "新闻")
        await press(pilot, "enter")
        await put_cursor(pilot, "城市")
        await press(pilot, "enter")
        assert reading(pilot).query_shown.words == "cat:/新闻 cat:/新闻/城市"
        assert "新闻 › 城市 · newest first" in screen_text(pilot)
        await put_cursor(pilot, "✓ 新闻 2")
        await press(pilot, "enter")
        assert reading(pilot).query_shown.words == ""
        assert found(pilot) == 5
        assert reading(pilot).facets.display


async def test_esc_brings_back_the_tree_and_the_list_with_its_place(start: Start) -> None:
    async with start() as pilot:
        screen = reading(pilot)
        await press(pilot, "j", "j")
        row = screen.posts.current
        await press(pilot, "f")
        await put_cursor(pilot, "2023")
        await press(pilot, "enter")
        assert found(pilot) == 2
        await press(pilot, "escape")
        assert found(pilot) == 5
        assert screen.posts.current == row
        assert screen.categories.display
        assert not screen.facets.display
        assert not screen.search_line.is_open
        assert "Posts · newest first" in screen_text(pilot)


async def test_the_facets_of_a_category_without_a_search(start: Start) -> None:
    async with start() as pilot:
        screen = reading(pilot)
        await press(pilot, "1")
        screen.categories.go_to(("Notes",))
        screen.show_query(Query(category=("Notes",)))
        await settle(pilot)
        await press(pilot, "f")
        await until(pilot, lambda: "Dates" in lines(pilot))
        assert lines(pilot)[:3] == ["Dates", "2024 1", "2023 1"]
        await put_cursor(pilot, "2023")
        await press(pilot, "enter")
        assert "Notes › 2023" in screen_text(pilot)
        await press(pilot, "backspace", "f")
        assert screen.focused is screen.categories
        assert found(pilot) == 2
        await press(pilot, "f", "q")
        assert screen.categories.display
        assert screen.is_attached


async def test_words_that_were_not_typed_leave_the_tree_alone_until_f_is_pressed(start: Start) -> None:
    async with start(query=Query(words="tea")) as pilot:
        screen = reading(pilot)
        assert found(pilot) == 2
        assert screen.categories.display
        await press(pilot, "f")
        await put_cursor(pilot, "2023")
        await press(pilot, "enter")
        assert "tea › 2023" in screen_text(pilot)
        await press(pilot, "escape")
        assert (screen.query_shown.words, found(pilot)) == ("tea", 2)
        assert screen.categories.display


async def test_a_click_narrows(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "f")
        await until(pilot, lambda: "2024 3" in lines(pilot))
        row = lines(pilot).index("2024 3")
        await pilot.click(FacetPane, offset=(5, row + 1))
        await settle(pilot)
        assert reading(pilot).query_shown.words == "date:2024"
        await pilot.click(FacetPane, offset=(5, lines(pilot).index("Dates") + 1))
        await settle(pilot)
        assert reading(pilot).query_shown.words == "date:2024"


async def test_one_pane_at_a_time_shows_the_facets_by_the_trees_keys(start: Start) -> None:
    async with start(size=(80, 24)) as pilot:
        await search(pilot, "tea")
        assert "Facets" not in screen_text(pilot)
        await press(pilot, "h")
        assert "Dates" in screen_text(pilot)
        assert "Slow trains" not in screen_text(pilot)
        await put_cursor(pilot, "2023")
        await press(pilot, "enter", "l")
        assert "tea* › 2023" in screen_text(pilot)
        assert "Slow trains" in screen_text(pilot)


async def test_the_cursor_passes_headings_over_and_sections_are_steps(start: Start) -> None:
    async with start() as pilot:
        pane = reading(pilot).facets
        await press(pilot, "f")
        await until(pilot, lambda: "Dates" in lines(pilot))
        seen = []
        for _ in range(40):
            seen.append(lines(pilot)[pane.cursor])
            await press(pilot, "j")
        assert not {"Categories", "Dates", "Tags", "Authors", "Languages", "States"} & set(seen)
        await press(pilot, "g")
        assert pane.cursor == 1
        await press(pilot, "k")
        assert pane.cursor == 1
        await press(pilot, "right_square_bracket")
        assert lines(pilot)[pane.cursor - 1] == "Dates"
        await press(pilot, "left_square_bracket", "G")
        assert pane.cursor == pane.row_total() - 1


async def test_marks_are_counted_at_once(start: Start, library: Library) -> None:
    async with start() as pilot:
        await search(pilot, "船")
        await press(pilot, "2", "r")
        await until(pilot, lambda: "unread 1" in lines(pilot))
        library.mark(["notes/tea.md", "news/city/2024-03-08-bridge.md"], Tag("mine"), True)
        reading(pilot).reload_marks()
        await until(pilot, lambda: "mine 1" in lines(pilot))


async def test_every_count_is_kept_when_its_value_is_chosen(start: Start, library: Library) -> None:
    library.mark(["loose.md", "notes/tea.md"], Mark.STAR, True)
    for name in HOSTILE:
        library.mark(["loose.md"], Tag(name), True)
    library.mark(["notes/tea.md"], Tag(HOSTILE[0]), True)
    async with start() as pilot:
        screen = reading(pilot)
        await press(pilot, "f")
        await until(pilot, lambda: len(lines(pilot)) > 10)
        assert {typeable(name) for name in HOSTILE} <= {
            term.name for term in screen.facets.terms if isinstance(term, TagIs)
        }
        assert HOSTILE[0][:8] in screen_text(pilot)
        for term in screen.facets.terms:
            row = next(row for row in range(screen.facets.row_total()) if _term_at(screen.facets, row) == term)
            screen.facets.cursor = row
            value = screen.facets.current
            assert value is not None
            await press(pilot, "enter")
            assert found(pilot) == value.count, term
            await press(pilot, "backspace")
            assert found(pilot) == 5


def _term_at(pane: FacetPane, row: int) -> object:
    line = pane._lines[row]
    return line.term if isinstance(line, FacetValue) else None


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Holds the counting of one search up until told."""
    gate = threading.Event()
    count = Library.facets

    def facets(self: Library, found: Listing | Query, *args: Any, **options: Any) -> Facets | None:
        query = found if isinstance(found, Query) else found.query
        if query.words == "tea":
            gate.wait(20)
            return count(self, found)  # as if it had not heard that nobody waits any more
        return count(self, found, *args, **options)

    monkeypatch.setattr(Library, "facets", facets)
    yield gate.set
    gate.set()


async def test_an_answer_that_comes_too_late_is_dropped_and_the_list_waits_for_none(
    start: Start, held: Callable[[], None]
) -> None:
    async with start() as pilot:
        await pilot.press("slash", *"tea")
        await until(pilot, lambda: found(pilot) == 2)
        await pilot.pause(0.1)
        await until(pilot, lambda: "Facets · counting" in screen_text(pilot))
        await pilot.press(*"zzz")
        await until(pilot, lambda: found(pilot) == 0)
        await until(pilot, lambda: "Nothing to count" in screen_text(pilot))
        held()
        await asyncio.sleep(0.1)
        await settle(pilot)
        assert reading(pilot).facets.row_total() == 0
        assert "counting" not in screen_text(pilot)


async def test_facets_are_counted_while_the_others_of_the_list_are_still_to_come(
    start: Start, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_screen, "_ENOUGH", 1)
    gate = threading.Event()
    listing = Library.listing

    def held_up(self: Library, query: Query, **options: Any) -> Listing:
        if query.words == "tea or 船" and "most" not in options:
            gate.wait(20)
        return listing(self, query, **options)

    total = len(library.listing(Query(words="tea or 船")))
    assert total > 2
    async with start() as pilot:
        await press(pilot, "slash", *"tea")
        await until(pilot, lambda: "unread 2" in lines(pilot))
        monkeypatch.setattr(Library, "listing", held_up)
        await pilot.press(*" or 船")
        try:
            await until(pilot, lambda: f"unread {total}" in lines(pilot))
            assert found(pilot) == 1
            assert "1+ post " in screen_text(pilot)
        finally:
            gate.set()
        await until(pilot, lambda: found(pilot) == total)
        await settle(pilot)
        assert f"unread {total}" in lines(pilot)


async def test_more_values_are_shown_when_they_are_asked_for(start: Start, library: Library) -> None:
    for number in range(12):
        library.mark(["loose.md"], Tag(f"t{number:02}"), True)
    async with start() as pilot:
        await press(pilot, "f")
        await put_cursor(pilot, "… 6 more")
        await press(pilot, "enter")
        await until(pilot, lambda: "t11 1" in lines(pilot))
        assert not any("more" in line for line in lines(pilot))
        assert lines(pilot)[reading(pilot).facets.cursor].startswith("t")


# Words for steps, without a reader.


def test_the_trail_names_each_step_in_order() -> None:
    words = "疫情 cat:/A date:2021 tag:=出口 author:=Zoe lang:zh is:unread cat:/A/B/C date:2021-03"
    assert crumbs(Query(words=words)) == (
        "疫情", "A", "2021", "#出口", "Zoe", "zh", "unread", "B › C", "2021-03",
    )  # fmt: skip
    assert crumbs(Query(("A",), words="cat:/A/B a or b date:none")) == ()
    assert crumbs(Query(("A",), words="cat:/A/B")) == ("A", "B")
    assert crumbs(Query((), words="date:none")) == ("without a category", "without a date")
    assert crumbs(Query(words="(a or b) is:open")) == ("a or b", "open")
    assert crumbs(Query(("A",))) == crumbs(Query(words="疫情")) == ()
    assert crumbs(Query(words="ru", typing=True)) == ()


def test_a_long_trail_is_cut_at_the_left() -> None:
    steps = ("疫情", "2021", "#出口")
    assert trail(steps, 20) == "疫情 › 2021 › #出口"
    assert trail(steps, 18) == "… › 2021 › #出口"
    assert trail(steps, 10) == "… › #出口"
    assert trail(steps, 7) == "… › #…"
    assert all(cells(trail(steps, room)) <= room for room in range(30))


# The pane alone.


class Host(App[None]):
    def __init__(self, facets: Facets) -> None:
        super().__init__()
        self.facets = facets

    def compose(self) -> ComposeResult:
        yield FacetPane(id="facets")

    def on_mount(self) -> None:
        self.query_one(FacetPane).show(self.facets)


@asynccontextmanager
async def pane_of(facets: Facets) -> AsyncIterator[FacetPane]:
    app = Host(facets)
    async with app.run_test(size=(30, 20)) as pilot:
        await pilot.pause()
        yield app.query_one(FacetPane)


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).map(clean_line).filter(str.strip)


@settings(max_examples=40, deadline=None)
@given(names=st.lists(NAMES, min_size=1, max_size=6), count=st.integers(0, 10_000_000), width=st.integers(12, 60))
@example(names=["[red]新能源汽车出口[/red]", "👨‍👩‍👧", "ก\u0e33"], count=1_234_567, width=20)
def test_every_line_fills_its_cells_and_shows_names_as_they_are(names: list[str], count: int, width: int) -> None:
    values = [FacetValue(TagIs(name), name, count, in_force=bool(place % 2)) for place, name in enumerate(names)]
    facets = Facets(count, (FacetSection(Facet.TAG, tuple(values), count),))

    async def draw() -> None:
        async with pane_of(facets) as pane:
            for row in range(pane.row_total()):
                text = "".join(segment.text for segment in pane.draw_row(row, 0, width))
                assert cells(text) == width
            shown = [
                "".join(segment.text for segment in pane.draw_row(row, 0, 200)) for row in range(1, 1 + len(names))
            ]
            assert all(name in line for name, line in zip(names, shown, strict=True))

    asyncio.run(draw())


async def test_the_cursor_stays_with_its_value_or_its_section() -> None:
    def of(*names: str, in_force: str = "") -> Facets:
        tags = tuple(FacetValue(TagIs(name), name, 1, name == in_force) for name in names)
        states = (FacetValue(Is(State.UNREAD), "unread", 1),)
        sections = [FacetSection(Facet.TAG, tags, 0), FacetSection(Facet.STATE, states, 0)]
        return Facets(1, tuple(section for section in sections if section.values))

    async with pane_of(of("a", "b", "c")) as pane:
        pane.cursor = 3
        pane.show(of("c", "a", "b", in_force="c"))
        assert pane.current == FacetValue(TagIs("c"), "c", 1, True)
        pane.show(of("a", "b"))
        assert pane.current == FacetValue(TagIs("a"), "a", 1)
        pane.cursor = pane.row_total() - 1
        pane.show(of())
        assert pane.current == FacetValue(Is(State.UNREAD), "unread", 1)
        pane.show(Facets(0, ()))
        pane.action_choose()
        assert pane.row_total() == 0


def test_values_without_a_name_say_what_they_are() -> None:
    assert value_text(FacetValue(Undated(), "", 1)) == "Without a date"
    assert value_text(FacetValue(CategoryIs(()), "", 1)) == "Without a category"
    assert narrowed("", CategoryIs(())) == 'cat:""'


def test_a_library_without_anything_to_count_has_no_sections(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    library = Library.open(tmp_path / "posts", cache_dir=tmp_path / "cache", data_dir=tmp_path / "data")
    assert library.facets(library.listing(Query())) == Facets(0, ())
    library.close()
