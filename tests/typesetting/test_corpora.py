"""Line ends in real posts: what the checker of `kinsoku` forbids never happens, and no line is too wide."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from tests.typesetting.kinsoku import violations
from tests.typesetting.samples import PANE, TEXT
from tui_reader.document import layout, parse, width
from tui_reader.document.page import LayoutOptions, Line, Page, Role, Run
from tui_reader.model import BodyFormat

SAMPLED = 120
NARROWEST, WIDEST, STEP = 20, 120, 37
"""Widths at which posts are set, another one for each."""


def posts(corpora: Path, archive: str) -> list[Path]:
    found = sorted((corpora / archive).rglob("*.md"))
    assert found, f"{archive} has no posts"
    return found[:: max(1, len(found) // SAMPLED)]


def with_width(options: LayoutOptions, cells: int) -> LayoutOptions:
    values = {name: getattr(options, name) for name in LayoutOptions.__slots__}
    return LayoutOptions(**{**values, "width": cells})


def broken(page: Page) -> list[tuple[Line, Line]]:
    """The lines of prose that the layout ended, each with the next."""
    return [
        (line, following)
        for line, following in pairwise(page.lines)
        if line.end != "\n" and line.content and not any(is_code(run) for run in line.runs)
    ]


def is_code(run: Run) -> bool:
    return run.role is Role.MATH or run.role.value.startswith("code")


@pytest.mark.corpora
@pytest.mark.parametrize(
    "archive",
    [
        "seed-family",
        "cosname__cosx.org",
        "fightinggg__hexo-blog",
        "mushanshitiancai__hexo-blog",
        "junhee-ko__blog-source",
    ],
)
def test_line_ends_of_real_posts(corpora: Path, archive: str) -> None:
    ends = 0
    for number, path in enumerate(posts(corpora, archive)):
        text = path.read_text(encoding="utf-8", errors="replace")
        body = text.split("\n---", 1)[-1] if text.startswith("---") else text
        document = parse(body, BodyFormat.MARKDOWN)
        for cells in (80, NARROWEST + STEP * number % (WIDEST - NARROWEST + 1)):
            for preset in (PANE, TEXT):
                page = layout(document, with_width(preset, cells))
                for line, following in broken(page):
                    ends += 1
                    assert violations([(line.content, line.end), (following.content, "")]) == [], path
                for line in page.lines:
                    embeds = any(run.role is Role.EMBED and "//" in run.text for run in line.runs)
                    kept = not preset.break_addresses and ("://" in line.text or "www." in line.text or embeds)
                    assert width(line.text) <= cells or kept, (path, line.text)
    assert ends > 100
