"""Marks as a whole: dumped, restored, compacted, whatever dies meanwhile."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.index.world import write_post
from tests.marks.conftest import Opener
from tests.marks.test_marks import KILL_ROUNDS, environment, journals, look_now
from tui_reader import limits
from tui_reader.errors import LibraryError, UsageError
from tui_reader.library import Library, Undone
from tui_reader.library.compaction import compact
from tui_reader.library.state import read_dump
from tui_reader.model import AnyMark, Mark, ReadingPosition, Tag

MARKS = st.sampled_from([Mark.READ, Mark.STAR, Tag("a"), Tag("疫情")])
STEP = st.one_of(
    st.tuples(st.just("mark"), st.sets(st.integers(0, 5), min_size=1, max_size=4), MARKS, st.booleans()),
    st.tuples(st.just("position"), st.sets(st.integers(0, 5), min_size=1, max_size=1), MARKS, st.booleans()),
    st.tuples(st.just("undo"), st.just(set[int]()), MARKS, st.booleans()),
    st.tuples(st.just("move"), st.sets(st.integers(0, 5), min_size=1, max_size=1), MARKS, st.booleans()),
)
STEPS = st.lists(STEP, max_size=14)


def opened(place: Path, cache: str = "cache", data: str = "data") -> Library:
    library = Library.open(place / "posts", cache_dir=place / cache, data_dir=place / data)
    library.refresh()
    return library


def do(library: Library, steps: list[tuple[str, set[int], AnyMark, bool]]) -> None:
    """Mark, read, undo and rename."""
    names = {number: f"{number}.md" for number in range(6)}
    for turn, (kind, numbers, mark, value) in enumerate(steps):
        wanted = [names[number] for number in sorted(numbers)]
        if kind == "mark":
            library.mark(wanted, mark, value)
        elif kind == "position":
            library.set_position(wanted[0], ReadingPosition(turn, 3))
        elif kind == "undo":
            library.undo()
        else:
            (number,) = numbers
            names[number] = f"{turn}-{number}.md"
            (library.root / wanted[0]).rename(library.root / names[number])
            library.refresh()


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Any:
    def make() -> Path:
        place = tmp_path_factory.mktemp("state")
        for number in range(6):
            write_post(place / "posts", f"{number}.md", body=f"body {number}")
        return place

    return make


def dumped(library: Library) -> list[str]:
    return list(library.state.dump())


def source(lines: list[str]) -> io.BytesIO:
    return io.BytesIO("".join(line + "\n" for line in lines).encode("ascii"))


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_what_was_dumped_and_wiped_is_restored(places: Any, steps: list[tuple[str, set[int], AnyMark, bool]]) -> None:
    place = places()
    library = opened(place)
    do(library, steps)
    before, counts, tags = dumped(library), library.counts(), library.tags()
    library.close()
    shutil.rmtree(place / "data")
    shutil.rmtree(place / "cache")
    again = opened(place)
    restored = again.state.restore(source(before))
    assert restored.changed == restored.read == len(before) - 1
    assert (dumped(again), again.counts(), again.tags()) == (before, counts, tags)
    assert again.state.restore(source(before)).changed == 0
    again.close()
    third = opened(place, "third")
    assert dumped(third) == before
    third.close()


def meant(lines: list[str]) -> dict[tuple[str, str], object]:
    """What a dump says is so, without what it says is not."""
    values = map(json.loads, lines[1:])
    return {(value["post"], value["op"]): value["v"] for value in values if value["v"] not in (False, None)}


def marks_alone(state: dict[tuple[str, str], object]) -> dict[tuple[str, str], object]:
    return {place: value for place, value in state.items() if place[1] != "position"}


@settings(max_examples=25, deadline=None)
@given(STEPS, STEPS)
def test_replacing_gives_what_was_dumped(
    places: Any, steps: list[tuple[str, set[int], AnyMark, bool]], later: list[tuple[str, set[int], AnyMark, bool]]
) -> None:
    place = places()
    library = opened(place)
    steady = [step for step in steps if step[0] != "move"]
    do(library, steady)
    before = dumped(library)
    do(library, [step for step in later if step[0] != "move"])
    between = marks_alone(meant(dumped(library)))
    changed = library.state.restore(source(before), replace=True).changed
    assert meant(dumped(library)) == meant(before)
    assert library.state.restore(source(before), replace=True).changed == 0
    if changed and between != marks_alone(meant(before)):
        library.undo()
        assert marks_alone(meant(dumped(library))) == between
    library.close()


def test_the_newest_holds(opener: Opener) -> None:
    library = opener()
    library.mark(["00.md", "01.md"], Mark.READ, True)
    old = dumped(library)
    library.mark(["00.md"], Mark.READ, False)
    library.mark(["02.md"], Mark.STAR, True)
    restored = library.state.restore(source(old))
    assert (restored.read, restored.changed, restored.same, restored.older) == (2, 0, 1, 1)
    new = dumped(library)
    other = opener("other", data=library.root.parent / "elsewhere")
    other.state.restore(source(old))
    assert other.counts().unread == 10
    restored = other.state.restore(source(new))
    assert (restored.changed, restored.same) == (2, 1)
    assert dumped(other) == new


def test_a_dump_is_documented(opener: Opener) -> None:
    library = opener()
    library.set_position("00.md", ReadingPosition(4, 7))
    library.mark(["00.md"], Tag("疫"), True)
    head, position, tag = map(json.loads, dumped(library))
    assert head == {"tui-reader": "state", "version": 1, "library": str(library.root), "lines": 2, "searches": []}
    assert list(position) == list(tag) == ["post", "op", "v", "t", "n"]
    assert (position["op"], position["v"], tag["op"], tag["v"]) == ("position", [4, 7], "tag:疫", True)
    assert all(line.isascii() for line in dumped(library))


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_names_that_are_no_text_come_back(opener: Opener, root: Path) -> None:
    name = os.fsdecode(b"\xff\x1b]0;x\x07.md")
    write_post(root, name)
    library = opener()
    assert library.mark([name], Mark.STAR, True) == 1
    before = dumped(library)
    other = opener("other", data=root.parent / "elsewhere")
    other.state.restore(source(before))
    assert dumped(other) == before
    assert other.counts().starred == 1


def test_damage_is_named_and_the_rest_restored(opener: Opener) -> None:
    library = opener()
    library.mark([f"{number:02d}.md" for number in range(8)], Mark.READ, True)
    lines = dumped(library)
    lines[2] = lines[2][:20]
    lines[3] = lines[3].replace("true", "1")
    lines[4] = lines[4].replace('"read"', '"glow"')
    lines[5] = " " * limits.STATE_LINE_BYTES + lines[5]
    lines[6] = lines[6].replace("05.md", "")
    del lines[8]
    other = opener("other", data=library.root.parent / "elsewhere")
    restored = other.state.restore(source(lines))
    assert [fault.line for fault in restored.damaged] == [3, 4, 5, 6, 7]
    assert (restored.read, restored.changed, restored.missing) == (2, 2, 1)
    assert other.counts().unread == 10
    before = dumped(other)
    with pytest.raises(UsageError, match="line 3"):
        other.state.restore(source(lines), replace=True)
    assert dumped(other) == before


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\0" * 300_000, b"# Post\n\ntext\n", b"[]\n{}\n", b"[" * 200_000])
def test_what_is_no_dump_changes_nothing(opener: Opener, data: bytes) -> None:
    library = opener()
    library.mark(["00.md"], Mark.READ, True)
    for replace in (False, True):
        with pytest.raises(UsageError, match="no dump"):
            library.state.restore(io.BytesIO(data), replace=replace)
    assert library.counts().unread == 11


def test_a_dump_of_a_newer_version_is_refused(opener: Opener) -> None:
    library = opener()
    with pytest.raises(UsageError, match="version 2"):
        library.state.restore(io.BytesIO(b'{"tui-reader":"state","version":2}\n'))


@settings(max_examples=300, deadline=None)
@given(st.binary() | st.text().map(str.encode))
def test_no_bytes_break_the_reading_of_a_dump(data: bytes) -> None:
    try:
        read_dump(io.BytesIO(b'{"tui-reader":"state","version":1,"lines":3}\n' + data))
        read_dump(io.BytesIO(data))
    except UsageError:
        pass


def test_without_a_place_for_marks_nothing_is_restored(root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    library = Library.open(root, cache_dir=tmp_path / "cache", data_dir=tmp_path / "file")
    dump = dumped(library)
    with pytest.raises(LibraryError, match="can't be written"):
        library.state.restore(source(dump))
    with pytest.raises(LibraryError, match="can't be written"):
        library.state.compact()
    library.close()


def undone_one_by_one(library: Library) -> list[Undone]:
    found: list[Undone] = []
    while (undone := library.undo()) is not None:
        found.append(undone)
    return found


@settings(max_examples=25, deadline=None)
@given(STEPS, st.integers(0, 3))
def test_compaction_changes_no_mark_and_no_undo(
    places: Any, steps: list[tuple[str, set[int], AnyMark, bool]], undone_before: int
) -> None:
    place = places()
    library = opened(place)
    do(library, steps)
    for _ in range(undone_before):
        library.undo()
    library.close()
    shutil.copytree(place / "data", place / "untouched")
    library = opened(place)
    before = dumped(library)
    done = library.state.compact()
    assert done.lines_after <= done.lines_before
    assert library.state.compact().lines_after == done.lines_after
    assert dumped(library) == before
    library.close()
    plain, fresh = opened(place, "plain", "untouched"), opened(place, "fresh")
    assert dumped(fresh) == dumped(plain) == before
    assert undone_one_by_one(fresh) == undone_one_by_one(plain)
    plain.close()
    fresh.close()


def test_compaction_makes_a_journal_small(opener: Opener, tmp_path: Path) -> None:
    library = opener()
    for number in range(200):
        library.set_position("00.md", ReadingPosition(number, 0))
    library.mark(["00.md"], Mark.READ, True)
    library.undo()
    done = library.state.compact()
    assert (done.lines_before, done.lines_after) == (202, 2)
    (file,) = journals(tmp_path / "data")
    assert file.stat().st_size == done.bytes_after < done.bytes_before
    assert oct(file.stat().st_mode & 0o777) == "0o600" or os.name == "nt"
    assert [entry.name for entry in file.parent.iterdir() if entry.name.endswith(".new")] == []
    assert library.position("00.md") == ReadingPosition(199, 0)
    assert library.undo() is None


def test_lines_of_others_and_unknown_ones_stay(opener: Opener, tmp_path: Path) -> None:
    library = opener()
    library.mark(["00.md"], Mark.READ, True)
    (own,) = journals(tmp_path / "data")
    future = b'{"t":1,"n":1,"post":"00.md","op":"glow","v":{"deep":[1]},"zeal":2}\n'
    with own.open("ab") as file:
        file.write(future + b"not a line \x1b[2J\n" + b'{"t":9')
    other = own.with_name("phone-abc.jsonl")
    other.write_bytes(b'{"t":1,"n":1,"post":"01.md","op":"read","v":true}\n' * 3)
    done = library.state.compact()
    assert (done.lines_before, done.lines_after, done.bad) == (4, 2, 2)
    assert future in own.read_bytes()
    assert other.read_bytes().count(b"\n") == 3
    assert b"not a line \x1b[2J\n" in own.with_name(own.name + ".bad").read_bytes()
    assert library.counts().unread == 10


def test_another_reader_goes_on_through_a_compaction(opener: Opener, tmp_path: Path) -> None:
    one, two = opener("cache"), opener("other")
    for value in (True, False, True):
        one.mark(["00.md"], Mark.READ, value)
        two.mark(["01.md"], Mark.READ, value)
    one.mark(["02.md"], Mark.READ, True)
    two.undo()
    one.state.compact()
    assert two.mark(["03.md"], Mark.READ, True) == 1
    assert one.mark(["04.md"], Mark.READ, True) == 1
    look_now(one)
    look_now(two)
    assert (one.counts().unread, dumped(one)) == (two.counts().unread, dumped(two))


CRASHING = """
import os, signal, sys
from pathlib import Path
from tui_reader.library import Library, compaction, journal, locks
place, wanted = Path(sys.argv[1]), int(sys.argv[2])
library = Library.open(place / "posts", cache_dir=place / sys.argv[3], data_dir=place / "data")
files = {module.__file__ for module in (compaction, journal, locks)}
steps = 0
def trace(frame, event, argument):
    global steps
    if frame.f_code.co_filename not in files:
        return None
    steps += 1
    if steps == wanted:
        os.kill(os.getpid(), signal.SIGKILL)
    return trace
state = library.state
sys.settrace(trace)
state.compact()
sys.settrace(None)
print("done", steps)
"""


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_a_kill_at_any_step_of_a_compaction_loses_nothing(opener: Opener, tmp_path: Path) -> None:
    library = opener()
    for number in range(12):
        library.mark([f"{number:02d}.md"], Mark.READ, True)
        library.set_position("00.md", ReadingPosition(number, 0))
    library.mark(["00.md"], Tag("x"), True)
    library.undo()
    before = dumped(library)
    library.close()
    kept = tmp_path / "kept"
    shutil.copytree(tmp_path / "data", kept)

    def crash(step: int) -> subprocess.CompletedProcess[bytes]:
        shutil.rmtree(tmp_path / "data")
        shutil.copytree(kept, tmp_path / "data")
        command = [sys.executable, "-c", CRASHING, str(tmp_path), str(step), f"c{step}"]
        return subprocess.run(command, capture_output=True, env=environment(), timeout=60, check=False)

    whole = crash(0)
    assert whole.stdout.startswith(b"done "), whole.stderr
    steps = int(whole.stdout.split()[1])
    assert steps > 20
    rounds = min(steps, max(KILL_ROUNDS, 25))
    for turn in range(rounds):
        assert crash(1 + turn * steps // rounds).returncode < 0
        for cache in (f"c{1 + turn * steps // rounds}", f"fresh{turn}"):
            again = Library.open(tmp_path / "posts", cache_dir=tmp_path / cache, data_dir=tmp_path / "data")
            assert dumped(again) == before
            assert again.notices == ()
            again.close()
    last = opener("last")
    last.state.compact()
    assert dumped(last) == before
    assert [entry.name for entry in journals(tmp_path / "data")[0].parent.iterdir() if ".new" in entry.name] == []


MARKING = """
import sys
from pathlib import Path
from tui_reader.library import Library
from tui_reader.model import Mark, ReadingPosition
place, mine = Path(sys.argv[1]), sys.argv[2]
library = Library.open(place / "posts", cache_dir=place / "cache", data_dir=place / "data")
for turn in range(600):
    path = f"{mine}-{turn}.md"
    assert library.mark([path], Mark.STAR, True) == 1
    library.set_position("00.md", ReadingPosition(turn, 0))
library.close()
print("done", library.notices)
"""

COMPACTING = """
import sys
from pathlib import Path
from tui_reader.library import Library
place = Path(sys.argv[1])
library = Library.open(place / "posts", cache_dir=place / "cache", data_dir=place / "data")
while True:
    library.state.compact()
    print("round", flush=True)
"""


def test_marking_goes_on_while_others_compact_and_are_killed(opener: Opener, tmp_path: Path) -> None:
    opener().close()
    marking = [
        subprocess.Popen(
            [sys.executable, "-c", MARKING, str(tmp_path), name],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        )
        for name in ("a", "b")
    ]
    rounds = 0
    while any(process.poll() is None for process in marking) and rounds < 200:
        rounds += 1
        compacting = subprocess.Popen(
            [sys.executable, "-c", COMPACTING, str(tmp_path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        )
        assert compacting.stdout is not None
        for _ in range(1 + rounds % 5):
            compacting.stdout.readline()
        compacting.kill()
        assert compacting.communicate(timeout=60)[1] == b""
    outputs = [process.communicate(timeout=120) for process in marking]
    assert [(output.endswith(b"done ()\n"), errors) for output, errors in outputs] == [(True, b"")] * 2
    assert rounds >= 1
    for cache in ("cache", "fresh"):
        library = Library.open(tmp_path / "posts", cache_dir=tmp_path / cache, data_dir=tmp_path / "data")
        marked = [f"{name}-{turn}.md" for name in ("a", "b") for turn in range(600)]
        assert library.mark(marked, Mark.STAR, True) == 0
        assert library.position("00.md") == ReadingPosition(599, 0)
        library.close()


def test_what_is_left_of_nothing_is_nothing() -> None:
    assert compact(b"").data == b""
    assert compact(b"\n\n").lines_before == 0
