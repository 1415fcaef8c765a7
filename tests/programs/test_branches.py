"""Every branch of the choice of a viewer, with stand-ins that are really started: what they get, and how they live."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.programs.standin import NET, noted, stand_in
from tui_reader.programs import Takes, Viewer, launch, show_in_terminal, viewers

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stand-ins are scripts with a first line")

X11 = {"DISPLAY": ":77"}
WAYLAND = {"WAYLAND_DISPLAY": "wayland-7"}
SSH = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22", "SSH_TTY": "/dev/pts/7"}
GRAPHICAL = ("gwenview", "eog", "loupe", "eom", "nomacs", "geeqie", "ristretto", "mpv")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Two pictures of our own naming, in a folder with a name that a shell would misread."""
    folder = tmp_path / "view $(reboot); 'a b' \n --help"
    folder.mkdir()
    made = [folder / "01-船.png", folder / "02-灯.png"]
    for file in made:
        file.write_bytes(b"png")
    return made


def path_with(folder: Path, *programs: str) -> dict[str, str]:
    """A PATH on which there are these stand-ins and nothing else."""
    for name in programs:
        stand_in(folder, name=name)
    return {"PATH": str(folder)}


BRANCHES = [
    # What there is, in which environment, and which of it is called how.
    ("the variable", X11, ("mine", "feh"), {"TUI_READER_IMAGE_VIEWER": "mine -a 'b c'"}, (), "mine",
     ["-a", "b c", "*"]),
    ("the variable, placed", X11, ("mine",), {"TUI_READER_IMAGE_VIEWER": "mine --at={file} {dir}"}, (), "mine",
     ["--at=1", "d"]),
    ("variable over configuration", X11, ("mine", "other"), {"TUI_READER_IMAGE_VIEWER": "mine"}, ("other",), "mine",
     ["*"]),
    ("the configuration", X11, ("mine", "feh"), {}, ("mine", "-Z", "--", "{files}"), "mine", ["-Z", "--", "*"]),
    ("Wayland", WAYLAND, ("imv-wayland", "imv", "imv-msg", "mpv"), {}, (), "imv-wayland", ["*"]),
    ("Wayland, imv's own script", WAYLAND, ("imv", "imv-msg"), {}, (), "imv", ["*"]),
    ("Wayland, another imv", WAYLAND, ("imv", "eog"), {}, (), "eog", ["*"]),
    ("X11 on Wayland", WAYLAND | X11, ("feh", "mpv"), {}, (), "feh", ["-Z", "-.", "--", "*"]),
    ("X11: nsxiv", X11, ("nsxiv", "sxiv", "feh"), {}, (), "nsxiv", ["--", "*"]),
    ("X11: sxiv", X11, ("sxiv", "feh"), {}, (), "sxiv", ["--", "*"]),
    ("X11: feh", X11, ("feh", *GRAPHICAL), {}, (), "feh", ["-Z", "-.", "--", "*"]),
    ("gwenview", WAYLAND, GRAPHICAL, {}, (), "gwenview", ["1"]),
    ("eog", WAYLAND, GRAPHICAL[1:], {}, (), "eog", ["*"]),
    ("loupe", WAYLAND, GRAPHICAL[2:], {}, (), "loupe", ["1"]),
    ("eom", WAYLAND, GRAPHICAL[3:], {}, (), "eom", ["*"]),
    ("nomacs", X11, GRAPHICAL[4:], {}, (), "nomacs", ["1"]),
    ("geeqie", X11, GRAPHICAL[5:], {}, (), "geeqie", ["1"]),
    ("ristretto", X11, GRAPHICAL[6:], {}, (), "ristretto", ["*"]),
    ("mpv", X11, ("mpv", "xdg-open"), {}, (), "mpv",
     ["--image-display-duration=inf", "--force-window", "--quiet", "--", "*"]),
    ("the opener", X11, ("xdg-open", "chafa"), {}, (), "xdg-open", ["1"]),
    ("SSH with a forwarded display", X11 | SSH, ("feh", "chafa"), {}, (), "feh", ["-Z", "-.", "--", "*"]),
    ("WSL", {"WSL_DISTRO_NAME": "Debian"}, ("wslview", "chafa"), {}, (), "wslview", ["1"]),
    ("Termux", {"TERMUX_VERSION": "0.118"}, ("termux-open", "chafa"), {}, (), "termux-open", ["1"]),
    ("Termux by its prefix", {"PREFIX": "/data/data/com.termux/files/usr"}, ("termux-open",), {}, (), "termux-open",
     ["1"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("environ", "programs", "variables", "configured", "called", "expected"),
    [branch[1:] for branch in BRANCHES],
    ids=[branch[0] for branch in BRANCHES],
)
def test_a_branch_is_taken_and_the_program_started(
    environ: Mapping[str, str],
    programs: tuple[str, ...],
    variables: Mapping[str, str],
    configured: tuple[str, ...],
    called: str,
    expected: list[str],
    tmp_path: Path,
    files: list[Path],
) -> None:
    folder = tmp_path / "bin"
    found = viewers({**environ, **path_with(folder, *programs), **variables}, configured, platform="linux")
    assert launch(found[0], files).wait(NET) is None
    note = noted(folder / called)
    paths = [str(file) for file in files]
    filled: list[str] = []
    for word in expected:
        filled += paths if word == "*" else [word]
    filled = [word.replace("=1", "=" + paths[0]) if "=1" in word else word for word in filled]
    assert note["argv"] == [{"1": paths[0], "d": str(files[0].parent)}.get(word, word) for word in filled]
    assert note["cwd"] == str(files[0].parent)
    assert note["session"] == note["group"] == note["pid"]
    assert note["session"] != os.getsid(0)
    assert note["stdin"] == ""
    fds = note["fds"]
    assert isinstance(fds, dict)
    assert set(fds) == {"0", "1", "2"}, "it inherits none of the reader's files"
    assert fds["0"] in ("", "/dev/null")
    assert fds["1"] in ("", "/dev/null")


@pytest.mark.parametrize("environ", [{}, SSH, SSH | {"DISPLAY": ""}], ids=["no display", "SSH", "SSH, empty DISPLAY"])
def test_without_a_display_the_terminal_s_own(environ: Mapping[str, str], tmp_path: Path, files: list[Path]) -> None:
    names = ("feh", "mpv", "xdg-open", "imv-wayland", "chafa", "timg", "viu", "kitten")
    found = viewers({**environ, **path_with(tmp_path / "bin", *names)}, platform="linux")
    assert [one.name for one in found] == ["chafa", "timg", "viu"]
    assert show_in_terminal(found[0], files) == 0
    note = noted(tmp_path / "bin" / "chafa")
    argv = note["argv"]
    assert isinstance(argv, list)
    assert argv[0] == "--animate=off"
    assert argv[1].startswith("--size=")
    assert argv[2] == str(files[0]), "one at a time; without keys to press, the first alone"


def test_without_anything_there_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    assert viewers({"PATH": str(tmp_path / "bin")}, platform="linux") == ()
    assert viewers({"PATH": str(tmp_path / "bin"), **X11}, platform="linux") == ()


def test_macos(tmp_path: Path, files: list[Path]) -> None:
    environ = path_with(tmp_path / "bin", "open", "chafa", "feh")
    preview, opener, *_ = viewers(environ, platform="darwin")
    launch(preview, files).wait(NET)
    assert noted(tmp_path / "bin" / "open")["argv"] == ["-b", "com.apple.Preview", *map(str, files)]
    Path(tmp_path / "bin" / "open.json").unlink()
    launch(opener, files).wait(NET)
    assert noted(tmp_path / "bin" / "open")["argv"] == [str(files[0])]
    assert [one.name for one in viewers(environ | SSH, platform="darwin")] == ["chafa"], "seen on the far screen"


def test_windows(tmp_path: Path, files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(os, "startfile", opened.append, raising=False)
    (viewer,) = viewers(path_with(tmp_path / "bin", "feh"), which=lambda _: None, platform="win32")
    launched = launch(viewer, files)
    assert launched.ended
    assert opened == [str(files[0])]
    assert viewers(SSH | {"PATH": ""}, which=lambda _: None, platform="win32") == ()


def test_every_opener_is_given_one_argument_that_is_no_option(tmp_path: Path) -> None:
    folder = tmp_path / "bin"
    environ = {**X11, "WSL_INTEROP": "x", "TERMUX_VERSION": "1"}
    environ |= path_with(folder, "xdg-open", "wslview", "termux-open")
    odd = tmp_path / "-n --help"
    odd.mkdir()
    (odd / "-e.png").write_bytes(b"png")
    found = viewers(environ, platform="linux")
    assert [one.name for one in found] == ["wslview", "termux-open", "xdg-open"]
    for viewer in found:
        launch(viewer, [odd / "-e.png"]).wait(NET)
        assert noted(folder / viewer.name)["argv"] == [str(odd / "-e.png")]


def test_kitty_s_own_only_in_kitty(tmp_path: Path) -> None:
    environ = path_with(tmp_path / "bin", "kitten")
    assert viewers(environ | {"TERM": "xterm-256color"}, platform="linux") == ()
    (found,) = viewers(environ | {"TERM": "xterm-kitty"}, platform="linux")
    assert found == Viewer(
        "kitten", (str(tmp_path / "bin" / "kitten"), "icat", "{files}"), True, Takes.FILES, brief=True
    )
