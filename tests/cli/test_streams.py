"""Pipes that are closed, disks that are full, Ctrl-C at any moment: each verb ends quickly, quietly, by the table."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import world
from tests.cli.world import COMMAND, HEARING, run

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs POSIX pipes and signals")
SPEAKING = (
    *(("list",), ("list", "--json"), ("list", "--format", "{id} {path} {excerpt}"), ("categories",), ("tags",)),
    *(("categories", "--json"), ("tags", "--json"), ("index", "--json"), ("index",), ("check",), ("check", "--json")),
    *(("show", "one.md"), ("show", "--format", "json", "one.md"), ("show", "--format", "html", "one.md")),
    *(("export", "--to", "-"), ("export", "--post", "one.md", "--to", "-"), ("images", "one.md")),
    *(("images", "--json", "one.md"), ("keys",), ("keys", "--json"), ("mark", "--star", "one.md"), ("undo",)),
    *(("state", "dump"), ("state", "compact"), ("config",), ("config", "--json"), ("libraries",), ("cache",)),
    *(("completion", "bash"), ("manual",), ("schema",), ("--help",), ("list", "--help"), ("--version",)),
)
"""Each verb in each form that writes something to standard output."""
TALKATIVE = (
    *(
        ("list",),
        ("list", "--json"),
        ("list", "--format", "{excerpt}"),
        ("categories", "--json"),
        ("tags",),
        ("check",),
    ),
    *(("keys",), ("state", "dump"), ("export", "--to", "-"), ("show", "-"), ("manual",), ("schema",)),
)
"""Verbs that say more than a small pipe holds, and so can't end while nobody reads."""
SMALL = 4096
NAMES = [" ".join(words) for words in SPEAKING]


@pytest.fixture
def troubled(plain: Path) -> Path:
    """A library in which every verb has something to say."""
    for number in range(200):
        tags = ", ".join(f"tag-{number}-{n}" for n in range(4))
        head = f"title: Post {number}\ntags: [{tags}]\ncategories: [C{number}]\ndate: no date"
        world.write(plain, f"bad-{number}.md", f"---\n{head}\n---\n{'A few words. ' * 9}\n")
    run("-L", str(plain), "mark", "--star", *run("-L", str(plain), "list", "--format", "{id}").lines)
    return plain


@pytest.mark.parametrize("words", SPEAKING, ids=NAMES)
def test_a_closed_pipe_ends_quietly(troubled: Path, words: tuple[str, ...]) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    try:
        done = subprocess.run(
            [*COMMAND, "-L", str(troubled), *words], stdout=theirs, stderr=subprocess.PIPE, check=False, timeout=120
        )
    finally:
        os.close(theirs)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("words", SPEAKING, ids=NAMES)
def test_a_full_disk_behind_the_output_is_told(troubled: Path, words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "-L", str(troubled), *words], stdout=full, stderr=subprocess.PIPE, check=False, timeout=120
        )
    assert done.returncode == 2
    assert done.stderr == b"tui-reader: Can't write the output: No space left on device.\n"


@pytest.mark.skipif(not hasattr(fcntl, "F_SETPIPE_SZ"), reason="needs pipes that can be made small")
@pytest.mark.parametrize("words", TALKATIVE, ids=" ".join)
def test_an_interrupt_in_the_middle_of_output_ends_at_once(troubled: Path, words: tuple[str, ...]) -> None:
    """Nobody reads, so that the program waits inside a write, which must not be tried again."""
    names = run("-L", str(troubled), "list").out
    ours, theirs = os.pipe()
    fcntl.fcntl(theirs, fcntl.F_SETPIPE_SZ, SMALL)
    process = subprocess.Popen(
        [sys.executable, "-c", HEARING, *COMMAND, "-L", str(troubled), *words],
        stdin=subprocess.PIPE,
        stdout=theirs,
        stderr=subprocess.PIPE,
    )
    try:
        if process.stdin is not None:
            process.stdin.write(names)
            process.stdin.flush()
        while process.poll() is None and not is_full(theirs):
            pass
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
        os.close(ours)
        os.close(theirs)
    assert b"Traceback" not in told
    assert process.returncode == 130
    assert told.count(b"\n") <= 1


def is_full(pipe: int) -> bool:
    """Whether a pipe has no room for another page."""
    return not select.select([], [pipe], [], 0)[1]


@pytest.mark.parametrize("verb", ["list", "index", "check", "show one.md", "export --to -", "mark --read one.md"])
def test_an_interrupt_while_the_index_is_made_is_130_and_leaves_a_good_index(plain: Path, verb: str) -> None:
    for number in range(400):
        world.write(plain, f"n{number}.md", f"---\ntitle: N{number}\n---\n" + "words " * 500)
    code = (
        "import sys, os, signal, threading\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import tui_reader.library.refresh as refresh\n"
        "usual = refresh.refresh\n"
        "def interrupted(*arguments, progress=None, **named):\n"
        "    def stop(state):\n"
        "        if state.done:\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "    return usual(*arguments, progress=stop, **named)\n"
        "refresh.refresh = interrupted\n"
        "from tui_reader.__main__ import main\n"
        "sys.exit(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "-L", str(plain), *verb.split()], capture_output=True, check=False, timeout=120
    )
    assert done.returncode == 130, done.stderr
    assert done.stderr == b""
    after = run("-L", str(plain), "index", "--json")
    assert after.status == 0
    assert b'"found": 404, "listed": 404' in after.out


@pytest.mark.parametrize("verb", ["show -", "mark --read -", "export --post - --to -"])
def test_an_interrupt_while_names_are_awaited_is_130(plain: Path, tmp_path: Path, verb: str) -> None:
    config = tmp_path / "config.toml"
    config.write_text("wrong = 1\n", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", HEARING, *COMMAND, *verb.split()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TUI_READER_CONFIG": str(config), "TUI_READER_LIBRARY": str(plain)},
    )
    assert process.stderr is not None
    assert b'there is no setting "wrong"' in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=120)
    assert process.returncode == 130
    assert b"Traceback" not in told
