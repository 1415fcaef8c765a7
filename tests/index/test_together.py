"""Several libraries asked as one: the same posts in the same order as in one library of all of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.index.world import write_post
from tui_reader.library import Library, all_libraries, joined, library_id, save_session, together
from tui_reader.model import Mark, Query, Session, Sort, View

POSTS, LIBRARIES = 90, 3
PLAIN = [sort for sort in Sort if sort not in (Sort.RELEVANCE, Sort.RELEVANCE_REVERSED)]


def _open(place: Path, folder: str) -> Library:
    library = Library.open(place / folder, cache_dir=place / "cache", data_dir=place / "data")
    library.refresh()
    return library


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Library, list[Library]]]:
    """A library, and three with the same posts between them; many are alike in what they are sorted by."""
    place = tmp_path_factory.mktemp("together")
    generator = random.Random(8)
    for number in range(POSTS):
        name = f"{generator.choice('ab')}{number:03d}.md"
        title, author = generator.choice(["One", "二", "three"]), generator.choice(["", "Ada", "安"])
        date, body = generator.choice(["", "2021-01-01", "2022-02-02"]), "疫情 word " * generator.randrange(4)
        for folder in ("whole", str(generator.randrange(LIBRARIES))):
            write_post(place / folder, name, title=title, author=author, date=date, body=body)
    whole = _open(place, "whole")
    parts = [_open(place, str(number)) for number in range(LIBRARIES)]
    yield whole, parts
    for library in (whole, *parts):
        library.close()


def _marked(libraries: list[Library]) -> None:
    for library in libraries:
        names = [row.path for row in library.listing(Query()).rows(0, POSTS) if row.path.startswith("a")]
        library.mark(names, Mark.READ, value=True)


@pytest.mark.parametrize("sort", PLAIN)
@pytest.mark.parametrize("words", ["", "疫情", "title:二 or author:安", "-word"])
@pytest.mark.parametrize("window", [4, 500])
def test_the_order_is_that_of_one_library_with_all_posts(
    shelves: tuple[Library, list[Library]], sort: Sort, words: str, window: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, parts = shelves
    monkeypatch.setattr(together, "_WINDOW", window)
    query = Query(words=words, sort=sort)
    wanted = [row.path for row in whole.listing(query).rows(0, POSTS)]
    assert wanted
    merged = joined(parts, query)
    assert [found.row.path for found in merged.rows(0)] == wanted
    assert [found.row.path for found in merged.rows(7, 19)] == wanted[7:19]
    assert len(merged) == len(wanted)
    for found in merged.rows(0):
        assert found.library.row(found.row.path) == found.row


def test_the_first_posts_are_the_first_of_all(shelves: tuple[Library, list[Library]]) -> None:
    whole, parts = shelves
    query = Query(words="word")
    first = joined(parts, query, most=10)
    assert not first.is_whole
    wanted = [row.path for row in whole.listing(query).rows(0, 10)]
    assert [found.row.path for found in first.rows(0, 10)] == wanted


def test_views_hold_in_each_library(shelves: tuple[Library, list[Library]]) -> None:
    whole, parts = shelves
    _marked([whole, *parts])
    query = Query(view=View.UNREAD)
    wanted = [row.path for row in whole.listing(query).rows(0, POSTS)]
    assert wanted
    assert all(path.startswith("b") for path in wanted)
    assert [found.row.path for found in joined(parts, query).rows(0)] == wanted


@pytest.mark.parametrize("sort", [Sort.RELEVANCE, Sort.RELEVANCE_REVERSED])
def test_the_best_of_each_come_in_turn(shelves: tuple[Library, list[Library]], sort: Sort) -> None:
    _, parts = shelves
    query = Query(words="疫情", sort=sort)
    merged = list(joined(parts, query).rows(0))
    for library in parts:
        own = [row.path for row in library.listing(query).rows(0, POSTS)]
        assert [found.row.path for found in merged if found.library is library] == own
    assert [found.library for found in merged[:LIBRARIES]] == parts


def test_a_post_that_has_gone_since_stays_among_its_neighbours(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        for number in (1, 2, 3):
            write_post(tmp_path / folder, f"{folder}{number}.md", title=str(number), date=f"2021-01-0{number}")
    libraries = [_open(tmp_path, folder) for folder in ("one", "two")]
    try:
        merged = joined(libraries, Query())
        (tmp_path / "one/one2.md").unlink()
        libraries[0].refresh()
        after = [found.row for found in merged.rows(0)]
        for library, listing in merged.parts:
            assert [row.path for row in after if row in listing.rows(0, 3)] == [f"{library.name}{n}.md" for n in "321"]
        assert [row.problems for row in after if row.path == "one2.md"] == [1]
    finally:
        for library in libraries:
            library.close()


# Which libraries are meant.


class Machine:
    """What a machine knows of libraries."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def folder(self, path: str) -> Path:
        """A folder with a post."""
        write_post(self.place / path, "post.md", title=path)
        return self.place / path

    def indexed(self, path: str) -> Path:
        """A library with an index and marks."""
        root = self.folder(path)
        library = Library.open(root, cache_dir=self.place / ".cache", data_dir=self.place / ".data")
        library.refresh()
        library.mark(["post.md"], Mark.READ, value=True)
        library.close()
        return root

    def read(self, path: str) -> Path:
        """A library that was read."""
        root = self.folder(path)
        save_session(self.place / ".state", Session(str(root), None, View.ALL, None))
        return root

    def all(
        self, named: dict[str, Path] | None = None, others: tuple[Path, ...] = (), sample: Path | None = None
    ) -> list[tuple[str, Path]]:
        """Names and folders of all libraries."""
        found = all_libraries(
            {name: str(path) for name, path in (named or {}).items()},
            [str(path) for path in others],
            state_dir=self.place / ".state",
            cache_dir=self.place / ".cache",
            data_dir=self.place / ".data",
            sample=str(sample) if sample else None,
        )
        assert [member.id for member in found] == [library_id(member.root) for member in found]
        return [(member.name, member.root) for member in found]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_named_libraries_come_first_then_the_last_read(machine: Machine) -> None:
    kept, old, new, named = machine.indexed("kept"), machine.read("old"), machine.read("new"), machine.folder("blog")
    assert machine.all({"mine": named}) == [("mine", named), ("new", new), ("old", old), ("kept", kept)]


def test_each_folder_is_meant_once_under_the_users_name(machine: Machine) -> None:
    root = machine.read("blog")
    link = machine.place / "link"
    link.symlink_to(root)
    assert machine.all({"mine": link}, (root,)) == [("mine", link)]


def test_what_lies_in_another_library_is_a_part_of_that(machine: Machine) -> None:
    outer, _inner, beside = machine.folder("blog"), machine.read("blog/posts"), machine.read("blog-two")
    assert machine.all({"mine": outer}) == [("mine", outer), ("blog-two", beside)]


def test_a_folder_that_is_gone_is_left_out(machine: Machine) -> None:
    root = machine.read("blog")
    (root / "post.md").unlink()
    root.rmdir()
    assert machine.all({"mine": machine.place / "never"}) == []


def test_the_sample_is_meant_where_nothing_else_is_known_or_it_has_a_name(machine: Machine) -> None:
    sample = machine.read("sample")
    assert machine.all(sample=sample) == [("sample", sample)]
    other = machine.read("other")
    assert machine.all(sample=sample) == [("other", other)]
    assert machine.all({"tea": sample}, sample=sample) == [("tea", sample), ("other", other)]


def test_folders_of_one_name_are_told_apart(machine: Machine) -> None:
    one, two = machine.read("work/_posts"), machine.read("home/_posts")
    assert machine.all() == [("home/_posts", two), ("work/_posts", one)]
