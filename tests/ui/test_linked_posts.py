"""Links that lead from post to post, the way back, and the question before anything outside is opened."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.ui.conftest import Start, press, reading, screen_text, settle, toasts, until
from tui_reader.config import Settings
from tui_reader.ui.screens.dialogs import Chooser, Question

FILLING = "夜里的船灯落在水面上。\n\n" * 40

LINKS = {
    "to-path": "../notes/tea.md#leaves",
    "to-name": "slow trains",
    "to-address": "https://example.org/ferry",
    "to-web": "https://例子.测试/茶?x=1",
    "to-evil": "https://good.example@evil.example/",
    "to-nothing": "gone.md",
    "to-no-place": "../notes/tea.md#nowhere",
}


@pytest.fixture
def posts(posts: Path) -> Path:
    """With a post of links, the newest, and a long one that a link leads into."""
    body = "\n\n".join(f"[{name}]({target.replace(' ', '%20')})" for name, target in LINKS.items())
    (posts / "links").mkdir()
    (posts / "links/links.md").write_text(f"---\ntitle: Links\ndate: 2025-01-01\n---\n\n{body}\n", encoding="utf-8")
    tea = (
        f"---\ntitle: Notes on tea\ndate: 2024-02-01\n---\n\nGreen tea.\n\n{FILLING}## Leaves\n\nKeep dry.\n\n{FILLING}"
    )
    (posts / "notes/tea.md").write_text(tea, encoding="utf-8")
    return posts


def path(pilot: Pilot[None]) -> str:
    opened = reading(pilot).opened
    return opened.row.path if opened else ""


async def follow(pilot: Pilot[None], name: str) -> None:
    """Open the post of links, and click one of them."""
    await press(pilot, "2", "g", "enter")
    pane = reading(pilot).pane
    assert pane.article is not None
    reading(pilot).open_link(next(n for n, link in enumerate(pane.article.page.links) if link.text == name))


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that would have been opened outside."""
    addresses: list[str] = []

    async def open_address(_: object, target: str, browser: object = None) -> None:
        addresses.append(target)

    monkeypatch.setattr("tui_reader.ui.screens.reading.ReadingScreen.open_address", open_address)
    return addresses


class TestInside:
    async def test_a_path_leads_to_its_heading_and_the_history_back(self, start: Start) -> None:
        async with start() as pilot:
            await follow(pilot, "to-path")
            await until(pilot, lambda: path(pilot) == "notes/tea.md")
            await settle(pilot)
            pane = reading(pilot).pane
            assert pane.article is not None
            assert pane.article.page.lines[pane.lines_shown.start + 1].text == "Leaves"
            row = reading(pilot).posts.current
            assert row is not None
            assert row.path == "notes/tea.md"
            await press(pilot, "H")
            assert path(pilot) == "links/links.md"
            await press(pilot, "L")
            assert path(pilot) == "notes/tea.md"

    async def test_a_title_and_the_address_that_a_post_came_from_lead_to_it(
        self, start: Start, launched: list[str]
    ) -> None:
        async with start() as pilot:
            await follow(pilot, "to-name")
            await until(pilot, lambda: path(pilot) == "notes/trains.md")
            await follow(pilot, "to-address")
            await until(pilot, lambda: path(pilot) == "news/city/2024-03-09-ferry.md")
            assert launched == []

    async def test_what_is_not_there_is_said(self, start: Start) -> None:
        async with start() as pilot:
            await follow(pilot, "to-nothing")
            await until(pilot, lambda: "gone.md is no post of this library." in toasts(pilot))
            assert path(pilot) == "links/links.md"
            await follow(pilot, "to-no-place")
            await until(pilot, lambda: "This article has no place #nowhere." in toasts(pilot))
            assert path(pilot) == "notes/tea.md"

    async def test_the_posts_with_a_link_to_one_are_listed(self, start: Start) -> None:
        async with start() as pilot:
            await press(pilot, "G", "k")
            row = reading(pilot).posts.current
            assert row is not None
            assert row.path == "notes/trains.md"
            await pilot.press("at")
            await until(pilot, lambda: isinstance(pilot.app.screen, Chooser))
            await pilot.pause()
            assert "1 post with a link to this one" in screen_text(pilot)
            await pilot.press("enter")
            await until(pilot, lambda: path(pilot) == "links/links.md")

    async def test_where_there_are_none_that_is_said(self, start: Start) -> None:
        async with start() as pilot:
            await press(pilot, "G", "at")
            await until(pilot, lambda: "No post of this library has a link to this one." in toasts(pilot))


class TestOutside:
    async def test_an_address_is_asked_about_in_both_forms(self, start: Start, launched: list[str]) -> None:
        async with start() as pilot:
            await follow(pilot, "to-web")
            await until(pilot, lambda: isinstance(pilot.app.screen, Question))
            await pilot.pause()
            shown = screen_text(pilot)
            assert "https://例子.测试/茶?x=1" in shown
            assert "https://xn--fsqu00a.xn--0zwm56d/%E8%8C%B6?x=1" in shown
            await pilot.press("n")
            await until(pilot, lambda: not isinstance(pilot.app.screen, Question))
            assert launched == []
            await follow(pilot, "to-web")
            await until(pilot, lambda: isinstance(pilot.app.screen, Question))
            await pilot.press("enter")
            await until(pilot, lambda: launched == ["https://例子.测试/茶?x=1"])

    async def test_one_that_was_seen_in_the_border_or_the_list_is_not(self, start: Start, launched: list[str]) -> None:
        async with start(size=(160, 36)) as pilot:
            await press(pilot, "g", "enter", *["right_parenthesis"] * 4)
            assert "→ https://例子.测试/茶?x=1 = xn--fsqu00a.xn--0zwm56d" in screen_text(pilot)
            await press(pilot, "enter")
            await until(pilot, lambda: len(launched) == 1)
            await pilot.press("u")
            await until(pilot, lambda: isinstance(pilot.app.screen, Chooser))
            await pilot.press("j", "j", "j", "enter")
            await until(pilot, lambda: len(launched) == 2)

    async def test_one_that_hides_its_host_is_refused_without_a_question(self, start: Start) -> None:
        async with start() as pilot:
            await follow(pilot, "to-evil")
            await until(pilot, lambda: any("hides its host" in toast for toast in toasts(pilot)))

    async def test_one_that_the_border_has_no_room_for_is_asked_about(self, start: Start, launched: list[str]) -> None:
        async with start(size=(100, 36)) as pilot:
            await press(pilot, "g", "enter", *["right_parenthesis"] * 4)
            assert "→ https://例子.测试/茶" in screen_text(pilot)
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, Question))
            assert launched == []

    class TestSetting:
        @pytest.fixture
        def settings(self, settings: Settings) -> Settings:
            return replace(settings, ask_before_opening=False, link_numbers=True)

        async def test_nothing_is_asked_and_links_have_numbers(self, start: Start, launched: list[str]) -> None:
            async with start() as pilot:
                await follow(pilot, "to-web")
                await until(pilot, lambda: len(launched) == 1)
                assert "to-web [4]" in screen_text(pilot)
