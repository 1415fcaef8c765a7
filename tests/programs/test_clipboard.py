"""Clipboards: who is chosen, what each is given and how, and that none of them can hold the reader up."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.programs.display import virtual_display
from tui_reader.document import clean_text
from tui_reader.errors import ProgramError
from tui_reader.limits import TERMINAL_CLIPBOARD_BYTES
from tui_reader.programs import Clipboard, Copied, clipboards, copy_text, terminal_takes
from tui_reader.programs.clipboard import Form, encoded, put

NET = 30.0
"""Seconds after which a test gives up; everything here takes some tenths."""
X11 = {"DISPLAY": ":0"}
WAYLAND = {"WAYLAND_DISPLAY": "wayland-0"}
WSL = {"WSL_DISTRO_NAME": "Debian"}
PROGRAMS = ("wl-copy", "xclip", "xsel", "pbcopy", "clip.exe", "powershell.exe", "termux-clipboard-set", "tmux")

needs_scripts = pytest.mark.skipif(sys.platform == "win32", reason="stand-ins are scripts with a first line")

RECORD = """
import json, os, sys
note = {
    "argv": sys.argv[1:], "stdin": sys.stdin.buffer.read().hex(), "env": dict(os.environ), "cwd": os.getcwd(),
    "session": os.getsid(0), "pid": os.getpid(),
}
with open(sys.argv[0] + ".part", "w") as file:
    json.dump(note, file)
os.rename(sys.argv[0] + ".part", sys.argv[0] + ".json")
"""


@pytest.fixture
def machine(tmp_path: Path) -> Callable[..., Path]:
    """Makes a folder of stand-ins, each recording how it was called, or doing what its code says."""

    def make(*names: str, **codes: str) -> Path:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        for name, code in {**dict.fromkeys(names, RECORD), **codes}.items():
            (folder / name).write_text(f"#!{sys.executable} -IS\n{code}\n")
            (folder / name).chmod(0o755)
        return folder

    return make


def on(folder: Path, **environ: str) -> dict[str, str]:
    """The environment of a machine that has what is in `folder`."""
    return {"PATH": str(folder), "HOME": "/nowhere", **environ}


def noted(folder: Path, name: str) -> dict[str, object]:
    result: dict[str, object] = json.loads((folder / f"{name}.json").read_text())
    return result


def given_to(folder: Path, name: str) -> bytes:
    return bytes.fromhex(str(noted(folder, name)["stdin"]))


# Who is chosen.


@pytest.mark.parametrize(("environ", "platform", "expected"), [
    ({}, "linux", []),
    (X11, "linux", ["xclip", "xsel"]),
    (WAYLAND, "linux", ["wl-copy"]),
    ({**X11, **WAYLAND}, "linux", ["wl-copy", "xclip", "xsel"]),
    ({"DISPLAY": ""}, "linux", []),
    ({}, "darwin", ["pbcopy"]),
    (X11, "darwin", ["pbcopy"]),
    ({}, "win32", ["clip.exe", "powershell.exe"]),
    (WSL, "linux", ["clip.exe", "powershell.exe"]),
    ({"WSL_INTEROP": "/run/x", **X11}, "linux", ["clip.exe", "powershell.exe", "xclip", "xsel"]),
    ({"TERMUX_VERSION": "0.118"}, "linux", ["termux-clipboard-set"]),
    ({"PREFIX": "/data/data/com.termux/files/usr"}, "linux", ["termux-clipboard-set"]),
])  # fmt: skip
@pytest.mark.parametrize("ssh", [{}, {"SSH_CONNECTION": "a 1 b 2"}, {"SSH_TTY": "/dev/pts/1"}, {"SSH_CLIENT": "a 1 2"}])
def test_who_is_chosen(environ: Mapping[str, str], platform: str, expected: list[str], ssh: Mapping[str, str]) -> None:
    folder = "C:\\Windows\\" if platform == "win32" else "/usr/bin/"
    found = clipboards({**environ, **ssh}, lambda name: folder + name, platform)
    assert [clipboard.name for clipboard in found] == ([] if ssh else expected)
    assert all(clipboard.command[0].startswith(folder) for clipboard in found)


def test_nothing_is_started_from_the_current_folder() -> None:
    assert clipboards({**X11, **WAYLAND}, lambda name: f"./{name}", "linux") == ()
    assert clipboards(X11, lambda _: None, "linux") == ()


# What each is given.

TEXT = "渡轮恢复夜航 [/] 'a' \"b\" $(c)\n--version\n\tend"


@needs_scripts
@pytest.mark.parametrize(("name", "environ", "arguments"), [
    ("wl-copy", WAYLAND, ["--type", "text/plain"]),
    ("xclip", X11, ["-selection", "clipboard", "-in"]),
    ("xsel", X11, ["--clipboard", "--input"]),
    ("termux-clipboard-set", {"TERMUX_VERSION": "1"}, []),
])  # fmt: skip
def test_the_text_goes_in_by_standard_input(
    name: str, environ: dict[str, str], arguments: list[str], machine: Callable[..., Path]
) -> None:
    folder = machine(name)
    assert copy_text(TEXT, on(folder, **environ), platform="linux") == Copied(name)
    note = noted(folder, name)
    assert note["argv"] == arguments
    assert given_to(folder, name) == TEXT.encode()
    assert note["session"] == note["pid"] != os.getsid(0), "it outlives the terminal"
    assert note["cwd"] == "/", "it keeps no folder busy"
    env = note["env"]
    assert isinstance(env, dict)
    assert environ.items() <= env.items()


@needs_scripts
def test_pbcopy_is_told_the_encoding(machine: Callable[..., Path]) -> None:
    folder = machine()
    # No Python: it would put another locale in the place of one that isn't installed.
    program = folder / "pbcopy"
    program.write_text('#!/bin/sh\nprintf "%s:%s" "$LC_CTYPE" "$LC_ALL" >"$0.locale"\nexec /bin/cat >"$0.in"\n')
    program.chmod(0o755)
    assert copy_text(TEXT, on(folder, LC_ALL="C", LANG="C"), platform="darwin") == Copied("pbcopy")
    assert (folder / "pbcopy.locale").read_text() == "en_US.UTF-8:"
    assert (folder / "pbcopy.in").read_text(encoding="utf-8") == TEXT


@needs_scripts
def test_clip_gets_utf_16_without_a_mark(machine: Callable[..., Path]) -> None:
    folder = machine("clip.exe", "powershell.exe")
    assert copy_text("渡轮\nferry 🛳", on(folder, **WSL), platform="linux") == Copied("clip.exe")
    assert given_to(folder, "clip.exe") == "渡轮\r\nferry 🛳".encode("utf-16-le")
    assert not (folder / "powershell.exe.json").exists()


@needs_scripts
@pytest.mark.parametrize("text", ["渡轮", "∵", "渡轮恢复夜航，今晚。"])
def test_what_clip_may_take_for_another_encoding_goes_to_powershell(text: str, machine: Callable[..., Path]) -> None:
    folder = machine("clip.exe", "powershell.exe")
    assert copy_text(text, on(folder, **WSL), platform="linux") == Copied("powershell.exe")
    assert base64.b64decode(given_to(folder, "powershell.exe")).decode() == text
    argv = noted(folder, "powershell.exe")["argv"]
    assert isinstance(argv, list)
    assert argv[:3] == ["-NoProfile", "-NonInteractive", "-Command"]
    assert text not in argv[3]
    (folder / "powershell.exe").unlink()
    assert copy_text(text, on(folder, **WSL), platform="linux") == Copied("clip.exe")


@given(st.text())
def test_every_form_holds_the_whole_text(text: str) -> None:
    text = clean_text(text)
    windows = text.replace("\n", "\r\n")
    assert encoded(text, Form.UTF8).decode() == text
    assert encoded(text, Form.UTF16).decode("utf-16-le") == windows
    assert base64.b64decode(encoded(text, Form.BASE64)).decode() == windows


@needs_scripts
def test_no_control_reaches_a_clipboard(machine: Callable[..., Path]) -> None:
    folder = machine("xclip")
    copy_text("a\x1b[31m\x00\x07b\r\nc\td\x9b\u202e\ud800e", on(folder, **X11), platform="linux")
    assert given_to(folder, "xclip").decode() == "a␛[31m␀␇b\nc\td␛[e"


# tmux.


@needs_scripts
def test_tmux_hands_the_text_on_over_ssh_too(machine: Callable[..., Path]) -> None:
    folder = machine("tmux", "xclip")
    environ = on(folder, TMUX="/tmp/tmux-0/default,1,0", SSH_CONNECTION="a 1 b 2", **X11)
    assert copy_text(TEXT, environ, platform="linux") == Copied(through_tmux=True)
    assert noted(folder, "tmux")["argv"] == ["load-buffer", "-w", "-"]
    assert given_to(folder, "tmux") == TEXT.encode()
    assert not (folder / "xclip.json").exists()


@needs_scripts
def test_tmux_and_the_desktop_both_get_it(machine: Callable[..., Path]) -> None:
    folder = machine("tmux", "xclip")
    environ = on(folder, TMUX="/tmp/tmux-0/default,1,0", **X11)
    assert copy_text(TEXT, environ, platform="linux") == Copied("xclip", through_tmux=True)


@needs_scripts
def test_a_tmux_that_can_not_hand_on(machine: Callable[..., Path]) -> None:
    old = "import sys; sys.stderr.write('tmux: unknown option -- w'); sys.exit(1)"
    folder = machine("xclip", tmux=old)
    assert copy_text(TEXT, on(folder, TMUX="x", **X11), platform="linux") == Copied("xclip")
    copied = copy_text(TEXT, on(folder, TMUX="x"), platform="linux")
    assert not copied.through_tmux
    assert copied.failure is not None
    assert copied.failure.message == "tmux ended with status 1: tmux: unknown option -- w"


@pytest.mark.skipif(not shutil.which("tmux"), reason="tmux is not installed")
def test_a_real_tmux(tmp_path: Path) -> None:
    tmux = str(shutil.which("tmux"))
    folder = tmp_path / "tmux"
    folder.mkdir(mode=0o700)
    server = str(folder / "s")
    if len(server) > 100:
        pytest.skip("the path of the temporary folder is too long for a socket")
    base = [tmux, "-f", "/dev/null", "-S", server]
    clean = {name: value for name, value in os.environ.items() if name != "TMUX"}
    started = subprocess.run([*base, "new-session", "-d", "sleep 60"], env=clean, check=False, timeout=NET)
    if started.returncode:
        pytest.skip("tmux can't run here")
    try:
        text = TEXT + "\n" + "夜里的船灯。" * 20_000
        copied = copy_text(text, {**clean, "TMUX": f"{server},1,0"}, platform="linux")
        if copied.failure and "-w" in copied.failure.message:
            pytest.skip("this tmux is older than 3.2")
        assert copied.through_tmux
        shown = subprocess.run([*base, "show-buffer"], env=clean, check=True, timeout=NET, capture_output=True)
        assert shown.stdout.decode() == text
    finally:
        subprocess.run([*base, "kill-server"], env=clean, check=False, timeout=NET)


# What goes wrong.


@needs_scripts
def test_a_failure_is_told_and_the_next_one_asked(machine: Callable[..., Path]) -> None:
    broken = 'import sys; sys.stderr.write("Error: Can\'t open \\x1b]0;x\\x07display\\n"); sys.exit(1)'
    folder = machine("xsel", xclip=broken)
    assert copy_text(TEXT, on(folder, **X11), platform="linux") == Copied("xsel")
    (folder / "xsel").write_text(f"#!{sys.executable} -IS\nimport sys; sys.exit(2)\n")
    failure = copy_text(TEXT, on(folder, **X11), platform="linux").failure
    assert failure is not None
    assert failure.title == "Can't copy with xclip"
    assert failure.message == "xclip ended with status 1: Error: Can't open ␛]0;x␇display"


@needs_scripts
def test_what_can_not_be_started(tmp_path: Path) -> None:
    (tmp_path / "xclip").write_text("no program\n")
    (tmp_path / "xclip").chmod(0o755)
    failure = copy_text(TEXT, on(tmp_path, **X11), platform="linux").failure
    assert failure is not None
    assert "can't be started: Exec format error" in failure.message


@needs_scripts
def test_one_that_hangs_is_ended_with_all_it_started(machine: Callable[..., Path]) -> None:
    program = machine() / "hangs"
    program.write_text('#!/bin/sh\n/bin/sleep 600 &\n: >"$0.$!"\n: >"$0.$$"\nwait\n')
    program.chmod(0o755)
    folder = program.parent
    text = "x" * 1_000_000  # More than a pipe holds: nobody reads it.
    with pytest.raises(ProgramError, match=r"hangs took more than 2 seconds\.") as caught:
        put(text, Clipboard("hangs", (str(program),)), on(folder))
    assert caught.value.title == "Can't copy with hangs"
    started = [int(path.suffix[1:]) for path in folder.glob("hangs.*")]
    assert len(started) == 2
    _until(lambda: not any(map(_lives, started)))


@needs_scripts
def test_one_that_stays_to_own_the_selection_holds_nothing_of_ours(machine: Callable[..., Path]) -> None:
    # As xclip does: the parent ends, the child keeps its standard streams and lives on.
    stays = RECORD + (
        "\nif os.fork() == 0:\n"
        "    with open(sys.argv[0] + '.part2', 'w') as file: file.write(str(os.getpid()))\n"
        "    os.rename(sys.argv[0] + '.part2', sys.argv[0] + '.pid')\n"
        "    import time; time.sleep(600)\n"
    )
    folder = machine(xclip=stays)
    assert copy_text(TEXT, on(folder, **X11), platform="linux") == Copied("xclip"), "its end is not waited for"
    assert given_to(folder, "xclip") == TEXT.encode()
    pid_file = folder / "xclip.pid"
    _until(pid_file.exists)
    pid = int(pid_file.read_text())
    try:
        assert _lives(pid)
        assert os.getpgid(pid) != os.getpgid(0), "what ends the reader's job doesn't end it"
    finally:
        os.kill(pid, signal.SIGKILL)


@pytest.mark.skipif(not Path("/proc").exists(), reason="no /proc here")
def test_no_zombie_stays(machine: Callable[..., Path]) -> None:
    folder = machine(xclip="", hangs="import time; time.sleep(600)")
    copy_text(TEXT, on(folder, **X11), platform="linux")
    with pytest.raises(ProgramError, match="took more"):
        put(TEXT, Clipboard("hangs", (str(folder / "hangs"),), seconds=0.2), on(folder))
    states = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            states.append(fields[0])
    assert "Z" not in states


def _lives(pid: int) -> bool:
    """Whether a process is there and no zombie that only waits for whoever adopted it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        if Path("/proc").exists():
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + NET
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


# The terminal.


def test_what_a_terminal_is_asked_to_take() -> None:
    assert terminal_takes("渡" * (TERMINAL_CLIPBOARD_BYTES // 3), {"TERM": "xterm-256color"})
    assert not terminal_takes("渡" * (TERMINAL_CLIPBOARD_BYTES // 3 + 1), {"TERM": "xterm-256color"})
    sequence = f"\x1b]52;c;{base64.b64encode(b'x' * TERMINAL_CLIPBOARD_BYTES).decode()}\x07"
    assert len(sequence) == 100_000
    assert terminal_takes("x", {})
    assert terminal_takes("x", {"TERM": "screen-256color", "TMUX": "x"})
    assert not terminal_takes("x", {"TERM": "linux"})
    assert not terminal_takes("x", {"TERM": "dumb"})
    assert not terminal_takes("x", {"TERM": "screen", "STY": "1.pts"})


# The real thing.


@pytest.fixture(scope="module")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An X server that shows nothing."""
    server = shutil.which("Xvfb")
    if server is None:
        pytest.skip("Xvfb is not installed")
    with virtual_display(server, "16x16x8", tmp_path_factory.mktemp("xvfb") / "log") as name:
        yield name


@pytest.mark.parametrize("name", ["xclip", "xsel"])
def test_a_real_selection_is_kept_by_the_program(display: str, name: str) -> None:
    program = shutil.which(name)
    if program is None:
        pytest.skip(f"{name} is not installed")
    text = TEXT + "\n" + "夜里的船灯落在水面上。" * 5_000
    environ = {**os.environ, "DISPLAY": display}
    environ.pop("WAYLAND_DISPLAY", None)
    command = [program, "-selection", "clipboard", "-out"] if name == "xclip" else [program, "-b", "-o"]

    def selected() -> str:
        result = subprocess.run(command, env=environ, capture_output=True, check=False, timeout=NET)
        return result.stdout.decode()

    for content in ("first", text):
        copied = copy_text(content, environ, lambda wanted: program if wanted == name else None, "linux")
        assert copied == Copied(name)
        # xsel takes the selection a moment after it has gone into the background.
        _until(partial(_is, selected, content))


def _is(ask: Callable[[], str], wanted: str) -> bool:
    return ask() == wanted


def test_without_its_display_the_real_program_says_why() -> None:
    if shutil.which("xclip") is None:
        pytest.skip("xclip is not installed")
    environ = {**os.environ, "DISPLAY": ":65000"}
    copied = copy_text(TEXT, environ, lambda name: shutil.which(name) if name == "xclip" else None, "linux")
    assert copied.by == ""
    assert copied.failure is not None
    assert "Can't open display" in copied.failure.message
