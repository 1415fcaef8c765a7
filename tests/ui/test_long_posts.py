"""Long posts: their beginning is shown while the whole is made, and nothing is lost by that."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.ui.conftest import Start, press, reading, screen_text, settle, until
from tui_reader.document import Document
from tui_reader.library import Library
from tui_reader.model import Post, ReadingPosition

NAME = "long.md"
PARAGRAPHS = 3_000


@pytest.fixture
def posts(posts: Path) -> Path:
    """With a long one, the newest."""
    body = "\n\n".join(f"Paragraph {number} of the long post, which says little." for number in range(PARAGRAPHS))
    (posts / NAME).write_text(f"---\ntitle: Long\ndate: 2025-01-01\n---\n\n{body}\n", encoding="utf-8")
    return posts


@pytest.fixture
def held(library: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Holds the whole up while it is not set."""
    gate = threading.Event()
    gate.set()
    document = Library.document

    def held_up(self: Library, post: Post) -> Document:
        if post.path == NAME:
            gate.wait(20)
        return document(self, post)

    monkeypatch.setattr(Library, "document", held_up)
    yield gate
    gate.set()


def is_all_there(pilot: Pilot[None]) -> bool:
    article = reading(pilot).pane.article
    return article is not None and any(f"Paragraph {PARAGRAPHS - 1}" in line.text for line in article.page.lines[-5:])


def paragraphs(pilot: Pilot[None]) -> list[str]:
    """What stands on the screen."""
    return re.findall(r"Paragraph \d+", screen_text(pilot))


async def begin(pilot: Pilot[None], held: threading.Event) -> None:
    """Open the long post anew, of which the beginning is shown alone."""
    await press(pilot, "2", "j")
    held.clear()
    await pilot.press("k")
    await until(pilot, lambda: "Paragraph 0 of" in screen_text(pilot))
    opened = reading(pilot).opened
    assert opened is not None
    assert not opened.is_whole


async def test_the_beginning_stands_there_first_and_then_the_whole(start: Start, held: threading.Event) -> None:
    async with start() as pilot:
        screen = reading(pilot)
        await begin(pilot, held)
        await pilot.press("3", *"jjjjj", "space")
        shown, top = paragraphs(pilot), screen.pane.scroll_offset.y
        assert top > 0
        assert not is_all_there(pilot)
        held.set()
        await until(pilot, lambda: is_all_there(pilot))
        await settle(pilot)
        assert screen.pane.scroll_offset.y == top
        assert paragraphs(pilot) == shown
        assert screen.opened is not None
        assert screen.opened.is_whole


async def test_the_end_is_that_of_the_whole(start: Start, held: threading.Event) -> None:
    async with start() as pilot:
        await begin(pilot, held)
        screen = reading(pilot)
        await pilot.press("3", "G", "space", "space")
        assert screen.opened is not None
        assert screen.opened.row.path == NAME
        assert "%" not in str(screen.pane.border_subtitle)
        held.set()
        await until(pilot, lambda: is_all_there(pilot))
        await settle(pilot)
        assert screen.pane.scroll_offset.y == screen.pane.max_scroll_y > PARAGRAPHS
        assert "100%" in str(screen.pane.border_subtitle)


async def test_another_width_while_the_whole_is_made(start: Start, held: threading.Event) -> None:
    async with start() as pilot:
        await begin(pilot, held)
        await pilot.press("minus", "minus")
        await pilot.pause(0.1)
        held.set()
        await until(pilot, lambda: is_all_there(pilot))
        await settle(pilot)
        article = reading(pilot).pane.article
        assert article is not None
        assert article.page.width == reading(pilot).pane.column_width


async def test_reading_the_file_again_meanwhile_keeps_the_whole_coming(start: Start, held: threading.Event) -> None:
    async with start() as pilot:
        await begin(pilot, held)
        reading(pilot).reopen()
        await pilot.pause(0.2)
        held.set()
        await until(pilot, lambda: is_all_there(pilot))
        await settle(pilot)
        opened = reading(pilot).opened
        assert opened is not None
        assert opened.is_whole


async def test_a_changed_file_does_not_come_over_another_article(
    start: Start, held: threading.Event, posts: Path
) -> None:
    async with start() as pilot:
        screen = reading(pilot)
        assert screen.opened is not None
        assert screen.opened.row.path == NAME
        held.clear()
        file = posts / NAME
        file.write_text(file.read_text("utf-8").replace("says little", "says less"), "utf-8")
        screen.reopen()
        await pilot.pause(0.3)
        await pilot.press("2", "j")
        await until(pilot, lambda: screen.opened is not None and screen.opened.row.path != NAME)
        held.set()
        await settle(pilot)
        await pilot.pause(0.3)
        assert screen.opened is not None
        assert screen.opened.row.path != NAME


async def test_an_action_is_for_the_whole(start: Start, held: threading.Event) -> None:
    async with start() as pilot:
        await begin(pilot, held)
        asked = asyncio.create_task(reading(pilot).opened_article())
        await pilot.pause(0.1)
        assert not asked.done()
        held.set()
        article = await asked
        assert article is not None
        assert article.is_whole
        assert len(article.document.blocks) == PARAGRAPHS


async def test_where_one_stopped_far_down_is_shown_at_once(start: Start, library: Library) -> None:
    library.set_position(NAME, ReadingPosition(2_000, 0))
    async with start() as pilot:
        await until(pilot, lambda: "Paragraph 2000 of" in screen_text(pilot))
        opened = reading(pilot).opened
        assert opened is not None
        assert opened.is_whole
