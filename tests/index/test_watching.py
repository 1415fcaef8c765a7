"""Hearing of changes: what the process tells of, and what is done where the system can't watch."""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.index.world import write_post
from tui_reader import limits
from tui_reader.library import Touched, Watch
from tui_reader.library.files import walk
from tui_reader.library.watching import is_remote

NET = 30.0
"""Seconds after which a test gives up."""


class Heard:
    """A watch, and what it tells."""

    def __init__(
        self, root: Path, posts: int = 5, *, polling: bool | None = False, command: Sequence[str] = ()
    ) -> None:
        self.root = root
        self.touched: queue.Queue[Touched] = queue.Queue()
        self.notices: queue.Queue[str] = queue.Queue()
        told, noticed = self.touched.put, self.notices.put
        self.watch = Watch(root, posts, told, noticed, polling=polling, command=command or None)

    def cover_all(self) -> None:
        """As after a refresh that met all folders."""
        self.watch.cover([folder.path for folder in walk(self.root)], time.monotonic())

    def until(self, holds: Callable[[Touched], bool]) -> Touched:
        """All that is told, put together, until it is enough."""
        touched = Touched()
        while not holds(touched):
            touched |= self.touched.get(timeout=NET)
        return touched


@contextmanager
def hearing(
    root: Path, posts: int = 5, *, polling: bool | None = False, command: Sequence[str] = ()
) -> Iterator[Heard]:
    heard = Heard(root, posts, polling=polling, command=command)
    heard.watch.begin(["", "d"])
    heard.cover_all()
    heard.until(lambda touched: touched.folders >= {"", "d"})
    yield heard
    heard.watch.close()


@pytest.mark.parametrize("polling", [False, True])
def test_what_changes_is_told(root: Path, polling: bool) -> None:
    with hearing(root, polling=polling) as heard:
        write_post(root, "d/new.md")
        assert heard.until(lambda touched: "d" in touched.folders) == Touched(frozenset({"d"}))
        (root / "d/new.md").unlink()
        heard.until(lambda touched: "d/new.md" in touched.trees)
        (root / "d").rename(root / "e")
        heard.until(lambda touched: {"d", "e"} <= touched.trees)
        heard.cover_all()
        heard.until(lambda touched: "e" in touched.folders)
        write_post(root, "e/new.md")
        heard.until(lambda touched: "e" in touched.folders)


def test_folders_that_come_one_by_one_stay_watched(root: Path) -> None:
    with hearing(root) as heard:
        for number in range(12):
            (root / f"{number}").mkdir()
            heard.until(Touched(trees=frozenset({f"{number}"})).__eq__)
            heard.cover_all()
            heard.until(Touched(frozenset({f"{number}"})).__eq__)
        for folder in ("d", "0", "11"):
            write_post(root, f"{folder}/a.md")
            heard.until(Touched(frozenset({folder})).__eq__)


def test_a_name_that_is_no_text_leaves_nothing_unseen(root: Path) -> None:
    with hearing(root) as heard:
        (root / os.fsdecode(b"\xff.md")).write_text("x")
        heard.until(lambda touched: touched.everything)
        write_post(root, "d/new.md")
        heard.until(lambda touched: "d" in touched.folders or touched.everything)


def test_links_that_lead_out_are_not_followed(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / "d/out").symlink_to(outside)
    with hearing(root) as heard:
        write_post(outside, "a.md")
        write_post(root, "d/new.md")
        assert heard.until(lambda touched: "d" in touched.folders) == Touched(frozenset({"d"}))


def test_a_root_that_is_replaced_is_told(root: Path) -> None:
    with hearing(root) as heard:
        shutil.rmtree(root)
        heard.until(lambda touched: touched.everything)
        (root / "d").mkdir(parents=True)
        heard.until(lambda touched: touched.everything)
        heard.cover_all()
        heard.until(lambda touched: touched.folders >= {"", "d"})
        write_post(root, "d/new.md")
        heard.until(lambda touched: "d" in touched.folders)


def test_a_process_that_dies_is_started_again_a_few_times(root: Path) -> None:
    with hearing(root) as heard:
        for _ in range(limits.WATCHER_RESTARTS):
            assert heard.watch._process is not None
            heard.watch._process.kill()
            heard.until(lambda touched: touched.everything)
            heard.cover_all()
        heard.until(lambda touched: touched.folders >= {"", "d"})
        assert heard.watch._process is not None
        heard.watch._process.kill()
        assert "not noticed" in heard.notices.get(timeout=NET)


def test_a_process_that_cannot_start_is_told(root: Path) -> None:
    heard = Heard(root, command=["/no/such/program"])
    heard.watch.begin([""])
    assert "not noticed" in heard.notices.get(timeout=NET)
    heard.watch.close()


SCARCE = "echo 1 > /proc/sys/user/max_inotify_watches && exec {} -m tui_reader.library.watcher"


@pytest.mark.parametrize(("posts", "how"), [(5, "every 2 seconds"), (1_000_000, "every 5 minutes")])
def test_where_no_more_can_be_watched_changes_are_searched_for(root: Path, posts: int, how: str) -> None:
    command = ["unshare", "-Ur", "sh", "-c", SCARCE.format(sys.executable)]
    tried = ["unshare", "-Ur", "sh", "-c", "echo 1 > /proc/sys/user/max_inotify_watches"]
    if shutil.which("unshare") is None or subprocess.run(tried, check=False, capture_output=True).returncode:
        pytest.skip("this system lets no user take away watches")
    heard = Heard(root, posts, command=command)
    heard.watch.begin(["", "d"])
    notice = heard.notices.get(timeout=NET)
    assert how in notice
    assert "can't watch so many folders" in notice
    heard.until(lambda touched: touched.folders >= {"", "d"})
    if posts == 5:
        write_post(root, "d/new.md")
        heard.until(lambda touched: "d" in touched.folders)
    heard.watch.close()


def test_large_libraries_far_away_are_looked_at_seldom(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "every 15 seconds" in Heard(root, 15_000, polling=True).notices.get()
    heard = Heard(root, 1_000_000, polling=True)
    assert "every 5 minutes: its file system" in heard.notices.get()
    monkeypatch.setattr(limits, "WATCH_LOOK_SECONDS", 1.0)
    heard.watch.begin(["", "d"])
    heard.until(lambda touched: touched.everything)
    heard.watch.close()


def test_file_systems_that_do_not_tell(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "1 0 8:1 / / rw - ext4 /dev/a rw\n"
        "2 1 0:5 / /mnt/c rw shared:1 - 9p drvfs rw\n"
        "3 1 0:6 / /my\\040posts rw - fuse.sshfs host: rw\n"
        "4 2 0:7 / /mnt/c/here rw - tmpfs none rw\n"
        "nonsense\n"
    )
    far = {"/mnt/c", "/mnt/c/posts", "/my posts/2020"}
    near = {"/", "/home", "/mnt", "/mnt/cc", "/mnt/c/here/posts"}
    assert {path for path in far | near if is_remote(Path(path), mounts)} == far
    assert not is_remote(Path("/mnt/c"), tmp_path / "none")


def test_a_folder_that_cannot_be_watched_yet_is_not_taken_for_watched(root: Path) -> None:
    heard = Heard(root)
    heard.watch.begin(["", "d", "later"])
    heard.cover_all()
    heard.until(lambda touched: touched.folders >= {"", "d"})
    assert sorted(heard.watch._covered) == ["", "d"]
    heard.watch.close()
