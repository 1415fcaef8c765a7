"""Tags that the user puts on posts: beside those of the front matter, counted, undone, taken along."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.index.world import write_post
from tests.marks.conftest import Opener
from tests.marks.test_marks import journals, look_now
from tui_reader import limits
from tui_reader.errors import UsageError
from tui_reader.library import Library, Undone
from tui_reader.library.ops import checked_tag, is_tag
from tui_reader.model import AnyMark, Mark, Query, Row, Tag


def rows(library: Library) -> dict[str, Row]:
    listing = library.listing(Query())
    return {row.path: row for row in listing.rows(0, len(listing))}


def test_a_tag_joins_those_of_the_front_matter(opener: Opener, root: Path) -> None:
    write_post(root, "00.md", tags=["zeta", "alpha"])
    library = opener()
    assert library.mark(["00.md", "01.md"], Tag("mine"), True) == 2
    assert library.mark(["00.md"], Tag("alpha"), True) == 1
    row = rows(library)["00.md"]
    assert row.tags == ("zeta", "alpha", "mine")
    assert row.own_tags == ("alpha", "mine")
    assert library.tags() == (("mine", 2), ("alpha", 1), ("zeta", 1))
    assert library.mark(["00.md"], Tag("alpha"), False) == 1
    assert rows(library)["00.md"].tags == ("zeta", "alpha", "mine")
    assert library.mark(["00.md"], Tag("zeta"), False) == 0


def test_tags_are_there_without_the_index(opener: Opener, tmp_path: Path) -> None:
    library = opener()
    library.mark(["00.md", "01.md"], Tag("疫情"), True)
    library.mark(["01.md"], Tag("疫情"), False)
    library.close()
    shutil.rmtree(tmp_path / "cache")
    again = opener()
    assert rows(again)["00.md"].tags == ("疫情",)
    assert again.tags() == (("疫情", 1),)
    again.refresh(rebuild=True)
    assert again.tags() == (("疫情", 1),)


def test_one_action_is_undone_as_one(opener: Opener) -> None:
    library = opener()
    library.mark(["00.md"], Tag("old"), True)
    changes: list[tuple[AnyMark, bool]] = [(Mark.READ, True), (Tag("new"), True), (Tag("old"), False)]
    assert library.mark_all(["00.md", "01.md"], changes) == (2, 2, 1)
    undone = library.undo()
    assert undone == Undone(
        ("00.md", "01.md"),
        Mark.READ,
        False,
        (Undone(("00.md", "01.md"), Tag("new"), False), Undone(("00.md",), Tag("old"), True)),
    )
    assert rows(library)["00.md"].tags == ("old",)
    assert not rows(library)["00.md"].read
    assert library.undo() == Undone(("00.md",), Tag("old"), False)
    assert library.undo() is None


def test_tags_follow_a_post(opener: Opener, root: Path) -> None:
    library = opener()
    library.mark(["00.md"], Tag("mine"), True)
    (root / "00.md").rename(root / "moved.md")
    library.refresh()
    assert rows(library)["moved.md"].tags == ("mine",)
    assert library.tags() == (("mine", 1),)
    assert library.undo() == Undone(("moved.md",), Tag("mine"), False)


def test_a_post_that_comes_back_has_its_tags(opener: Opener, root: Path) -> None:
    library = opener()
    library.mark(["00.md"], Tag("mine"), True)
    (root / "00.md").rename(root.parent / "away.md")
    library.refresh()
    assert library.tags() == ()
    (root.parent / "away.md").rename(root / "00.md")
    library.refresh()
    assert rows(library)["00.md"].tags == ("mine",)
    write_post(root, "00.md", tags=["mine", "other"])
    library.refresh()
    assert rows(library)["00.md"].tags == ("mine", "other")
    assert library.mark(["00.md"], Tag("mine"), False) == 1
    assert library.tags() == (("mine", 1), ("other", 1))


def test_two_devices_each_put_a_tag_on(opener: Opener, tmp_path: Path) -> None:
    here, there = opener(), opener("other", data=tmp_path / "elsewhere")
    here.mark(["00.md"], Tag("here"), True)
    there.mark(["00.md"], Tag("there"), True)
    there.mark(["00.md"], Tag("both"), True)
    here.mark(["00.md"], Tag("both"), False)
    (theirs,) = journals(tmp_path / "elsewhere")
    shutil.copy(theirs, journals(tmp_path / "data")[0].with_name("phone-abc.jsonl"))
    look_now(here)
    assert here.counts().total == 12
    assert rows(here)["00.md"].tags == ("both", "here", "there")


@pytest.mark.parametrize("name", ["", " x", "a,b", "a\x1b[2J", "a\u202eb", "x" * 501, "e\u0301", "a\nb"])
def test_a_tag_that_nobody_could_have_typed_is_skipped(opener: Opener, tmp_path: Path, name: str) -> None:
    opener().close()
    (own,) = journals(tmp_path / "data")
    line = {"t": 1, "n": 1, "post": "00.md", "op": f"tag:{name}", "v": True}
    own.write_text(json.dumps(line) + "\n" + json.dumps({**line, "op": "tag:fine", "v": 1}) + "\n")
    library = opener("other")
    assert library.tags() == ()
    assert library.notices == ()


@pytest.mark.parametrize(("text", "told"), [(" ", "empty"), ("a,b", "comma"), ("x" * 501, "longer than 500")])
def test_a_name_that_cannot_be_is_told(text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        checked_tag(text)


@settings(max_examples=1000, deadline=None)
@given(st.text())
def test_what_is_typed_becomes_a_tag_or_a_sentence(text: str) -> None:
    try:
        tag = checked_tag(text)
    except UsageError:
        assert not is_tag(text)
    else:
        assert is_tag(tag.name)
        assert checked_tag(tag.name) == tag
        assert len(tag.name) <= limits.TAG_CHARACTERS


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["mark", "mark", "mark", "undo", "move", "write", "anew"]),
        st.integers(0, 3),
        st.sampled_from(["a", "b", "疫情"]),
        st.booleans(),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_tags_against_a_model(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, str, bool]]
) -> None:
    place = tmp_path_factory.mktemp("tags")
    paths = {number: f"{number}.md" for number in range(4)}
    written: dict[int, list[str]] = {number: ["a"] if number == 0 else [] for number in range(4)}
    for number, path in paths.items():
        write_post(place / "posts", path, tags=written[number], body=f"body {number}")

    library = Library.open(place / "posts", cache_dir=place / "cache", data_dir=place / "data")
    library.refresh()
    own: set[tuple[int, str]] = set()
    history: list[tuple[int, str, bool]] = []
    for turn, (step, number, name, on) in enumerate(steps):
        if step == "mark":
            changed = ((number, name) in own) != on
            assert library.mark([paths[number]], Tag(name), on) == changed
            if changed:
                history.append((number, name, on))
                (own.add if on else own.discard)((number, name))
        elif step == "undo":
            undone = library.undo()
            assert (undone is None) == (not history)
            if history and undone is not None:
                post, tag, put_on = history.pop()
                (own.discard if put_on else own.add)((post, tag))
                assert undone == Undone((paths[post],), Tag(tag), not put_on)
        elif step == "move":
            (place / "posts" / paths[number]).rename(place / "posts" / f"{turn}-{number}.md")
            paths[number] = f"{turn}-{number}.md"
            library.refresh()
        elif step == "write":
            written[number] = [name] if on else []
            write_post(place / "posts", paths[number], tags=written[number], body=f"body {number}")
            library.refresh()
        else:
            library.close()
            library = Library.open(place / "posts", cache_dir=place / f"cache{turn}", data_dir=place / "data")
            library.refresh()
        expected = {paths[n]: {*written[n], *(tag for post, tag in own if post == n)} for n in range(4)}
        assert {path: set(row.tags) for path, row in rows(library).items()} == expected
        assert all(len(set(row.tags)) == len(row.tags) for row in rows(library).values())
        assert dict(library.tags()) == dict(Counter(name for tags in expected.values() for name in tags))
    library.close()
