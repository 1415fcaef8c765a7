"""The commands `mark` and `undo`, as real processes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli import world
from tests.cli.world import run


def listed(library: Path) -> dict[str, dict[str, object]]:
    """The posts by path, as `list --json` gives them."""
    return {record["path"]: record for record in map(json.loads, run("-L", str(library), "list", "--json").lines)}


def tags(library: Path) -> dict[str, int]:
    """What `tags --json` counts."""
    records = map(json.loads, run("-L", str(library), "tags", "--json").lines)
    return {record["tag"]: record["total"] for record in records}


def test_what_one_command_did_is_undone_at_once(plain: Path) -> None:
    base = ("-L", str(plain))
    done = run(*base, "mark", "--star", "--read", "--tag", "later", "one.md", "two.md")
    assert sorted(done.lines) == ["2 of 2 now read", "2 of 2 now starred", "2 of 2 now tagged later"]
    marked = listed(plain)
    assert [(marked[path]["read"], marked[path]["starred"]) for path in ("one.md", "zh.md")] == [
        (True, True),
        (False, False),
    ]
    undone = run(*base, "undo")
    assert undone.status == 0
    assert sorted(undone.lines) == ["2 again not starred", "2 again unread", "2 again without your tag later"]
    assert not any(record["read"] or record["starred"] for record in listed(plain).values())
    assert run(*base, "undo").status == 1


def test_how_many_were_so_before_is_said(plain: Path) -> None:
    base = ("-L", str(plain), "mark", "--read")
    run(*base, "one.md")
    assert run(*base, "one.md", "two.md", "one.md").lines == ["1 of 2 now read; 1 were before"]


def test_tags_of_ones_own_stand_beside_those_of_the_file(plain: Path) -> None:
    base = ("-L", str(plain), "mark")
    before = (plain / "one.md").read_bytes()
    assert run(*base, "--tag", "later", "--tag", "稍后 再读", "--tag", "a", "one.md", "zh.md").status == 0
    posts = listed(plain)
    assert posts["one.md"]["tags"] == ["a", "b", "later", "稍后 再读"]
    assert posts["zh.md"]["tags"] == ["a", "later", "稍后 再读"]
    assert tags(plain) == {"a": 2, "later": 2, "稍后 再读": 2, "b": 1}
    shown = json.loads(run("-L", str(plain), "show", "--format", "json", "zh.md").text)
    assert shown["tags"] == ["a", "later", "稍后 再读"]
    done = run(*base, "--untag", "a", "--untag", "later", "one.md", "zh.md")
    assert done.lines == ["2 of 2 now without your tag a", "2 of 2 now without your tag later"]
    assert "1 of them have the tag a in their own file" in done.told
    assert tags(plain) == {"a": 1, "b": 1, "稍后 再读": 2}
    assert (plain / "one.md").read_bytes() == before


def test_what_a_query_finds_is_marked(plain: Path) -> None:
    base = ("-L", str(plain), "mark")
    assert run(*base, "--star", "--query", "散步").lines == ["1 of 1 now starred"]
    listed = run("-L", str(plain), "list").out
    assert run(*base, "--star", "-", stdin=listed).lines == ["3 of 4 now starred; 1 were before"]
    assert run(*base, "--tag", "x", "--query", "散步", "--query", "second", "zh.md").lines == ["2 of 2 now tagged x"]
    assert run(*base, "--read", "--all").lines == ["4 of 4 now read"]
    nothing = run(*base, "--star", "--query", "nowhere to be found")
    assert (nothing.status, nothing.out) == (1, b"")
    assert "no post is found" in nothing.told


def test_posts_come_from_standard_input(plain: Path) -> None:
    listing = run("-L", str(plain), "list", "--limit", "2").out
    assert run("-L", str(plain), "mark", "--read", "-", stdin=listing).lines == ["2 of 2 now read"]
    empty = run("-L", str(plain), "mark", "--read", "-")
    assert (empty.status, empty.out) == (1, b"")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["one.md"], "name what to do"),
        (["--read"], "name posts"),
        (["--read", "--unread", "one.md"], "at once"),
        (["--tag", "x", "--untag", " x ", "one.md"], "at once"),
        (["--tag", " ", "one.md"], "empty"),
        (["--tag", "a,b", "one.md"], "comma"),
        (["--tag", "x" * 501, "one.md"], "longer than 500"),
        (["--read", "on.md"], "Did you mean one.md"),
        (["--read", "第三篇"], "Did you mean zh.md?"),
        (["--read", "TWO"], "Did you mean two.md?"),
        (["--read", "one.md", "nowhere"], "no post"),
    ],
)
def test_wrong_use_is_told_and_marks_nothing(plain: Path, arguments: list[str], told: str) -> None:
    done = run("-L", str(plain), "mark", *arguments)
    assert (done.status, done.out) == (2, b"")
    assert told in done.told
    assert run("-L", str(plain), "undo").status == 1


def test_the_beginning_of_an_id_is_enough(plain: Path) -> None:
    whole = str(listed(plain)["one.md"]["id"])
    assert run("-L", str(plain), "mark", "--read", whole[:4].upper()).lines == ["1 of 1 now read"]
    assert listed(plain)["one.md"]["read"] is True


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_nothing_hostile_leaves_through_marks(hostile: Path) -> None:
    listing = run("-L", str(hostile), "list").out
    done = run(
        "-L", str(hostile), "mark", "--read", "--tag", world.ESCAPES.replace("\x9b", "") + "t", "-", stdin=listing
    )
    assert done.status == 0
    undone = run("-L", str(hostile), "undo")
    for result in (done, undone, run("-L", str(hostile), "tags")):
        assert world.bad_bytes(result.out) == world.bad_bytes(result.err) == []


def test_marks_that_cannot_be_kept_are_no_success(tmp_path: Path) -> None:
    root = world.plain_library(tmp_path / "posts")
    (tmp_path / "file").write_bytes(b"")
    done = run("-L", str(root), "mark", "--star", "one.md", environ={"XDG_DATA_HOME": str(tmp_path / "file")})
    assert done.status == 2
    assert "in memory only" in done.told
