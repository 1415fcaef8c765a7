"""Marks as the user sees them: put on, taken back, kept, merged."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.index.world import paths
from tests.marks.conftest import Opener
from tui_reader.errors import LibraryError
from tui_reader.library import Library, Undone
from tui_reader.library.marks import Marks
from tui_reader.model import Mark, Query, ReadingPosition, View

REPOSITORY = str(Path(__file__).resolve().parents[2])


def journals(data: Path) -> list[Path]:
    return sorted(data.glob("journals/*/*.jsonl"))


def read(library: Library) -> set[str]:
    listing = library.listing(Query())
    return {row.path for row in listing.rows(0, len(listing)) if row.read}


def look_now(library: Library) -> None:
    """Let the second pass after which journals are looked at again."""
    library._marks._looked = 0.0


def test_marking_tells_how_many_changed(opener: Opener) -> None:
    library = opener()
    assert library.mark(["00.md", "01.md", "00.md"], Mark.READ, True) == 2
    assert library.mark(["00.md", "01.md", "02.md"], Mark.READ, True) == 1
    assert library.mark(["00.md"], Mark.READ, True) == 0
    assert library.mark([], Mark.READ, True) == 0
    assert library.mark(["05.md"], Mark.STAR, False) == 0
    assert read(library) == {"00.md", "01.md", "02.md"}


def test_marks_are_there_after_a_restart(opener: Opener) -> None:
    library = opener()
    library.mark(["00.md"], Mark.READ, True)
    library.mark(["01.md"], Mark.STAR, True)
    library.close()
    again = opener()
    assert read(again) == {"00.md"}
    assert paths(again, Query(view=View.STARRED)) == ["01.md"]
    assert again.notices == ()


def test_marks_are_there_without_the_index(opener: Opener, tmp_path: Path) -> None:
    library = opener()
    library.mark(["00.md", "03.md"], Mark.READ, True)
    before = library.counts(), library.categories()
    library.close()
    shutil.rmtree(tmp_path / "cache")
    again = opener()
    assert (again.counts(), again.categories()) == before
    assert again.undo() == Undone(("00.md", "03.md"), Mark.READ, False)


def test_undo_takes_back_one_action_after_the_other(opener: Opener) -> None:
    library = opener()
    everything = paths(library)
    library.mark(["00.md"], Mark.READ, True)
    library.mark(everything, Mark.READ, True)
    library.mark(["02.md"], Mark.STAR, True)
    assert library.undo() == Undone(("02.md",), Mark.STAR, False)
    undone = library.undo()
    assert undone is not None
    assert set(undone.paths) == set(everything) - {"00.md"}
    assert read(library) == {"00.md"}
    assert library.undo() == Undone(("00.md",), Mark.READ, False)
    assert library.undo() is None
    assert library.counts().unread == 12


def test_undo_works_across_restarts(opener: Opener) -> None:
    for path in ("00.md", "01.md", "02.md"):
        library = opener()
        library.mark([path], Mark.READ, True)
        library.close()
    for path in ("02.md", "01.md", "00.md"):
        library = opener()
        assert library.undo() == Undone((path,), Mark.READ, False)
        library.close()
    assert opener().undo() is None


def test_what_is_done_after_an_undo_is_undone_first(opener: Opener) -> None:
    library = opener()
    library.mark(["00.md"], Mark.READ, True)
    library.mark(["01.md"], Mark.READ, True)
    library.undo()
    library.mark(["02.md"], Mark.READ, True)
    assert library.undo() == Undone(("02.md",), Mark.READ, False)
    assert library.undo() == Undone(("00.md",), Mark.READ, False)
    assert library.undo() is None


def test_a_reading_position_is_no_action(opener: Opener) -> None:
    library = opener()
    library.set_position("00.md", ReadingPosition(4, 7))
    library.set_position("00.md", ReadingPosition(5, 0))
    assert library.position("00.md") == ReadingPosition(5, 0)
    assert library.undo() is None


def test_the_same_position_is_written_once(opener: Opener, tmp_path: Path) -> None:
    library = opener()
    library.set_position("00.md", ReadingPosition(4, 7))
    size = journals(tmp_path / "data")[0].stat().st_size
    library.set_position("00.md", ReadingPosition(4, 7))
    assert journals(tmp_path / "data")[0].stat().st_size == size


def test_two_with_their_own_indexes_see_each_other(opener: Opener) -> None:
    one, two = opener("cache"), opener("other")
    one.mark(["00.md"], Mark.READ, True)
    look_now(two)
    assert two.counts().unread == 11
    two.mark(["01.md"], Mark.READ, True)
    look_now(one)
    assert one.counts().unread == 10
    assert read(one) == read(two) == {"00.md", "01.md"}


def test_marks_of_another_device_arrive_as_a_file(opener: Opener, tmp_path: Path) -> None:
    here = opener()
    there = opener("other", data=tmp_path / "elsewhere")
    there.mark(["03.md", "04.md"], Mark.READ, True)
    here.mark(["03.md"], Mark.STAR, True)
    (theirs,) = journals(tmp_path / "elsewhere")
    shutil.copy(theirs, journals(tmp_path / "data")[0].with_name("phone-abc.jsonl"))
    look_now(here)
    assert here.counts().unread == 10
    assert here.undo() == Undone(("03.md",), Mark.STAR, False)
    assert here.undo() is None


def test_news_is_looked_for_only_now_and_then(opener: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    library = opener()
    folds: list[int] = []
    monkeypatch.setattr(Marks, "fold", lambda self: folds.append(1))
    look_now(library)
    library._marks._looked = time.monotonic()
    for _ in range(50):
        library.counts()
    assert len(folds) == 0


def test_a_clock_that_was_set_back_loses_no_mark(opener: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    library = opener()
    library.mark(["00.md"], Mark.READ, True)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 10 * 365 * 86400)
    library.mark(["00.md"], Mark.READ, False)
    library.close()
    again = opener("other")
    assert read(again) == set()
    again.mark(["00.md"], Mark.READ, True)
    again.close()
    assert read(opener("third")) == {"00.md"}


def test_a_full_disk_is_told_and_changes_nothing(opener: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    library = opener()
    real = os.write

    def full(descriptor: int, data: bytes) -> int:
        if data.startswith(b"{"):
            return real(descriptor, data[: len(data) // 2])
        return real(descriptor, data)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(LibraryError, match="No space left"):
            library.mark(["00.md"], Mark.READ, True)
    assert library.counts().unread == 12
    assert library.mark(["01.md"], Mark.READ, True) == 1
    library.close()
    assert read(opener("other")) == {"01.md"}


def test_without_a_place_for_marks_they_are_kept_for_now(root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    library = Library.open(root, cache_dir=tmp_path / "cache", data_dir=tmp_path / "file")
    library.refresh()
    assert any("until the reader is closed" in notice for notice in library.notices)
    assert library.mark(["00.md"], Mark.READ, True) == 1
    assert read(library) == {"00.md"}
    assert library.undo() == Undone(("00.md",), Mark.READ, False)
    library.mark(["00.md"], Mark.READ, True)
    library.close()
    again = Library.open(root, cache_dir=tmp_path / "cache", data_dir=tmp_path / "data")
    assert again.counts().unread == 12
    again.close()


def test_marks_that_can_only_be_read_are_shown(opener: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = opener()
    library.mark(["00.md"], Mark.READ, True)
    library.close()
    real = os.open

    def refuse(path: Any, flags: int, *rest: int, **named: Any) -> int:
        if str(path).endswith(".jsonl") and str(tmp_path / "data") in str(path) and flags & os.O_APPEND:
            raise OSError(30, "Read-only file system")
        return real(path, flags, *rest, **named)

    monkeypatch.setattr(os, "open", refuse)
    again = opener()
    assert any("Read-only file system" in notice for notice in again.notices)
    assert read(again) == {"00.md"}
    again.mark(["01.md"], Mark.READ, True)
    assert read(again) == {"00.md", "01.md"}


PROCESS = """
import sys
from pathlib import Path
from tui_reader.library import Library
from tui_reader.model import Mark
place, mine = Path(sys.argv[1]), int(sys.argv[2])
library = Library.open(place / "posts", cache_dir=place / "cache", data_dir=place / "data")
for turn in range(60):
    path = f"m{mine}-{turn}.md"
    assert library.mark([path], Mark.READ, True) == 1
    print(path, flush=True)
library.close()
print("done", library.notices)
"""


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": REPOSITORY}


def test_processes_marking_at_once_lose_nothing(opener: Opener, tmp_path: Path) -> None:
    library = opener()
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, str(tmp_path), str(number)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        )
        for number in range(3)
    ]
    outputs = [process.communicate(timeout=120) for process in running]
    assert [(output.endswith(b"done ()\n"), errors) for output, errors in outputs] == [(True, b"")] * 3
    for path in (f"m{number}-{turn}.md" for number in range(3) for turn in range(60)):
        assert library.mark([path], Mark.READ, True) == 0, path
    undone = library.undo()
    assert undone is not None
    assert undone.paths[0].endswith("-59.md")


KILL_ROUNDS = int(os.environ.get("TUI_READER_KILL_ROUNDS", "10"))

ENDLESS = PROCESS.replace("range(60)", "range(100_000)")


def test_a_kill_loses_no_mark_that_was_acknowledged(opener: Opener, tmp_path: Path) -> None:
    opener().close()
    acknowledged: list[str] = []
    for turn in range(KILL_ROUNDS):
        process = subprocess.Popen(
            [sys.executable, "-c", ENDLESS, str(tmp_path), str(turn)], stdout=subprocess.PIPE, env=environment()
        )
        assert process.stdout is not None
        acknowledged.extend(process.stdout.readline().decode().strip() for _ in range(3 + turn * 7 % 40))
        process.kill()
        rest = process.stdout.read().decode()
        acknowledged.extend(rest[: rest.rfind("\n") + 1].split())
        process.wait()
        process.stdout.close()
    assert len(acknowledged) >= 3 * KILL_ROUNDS
    for cache in ("cache", "fresh"):
        library = Library.open(tmp_path / "posts", cache_dir=tmp_path / cache, data_dir=tmp_path / "data")
        assert library.notices == ()
        assert library.mark(acknowledged, Mark.READ, True) == 0
        library.close()


KILLED_REFRESH = """
import sys
from pathlib import Path
from tui_reader.library import Library
place = Path(sys.argv[1])
library = Library.open(place / "many", cache_dir=place / "cache2", data_dir=place / "data")
print("open", flush=True)
library.refresh(rebuild=len(sys.argv) > 2, progress=lambda progress: print(progress.done, flush=True))
"""


@pytest.mark.parametrize("rebuild", [False, True])
def test_a_refresh_may_be_killed_at_any_point(tmp_path: Path, rebuild: bool) -> None:
    from tests.index.world import dump, write_post

    for number in range(150):
        write_post(tmp_path / "many", f"{number}.md", categories=["A", f"B{number % 3}"], body="疫情")
    for turn in range(4):
        command = [sys.executable, "-c", KILLED_REFRESH, str(tmp_path), *(["rebuild"] if rebuild else [])]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment())
        assert process.stdout is not None
        for _ in range(1 + turn):
            process.stdout.readline()
        process.kill()
        process.wait()
        process.stdout.close()
        library = Library.open(tmp_path / "many", cache_dir=tmp_path / "cache2", data_dir=tmp_path / "data")
        assert library.notices == ()
        assert library.counts().total == len(library.listing(Query()))
        library.close()
    library = Library.open(tmp_path / "many", cache_dir=tmp_path / "cache2", data_dir=tmp_path / "data")
    library.refresh()
    clean = Library.open(tmp_path / "many", cache_dir=tmp_path / "cache3", data_dir=tmp_path / "data")
    clean.refresh()
    assert dump(library, ["疫情"]) == dump(clean, ["疫情"])
    library.close()
    clean.close()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("mark"), st.sets(st.integers(0, 5), max_size=4), st.sampled_from(list(Mark)), st.booleans()),
        st.tuples(st.just("undo"), st.just(set()), st.just(Mark.READ), st.just(True)),
        st.tuples(st.just("restart"), st.sampled_from([set(), {1}]), st.just(Mark.READ), st.just(True)),
    ),
    max_size=12,
)


@settings(max_examples=20, deadline=None)
@given(STEPS)
def test_marks_and_undo_against_a_model(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, set[int], Mark, bool]]
) -> None:
    from tests.index.world import write_post

    place = tmp_path_factory.mktemp("model")
    for number in range(6):
        write_post(place / "posts", f"{number}.md", categories=["A"])

    def opened(cache: str) -> Library:
        library = Library.open(place / "posts", cache_dir=place / cache, data_dir=place / "data")
        library.refresh()
        return library

    library = opened("cache")
    model: dict[tuple[str, Mark], bool] = {}
    history: list[tuple[tuple[str, ...], Mark, bool]] = []
    for turn, (kind, numbers, wanted_mark, wanted_value) in enumerate(steps):
        if kind == "mark":
            wanted = [f"{number}.md" for number in sorted(numbers)]
            changed = tuple(path for path in wanted if model.get((path, wanted_mark), False) != wanted_value)
            assert library.mark(wanted, wanted_mark, wanted_value) == len(changed)
            if changed:
                history.append((changed, wanted_mark, wanted_value))
            model.update({(path, wanted_mark): wanted_value for path in changed})
        elif kind == "undo":
            expected = None
            if history:
                last = history.pop()
                model.update({(path, last[1]): not last[2] for path in last[0]})
                expected = Undone(last[0], last[1], not last[2])
            assert library.undo() == expected
        else:
            library.close()
            library = opened(f"cache{turn}" if numbers else "cache")
        listing = library.listing(Query())
        rows = listing.rows(0, len(listing))
        assert {row.path for row in rows if row.read} == {
            path for (path, mark), on in model.items() if on and mark is Mark.READ
        }
        assert {row.path for row in rows if row.starred} == {
            path for (path, mark), on in model.items() if on and mark is Mark.STAR
        }
        assert library.counts().unread == sum(not row.read for row in rows)
        assert library.categories()[0].unread == library.counts().unread
    library.close()
