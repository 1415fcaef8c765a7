"""Every order of the index: windows from either end, places, and a list that holds windows only."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from tests.index.world import write_post
from tui_reader.library import Library, listing
from tui_reader.library.index import ask
from tui_reader.library.orders import Order, order_of
from tui_reader.model import Query, Sort, View

POSTS = 120
PLAIN = [sort for sort in Sort if not sort.startswith(("relevance", "-relevance"))]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Posts with many equal dates, titles and authors, and some with none, in a few categories."""
    place = tmp_path_factory.mktemp("orders")
    generator = random.Random(4)
    for number in range(POSTS):
        write_post(
            place / "posts",
            f"{generator.choice('abc')}{number:03d}.md",
            title=generator.choice(["One", "二", "three"]),
            date=generator.choice(["", "2021-01-01", "2022-02-02", "1936-05-06"]),
            author=generator.choice(["", "Ada", "安"]),
            categories=generator.choice([["Top"], ["Top", "Below"], []]),
            body="word " * generator.randrange(4),
        )
    library = Library.open(place / "posts", cache_dir=place / "cache", data_dir=place / "data")
    library.refresh()
    yield library
    library.close()


def orders(library: Library) -> list[Order]:
    nodes = [number for (number,) in ask(library._index.connection(), "SELECT id FROM node")]
    found = [order_of(sort) for sort in PLAIN] + [order_of(Sort.DATE, node) for node in nodes]
    return [order for order in found if order is not None]


def test_windows_from_either_end_are_parts_of_the_whole(large: Library) -> None:
    connection = large._index.connection()
    for order in orders(large):
        keys, total = list(order.keys(connection)), order.total(connection)
        assert len(keys) == total > 0
        for start in range(0, total, 7):
            for stop in (start + 1, start + 9, total):
                assert order.window(connection, start, min(stop, total), total) == keys[start:stop]


def test_the_place_of_each_post_is_counted(large: Library) -> None:
    connection = large._index.connection()
    everything = {key for (key,) in ask(connection, "SELECT key FROM post")}
    for order in orders(large):
        keys = list(order.keys(connection))
        assert [order.place(connection, key) for key in keys] == list(range(len(keys)))
        assert {order.place(connection, key) for key in {10**9, *everything}.difference(keys)} == {None}


def test_no_order_is_sorted_when_it_is_asked_for(large: Library) -> None:
    connection = large._index.connection()
    for order in orders(large):
        for columns in (order.columns, tuple(column.reversed() for column in order.columns)):
            plan = ask(connection, f"EXPLAIN QUERY PLAN {order._ordered(columns)}", order._values)
            told = " ".join(row[-1] for row in plan)
            assert "TEMP B-TREE" not in told, (order, told)
            assert "COVERING INDEX" in told or "PRIMARY KEY" in told, (order, told)


@pytest.mark.parametrize("sort", PLAIN)
@pytest.mark.parametrize("category", [None, ("Top",), ()])
def test_a_list_in_windows_is_the_same_list(
    large: Library, sort: Sort, category: tuple[str, ...] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "_KEPT_WHOLE", 10)
    monkeypatch.setattr(listing, "_WINDOW", 8)
    query = Query(sort=sort, category=category)
    whole, windows = large.listing(query), large.listing(query, in_windows=True)
    assert len(windows) == len(whole)
    rows = whole.rows(0, len(whole))
    for start in (len(whole) - 3, 0, 5, len(whole) // 2):
        assert windows.rows(start, start + 19) == rows[start : start + 19]
    assert [windows.position(row.path) for row in rows] == list(range(len(rows)))
    assert windows.next_unread(3, 1) == 4
    assert windows.carried_over(whole, 5, (1, 7)) == (5, (1, 7))
    assert windows.carried_over(whole, 5, tuple(range(0, len(rows), 2))) == (5, tuple(range(0, len(rows), 2)))


def test_a_post_that_is_not_in_a_list_in_windows_has_no_place(large: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "_KEPT_WHOLE", 10)
    top = large.listing(Query(category=("Top",)), in_windows=True)
    loose = large.listing(Query(category=()))
    assert top.position(loose.rows(0, 1)[0].path) is None
    assert loose.carried_over(top, 0, ()) == (0, ())


def test_views_and_words_are_the_same_in_windows(large: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "_KEPT_WHOLE", 10)
    for query in (Query(view=View.UNREAD), Query(words="word"), Query(view=View.STARRED, category=("Top",))):
        whole, windows = large.listing(query), large.listing(query, in_windows=True)
        assert windows.rows(0, POSTS) == whole.rows(0, POSTS)
