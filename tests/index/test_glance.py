"""A glance into the index for what is typed half: found without refresh, and without writing anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.index.world import write_post
from tui_reader.errors import UsageError
from tui_reader.library import Library, glance_at

PLAIN = re.compile(r"[\w/-]+")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Posts whose names, titles and categories begin alike and differently."""
    root = tmp_path / "posts"
    write_post(
        root, "a/train.md", title="旅行的火车", date="2024-01-02", categories=["新闻", "Local"], tags=["Rail", "x"]
    )
    write_post(root, "a/far.md", title="旅行，更远", date="2024-01-03", categories=["新闻"], tags=["rail way"])
    write_post(root, "b/evil.md", title="'$(touch owned) `x` \"y\"; \\\\ it''s'", date="2024-01-01", tags=["$(owned)"])
    write_post(root, "b/plain.md", title="Plain Words here", date="2023-01-01")
    library = Library.open(root, cache_dir=tmp_path / "cache", data_dir=tmp_path / "data")
    library.refresh()
    yield library
    library.close()


def names(library: Library, tmp_path: Path, typed: str, limit: int = 50) -> list[str]:
    """The names that a glance offers."""
    with glance_at(library.root, tmp_path / "cache") as glance:
        assert glance is not None
        return [found.name for found in glance.posts(typed, limit)]


def id_of(library: Library, path: str) -> str:
    row = library.row(path)
    assert row is not None
    return row.id


def test_the_newest_come_without_anything_typed(library: Library, tmp_path: Path) -> None:
    newest = [id_of(library, path) for path in ("a/far.md", "a/train.md", "b/evil.md", "b/plain.md")]
    assert names(library, tmp_path, "") == newest
    assert names(library, tmp_path, "", 2) == newest[:2]


def test_posts_are_found_by_the_beginning_of_id_title_path_and_category(library: Library, tmp_path: Path) -> None:
    far, train = id_of(library, "a/far.md"), id_of(library, "a/train.md")
    assert far in names(library, tmp_path, far[:3])
    assert names(library, tmp_path, "旅行") == [f"旅行-更远-{far}", f"旅行的火车-{train}"]
    assert names(library, tmp_path, "旅行的") == [f"旅行的火车-{train}"]
    assert names(library, tmp_path, f"旅行-更远-{far[:2]}") == [f"旅行-更远-{far}"]
    assert names(library, tmp_path, "plain wo") == [f"Plain-Words-here-{id_of(library, 'b/plain.md')}"]
    assert names(library, tmp_path, "行") == []
    assert names(library, tmp_path, "b/") == ["b/evil.md", "b/plain.md"]
    assert names(library, tmp_path, "新") == [f"新闻/旅行-更远-{far}", f"新闻/旅行的火车-{train}"]
    assert names(library, tmp_path, "新闻/Lo") == [f"新闻/Local/旅行的火车-{train}"]
    assert names(library, tmp_path, "新闻/旅行的") == [f"新闻/旅行的火车-{train}"]


def test_every_name_that_is_offered_means_its_post_and_nothing_to_a_shell(library: Library, tmp_path: Path) -> None:
    with glance_at(library.root, tmp_path / "cache") as glance:
        assert glance is not None
        for typed in ("", "旅", "新闻/", "touch", "P", "b/", "l"):
            for found in glance.posts(typed, 50):
                assert library.find(found.name).id == found.id
                assert found.name == found.path or PLAIN.fullmatch(found.name)


def test_a_title_before_an_id_is_understood_and_an_unknown_id_is_not(library: Library) -> None:
    short = id_of(library, "b/plain.md")
    assert library.find(f"any words at all-{short}").path == "b/plain.md"
    with pytest.raises(UsageError):
        library.find(f"words-{short[:4]}")
    with pytest.raises(UsageError):
        library.find("words-00000000")


def test_tags_and_categories_begin_in_any_case(library: Library, tmp_path: Path) -> None:
    with glance_at(library.root, tmp_path / "cache") as glance:
        assert glance is not None
        assert dict(glance.tags("rA", 9)) == {"Rail": 1, "rail way": 1}
        assert glance.tags("nothing", 9) == ()
        assert dict(glance.categories("lo", 9)) == {("新闻", "Local"): 1}
        assert glance.categories("新", 1) == ((("新闻",), 2),)


def test_where_there_is_no_index_there_is_nothing_to_see(library: Library, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with glance_at(tmp_path / "other", tmp_path / "cache") as glance:
        assert glance is None
    assert len(list((tmp_path / "cache").glob("*.db"))) == 1
    with glance_at(library.root, tmp_path / "nowhere") as glance:
        assert glance is None
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_damaged_index_is_left_alone(library: Library, tmp_path: Path, content: bytes) -> None:
    [file] = (tmp_path / "cache").glob("index-*.db")
    library.close()
    for path in (tmp_path / "cache").iterdir():
        path.unlink()
    file.write_bytes(content)
    with glance_at(library.root, tmp_path / "cache") as glance:
        if glance is not None:
            assert (glance.posts("旅", 9), glance.tags("", 9), glance.categories("", 9)) == ((), (), ())
    assert file.read_bytes() == content


@pytest.mark.parametrize(
    "typed", ['"', "' OR 1", "*", "%", "_", "\x00", "\udc80", "(" * 999, "^", "-", "/", "//", "é" * 999]
)
def test_anything_may_be_typed(library: Library, tmp_path: Path, typed: str) -> None:
    assert isinstance(names(library, tmp_path, typed), list)
