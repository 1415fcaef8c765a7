"""Bringing the index up to date: every kind of change, and what must not change."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.index.world import dump, found, paths, stamp, write_post
from tui_reader.errors import LibraryError
from tui_reader.library import Library, shelves
from tui_reader.library.comparing import difference
from tui_reader.library.pool import Pool, Result, WorkersUnavailableError
from tui_reader.library.touched import touched_by
from tui_reader.model import Mark, Progress, Query, ReadingPosition, RefreshResult


def opened(root: Path, place: Path) -> Library:
    return Library.open(root, cache_dir=place / "cache", data_dir=place / "data")


def test_a_folder_differs_by_names_sizes_and_times() -> None:
    files = [("new", 1, 1), ("same", 1, 1), ("longer", 2, 1), ("later", 1, 2)]
    known = {name: (key, 1, 1) for key, name in enumerate(("same", "longer", "later", "gone"))}
    assert difference(files, known) == (["new"], ["longer", "later"], ["gone"])


def test_the_first_refresh_adds_all(root: Path, tmp_path: Path) -> None:
    library = opened(root, tmp_path)
    result = library.refresh()
    assert (result.found, result.listed, result.added, result.changed, result.removed) == (5, 5, 5, 0, 0)
    library.close()


def test_refreshing_twice_changes_nothing(library: Library, tmp_path: Path) -> None:
    listing = library.listing(Query())
    before = [file.read_bytes() for file in sorted((tmp_path / "cache").iterdir())]
    result = library.refresh()
    assert (result.added, result.changed, result.removed) == (0, 0, 0)
    assert [row.key for row in library.listing(Query()).rows(0, 9)] == [row.key for row in listing.rows(0, 9)]
    assert [file.read_bytes() for file in sorted((tmp_path / "cache").iterdir())] == before


def test_changes_one_by_one(root: Path, library: Library) -> None:
    write_post(root, "a.md", title="Alpha two")
    write_post(root, "new.md", title="New")
    (root / "b.md").unlink()
    result = library.refresh()
    assert (result.found, result.listed, result.added, result.changed, result.removed) == (5, 5, 1, 1, 1)
    assert {row.title for row in library.listing(Query()).rows(0, 9)} >= {"Alpha two", "New"}
    assert library.row("b.md") is None


def test_a_changed_post_keeps_its_key_and_marks(root: Path, library: Library) -> None:
    library.mark(["a.md"], Mark.READ, True)
    before = library.row("a.md")
    write_post(root, "a.md", title="Alpha two")
    library.refresh()
    after = library.row("a.md")
    assert before is not None
    assert after is not None
    assert (after.key, after.read, after.title) == (before.key, True, "Alpha two")


def test_a_deleted_post_that_comes_back_has_its_marks(root: Path, library: Library) -> None:
    library.mark(["a.md"], Mark.STAR, True)
    text = (root / "a.md").read_bytes()
    (root / "a.md").unlink()
    library.refresh()
    assert library.counts().starred == 0
    (root / "a.md").write_bytes(text)
    library.refresh()
    assert library.counts().starred == 1


def test_marks_follow_a_renamed_post(root: Path, library: Library) -> None:
    library.mark(["a.md"], Mark.READ, True)
    library.mark(["a.md", "b.md"], Mark.STAR, True)
    library.set_position("a.md", ReadingPosition(2, 3))
    listing = library.listing(Query())
    (root / "moved").mkdir()
    (root / "a.md").rename(root / "moved" / "a.md")
    result = library.refresh()
    assert (result.added, result.removed, result.listed) == (1, 1, 5)
    row = library.row("moved/a.md")
    assert row is not None
    assert (row.read, row.starred) == (True, True)
    assert library.position("moved/a.md") == ReadingPosition(2, 3)
    assert listing.rows(2, 3)[0].path == "moved/a.md"
    undone = library.undo()
    assert undone is not None
    assert set(undone.paths) == {"moved/a.md", "b.md"}
    assert library.counts().starred == 0


@pytest.mark.skipif(sys.platform == "win32", reason="needs a bound on the size of files")
def test_marks_that_can_not_follow_are_told_and_followed_later(root: Path, library: Library) -> None:
    import resource

    library.mark(["a.md"], Mark.STAR, True)
    (root / "a.md").rename(root / "z.md")
    (journal,) = (root.parent / "data").rglob("*.jsonl")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (journal.stat().st_size, before[1]))
    try:
        with pytest.raises(LibraryError, match="renamed can't be written"):
            library.refresh()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "a.md" in paths(library)
    library.refresh()
    row = library.row("z.md")
    assert row is not None
    assert row.starred


def test_a_whole_folder_may_be_renamed(tmp_path: Path) -> None:
    root = tmp_path / "posts"
    for number in range(60):
        write_post(root, f"old/{number}.md", body=f"text {number}")
    library = opened(root, tmp_path)
    library.refresh()
    library.mark(paths(library), Mark.READ, True)
    (root / "old").rename(root / "new")
    result = library.refresh()
    assert (result.found, result.listed, result.notices) == (60, 60, ())
    assert library.counts().unread == 0
    library.close()


def test_a_folder_that_lost_much_is_not_believed(tmp_path: Path) -> None:
    root = tmp_path / "posts"
    for number in range(40):
        write_post(root, f"{number}.md", body=f"text {number}")
    library = opened(root, tmp_path)
    library.refresh()
    for number in range(9):
        (root / f"{number}.md").unlink()
    result = library.refresh()
    assert (result.found, result.listed, result.removed) == (31, 40, 0)
    assert (result.missing, result.notices) == (9, ())
    write_post(root, "0.md", body="back")
    assert library.refresh().listed == 32
    for file in root.iterdir():
        file.unlink()
    assert library.refresh().listed == 32
    result = library.refresh(forget=32)
    assert (result.found, result.listed, result.removed, result.missing) == (0, 0, 32, 0)
    library.close()


def test_a_rebuild_is_the_same_again(root: Path, library: Library) -> None:
    library.mark(["a.md"], Mark.READ, True)
    before = dump(library, ["疫情"])
    result = library.refresh(rebuild=True)
    assert (result.added, result.listed) == (5, 5)
    assert dump(library, ["疫情"]) == before


def test_a_rebuild_gives_no_key_twice(root: Path, library: Library) -> None:
    before = {row.key for row in library.listing(Query()).rows(0, 9)}
    library.refresh(rebuild=True)
    assert not before & {row.key for row in library.listing(Query()).rows(0, 9)}


def test_another_kind_of_site_is_read_again(root: Path, library: Library) -> None:
    (root / "pelicanconf.py").write_text("")
    assert library.refresh().changed == 5
    assert library.refresh().changed == 0


def test_the_only_page_of_a_site_may_be_deleted(tmp_path: Path) -> None:
    root = tmp_path / "posts"
    (root / "content").mkdir(parents=True)
    (root / "hugo.toml").write_text("")
    write_post(root, "README.md")
    library = opened(root, tmp_path)
    assert [library.refresh().listed for _ in range(3)] == [1, 1, 1]
    (root / "README.md").unlink()
    assert library.refresh().listed == 0
    library.close()


def test_a_folder_may_have_the_longest_of_names(tmp_path: Path) -> None:
    root = tmp_path / "posts"
    (root / "scaffolds").mkdir(parents=True)
    (root / "_config.yml").write_text("")
    write_post(root, f"source/_posts/{'文' * 85}/map.html")
    library = opened(root, tmp_path)
    assert library.refresh().listed == 1
    library.close()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a user who is held to permissions")
def test_a_post_that_may_be_read_at_last_is_read(root: Path, tmp_path: Path) -> None:
    (root / "c.md").chmod(0)
    library = opened(root, tmp_path)
    first, second = library.refresh(), library.refresh()
    assert (first.unreadable, second.unreadable, second.changed) == (1, 1, 0)
    (root / "c.md").chmod(0o600)
    third = library.refresh()
    assert (third.unreadable, third.changed, library.refresh().changed) == (0, 1, 0)
    assert found(library, "疫情") == {"c.md"}
    library.close()


def test_nothing_in_the_library_is_touched(root: Path, tmp_path: Path) -> None:
    def tree() -> list[tuple[str, int, int, str]]:
        return sorted(
            (
                str(path.relative_to(root)),
                path.stat().st_mtime_ns,
                path.stat().st_mode,
                hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
            )
            for path in [root, *root.rglob("*")]
        )

    for number in range(40):
        write_post(root, f"many/{number}.md", body="x")
    before = tree()
    library = opened(root, tmp_path)
    library.refresh()
    library.mark(paths(library), Mark.READ, True)
    library.refresh(rebuild=True)
    library.close()
    assert tree() == before


def test_progress_is_told_and_reaches_its_end(tmp_path: Path) -> None:
    root = tmp_path / "posts"
    for number in range(50):
        write_post(root, f"{number}.md")
    library = opened(root, tmp_path)
    told: list[Progress] = []
    library.refresh(progress=told.append)
    assert told[-1] == Progress(50, 50, "indexing", listed=50)
    library.close()


def test_a_refresh_that_is_stopped_goes_on_next_time(tmp_path: Path) -> None:
    root = tmp_path / "posts"
    for number in range(120):
        write_post(root, f"{number}.md")
    library = opened(root, tmp_path)
    told: list[Progress] = []
    result = library.refresh(progress=told.append, cancelled=lambda: bool(told) and told[-1].what == "indexing")
    assert result.listed < 120
    assert "stopped" in result.notices[0]
    assert library.refresh().listed == 120
    library.close()


@pytest.mark.parametrize("new", [("pelicanconf.py",), ("new0.md", "new1.md", "new2.md")])
def test_what_a_stopped_refresh_did_may_be_undone_in_the_folder(tmp_path: Path, new: tuple[str, ...]) -> None:
    root = tmp_path / "posts"
    for number in range(3):
        write_post(root, f"2020-01-01-{number}.md")
    library = opened(root, tmp_path)
    library.refresh()
    before = dump(library)
    for name in new:
        (root / name).write_text("")
    answers = iter((False, True))  # not after the folder, but after a post
    result = library.refresh(cancelled=lambda: next(answers))
    assert "stopped" in result.notices[0]
    assert result.added + result.changed == 1
    for name in new:
        (root / name).unlink()
    library.refresh()
    assert dump(library) == before
    library.close()


def test_a_file_that_vanishes_after_the_walk_is_not_listed(
    root: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tui_reader.library.files import walk as real

    def and_one_more(*arguments: Any, **named: Any) -> Any:
        folders = list(real(*arguments, **named))
        (root / "b.md").unlink()
        folders[0].posts.append(("ghost.md", 1, 1))
        return iter(folders)

    stamp(root / "b.md")
    monkeypatch.setattr("tui_reader.library.looking.walk", and_one_more)
    result = library.refresh()
    assert (result.found, result.listed, result.removed) == (4, 4, 1)
    assert library.row("ghost.md") is None


def test_a_large_change_goes_through_worker_processes(tmp_path: Path) -> None:
    root = tmp_path / "posts"
    for number in range(80):
        write_post(
            root, f"{number:03d}.md", title=f"第{number}号", categories=["类", f"子{number % 3}"], body="疫情 text"
        )
    (root / "empty.md").write_bytes(b"")
    library = opened(root, tmp_path)
    result = library.refresh()
    assert (result.found, result.listed, result.problems) == (81, 81, 1)
    assert len(found(library, "疫情")) == 80
    few = opened(root, tmp_path / "few")
    few._asking(lambda: None)
    library.close()
    few.close()


STANDING = """
import sys
from pathlib import Path
from tui_reader.library import Library
place = Path(sys.argv[1])
library = Library.open(place / "posts", cache_dir=place / "c", data_dir=place / "d")
print(library.refresh().listed)
library.close()
"""


@pytest.mark.parametrize("how", ["-c", "script", "stdin"])
def test_workers_start_from_any_main_module(tmp_path: Path, how: str) -> None:
    for number in range(40):
        write_post(tmp_path / "posts", f"{number}.md")
    (tmp_path / "script.py").write_text(STANDING)
    arguments = {"-c": ["-c", STANDING], "script": [str(tmp_path / "script.py")], "stdin": ["-"]}[how]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    done = subprocess.run(
        [sys.executable, *arguments, str(tmp_path)],
        input=STANDING if how == "stdin" else "",
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
        check=False,
    )
    assert (done.stdout.strip(), done.stderr) == ("40", "")


def test_workers_take_no_module_from_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "posts"
    for number in range(40):
        write_post(root, f"{number}.md")
    (root / "json.py").write_text("raise SystemExit('taken')")
    monkeypatch.chdir(root)
    with Pool(root, 1) as pool:
        results = [result for result in pool.run([f"{number}.md" for number in range(40)]) if result is not None]
    assert len(results) == 40


WORKER = """
import json, os, sys, time
sys.path[:] = json.loads(sys.argv[1])
from tui_reader.library import worker, entry
real = worker._read
def bad(root, path, site, how):
    plain = how == "plain"
    if path in ("kill.md", "both.md") and (not plain or path == "both.md"):
        os.kill(os.getpid(), 9)
    if path == "hang.md" and not plain:
        time.sleep(1000)
    if path == "garbage.md" and not plain:
        os.write(3, b"[]" * 1000)
    if path == "lines.md" and not plain:
        sys.stdout.write("noise" * 10); print("more noise")
    return real(root, path, site, how)
worker._read = bad
worker.main()
"""


def test_a_post_that_stops_its_worker_costs_only_itself(tmp_path: Path) -> None:
    import json

    names = [f"{number}.md" for number in range(40)]
    for name in (*names, "kill.md", "both.md", "hang.md", "lines.md"):
        write_post(tmp_path, name, title=f"Title of {name}", body="body text")
    command = [sys.executable, "-c", WORKER, json.dumps(sys.path)]
    with Pool(tmp_path, 2, seconds=1.5, command=command) as pool:
        wanted = [*names[:20], "kill.md", "both.md", "hang.md", "lines.md", *names[20:], "no.md"]
        results = {result.path: result.entry for result in pool.run(wanted) if result is not None}
    assert set(results) == set(wanted)
    assert results["no.md"] is None
    for name in (*names, "lines.md"):
        entry = results[name]
        assert entry is not None
        assert entry.problems == ()
    for name, readable in (("kill.md", True), ("hang.md", True), ("both.md", False)):
        entry = results[name]
        assert entry is not None
        assert entry.readable is readable
        assert [code for _, code, _ in entry.problems] == ["stopped"]
        assert entry.title == (f"Title of {name}" if readable else "both")


def test_workers_that_never_start_are_given_up(tmp_path: Path) -> None:
    with (
        Pool(tmp_path, 2, command=[sys.executable, "-c", "raise SystemExit"]) as pool,
        pytest.raises(WorkersUnavailableError),
    ):
        list(pool.run(["a.md"]))
    with Pool(tmp_path, 2, command=["/no/such/program"]) as pool, pytest.raises(WorkersUnavailableError):
        list(pool.run(["a.md"]))


def test_without_workers_posts_are_read_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "posts"
    for number in range(40):
        write_post(root, f"{number}.md")
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    library = opened(root, tmp_path)
    assert library.refresh().listed == 40
    library.close()


def test_pool_gives_results_and_leaves_no_process(tmp_path: Path) -> None:
    write_post(tmp_path, "a.md")
    with Pool(tmp_path, 1) as pool:
        results = [result for result in pool.run(["a.md"]) if result is not None]
        processes = [worker.process for worker in pool._workers]
    assert isinstance(results[0], Result)
    assert all(process.poll() is not None for process in processes)


def test_two_processes_refreshing_at_once(tmp_path: Path) -> None:
    for number in range(100):
        write_post(tmp_path / "posts", f"{number}.md", categories=["A", f"B{number % 4}"])
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    command = [sys.executable, "-c", STANDING, str(tmp_path)]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) for _ in range(3)
    ]
    outputs = [process.communicate(timeout=120) for process in running]
    assert outputs == [(b"100\n", b"")] * 3
    library = Library.open(tmp_path / "posts", cache_dir=tmp_path / "c", data_dir=tmp_path / "d")
    assert library.counts().total == 100
    assert library.categories()[0].total == 100
    library.close()


@pytest.mark.parametrize("change", ["deleted", "renamed", "deleted and added"])
def test_another_refresh_comes_between_looking_and_writing(root: Path, library: Library, change: str) -> None:
    other = opened(root, root.parent)
    if change == "renamed":
        (root / "a.md").rename(root / "z.md")
    else:
        (root / "a.md").unlink()
        if "added" in change:
            write_post(root, "z.md", title="Zeta")

    class Between:
        """Lets the other refresh run once, after this one has compared and before it writes."""

        ran = False

        def __call__(self) -> bool:
            if not self.ran:
                self.ran = True
                other.refresh()
            return False

    result = library.refresh(cancelled=Between())
    assert (result.found, result.added, result.removed) == (result.listed, 0, 0)
    new = Library.open(root, cache_dir=root.parent / "new", data_dir=root.parent / "data")
    new.refresh()
    assert dump(library) == dump(new)
    for each in (new, other):
        each.close()


def test_a_post_that_another_refresh_did_not_see_comes_back(root: Path, library: Library) -> None:
    write_post(root, "z.md", title="Zeta")
    other = opened(root, root.parent)
    asked: list[None] = []

    def between() -> bool:
        asked.append(None)
        if len(asked) == 3:  # after two folders and a post
            away = (root / "a.md").rename(root.parent / "away")
            other.refresh()
            away.rename(root / "a.md")
        return False

    library.refresh(cancelled=between)
    library.refresh()
    assert set(paths(library)) == {"a.md", "b.md", "c.md", "d/undated.md", "e.md", "z.md"}
    other.close()


def test_reading_goes_on_while_a_refresh_writes(tmp_path: Path) -> None:
    root = tmp_path / "posts"
    for number in range(300):
        write_post(root, f"{number}.md")
    library = opened(root, tmp_path)
    thread = threading.Thread(target=library.refresh)
    thread.start()
    while thread.is_alive():
        listing = library.listing(Query())
        assert len(listing.rows(0, len(listing))) == len(listing)
        library.mark(["0.md"], Mark.READ, not library.counts().total % 2)
    thread.join()
    assert library.counts().total == 300
    library.close()


def test_a_root_that_is_no_folder_any_more(root: Path, library: Library) -> None:
    root.rename(root.with_name("other"))
    root.write_text("a file")
    with pytest.raises(LibraryError, match="can't be read"):
        library.refresh()
    assert library.counts().total == 5


NAMES = st.sampled_from(["a.md", "b.md", "sub/c.md", "sub/deep/d.html", "e.markdown", "sub/public/f.md"])
FOLDERS = st.sampled_from(["sub", "sub/deep", "other", ".hidden", "sub/public"])
ODD = st.sampled_from(["odd.md", "sub/odd.md", "sub/deep/odd.md"])
BODIES = st.sampled_from(["疫情之后", "出口 增长", "plain words", "", "# Heading\n\ntext"])
CATEGORIES = st.sampled_from([(), ("A",), ("A", "B"), ("B",), ("[A, B]", "[C]")])


class Changing(RuleBasedStateMachine):
    """Any files, changed in any way: the index is what a new one would be, but for marks that followed a post.

    Its categories stand on shelves, those of the new one are sorted when they are asked for.
    """

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(prefix="changing-"))
        self.root = self.place / "posts"
        self.root.mkdir()
        self.library = opened(self.root, self.place)
        self.fresh = 0
        self.touched: set[str] = set()
        """What an operating system would tell of, absolute."""
        self.folders: set[str] = set()

    def touch_all(self, *names: str) -> None:
        """Take note of files, and of the folders that have come or gone with them."""
        folders = {str(path) for path in self.root.rglob("*") if path.is_dir()}
        self.touched.update(str(self.root / name) for name in names)
        self.touched.update(folders ^ self.folders)
        self.folders = folders

    @rule(name=NAMES, body=BODIES, categories=CATEGORIES, date=st.sampled_from(["", "2019-05-05", "2020-01-01"]))
    def write(self, name: str, body: str, categories: tuple[str, ...], date: str) -> None:
        author = "" if categories else body[:1]
        write_post(
            self.root, name, body=body, categories=categories, tags=categories, title=body[:2], author=author, date=date
        )
        self.touch_all(name)

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)
        self.touch_all(name)

    @rule(name=NAMES, other=NAMES)
    def rename(self, name: str, other: str) -> None:
        if (self.root / name).exists():
            (self.root / other).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).rename(self.root / other)
            self.touch_all(name, other)

    @rule(folder=FOLDERS, other=FOLDERS)
    def rename_folder(self, folder: str, other: str) -> None:
        before, after = self.root / folder, self.root / other
        if before.is_dir() and not after.exists() and before not in after.parents:
            after.parent.mkdir(parents=True, exist_ok=True)
            before.rename(after)
            self.touch_all(folder, other)

    @rule(folder=FOLDERS)
    def delete_folder(self, folder: str) -> None:
        shutil.rmtree(self.root / folder, ignore_errors=True)
        self.touch_all(folder)

    @rule(name=ODD)
    def make_odd(self, name: str) -> None:
        """Something that looks like a post and is none."""
        if not (self.root / name).exists():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            os.mkfifo(self.root / name)
            self.touch_all(name)

    @rule(name=st.sampled_from(["_config.yml", "sub/config.toml"]), there=st.booleans())
    def configure(self, name: str, there: bool) -> None:
        if there:
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_text("title: x")
        else:
            (self.root / name).unlink(missing_ok=True)
        self.touch_all(name)

    @rule(name=NAMES)
    def touch(self, name: str) -> None:
        if (self.root / name).exists():
            stamp(self.root / name)
            self.touch_all(name)

    @rule(name=NAMES, mark=st.sampled_from(list(Mark)), value=st.booleans())
    def mark(self, name: str, mark: Mark, value: bool) -> None:
        self.library.mark([name], mark, value)

    @rule()
    def undo(self) -> None:
        self.library.undo()

    def refresh(self) -> RefreshResult:
        return self.library.refresh()

    @invariant()
    def the_index_is_what_a_new_one_would_be(self) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(shelves, "FROM", 1)
            result = self.refresh()
        self.touched.clear()
        assert result.found == result.listed
        self.fresh += 1
        new = Library.open(self.root, cache_dir=self.place / f"cache{self.fresh}", data_dir=self.place / "data")
        new.refresh()
        assert dump(new, ["疫情", "words"]) == dump(self.library, ["疫情", "words"])
        rows = self.library.listing(Query()).rows(0, 99)
        counts = self.library.counts()
        assert counts.total == len(rows)
        assert counts.unread == sum(not row.read for row in rows)
        assert counts.starred == sum(row.starred for row in rows)
        assert counts.uncategorised == sum(not row.categories for row in rows)
        for category in self.library.categories():
            inside = [
                row for row in rows if any(each[: len(category.path)] == category.path for each in row.categories)
            ]
            assert (category.total, category.unread) == (len(inside), sum(not row.read for row in inside))
        new.close()

    def teardown(self) -> None:
        self.library.close()
        shutil.rmtree(self.place)


class ChangingInPlaces(Changing):
    """The same, where only what was touched is looked at."""

    def refresh(self) -> RefreshResult:
        return self.library.refresh(touched=touched_by(self.root, self.touched))


TestChanging = Changing.TestCase
TestChanging.settings = settings(max_examples=15, stateful_step_count=12, deadline=None)
TestChangingInPlaces = ChangingInPlaces.TestCase
TestChangingInPlaces.settings = settings(max_examples=25, stateful_step_count=14, deadline=None)


def test_rows_are_values(library: Library) -> None:
    row = library.row("a.md")
    assert row is not None
    assert replace(row) == row
