"""The screen where there are few colours or none, or no signs but ASCII's: everything can still be told."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.color import Color, ColorSystem
from rich.segment import Segment
from textual.color import Color as Ground
from textual.pilot import Pilot
from textual.theme import Theme

from tests.cli import world
from tests.ui.conftest import press, screen_text, until
from tui_reader.config import Settings
from tui_reader.ui.colours import has_few_colours
from tui_reader.ui.glyphs import TWINS, AsciiSigns
from tui_reader.ui.themes import DARK, LIGHT

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are Unix's")
SGR = re.compile(rb"\x1b\[([0-9;]*)m")


def test_every_twin_takes_the_cells_of_its_sign() -> None:
    for point, twin in TWINS.items():
        assert twin.isascii()
        assert len(twin) == cell_len(chr(point)), chr(point)


def test_twins_tell_apart_what_signs_do() -> None:
    for signs in ("●★", "●○", "▾▸", "…·", "─│", "✓○"):
        assert len({TWINS[ord(sign)] for sign in signs}) == len(signs), signs


def test_letters_of_posts_stay() -> None:
    (segment,) = AsciiSigns().apply([Segment("冰城 naïve │ ▾")], Ground(0, 0, 0))
    assert segment.text == "冰城 naïve | v"


class TestAscii:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, glyphs="ascii")

    @pytest.fixture
    def posts(self, tmp_path: Path) -> Path:
        """Posts that hold no other characters than ASCII's."""
        root = tmp_path / "posts"
        body = (
            "# Part\n\n> quoted\n\n- item\n  - inner\n\n---\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![hill](hill.png)\n\n"
        )
        body += (
            "### Deep\n\n- [ ] to do\n\n```python\nx = 1\n```\n\nNote[^1]. " + "word " * 400 + "\n\n[^1]: The note.\n"
        )
        for number in range(40):
            head = f"title: Post {number}\ndate: 2024-{number % 12 + 1:02d}-03\nauthor: Ann\ncategories: [Top, Below]"
            world.write(root, f"p{number}.md", f"---\n{head}\ntags: [t]\n---\n{body}")
        return root

    async def test_no_screen_holds_a_sign_of_ours_beyond_ascii(
        self, start: Callable[..., AbstractAsyncContextManager[Pilot[None]]]
    ) -> None:
        def foreign() -> set[str]:
            return {sign for sign in screen_text(pilot) if not sign.isascii() and not sign.isalpha()}

        def is_over(screens: int) -> bool:
            return len(pilot.app.screen_stack) > screens

        async with start() as pilot:
            assert "Post 35" in screen_text(pilot)
            assert foreign() == set()
            for keys in (
                ("*",),
                ("space",),
                ("l",),
                ("G",),
                ("m",),
                ("m",),
                ("h",),
                ("1",),
                ("h",),
                ("l",),
                ("f",),
                ("f",),
            ):
                await press(pilot, *keys)
                assert foreign() == set(), keys
            for key in ("question_mark", "y", "S", "ctrl+o", "F", "O", "ctrl+p", "B", "t", "A"):
                await press(pilot, "2")
                before = len(pilot.app.screen_stack)
                await pilot.press(key)
                await until(pilot, partial(is_over, before))
                await pilot.pause(0.2)
                assert foreign() == set(), key
                while len(pilot.app.screen_stack) > before:
                    await pilot.press("escape")
                    await pilot.pause(0.05)


@pytest.mark.parametrize(
    ("system", "no_color", "few"),
    [
        ("truecolor", False, False),
        ("256", False, False),
        ("standard", False, True),
        (None, False, True),
        ("truecolor", True, True),
    ],
)
def test_which_terminals_have_few_colours(system: str | None, no_color: bool, few: bool) -> None:
    assert has_few_colours(system, no_color=no_color) is few


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("system", [ColorSystem.STANDARD, ColorSystem.EIGHT_BIT])
def test_text_stands_out_with_fewer_colours(theme: Theme, system: ColorSystem) -> None:
    def luminance(name: str) -> float:
        triplet = Color.parse(name).downgrade(system).get_truecolor()
        parts = [part / 255 for part in triplet]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(first: str, second: str) -> float:
        darker, lighter = sorted((luminance(first), luminance(second)))
        return (lighter + 0.05) / (darker + 0.05)

    # Of sixteen colours, the cursor's row is the ground reversed.
    grounds = [str(theme.background), str(theme.panel)]
    grounds += [theme.variables["cursor"]] if system is ColorSystem.EIGHT_BIT else []
    for ground in grounds:
        assert contrast(str(theme.foreground), ground) >= 4.5, ground
    assert contrast(theme.variables["dim"], str(theme.background)) >= 2.5


def environ(**more: str) -> dict[str, str]:
    left_out = ("TUI_READER", "COVERAGE", "COLORTERM", "NO_COLOR", "TERM", "TEXTUAL")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return {**kept, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TEXTUAL_ANIMATIONS": "none", **more}


def codes(output: bytes) -> Iterator[list[int]]:
    """The SGR parameters of each sequence that a terminal was sent."""
    for match in SGR.finditer(output):
        yield [int(code or 0) for code in match[1].split(b";")]


def run_in(root: Path, *options: str, **variables: str) -> bytes:
    """What the reader sends to a terminal, with the list's cursor moved, a search and its article open."""
    from tests.safety.terminal import Terminal

    with Terminal([sys.executable, "-m", "tui_reader", *options, str(root)], environ(**variables)) as terminal:
        terminal.wait_for("Posts")
        terminal.read(quiet=0.8)
        terminal.press("j", "l", "/", *"text", "\r", "n", "?", quiet=0.3)
        terminal.press("\x1b", "Q", quiet=0.5)
        assert terminal.wait() == 0
        return terminal.output


@POSIX
@pytest.mark.parametrize(
    ("options", "variables"), [((), {"NO_COLOR": "1"}), (("--no-color",), {})], ids=["NO_COLOR", "--no-color"]
)
def test_without_colour_no_colour_is_sent_and_all_can_be_told(
    tmp_path: Path, options: tuple[str, ...], variables: dict[str, str]
) -> None:
    root = world.plain_library(tmp_path / "plain")
    output = run_in(root, *options, TERM="xterm-256color", COLORTERM="truecolor", **variables)
    sent = [code for sequence in codes(output) for code in sequence]
    assert not {code for code in sent if 30 <= code <= 49 or 90 <= code <= 107}
    assert {1, 4, 7} <= set(sent)  # bold, underlined, reverse
    assert re.search(rb"\x1b\[[0-9;]*7m[^\x1b]*(?:One|Two)", output), "the cursor's row is not reverse"


@POSIX
@pytest.mark.parametrize("term", ["xterm", "linux"])
def test_sixteen_colours_are_enough(tmp_path: Path, term: str) -> None:
    output = run_in(world.plain_library(tmp_path / "plain"), TERM=term)
    sequences = list(codes(output))
    assert not [sequence for sequence in sequences if {38, 48} & set(sequence)], "more than sixteen colours"
    assert [sequence for sequence in sequences if any(30 <= code <= 37 or 90 <= code <= 97 for code in sequence)]
    assert [sequence for sequence in sequences if 7 in sequence], "no cursor can be seen"


@POSIX
def test_many_colours_stay_as_they_are(tmp_path: Path) -> None:
    output = run_in(world.plain_library(tmp_path / "plain"), TERM="xterm-256color")
    assert [sequence for sequence in codes(output) if sequence[:2] == [38, 5] or 38 in sequence]
    assert not re.search(rb"\x1b\[[0-9;]*;7m[^\x1b]*2024-", output)
