"""Macros and programs of the configuration, in the reader."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.programs.standin import RECORD, noted, stand_in
from tests.ui.conftest import Start, press, reading, screen_text, settle, toasts, until
from tui_reader.config import Macro, OwnProgram, Settings
from tui_reader.ui.screens.dialogs import Chooser
from tui_reader.ui.screens.help import HelpScreen
from tui_reader.ui.screens.reading import ReadingScreen

if sys.platform == "win32":
    pytest.skip("stand-ins are scripts", allow_module_level=True)

MACROS = (
    Macro("go", ("star", "next-article"), ("X",), "Star and go on"),
    Macro("both", ("down", "star", "down", "star"), (", b",)),
    Macro("ask", ("copy", "down"), (", a",)),
    Macro("look", ("help", "down"), (", h",)),
    Macro("wrong", ("star", "no-such", "down"), (", w",)),
    Macro("failing", ("programs.absent", "down"), (", f",)),
    Macro("palette-only", ("star",)),
)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    return stand_in(tmp_path / "bin", RECORD, "mine")


@pytest.fixture
def settings(settings: Settings, program: Path) -> Settings:
    programs = (
        OwnProgram(
            "mine", (str(program), "{url}", "--title", "{title}", "{path}", "{id}"), ("ctrl+x",), title="Keep it"
        ),
        OwnProgram("whole", (str(program), "{title}"), ("Z",), stdin="text"),
        OwnProgram("absent", ("tui-reader-no-such-program",), ("W",)),
        OwnProgram("fails", ("sh", "-c", "echo no >&2; exit 3"), ("D",)),
    )
    return replace(
        settings,
        keys=MappingProxyType({"sort": ("C",)}),
        macros=MappingProxyType({macro.name: macro for macro in MACROS}),
        programs=MappingProxyType({one.name: one for one in programs}),
    )


def starred(screen: ReadingScreen) -> list[bool]:
    return [row.starred for number in range(5) if (row := screen.posts.row(number))]


async def test_a_macro_does_one_after_another(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "X")
        assert starred(reading(pilot)) == [True, False, False, False, False]
        assert reading(pilot).posts.cursor == 1
        await press(pilot, "comma", "b")
        assert starred(reading(pilot)) == [True, False, True, True, False]


async def test_a_macro_that_is_begun_again_comes_after_itself(start: Start) -> None:
    async with start() as pilot:
        await pilot.press("X", "X", "X")
        await settle(pilot)
        assert starred(reading(pilot)) == [True, True, True, False, False]
        assert reading(pilot).posts.cursor == 3


async def test_a_macro_waits_for_a_dialog(start: Start) -> None:
    async with start() as pilot:
        await pilot.press("comma", "a")
        await until(pilot, lambda: isinstance(pilot.app.screen, Chooser))
        await pilot.pause(0.2)
        assert reading(pilot).posts.cursor == 0
        await pilot.press("escape")
        await until(pilot, lambda: reading(pilot).posts.cursor == 1)
        await pilot.press("comma", "h")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        await pilot.pause(0.2)
        assert reading(pilot).posts.cursor == 1
        await pilot.press("escape")
        await until(pilot, lambda: reading(pilot).posts.cursor == 2)


async def test_a_macro_stops_where_a_command_is_unknown(start: Start) -> None:
    async with start() as pilot:
        (told,) = toasts(pilot)
        assert told.startswith("Configuration macros.wrong: there is no command “no-such”")
        await press(pilot, "comma", "w")
        assert starred(reading(pilot))[0]
        assert reading(pilot).posts.cursor == 0
        assert toasts(pilot)[-1] == "wrong It can't do “no-such”; tui-reader config --check says why."


async def test_a_macro_goes_on_only_where_the_one_before_could_be_done(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start() as pilot:
        screen = reading(pilot)
        monkeypatch.setattr(type(screen), "check_action", lambda _, action, __: action != "toggle_star")
        await press(pilot, "X")
        assert screen.posts.cursor == 0
        assert toasts(pilot)[-1] == "Star and go on It stopped at “star”."


async def test_a_failing_worker_ends_a_macro(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "comma", "f")
        assert reading(pilot).posts.cursor == 0
        told = "\n".join(toasts(pilot))
        assert "There is no program “tui-reader-no-such-program”" in told
        assert "failing It stopped at “programs.absent”." in told


async def test_a_program_gets_the_post(start: Start, program: Path, posts: Path) -> None:
    async with start() as pilot:
        await press(pilot, "ctrl+x")
        row = reading(pilot).posts.current
        assert row is not None
        assert noted(program)["argv"] == [
            "https://example.org/ferry",
            "--title",
            "渡轮恢复夜航 [/]",
            str(posts / "news/city/2024-03-09-ferry.md"),
            row.id,
        ]
        assert "Keep it 渡轮恢复夜航 [/]" in toasts(pilot)


async def test_a_program_can_read_the_article(start: Start, program: Path) -> None:
    async with start() as pilot:
        await press(pilot, "Z")
        text = str(noted(program)["stdin"])
        assert text.startswith("标题：渡轮恢复夜航 [/]\n")
        assert "港口的渡轮今晚恢复夜航。" in text


async def test_what_a_program_needs_and_the_post_has_not_is_told(start: Start, program: Path) -> None:
    async with start() as pilot:
        await press(pilot, "j", "ctrl+x")
        assert "The post names no page that it came from." in toasts(pilot)[-1]
        assert not Path(f"{program}.json").exists()


async def test_a_program_that_fails_is_told_with_what_it_wrote(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "D")
        assert toasts(pilot)[-1] == "fails failed fails ended with status 3: no"


HOSTILE = ["; touch pwned", "$(touch pwned)", "--help", "a\u001b]0;x\u0007b", "'|id' [@click=app.quit]"]


@pytest.mark.parametrize("title", HOSTILE)
async def test_a_hostile_title_is_one_argument(
    start: Start, library: object, posts: Path, program: Path, title: str
) -> None:
    head = json.dumps({"title": title, "date": "2025-01-01", "source": "https://example.org/$(id);'--help"})
    (posts / "hostile.md").write_text(f"{head}\n\nText.\n", encoding="utf-8")
    async with start() as pilot:
        assert "hostile" in str(reading(pilot).posts.row(0))
        await press(pilot, "g", "Z")
        argv = noted(program)["argv"]
        assert isinstance(argv, list)
        assert len(argv) == 1
        assert argv[0].lstrip(" ") == title.replace("\u001b", "␛").replace("\u0007", "␇")
        assert not argv[0].startswith("-")
        assert not Path("pwned").exists()


async def test_both_stand_in_palette_and_help(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "question_mark", *"your own")
        text = screen_text(pilot)
        assert "Star and go on" in text
        assert ",b" in text
        await press(pilot, "escape", "colon", *"palette-only")
        await until(pilot, lambda: "Does star." in screen_text(pilot))
        await pilot.press("down", "enter")
        await until(pilot, lambda: starred(reading(pilot))[0])
