"""Posts as files from the reader: `s` at once, `S` by the dialog; an end with Esc; what came of it."""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input, Static

from tests.ui.conftest import Start, press, reading, screen_text, settle, toasts
from tui_reader.library import Library
from tui_reader.ui.screens.dialogs import Chooser, Question
from tui_reader.ui.screens.export_dialog import ExportDialog
from tui_reader.ui.screens.reading import ReadingScreen
from tui_reader.ui.widgets.choice_line import ChoiceLine

FERRY_FILE = "2024-03-09-渡轮恢复夜航.txt"


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: where the reader writes."""
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def many(posts: Path, library: Library) -> Path:
    """Posts enough that an export takes a while."""
    for number in range(400):
        text = f"---\ntitle: Note {number}\ndate: 2022-01-01\ncategories: [Many]\n---\n\n" + "Some words of it. " * 60
        (posts / f"n{number:03}.md").write_text(text, encoding="utf-8")
    library.refresh()
    return posts


def files_in(folder: Path) -> list[str]:
    """The files there that are whole: temporary ones begin with a dot."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait for something that workers bring about; a net, not a measurement."""
    async with asyncio.timeout(60):
        while not holds():
            await pilot.pause(0.02)


async def open_dialog(pilot: Pilot[None], *keys: str) -> ExportDialog:
    """The dialog, after some keys that come before it."""
    await press(pilot, *keys)
    await pilot.press("S")
    await until(pilot, lambda: isinstance(pilot.app.screen, ExportDialog) and pilot.app.focused is not None)
    await pilot.pause()
    dialog = pilot.app.screen
    assert isinstance(dialog, ExportDialog)
    return dialog


async def leave_by(pilot: Pilot[None], key: str) -> None:
    """Press a key that closes the dialog, and wait until what follows is done."""
    await pilot.press(key)
    await until(pilot, lambda: not isinstance(pilot.app.screen, ExportDialog))
    screen = reading(pilot)
    await until(pilot, lambda: screen._stop_export is None and "saving" not in screen.key_bar.status)
    await pilot.pause()


def choose(dialog: ExportDialog, name: str, place: int) -> None:
    dialog.query_one(f"#{name}", ChoiceLine).choose(place)


def told(dialog: ExportDialog, name: str) -> str:
    line = dialog.query_one(f"#{name}-told", Static)
    return f"{'WRONG ' if line.has_class('-wrong') else ''}{line.content}"


def is_wrong(dialog: ExportDialog, name: str) -> bool:
    return told(dialog, name).startswith("WRONG")


def is_right(dialog: ExportDialog, name: str) -> bool:
    return not is_wrong(dialog, name)


def has_focus(pilot: Pilot[None], widget: Widget) -> bool:
    return pilot.app.focused is widget


async def test_save_writes_at_once(start: Start, out: Path) -> None:
    async with start() as pilot:
        await press(pilot, "s")
        assert [path.name for path in out.iterdir()] == [FERRY_FILE]
        assert any(toast.startswith("Saved") and FERRY_FILE in toast for toast in toasts(pilot))
        await press(pilot, "s")
        assert any(toast.startswith("Already there, unchanged") for toast in toasts(pilot))


async def test_all_selected_are_saved(start: Start, out: Path) -> None:
    async with start() as pilot:
        await press(pilot, "space", "space", "space", "s")
        assert len(list(out.iterdir())) == 3
        assert any(toast.startswith("3 posts saved") and str(out) in toast for toast in toasts(pilot))


async def test_escape_stops_saving(start: Start, many: Path, out: Path) -> None:
    async with start() as pilot:
        screen = reading(pilot)
        await press(pilot, "ctrl+a")
        await pilot.press("s")
        await until(pilot, lambda: "Esc stops" in screen.key_bar.status)
        assert "/405" in screen.key_bar.status
        await until(pilot, lambda: bool(files_in(out)))
        await pilot.press("escape")
        await until(pilot, lambda: screen._stop_export is None)
        await settle(pilot)
        written = len(list(out.glob("*.txt")))
        assert 0 < written < 405
        assert any(toast.startswith(f"Stopped after {written} post") for toast in toasts(pilot)), toasts(pilot)
        assert any(f"{405 - written} not written" in toast for toast in toasts(pilot))
        assert "Esc stops" not in screen.key_bar.status
        assert screen.posts.selected, "Esc that stops an export keeps the selection"
        assert not [path for path in out.iterdir() if path.name.startswith(".")]


async def test_one_export_at_a_time(start: Start, many: Path, out: Path) -> None:
    async with start() as pilot:
        screen = reading(pilot)
        await press(pilot, "ctrl+a")
        await pilot.press("s", "s")
        await until(pilot, lambda: any("going on already" in toast for toast in toasts(pilot)))
        await pilot.press("escape")
        await until(pilot, lambda: screen._stop_export is None)


async def test_quitting_ends_an_export(start: Start, many: Path, out: Path) -> None:
    async with start() as pilot:
        await press(pilot, "ctrl+a")
        await pilot.press("s")
        await until(pilot, lambda: bool(files_in(out)))
        await pilot.press("Q")
    async with asyncio.timeout(60):
        while any(path.name.startswith(".") for path in out.iterdir()):
            await asyncio.sleep(0.02)
    assert len(list(out.glob("*.txt"))) < 405


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_the_dialog_shows_all_its_rows(start: Start, out: Path, size: tuple[int, int]) -> None:
    async with start(size=size) as pilot:
        dialog = await open_dialog(pilot, "space", "space")
        text = screen_text(pilot)
        for word in ("Export 2 selected posts", "all 5 listed", "Format", "EPUB", "Folder", "Pictures", "Header",
                     "listed at the end", "one paragraph a line", "Enter exports 2 posts", "Esc closes"):  # fmt: skip
            assert word in text
        assert f"→ {FERRY_FILE} …" in text
        assert dialog.query_one("#dialog").max_scroll_y == 0
        await leave_by(pilot, "escape")
        assert list(out.iterdir()) == []


async def test_a_small_screen_cuts_with_a_sign_and_scrolls(start: Start, out: Path) -> None:
    async with start(size=(50, 14)) as pilot:
        dialog = await open_dialog(pilot)
        assert "Text ›" in screen_text(pilot)
        await pilot.press("right", "right")
        assert dialog.wish.form == "markdown"
        assert "‹ Markdown ›" in screen_text(pilot)
        assert "Header" not in screen_text(pilot)
        dialog.query_one("#header").focus()
        await until(pilot, lambda: "Header" in screen_text(pilot))


async def test_every_field_reaches_the_files(start: Start, out: Path) -> None:
    async with start() as pilot:
        dialog = await open_dialog(pilot, "space", "space")
        choose(dialog, "scope", 2)
        dialog.query_one("#folder", Input).value = "new/place"
        dialog.query_one("#name", Input).value = "{category}/{slug}"
        dialog.query_one("#width", Input).value = "30"
        choose(dialog, "images", 2)
        choose(dialog, "links", 1)
        choose(dialog, "header", 3)
        await pilot.pause()
        assert told(dialog, "name") == "→ 新闻/城市/渡轮恢复夜航.txt …"
        assert "Export all 5 posts of the list" in screen_text(pilot)
        assert "Enter exports 5 posts" in screen_text(pilot)
        await until(pilot, lambda: told(dialog, "folder") == f"→ {out}/new/place (new)")
        await leave_by(pilot, "enter")
        files = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
        assert files == {
            "new/place/新闻/城市/渡轮恢复夜航.txt",
            "new/place/新闻/城市/images/渡轮恢复夜航/01-船在码头.png",
            "new/place/新闻/城市/旧桥重修.txt",
            "new/place/Notes/Notes-on-tea.txt",
            "new/place/Notes/Slow-trains.txt",
            "new/place/Without-a-category.txt",
        }
        ferry = (out / "new/place/新闻/城市/渡轮恢复夜航.txt").read_text(encoding="utf-8")
        assert "标题：" not in ferry
        assert "<https://example.org/times>" in ferry
        assert "→ images/渡轮恢复夜航/01-船在码头.png" in ferry
        assert any(toast.startswith("5 posts saved") and "1 picture with them" in toast for toast in toasts(pilot))


async def test_choices_are_remembered_but_for_the_posts(start: Start, out: Path) -> None:
    async with start() as pilot:
        dialog = await open_dialog(pilot, "space", "space")
        choose(dialog, "scope", 1)
        choose(dialog, "format", 2)
        choose(dialog, "images", 0)
        await leave_by(pilot, "enter")
        assert [path.suffix for path in out.iterdir()] == [".md"]
        again = await open_dialog(pilot)
        assert again.wish.form == "markdown"
        assert again.wish.options.images == "none"
        assert again.wish.scope == 0
        await leave_by(pilot, "escape")


async def test_what_does_not_matter_is_not_offered(start: Start) -> None:
    async with start() as pilot:
        dialog = await open_dialog(pilot)
        assert "Export this article" in screen_text(pilot)
        assert dialog.query_one("#book").disabled
        assert not dialog.query_one("#links").disabled
        choose(dialog, "format", 3)
        await pilot.pause()
        assert told(dialog, "name") == "→ 2024-03-09-渡轮恢复夜航.html"
        assert dialog.query_one("#links").disabled
        assert dialog.query_one("#width").disabled


async def test_several_posts_make_one_book(start: Start, out: Path) -> None:
    async with start() as pilot:
        dialog = await open_dialog(pilot)
        choose(dialog, "scope", 1)
        choose(dialog, "format", 4)
        choose(dialog, "book", 1)
        await pilot.pause()
        dialog.query_one("#title", Input).value = "My: posts"
        await pilot.pause()
        assert told(dialog, "name") == "→ My posts.epub"
        await leave_by(pilot, "enter")
        assert [path.name for path in out.iterdir()] == ["My posts.epub"]
        assert zipfile.ZipFile(out / "My posts.epub").testzip() is None


async def test_what_is_wrong_is_told_in_place(start: Start, out: Path) -> None:
    (out / "file").write_text("mine", encoding="utf-8")
    async with start() as pilot:
        dialog = await open_dialog(pilot)
        for name, value, wrong in (
            ("name", "{slugg}", "did you mean {slug}?"),
            ("name", "{date", "a brace stands alone"),
            ("name", " ", "name the files"),
            ("width", "5", "is 0, or 10 to 10,000"),
            ("width", "", "is 0, or 10 to 10,000"),
            ("folder", "file", "is a file, no folder"),
            ("folder", "file/below", "is a file"),
            ("folder", "", "name a folder"),
            ("folder", "~nobody-of-that-name/x", "can't be used"),
        ):
            line = dialog.query_one(f"#{name}", Input)
            good, line.value = line.value, value
            await until(pilot, partial(is_wrong, dialog, name))
            assert wrong in told(dialog, name)
            dialog.query_one("#format").focus()
            await pilot.press("enter")
            await until(pilot, partial(has_focus, pilot, line))
            assert pilot.app.screen is dialog
            line.value = good
            await until(pilot, partial(is_right, dialog, name))
        assert [path.name for path in out.iterdir()] == ["file"]


async def test_tab_completes_a_folder_and_goes_on(start: Start, out: Path) -> None:
    (out / "articles").mkdir()
    async with start() as pilot:
        dialog = await open_dialog(pilot)
        line = dialog.query_one("#folder", Input)
        line.focus()
        line.value = str(out / "art")
        line.cursor_position = len(line.value)
        await until(pilot, lambda: bool(line._suggestion))
        await pilot.press("tab")
        assert line.value == f"{out}/articles/"
        await pilot.press("tab")
        assert pilot.app.focused is dialog.query_one("#name")


async def test_the_mouse_does_it_too(start: Start, out: Path) -> None:
    async with start() as pilot:
        dialog = await open_dialog(pilot)
        await pilot.click("#format", offset=(3 + len("● Text  ○ Coloured text  "), 0))
        assert dialog.wish.form == "markdown"
        await pilot.click("#do")
        await until(pilot, lambda: bool(files_in(out)))
        await settle(pilot)
        assert [path.name for path in out.iterdir()] == ["2024-03-09-渡轮恢复夜航.md"]
        await open_dialog(pilot)
        await pilot.click("#close")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReadingScreen))


async def test_very_many_are_asked_about(start: Start, many: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_reader.ui.screens.export_dialog.ASKED_FROM", 300)
    async with start() as pilot:
        dialog = await open_dialog(pilot)
        choose(dialog, "scope", 1)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Question))
        await pilot.pause()
        assert "Export 405 posts to" in screen_text(pilot)
        await pilot.press("n")
        await until(pilot, lambda: pilot.app.screen is dialog)
        assert list(out.iterdir()) == []


async def test_failures_are_listed(start: Start, posts: Path, out: Path) -> None:
    async with start() as pilot:
        await press(pilot, "ctrl+a")
        for name in ("notes/tea.md", "notes/trains.md"):
            (posts / name).unlink()
        await pilot.press("s")
        await until(pilot, lambda: isinstance(pilot.app.screen, Chooser))
        await pilot.pause()
        text = screen_text(pilot)
        assert "2 posts could not be exported" in text
        assert "notes/tea.md" in text
        assert len(list(out.iterdir())) == 3
        assert any(toast.startswith("3 posts saved") for toast in toasts(pilot))
        await pilot.press("escape")
