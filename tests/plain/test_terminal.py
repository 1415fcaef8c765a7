"""The plain reader in a real terminal: TERM=dumb, prompts, pages, Ctrl-C, signals."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are Unix's", allow_module_level=True)

from tests.cli import world
from tests.plain.world import CONTROL
from tests.safety import hostile
from tests.safety.terminal import Terminal

READER = (sys.executable, "-m", "tui_reader")


def environ(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TUI_READER", "COVERAGE"))}
    return {**kept, "TERM": "dumb", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **more}


@pytest.fixture
def reader(library: Path) -> Iterator[Terminal]:
    with Terminal([*READER, str(library)], environ(), columns=80, rows=24) as terminal:
        terminal.wait_for("List: ")
        yield terminal


def foreign(terminal: Terminal) -> list[bytes]:
    """Control bytes in what the terminal was sent, but for the carriage returns that it makes itself of newlines."""
    return CONTROL.findall(terminal.output.replace(b"\r\n", b"\n"))


def test_a_dumb_terminal_gets_the_plain_reader(reader: Terminal) -> None:
    assert b"This terminal is a dumb one: the reader is plain." in reader.output
    reader.send("4\n")
    first = reader.wait_for("Article, ")
    assert len(first.split(b"\n")) <= 24
    reader.send("\n")
    reader.wait_for("Article, ")
    reader.send("c\n")
    reader.wait_for(": ")
    reader.send("q\n")
    assert reader.wait() == 0
    assert foreign(reader) == []


def test_every_prompt_is_on_one_line_and_says_where_one_is(reader: Terminal) -> None:
    reader.send("3\n")
    assert reader.wait_for("Article, end: ").endswith(b"\nArticle, end: ")
    reader.send("\x04")
    assert reader.wait() == 0
    assert reader.output.endswith(b"Article, end: \r\n")


def test_ctrl_c_twice_leaves(reader: Terminal) -> None:
    reader.send("\x03")  # no controlling terminal: no signal comes of the byte
    reader.process.send_signal(signal.SIGINT)
    reader.wait_for("Stopped. Ctrl-C once more leaves.")
    reader.send("where\n")
    reader.wait_for("6 unread")
    reader.process.send_signal(signal.SIGINT)
    reader.wait_for("Ctrl-C once more leaves.")
    reader.process.send_signal(signal.SIGINT)
    assert reader.wait() == 130
    assert b"Traceback" not in reader.output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_keeps_the_place(reader: Terminal, library: Path, number: signal.Signals) -> None:
    reader.send("3\n")
    reader.wait_for("Article, end: ")
    reader.process.send_signal(number)
    assert reader.wait() == 128 + number
    said = world.run("--plain", str(library), stdin=b"q\n").text
    assert "You were at 3." in said
    assert "3. Two; 2024-09-01; News\n" in said


def test_a_terminal_that_can_do_more_gets_the_plain_reader_when_asked(library: Path) -> None:
    with Terminal([*READER, "--plain", str(library)], environ(TERM="xterm-256color")) as terminal:
        terminal.wait_for("List: ")
        terminal.send("1\nq\n")
        assert terminal.wait() == 0
        assert b"\x1b" not in terminal.output
        assert b"dumb" not in terminal.output
        assert foreign(terminal) == []


def test_a_dumb_terminal_gets_the_screen_when_asked(library: Path) -> None:
    with Terminal([*READER, "--no-plain", str(library)], environ()) as terminal:
        terminal.wait_for("Posts")
        terminal.press("Q", quiet=0.5)
        assert terminal.wait() == 0


NUMBERS = range(1, 46)


def test_nothing_a_post_holds_commands_the_terminal(tmp_path: Path) -> None:
    root = hostile.build(tmp_path / "hostile")
    lines = [line for number in NUMBERS for line in (str(number), "l", "", "i", "", "h", "t", "l 1", "n", "i 1")]
    lines += [
        "c",
        "",
        "c 1",
        "a",
        "",
        "!",
        *[""] * 8,
        "where",
        "libraries",
        "/\x1b[31m",
        "/title",
        "e \x1b]0;x\x07",
        "? \x9b",
    ]
    typed = "".join(f"{line}\n" for line in lines)
    done = world.run(
        "--plain",
        str(root),
        stdin=typed.encode(),
        environ={"TUI_READER_IMAGE_VIEWER": "/bin/true", "BROWSER": "/bin/true"},
    )
    assert done.status == 0, done.told
    assert CONTROL.findall(done.out) == []
    assert CONTROL.findall(done.err) == []
    assert len(re.findall(rb"^End of the article\.$", done.out, re.M)) >= 40


@pytest.mark.parametrize("locale", ["C", "en_US.ISO-8859-1"])
def test_other_encodings_lose_characters_and_nothing_else(library: Path, locale: str) -> None:
    done = world.run(
        "--plain",
        str(library),
        stdin="5\n/天气\nq\n".encode(),
        environ={"LC_ALL": locale, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"},
    )
    assert done.status == 0
    assert done.err == b""
    assert CONTROL.findall(done.out.decode("latin-1").encode()) == []
    assert b"End of" in done.out or "文完".encode() not in done.out
