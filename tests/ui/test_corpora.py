"""Real posts in the reader: the awkward ones open, show their text and can be searched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.ui.conftest import press, reading, screen_text, settle
from tui_reader.config import Places, Settings
from tui_reader.library import Library
from tui_reader.model import Query
from tui_reader.ui.app import ReaderApp

pytestmark = [pytest.mark.corpora, pytest.mark.timeout(280)]


def longest_line(folder: Path) -> Path:
    return max(folder.rglob("*.md"), key=lambda file: max(map(len, file.read_bytes().splitlines()), default=0))


async def wait_until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    for _ in range(600):
        await settle(pilot)
        if holds():
            return
        await pilot.pause(0.1)
    raise AssertionError(f"it never came:\n{screen_text(pilot)}")


@pytest.mark.parametrize(
    ("folder", "path"),
    [
        ("cosname__cosx.org", ""),
        ("mushanshitiancai__hexo-blog", "source/_posts/java/spring/Spring笔记-No-mapping-found-for-error.md"),
    ],
    ids=["a line of 937,540 characters", "a title with [/]"],
)
async def test_it_opens(
    corpora: Path,
    settings: Settings,
    where: Places,
    open_library: Callable[[Path], Library],
    folder: str,
    path: str,
) -> None:
    root = corpora / folder
    library = open_library(root)
    library.refresh()
    post = path or longest_line(root).relative_to(root).as_posix()
    row = library.row(post)
    assert row is not None
    app = ReaderApp(library, settings, where, open_library, query=Query(), post=post, enter=True)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await wait_until(pilot, lambda: reading(pilot).opened is not None and reading(pilot).pane.article is not None)
        opened = reading(pilot).opened
        assert opened is not None
        assert opened.row.path == post
        assert row.title[:12] in screen_text(pilot)
        await press(pilot, "G", "g", "pagedown")
        assert reading(pilot).pane.scroll_offset.y > 0
