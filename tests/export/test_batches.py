"""Files written in groups: the same names and the same care as one by one."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from tui_reader.errors import ExportError
from tui_reader.export import Batches, ExportFolder, FolderError, State, Written
from tui_reader.export.batches import GROUP_FILES

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs POSIX")
Told = list[tuple[int, Written | ExportError]]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty folder."""
    made = tmp_path / "place"
    made.mkdir()
    return made


def write(folder: Path, files: list[tuple[str, str]], *, force: bool = False) -> Told:
    told: Told = []
    with (
        ExportFolder(folder, force=force) as opened,
        Batches[int](opened, lambda key, done: told.append((key, done))) as batches,
    ):
        for key, (name, content) in enumerate(files):
            batches.add(key, name, content)
    return told


def state(done: Written | ExportError) -> State:
    assert isinstance(done, Written)
    return done.state


def path(done: Written | ExportError) -> str:
    assert isinstance(done, Written)
    return done.path.name


def test_a_hundred_posts_of_one_title_are_a_hundred_files(place: Path) -> None:
    (place / "title.txt").write_text("mine", encoding="utf-8")
    told = write(place, [("Title.txt" if n % 2 else "title.txt", f"text {n}\n") for n in range(100)])
    assert [key for key, _ in told] == list(range(100))
    assert len(list(place.iterdir())) == 101
    assert len({path(done).casefold() for _, done in told}) == 100
    assert (place / "title.txt").read_text(encoding="utf-8") == "mine"
    again = write(place, [("title.txt", f"text {n}\n") for n in range(100)])
    assert {state(done) for _, done in again} == {State.SAME}
    assert len(list(place.iterdir())) == 101


def test_the_same_content_twice_in_one_group_is_one_file(place: Path) -> None:
    told = write(place / "new", [("a.txt", "x"), ("a.txt", "x"), ("b/a.txt", "x")])
    assert [state(done) for _, done in told] == [State.WRITTEN, State.SAME, State.WRITTEN]
    assert sorted(entry.name for entry in (place / "new").iterdir()) == ["a.txt", "b"]


def test_groups_are_written_as_they_fill(place: Path) -> None:
    told: Told = []
    with ExportFolder(place) as folder, Batches[int](folder, lambda key, done: told.append((key, done))) as batches:
        for number in range(2 * GROUP_FILES + 1):
            batches.add(number, f"{number}.txt", "x")
        assert len(told) >= GROUP_FILES
    assert len(told) == 2 * GROUP_FILES + 1


def test_one_bad_name_keeps_no_other_back(place: Path) -> None:
    told = write(place, [("a.txt", "a"), ("../b.txt", "b"), ("c.txt", "c")])
    assert [type(done) for _, done in told] == [Written, ExportError, Written]
    assert not (place.parent / "b.txt").exists()


@POSIX
def test_a_disk_that_refuses_one_file_is_told_for_that_file(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync
    calls: list[int] = []

    def fails_once(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fails_once)
    told = write(place, [(f"{n}.txt", f"{n}") for n in range(6)])
    failed = [done for _, done in told if not isinstance(done, Written)]
    assert len(failed) == 1
    assert isinstance(failed[0], FolderError)
    assert "Free some space" in failed[0].message
    assert len(list(place.iterdir())) == 5


def test_a_caller_that_stops_leaves_nothing_begun(place: Path) -> None:
    def stop(key: int, done: Written | ExportError) -> None:
        raise KeyboardInterrupt

    def run() -> None:
        with ExportFolder(place) as folder, Batches[int](folder, stop) as batches:
            for number in range(5):
                batches.add(number, f"{number}.txt", "x")

    with pytest.raises(KeyboardInterrupt):
        run()
    assert [entry.name for entry in place.iterdir()] == ["0.txt"]


def test_a_failure_before_the_end_of_a_group_removes_what_was_begun(place: Path) -> None:
    def run() -> None:
        with ExportFolder(place) as folder, Batches[int](folder, lambda _, done: told.append(done)) as batches:
            batches.add(0, "a.txt", "x")
            raise ZeroDivisionError

    told: list[Written | ExportError] = []
    with pytest.raises(ZeroDivisionError):
        run()
    assert told == []
    assert list(place.iterdir()) == []
