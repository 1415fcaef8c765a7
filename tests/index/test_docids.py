"""The index of texts gives the newest of its hits first, whatever came, changed or went, and when."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.index.world import paths, write_post
from tui_reader.errors import CancelledError
from tui_reader.library import Library, refresh
from tui_reader.library.docids import APART
from tui_reader.library.index import ask
from tui_reader.model import Mark, Query, Sort, View

NAMES = [f"{folder}{number}.md" for folder in ("", "a/", "b/") for number in range(6)]
DATES = ["", "2019-01-01", "2020-01-01", "2020-01-01 08:00", "2021-06-01", "2022-01-01"]
CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.sampled_from(NAMES), st.sampled_from(DATES)),
        st.tuples(st.just("delete"), st.sampled_from(NAMES), st.just("")),
        st.tuples(st.just("move"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
        st.tuples(st.just("move folder"), st.sampled_from(["a", "b"]), st.sampled_from(["a", "b", "c"])),
    ),
    max_size=12,
)


def opened(root: Path, place: Path) -> Library:
    return Library.open(root, cache_dir=place / "cache", data_dir=place / "data")


def change(root: Path, what: str, name: str, other: str) -> None:
    if what == "write":
        write_post(root, name, title=name, date=other, body="疫情 and more", tags=["odd"] if len(other) % 2 else [])
    elif what == "delete":
        (root / name).unlink(missing_ok=True)
    elif (root / name).exists() and not (root / other).exists():
        (root / other).parent.mkdir(exist_ok=True)
        (root / name).rename(root / other)


@settings(max_examples=80, deadline=None)
@given(st.lists(CHANGES, min_size=1, max_size=4), st.sampled_from([0, 3, 1000]))
def test_hits_by_date_are_the_list_by_date(rounds: list[list[tuple[str, str, str]]], many: int) -> None:
    place = Path(tempfile.mkdtemp(prefix="docids-"))
    (place / "posts").mkdir()
    library = opened(place / "posts", place)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(refresh, "_MANY", many)
            patch.setattr(refresh, "_BATCH_POSTS", 4)
            for changes in rounds:
                for each in changes:
                    change(place / "posts", *each)
                library.refresh(forget=99)
                look(library)
    finally:
        library.close()
        shutil.rmtree(place)


def look(library: Library) -> None:
    for words in ("疫情", "tag:odd", "疫情 is:unread"):
        for sort in (Sort.DATE, Sort.DATE_OLDEST):
            everything = library.listing(Query(sort=sort))
            rows = everything.rows(0, len(everything))
            wanted = [row.path for row in rows if "tag" not in words or "odd" in row.tags]
            assert paths(library, Query(words=words, sort=sort)) == wanted
            for most in range(len(wanted) + 2):
                first = library.listing(Query(words=words, sort=sort), most=most)
                if sort is Sort.DATE:
                    assert [row.path for row in first.rows(0, len(first))] == wanted[:most]
                    assert first.is_whole == (len(wanted) <= most)
    for sort in (Sort.RELEVANCE, Sort.RELEVANCE_REVERSED):
        ranked = paths(library, Query(words="疫情", sort=sort))
        for most in range(len(ranked) + 2):
            assert first_of(library, Query(words="疫情", sort=sort), most) == (ranked[:most], len(ranked) <= most)
    connection = library._index.connection()
    numbers = "SELECT doc FROM placed WHERE doc IS NOT NULL AND doc < ? ORDER BY undated, place DESC, path"
    docs = [doc for (doc,) in ask(connection, numbers, (APART,))]
    assert docs == sorted(set(docs))
    assert ask(connection, "SELECT count(*), count(DISTINCT doc) FROM post") == [(len(everything),) * 2]
    assert ask(connection, "SELECT count(*) FROM search WHERE search MATCH '\"疫 情\"'") == [(len(everything),)]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Posts of four days, one of them dated back later."""
    for day in (1, 2, 4, 5):
        write_post(tmp_path / "posts", f"{day}.md", title=f"第{day}天", date=f"2020-01-0{day}", body="疫情", tags=["t"])
    library = opened(tmp_path / "posts", tmp_path)
    library.refresh()
    write_post(tmp_path / "posts", "3.md", title="第3天", date="2020-01-03", body="疫情", tags=["t"])
    library.refresh()
    yield library
    library.close()


def test_what_is_dated_back_stands_apart_and_in_its_place(library: Library) -> None:
    apart = "SELECT path FROM post WHERE doc >= ?"
    assert ask(library._index.connection(), apart, (APART,)) == [(b"3.md",)]
    assert paths(library, Query(words="疫情")) == ["5.md", "4.md", "3.md", "2.md", "1.md"]
    assert first_of(library, Query(words="疫情"), 3) == (["5.md", "4.md", "3.md"], False)


def first_of(library: Library, query: Query, most: int) -> tuple[list[str], bool]:
    listing = library.listing(query, most=most)
    return [row.path for row in listing.rows(0, len(listing))], listing.is_whole


@pytest.mark.parametrize("sort", [Sort.DATE, Sort.DATE_OLDEST, Sort.RELEVANCE, Sort.TITLE, Sort.PATH])
@pytest.mark.parametrize("words", ["疫情", "is:unread", "date:2020", "疫情 -第9天", "tag:t", ""])
@pytest.mark.parametrize("view", list(View))
def test_the_first_posts_are_those_of_the_whole_list(library: Library, sort: Sort, words: str, view: View) -> None:
    library.mark(["2.md", "5.md"], Mark.STAR, True)
    library.mark(["3.md"], Mark.READ, True)
    query = Query(words=words, sort=sort, view=view)
    whole = paths(library, query)
    assert whole
    for most in range(1, 7):
        found, is_whole = first_of(library, query, most)
        assert found == (whole if is_whole else whole[:most])
        assert is_whole or len(whole) > most


def test_a_list_that_nobody_waits_for_any_more_ends(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_reader.library.index._STEPS", 1)
    asked = []

    def cancelled() -> bool:
        asked.append(True)
        return len(asked) > 20

    with pytest.raises(CancelledError):
        library.listing(Query(words="疫情"), cancelled=cancelled)
    assert paths(library, Query(words="疫情")), "the next question is answered"
