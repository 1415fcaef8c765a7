"""A small library of our own and the reader over it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.notifications import Notification
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from tui_reader.config import Places, Settings, load_settings, places
from tui_reader.library import Library
from tui_reader.model import Query
from tui_reader.ui.app import ReaderApp
from tui_reader.ui.screens.reading import ReadingScreen

POSTS = {
    "news/city/2024-03-09-ferry.md": (
        (
            "title: 渡轮恢复夜航 [/]\ndate: 2024-03-09 20:15:00 +0800\nauthor: 港口日报\n"
            "categories:\n - 新闻\n - 城市\n"
            "source: https://example.org/ferry\ntags: [渡轮, 夜]"
        ),
        "# 渡轮恢复夜航 [/]\n\n港口的渡轮今晚恢复夜航。\n\n![船在码头](ferry.png)\n\n"
        "## 时刻\n\n见[时刻表](https://example.org/times)和[另一篇](../../notes/tea.md)。\n\n"
        + "夜里的船灯落在水面上，像一行行没有写完的字。\n\n"
        * 30,
    ),
    "news/city/2024-03-08-bridge.md": (
        "title: 旧桥重修\ndate: 2024-03-08 09:00:00 +0800\ncategories:\n - 新闻\n - 城市",
        "旧桥今天开始重修。疫情期间停工的船也回来了。",
    ),
    "notes/tea.md": (
        "title: Notes on tea\ndate: 2024-02-01\ncategories:\n - Notes",
        "Green tea wants water that has stopped boiling.\n\n## Leaves\n\nKeep them dry.",
    ),
    "notes/trains.md": (
        "title: Slow trains\ndate: 2023-12-24 08:00:00\ncategories:\n - Notes",
        "A slow train stops at every tea house.",
    ),
    "loose.md": ("title: Without a category\ndate: 2023-01-01", "It stands alone."),
}

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)

NET = 20.0
"""Seconds after which a test gives up."""

Start = Callable[..., AbstractAsyncContextManager[Pilot[None]]]


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    """The folder of posts."""
    root = tmp_path / "posts"
    for name, (head, body) in POSTS.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\n{head}\n---\n\n{body}\n", encoding="utf-8")
    (root / "news/city/ferry.png").write_bytes(PNG)
    return root


@pytest.fixture(autouse=True)
def _messages_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine may take longer to a test's question than a message stands in the corner.

    None expires: Textual waits for ever where a screen goes while one of its messages does.
    """
    monkeypatch.setattr(Notification, "time_left", property(lambda _: 3_600.0))


@pytest.fixture
def settings() -> Settings:
    """The defaults, but that nothing is watched: most tests know when something has changed."""
    return replace(load_settings({}), watch=False)


@pytest.fixture
def where(tmp_path: Path) -> Places:
    return places({})


@pytest.fixture
def open_library(where: Places) -> Iterator[Callable[[Path], Library]]:
    opened: list[Library] = []

    def open_(root: Path) -> Library:
        opened.append(Library.open(root, cache_dir=where.cache_dir, data_dir=where.data_dir))
        return opened[-1]

    yield open_
    for library in opened:
        library.close()


@pytest.fixture
def library(posts: Path, open_library: Callable[[Path], Library]) -> Library:
    """The posts, indexed."""
    library = open_library(posts)
    library.refresh()
    return library


@pytest.fixture
def start(
    library: Library, settings: Settings, where: Places, open_library: Callable[[Path], Library]
) -> Callable[..., AbstractAsyncContextManager[Pilot[None]]]:
    """Opens the reader; the arguments are those of `run_test`, and `query`."""

    @asynccontextmanager
    async def start_(
        size: tuple[int, int] = (120, 36), query: Query | None = None, **options: Any
    ) -> AsyncIterator[Pilot[None]]:
        app = ReaderApp(library, settings, where, open_library, query=query or Query())
        async with app.run_test(size=size, notifications=True, **options) as pilot:
            for _ in range(200):
                await settle(pilot)
                if app.reading is not None and not app.reading.is_looking:
                    break
                await pilot.pause(0.05)
            yield pilot

    return start_


async def settle(pilot: Pilot[None]) -> None:
    """Wait for the work in the background, previews included, and for the screen to show it."""
    await pilot.pause()
    for _ in range(3):
        with contextlib.suppress(WorkerCancelled):  # by another one of its group, which the next round waits for
            await pilot.app.workers.wait_for_complete()
        await pilot.pause()


async def until(pilot: Pilot[None], holds: Callable[[], object]) -> None:
    """Let the screen go on until something holds."""
    end = asyncio.get_running_loop().time() + NET
    while not holds():
        assert asyncio.get_running_loop().time() < end
        await pilot.pause(0.01)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, one after the other is done with."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


def reading(pilot: Pilot[None]) -> ReadingScreen:
    """The reading screen."""
    app = pilot.app
    assert isinstance(app, ReaderApp)
    assert app.reading is not None
    return app.reading


def screen_text(pilot: Pilot[None]) -> str:
    """What stands on the screen, without styles."""
    width, height = pilot.app.size
    lines = pilot.app.screen._compositor.render_strips()
    assert width
    assert height
    return "\n".join("".join(segment.text for segment in line) for line in lines)


def toasts(pilot: Pilot[None]) -> list[str]:
    """The messages in the corner."""
    return [f"{note.title} {note.message}".strip() for note in pilot.app._notifications]
