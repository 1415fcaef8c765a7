"""Every order of the index: windows from either end, places, and a list that holds windows only."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.index.world import write_post
from tui_reader.library import Library, listing, shelves
from tui_reader.library.index import ask
from tui_reader.library.orders import Order, order_of
from tui_reader.library.windows import WindowedKeys
from tui_reader.model import Mark, Query, Sort, View
from tui_reader.positions import Positions

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
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelves, "FROM", 10)
        library.refresh()
    yield library
    library.close()


def orders(library: Library) -> list[Order]:
    connection = library._index.connection()
    nodes = [number for (number,) in ask(connection, "SELECT id FROM node")]
    found = [
        order_of(connection, sort, node, is_unread=is_unread)
        for sort in PLAIN
        for node in nodes
        for is_unread in (False, True)
    ]
    assert None not in found
    return [order for order in found if order is not None]


def test_windows_from_either_end_are_parts_of_the_whole(large: Library) -> None:
    connection = large._index.connection()
    for order in orders(large):
        keys, total = list(order.keys(connection)), order.total(connection)
        assert len(keys) == total > 0
        for start in range(0, total, 7):
            for stop in (start + 1, start + 9, total):
                count = min(stop, total) - start
                assert order.window(connection, (), count, skipped=start).keys == keys[start:stop]
                behind = total - start - count
                found = order.window(connection, (), count, backwards=True, skipped=behind)
                assert found.keys == keys[start:stop]


def test_windows_beside_one_another_are_parts_of_the_whole(large: Library) -> None:
    connection = large._index.connection()
    for order in orders(large):
        keys, total = list(order.keys(connection)), order.total(connection)
        for place in range(total):
            here = order.window(connection, (), 1, skipped=place)
            assert here.first == here.last == order.values(connection, keys[place])
            for skipped in (0, 1, 5, 40):
                after = order.window(connection, here.last, 9, skipped=skipped)
                assert after.keys == keys[place + 1 + skipped : place + 10 + skipped]
                before = order.window(connection, here.first, 9, backwards=True, skipped=skipped)
                assert before.keys == keys[max(0, place - 9 - skipped) : max(0, place - skipped)]


def test_going_on_counts_nothing_off(large: Library) -> None:
    """How many steps SQLite's machine takes for a window beside another one does not grow with what lies before it."""
    connection = large._index.connection()
    for order in orders(large):
        total = order.total(connection)
        if total < POSTS // 2:
            continue
        steps = []
        for place in (1, total // 2):
            values = order.window(connection, (), 1, skipped=place).last
            sql_steps = 0

            def step() -> bool:
                nonlocal sql_steps
                sql_steps += 1
                return False

            connection.set_progress_handler(step, 1)
            order.window(connection, values, 4)
            connection.set_progress_handler(None)
            steps.append(sql_steps)
        assert steps[1] <= steps[0] * 2, (order, steps)


def test_the_next_unread_post_is_found_from_everywhere(large: Library) -> None:
    connection = large._index.connection()
    rows = large.listing(Query()).rows(0, POSTS)
    large.mark([row.path for row in rows[10:]], Mark.READ, True)
    large.mark([rows[40].path, rows[90].path], Mark.READ, False)
    unread = {row.key for row in large.listing(Query(view=View.UNREAD)).rows(0, POSTS)}
    for order in orders(large):
        keys = list(order.keys(connection))
        if order.is_unread:
            assert set(keys) == unread & set(replace(order, is_unread=False).keys(connection))
        for place, key in enumerate(keys):
            values = order.values(connection, key)
            assert values is not None
            for backwards, others in ((False, keys[place + 1 :] + keys), (True, (keys + keys[:place])[::-1])):
                wanted = next((other for other in others if other in unread), None)
                assert order.next_unread(connection, values, backwards=backwards) == wanted
    while large.undo():
        pass


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
            values = (order.node,) * len(order._parts)
            plan = ask(connection, f"EXPLAIN QUERY PLAN {order._ordered(columns)}", (*values, 9, 0))
            told = [row[-1] for row in plan]
            assert not any("TEMP B-TREE" in step or "SCAN" in step for step in told), (order, told)
            assert sum("PRIMARY KEY" in step for step in told) == len(order._parts), (order, told)


@pytest.mark.parametrize("sort", PLAIN)
@pytest.mark.parametrize("view", [View.ALL, View.UNREAD])
@pytest.mark.parametrize("category", [None, ("Top",), ()])
def test_a_list_in_windows_is_the_same_list(
    large: Library, sort: Sort, view: View, category: tuple[str, ...] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "_KEPT_WHOLE", 10)
    monkeypatch.setattr("tui_reader.library.windows._WINDOW", 8)
    query = Query(sort=sort, view=view, category=category)
    whole, windows = large.listing(query), large.listing(query, in_windows=True)
    assert isinstance(windows._keys, WindowedKeys)
    assert len(windows) == len(whole)
    rows = whole.rows(0, len(whole))
    for start in (len(whole) - 3, 0, 5, len(whole) // 2):
        assert windows.rows(start, start + 19) == rows[start : start + 19]
    assert [windows.position(row.path) for row in rows] == list(range(len(rows)))
    assert windows.next_unread(3, 1) == 4
    assert windows.carried_over(whole, 5, Positions.of([1, 7])) == (5, Positions.of([1, 7]))
    many = Positions.of(range(0, len(rows), 2))
    assert windows.carried_over(whole, 5, many) == (5, many)


def test_a_post_that_is_not_in_a_list_in_windows_has_no_place(large: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "_KEPT_WHOLE", 10)
    top = large.listing(Query(category=("Top",)), in_windows=True)
    loose = large.listing(Query(category=()))
    assert top.position(loose.rows(0, 1)[0].path) is None
    assert loose.carried_over(top, 0, Positions()) == (0, Positions())


def test_views_and_words_are_the_same_in_windows(large: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "_KEPT_WHOLE", 10)
    for query in (Query(view=View.UNREAD), Query(words="word"), Query(view=View.STARRED, category=("Top",))):
        whole, windows = large.listing(query), large.listing(query, in_windows=True)
        assert windows.rows(0, POSTS) == whole.rows(0, POSTS)


@pytest.mark.parametrize("sort", [Sort.DATE, Sort.DATE_OLDEST, Sort.TITLE, Sort.AUTHOR_REVERSED])
def test_reading_leaves_nothing_out_of_a_list_of_unread_posts(
    large: Library, sort: Sort, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "_KEPT_WHOLE", 10)
    monkeypatch.setattr("tui_reader.library.windows._WINDOW", 8)
    query = Query(view=View.UNREAD, sort=sort)
    everything = [row.path for row in large.listing(query).rows(0, POSTS)]
    windows = large.listing(query, in_windows=True)
    assert isinstance(windows._keys, WindowedKeys)
    last = [row.path for row in windows.rows(POSTS - 3, POSTS)]
    seen = [row.path for row in windows.rows(0, 8)]
    large.mark(seen, Mark.READ, True)
    assert windows.next_unread(0, 1) == 8
    assert [row.path for row in windows.rows(40, 44)] == everything[40:44]
    assert windows.position(everything[70]) == 70
    assert windows.position(everything[60]) == 60
    large.undo()
    for start in range(8, POSTS, 8):
        paths = [row.path for row in windows.rows(start, start + 8)]
        seen += paths
        large.mark(paths[:5], Mark.READ, True)
    assert seen == everything
    assert last == everything[-3:]
    held = large.listing(query, in_windows=True, held=windows)
    assert [row.path for row in held.rows(0, POSTS)] == everything
    assert len(large.listing(query)) == POSTS - 5 * (POSTS // 8 - 1)
    while large.undo():
        pass
    assert len(large.listing(query)) == POSTS
