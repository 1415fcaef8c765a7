"""The real programs on a real display, where they are installed: feh and mpv show the pictures of a sample post."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

if sys.platform == "win32" or not Path("/proc/self/cmdline").exists():
    pytest.skip("needs X11 and /proc", allow_module_level=True)

from tests.cli.world import COMMAND
from tests.programs.display import virtual_display
from tests.programs.standin import NET
from tests.safety.terminal import Terminal
from tests.safety.test_terminal import READER, environment
from tests.sample.test_sample import SAMPLE, SEED_SHAPED
from tui_reader.document import parse, pictures
from tui_reader.images import PictureCache, resolve
from tui_reader.library import read_post
from tui_reader.library.site import detect_site

NAMES = ["01-焙房里的竹笼-一夜要翻六遍.png", "02-封好的锡罐-罐口贴着红纸.png"]

needs_xvfb = pytest.mark.skipif(not shutil.which("Xvfb"), reason="Xvfb is not installed")
needs_feh = pytest.mark.skipif(not shutil.which("feh"), reason="feh is not installed")
needs_mpv = pytest.mark.skipif(not shutil.which("mpv"), reason="mpv is not installed")


@pytest.fixture
def display(tmp_path: Path) -> Iterator[str]:
    with virtual_display(shutil.which("Xvfb") or "", "800x600x24", tmp_path / "xvfb.log") as name:
        yield name


@pytest.fixture
def cached() -> None:
    """The pictures of the post that is shaped as the archives' are, as if they had been fetched."""
    path = SEED_SHAPED.relative_to(SAMPLE).as_posix()
    post = read_post(SAMPLE, path, detect_site(SAMPLE))
    cache = PictureCache(Path(os.environ["XDG_CACHE_HOME"]) / "tui-reader" / "pictures")
    drawn = sorted((SAMPLE / "source" / "images").glob("*.png"))
    found = pictures(parse(post.body, post.format), post.covers)
    for resolved, file in zip(resolve(found, SAMPLE, path), drawn, strict=False):
        assert resolved.url
        cache.store(resolved.url, file.read_bytes(), ".png")


def children(program: str, display: str) -> list[int]:
    """The processes of `program` that draw on `display`."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            environ = (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if os.path.basename(words[0]) == program.encode() and f"DISPLAY={display}".encode() in environ:  # noqa: PTH119
            found.append(int(folder.name))
    return found


@pytest.fixture
def started(display: str) -> Iterator[Callable[[str], tuple[int, list[str]]]]:
    """Waits for a program on the display: its process and arguments. All that are there are ended afterwards."""
    programs: set[str] = set()

    def wait(program: str) -> tuple[int, list[str]]:
        programs.add(program)
        end = time.monotonic() + NET
        while not (found := children(program, display)):
            assert time.monotonic() < end, f"{program} was never started"
            time.sleep(0.05)
        words = Path(f"/proc/{found[0]}/cmdline").read_bytes().split(b"\0")[1:-1]
        return found[0], [word.decode() for word in words]

    yield wait
    for program in programs:
        for pid in children(program, display):
            os.kill(pid, signal.SIGKILL)


def titles(display: str) -> str:
    """The titles of all windows, by whichever program tells them; empty where none is installed."""
    for command in (["xwininfo", "-root", "-tree"], ["xdotool", "search", "--name", ".", "getwindowname", "%@"]):
        if shutil.which(command[0]):
            done = subprocess.run(
                command, env={**os.environ, "DISPLAY": display, "LC_ALL": "C.UTF-8"}, capture_output=True, check=False
            )
            return done.stdout.decode("utf-8", "replace")
    return ""


def assert_window(display: str, words: str, pid: int) -> None:
    """The program has opened a window that says what it shows, or at least lives on where nobody can look."""
    if not shutil.which("xwininfo") and not shutil.which("xdotool"):
        time.sleep(1.0)
        assert Path(f"/proc/{pid}").exists()
        return
    end = time.monotonic() + NET
    while words not in titles(display):
        assert time.monotonic() < end, titles(display)
        assert Path(f"/proc/{pid}").exists(), "it has ended"
        time.sleep(0.1)


def variables(display: str, program: str) -> dict[str, str]:
    """An environment in which this program alone is chosen, by being the only one that is there."""
    folder = Path(os.environ["HOME"]) / "bin"
    folder.mkdir(exist_ok=True)
    real = shutil.which(program)
    assert real
    (folder / program).symlink_to(real)
    environ = environment(Path(os.environ["HOME"])) | {"DISPLAY": display, "PATH": str(folder)}
    return {name: value for name, value in environ.items() if name != "TUI_READER_IMAGE_VIEWER"}


@needs_xvfb
@needs_feh
def test_feh_shows_the_pictures_of_a_post_by_command(
    display: str, cached: None, started: Callable[[str], tuple[int, list[str]]]
) -> None:
    done = subprocess.run(
        [*COMMAND, "-L", str(SAMPLE), "images", "--open", str(SEED_SHAPED)],
        env=variables(display, "feh"),
        capture_output=True,
        timeout=NET,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    pid, words = started("feh")
    assert words[:3] == ["-Z", "-.", "--"]
    assert [Path(word).name for word in words[3:]] == NAMES
    assert_window(display, "feh [1 of 2] - ", pid)


@needs_xvfb
@needs_feh
def test_feh_shows_them_from_the_screen_and_outlives_it(
    display: str, cached: None, started: Callable[[str], tuple[int, list[str]]]
) -> None:
    with Terminal([*READER, str(SEED_SHAPED)], variables(display, "feh")) as terminal:
        terminal.wait_for("慢火细焙")
        terminal.read(quiet=1.0)
        terminal.send("I")
        pid, words = started("feh")
        assert [Path(word).name for word in words[3:]] == NAMES
        terminal.send("Q")
        assert terminal.wait() == 0
    assert_window(display, "feh [1 of 2] - ", pid)
    assert NAMES[0] in titles(display) or not titles(display)


@needs_xvfb
@needs_mpv
def test_mpv_keeps_a_picture_on_the_screen(
    display: str, cached: None, started: Callable[[str], tuple[int, list[str]]]
) -> None:
    done = subprocess.run(
        [*COMMAND, "-L", str(SAMPLE), "images", "--open", str(SEED_SHAPED)],
        env=variables(display, "mpv"),
        capture_output=True,
        timeout=NET,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    pid, words = started("mpv")
    assert [Path(word).name for word in words[words.index("--") + 1 :]] == NAMES
    assert_window(display, " - mpv", pid)
    # A picture is a video of one second where nobody says otherwise.
    time.sleep(2.0)
    assert Path(f"/proc/{pid}").exists()
