"""The chooser of libraries, and the place that each of them is left at and found at again."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.ui.conftest import Start, press, reading, screen_text, settle, toasts
from tests.ui.test_pictures import until
from tui_reader.config import Places, Settings, load_settings
from tui_reader.document import width
from tui_reader.library import Library, load_session, load_sessions, save_session
from tui_reader.model import Query, Session, View
from tui_reader.ui.app import ReaderApp
from tui_reader.ui.screens.dialogs import FolderDialog
from tui_reader.ui.screens.libraries import LibraryChooser
from tui_reader.ui.screens.reading import ReadingScreen

FERRY = "news/city/2024-03-09-ferry.md"
TREES = "trees.md"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Another library, with a name."""
    root = tmp_path / "old papers"
    root.mkdir()
    lines = "\n\n".join(f"Ring {number} of the tree." for number in range(200))
    (root / TREES).write_text(f"---\ntitle: Old trees\ndate: 2020-01-02\n---\n\n{lines}\n", encoding="utf-8")
    (root / "birds.md").write_text("---\ntitle: Birds\ndate: 2020-01-03\n---\n\nThey fly.\n", encoding="utf-8")
    return root


@pytest.fixture
def settings(tmp_path: Path, archive: Path) -> Settings:
    """Names for that library, and for one that isn't there."""
    config = tmp_path / "own.toml"
    text = f"[libraries.papers]\npath = {str(archive)!r}\n[libraries.'旧刊']\npath = '/nowhere/at/all'\n"
    config.write_text(text, encoding="utf-8")
    return load_settings({"TUI_READER_CONFIG": str(config)})


def remember(where: Places, *roots: Path | str) -> None:
    """Let libraries have been read, the last one last."""
    for root in roots:
        save_session(where.state_dir, Session(str(root), None, View.ALL, None))


async def choose(pilot: Pilot[None]) -> LibraryChooser:
    """Press `B`, and wait for the chooser."""
    await pilot.press("B")
    await until(pilot, lambda: isinstance(pilot.app.screen, LibraryChooser) and pilot.app.focused is not None)
    await pilot.pause()
    assert isinstance(pilot.app.screen, LibraryChooser)
    return pilot.app.screen


async def arrived(pilot: Pilot[None], root: Path) -> ReadingScreen:
    """Wait for another library, and for what it shows."""

    def is_there() -> bool:
        screen = pilot.app.screen
        return isinstance(screen, ReadingScreen) and screen.library.root == root and not screen.is_looking

    await until(pilot, is_there)
    await settle(pilot)
    return reading(pilot)


def by_cells(line: str) -> str:
    """A line in which a character of two cells takes two places."""
    return "".join(character + "\0" * (width(character) - 1) for character in line)


def rows(pilot: Pilot[None]) -> list[str]:
    """The rows of the chooser, without their frame."""
    lines = [by_cells(line) for line in screen_text(pilot).splitlines()]
    first = next(place for place, line in enumerate(lines) if "╭─ Libraries" in line)
    last = next(place for place, line in enumerate(lines) if "Enter opens" in line)
    left, right = lines[first].index("╭─ Libraries"), lines[first].rindex("╮")
    inside = [line[left + 1 : right].replace("\0", "").replace("│", " ") for line in lines[first + 4 : last]]
    inside = [" ".join(line.split()) for line in inside]
    return [line for line in inside if line]


async def test_named_libraries_come_first_then_the_last_ones(
    start: Start,
    library: Library,
    open_library: Callable[[Path], Library],
    archive: Path,
    where: Places,
    tmp_path: Path,
) -> None:
    open_library(archive).refresh()
    (tmp_path / "third").mkdir()
    remember(where, tmp_path / "gone", archive, tmp_path / "third", library.root)
    async with start(size=(160, 40)) as pilot:
        await choose(pilot)
        found = rows(pilot)
        assert [row.split()[0] for row in found] == ["papers", "旧刊", "●", "third", "gone", "another"]
        assert found[0].endswith("old papers 2 posts")
        assert found[1] == "旧刊 /nowhere/at/all gone"
        assert found[2].startswith("● posts ")
        assert found[2].endswith("5 posts")
        assert found[4].endswith(" gone")
        await pilot.press("escape")
        await settle(pilot)
        assert reading(pilot).library is library


async def test_typed_words_filter_and_enter_opens(start: Start, archive: Path) -> None:
    async with start() as pilot:
        chooser = await choose(pilot)
        await pilot.press(*"old pap")
        assert [row.split()[0] for row in rows(pilot)] == ["papers", "another"]
        chooser.query_one(Input).value = "nothing of that name"
        await pilot.pause()
        assert rows(pilot) == ["another folder …"]
        chooser.query_one(Input).value = "旧"
        await pilot.pause()
        assert [row.split()[0] for row in rows(pilot)] == ["旧刊", "another"]
        chooser.query_one(Input).value = "pap"
        await pilot.pause()
        await pilot.press("enter")
        screen = await arrived(pilot, archive)
        assert screen.title_bar.library == "papers"
        assert "Old trees" in screen_text(pilot)


async def test_the_library_before_is_where_enter_goes(
    start: Start, archive: Path, where: Places, library: Library, tmp_path: Path
) -> None:
    (tmp_path / "third").mkdir()
    remember(where, archive, tmp_path / "third", library.root)
    async with start() as pilot:
        await choose(pilot)
        await pilot.press("enter")
        await arrived(pilot, tmp_path / "third")
        assert [Path(one.library) for one in load_sessions(where.state_dir)] == [
            tmp_path / "third",
            library.root,
            archive,
        ]


async def test_each_library_is_found_as_it_was_left(start: Start, library: Library, archive: Path) -> None:
    async with start(size=(140, 24)) as pilot:
        await press(pilot, "h", "j", "j", "l", "a", "enter", "ctrl+d", "ctrl+d")
        before = reading(pilot)
        assert (before.query_shown.category, before.query_shown.view) == (("新闻",), View.UNREAD)
        line = before.pane.scroll_offset.y
        assert line > 0
        await choose(pilot)
        await pilot.press("enter")
        screen = await arrived(pilot, archive)
        await press(pilot, "j")
        await until(pilot, lambda: screen.opened is not None and screen.opened.row.path == TREES)
        await pilot.press("ctrl+circumflex_accent")
        screen = await arrived(pilot, library.root)
        await until(pilot, lambda: screen.opened is not None)
        assert screen.query_shown == Query(category=("新闻",), view=View.UNREAD)
        assert screen.place is screen.pane
        assert screen.opened is not None
        assert screen.opened.row.path == FERRY
        await until(pilot, lambda: screen.pane.scroll_offset.y == line)
        await pilot.press("ctrl+circumflex_accent")
        screen = await arrived(pilot, archive)
        assert screen.place is screen.posts
        assert screen.posts.current is not None
        assert screen.posts.current.path == TREES


async def test_reading_goes_on_without_another_mark(
    library: Library, settings: Settings, where: Places, open_library: Callable[[Path], Library]
) -> None:
    session = Session(str(library.root), ("Notes",), View.ALL, "notes/trains.md", reading=True)
    app = ReaderApp(library, settings, where, open_library, query=Query(), session=session)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        screen = await arrived(pilot, library.root)
        await until(pilot, lambda: screen.opened is not None)
        assert screen.opened is not None
        assert screen.opened.row.path == "notes/trains.md"
        assert screen.place is screen.pane
        assert library.counts().unread == 5
        await press(pilot, "2", "Q")
    assert app.session == Session(str(library.root), ("Notes",), View.ALL, "notes/trains.md")


@pytest.mark.parametrize("key", ["enter", "ctrl+6"])
async def test_one_that_is_gone_is_told_and_one_stays(
    start: Start, library: Library, where: Places, tmp_path: Path, key: str
) -> None:
    remember(where, tmp_path / "gone", library.root)
    async with start() as pilot:
        if key == "enter":
            await choose(pilot)
        await pilot.press(key)
        await until(pilot, lambda: toasts(pilot))
        assert toasts(pilot) == [f"Can't open the library {tmp_path / 'gone'}: it isn't there."]
        assert reading(pilot).is_current
        assert reading(pilot).library is library
        await press(pilot, "j")
        assert reading(pilot).posts.cursor == 1


async def test_one_is_forgotten_by_a_key_and_no_other(
    start: Start, library: Library, archive: Path, where: Places, tmp_path: Path
) -> None:
    remember(where, archive, tmp_path / "vanished", library.root)
    async with start() as pilot:
        chooser = await choose(pilot)
        assert "Del forgets it" in screen_text(pilot)
        await pilot.press(*"vanish", "home", "delete")
        await pilot.pause()
        assert chooser.query_one(Input).value == "anish", "inside what is typed, it deletes a character"
        assert len(load_sessions(where.state_dir)) == 3
        await pilot.press("end", "delete")
        await until(pilot, lambda: len(load_sessions(where.state_dir)) == 2)
        assert load_session(where.state_dir, tmp_path / "vanished") is None
        chooser.query_one(Input).value = ""
        await until(pilot, lambda: [row.split()[0] for row in rows(pilot)] == ["papers", "旧刊", "●", "another"])
        for _ in range(4):
            assert "Del forgets it" not in screen_text(pilot)
            await pilot.press("delete", "down")
            await pilot.pause()
        assert len(load_sessions(where.state_dir)) == 2


async def test_a_typed_path_is_opened_and_one_that_is_no_folder_goes_on(start: Start, archive: Path) -> None:
    async with start() as pilot:
        chooser = await choose(pilot)
        chooser.query_one(Input).value = str(archive.parent / "no")
        await pilot.pause()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, FolderDialog) and pilot.app.focused is not None)
        assert pilot.app.screen.query_one(Input).value == str(archive.parent / "no")
        await pilot.press("escape")
        await settle(pilot)
        chooser = await choose(pilot)
        chooser.query_one(Input).value = f"{archive}/../{archive.name}"
        await pilot.pause()
        await pilot.press("enter")
        await arrived(pilot, archive)


async def test_without_another_library_that_is_said(start: Start, library: Library) -> None:
    async with start() as pilot:
        await press(pilot, "ctrl+6")
        assert toasts(pilot) == ["No other library was read before this one."]
        await choose(pilot)
        await pilot.press("down", "down", "down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, FolderDialog))
        await pilot.press("escape")
        await settle(pilot)
        assert reading(pilot).library is library


@pytest.mark.parametrize("size", [(1, 1), (20, 5), (80, 24), (200, 60)])
async def test_any_size_and_any_name_is_survived(
    start: Start, library: Library, where: Places, size: tuple[int, int]
) -> None:
    names = ["\x1b[2J\x9b31m", "\u202edesrever\u2028", "新" * 80, "a/" * 200, "[bold]x[/]", "%F0\udcf0"]
    remember(where, *(f"/nowhere/{name}" for name in names), library.root)
    async with start(size=size) as pilot:
        await choose(pilot)
        await pilot.press("pagedown", "pageup", *["down"] * 9, "up", "x")
        await pilot.pause()
        text = screen_text(pilot)
        assert [sign for sign in text if unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Cs"} and sign != "\n"] == []
        await pilot.press("escape")
        await settle(pilot)
        assert reading(pilot).is_current
