"""A program of the user's in the terminal, in a real pseudo-terminal: given it, and asked for it back."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are Unix's", allow_module_level=True)

from tests.programs.standin import stand_in
from tests.safety.terminal import Terminal
from tests.safety.test_terminal import READER, environment

TITLE = "$(id); 'x' --help"
ASK = """
import sys
print("given", sys.argv[1:], flush=True)
print("answered", repr(sys.stdin.readline()), flush=True)
"""
FAIL = "import sys; sys.exit('no way')"


@pytest.fixture
def reader(tmp_path: Path) -> Callable[..., Terminal]:
    """Opens the reader over one post; `, f` runs the stand-in on it, `, t` gives it the article to read."""
    posts = tmp_path / "posts"
    posts.mkdir()
    (posts / "one.md").write_text(f'---\ntitle: "{TITLE}"\n---\n\nThe text.\n', encoding="utf-8")

    def open_(code: str) -> Terminal:
        program = stand_in(tmp_path / "bin", code, "mine")
        config = tmp_path / "own.toml"
        config.write_text(
            f'keys.sort = "C"\n[programs.mine]\nkey = ", f"\nrun = ["{program}", "{{title}}", "--", "{{path}}"]\n'
            f'terminal = true\n[programs.text]\nkey = ", t"\nrun = ["{program}"]\nterminal = true\nstdin = "text"\n',
            encoding="utf-8",
        )
        environ = environment(Path(os.environ["HOME"])) | {"TUI_READER_CONFIG": str(config)}
        terminal = Terminal([*READER, str(posts)], environ)
        terminal.wait_for("1 / 1")
        terminal.read(quiet=1.0)
        return terminal

    return open_


def leave(terminal: Terminal) -> None:
    terminal.read(quiet=0.5)
    terminal.send("Q")
    assert terminal.wait() == 0


def test_it_has_the_terminal_and_gives_it_back(reader: Callable[..., Terminal], tmp_path: Path) -> None:
    with reader(ASK) as terminal:
        terminal.send(",f")
        got = terminal.wait_for("given")
        assert str([TITLE, "--", str(tmp_path / "posts" / "one.md")]).encode() in terminal.read() + got
        terminal.send("yes\n")
        terminal.wait_for(r"answered 'yes\n'")
        terminal.read(quiet=0.5)
        if b"goes back to the reader" in terminal.output:
            terminal.send("\r")
        terminal.wait_for("1 / 1")
        leave(terminal)


def test_it_reads_the_article_where_it_is_to(reader: Callable[..., Terminal]) -> None:
    with reader("import sys; print('read', repr(sys.stdin.read()[-12:]))") as terminal:
        terminal.send(",t")
        got = terminal.wait_for("Enter or q goes back to the reader")
        assert b"The text." in got
        terminal.send("q")
        terminal.wait_for("1 / 1")
        leave(terminal)


def test_its_failure_is_told(reader: Callable[..., Terminal]) -> None:
    with reader(FAIL) as terminal:
        terminal.send(",f")
        got = terminal.wait_for("goes back to the reader")
        assert b"no way" in got
        assert b"mine ended with status 1." in got
        terminal.send("\r")
        terminal.wait_for("It ended with status 1.")
        leave(terminal)
