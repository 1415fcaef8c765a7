"""Ctrl-Z below another program, as under `make`: the whole job stops, the terminal is given back, and comes again."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("job control is Unix's", allow_module_level=True)

from tests.safety.terminal import Terminal
from tests.safety.test_terminal import environment

TAKE_TERMINAL = """
import fcntl, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
"""
# A shell in small: the job gets a process group and the terminal; what becomes of it is told.
SHELL = """
import os, signal, sys, time
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
job = os.fork()
if job == 0:
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpid())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    inner = os.fork()
    if inner == 0:
        os.execv(sys.argv[1], sys.argv[1:])
    while True:
        _, status = os.waitpid(inner, 0)
        sys.exit(os.waitstatus_to_exitcode(status))
_, status = os.waitpid(job, os.WUNTRACED)
os.tcsetpgrp(0, os.getpgrp())
print("the job stopped" if os.WIFSTOPPED(status) else f"the job ended: {status}", flush=True)
sys.stdin.readline()
os.tcsetpgrp(0, job)
os.killpg(job, signal.SIGCONT)
_, status = os.waitpid(job, 0)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def test_the_whole_job_stops_and_goes_on(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "one.md").write_text("# The one post\n\nText.\n", encoding="utf-8")
    command = [sys.executable, "-c", TAKE_TERMINAL + SHELL, sys.executable, "-m", "tui_reader", str(tmp_path / "posts")]
    with Terminal(command, environment(Path(os.environ["HOME"]))) as terminal:
        terminal.wait_for("The one post")
        terminal.read(quiet=1.0)
        terminal.send("\x1a")
        told = terminal.wait_for("the job stopped")
        assert b"\x1b[?1049l" in told[: told.index(b"the job stopped")], "the screen was not given back"
        terminal.send("\n")
        terminal.wait_for("\x1b[?1049h")
        terminal.read(quiet=1.0)
        terminal.send("Q")
        assert terminal.wait() == 0
