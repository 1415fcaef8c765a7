"""The list pane over made-up listings of no, one and a million posts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.app import App, ComposeResult

import tui_reader.ui
from tui_reader.document import Wanted, clean_line, passage, width
from tui_reader.errors import LibraryError
from tui_reader.model import PostDate, Row
from tui_reader.ui.themes import DARK
from tui_reader.ui.widgets.article_list import ArticleList

NOW = datetime(2024, 5, 6, 12, 0, tzinfo=UTC)


def a_row(number: int, title: str = "", **changes: Any) -> Row:
    values: dict[str, Any] = {
        "key": number,
        "id": f"{number:08x}",
        "path": f"{number}.md",
        "title": title or f"第{number}篇：冰城公安持续奋战，坚决打赢疫情防控阻击战",
        "date": PostDate("2021-10-04T11:05:16+00:00", 1633345516),
        "author": "趣头条",
        "source": None,
        "categories": (("新媒体", "趣头条"),),
        "tags": (),
        "words": 100,
        "images": 0,
        "excerpt": "",
        "language": "zh",
        "read": False,
        "starred": False,
        "draft": False,
        "problems": 0,
    }
    return Row(**{**values, **changes})


class Source:
    """As many rows as asked for, and how many were asked for."""

    def __init__(self, total: int, title: str = "") -> None:
        self.total = total
        self.title = title
        self.asked = 0

    def __len__(self) -> int:
        return self.total

    def rows(self, start: int, stop: int) -> Sequence[Row]:
        self.asked += stop - start
        return [a_row(number, self.title) for number in range(start, stop)]


class OneRow(Source):
    """The same row at every position."""

    def __init__(self, row: Row, total: int) -> None:
        super().__init__(total)
        self.row = row

    def rows(self, start: int, stop: int) -> Sequence[Row]:
        return [self.row] * (stop - start)


class ListApp(App[None]):
    CSS_PATH = Path(tui_reader.ui.__file__).with_name("reader.tcss")

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(DARK.variables)

    def compose(self) -> ComposeResult:
        yield ArticleList(lambda: NOW)

    def on_mount(self) -> None:
        self.query_one(ArticleList).show(self.source, 0)
        self.query_one(ArticleList).focus()


async def test_a_million_rows_cost_what_is_seen() -> None:
    source = Source(1_000_000)
    app = ListApp(source)
    async with app.run_test(size=(80, 24)) as pilot:
        pane = app.query_one(ArticleList)
        for key in ("j", "G", "k", "ctrl+u", "g", "pagedown", "ctrl+d"):
            await pilot.press(key)
        await pilot.press("G")
        assert pane.cursor == 999_999
        assert pane.current is not None
        assert pane.current.path == "999999.md"
        last = pane.render_line(pane.size.height - 1)
        assert "第999999篇" in last.text
        assert source.asked < 1_000


@pytest.mark.parametrize("total", [0, 1])
async def test_no_key_fails_at_the_ends(total: int) -> None:
    app = ListApp(Source(total))
    async with app.run_test(size=(60, 10)) as pilot:
        for key in ("j", "k", "G", "g", "pagedown", "pageup", "ctrl+d", "ctrl+u", "space", "w", "ctrl+a"):
            await pilot.press(key)
        assert app.query_one(ArticleList).cursor == 0


TITLES = st.text(st.characters(exclude_categories=["Cs"]), max_size=60).map(clean_line)


@settings(max_examples=60, deadline=None)
@given(title=TITLES, author=TITLES, cells=st.integers(1, 130), terms=st.lists(TITLES, max_size=2))
def test_every_line_is_exactly_as_wide_as_asked(title: str, author: str, cells: int, terms: list[str]) -> None:
    async def run() -> None:
        row = a_row(0, title, author=author or None, source="https://www.example.org/a", draft=True, problems=1)
        app = ListApp(OneRow(row, 3))
        async with app.run_test(size=(40, 10)):
            pane = app.query_one(ArticleList)
            wanted = Wanted([(term, False) for term in terms])
            passages = {("", "0.md"): passage(title + author, wanted)}
            for height, marks in ((1, None), (2, None), (2, (wanted, wanted))):
                pane.show(OneRow(row, 3), 0, marks)
                pane.take_passages(wanted, passages)
                pane.row_height = height
                for part in range(height):
                    strip = pane.draw_row(0, part, cells)
                    assert sum(width(segment.text) for segment in strip) == cells

    import asyncio

    asyncio.run(run())


async def test_the_cursor_stays_on_its_row_when_rows_get_two_lines() -> None:
    app = ListApp(Source(500))
    async with app.run_test(size=(60, 20)) as pilot:
        pane = app.query_one(ArticleList)
        pane.cursor = 300
        await pilot.press("w")
        await pilot.pause()
        assert pane.cursor == 300
        top = pane.scroll_offset.y
        assert top <= 600 < top + 20


async def test_hits_are_marked_in_the_titles() -> None:
    app = ListApp(Source(5, title="如何改进 Docker 容器安全"))
    async with app.run_test(size=(70, 10)):
        pane = app.query_one(ArticleList)
        wanted = Wanted([("docker", False), ("容器", False)])
        pane.show(app.source, 0, (wanted, Wanted([])))
        ground = pane.get_component_rich_style("row--hit").bgcolor
        marked = [
            segment.text for segment in pane.draw_row(1, 0, 70) if segment.style and segment.style.bgcolor == ground
        ]
        assert marked == ["Docker", "容器"]


async def test_rows_that_cannot_be_read_stay_empty_and_are_told() -> None:
    class Broken(Source):
        def rows(self, start: int, stop: int) -> Sequence[Row]:
            raise LibraryError("Can't keep the list of posts", "The disk is full.")

    told: list[ArticleList.Unreadable] = []

    class Listening(ListApp):
        def on_article_list_unreadable(self, event: ArticleList.Unreadable) -> None:
            told.append(event)

    app = Listening(Broken(50))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("j", "G")
        pane = app.query_one(ArticleList)
        pane.reload()
        assert pane.current is None
        await pilot.pause()
    assert told[0].error.message == "The disk is full."
