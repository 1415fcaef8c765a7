"""Programs start detached and without a shell, get what they should, and say why they failed."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.programs.standin import NET, RECORD, noted, stand_in
from tui_reader.errors import ProgramError
from tui_reader.programs import (
    Launched,
    Takes,
    Viewer,
    ViewerFailure,
    browse_in_terminal,
    browsers,
    launch,
    launch_address,
    run_in_terminal,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stand-ins are scripts with a first line")


def ended(launched: Launched) -> ViewerFailure | None:
    failure = launched.wait(NET)
    assert launched.ended
    return failure


@pytest.mark.parametrize(("command", "expected"), [
    (("{files}",), ["{0}", "{1}"]),
    (("-Z", "--", "{files}"), ["-Z", "--", "{0}", "{1}"]),
    (("{file}",), ["{0}"]),
    (("--start-at={file}", "{dir}"), ["--start-at={0}", "{d}"]),
])  # fmt: skip
def test_arguments(command: tuple[str, ...], expected: list[str], tmp_path: Path) -> None:
    program = stand_in(tmp_path / "bin", RECORD)
    folder = tmp_path / "view $(x) ; {file} 'a' \n b"
    folder.mkdir()
    files = [folder / "01-a.png", folder / "02-b.png"]
    assert ended(launch(Viewer("v", (str(program), *command)), files)) is None
    note = noted(program)
    filled = [word.replace("{0}", str(files[0])).replace("{1}", str(files[1])).replace("{d}", str(folder))
              for word in expected]  # fmt: skip
    assert note["argv"] == filled
    assert note["cwd"] == str(folder.resolve())


def test_it_has_a_session_of_its_own_and_no_streams(tmp_path: Path) -> None:
    program = stand_in(tmp_path / "bin", RECORD)
    ended(launch(Viewer("v", (str(program), "{files}")), [tmp_path / "a.png"]))
    note = noted(program)
    assert note["session"] != os.getsid(0)
    assert note["session"] == note["group"]
    assert note["stdin"] == ""
    fds = note["fds"]
    assert isinstance(fds, dict)
    assert set(fds) == {"0", "1", "2"}
    assert fds["1"] in ("", "/dev/null")


def test_no_shell_and_null_streams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, object]] = []
    real = subprocess.Popen

    def record(words: list[str], **options: Any) -> Any:
        seen.append({"words": words, **options})
        return real(words, **options)

    monkeypatch.setattr(subprocess, "Popen", record)
    ended(launch(Viewer("v", (str(stand_in(tmp_path / "bin", "")), "{files}")), [tmp_path / "a.png"]))
    (options,) = seen
    assert isinstance(options["words"], list)
    assert not options.get("shell")
    assert options["stdin"] == options["stdout"] == subprocess.DEVNULL
    assert options["start_new_session"]
    assert options["close_fds"]


def test_it_can_not_reach_the_terminal(tmp_path: Path) -> None:
    program = stand_in(tmp_path / "bin", "open('/dev/tty', 'w').write('over the screen')")
    failure = ended(launch(Viewer("v", (str(program), "{files}")), [tmp_path / "a.png"]))
    assert failure is not None
    assert "/dev/tty" in failure.text


def test_an_early_failure_is_told_with_its_words(tmp_path: Path) -> None:
    program = stand_in(tmp_path / "bin", "import sys; sys.stderr.write('no \\x1b[31mdisplay\\x9b\\n' ); sys.exit(3)")
    told: list[ViewerFailure] = []
    done = threading.Event()

    def on_failure(failure: ViewerFailure) -> None:
        told.append(failure)
        done.set()

    failure = ended(launch(Viewer("feh", (str(program), "{files}")), [tmp_path / "a.png"], on_failure))
    assert failure is not None
    assert failure.code == 3
    assert failure.text.startswith("no ␛[31mdisplay")
    assert "\x1b" not in failure.text
    assert "\x9b" not in failure.text
    assert failure.message.startswith("feh ended with status 3: no ")
    assert done.wait(NET)
    assert told == [failure]


def test_what_a_failing_viewer_wrote_is_bounded(tmp_path: Path) -> None:
    code = (
        "import sys\nfor _ in range(3000): sys.stderr.write('blah ' * 200)\nsys.stderr.write('the reason'); sys.exit(1)"
    )
    program = stand_in(tmp_path / "bin", code)
    failure = ended(launch(Viewer("v", (str(program), "{files}")), [tmp_path / "a.png"]))
    assert failure is not None
    assert len(failure.text) == 500
    assert failure.text.endswith("the reason")


def test_a_late_failure_is_not_called_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["tui_reader.programs.launch"], "EARLY_SECONDS", 0.0)
    told: list[ViewerFailure] = []
    program = stand_in(tmp_path / "bin", "import sys, time; time.sleep(0.2); sys.exit(1)")
    launched = launch(Viewer("v", (str(program), "{files}")), [tmp_path / "a.png"], told.append)
    assert ended(launched) is not None
    time.sleep(0.1)
    assert told == []


def test_a_signal_and_a_silent_failure(tmp_path: Path) -> None:
    killed = stand_in(tmp_path / "bin", "import os, signal; os.kill(os.getpid(), signal.SIGTERM)", "killed")
    failure = ended(launch(Viewer("v", (str(killed), "{files}")), [tmp_path / "a.png"]))
    assert failure is not None
    assert failure.message == "v was ended by signal 15 without a word."


def test_waiting_for_a_viewer_that_runs_on(tmp_path: Path) -> None:
    program = stand_in(tmp_path / "bin", RECORD.replace("import json", "import time, json") + "\ntime.sleep(1.5)")
    begin = time.monotonic()
    launched = launch(Viewer("v", (str(program), "{files}")), [tmp_path / "a.png"])
    assert launched.wait(0.1) is None
    assert time.monotonic() - begin < 1.4
    assert not launched.ended
    assert ended(launched) is None


@pytest.mark.skipif(not Path("/proc").exists(), reason="no /proc here")
def test_no_zombie_stays(tmp_path: Path) -> None:
    program = stand_in(tmp_path / "bin", "")
    for _ in range(3):
        ended(launch(Viewer("v", (str(program), "{files}")), [tmp_path / "a.png"]))
    states = []
    for process in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = process.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            states.append(fields[0])
    assert "Z" not in states


def test_what_can_not_be_started(tmp_path: Path) -> None:
    file = tmp_path / "plain"
    file.write_text("no program")
    for program in (str(file), str(tmp_path / "gone"), str(tmp_path), "/bin/a\0b"):
        viewer = Viewer("feh", (program, "{files}"))
        with pytest.raises(ProgramError, match="can't be started") as caught:
            launch(viewer, [tmp_path / "a.png"])
        assert caught.value.title == "Can't start feh"
        with pytest.raises(ProgramError, match="can't be started"):
            run_in_terminal(viewer, [tmp_path / "a.png"])


def test_no_files_and_the_wrong_way_to_start(tmp_path: Path) -> None:
    program = stand_in(tmp_path / "bin", RECORD)
    with pytest.raises(ProgramError, match="no picture"):
        launch(Viewer("v", (str(program), "{files}")), [])
    with pytest.raises(ProgramError, match="terminal"):
        launch(Viewer("chafa", (str(program), "{files}"), terminal=True), [tmp_path / "a.png"])
    with pytest.raises(ProgramError, match="Windows"):
        launch(Viewer("v", ("os.startfile", "{file}")), [tmp_path / "a.png"])
    assert not Path(f"{program}.json").exists()


def test_in_the_terminal_it_inherits_the_streams(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    program = stand_in(tmp_path / "bin", "import sys; print('drawn', sys.argv[1]); sys.exit(4)")
    viewer = Viewer("chafa", (str(program), "{files}"), terminal=True)
    assert run_in_terminal(viewer, [tmp_path / "a.png"]) == 4
    assert capfd.readouterr().out == f"drawn {tmp_path / 'a.png'}\n"


def test_an_address_goes_to_the_browser_as_one_word(tmp_path: Path) -> None:
    program = stand_in(tmp_path / "bin", RECORD, "browser")
    environ = {"BROWSER": f"{program} --tab %s", "PATH": ""}
    assert ended(launch_address("HTTPS://Example.ORG/图?a=$(x)&b='y';z#t", environ)) is None
    assert noted(program)["argv"] == ["--tab", "https://example.org/%E5%9B%BE?a=$(x)&b=%27y%27;z#t"]
    assert ended(launch_address("mailto:somebody@example.org?attach=/etc/passwd", environ)) is None
    assert noted(program)["argv"] == ["--tab", "mailto:somebody@example.org"]


def test_a_text_browser_is_run_in_the_terminal(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    program = stand_in(tmp_path / "bin", "import sys; print(sys.argv[1:])", "lynx")
    environ = {"BROWSER": str(program), "PATH": ""}
    (browser, *_) = browsers(environ)
    assert browser.terminal
    with pytest.raises(ProgramError, match="no browser with a window"):
        launch_address("https://example.org/", environ | {"BROWSER": ""})
    assert browse_in_terminal(browser, "https://example.org/") == 0
    assert capfd.readouterr().out == "['https://example.org/']\n"
    with pytest.raises(ProgramError):
        browse_in_terminal(browser, "file:///etc/passwd")


REFUSED = [
    "javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "smb://host/share", "vscode://x", "ftp://a/b",
    "ms-msdt:/id", "--version", "-x", "/etc/passwd", "\\\\host\\share", "http://", "https:///path", "http:\\\\a",
    "https://good.com@evil.example/", "http://a\tb/", "http://a\nb/", "http://a\0b/", "https://" + "a" * 3_000_000, "",
    "mailto:a@b,c@d", "mailto:--help", "http://exa mple.org/", "view-source:http://a/",
]  # fmt: skip


@pytest.mark.parametrize("address", REFUSED, ids=lambda address: address[:20])
def test_what_is_no_web_address_starts_nothing(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*words: object, **options: object) -> None:
        raise AssertionError(words)

    monkeypatch.setattr(subprocess, "Popen", never)
    with pytest.raises(ProgramError) as caught:
        launch_address(address, {"BROWSER": "/bin/true"})
    assert len(caught.value.message) < 400
    assert caught.value.message.isprintable()


pieces = st.sampled_from([
    "http://", "https://", "HTTP://", "//", "javascript:", "file://", "mailto:", "a.example", "图.example", "@", ":",
    "/", "\\", "--x", " ", "\t", "\n", "\0", "$(x)", ";", "'", '"', "`", "%", "%00", "%0a", "?", "#", "[::1]", "127.1",
    "|", "\u202e", "é", "\ud800", "①", "..", "&", "[", "]", "{url}", "%s",
])  # fmt: skip


@settings(deadline=None, max_examples=2_500)
@given(st.one_of(st.text(max_size=80), st.lists(pieces, max_size=10).map("".join)))
def test_only_web_addresses_reach_a_program(address: str) -> None:
    browser = Viewer("browser", ("/bin/browser", "--tab", "{url}"), takes=Takes.ADDRESS)
    started: list[list[str]] = []

    def record(viewer: Viewer, words: list[str], folder: Path, on_failure: object) -> Launched:
        started.append(words)
        return Launched(viewer)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["tui_reader.programs.launch"], "_start", record)
        try:
            launch_address(address, {}, browser=browser)
        except ProgramError:
            assert started == []
            return
    ((program, option, opened),) = started
    assert (program, option) == ("/bin/browser", "--tab")
    assert opened.isascii()
    assert opened.isprintable()
    assert " " not in opened
    assert len(opened) <= 8_192
    if not opened.startswith("mailto:"):
        scheme, _, rest = opened.partition("://")
        assert scheme in ("http", "https")
        assert rest[:1] not in ("", "/", "@", ":", "-", "?", "#")
        assert "@" not in rest.partition("/")[0].partition("?")[0].partition("#")[0]


def test_a_viewer_is_no_browser(tmp_path: Path) -> None:
    with pytest.raises(ProgramError, match="is no browser"):
        launch_address("https://example.org/", {}, browser=Viewer("feh", ("/bin/feh", "{files}")))
