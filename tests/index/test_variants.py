"""Simplified and traditional Chinese in searches: the setting, and a change of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.index.world import found, write_post
from tui_reader.library import Library, glance_at
from tui_reader.library.catalog import folds
from tui_reader.model import LibraryOptions

MANY = 80
"""So many posts are read by processes of their own."""


@contextmanager
def opened(place: Path, *, variants: bool) -> Iterator[Library]:
    options = LibraryOptions(variants=variants)
    library = Library.open(place / "posts", cache_dir=place / "cache", data_dir=place / "data", options=options)
    try:
        yield library
    finally:
        library.close()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    root = tmp_path / "posts"
    write_post(root, "s.md", title="网络安全", categories=["图书馆"], tags=["新闻"], author="张发", body="随着时间。")
    write_post(root, "t.md", title="網絡安全", categories=["圖書館"], tags=["新聞"], author="張發", body="隨著時間。")
    write_post(root, "図.md", title="図書館の猫", body="広場の駅で。")
    return tmp_path


ALIKE = {
    "网络": {"s.md", "t.md"},
    "網絡": {"s.md", "t.md"},
    "網络安全": {"s.md", "t.md"},
    "title:網絡": {"s.md", "t.md"},
    "tag:新聞": {"s.md", "t.md"},
    "author:張發": {"s.md", "t.md"},
    "body:隨著": {"s.md", "t.md"},
    "圖書館": {"図.md"},
    "图书馆": {"図.md"},
    "廣場": {"図.md"},
    "cat:图书馆": {"s.md", "t.md"},
    "cat:=圖書館": {"s.md", "t.md"},
    "path:图": {"図.md"},
    "网络 -隨著": set(),
    "re:/網絡/": {"t.md"},
}
APART = {
    "网络": {"s.md"},
    "網絡": {"t.md"},
    "網络安全": set(),
    "tag:新聞": {"t.md"},
    "author:張發": {"t.md"},
    "body:隨著": {"t.md"},
    "圖書館": set(),
    "cat:图书馆": {"s.md"},
    "path:图": set(),
    "path:図": {"図.md"},
    "网络 -隨著": {"s.md"},
    "re:/網絡/": {"t.md"},
}


def wrong(library: Library, expected: dict[str, set[str]]) -> dict[str, set[str]]:
    """What is found, where it isn't what it should be."""
    told = {words: found(library, words) for words in expected}
    return {words: paths for words, paths in told.items() if paths != expected[words]}


@pytest.mark.parametrize(("variants", "expected"), [(True, ALIKE), (False, APART)])
def test_the_setting_decides_what_is_found(place: Path, variants: bool, expected: dict[str, set[str]]) -> None:
    with opened(place, variants=variants) as library:
        library.refresh()
        assert wrong(library, expected) == {}


def fill(place: Path) -> None:
    for number in range(MANY):
        write_post(place / "posts", f"more/{number}.md", title=f"第{number}篇")


@pytest.mark.parametrize("more", [False, True])
def test_a_change_of_it_has_the_posts_read_anew_once(place: Path, more: bool) -> None:
    if more:
        fill(place)
    for variants, expected in ((True, ALIKE), (False, APART), (True, ALIKE)):
        with opened(place, variants=variants) as library:
            library.refresh()
            assert wrong(library, expected) == {}
            again = library.refresh()
            assert (again.added, again.changed) == (0, 0)


def test_until_then_the_index_answers_by_what_it_is(place: Path) -> None:
    """Without a refresh, as with `--no-refresh`, nothing that was found before is missed."""
    with opened(place, variants=True) as library:
        library.refresh()
    with opened(place, variants=False) as library:
        assert wrong(library, ALIKE) == {}
        library.refresh()
    with opened(place, variants=True) as library:
        assert wrong(library, APART) == {}


@pytest.mark.parametrize("variants", [False, True])
def test_a_stopped_change_misses_no_spelling(place: Path, variants: bool) -> None:
    fill(place)
    with opened(place, variants=variants) as library:
        library.refresh()
    with opened(place, variants=not variants) as library:
        stop = after(3)
        assert library.refresh(cancelled=stop).notices
        assert len(folds(library._index.connection())) == 2
        for words in ("网络", "網絡", "随着", "隨著", "図書館"):
            assert found(library, words) >= APART.get(words, set()), words
        assert {"s.md"} <= found(library, "网络")
        assert {"t.md"} <= found(library, "網絡")
        library.refresh()
        assert len(folds(library._index.connection())) == 1
        assert wrong(library, APART if variants else ALIKE) == {}


def after(times: int) -> Callable[[], bool]:
    asked = iter(range(times))
    return lambda: next(asked, None) is None


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="nothing is closed to this user")
def test_posts_that_cannot_be_read_anew_are_found_as_they_were(place: Path) -> None:
    write_post(place / "posts", "closed/u.md", title="網絡攻擊")
    with opened(place, variants=False) as library:
        library.refresh()
    folder = place / "posts/closed"
    folder.chmod(0)
    try:
        with opened(place, variants=True) as library:
            library.refresh()
            assert "closed/u.md" in found(library, "網絡攻擊")
            assert found(library, "网络安全") == {"s.md", "t.md"}
    finally:
        folder.chmod(0o700)
    with opened(place, variants=True) as library:
        library.refresh()
        assert "closed/u.md" in found(library, "网络攻击")
        assert len(folds(library._index.connection())) == 1


def test_posts_that_were_away_during_the_change_are_read_when_they_are_back(place: Path) -> None:
    fill(place)
    with opened(place, variants=False) as library:
        library.refresh()
    (place / "posts/more").rename(place / "away")
    with opened(place, variants=True) as library:
        assert library.refresh().missing == MANY
        assert "more/7.md" in found(library, "第7篇")
        (place / "away").rename(place / "posts/more")
        assert library.refresh().changed == MANY
        assert len(folds(library._index.connection())) == 1


def test_an_index_made_anew_is_of_one_fold(place: Path) -> None:
    with opened(place, variants=False) as library:
        library.refresh()
    with opened(place, variants=True) as library:
        library.refresh(rebuild=True)
        assert folds(library._index.connection()) == (True,)
        assert wrong(library, ALIKE) == {}
        assert library.refresh().changed == 0


def test_tables_of_another_edition_have_the_posts_read_anew(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(place, variants=True) as library:
        library.refresh()
        monkeypatch.setattr("tui_reader.library.search.edition", lambda: "another")
        assert library.refresh().changed == 3
        assert library.refresh().changed == 0
    with opened(place, variants=False) as library:
        library.refresh()
        monkeypatch.undo()
        assert library.refresh().changed == 0


@pytest.mark.parametrize("variants", [False, True])
def test_titles_are_completed_as_they_are_written(place: Path, variants: bool) -> None:
    with opened(place, variants=variants) as library:
        library.refresh()
    with glance_at(place / "posts", place / "cache") as glance:
        assert glance is not None
        assert [post.path for post in glance.posts("網", 5)] == ["t.md"]
        assert [post.path for post in glance.posts("网络", 5)] == ["s.md"]
