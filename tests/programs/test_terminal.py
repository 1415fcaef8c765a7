"""Programs that draw in the terminal: each picture stays until a key is pressed, and the terminal is given back."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are Unix's", allow_module_level=True)

from tests.programs.standin import NET, RECORD, noted, stand_in
from tests.safety.terminal import Terminal
from tests.safety.test_terminal import READER, environment
from tests.ui.conftest import PNG

OTHER_SCREEN, OWN_SCREEN = b"\x1b[?1049h", b"\x1b[?1049l"
DRAW = """
import os, sys
print("drawn", os.path.basename(sys.argv[-1]), len(sys.argv) - 1, os.get_terminal_size().columns)
"""
SHOW = """
import sys, termios
from pathlib import Path
from tui_reader.programs import Takes, Viewer, show_in_terminal
before = termios.tcgetattr(0)
name, brief, *files = sys.argv[1:]
if brief == "patient":  # As if it had been looked at for long.
    sys.modules["tui_reader.programs.terminal"]._GLANCE = 0.0
viewer = Viewer("stand-in", (name, "--size={columns}x{rows}", "{files}"), terminal=True, brief=brief == "brief")
status = show_in_terminal(viewer, [Path(file) for file in files], ["First \\x1b[31mcaption", "第二", "third"])
print("status", status, "terminal", "kept" if termios.tcgetattr(0) == before else "changed", "cooked")
"""


def showing(program: Path, kind: str, *files: str) -> Terminal:
    return Terminal(
        [sys.executable, "-c", SHOW, str(program), kind, *files], environment(Path.home()), columns=60, rows=20
    )


def test_one_picture_after_another_and_back(tmp_path: Path) -> None:
    program = stand_in(tmp_path, DRAW, "chafa")
    with showing(program, "brief", "/a/1.png", "/a/2.png", "/a/3.png") as terminal:
        first = terminal.wait_for("Enter goes on · p goes back · q leaves")
        assert first.index(OTHER_SCREEN) < first.index(b"drawn 1.png 2 60")
        assert b"1/3  First \xe2\x90\x9b[31mcaption" in first, "captions are cleaned"
        assert b"\x1b[19;1H" in first
        terminal.send("\r")
        assert b"2/3  \xe7\xac\xac\xe4\xba\x8c" in terminal.wait_for("q leaves")
        terminal.send("p")
        assert b"drawn 1.png" in terminal.wait_for("q leaves")
        terminal.send("\r")
        terminal.wait_for("2/3")
        terminal.send(" ")
        assert b"drawn 3.png" in terminal.wait_for("Enter or q leaves")
        terminal.send("\r")
        last = terminal.wait_for("cooked")
        assert b"status 0 terminal kept" in last
        assert last.index(OWN_SCREEN) < last.index(b"status")


@pytest.mark.parametrize("key", ["q", "\x1b", "\x03", "\x04"], ids=["q", "Esc", "Ctrl-C", "Ctrl-D"])
def test_one_leaves_at_once(key: str, tmp_path: Path) -> None:
    program = stand_in(tmp_path, DRAW, "chafa")
    with showing(program, "brief", "/a/1.png", "/a/2.png") as terminal:
        terminal.wait_for("q leaves")
        terminal.send(key)
        assert b"drawn 2.png" not in terminal.wait_for("status 0 terminal kept")


def test_a_viewer_with_keys_of_its_own_gets_all_and_is_not_waited_after(tmp_path: Path) -> None:
    program = stand_in(tmp_path, "import sys; print('all', len(sys.argv) - 2); sys.stdin.readline()", "mine")
    with showing(program, "patient", "/a/1.png", "/a/2.png") as terminal:
        terminal.wait_for("all 2")
        terminal.send("\n")
        assert b"goes back" not in terminal.wait_for("status 0")


def test_one_that_ends_before_it_could_be_seen_is_waited_after(tmp_path: Path) -> None:
    program = stand_in(tmp_path, DRAW, "mine")
    with showing(program, "quick", "/a/1.png", "/a/2.png") as terminal:
        assert b"drawn 2.png 3" in terminal.wait_for("Enter or q goes back to the reader")
        terminal.send("q")
        terminal.wait_for("status 0 terminal kept")


@pytest.mark.parametrize("kind", ["brief", "quick"])
def test_a_failure_is_kept_on_the_screen(kind: str, tmp_path: Path) -> None:
    program = stand_in(tmp_path, "import sys; sys.stderr.write('no such picture'); sys.exit(3)", "chafa")
    with showing(program, kind, "/a/1.png") as terminal:
        got = terminal.wait_for("Enter or q goes back to the reader")
        assert b"no such picture" in got
        assert b"stand-in ended with status 3." in got
        terminal.send("q")
        terminal.wait_for("status 3 terminal kept")


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A post with two pictures of the library and a source."""
    folder = tmp_path / "posts"
    folder.mkdir()
    (folder / "a.png").write_bytes(PNG)
    (folder / "b.png").write_bytes(PNG)
    (folder / "one.md").write_text(
        "---\ntitle: The one post\nsource: https://example.org/one\n---\n\n![First](a.png)\n\n![Second](b.png)\n",
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def reader(library: Path, tmp_path: Path) -> Callable[..., Terminal]:
    """Opens the reader over that post, with these stand-ins on the path and nothing else."""

    def open_(display: str = "", **programs: str) -> Terminal:
        for name, code in programs.items():
            stand_in(tmp_path / "bin", code, name.replace("_", "-"))
        environ = environment(Path(os.environ["HOME"])) | {"PATH": str(tmp_path / "bin")}
        environ = {name: value for name, value in environ.items() if name not in ("TUI_READER_IMAGE_VIEWER", "BROWSER")}
        environ |= {"DISPLAY": display} if display else {}
        terminal = Terminal([*READER, str(library)], environ)
        terminal.wait_for("The one post")
        terminal.read(quiet=1.0)
        return terminal

    return open_


def test_the_reader_steps_aside_and_comes_back(reader: Callable[..., Terminal]) -> None:
    with reader(chafa=DRAW) as terminal:
        terminal.send("I")
        got = terminal.wait_for("q leaves")
        assert got.index(OWN_SCREEN) < got.index(b"drawn 01-First.png")
        assert b"1/2  First" in got
        terminal.send("\r")
        terminal.wait_for("Enter or q leaves")
        terminal.send("q")
        terminal.wait_for("The one post")
        terminal.read(quiet=0.5)
        terminal.send("Q")
        assert terminal.wait() == 0
        assert terminal.output.rindex(OWN_SCREEN) > terminal.output.rindex(OTHER_SCREEN)


def test_ctrl_c_in_a_viewer_ends_the_viewer_alone(reader: Callable[..., Terminal]) -> None:
    hang = "import time; print('hanging', flush=True); time.sleep(300)"
    with reader(chafa=hang) as terminal:
        terminal.send("I")
        terminal.wait_for("hanging")
        os.killpg(terminal.process.pid, signal.SIGINT)
        assert b"chafa ended with status -2." in terminal.wait_for("q leaves")
        terminal.send("q")
        terminal.wait_for("The one post")
        assert terminal.process.poll() is None
        terminal.read(quiet=0.5)
        terminal.send("Q")
        assert terminal.wait() == 0


def test_what_can_not_be_started_leaves_the_screen_whole(reader: Callable[..., Terminal], tmp_path: Path) -> None:
    with reader(chafa="") as terminal:
        (tmp_path / "bin" / "chafa").write_text("no program at all\n")
        terminal.send("I")
        terminal.wait_for("can't be started")
        got = terminal.output
        assert got.rindex(OTHER_SCREEN) > got.rindex(OWN_SCREEN), "the reader has its screen again"
        terminal.send("Q")
        assert terminal.wait() == 0


def test_a_text_browser_is_given_the_terminal_where_there_is_no_display(reader: Callable[..., Terminal]) -> None:
    with reader(lynx="import sys; print('browsing', sys.argv[1:], flush=True); sys.stdin.readline()") as terminal:
        terminal.send("o")
        got = terminal.wait_for("browsing ['https://example.org/one']")
        assert got.index(OWN_SCREEN) < got.index(b"browsing")
        terminal.send("\n")
        terminal.wait_for("The one post")
        terminal.read(quiet=0.5)
        begin = time.monotonic()
        terminal.send("?")
        terminal.wait_for("type to filter")
        assert time.monotonic() - begin < 5.0
        terminal.send("\x1bQ")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_viewer_and_its_files_outlive_the_reader(reader: Callable[..., Terminal], tmp_path: Path) -> None:
    wait = RECORD + "\nimport time; time.sleep(300)"
    with reader(display=":77", feh=wait) as terminal:
        terminal.send("I")
        note = noted(tmp_path / "bin" / "feh")
        terminal.send("Q")
        assert terminal.wait() == 0
    pid, argv = note["pid"], note["argv"]
    assert isinstance(pid, int)
    assert isinstance(argv, list)
    try:
        assert alive(pid)
        files = [Path(word) for word in argv[3:]]
        assert [file.name for file in files] == ["01-First.png", "02-Second.png"]
        assert all(file.read_bytes() == PNG for file in files)
        # The next start sweeps old folders; this one is still young.
        with reader(display=":77") as terminal:
            terminal.send("Q")
            assert terminal.wait() == 0
        assert all(file.exists() for file in files)
    finally:
        os.kill(pid, signal.SIGKILL)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc here")
def test_the_reader_keeps_no_zombie(reader: Callable[..., Terminal], tmp_path: Path) -> None:
    with reader(display=":77", feh=RECORD) as terminal:
        pids = []
        for _ in range(2):
            terminal.send("I")
            pids.append(noted(tmp_path / "bin" / "feh")["pid"])
            (tmp_path / "bin" / "feh.json").unlink()
        end = time.monotonic() + NET
        while any(Path(f"/proc/{pid}").exists() for pid in pids):
            assert time.monotonic() < end, "a viewer that has ended was never reaped"
            time.sleep(0.05)
        assert terminal.process.poll() is None
        terminal.send("Q")
        assert terminal.wait() == 0


@pytest.mark.skipif(not shutil.which("chafa"), reason="chafa is not installed")
def test_chafa_itself(reader: Callable[..., Terminal], tmp_path: Path) -> None:
    chafa = shutil.which("chafa")
    assert chafa
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "chafa").symlink_to(chafa)
    with reader() as terminal:
        terminal.send("I")
        got = terminal.wait_for("q leaves")
        assert b"1/2  First" in got
        assert b"ended with status" not in got
        drawn = got[got.rindex(b"\x1b[2J") :]
        assert re.search(rb"\x1b\[[0-9;]*48;2;|\x1b\[[0-9;]*38;2;|\x1b\[[0-9;]*m[^\x1b]", drawn), "it drew something"
        terminal.send("q")
        terminal.wait_for("The one post")
        terminal.read(quiet=0.5)
        terminal.send("Q")
        assert terminal.wait() == 0
