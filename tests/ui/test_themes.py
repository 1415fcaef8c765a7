"""The reading themes' contrast, by WCAG 2.2: relative luminance, contrast ratio."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from tui_reader.ui.themes import DARK, LIGHT

TEXT = 7.0
DIM = 4.5


def luminance(color: Color) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b)


def contrast(first: str, second: str) -> float:
    lighter, darker = sorted((luminance(Color.parse(first)), luminance(Color.parse(second))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
class TestContrast:
    def test_text_stands_out_on_every_ground(self, theme: Theme) -> None:
        grounds = [theme.background, theme.panel, theme.variables["cursor"], theme.variables["cursor-blurred"]]
        grounds += [theme.variables["hit"]] if theme.dark is False else []
        for ground in grounds:
            assert ground is not None
            assert contrast(str(theme.foreground), ground) >= TEXT, ground

    def test_dim_and_accent_stand_out_on_ground_bars_and_cursor(self, theme: Theme) -> None:
        for ground in (str(theme.background), str(theme.panel), theme.variables["cursor-blurred"]):
            for name in (theme.variables["dim"], theme.primary, str(theme.secondary), str(theme.error)):
                assert contrast(name, ground) >= DIM, (name, ground)

    def test_code_stands_out_on_its_ground(self, theme: Theme) -> None:
        ground = theme.variables["code-background"]
        for name in ("keyword", "name", "string", "number", "comment"):
            assert contrast(theme.variables[f"code-{name}"], ground) >= DIM, name

    def test_hits_can_be_read(self, theme: Theme) -> None:
        assert contrast(str(theme.foreground), theme.variables["hit"]) >= DIM
        assert contrast(theme.variables["hit-current-text"], theme.variables["hit-current"]) >= DIM
