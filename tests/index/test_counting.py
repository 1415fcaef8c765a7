"""Counts without lists: they are what the list of the same query says, and stop when they are to stop."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.index.world import write_post
from tui_reader.library import Library
from tui_reader.library.counting import until
from tui_reader.model import CategoryPath, Mark, Query, Tally, View
from tui_reader.query import QueryError

WORDS = [
    *("", "alpha", "出口", "-beta", "beta or 疫情", "tag:x -alpha", "is:unread", "is:read", "is:starred", "bet"),
    *("date:2022", "date:none", "after:2021", "cat:News", "cat:=News", 'cat:""', "cat:Nowhere", "path:d/"),
    *("words:<3", "lang:zh", "-(alpha or beta) is:unread", "sort:title", "-", "date:7d"),
    *(
        "date:2021..2022 is:unread",
        "is:read date:2021",
        "is:read is:unread",
        "before:2022",
        "after:2020 before:2021-12",
    ),
    *("is:unread is:unread", "is:read is:unread date:2022", "-date:2022", "is:unread or date:2022", "-is:read"),
]
PLACES: list[CategoryPath | None] = [None, (), ("News",), ("News", "Markets"), ("Notes",), ("Nowhere",), ("Markets",)]


@pytest.mark.parametrize("view", View)
@pytest.mark.parametrize("category", PLACES)
def test_a_count_is_what_the_list_has(library: Library, category: CategoryPath | None, view: View) -> None:
    library.mark(["a.md", "c.md"], Mark.READ, value=True)
    library.mark(["a.md", "b.md", "d/undated.md"], Mark.STAR, value=True)
    for words in WORDS:
        for typing in (False, True):
            query = Query(category, words, view, typing=typing)
            listing = library.listing(query)
            rows = listing.rows(0, len(listing))
            assert library.count(query) == Tally(len(rows), sum(not row.read for row in rows)), query


def test_a_count_follows_the_marks(library: Library) -> None:
    query = Query(words="tag:x")
    assert library.count(query) == Tally(2, 2)
    library.mark(["a.md"], Mark.READ, value=True)
    assert library.count(query) == Tally(2, 1)
    library.undo()
    assert library.count(query) == Tally(2, 2)


def test_an_expression_is_counted_only_where_files_may_be_read(library: Library, root: Path) -> None:
    query = Query(words="re:/5G|出口/ is:unread")
    assert library.count(query) is None
    assert library.count(query, files=True) == Tally(2, 2)
    assert library.count(query, files=True, cancelled=lambda: True) in {None, Tally(2, 2)}  # too few posts to be asked


def test_what_an_expression_had_no_time_for_is_not_counted(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_reader.library.expressions.SECONDS", -1.0)
    assert library.count(Query(words="re:/5G/"), files=True) is None


def test_no_query_is_no_count(library: Library) -> None:
    with pytest.raises(QueryError):
        library.count(Query(words="date:2021-13"))


def test_a_count_ends_when_its_time_is_over_and_the_library_goes_on(root: Path, tmp_path: Path) -> None:
    for number in range(400):
        write_post(root, f"more/{number}.md", title=f"Post {number}")
    library = Library.open(root, cache_dir=tmp_path / "other", data_dir=tmp_path / "data")
    library.refresh()
    asked: list[bool] = []

    def stop() -> bool:
        asked.append(True)
        return True

    slow = Query(words=" or ".join(f"path:no{number}" for number in range(200)) + " or path:more")
    assert library.count(slow, cancelled=stop) is None
    assert asked == [True]
    assert library.count(slow, seconds=0) is None
    assert library.count(slow, seconds=60) == Tally(400, 400)
    assert library.count(Query(words="path:more")) == Tally(400, 400)
    library.close()


def test_until_a_time_or_a_word() -> None:
    assert until(0)()
    assert not until(60)()
    assert until(60, lambda: True)()
    begin = time.monotonic()
    wait = until(0.01)
    while not wait():
        assert time.monotonic() - begin < 5
