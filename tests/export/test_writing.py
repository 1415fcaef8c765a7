"""Files of an export: whole or not at all, never over another one, never outside the chosen folder."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tui_reader.errors import ExportError
from tui_reader.export import atomic
from tui_reader.export.atomic import FolderError
from tui_reader.export.writing import ExportFolder, State, Written, write_export, write_into

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs POSIX")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty folder."""
    made = tmp_path / "place"
    made.mkdir()
    return made


def names(folder: Path) -> list[str]:
    """What is in a folder, hidden files too."""
    return sorted(entry.name for entry in folder.iterdir())


def test_parents_are_made_and_the_bytes_are_kept(place: Path) -> None:
    written = write_into(place / "a" / "b", "News/x.txt", "漢\r\n\n")
    assert written.path == place / "a" / "b" / "News" / "x.txt"
    assert written.state is State.WRITTEN
    assert written.path.read_bytes() == "漢\r\n\n".encode()
    assert names(written.path.parent) == ["x.txt"]


def test_the_same_content_is_told_and_left_alone(place: Path) -> None:
    first = write_into(place, "x.txt", "one\n")
    before = first.path.stat()
    again = write_into(place, "x.txt", "one\n")
    assert (again.path, again.state) == (first.path, State.SAME)
    assert first.path.stat().st_mtime_ns == before.st_mtime_ns
    assert names(place) == ["x.txt"]


def test_other_content_gets_a_number(place: Path) -> None:
    (place / "x.txt").write_text("mine\n", encoding="utf-8")
    assert write_into(place, "x.txt", "one\n").path.name == "x-2.txt"
    assert write_into(place, "x.txt", "two\n").path.name == "x-3.txt"
    assert write_into(place, "x.txt", "one\n") == Written(place / "x-2.txt", State.SAME)
    (place / "x-2.txt").unlink()
    assert write_into(place, "x.txt", "three\n").path.name == "x-2.txt"
    assert (place / "x.txt").read_text(encoding="utf-8") == "mine\n"


def test_a_hundred_posts_of_one_title(place: Path) -> None:
    for _ in range(2):
        with ExportFolder(place) as folder:
            for number in range(100):
                folder.write("same.txt", f"{number}\n")
    assert len(names(place)) == 100
    assert {path.read_text(encoding="utf-8") for path in place.iterdir()} == {f"{n}\n" for n in range(100)}


@pytest.mark.parametrize(("there", "name"), [("Straße.TXT", "STRASSE.txt"), ("e\u0301.txt", "é.txt")])
def test_case_and_composition_collide(place: Path, there: str, name: str) -> None:
    (place / there).write_text("mine", encoding="utf-8")
    assert write_into(place, name, "other").path.name.endswith("-2.txt")
    assert (place / there).read_text(encoding="utf-8") == "mine"


def test_folders_that_differ_in_case_are_one(place: Path) -> None:
    with ExportFolder(place) as folder:
        assert folder.write("News/a.txt", "a").path == place / "News" / "a.txt"
        assert folder.write("NEWS/b.txt", "b").path == place / "News" / "b.txt"


def test_a_folder_of_that_name_gets_a_number(place: Path) -> None:
    (place / "x.txt").mkdir()
    assert write_into(place, "x.txt", "one", force=True).path.name == "x-2.txt"


def test_force_replaces_what_was_there_and_nothing_of_this_run(place: Path) -> None:
    (place / "x.txt").write_text("old", encoding="utf-8")
    (place / "x-2.txt").write_text("old two", encoding="utf-8")
    for _ in range(2):
        with ExportFolder(place, force=True) as folder:
            assert folder.write("x.txt", "one").path.name == "x.txt"
            assert folder.write("x.txt", "two").path.name == "x-2.txt"
        assert names(place) == ["x-2.txt", "x.txt"]
        assert (place / "x.txt").read_text(encoding="utf-8") == "one"
        assert (place / "x-2.txt").read_text(encoding="utf-8") == "two"


@POSIX
def test_links_at_the_target_are_never_written_through(place: Path) -> None:
    outside = place / "outside"
    outside.mkdir()
    secret = outside / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    target = place / "target"
    target.mkdir()
    (target / "x.txt").symlink_to(secret)
    (target / "y.txt").symlink_to(target / "nowhere")
    assert write_into(target, "x.txt", "mine").path.name == "x-2.txt"
    assert write_into(target, "y.txt", "mine").path.name == "y-2.txt"
    assert write_into(target, "x.txt", "mine", force=True).path.name == "x.txt"
    assert secret.read_text(encoding="utf-8") == "secret"
    assert not (target / "nowhere").exists()


@POSIX
def test_a_folder_that_leads_out_is_refused(place: Path) -> None:
    outside = place / "outside"
    outside.mkdir()
    target = place / "target"
    target.mkdir()
    (target / "News").symlink_to(outside)
    (target / "inside").mkdir()
    (target / "also").symlink_to(target / "inside")
    with pytest.raises(ExportError, match="leads out of the chosen folder"):
        write_into(target, "News/x.txt", "mine")
    with pytest.raises(ExportError, match="leads out of the chosen folder"):
        write_into(target, "news/deep/x.txt", "mine")
    assert names(outside) == []
    write_into(target, "also/x.txt", "mine")
    assert names(target / "inside") == ["x.txt"]


@pytest.mark.parametrize("name", ["../x.txt", "a/../x.txt", "/x.txt", "a//x.txt", "", "a/"])
def test_a_name_never_leads_out(place: Path, name: str) -> None:
    with pytest.raises(ExportError):
        write_into(place / "in", name, "mine")
    assert not (place / "x.txt").exists()


def test_a_file_in_the_way_is_told(place: Path) -> None:
    (place / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderError, match="it is a file and no folder"):
        write_into(place / "file", "x.txt", "mine")
    with pytest.raises(ExportError, match=r"file/x\.txt.*choose another"):
        write_into(place, "file/x.txt", "mine")
    with pytest.raises(ExportError, match="it is a folder"):
        write_export(place, "mine")
    with pytest.raises(ExportError, match="this name can't be used"):
        write_export(place / "a\0b", "mine")


@POSIX
def test_a_device_is_written_to_directly(place: Path) -> None:
    assert write_export(Path("/dev/null"), "mine").path == Path("/dev/null")
    assert not Path("/dev/null-2").exists()


def test_a_named_file_keeps_its_name(place: Path) -> None:
    assert write_export(place / "-odd. .txt", "mine").path.name == "-odd. .txt"
    assert write_export(place / ".hidden", "mine").path.name == ".hidden"
    assert write_export(place / ".hidden", "other").path.name == ".hidden-2"


CALLS = ("open", "write", "fsync", "close", "link")
FAULTS = (errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO, errno.ENOTDIR, errno.ENOENT, errno.EDQUOT)


def failing(real: Callable[..., Any], number: int) -> Callable[..., Any]:
    """The call, refusing what concerns a temporary file of ours; a descriptor is closed all the same."""

    def call(*arguments: Any, **named: Any) -> Any:
        if real is os.close:
            real(*arguments)
        raise OSError(number, os.strerror(number))

    return call


@POSIX
@pytest.mark.parametrize("number", FAULTS)
@pytest.mark.parametrize("name", CALLS)
def test_a_refusal_at_any_call_leaves_nothing(
    place: Path, monkeypatch: pytest.MonkeyPatch, name: str, number: int
) -> None:
    (place / "x.txt").write_text("mine", encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(os, name, failing(getattr(os, name), number))
        with pytest.raises(FolderError) as failure:
            write_into(place, "y.txt", "one")
    assert str(place / "y.txt") in failure.value.message
    assert os.strerror(number) in failure.value.message
    assert failure.value.message.endswith(("--to.", "there?"))
    assert names(place) == ["x.txt"]
    assert write_into(place, "y.txt", "one").path.name == "y.txt"


@POSIX
def test_a_refused_replacement_keeps_the_old_file(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "x.txt").write_text("mine", encoding="utf-8")

    def refuse(self: Path, target: Path) -> Path:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(FolderError, match="Free some space"):
        write_into(place, "x.txt", "one", force=True)
    assert names(place) == ["x.txt"]
    assert (place / "x.txt").read_text(encoding="utf-8") == "mine"


@POSIX
@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP])
def test_without_hard_links_nothing_is_replaced_either(
    place: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(os, "link", failing(os.link, number))
    assert write_into(place, "x.txt", "one").path.read_text(encoding="utf-8") == "one"
    with ExportFolder(place) as folder:
        folder.write("warm.txt", "up")
        (place / "y.txt").write_text("came in between", encoding="utf-8")
        assert folder.write("y.txt", "two").path.name == "y-2.txt"
    assert names(place) == ["warm.txt", "x.txt", "y-2.txt", "y.txt"]


@POSIX
def test_a_name_taken_in_between_is_not_overwritten(place: Path) -> None:
    with ExportFolder(place) as folder:
        folder.write("warm.txt", "up")
        (place / "x.txt").write_text("came in between", encoding="utf-8")
        assert folder.write("x.txt", "mine").path.name == "x-2.txt"
    assert (place / "x.txt").read_text(encoding="utf-8") == "came in between"


@POSIX
def test_short_writes_are_finished(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:3]))
    assert write_into(place, "x.txt", "0123456789").path.read_text(encoding="utf-8") == "0123456789"


@POSIX
def test_only_leftovers_of_ours_are_swept(place: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    machine = atomic._machine()
    left = place / f".tui-reader-export-{machine}-{dead.pid}-00ff00ff.tmp"
    alive = place / f".tui-reader-export-{machine}-{os.getppid()}-00ff00ff.tmp"
    foreign = place / ".tui-reader-export-00000000-1-00ff00ff.tmp"
    old = place / ".tui-reader-export-00000000-2-00ff00ff.tmp"
    odd = place / ".tui-reader-export-me.tmp"
    for path in (left, alive, foreign, old, odd):
        path.write_text("half", encoding="utf-8")
    os.utime(old, (time.time() - 200_000,) * 2)
    write_into(place, "x.txt", "one")
    assert names(place) == sorted([alive.name, foreign.name, odd.name, "x.txt"])


@POSIX
def test_files_have_the_usual_rights(place: Path) -> None:
    before = os.umask(0o027)
    try:
        written = write_into(place, "x.txt", "one")
    finally:
        os.umask(before)
    assert stat.S_IMODE(written.path.stat().st_mode) == 0o640


EXPORTING = """
import sys
from pathlib import Path
from tui_reader.export.writing import ExportFolder
with ExportFolder(Path(sys.argv[1]), force=True) as folder:
    print("on", flush=True)
    while True:
        for number in range(20):
            folder._shelves.clear()
            folder.write(f"{number}.txt", f"{number}\\n" * 20_000)
"""


@POSIX
def test_killed_at_any_moment_every_file_is_whole(place: Path) -> None:
    for round_number in range(10):
        process = subprocess.Popen([sys.executable, "-c", EXPORTING, str(place)], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "on\n"
        time.sleep(0.004 * round_number)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        for path in place.glob("*.txt"):
            assert path.read_text(encoding="utf-8") == f"{path.stem}\n" * 20_000
    write_into(place, "end.txt", "end")
    assert [name for name in names(place) if name.startswith(".")] == []


def test_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    made = b"PK\x03\x04\x00\xff\r\n"
    with ExportFolder(tmp_path / "out") as folder:
        assert folder.write("a.epub", made).state is State.WRITTEN
        assert folder.write("a.epub", made).state is State.SAME
        assert folder.write_as("b.epub", made).path.read_bytes() == made
    assert write_export(tmp_path / "c.epub", made).path.read_bytes() == made
    assert write_into(tmp_path, "d.epub", made).path.read_bytes() == made
