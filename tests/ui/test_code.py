"""Long lines of code in the article: wrapped after a mark, or kept whole and shifted by keys."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.ui.conftest import Start, press, screen_text
from tui_reader.config import Settings

LINE = "first = " + " + ".join(f"word_{number:02}" for number in range(30))


@pytest.fixture
def posts(posts: Path) -> Path:
    """With a post of code, the newest."""
    body = f"Before the code.\n\n```python\n{LINE}\nshort = 1\n```\n\nAfter it, as before.\n"
    (posts / "code.md").write_text(f"---\ntitle: Code\ndate: 2025-01-01\n---\n\n{body}", encoding="utf-8")
    return posts


class TestWrapped:
    async def test_a_long_line_goes_on_below(self, start: Start) -> None:
        async with start() as pilot:
            shown = screen_text(pilot)
            assert "↪" in shown
            assert "word_29" in shown


class TestShifted:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, wrap_code=False)

    async def test_a_long_line_is_shifted_by_keys(self, start: Start) -> None:
        async with start() as pilot:
            shown = screen_text(pilot)
            assert "first = word_00" in shown
            assert "›" in shown
            assert "↪" not in shown
            assert "word_29" not in shown
            await press(pilot, "3", *["greater_than_sign"] * 60)
            shown = screen_text(pilot)
            assert "word_29" in shown
            assert "first =" not in shown
            assert "Before the code." in shown
            assert "After it, as before." in shown
            assert "short" not in shown
            await press(pilot, *["less_than_sign"] * 60)
            assert "first = word_00" in screen_text(pilot)

    async def test_nothing_is_shifted_where_all_has_room(self, start: Start) -> None:
        async with start(size=(80, 30)) as pilot:
            await press(pilot, "j", "enter", "greater_than_sign")
            assert "港口的渡轮今晚恢复夜航。" in screen_text(pilot)
