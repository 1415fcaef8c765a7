"""Within the article: the outline, from place to place and back, links by letters, text selected by keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from tests.ui.conftest import Start, press, reading, screen_text, toasts, until
from tui_reader.ui.screens.dialogs import Chooser
from tui_reader.ui.screens.hinting import HintLayer
from tui_reader.ui.screens.selecting import SelectionLayer

FILLING = "夜里的船灯落在水面上，像一行行没有写完的字。\n\n" * 20

BODY = f"""
Before all[^1] and [the times](https://example.org/times), then [tea](notes/tea.md).

## First part

{FILLING}

![A boat](boat.png)

## Second part {{#second}}

{FILLING}

Words after[^2] and [up](#first-part), [the same times](https://example.org/times).

### Below it

{FILLING}

![A bridge](bridge.png)

The last words.

[^1]: What the first note says.
[^2]: What the second note says.
"""


@pytest.fixture
def posts(posts: Path) -> Path:
    """With a long post that has everything, the newest."""
    (posts / "long.md").write_text(f"---\ntitle: Everything\ndate: 2025-01-01\n---\n{BODY}", encoding="utf-8")
    return posts


def shown(pilot: Pilot[None]) -> list[str]:
    """The lines of the page that are on the screen."""
    pane = reading(pilot).pane
    assert pane.article is not None
    return [pane.article.page.lines[n].text for n in pane.lines_shown if n < len(pane.article.page.lines)]


def chosen(pilot: Pilot[None]) -> int | None:
    return reading(pilot).pane.link


async def opened(pilot: Pilot[None]) -> None:
    await press(pilot, "enter")
    assert reading(pilot).place is reading(pilot).pane


async def lay_over(pilot: Pilot[None], key: str, kind: type[Screen[Any]]) -> None:
    """Press a key, and wait for what it lays over the reading screen."""
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.screen, kind))


class TestOutline:
    async def test_a_heading_that_is_chosen_stands_at_the_top(self, start: Start) -> None:
        async with start() as pilot:
            await opened(pilot)
            await lay_over(pilot, "T", Chooser)
            await pilot.pause()
            assert "  Below it" in screen_text(pilot)
            await pilot.press("down", "enter")
            await until(pilot, lambda: not isinstance(pilot.app.screen, Chooser))
            assert shown(pilot)[1] == "Second part"

    async def test_it_opens_at_the_heading_that_one_reads_under(self, start: Start) -> None:
        async with start() as pilot:
            await opened(pilot)
            await press(pilot, "right_square_bracket", "right_square_bracket", "j", "j", "j")
            await lay_over(pilot, "T", Chooser)
            await pilot.press("enter")
            await until(pilot, lambda: not isinstance(pilot.app.screen, Chooser))
            assert shown(pilot)[1] == "Second part"

    async def test_an_article_without_headings_says_so(self, start: Start) -> None:
        async with start() as pilot:
            await press(pilot, "G", "enter", "T")
            assert "This article has no headings." in toasts(pilot)


class TestJumps:
    async def test_one_comes_back_from_each_jump_and_forward_again(self, start: Start) -> None:
        async with start() as pilot:
            await opened(pilot)
            await press(pilot, "right_square_bracket")
            first = shown(pilot)
            await press(pilot, "right_square_bracket")
            second = shown(pilot)
            await press(pilot, "G")
            assert "The last words." in "\n".join(shown(pilot))
            await press(pilot, "apostrophe")
            assert shown(pilot) == second
            await press(pilot, "apostrophe")
            assert shown(pilot) == first
            await press(pilot, "quotation_mark")
            assert shown(pilot) == second
            await press(pilot, "apostrophe", "apostrophe")
            assert reading(pilot).pane.scroll_offset.y == 0
            await press(pilot, "apostrophe")
            assert "There was no jump before." in toasts(pilot)

    async def test_the_way_back_holds_at_another_width(self, start: Start) -> None:
        async with start() as pilot:
            await opened(pilot)
            await press(pilot, "right_square_bracket", "right_square_bracket", "G", *["minus"] * 8, "apostrophe")
            assert any(line.startswith("Second part") for line in shown(pilot)[:4])

    async def test_pictures_are_gone_to_one_after_the_other(self, start: Start) -> None:
        async with start() as pilot:
            await opened(pilot)
            await press(pilot, "right_curly_bracket")
            assert any("A boat" in line for line in shown(pilot))
            await press(pilot, "right_curly_bracket")
            assert any("A bridge" in line for line in shown(pilot))
            await press(pilot, "right_curly_bracket")
            assert "There is no further picture." in toasts(pilot)
            await press(pilot, "left_curly_bracket")
            assert any("A boat" in line for line in shown(pilot))

    async def test_in_another_article_places_count_from_its_top(self, start: Start, posts: Path) -> None:
        for number, before in (("1", "Some words.\n\n" * 4), ("2", "")):
            head = f"---\ntitle: Picture {number}\ndate: 2026-01-0{number}\n---\n\n"
            (posts / f"p{number}.md").write_text(f"{head}{before}![A boat](boat.png)\n\nEnd.\n", encoding="utf-8")
        async with start() as pilot:
            await press(pilot, "g", "j", "enter", "right_curly_bracket", "K", "right_curly_bracket")
            opened_now = reading(pilot).opened
            assert opened_now is not None
            assert opened_now.row.path == "p2.md"
            assert "There is no further picture." not in toasts(pilot)

    async def test_the_scroll_bar_marks_where_hits_stand(self, start: Start) -> None:
        async with start() as pilot:
            await opened(pilot)
            await press(pilot, "slash", *"Words after", "enter")
            marked = [line for line in screen_text(pilot).splitlines() if line.rstrip("│").endswith("━")]
            assert len(marked) == 1
            await press(pilot, "escape", "escape")
            assert "━" not in screen_text(pilot)


class TestLinks:
    async def test_links_are_chosen_in_turn_and_enter_follows_one(self, start: Start) -> None:
        async with start() as pilot:
            await opened(pilot)
            pane = reading(pilot).pane
            await press(pilot, *["right_parenthesis"] * 3)
            assert pane.article is not None
            assert pane.link is not None
            assert pane.article.page.links[pane.link].target == "notes/tea.md"
            await press(pilot, "enter")
            opened_now = reading(pilot).opened
            assert opened_now is not None
            assert opened_now.row.path == "notes/tea.md"
            assert chosen(pilot) is None
            await press(pilot, "H")
            back = reading(pilot).opened
            assert back is not None
            assert back.row.path == "long.md"
            assert any("Before all" in line for line in shown(pilot))

    async def test_escape_lets_the_link_go(self, start: Start) -> None:
        async with start() as pilot:
            await opened(pilot)
            await press(pilot, "right_parenthesis", "escape")
            assert reading(pilot).pane.link is None
            assert reading(pilot).place is reading(pilot).pane

    async def test_the_link_before_is_found_from_below(self, start: Start) -> None:
        async with start() as pilot:
            await opened(pilot)
            await press(pilot, "G", "left_parenthesis")
            pane = reading(pilot).pane
            assert pane.article is not None
            assert pane.link is not None
            assert pane.article.page.links[pane.link].target == "#call:2"

    async def test_a_footnote_is_gone_to_and_back_from(self, start: Start) -> None:
        async with start() as pilot:
            await opened(pilot)
            await press(pilot, "semicolon", "semicolon")
            assert any("Words after" in line for line in shown(pilot))
            await press(pilot, "enter")
            assert any("What the second note says." in line for line in shown(pilot))
            assert not any("Words after" in line for line in shown(pilot))
            await press(pilot, "apostrophe")
            assert any("Words after" in line for line in shown(pilot))

    async def test_a_link_within_the_page_leads_to_its_heading(self, start: Start) -> None:
        async with start() as pilot:
            await opened(pilot)
            pane = reading(pilot).pane
            assert pane.article is not None
            place = next(n for n, link in enumerate(pane.article.page.links) if link.target == "#first-part")
            reading(pilot).open_link(place)
            await until(pilot, lambda: shown(pilot)[1:2] == ["First part"])


class TestHints:
    async def test_a_letter_opens_what_it_stands_over(self, start: Start) -> None:
        async with start() as pilot:
            await opened(pilot)
            await lay_over(pilot, "f", HintLayer)
            await pilot.pause()
            line = next(line for line in screen_text(pilot).splitlines() if "Before all" in line)
            assert "Before alla and she times, then dea." in line
            await pilot.press("d")
            await until(pilot, lambda: (now := reading(pilot).opened) and now.row.path == "notes/tea.md")

    async def test_other_letters_do_nothing_and_escape_ends_it(self, start: Start) -> None:
        async with start() as pilot:
            await opened(pilot)
            await lay_over(pilot, "f", HintLayer)
            await pilot.press("z", "9", "j")
            await pilot.pause()
            assert isinstance(pilot.app.screen, HintLayer)
            await pilot.press("escape")
            await until(pilot, lambda: not isinstance(pilot.app.screen, HintLayer))
            assert "Before all¹ and the times" in screen_text(pilot)

    async def test_a_number_opens_a_link_wherever_it_stands(self, start: Start) -> None:
        async with start() as pilot:
            await opened(pilot)
            await press(pilot, "G")
            await lay_over(pilot, "number_sign", HintLayer)
            await pilot.press("2")
            await until(pilot, lambda: (now := reading(pilot).opened) and now.row.path == "notes/tea.md")

    async def test_nothing_to_open_is_said(self, start: Start) -> None:
        async with start() as pilot:
            await press(pilot, "G", "enter", "f")
            assert "Nothing on the screen can be opened." in toasts(pilot)


class TestSelecting:
    async def select(self, pilot: Pilot[None], *keys: str) -> str:
        """Select by keys, and what is selected then."""
        await opened(pilot)
        await press(pilot, "slash", *"Before", "enter")
        await lay_over(pilot, "V", SelectionLayer)
        await pilot.press(*keys)
        await pilot.pause()
        return reading(pilot).get_selected_text() or ""

    async def test_words_and_characters_are_selected(self, start: Start) -> None:
        async with start() as pilot:
            assert await self.select(pilot, "w") == "Before a"
            await pilot.press("l", "l")
            await pilot.pause()
            assert reading(pilot).get_selected_text() == "Before all"
            await pilot.press("o", "l", "l")
            await pilot.pause()
            assert reading(pilot).get_selected_text() == "fore all"
            await pilot.press("v", "right", "right", "right")
            await pilot.pause()
            assert reading(pilot).get_selected_text() == "fore"
            await pilot.press("V")
            await pilot.pause()
            assert (reading(pilot).get_selected_text() or "").startswith("Before all¹ and the times")
            await pilot.press("escape")
            await until(pilot, lambda: not isinstance(pilot.app.screen, SelectionLayer))
            assert reading(pilot).get_selected_text() is None

    async def test_it_goes_over_lines_that_the_layout_broke(self, start: Start) -> None:
        async with start() as pilot:
            text = await self.select(pilot, "j", "j", "j", "j", "dollar_sign")
            assert "First part\n\n夜里的船灯" in text

    async def test_it_is_copied(self, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
        copied: list[str] = []
        async with start() as pilot:
            monkeypatch.setattr(pilot.app, "copy_to_clipboard", copied.append)
            monkeypatch.setattr(reading(pilot), "copy_value", lambda value, name: copied.append(value))
            await self.select(pilot, "dollar_sign", "y")
            await until(pilot, lambda: copied)
            assert copied[0]
            assert reading(pilot).get_selected_text() is None
