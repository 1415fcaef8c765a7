"""Every screen over hostile posts, in a real terminal: it receives text and the driver's own grammar, nothing else."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.safety.hostile import build, foreign

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are Unix's", allow_module_level=True)

from tests.safety.terminal import NET, Terminal

READER = [sys.executable, "-m", "tui_reader"]
WITHOUT_CLEAN = """
import sys
import tui_reader.document.clean as clean

def as_it_is(text):
    return text

for function in (clean.clean_text, clean.clean_line, clean.shown_path):
    function.__code__ = as_it_is.__code__  # wherever it has been imported to, it cleans nothing now
if "multiprocessing" not in " ".join(sys.argv):
    import tui_reader.ui.gate as gate
    pictures = {code: 0xFFFD for code in (*range(32), *range(127, 160), 0x2028, 0x2029, *range(0x202A, 0x202F))}
    pictures |= {code: 0xFFFD for code in range(0x2066, 0x206A)}
    gate.clean_line = lambda text: text.translate(pictures)
"""
WITHOUT_GATE = """
import tui_reader.ui.gate as gate
gate.CleanSegments.apply = lambda self, segments, background: segments
"""

ESC = "\x1b"


def environment(home: Path) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("TUI_READER", "COVERAGE"))},
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TEXTUAL_ANIMATIONS": "none",
        "ESCDELAY": "20",  # milliseconds: what comes later is a key of its own
        "TUI_READER_IMAGE_VIEWER": "/bin/true",
        "BROWSER": "/bin/true",
        "EDITOR": "/bin/true",
        "PWD": str(home),
    }


@pytest.fixture
def hostile_library(tmp_path: Path) -> Path:
    return build(tmp_path / "hostile")


@pytest.fixture
def reader(request: pytest.FixtureRequest, hostile_library: Path, tmp_path: Path) -> Iterator[Terminal]:
    environ = environment(Path(os.environ["HOME"]))
    if sabotage := getattr(request, "param", ""):
        # Runs at the start of every process of the reader, those that parse included.
        (tmp_path / "sabotage").mkdir()
        (tmp_path / "sabotage" / "sitecustomize.py").write_text(sabotage, encoding="utf-8")
        environ["PYTHONPATH"] = str(tmp_path / "sabotage")
    exported = tmp_path / "exported"
    exported.mkdir()
    command = [*READER, str(hostile_library)]
    cwd = Path.cwd()
    os.chdir(exported)
    try:
        with Terminal(command, environ) as terminal:
            yield terminal
    finally:
        os.chdir(cwd)


def walk_every_screen(terminal: Terminal) -> None:
    """Be on every screen, dialog and line, and in every article; each must really come."""

    def visit(key: str, shows: str, *leave: str) -> None:
        terminal.send(key)
        terminal.wait_for(shows)
        terminal.press(*leave, quiet=0.2)

    terminal.wait_for("title")
    terminal.read(quiet=1.5)
    visit("A", "Mark all read", "n")
    for _ in range(45):
        terminal.press("j", quiet=0.05)
    terminal.press("g", quiet=0.3)
    visit("i", "Open which picture?", ESC)
    terminal.press("l", "G", "g", quiet=0.3)
    visit("u", "Links", "j", ESC)
    for _ in range(44):  # every article, entered
        terminal.press("J", quiet=0.05)
    for _ in range(44):
        terminal.press("K", quiet=0.05)
    terminal.read(quiet=1.0)
    terminal.press("I", "o", "e", quiet=0.4)
    visit("v", "Open which?", "j", ESC)
    visit("O", "Open what?", "j", "\r", "j", ESC)
    visit("y", "Copy", "j", ESC)
    visit("s", "Saved")
    visit("/", "find in the article:", "e", "v", "\r", "n", "N", ESC)
    terminal.press("m", "m", "+", "-", "=", "h", "*", "r", "U", "U", " ", "s", ESC, "w", "w", quiet=0.15)
    visit("a", "Unread", "a", "a")
    visit(",", "oldest first", ",", ",")
    visit("/", "search:", *"title [/]", "\r", "n", ESC)
    visit("\x0f", "Go to a post", *"ev", "\x1b[B", ESC)
    visit("F", "Search all libraries", *"ev", "\x1b[B", "\t", ESC)
    visit("!", "problems", "j", "j", "/", "e", ESC, ESC)
    terminal.press("R", "h", " ", "j", " ", "j", quiet=0.3)
    visit("/", "category:", "b", "\r")
    visit("?", "type to filter", *"copy", ESC)
    visit(":", "Search for commands", *"ref", ESC, ESC)
    visit("B", "Open a folder of posts", ESC)
    terminal.resize(80, 24)
    terminal.press("1", "2", "3", "h", "l", "J", quiet=0.3)
    terminal.resize(1, 1)
    terminal.press("j", quiet=0.3)
    terminal.resize(200, 60)
    terminal.press("\x0c", "Q", quiet=0.5)


@pytest.mark.timeout(280)
@pytest.mark.parametrize(
    "reader",
    ["", WITHOUT_CLEAN, WITHOUT_GATE],
    ids=["both gates", "the last gate alone", "clean alone"],
    indirect=True,
)
def test_no_screen_lets_a_foreign_control_byte_out(reader: Terminal) -> None:
    walk_every_screen(reader)
    assert reader.wait() == 0
    assert foreign(reader.output) == []
    assert b"\x1b[?1049l" in reader.output[-4000:], "the alternate screen was left on"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_restores_the_terminal(reader: Terminal, number: signal.Signals) -> None:
    reader.wait_for("title")
    before = len(reader.output)
    reader.process.send_signal(number)
    assert reader.wait() == 128 + number
    after = reader.output[before:]
    for mode in (b"\x1b[?1049l", b"\x1b[?1000l", b"\x1b[?25h"):
        assert mode in after


def test_a_terminal_that_goes_without_a_signal_ends_the_reader(reader: Terminal) -> None:
    reader.wait_for("title")
    reader.hang_up()
    assert reader.process.wait(NET) == 128 + signal.SIGHUP


def test_the_judge_sees_what_it_should() -> None:
    assert foreign(b"\x1b[31mred\x1b[0m\x1b[3;4H\x1b[?25l text\r\n \xe5\x86\xb0") == []
    for bad in (
        b"\x1b]0;x\x07",
        b"\x1b]52;c;eA==\x07",
        b"\x1bc",
        b"\x07",
        b"\xc2\x9b31m",
        b"\x1bP+q\x1b\\",
        b"\x1b[6n",
    ):
        assert foreign(b"text " + bad), bad
