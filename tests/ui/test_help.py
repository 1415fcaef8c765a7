"""The help screen's columns, at every width."""

from __future__ import annotations

import pytest
from textual.widgets import Static

from tests.ui.conftest import Start, press, screen_text


@pytest.mark.parametrize("width", [60, 80, 100, 110, 120, 150, 200])
async def test_no_line_is_wrapped_into_the_other_column(start: Start, width: int) -> None:
    async with start(size=(width, 40)) as pilot:
        await press(pilot, "question_mark")
        text = pilot.app.screen.query_one("#help-text", Static)
        content = text.content
        lines = str(content).count("\n") + 1
        assert text.size.height == lines
        assert "One row or line down." in screen_text(pilot)
