"""The states that an index's file can be found in: held by others, not to be written, deleted, on a full disk, bent.

`test_damage` has the plainly broken ones.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
import pytest

from tests.index.world import dump, found, paths, write_post
from tui_reader.errors import LibraryError
from tui_reader.library import Library
from tui_reader.library import index as index_module
from tui_reader.model import Mark, Query

ALL = ["a.md", "b.md", "c.md", "d/undated.md", "e.md"]
HOLD = """
import sys, apsw
connection = apsw.Connection(sys.argv[1])
for statement in sys.argv[2:]:
    connection.execute(statement).fetchall()
print("held", flush=True)
sys.stdin.read()
"""


def opened(root: Path, tmp_path: Path) -> Library:
    return Library.open(root, cache_dir=tmp_path / "cache", data_dir=tmp_path / "data")


def index_of(tmp_path: Path) -> Path:
    (file,) = (tmp_path / "cache").glob("index-*.db")
    return file


@contextmanager
def held(file: Path, *statements: str) -> Iterator[None]:
    """Another process that has the file and doesn't let go."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file), *statements],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    try:
        assert holder.stdout.readline() == b"held\n"
        yield
    finally:
        holder.stdin.close()
        holder.wait()
        holder.stdout.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "BUSY_SECONDS", 0.2)


@pytest.mark.usefixtures("impatient")
class TestHeldByAnotherProcess:
    def test_a_writer_keeps_nobody_from_reading_and_marking(self, root: Path, library: Library, tmp_path: Path) -> None:
        library.close()
        with held(index_of(tmp_path), "BEGIN IMMEDIATE"):
            again = opened(root, tmp_path)
            assert sorted(paths(again)) == ALL
            assert again.keeps_index
            assert again.notices == ()
            again.mark(["a.md"], Mark.READ, True)
            with pytest.raises(LibraryError, match="Another program is using it"):
                again.refresh()
            again.close()
        later = opened(root, tmp_path)
        assert later.counts().unread == 4, "what was marked meanwhile is kept"
        later.close()

    def test_marks_from_elsewhere_wait(self, root: Path, library: Library, tmp_path: Path) -> None:
        library.close()
        (tmp_path / "cache").rename(tmp_path / "kept")
        elsewhere = opened(root, tmp_path)
        elsewhere.mark(["a.md"], Mark.READ, True)
        elsewhere.close()
        shutil.rmtree(tmp_path / "cache")
        (tmp_path / "kept").rename(tmp_path / "cache")
        with held(index_of(tmp_path), "BEGIN IMMEDIATE"):
            again = opened(root, tmp_path)
            assert sorted(paths(again)) == ALL
            assert again.counts().unread == 5
            (notice,) = again.notices
            assert "the newest marks are shown when it does" in notice
            again.close()
        later = opened(root, tmp_path)
        assert later.counts().unread == 4
        later.close()

    def test_where_it_cannot_even_be_read_it_is_made_in_memory(
        self, root: Path, library: Library, tmp_path: Path
    ) -> None:
        library.mark(["a.md"], Mark.READ, True)
        library.close()
        with held(index_of(tmp_path), "PRAGMA locking_mode = exclusive", "BEGIN EXCLUSIVE"):
            again = opened(root, tmp_path)
            (notice,) = again.notices
            assert "another program is using it" in notice
            assert not again.keeps_index
            again.refresh()
            assert sorted(paths(again)) == ALL
            assert again.counts().unread == 4
            again.close()
        later = opened(root, tmp_path)
        assert (later.notices, sorted(paths(later))) == ((), ALL)
        later.close()


class TestDeletedWhileInUse:
    @pytest.mark.parametrize("what", ["file", "folder"])
    def test_it_is_made_anew(self, library: Library, tmp_path: Path, what: str) -> None:
        library.mark(["a.md"], Mark.READ, True)
        if what == "folder":
            shutil.rmtree(tmp_path / "cache")
        else:
            for part in (tmp_path / "cache").glob("index-*"):
                part.unlink()
        answers: list[int] = []

        def ask_elsewhere() -> None:
            library.listing(Query()).rows(0, 5)
            library.refresh()
            answers.append(library.counts().unread)

        thread = threading.Thread(target=ask_elsewhere)
        thread.start()
        thread.join()
        assert answers == [4]
        assert sorted(paths(library)) == ALL
        assert index_of(tmp_path).exists()


def test_a_place_that_is_a_file_is_told(root: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way")
    library = opened(root, tmp_path)
    assert "the list of posts is kept in memory" in library.notices[0]
    assert library.refresh().listed == 5
    library.close()
    assert (tmp_path / "cache").read_text() == "in the way"


@pytest.mark.parametrize("seed", range(4))
def test_a_flipped_bit_ends_no_program(root: Path, library: Library, tmp_path: Path, seed: int) -> None:
    """It may change a letter unnoticed; what can't be read any more makes the index anew."""
    library.mark(["a.md"], Mark.READ, True)
    whole = dump(library, ["疫情", "Alpha"])
    library.close()
    file = index_of(tmp_path)
    good = file.read_bytes()
    written = [place for place, byte in enumerate(good) if byte]
    chance = random.Random(seed)
    for _ in range(20):
        for part in (tmp_path / "cache").iterdir():
            part.unlink()
        data = bytearray(good)
        place, bit = chance.choice(written), chance.randrange(8)
        data[place] ^= 1 << bit
        file.write_bytes(data)
        again = opened(root, tmp_path)
        dump(again, ["疫情", "Alpha"])
        again.refresh()
        if dump(again, ["疫情", "Alpha"]) != whole:
            again.refresh(rebuild=True)
        assert dump(again, ["疫情", "Alpha"]) == whole, (place, bit)
        again.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE card SET title = CAST(x'e4bd' AS TEXT)",
        "UPDATE card SET categories = '[\"News'",
        "UPDATE post SET path = 7 WHERE path = CAST('a.md' AS BLOB)",
    ],
)
def test_values_that_have_changed_make_it_anew(root: Path, library: Library, tmp_path: Path, statement: str) -> None:
    with library._index.writing() as connection:
        connection.execute(statement)
    library.listing(Query()).rows(0, 5)
    assert any("damaged" in notice for notice in library.notices)
    library.refresh()
    assert sorted(paths(library)) == ALL


def test_a_damaged_header_of_the_texts_makes_it_anew(root: Path, library: Library) -> None:
    with library._index.writing() as connection:
        connection.execute("UPDATE search_config SET v = 0 WHERE k = 'version'")
    library.close()
    again = opened(root, root.parent)
    again.listing(Query(words="Alpha"))
    assert any("damaged" in notice for notice in again.notices)
    again.refresh()
    assert sorted(paths(again)) == ALL
    again.close()


def in_namespace(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a shell script that may mount what nobody else sees; skip where that is not allowed."""
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("there is no unshare to mount with")
    done = subprocess.run(
        [unshare, "-rm", "sh", "-c", script, "sh", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode == 77 or done.stderr.startswith("unshare"):
        pytest.skip("nothing can be mounted here")
    return done


READ_ONLY = """
mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" || exit 77
shift; exec "$@"
"""
LOOK = """
import sys
from pathlib import Path
from tui_reader.library import Library
from tui_reader.model import Mark, Query
root, cache, data = map(Path, sys.argv[1:4])
library = Library.open(root, cache_dir=cache, data_dir=data)
print(*library.notices, sep="\\n")
print("listed", len(library.listing(Query())), "found", len(library.listing(Query(words="疫情"))))
print("refreshed", library.refresh().added, len(library.listing(Query())))
library.mark(["b.md"], Mark.READ, True)
print("unread", library.counts().unread, "kept", library.keeps_index, library.keeps_marks)
library.close()
"""


def look(root: Path, tmp_path: Path, read_only: Path) -> list[str]:
    places = (root, tmp_path / "cache", tmp_path / "data")
    done = in_namespace(READ_ONLY, read_only, sys.executable, "-c", LOOK, *places)
    assert done.stderr == ""
    assert done.returncode == 0
    return done.stdout.splitlines()


class TestPlacesThatCannotBeWritten:
    @pytest.mark.parametrize("log", [False, True], ids=["", "with a log"])
    def test_an_index_is_read_from_there(self, root: Path, library: Library, tmp_path: Path, *, log: bool) -> None:
        library.mark(["a.md"], Mark.READ, True)
        if not log:
            library.close()
        write_post(root, "new.md", title="New")
        notice, listed, refreshed, unread = look(root, tmp_path, tmp_path / "cache")
        assert "Read-only file system" in notice
        assert "the list is read from there" in notice
        assert listed == "listed 5 found 1"
        assert refreshed == "refreshed 1 6"
        assert unread == "unread 4 kept False True"
        library.close()
        again = opened(root, tmp_path)
        assert again.counts().unread == 3, "the mark is in the journal"
        again.close()

    def test_a_damaged_index_is_not(self, root: Path, library: Library, tmp_path: Path) -> None:
        library.close()
        os.truncate(index_of(tmp_path), 4096 * 3)
        notice, listed, refreshed, _ = look(root, tmp_path, tmp_path / "cache")
        assert "made anew each time" in notice
        assert listed == "listed 0 found 0"
        assert refreshed == "refreshed 5 5"

    def test_no_index(self, root: Path, tmp_path: Path) -> None:
        (tmp_path / "cache").mkdir()
        notice, listed, refreshed, _ = look(root, tmp_path, tmp_path / "cache")
        assert "made anew each time" in notice
        assert (listed, refreshed) == ("listed 0 found 0", "refreshed 5 5")

    def test_marks_are_said_not_to_be_kept(self, root: Path, library: Library, tmp_path: Path) -> None:
        library.mark(["a.md"], Mark.READ, True)
        library.close()
        notice, listed, _, unread = look(root, tmp_path, tmp_path / "data")
        assert "marks are kept only until the reader is closed" in notice
        assert listed == "listed 5 found 1"
        assert unread == "unread 3 kept True False"
        again = opened(root, tmp_path)
        assert again.counts().unread == 4
        again.close()


FULL_DISK = """
mount -t tmpfs -o size=700k tmpfs "$1" || exit 77
shift; exec "$@"
"""
FILL = """
import sys
from pathlib import Path
from tui_reader.errors import LibraryError
from tui_reader.library import Library
from tui_reader.model import Mark, Query
root, cache, data = map(Path, sys.argv[1:4])
ballast = cache / "ballast"
library = Library.open(root, cache_dir=cache, data_dir=data)
try:
    library.refresh()
except LibraryError as error:
    print(error.message)
some = len(library.listing(Query()))
try:
    marked = library.mark(["p1.md"], Mark.READ, True)
except LibraryError as error:
    marked = error.message
print("some" if 0 < some < 1500 else some, marked)
library.close()
library = Library.open(root, cache_dir=cache, data_dir=data)
print(len(library.listing(Query())) == some, *(notice.partition(":")[0] for notice in library.notices))
library.close()
ballast.write_bytes(b"")
with ballast.open("wb", buffering=0) as file:
    try:
        while True:
            file.write(bytes(512))
    except OSError:
        pass
for part in cache.glob("index-*"):
    part.unlink()
with ballast.open("ab", buffering=0) as file:
    try:
        while True:
            file.write(bytes(512))
    except OSError:
        pass
library = Library.open(root, cache_dir=cache, data_dir=data)
print(*library.notices, sep="\\n")
print("in memory", library.refresh().listed, library.keeps_index)
"""


def test_marks_that_find_no_room_in_the_index_keep_no_library_closed(
    root: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.close()
    cache, data = root.parent / "cache", root.parent / "data"

    def full(*_: object) -> None:
        raise apsw.FullError("database or disk is full")

    other = Library.open(root, cache_dir=root.parent / "elsewhere", data_dir=data)
    other.mark(["a.md"], Mark.STAR, True)
    other.close()
    with monkeypatch.context() as patch:
        patch.setattr("tui_reader.library.folding.fold", full)
        again = Library.open(root, cache_dir=cache, data_dir=data)
        assert len(again.listing(Query())) == 5
        assert "The disk is full" in again.notices[0]
        again.close()
    once_more = Library.open(root, cache_dir=cache, data_dir=data)
    assert once_more.counts().starred == 1
    once_more.close()


def test_a_full_disk_is_told_and_work_goes_on(tmp_path: Path) -> None:
    root = tmp_path / "posts"
    for number in range(1500):
        write_post(root, f"p{number}.md", title=f"Post {number}", body=f"The {number} cats of the house. " * 8)
    (tmp_path / "cache").mkdir()
    places = (root, tmp_path / "cache", tmp_path / "data")
    done = in_namespace(FULL_DISK, tmp_path / "cache", sys.executable, "-c", FILL, *places)
    assert done.stderr == ""
    told, some, again, notice, memory = done.stdout.splitlines()
    assert told == "The disk is full."
    assert some in ("some 1", "some The disk is full."), "whether a mark has room depends on where the refresh ended"
    assert again in ("True", "True The disk is full")
    assert "the list of posts is kept in memory" in notice
    assert memory == "in memory 1500 False"


def test_a_listing_made_before_stays_of_use(library: Library, tmp_path: Path) -> None:
    listing = library.listing(Query())
    for part in (tmp_path / "cache").glob("index-*"):
        part.unlink()
    assert len(listing.rows(0, 5)) == 5
    assert found(library, "疫情") == {"c.md"}
