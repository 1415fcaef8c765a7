"""Pictures of many posts go through one queue, in bounded memory; what came is kept, what failed is named."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.images import samples
from tests.images.server import PNG, Server, running
from tui_reader.config import Settings
from tui_reader.errors import PictureError
from tui_reader.images import (
    FetchedPicture,
    FetchLimits,
    FetchOptions,
    FrozenPictures,
    PictureCache,
    PictureType,
    sniff,
)
from tui_reader.jobs import Fetched, Pictured, PictureOrder, Wanted, fetch_query, picture_files, picture_order
from tui_reader.library import Library
from tui_reader.model import Progress, Query


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    folder.mkdir()
    return folder


@pytest.fixture
def order(tmp_path: Path) -> PictureOrder:
    limits = FetchLimits(connect_seconds=2, total_seconds=5, retry_seconds=0)
    cache = PictureCache(tmp_path / "cache")
    frozen = FrozenPictures(tmp_path / "frozen")
    return PictureOrder(cache, FetchOptions(allow_private=True, limits=limits), frozen)


def write(root: Path, name: str, body: str, head: str = "") -> Wanted:
    (root / name).write_text(f"---\ntitle: {name}\n{head}---\n{body}\n", encoding="utf-8")
    return Wanted(root, name)


def test_a_whole_library(server: Server, root: Path, order: PictureOrder) -> None:
    (root / "here.png").write_bytes(PNG)
    posts = [
        write(root, "a.md", f"![]({server.url('a.png')}) ![](here.png)"),
        write(root, "b.md", f"![]({server.url('a.png')}) ![]({server.url('status/404/b')})"),
        write(root, "c.md", "no picture"),
        write(root, "d.md", f"![](gone.png) ![]({server.url('drawing/d.svg')}) ![](https://hm.baidu.com/hm.gif)"),
        Wanted(root, "e.md"),
    ]
    told: list[Progress] = []
    done: list[Pictured] = []
    made = fetch_query(posts, order, told.append, total=len(posts), done=done.append)
    assert (made.posts, made.pictures, made.had + made.fetched, made.failures) == (3, 6, 4, 3)
    assert {(path, number) for path, number, _ in made.failed} == {("b.md", 2), ("d.md", 1), ("e.md", 0)}
    assert all(reason.endswith(".") for _, _, reason in made.failed)
    assert sorted(server.seen.paths) == ["/a.png", "/drawing/d.svg", "/status/404/b"], "once each, and no counter"
    assert [(step.done, step.total) for step in told] == [(number, 5) for number in range(6)]
    assert {post.wanted.path: len(post.fetched) for post in done} == {"a.md": 2, "b.md": 2, "c.md": 0, "d.md": 2}
    again = fetch_query(posts, order)
    assert (again.had, again.fetched, again.failures) == (4, 0, 3)
    assert len(server.seen.paths) == 3, "what failed is remembered"
    retried = fetch_query(posts, replace(order, options=replace(order.options, retry=True)))
    assert (retried.fetched, len(server.seen.paths)) == (0, 4)


def test_keeping_for_good_outlives_host_and_cache(server: Server, root: Path, order: PictureOrder) -> None:
    posts = [write(root, f"{number}.md", f"![]({server.url(f'{number}.png')})") for number in range(20)]
    made = fetch_query(posts, replace(order, freeze=True))
    assert (made.kept, made.fetched) == (20, 20)
    order.cache.clear()
    offline = replace(order, options=FetchOptions(offline=True))
    made = fetch_query(posts, offline)
    assert (made.had, made.failures) == (20, 0)
    assert order.frozen is not None
    assert all(order.frozen.holds(post.path) for post in posts)


def test_nothing_can_be_kept_without_a_library(server: Server, root: Path, order: PictureOrder) -> None:
    post = write(root, "a.md", f"![]({server.url('a.png')})")
    with pytest.raises(PictureError, match="no library"):
        fetch_query([post], replace(order, freeze=True, frozen=None))


def test_ending_keeps_what_has_come(server: Server, root: Path, order: PictureOrder) -> None:
    posts = [write(root, f"{number}.md", f"![]({server.url(f'{number}.png')})") for number in range(30)]
    posts.append(write(root, "slow.md", f"![]({server.url('stall/a')})"))
    done: list[Pictured] = []
    made = fetch_query(posts, order, cancelled=lambda: len(done) >= 5, done=done.append)
    assert made.cancelled
    assert made.failures == 0, "what the user has ended has not failed"
    assert 5 <= made.fetched < 30
    assert order.cache.size()[0] >= made.fetched
    made = fetch_query(posts[:30], order)
    assert not made.cancelled
    assert made.had + made.fetched == 30


def test_four_at_once_over_all_posts(root: Path, order: PictureOrder) -> None:
    with running("0.0.0.0") as server:
        urls = [server.url(f"slow/{number}.png", f"127.0.0.{1 + number % 4}") for number in range(16)]
        posts = [write(root, f"{number}.md", f"![]({url})") for number, url in enumerate(urls)]
        assert fetch_query(posts, order).fetched == 16
        assert server.seen.most_at_once == 4


def test_what_is_held_does_not_grow_with_the_posts(server: Server, root: Path, order: PictureOrder) -> None:
    (root / "here.png").write_bytes(PNG)
    post = write(root, "a.md", "![a](here.png)\n\n" + "text " * 200)

    def peak(number: int) -> int:
        tracemalloc.start()
        try:
            assert fetch_query((post for _ in range(number)), order).pictures == number
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)
    assert peak(1_000) < peak(100) + 200_000


@pytest.mark.parametrize(("referer", "told"), [("none", None), ("source", "http://127.0.0.1:{port}/post")])
def test_servers_are_told_of_the_source_where_that_is_set(
    referer: str, told: str | None, server: Server, root: Path, tmp_path: Path
) -> None:
    settings = Settings(allow_private_hosts=True, image_referer=referer)
    post = write(root, "a.md", f"![]({server.url('a.png')})", f"source: {server.url('post')}\n")
    order = picture_order(settings, tmp_path / "cache", tmp_path / "frozen")
    assert fetch_query([post], order).fetched == 1
    wanted = told.format(port=server.port) if told else None
    assert [headers.get("Referer") for headers in server.seen.headers] == [wanted]


def test_the_users_proxies_are_passed_by(server: Server, root: Path, tmp_path: Path) -> None:
    pattern = f"{server.url('proxy')}/{{host_path}}/end"
    settings = Settings(allow_private_hosts=True, image_proxies=(server.url("proxy?to={url}"), pattern))
    post = write(root, "a.md", f"![]({server.url('proxy?to=')}{server.url('a.png')})")
    assert fetch_query([post], picture_order(settings, tmp_path / "cache")).fetched == 1
    assert server.seen.paths == ["/a.png"]


def test_offline_asks_nobody(server: Server, root: Path, tmp_path: Path) -> None:
    post = write(root, "a.md", f"![]({server.url('a.png')})")
    order = picture_order(Settings(allow_private_hosts=True, offline=True), tmp_path / "cache")
    made = fetch_query([post], order)
    assert (made.failures, server.seen.paths) == (1, [])
    assert "offline" in made.failed[0][2]


def test_the_pictures_of_a_listing(server: Server, root: Path, order: PictureOrder, tmp_path: Path) -> None:
    for number in range(3):
        write(root, f"{number}.md", f"word{number} ![]({server.url(f'{number}.png')})")
    library = Library.open(root, cache_dir=tmp_path / "c", data_dir=tmp_path / "d")
    try:
        library.refresh()
        rows = library.listing(Query(words="word1")).rows(0, 10)
        assert fetch_query([Wanted(root, row.path) for row in rows], order).fetched == 1
        assert library.frozen_dir == tmp_path / "d" / "pictures" / library.id
    finally:
        library.close()
    assert server.seen.paths == ["/1.png"]


def test_nothing_to_do(order: PictureOrder) -> None:
    assert fetch_query([], order) == Fetched()


def test_names_for_an_export(tmp_path: Path) -> None:
    def there(number: int, caption: str, data: bytes) -> FetchedPicture:
        path = tmp_path / str(number)
        path.write_bytes(data)
        found = sniff(data)
        assert isinstance(found, PictureType)
        return FetchedPicture(samples.remote("http://a/", number, caption), path, "", found)

    gone = FetchedPicture(samples.remote("http://a/", 2), None, "Gone.")
    files = picture_files([there(1, "会场外景。后文", PNG), gone, there(3, "../../x", samples.jpeg())], "images/post")
    assert {number: (file.name, file.media_type) for number, file in files.items()} == {
        1: ("images/post/01-会场外景.png", "image/png"),
        3: ("images/post/03-x.jpg", "image/jpeg"),
    }
    assert picture_files([there(1, "", PNG)], "")[1].name == "01.png"
