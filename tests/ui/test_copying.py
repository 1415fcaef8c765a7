"""The copy menu: its entries, its letters, what is really copied, and what is said of it."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.ui.conftest import Start, press, reading, screen_text, settle, toasts
from tui_reader.library import Library
from tui_reader.limits import TERMINAL_CLIPBOARD_BYTES
from tui_reader.ui.screens.dialogs import Chooser
from tui_reader.ui.shell_words import shell_word, show_command, shown_file

FERRY = "news/city/2024-03-09-ferry.md"
TITLE = "渡轮恢复夜航 [/]"
SOURCE = "https://example.org/ferry"


async def open_menu(pilot: Pilot[None]) -> None:
    """Press `y` and wait for the menu."""
    await pilot.press("y")
    for _ in range(200):
        if isinstance(pilot.app.screen, Chooser):
            await pilot.pause()
            return
        await pilot.pause(0.01)
    raise AssertionError("there is no menu")


async def copied(pilot: Pilot[None], letter: str) -> str:
    """What `y` and a letter copy."""
    await open_menu(pilot)
    await press(pilot, letter)
    assert not isinstance(pilot.app.screen, Chooser)
    return pilot.app.clipboard


@asynccontextmanager
async def menu(pilot: Pilot[None]) -> AsyncIterator[str]:
    """What stands in the menu."""
    await open_menu(pilot)
    yield screen_text(pilot)
    await press(pilot, "escape")


async def test_each_entry_has_its_letter(start: Start, library: Library) -> None:
    async with start() as pilot:
        row = library.row(FERRY)
        assert row is not None
        today = reading(pilot).now().date()
        assert await copied(pilot, "a") == SOURCE
        assert await copied(pilot, "t") == TITLE
        assert await copied(pilot, "m") == rf"[渡轮恢复夜航 \[/\]]({SOURCE})"
        assert await copied(pilot, "c") == f"港口日报. {TITLE}[EB/OL]. (2024-03-09)[{today}]. {SOURCE}."
        assert await copied(pilot, "p") == f"港口日报：《{TITLE}》，2024-03-09，{SOURCE}"
        assert await copied(pilot, "b") == "新闻 › 城市"
        assert await copied(pilot, "f") == str(library.root / FERRY)
        assert await copied(pilot, "r") == FERRY
        assert await copied(pilot, "x") == f"tui-reader -L {shlex.quote(str(library.root))} show {row.id}"
        text = await copied(pilot, "w")
        assert text.startswith(f"标题：{TITLE}\n")
        assert "夜里的船灯落在水面上" in text
        source = await copied(pilot, "d")
        assert source.startswith("---\ntitle: ")
        assert "## 时刻" in source
        assert await copied(pilot, "i") == str((library.root / "news/city/ferry.png").resolve())


async def test_today_is_the_local_day(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    async with start() as pilot:
        late = reading(pilot).now().replace(year=2024, month=12, day=31, hour=23, minute=59)
        monkeypatch.setattr(reading(pilot), "now", lambda: late)
        assert f"[{date(2024, 12, 31)}]" in await copied(pilot, "c")


async def test_the_menu_shows_letters_and_values(start: Start) -> None:
    async with start(size=(80, 24)) as pilot, menu(pilot) as text:
        for line in (" a  address ", " t  title ", " c  citation (GB/T 7714) ", " x  command that shows it ", SOURCE):
            assert line in text
        assert "Enter or a letter chooses" in text


async def test_arrows_and_enter_choose_as_well(start: Start) -> None:
    async with start() as pilot:
        await open_menu(pilot)
        await pilot.press("down")
        await press(pilot, "enter")
        assert pilot.app.clipboard == TITLE
        await open_menu(pilot)
        await pilot.press("slash", *"plain")
        await press(pilot, "enter")
        assert pilot.app.clipboard.startswith("港口日报：《")


async def test_letters_that_are_typed_into_the_filter_copy_nothing(start: Start) -> None:
    async with start() as pilot:
        await open_menu(pilot)
        await pilot.press("slash", "t", "a")
        assert isinstance(pilot.app.screen, Chooser)
        assert pilot.app.clipboard == ""
        await press(pilot, "escape")


async def test_what_has_no_value_is_left_out(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "G")
        async with menu(pilot) as text:
            for name in (" a  address", " m  Markdown", " b  category", " i  pictures", " s  selection"):
                assert name not in text
            assert " p  plain citation " in text
        assert await copied(pilot, "p") == "“Without a category”, 2023-01-01"


async def test_several_posts_give_a_line_each(start: Start, library: Library) -> None:
    async with start() as pilot:
        await press(pilot, "space", "space", "space")
        async with menu(pilot) as text:
            assert "Copy of 3 posts" in text
            assert re.search(f" titles +3 · {re.escape(TITLE)}", text)
            assert re.search(f" addresses +{SOURCE}", text), "only one has one"
            assert "whole text" not in text
        assert (await copied(pilot, "t")).splitlines() == [TITLE, "旧桥重修", "Notes on tea"]
        assert any(toast.startswith("Copied the 3 titles.") for toast in toasts(pilot))
        assert await copied(pilot, "a") == SOURCE, "the others have none"
        assert len((await copied(pilot, "c")).splitlines()) == 3
        assert (await copied(pilot, "r")).splitlines()[0] == FERRY
        command = shlex.split(await copied(pilot, "x"))
        assert command[:4] == ["tui-reader", "-L", str(library.root), "show"]
        assert len(command) == 7


async def test_what_the_mouse_has_selected(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "enter")
        pane = reading(pilot).pane
        lines = screen_text(pilot).splitlines()
        y = next(number for number, line in enumerate(lines) if "港口的渡轮今晚恢复夜航" in line)
        x = len(lines[y].split("港口")[0].encode("gb18030")) - pane.region.x
        await pilot.mouse_down(pane, (x, y - pane.region.y))
        await pilot.hover(pane, (x + 10, y - pane.region.y))
        await pilot.mouse_up(pane, (x + 10, y - pane.region.y))
        await pilot.pause()
        selected = reading(pilot).get_selected_text()
        assert selected
        assert "渡轮" in selected
        await press(pilot, "ctrl+c")
        assert pilot.app.clipboard == selected
        assert any(toast.startswith("Copied the selection.") for toast in toasts(pilot))
        assert await copied(pilot, "t") == TITLE
        assert await copied(pilot, "s") == selected


async def test_without_a_selection_ctrl_c_says_how_to_leave(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "ctrl+c")
        assert "Nothing is selected. q goes back, Q quits." in toasts(pilot)
        assert pilot.app.clipboard == ""


# What is said.


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Makes a stand-in the only program on the path, in a terminal with windows."""

    def make(code: str, name: str = "xclip") -> Path:
        file = tmp_path / "bin" / name
        file.parent.mkdir()
        file.write_text(f"#!{sys.executable} -IS\nimport json, os, sys, time\n{code}\n")
        file.chmod(0o755)
        monkeypatch.setenv("PATH", str(file.parent))
        monkeypatch.setenv("DISPLAY", ":0")
        return file

    return make


KEEP = """
with open(sys.argv[0] + ".part", "a") as file:
    file.write(json.dumps(sys.stdin.buffer.read().decode()) + "\\n")
"""


async def test_the_terminal_is_told_of_once(start: Start) -> None:
    async with start() as pilot:
        await copied(pilot, "t")
        await copied(pilot, "a")
        told = [toast for toast in toasts(pilot) if toast.startswith("Copied")]
        assert "allow it in the terminal's settings" in told[0]
        assert told[1] == "Copied the address."


async def test_a_program_that_took_it_is_named(start: Start, program: Callable[..., Path]) -> None:
    file = program(KEEP)
    async with start() as pilot:
        assert await copied(pilot, "t") == TITLE, "the terminal is asked as well"
        assert "Copied the title with xclip." in toasts(pilot)
    assert Path(f"{file}.part").read_text() == json.dumps(TITLE) + "\n"


async def test_a_program_that_fails_is_told_with_its_words(start: Start, program: Callable[..., Path]) -> None:
    program("sys.stderr.write('no display'); sys.exit(1)")
    async with start() as pilot:
        assert await copied(pilot, "t") == TITLE
        (told,) = [toast for toast in toasts(pilot) if "no display" in toast]
        assert told.startswith("Can't copy with xclip xclip ended with status 1: no display")
        assert "The terminal was asked instead." in told


async def test_what_is_copied_last_stays(start: Start, program: Callable[..., Path]) -> None:
    # The first takes longer than the second: it must not be the one that ends last.
    file = program(
        "text = sys.stdin.buffer.read().decode()\nif text == 'first': time.sleep(0.5)\n"
        "with open(sys.argv[0] + '.part', 'a') as file: file.write(text + '\\n')"
    )
    async with start() as pilot:
        reading(pilot).copy_value("first", "first")
        reading(pilot).copy_value("second", "second")
        await settle(pilot)
    assert Path(f"{file}.part").read_text() == "first\nsecond\n"


async def test_too_long_for_a_terminal(start: Start, program: Callable[..., Path]) -> None:
    async with start() as pilot:
        reading(pilot).copy_value("渡" * TERMINAL_CLIPBOARD_BYTES, "whole text")
        await settle(pilot)
        assert pilot.app.clipboard == ""
        (told,) = toasts(pilot)
        assert told.startswith("Can't copy 224 kB are more than a terminal takes (74 kB), and no program")
        assert "s saves the article as a text file." in told
        file = program(KEEP)
        reading(pilot).copy_value("渡" * TERMINAL_CLIPBOARD_BYTES, "whole text")
        await settle(pilot)
        assert "Copied the whole text with xclip." in toasts(pilot)
        assert pilot.app.clipboard == ""
    assert len(json.loads(Path(f"{file}.part").read_text())) == TERMINAL_CLIPBOARD_BYTES


async def test_in_tmux_the_terminal_is_not_asked_twice(
    start: Start, program: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = program(KEEP, "tmux")
    monkeypatch.setenv("TMUX", "/tmp/tmux-0/default,1,0")
    monkeypatch.setenv("SSH_CONNECTION", "a 1 b 2")
    async with start() as pilot:
        assert await copied(pilot, "t") == ""
        assert any("Copied the title. tmux gave it to the terminal" in toast for toast in toasts(pilot))
        assert json.loads(Path(f"{file}.part").read_text()) == TITLE


async def test_too_long_over_ssh(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_TTY", "/dev/pts/1")
    async with start() as pilot:
        reading(pilot).copy_value("x" * 80_000, "whole text")
        await settle(pilot)
        (told,) = toasts(pilot)
        assert "80 kB are more than a terminal takes (74 kB), and over SSH nothing else reaches yours." in told


async def test_too_long_and_a_program_that_fails(start: Start, program: Callable[..., Path]) -> None:
    program("sys.stderr.write('no display'); sys.exit(1)")
    async with start() as pilot:
        reading(pilot).copy_value("x" * 80_000, "whole text")
        await settle(pilot)
        (told,) = toasts(pilot)
        assert "(74 kB). xclip ended with status 1: no display\ns saves" in told


async def test_a_terminal_without_a_clipboard(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "linux")
    async with start() as pilot:
        assert await copied(pilot, "t") == ""
        assert any("This terminal has no clipboard" in toast for toast in toasts(pilot))


async def test_nothing_but_clean_text_is_copied(start: Start) -> None:
    async with start() as pilot:
        reading(pilot).copy_value("a\x1b]52;c;eA==\x07\u202eb\r\nc\td", "text")
        await settle(pilot)
        assert pilot.app.clipboard == "a␛]52;c;eA==␇b\nc\td"


async def test_a_post_that_has_gone_is_told(start: Start, posts: Path) -> None:
    async with start() as pilot:
        (posts / FERRY).unlink()
        await open_menu(pilot)
        await press(pilot, "w")
        assert pilot.app.clipboard == ""
        assert any("渡轮" in toast or FERRY in toast for toast in toasts(pilot))


# For a shell.


@pytest.mark.parametrize("path", [
    "/home/ada/posts", "/home/ada/my posts", "/p/$(touch x)", "/p/`x`;&|<>", "/p/it's", "/p/--help", "-L", "/p/渡轮",
    "", '/p/"a"', "/p/a\\b", "/p/!x", "/p/~",
])  # fmt: skip
def test_usual_paths_are_read_back_by_a_shell(path: str) -> None:
    assert shlex.split(show_command(path, ["1a2b3c4d"], "linux")) == ["tui-reader", "-L", path, "show", "1a2b3c4d"]


@pytest.mark.parametrize(("path", "word"), [
    ("/p/a\nb", "$'/p/a\\012b'"),
    ("/p/\x1b]0;x\x07", "$'/p/\\033]0;x\\007'"),
    ("/p/it's\t\\", "$'/p/it\\047s\\011\\134'"),
    ("/p/\udcff1", "$'/p/\\3771'"),
    ("/p/渡\u202e", "$'/p/\\346\\270\\241\\342\\200\\256'"),
])  # fmt: skip
def test_hostile_paths_are_written_as_bytes(path: str, word: str) -> None:
    assert shell_word(path, "linux") == word
    assert shown_file(path, "linux") == word


@pytest.mark.parametrize(
    "path", ["/p/a\nb", "/p/\x1b]0;x\x07", "/p/it's\t\\", "/p/\udcff1", "/p/渡\u202e", "/p/\x7f8'\""]
)
def test_a_real_shell_reads_the_very_bytes(path: str) -> None:

    shell = shutil.which("bash") or shutil.which("zsh")
    if shell is None:
        pytest.skip("neither bash nor zsh is installed")
    result = subprocess.run([shell, "-c", f"printf %s {shell_word(path, 'linux')}"], capture_output=True, check=True)
    assert result.stdout == os.fsencode(path)


def test_windows_quotes_as_its_programs_read() -> None:
    assert show_command("C:\\My posts", ["1a"], "win32") == 'tui-reader -L "C:\\My posts" show 1a'
