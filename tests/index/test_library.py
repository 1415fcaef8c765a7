"""One contract after the other of what `Library` promises."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.index.world import found, paths, stamp, write_post
from tui_reader.document import shown_path
from tui_reader.errors import LibraryError, UsageError
from tui_reader.library import Library, Listing
from tui_reader.model import Mark, Query, ReadingPosition, Row, Sort, View


def row(library: Library, path: str) -> Row:
    found_row = library.row(path)
    assert found_row is not None
    return found_row


def test_opening_what_is_not_there_or_no_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="it isn't there"):
        Library.open(tmp_path / "nowhere", cache_dir=tmp_path, data_dir=tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryError, match="no folder"):
        Library.open(tmp_path / "file", cache_dir=tmp_path, data_dir=tmp_path)


def test_counts(library: Library) -> None:
    library.mark(["a.md", "c.md"], Mark.READ, True)
    library.mark(["b.md"], Mark.STAR, True)
    counts = library.counts()
    assert (counts.total, counts.unread, counts.starred) == (5, 3, 1)
    assert (counts.uncategorised, counts.uncategorised_unread) == (1, 0)


def test_categories_roll_up_and_stand_in_order(library: Library) -> None:
    library.mark(["a.md"], Mark.READ, True)
    seen = [(category.path, category.total, category.unread) for category in library.categories()]
    assert seen[0] == (("News",), 3, 2)
    assert (("Notes",), 1, 1) in seen
    assert seen[1][0] == ("News", "Markets")


def test_a_post_counts_once_in_a_category_that_it_reaches_twice(root: Path, library: Library) -> None:
    write_post(root, "f.md", categories=["[A, B]", "[A, C]"])
    library.refresh()
    totals = {category.path: category.total for category in library.categories()}
    assert totals[("A",)] == 1
    assert paths(library, Query(category=("A",))) == ["f.md"]


def test_tags_by_use(library: Library) -> None:
    assert library.tags() == (("x", 2), ("y", 1))


def test_the_newest_comes_first_and_the_undated_last_in_both_directions(library: Library) -> None:
    assert paths(library) == ["b.md", "e.md", "a.md", "c.md", "d/undated.md"]
    assert paths(library, Query(sort=Sort.DATE_OLDEST)) == ["c.md", "a.md", "e.md", "b.md", "d/undated.md"]


@pytest.mark.parametrize("sort", list(Sort))
def test_every_order_has_every_post(library: Library, sort: Sort) -> None:
    assert sorted(paths(library, Query(sort=sort))) == sorted(paths(library))


def test_other_orders(library: Library) -> None:
    assert [row.title for row in library.listing(Query(sort=Sort.TITLE)).rows(0, 3)] == ["Alpha", "Beta", "Delta"]
    assert paths(library, Query(sort=Sort.AUTHOR))[:2] == ["e.md", "b.md"]
    assert paths(library, Query(sort=Sort.AUTHOR_REVERSED))[:2] == ["b.md", "e.md"]
    assert paths(library, Query(sort=Sort.PATH)) == sorted(paths(library))
    assert paths(library, Query(sort=Sort.PATH_REVERSED)) == sorted(paths(library), reverse=True)
    words = [row.words for row in library.listing(Query(sort=Sort.WORDS)).rows(0, 5)]
    assert words == sorted(words, reverse=True)


def test_the_order_is_new_after_a_refresh(root: Path, library: Library) -> None:
    paths(library)
    write_post(root, "newest.md", date="2030-01-01")
    library.refresh()
    assert paths(library)[0] == "newest.md"


def test_a_window_is_cut_to_the_list(library: Library) -> None:
    listing = library.listing(Query())
    assert [row.path for row in listing.rows(3, 99)] == ["c.md", "d/undated.md"]
    assert listing.rows(5, 9) == ()
    assert listing.rows(-2, 1)[0].path == "b.md"


def test_views(library: Library) -> None:
    library.mark(["b.md"], Mark.READ, True)
    library.mark(["b.md", "c.md"], Mark.STAR, True)
    assert paths(library, Query(view=View.UNREAD)) == ["e.md", "a.md", "c.md", "d/undated.md"]
    assert paths(library, Query(view=View.STARRED)) == ["b.md", "c.md"]
    assert paths(library, Query(view=View.STARRED, category=("News",))) == ["b.md"]
    assert paths(library, Query(view=View.UNREAD, category=("News",))) == ["e.md", "a.md"]


def test_a_list_keeps_what_is_read_meanwhile_and_shows_its_mark(library: Library) -> None:
    listing = library.listing(Query(view=View.UNREAD))
    library.mark(["b.md"], Mark.READ, True)
    assert len(listing) == 5
    assert listing.rows(0, 1)[0].read


def test_a_list_keeps_the_place_of_a_post_that_has_gone(root: Path, library: Library) -> None:
    listing = library.listing(Query())
    (root / "a.md").unlink()
    library.refresh()
    gone = listing.rows(0, 5)[2]
    assert (gone.path, gone.title, gone.problems) == ("a.md", "Alpha", 1)
    assert len(listing.rows(0, 5)) == 5


def test_category_queries(library: Library) -> None:
    assert paths(library, Query(category=("News",))) == ["b.md", "e.md", "a.md"]
    assert paths(library, Query(category=())) == ["c.md"]
    assert paths(library, Query(category=("No", "such"))) == []


def test_position_in_a_list(library: Library) -> None:
    listing = library.listing(Query(category=("News",)))
    assert listing.position("a.md") == 2
    assert listing.position("c.md") is None
    assert listing.position("no.md") is None


def test_next_unread_wraps_round_both_ways(library: Library) -> None:
    listing = library.listing(Query())
    library.mark(["e.md", "a.md"], Mark.READ, True)
    assert library.next_unread(listing, 0) == 3
    assert library.next_unread(listing, 4) == 0
    assert library.next_unread(listing, 3, -1) == 0
    assert library.next_unread(listing, 0, -1) == 4
    library.mark(paths(library), Mark.READ, True)
    assert library.next_unread(listing, 0) is None
    library.mark(["b.md"], Mark.READ, False)
    assert library.next_unread(listing, 0) == 0
    assert library.next_unread(library.listing(Query(words="nowhere")), 0) is None


def test_next_unread_far_away(root: Path, library: Library) -> None:
    for number in range(300):
        write_post(root, f"many/{number:03d}.md", date="2000-01-01", categories=["Many"])
    library.refresh()
    listing = library.listing(Query(category=("Many",)))
    library.mark(
        [path for path in paths(library) if path.startswith("many/") and path != "many/271.md"], Mark.READ, True
    )
    assert library.next_unread(listing, 3) == listing.position("many/271.md")
    assert library.next_unread(listing, 3, -1) == listing.position("many/271.md")


def test_rows_say_all_that_is_known(library: Library) -> None:
    seen = row(library, "b.md")
    assert (seen.title, seen.author, seen.categories, seen.tags) == ("Beta", "Zoe", (("News",),), ("x",))
    assert seen.date is not None
    assert seen.date.iso == "2022-03-01"
    assert seen.words == 3
    assert seen.excerpt == "Nothing in particular."
    assert library.row("no.md") is None


@pytest.mark.parametrize("shape", ["id", "prefix", "path", "absolute", "relative", "dotted"])
def test_find(library: Library, root: Path, shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    target = row(library, "d/undated.md")
    monkeypatch.chdir(root / "d")
    text = {
        "id": target.id,
        "prefix": target.id[:5].upper(),
        "path": "d/undated.md",
        "absolute": str(root / "d" / "undated.md"),
        "relative": "undated.md",
        "dotted": "./undated.md",
    }[shape]
    assert library.find(text) == target


def test_find_names_the_nearest(library: Library) -> None:
    with pytest.raises(UsageError, match=r"d/undated\.md"):
        library.find("d/undatd.md")


def test_find_names_the_candidates_of_an_ambiguous_id(root: Path, library: Library) -> None:
    import hashlib

    by_prefix: dict[str, str] = {}
    number = 0
    while True:
        path = f"n{number}.md"
        prefix = hashlib.sha256(path.encode()).hexdigest()[:4]
        if prefix in by_prefix:
            break
        by_prefix[prefix] = path
        number += 1
    write_post(root, path)
    write_post(root, by_prefix[prefix])
    library.refresh()
    with pytest.raises(UsageError) as caught:
        library.find(prefix)
    assert path in caught.value.message
    assert by_prefix[prefix] in caught.value.message


@pytest.mark.parametrize("text", ["", " ", "\0", "\ud800", "%", "%zz", "~nobody/x", "'", "a" * 5000, "../..", "/", "*"])
def test_find_takes_any_text(library: Library, text: str) -> None:
    with pytest.raises(UsageError):
        library.find(text)


def test_the_nearest_is_named_for_a_text_with_odd_bytes(library: Library) -> None:
    with pytest.raises(UsageError, match=r"d/undated\.md"):
        library.find("d/undat\udcffd.md")


def test_a_text_that_is_no_path_has_no_row(library: Library) -> None:
    assert library.row("\ud800") is None
    assert library.listing(Query()).position("\ud800") is None
    assert library.position("\ud800") is None
    library.set_position("\ud800", ReadingPosition(1, 1))
    assert library.mark(["\ud800", "a.md"], Mark.READ, True) == 1


def test_documents_share_one_process_that_ends_with_the_library(root: Path, library: Library) -> None:
    write_post(root, "large.md", body="word " * 40_000)
    post = library.post("large.md")
    assert library.document(post).blocks
    opener = library._bodies._opener
    assert library.document(post).blocks
    assert library._bodies._opener is opener
    library.close()
    assert library._bodies._opener is None


def test_post_and_document(library: Library, root: Path) -> None:
    post = library.post("c.md")
    assert post.title == "出口增长"
    assert library.document(post).blocks
    (root / "c.md").unlink()
    with pytest.raises(LibraryError, match=r"c\.md was deleted"):
        library.post("c.md")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize(
    "name", [b"bad\xff\xfe.md", b"new\nline.md", b"esc\x1b[31m.md", b"%41.md", b"--all.md", b"[b].md"]
)
def test_odd_names_are_listed_opened_and_found(root: Path, library: Library, name: bytes) -> None:
    (root / os.fsdecode(name)).write_bytes("疫情 odd".encode())
    result = library.refresh()
    path = os.fsdecode(name)
    assert result.found == result.listed == 6
    assert path in found(library, "odd")
    assert library.post(path).path == path
    assert library.find(path).path == path
    assert library.find(row(library, path).id).path == path
    assert library.mark([path], Mark.READ, True) == 1
    assert row(library, path).read
    library.set_position(path, ReadingPosition(1, 2))
    assert library.position(path) == ReadingPosition(1, 2)


def test_the_shown_form_of_an_undecodable_name_finds_it(root: Path, library: Library) -> None:
    if os.name == "nt":
        pytest.skip("Windows has no such names")
    (root / os.fsdecode(b"bad\xff.md")).write_bytes(b"x")
    library.refresh()
    assert library.find("bad%FF.md").path == os.fsdecode(b"bad\xff.md")


@pytest.mark.parametrize(
    "name",
    [b"a\tb.md", b"new\nline.md", b"esc\x1b[2J.md", b"c1\xc2\x9bm.md", b"both\xff\x07.md", b"rlo\xe2\x80\xaename.md"],
)
def test_the_shown_form_of_a_name_with_controls_finds_it(root: Path, library: Library, name: bytes) -> None:
    if os.name == "nt":
        pytest.skip("Windows has no such names")
    path = os.fsdecode(name)
    (root / path).write_bytes(b"x")
    library.refresh()
    assert shown_path(path) != path
    assert library.find(shown_path(path)).path == path


def test_problems_by_path(root: Path, library: Library) -> None:
    (root / "empty.md").write_bytes(b"")
    write_post(root, "date.md", date="2021-13-45")
    library.refresh()
    assert [problem.path for problem in library.problems()] == ["date.md", "empty.md"]
    assert row(library, "empty.md").problems == 1


def test_positions_survive(root: Path, library: Library, tmp_path: Path) -> None:
    library.set_position("a.md", ReadingPosition(3, 40))
    assert library.position("b.md") is None
    library.close()
    again = Library.open(root, cache_dir=tmp_path / "cache", data_dir=tmp_path / "data")
    assert again.position("a.md") == ReadingPosition(3, 40)
    again.close()


def test_an_index_without_its_folder_to_write_is_kept_in_memory(root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    library = Library.open(root, cache_dir=tmp_path / "file", data_dir=tmp_path / "data")
    assert len(library.notices) == 1
    assert "in memory" in library.notices[0]
    library.refresh()
    seen: list[int] = []
    thread = threading.Thread(target=lambda: seen.append(library.counts().total))
    thread.start()
    thread.join()
    assert seen == [5]
    assert library.mark(["a.md"], Mark.READ, True) == 1
    library.close()


def test_a_cache_that_is_read_only_is_told(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def refuse(path: str, flags: int, *rest: int, **named: Any) -> int:
        if str(path).endswith(".db"):
            raise PermissionError(13, "Permission denied")
        return real(path, flags, *rest, **named)

    monkeypatch.setattr(os, "open", refuse)
    library = Library.open(root, cache_dir=tmp_path / "cache", data_dir=tmp_path / "data")
    assert "Permission denied" in library.notices[0]
    assert library.refresh().listed == 5
    library.close()


def test_files_are_the_users_alone(library: Library, tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("modes are POSIX's")
    library.mark(["a.md"], Mark.READ, True)
    for file in [*(tmp_path / "cache").iterdir(), *(tmp_path / "data").rglob("*.jsonl")]:
        assert file.stat().st_mode & 0o077 == 0, file
    assert (tmp_path / "cache").stat().st_mode & 0o077 == 0


def test_threads_share_a_library(library: Library) -> None:
    failures: list[BaseException] = []

    def work(path: str) -> None:
        try:
            for turn in range(10):
                library.mark([path], Mark.READ, turn % 2 == 0)
                listing = library.listing(Query())
                assert len(listing.rows(0, 5)) == 5
                library.counts()
        except BaseException as error:  # noqa: BLE001 - handed to the test
            failures.append(error)

    threads = [threading.Thread(target=work, args=(path,)) for path in ("a.md", "b.md", "c.md")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert library.counts().unread == 5


def test_a_folder_that_vanishes_is_a_sentence_and_nothing_is_lost(root: Path, library: Library) -> None:
    library.mark(["a.md"], Mark.READ, True)
    root.rename(root.with_name("elsewhere"))
    with pytest.raises(LibraryError, match="kept as it was"):
        library.refresh()
    assert library.counts().total == 5
    with pytest.raises(LibraryError, match="isn't there any more"):
        library.post("a.md")
    root.with_name("elsewhere").rename(root)
    assert library.refresh().listed == 5
    assert row(library, "a.md").read


def test_listing_is_named_in_the_face(library: Library) -> None:
    assert isinstance(library.listing(Query()), Listing)
    stamp(library.file("a.md"))
    assert library.refresh().changed == 1
