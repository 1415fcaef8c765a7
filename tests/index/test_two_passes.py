"""Many new posts: heads first and the newest before the others, then bodies; stopped, killed and gone on with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import settings

from tests.index.test_refresh import WORKER, Changing, opened
from tests.index.world import dump, found, paths, write_post
from tui_reader.library import Library, refresh, schema, tasks, worker_process
from tui_reader.library.entry import How
from tui_reader.library.index import ask
from tui_reader.library.pool import Pool
from tui_reader.model import Mark, Progress, Query, Sort

POSTS = 90


@pytest.fixture
def posts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that takes two passes."""
    monkeypatch.setattr(refresh, "_MANY", 50)
    monkeypatch.setattr(refresh, "_FIRST", 5)
    for number in range(POSTS):
        write_post(
            tmp_path / "posts",
            f"{2000 + number % 9}-01-01-{number:02d}.md",
            title=f"第{number}号",
            date=f"{2000 + number % 9}-01-01" if number % 10 else "",
            categories=["类", f"子{number % 3}"],
            tags=["t"],
            body=f"疫情 text {number}",
        )
    return tmp_path / "posts"


def pending(library: Library) -> int:
    return int(ask(library._index.connection(), "SELECT count(*) FROM post WHERE pending")[0][0])


def test_two_passes_give_what_one_gives(posts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    twice = opened(posts, tmp_path / "twice")
    told: list[Progress] = []
    result = twice.refresh(progress=told.append)
    assert (result.found, result.listed, result.added, result.changed) == (POSTS, POSTS, POSTS, 0)
    assert list(dict.fromkeys(each.what for each in told)) == ["looking", "sorting", "indexing"]
    monkeypatch.setattr(refresh, "_MANY", 1000)
    once = opened(posts, tmp_path / "once")
    once.refresh()
    assert dump(twice, ["疫情"]) == dump(once, ["疫情"])
    assert len(found(twice, "疫情")) == POSTS
    assert twice.refresh().changed == pending(twice) == 0
    twice.close()
    once.close()


def test_after_the_heads_the_list_is_complete_and_in_order(posts: Path, tmp_path: Path) -> None:
    library = opened(posts, tmp_path)
    seen: list[list[str]] = []

    def hear(progress: Progress) -> None:
        if progress.what == "indexing" and not seen:
            seen.append(paths(library))
            assert library.counts().total == POSTS
            assert library.categories()[0].total == POSTS

    library.refresh(progress=hear)
    assert seen == [paths(library)]
    library.close()


def test_the_first_screenful_is_of_the_newest(posts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refresh, "_BATCH_SECONDS", 60)
    library = opened(posts, tmp_path)
    first: list[list[str]] = []

    def stop() -> bool:
        if library.counts().total:
            first.append(paths(library))
        return bool(first)

    library.refresh(cancelled=stop)
    assert [path[:4] for path in first[0]] == ["2008"] * 5
    library.close()


@pytest.mark.parametrize("listed", [1, POSTS], ids=["sorting", "indexing"])
def test_stopped_in_either_pass_it_goes_on_next_time(posts: Path, tmp_path: Path, listed: int) -> None:
    library = opened(posts, tmp_path)
    result = library.refresh(cancelled=lambda: library.counts().total >= listed)
    assert "stopped" in result.notices[0]
    assert pending(library) > 0
    assert library.mark(paths(library)[:3], Mark.READ, True) == 3
    assert library.refresh().listed == POSTS
    assert pending(library) == 0
    assert len(found(library, "疫情")) == POSTS
    assert library.counts().unread == POSTS - 3
    library.close()


def orders_there(library: Library) -> set[str]:
    sql = "SELECT name FROM sqlite_schema WHERE type = 'index'"
    return {name for (name,) in ask(library._index.connection(), sql)} & set(schema.ORDERS)


def test_orders_are_added_after_the_heads(posts: Path, tmp_path: Path) -> None:
    library = opened(posts, tmp_path)
    library.refresh(cancelled=lambda: library.counts().total > 0)
    assert orders_there(library) == set()
    for sort in (Sort.TITLE, Sort.DATE_OLDEST, Sort.WORDS):
        listing = library.listing(Query(sort=sort))
        assert len(listing.rows(0, POSTS)) == len(listing) == library.counts().total
    assert library.find(library.listing(Query()).rows(0, 1)[0].id)
    library.close()
    again = opened(posts, tmp_path)
    assert again.counts().total > 0
    assert again.notices == ()
    seen: list[set[str]] = []
    again.refresh(on_folder=lambda _: seen.append(orders_there(again)))
    assert seen == [set(schema.ORDERS)], "each folder is asked about by one of them"
    again.close()
    first = opened(posts, tmp_path / "other")
    first.refresh()
    assert orders_there(first) == set(schema.ORDERS)
    first.close()


def test_an_order_that_is_not_what_it_was_is_damage(posts: Path, tmp_path: Path) -> None:
    library = opened(posts, tmp_path)
    library.refresh()
    connection = library._index.connection()
    connection.execute("DROP INDEX post_by_id; CREATE INDEX post_by_id ON post (path)")
    library.close()
    again = opened(posts, tmp_path)
    assert again.counts().total == 0
    assert again.notices
    again.close()


def test_heads_of_another_kind_of_site_are_read_again(posts: Path, tmp_path: Path) -> None:
    for file in posts.iterdir():
        file.write_text("", "utf-8")
    (posts / "pelicanconf.py").write_text("")
    library = opened(posts, tmp_path / "stopped")
    library.refresh(cancelled=lambda: library.counts().total == POSTS)
    assert pending(library)
    (posts / "pelicanconf.py").unlink()
    library.refresh()
    new = opened(posts, tmp_path / "new")
    new.refresh()
    assert dump(library) == dump(new)
    library.close()
    new.close()


def test_a_post_that_was_changed_or_removed_between_the_passes(posts: Path, tmp_path: Path) -> None:
    library = opened(posts, tmp_path)
    names = sorted(path.name for path in posts.iterdir())
    done: list[bool] = []

    def hear(progress: Progress) -> None:
        if progress.what == "sorting" and progress.done == progress.total and not done:
            done.append(True)  # all heads have been read, and no body has been asked for
            write_post(posts, names[0], title="Changed", body="otherwise")
            (posts / names[1]).unlink()

    result = library.refresh(progress=hear)
    assert result.found == result.listed == POSTS - 1
    assert found(library, "otherwise") == {names[0]}
    assert pending(library) == 0
    assert library.refresh().changed == 0
    library.close()


def test_renamed_posts_keep_their_marks_in_two_passes(posts: Path, tmp_path: Path) -> None:
    library = opened(posts, tmp_path)
    library.refresh()
    library.mark(paths(library)[:7], Mark.READ, True)
    (posts / "moved").mkdir()
    for file in list(posts.glob("*.md")):
        file.rename(posts / "moved" / file.name)
    result = library.refresh()
    assert (result.listed, result.notices) == (POSTS, ())
    assert library.counts().unread == POSTS - 7
    assert pending(library) == 0
    assert len(found(library, "疫情")) == POSTS
    library.close()


def test_heads_that_stop_their_worker_cost_only_themselves(tmp_path: Path) -> None:
    names = [f"{number}.md" for number in range(70)]
    for name in (*names, "both.md"):
        write_post(tmp_path, name, title=f"Title of {name}")
    command = [sys.executable, "-c", WORKER, json.dumps(sys.path)]
    with Pool(tmp_path, 2, command=command) as pool:
        wanted = [*names[:20], "both.md", *names[20:], "no.md"]
        results = {result.path: result.entry for result in pool.run(wanted, How.HEAD) if result is not None}
    assert set(results) == set(wanted)
    assert results["no.md"] is None
    stopped = results.pop("both.md")
    assert stopped is not None
    assert [code for _, code, _ in stopped.problems] == ["stopped"]
    for name in names:
        entry = results[name]
        assert entry is not None
        assert (entry.title, entry.search, entry.problems) == (f"Title of {name}", None, ())


REFRESHING = """
import sys
from pathlib import Path
from tui_reader.library import Library, pool, refresh, schema
refresh._MANY, refresh._BATCH_POSTS = 50, 8
place = Path(sys.argv[1])
library = Library.open(place / "posts", cache_dir=place / "cache", data_dir=place / "data")
library.refresh(progress=lambda progress: print(progress.what, flush=True))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are Unix's")
def test_killed_anywhere_the_next_refresh_completes_it(posts: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    undisturbed = opened(posts, tmp_path / "undisturbed")
    undisturbed.refresh()
    expected = dump(undisturbed, ["疫情"])
    undisturbed.close()
    for delay in [0.0, 0.01, 0.02, 0.04, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4]:
        command = [sys.executable, "-c", REFRESHING, str(tmp_path)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
        assert process.stdout is not None
        process.stdout.readline()  # "looking": the walk has begun
        time.sleep(delay)  # where in the work it is killed; anywhere will do
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        library = opened(posts, tmp_path)
        assert ask(library._index.connection(), "PRAGMA integrity_check") == [("ok",)]
        assert len(paths(library)) == library.counts().total
        library.close()
    library = opened(posts, tmp_path)
    library.refresh()
    assert dump(library, ["疫情"]) == expected
    assert pending(library) == 0
    library.close()


class ChangingInTwoPasses(Changing):
    """The same machine, every new post in two passes."""

    def __init__(self) -> None:
        refresh._MANY = -1
        super().__init__()

    def teardown(self) -> None:
        refresh._MANY = 1_000
        super().teardown()


TestChangingInTwoPasses = ChangingInTwoPasses.TestCase
TestChangingInTwoPasses.settings = settings(max_examples=15, stateful_step_count=12, deadline=None)


def test_a_worker_that_reads_nothing_holds_nothing_up(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import time; print('ready', flush=True); time.sleep(600)"]
    names = [f"{number:0200}.md" for number in range(4_000)]
    for how in (How.HEAD, How.WHOLE):
        with Pool(tmp_path, 2, command=command) as pool:
            results = pool.run(names, how)
            assert [next(results) for _ in range(3)] == [None] * 3


def test_a_caller_that_takes_its_time_blames_no_worker(posts: Path) -> None:
    names = sorted(path.name for path in posts.iterdir())
    with Pool(posts, 2, seconds=1.5) as pool:
        results = filter(None, pool.run(names))
        first = next(results)
        time.sleep(2.5)
        entries = [result.entry for result in (first, *results)]
    assert len(entries) == POSTS
    assert not any(code == "stopped" for entry in entries if entry for _, code, _ in entry.problems)


def test_the_longest_task_fits_where_it_is_kept_room_for() -> None:
    """JSON takes twelve bytes for a character beyond the first plane, six for a byte that is no text."""
    nearly = "\N{CJK UNIFIED IDEOGRAPH-20BB7}" * (tasks._TASK_CHARACTERS - 1)
    last = os.fsdecode(b"\xff" * 4096)
    for how in (How.HEAD, How.WHOLE):
        waiting = tasks.Waiting([nearly, last], how)
        assert all(len(task.line) <= tasks.LONGEST_TASK for task in waiting.all())
    assert tasks.LONGEST_TASK < worker_process._PIPE
