"""The command `export` as a real process: pictures, books, names that are none, interrupts, kills, full disks."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest

from tests.cli import world
from tests.cli.world import COMMAND, HEARING, bad_bytes, run

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs what Unix has")
MANY = 400
NET = 60.0
"""Seconds after which waiting is given up; a net, not a measurement."""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Many posts, so that an export can be met in the middle."""
    root = tmp_path_factory.mktemp("archive")
    for number in range(MANY):
        text = f"The text of number {number}, with a [link](https://example.com/{number}).\n\n" * (5 + number % 40)
        head = f"---\ntitle: Post {number}\ndate: 2024-05-{number % 28 + 1:02}\ncategories: [C{number % 7}]\n---\n"
        world.write(root, f"p{number:03}.md", head + text)
    return root


def content_of(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_pictures_are_copied_and_named(plain: Path, tmp_path: Path) -> None:
    base = ("-L", str(plain), "export", "--images", "copy")
    done = run(*base, "--to", f"{tmp_path}/all/")
    assert done.status == 0
    assert "1 picture with them; 1 picture is not on this computer" in done.told
    files = content_of(tmp_path / "all")
    assert files["images/2024-10-01-One/01-A-hill.png"] == world.PNG
    assert "→ images/2024-10-01-One/01-A-hill.png" in files["2024-10-01-One.txt"].decode()
    run(*base, "--post", "one.md", "--to", str(tmp_path / "one" / "one.txt"))
    assert sorted(content_of(tmp_path / "one")) == ["images/01-A-hill.png", "one.txt"]
    again = run(*base, "--to", f"{tmp_path}/all/")
    assert "0 written, 4 the same" in again.told
    assert content_of(tmp_path / "all") == files


def test_copies_need_a_place(plain: Path) -> None:
    done = run("-L", str(plain), "export", "--images", "copy", "--to", "-")
    assert done.status == 2
    assert done.out == b""
    assert "needs a folder or a file" in done.told
    page = run("-L", str(plain), "export", "--images", "copy", "--format", "html", "--post", "one.md", "--to", "-")
    assert page.status == 0
    assert b"data:image/png;base64," in page.out


def test_suffixes_are_those_of_the_formats(plain: Path, tmp_path: Path) -> None:
    from tui_reader.export import EXPORTERS

    for form, exporter in EXPORTERS.items():
        target = tmp_path / form
        assert run("-L", str(plain), "export", "--format", form, "--to", f"{target}/").status == 0
        assert {path.suffix for path in target.iterdir()} == {exporter.suffix}
    wrong = run("-L", str(plain), "export", "--format", "pdf", "--to", "x/")
    assert wrong.status == 2
    assert "choose from text, ansi, markdown" in wrong.told


def test_several_posts_make_one_book_or_one_each(plain: Path, tmp_path: Path) -> None:
    base = ("-L", str(plain), "export", "--format", "epub")
    done = run(*base, "--to", str(tmp_path / "all.epub"))
    assert (done.status, done.lines) == (0, [str(tmp_path / "all.epub")])
    assert "4 written" in done.told
    piped = run(*base, "--to", "-")
    assert zipfile.ZipFile(BytesIO(piped.out)).testzip() is None
    assert piped.out == (tmp_path / "all.epub").read_bytes()
    run(*base, "--to", str(tmp_path / "each"))
    assert len(list((tmp_path / "each").glob("*.epub"))) == 4


def test_names_that_are_no_posts_keep_no_other_back(plain: Path, tmp_path: Path) -> None:
    done = run(
        "-L", str(plain), "export", "--to", f"{tmp_path}/out/", "--post", "no-such", "--post", "-",
        stdin=b"one.md\nnor-this\ntwo.md\n",
    )  # fmt: skip
    assert done.status == 2
    assert sorted(content_of(tmp_path / "out")) == ["2024-09-01-Two.txt", "2024-10-01-One.txt"]
    assert done.told.count("No such post") == 2
    assert "2 written" in done.told


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a file that can't be read")
def test_posts_that_cannot_be_read_are_named(plain: Path, tmp_path: Path) -> None:
    (plain / "two.md").chmod(0)
    for target in (f"{tmp_path}/out/", "-"):
        done = run("-L", str(plain), "export", "--to", target)
        assert done.status == 1
        assert "two.md: This file can't be read" in done.told


def test_to_standard_output_several_follow_one_another(archive: Path) -> None:
    done = run("-L", str(archive), "export", "--to", "-")
    assert done.status == 0
    assert done.text.count("Title: Post ") == MANY
    one = run("-L", str(archive), "show", "p013.md").text
    assert f"\n{one}\n" in done.text


@POSIX
def test_on_a_terminal_one_line_shows_how_far_it_is(archive: Path, tmp_path: Path) -> None:
    run("-L", str(archive), "index")
    done = world.run_on_terminal("-L", str(archive), "export", "--to", f"{tmp_path}/out/")
    assert done.status == 0
    assert f"exporting 1 of {MANY}" in done.text
    shown = [line.split("\r")[-1] for line in done.text.split("\n")]
    assert sum(line.strip().endswith(".txt") for line in shown) == MANY
    assert not any("exporting" in line for line in shown)


# Ended in the middle.


def started(root: Path, target: Path, *, mark: str = "") -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", HEARING, *COMMAND, "-L", str(root), "export", "--no-refresh", "--to", f"{target}/",
         "--name", "{category}/{slug}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "EXPORT_TEST": mark},
        start_new_session=True,
    )  # fmt: skip


def wait_for_files(process: subprocess.Popen[bytes], target: Path, number: int) -> None:
    end = time.monotonic() + NET
    while time.monotonic() < end and (not target.is_dir() or sum(1 for _ in target.rglob("*.txt")) < number):
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.02)
            return


@pytest.fixture
def undisturbed(archive: Path, tmp_path: Path) -> dict[str, bytes]:
    """What an export gives that nobody ends."""
    done = run("-L", str(archive), "export", "--to", f"{tmp_path}/whole/", "--name", "{category}/{slug}")
    assert done.status == 0
    return content_of(tmp_path / "whole")


@POSIX
def test_an_interrupt_ends_it_between_two_posts(archive: Path, tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    target = tmp_path / "out"
    process = started(archive, target)
    wait_for_files(process, target, 20)
    process.send_signal(signal.SIGINT)
    before = time.monotonic()
    _, told = process.communicate(timeout=NET)
    assert process.returncode == 130, told
    assert time.monotonic() - before < 20
    files = content_of(target)
    assert 20 <= len(files) < MANY
    assert f"interrupted: {len(files)} written".encode() in told
    assert f"{MANY - len(files)} not tried".encode() in told
    assert files == {name: undisturbed[name] for name in files}
    assert b"Traceback" not in told


@POSIX
def test_kills_leave_whole_files_and_the_next_run_completes(
    archive: Path, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    target = tmp_path / "out"
    for round_ in range(20):
        process = started(archive, target, mark="killed-export")
        wait_for_files(process, target, min(MANY - 50, 15 * (round_ + 1)))
        process.kill()
        process.communicate(timeout=NET)
        for name, content in content_of(target).items():
            if not Path(name).name.startswith("."):
                assert content == undisturbed[name]
    done = run("-L", str(archive), "export", "--to", f"{target}/", "--name", "{category}/{slug}")
    assert done.status == 0
    assert content_of(target) == undisturbed
    if Path("/proc/self/environ").exists():
        assert none_left("killed-export")


def none_left(mark: str) -> bool:
    """Whether the processes that a killed export had started end by themselves."""
    end = time.monotonic() + NET
    while any(_environments(f"EXPORT_TEST={mark}")):
        if time.monotonic() > end:
            return False
    return True


def _environments(text: str) -> Iterator[Path]:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if text.encode() in (process / "environ").read_bytes().split(b"\0"):
                yield process
        except OSError:
            continue


# Disks that take no more.

LIMITED = """
import os, resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
os.execv(sys.argv[1], sys.argv[1:])
"""


@POSIX
def test_a_file_that_cannot_be_written_whole_is_not_there(plain: Path, tmp_path: Path) -> None:
    for name, length in (("a", 1), ("b", 200), ("c", 1)):
        world.write(tmp_path / "posts", f"{name}.md", f"# Post {name}\n\n" + "A sentence of it. " * length)
    target = tmp_path / "out"
    posts = [word for name in "abc" for word in ("--post", str(tmp_path / "posts" / f"{name}.md"))]
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, *COMMAND, "-L", str(plain), "export", "--to", f"{target}/", *posts],
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode in {1, 2}, done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Post-b.txt: File too large" in done.stderr
    assert b"1 written" in done.stderr
    assert list(content_of(target)) == ["Post-a.txt"]


def _whole(archive: Path, tmp_path: Path) -> Path:
    run("-L", str(archive), "export", "--to", f"{tmp_path}/whole/")
    return tmp_path / "whole"


@POSIX
def test_a_full_disk_is_told_once_and_leaves_no_part(archive: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    kept = tmp_path / "kept"
    script = """
        mount -t tmpfs -o size=256k tmpfs "$1" || exit 77
        shift; copy=$1; shift
        "$@"; status=$?
        cp -a "$0"/. "$copy"; exit $status
    """
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("there is no unshare to make a small disk with")
    run("-L", str(archive), "index")
    done = subprocess.run(
        [unshare, "-rm", "sh", "-c", script, str(disk), str(disk), str(kept), *COMMAND, "-L", str(archive), "export",
         "--no-refresh", "--to", f"{disk}/"],
        capture_output=True,
        timeout=120,
        check=False,
    )  # fmt: skip
    if done.returncode == 77 or b"unshare" in done.stderr:
        pytest.skip("no small disk can be mounted here")
    assert done.returncode == 2, done.stderr
    assert done.stderr.count(b"No space left") == 1
    assert b"Free some space" in done.stderr
    assert b"not tried" in done.stderr
    files = content_of(kept)
    whole = content_of(_whole(archive, tmp_path))
    assert files == {name: whole[name] for name in files}
    assert 0 < len(files) < MANY


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a folder that can't be written")
def test_a_folder_that_may_not_be_written_is_told(plain: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir(mode=0o500)
    done = run("-L", str(plain), "export", "--to", f"{target}/")
    assert done.status == 2
    assert "Permission denied" in done.told
    assert "4 not tried" in done.told


def test_nothing_of_a_post_reaches_the_outputs_uncleaned(hostile: Path, tmp_path: Path) -> None:
    for form in ("text", "markdown", "html"):
        done = run(
            "-L", str(hostile), "export", "--format", form, "--images", "copy", "--to", f"{tmp_path}/{form}/",
            "--name", "{category}/{title}",
        )  # fmt: skip
        assert bad_bytes(done.out + done.err) == []
        for content in content_of(tmp_path / form).values():
            assert bad_bytes(content) == []
