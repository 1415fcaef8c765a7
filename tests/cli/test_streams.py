"""Pipes that are closed, disks that are full, Ctrl-C at any moment: each verb ends quickly, quietly, by the table."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli import world
from tests.cli.world import COMMAND, HEARING, INTERRUPTED, run

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
    assert process.returncode in INTERRUPTED
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
    assert done.returncode in INTERRUPTED, done.stderr
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
    assert process.returncode in INTERRUPTED
    assert b"Traceback" not in told


LIMITED = """
import os, resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
os.execv(sys.argv[1], sys.argv[1:])
"""


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_write_that_is_cut_short_is_told(plain: Path, tmp_path: Path, unbuffered: str) -> None:
    big = tmp_path / "big.md"
    big.write_text("A sentence of some length. " * 4_000, encoding="utf-8")
    with (tmp_path / "out").open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-c", LIMITED, *COMMAND, "-L", str(plain), "show", str(big)],
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            stdout=out,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert done.returncode == 2
    assert b"Can't write the output: File too large" in done.stderr


def test_an_unbuffered_pipe_that_is_closed_ends_quietly(troubled: Path) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    try:
        done = subprocess.run(
            [*COMMAND, "-L", str(troubled), "list"],
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdout=theirs,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    finally:
        os.close(theirs)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("words", [("list",), ("show", "one.md"), ("export", "--to", "{out}/")])
def test_closed_streams_keep_no_work_back(plain: Path, tmp_path: Path, closed: str, words: tuple[str, ...]) -> None:
    command = [*COMMAND, "-L", str(plain), *(word.replace("{out}", str(tmp_path / "out")) for word in words)]
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", *command], capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert b"fault" not in done.stderr
    if words[0] == "export":
        assert len(list((tmp_path / "out").iterdir())) == 4


@pytest.mark.parametrize("ending", ["SIGTERM", "SIGHUP"])
def test_being_told_to_end_is_heard_like_an_interrupt(ending: str) -> None:
    program = (
        "import os, signal; from tui_reader.cli.interrupts import Interrupts\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler); interrupts = Interrupts()\n"
        f"signal.signal(signal.{ending}, signal.SIG_DFL)\n"  # whoever runs the tests may have set it aside (nohup)
        f"with interrupts.listening(): os.kill(os.getpid(), signal.{ending}); print(interrupts.heard())\n"
        f"print(signal.getsignal(signal.{ending}) is signal.SIG_DFL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60, check=False)
    assert done.stdout.split() == [b"True", b"True"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize(("words", "status"), [
    (("show", "nosuch"), 2), (("images", "--fetch", "one.md", "nosuch"), 2), (("export", "--to", "{out}/"), 0),
])  # fmt: skip
def test_a_full_standard_error_changes_no_status(
    plain: Path, tmp_path: Path, words: tuple[str, ...], status: int
) -> None:
    arguments = [word.replace("{out}", str(tmp_path / "out")) for word in words]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "-L", str(plain), *arguments], stdout=subprocess.DEVNULL, stderr=full, check=False
        )
    assert done.returncode == status


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
def test_an_interrupt_ends_an_export_that_still_makes_the_index(tmp_path: Path) -> None:
    root, out = tmp_path / "posts", tmp_path / "out"
    for number in range(2_000):
        world.write(root, f"{number}.md", f"# Post {number}\n\n" + "*word* and [link](https://a.example)\n\n" * 60)
    process = subprocess.Popen(
        [sys.executable, "-c", HEARING, *COMMAND, "-L", str(root), "export", "--to", f"{out}/"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    end = time.monotonic() + 60
    index = Path(os.environ["XDG_CACHE_HOME"])
    while not any(path.stat().st_size for path in index.rglob("*.db*")) and time.monotonic() < end:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode in INTERRUPTED
    assert b"written" not in errors
    assert not out.exists()
