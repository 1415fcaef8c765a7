"""Passages of posts are read from what is shown of them, and are there for every post that is found by its body."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.index.world import write_post
from tui_reader.document import Wanted, visible_text
from tui_reader.library import Library, searched
from tui_reader.library import snippets as module
from tui_reader.model import LibraryOptions, Query


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Library]:
    (tmp_path / "posts").mkdir()
    library = Library.open(tmp_path / "posts", cache_dir=tmp_path / "cache", data_dir=tmp_path / "data")
    yield library
    library.close()


def shown(library: Library, body: str, word: str, name: str = "a.md") -> str | None:
    write_post(library.root, name, title="灯塔", date="2020-01-01", body=body)
    found = library.passage(name, Wanted([(word, False)]))
    return "".join(f"[{found.text[start:end]}]" for start, end in found.hits) + found.text if found else None


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Before.\n\nThe 灯塔 **stands** here.\n\nAfter.", "[灯塔]The 灯塔 stands here."),
        ("<p>一。</p><p>看<b>灯</b>塔去。</p><p>二。</p>", "[灯塔]看灯塔去。 二。"),
        ("<p title='灯塔'>没有</p><p>看&#28783;塔。</p>", "[灯塔]看灯塔。"),
        ("![灯塔](灯塔.png)", "[灯塔]灯塔"),
        ("<!-- 灯塔 -->\n\nNothing.", None),
        ("<script>灯塔</script>\n\nNothing.", None),
        ("[there](https://example.org/灯塔)", None),
        ("```\n灯塔 = 1\n```", "[灯塔]灯塔 = 1"),
        ("The [灯塔][at sea] and [it].\n\nMore.\n\n[at sea]: https://example.org/\n", "[灯塔]The 灯塔 and [it]."),
        ("灯，塔", None),
        ("", None),
    ],
)
def test_what_is_shown_of_the_body_is_said(shelf: Library, body: str, text: str | None) -> None:
    assert shown(shelf, body, "灯塔") == text


def test_a_passage_comes_from_near_the_hit_alone(shelf: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the whole post was read")

    monkeypatch.setattr(Library, "document", refuse)
    body = "<p>" + "</p><p>".join(f"第{number}段，没有别的。" for number in range(300)) + "</p>"
    assert shown(shelf, body, "第250段") == "[第250段]第250段，没有别的。"


def test_what_is_gone_or_no_text_says_nothing(shelf: Library) -> None:
    wanted = Wanted([("灯塔", False)])
    assert shelf.passage("gone.md", wanted) is None
    (shelf.root / "odd.md").write_bytes(b"\xff\xfe\x00\x81" * 40)
    assert shelf.passage("odd.md", wanted) is None
    (shelf.root / "out.md").symlink_to("/etc/passwd")
    assert shelf.passage("out.md", Wanted([("root", False)])) is None


@pytest.mark.corpora
@pytest.mark.timeout(280)
def test_every_real_post_found_by_its_body_has_a_passage(corpora: Path, tmp_path: Path) -> None:
    chance = random.Random(7)
    for name in ("seed-family", "cosname__cosx.org", "perladvent__perldotcom"):
        library = Library.open(corpora / name, cache_dir=tmp_path / name, data_dir=tmp_path / "data")
        try:
            look_through(library, chance)
        finally:
            library.close()


def look_through(library: Library, chance: random.Random) -> None:
    """Words of some posts: each is found, and its passage holds it; the quick way says what the long one does."""
    library.refresh()
    listing = library.listing(Query())
    for row in chance.sample(listing.rows(0, min(500, len(listing))), min(12, len(listing))):
        text = visible_text(library.document(library.post(row.path)))
        if len(text) < 20:
            continue
        start = chance.randrange(len(text) - 4)
        word = text[start : start + 3].strip()
        if len(word) < 3 or not word.isalnum():
            continue
        marks = searched(f'"{word}"')
        assert marks is not None
        if not marks.bodies.spans(text):
            continue  # the middle of a Latin word
        found = library.passage(row.path, marks.bodies)
        assert found is not None, (row.path, word)
        assert found.hits, (row.path, word)
        quick = module._quick(library.root, row.path, marks.bodies)
        if quick is not None:
            said = quick.text[slice(*quick.hits[0])]
            assert said.split() == found.text[slice(*found.hits[0])].split()
            assert said in text, (row.path, word)


def test_a_passage_is_read_in_the_encoding_that_the_user_names(tmp_path: Path) -> None:
    root = tmp_path / "posts"
    root.mkdir()
    (root / "old.md").write_bytes("---\ntitle: Old\n---\n\n碼頭的燈塔。\n".encode("big5"))
    options = LibraryOptions(encoding="big5")
    library = Library.open(root, cache_dir=tmp_path / "cache", data_dir=tmp_path / "data", options=options)
    try:
        found = module._quick(root, "old.md", Wanted([("燈塔", False)]), "big5")
        assert found is not None
        assert found.text == "碼頭的燈塔。"
        assert library.passage("old.md", Wanted([("燈塔", False)])) == found
    finally:
        library.close()
