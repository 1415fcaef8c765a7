"""The command `state`, as real processes: dump, restore, compact."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.cli import world
from tests.cli.world import run


def data_home() -> Path:
    return Path(os.environ["XDG_DATA_HOME"]) / "tui-reader"


def wipe() -> None:
    """Forget all marks and the index."""
    shutil.rmtree(data_home())
    shutil.rmtree(Path(os.environ["XDG_CACHE_HOME"]))


def test_what_was_dumped_and_wiped_is_restored(plain: Path, tmp_path: Path) -> None:
    base = ("-L", str(plain))
    run(*base, "mark", "--read", "--tag", "稍后", "one.md", "zh.md")
    run(*base, "mark", "--star", "two.md")
    run(*base, "undo")
    dump = run(*base, "state", "dump")
    assert dump.status == 0
    assert json.loads(dump.lines[0]) == {
        "tui-reader": "state",
        "version": 1,
        "library": str(plain),
        "lines": 5,
        "searches": [],
    }
    listed = run(*base, "list", "--json").out
    wipe()
    assert run(*base, "list", "--json").out != listed
    (tmp_path / "marks.jsonl").write_bytes(dump.out)
    restored = run(*base, "state", "restore", str(tmp_path / "marks.jsonl"))
    assert restored.lines == ["5 marks read: 5 restored, 0 were so already"]
    assert run(*base, "list", "--json").out == listed
    assert run("state", "dump", *base).out == dump.out
    again = run(*base, "state", "restore", "--json", "-", stdin=dump.out)
    told = {"read": 5, "restored": 0, "same": 5, "older": 0, "missing": 0, "searches": 0, "damaged": []}
    assert json.loads(again.text) == told


def test_a_dump_replaces_and_undo_takes_it_back(plain: Path) -> None:
    base = ("-L", str(plain))
    run(*base, "mark", "--read", "one.md")
    dump = run(*base, "state", "dump").out
    run(*base, "mark", "--unread", "--star", "one.md", "two.md")
    before = run(*base, "list", "--json").out
    assert run(*base, "state", "restore", "-", stdin=dump).lines == [
        "1 marks read: 0 restored, 0 were so already, 1 older than what is here"
    ]
    assert run(*base, "state", "restore", "--replace", "-", stdin=dump).lines == [
        "1 marks read: 3 restored, 0 were so already"
    ]
    posts = {post["path"]: post for post in map(json.loads, run(*base, "list", "--json").lines)}
    assert (posts["one.md"]["read"], posts["one.md"]["starred"], posts["two.md"]["starred"]) == (True, False, False)
    assert run(*base, "undo").status == 0
    assert run(*base, "list", "--json").out == before


def test_damage_is_named_by_file_and_line(plain: Path, tmp_path: Path) -> None:
    base = ("-L", str(plain))
    run(*base, "mark", "--read", "one.md", "two.md", "zh.md")
    lines = run(*base, "state", "dump").out.splitlines(keepends=True)
    wipe()
    file = tmp_path / "bad\x1b[2J.jsonl"
    file.write_bytes(b"".join([lines[0], lines[1], b"\x1b]0;owned\x07\xff\n", lines[3]]))
    done = run(*base, "state", "restore", str(file))
    assert done.status == 1
    assert done.lines == ["2 marks read: 2 restored, 0 were so already"]
    assert "jsonl:3: it is no mark" in done.told
    assert world.bad_bytes(done.err) == []
    assert json.loads(run(*base, "state", "restore", "--json", str(file)).text)["damaged"][0]["line"] == 3
    refused = run(*base, "state", "restore", "--replace", str(file))
    assert (refused.status, refused.out) == (2, b"")
    assert "isn't whole" in refused.told
    cut = run(*base, "state", "restore", "-", stdin=b"".join(lines[:2]))
    assert cut.status == 1
    assert "2 lines are missing" in cut.told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "dump, restore or compact"),
        (["explode"], "No such command"),
        (["restore"], "Missing argument"),
        (["restore", "nowhere"], "No such file"),
        (["restore", "."], "is a folder"),
        (["restore", "-"], "no dump"),
    ],
)
def test_wrong_use_is_told(plain: Path, arguments: list[str], told: str) -> None:
    done = run("-L", str(plain), "state", *arguments)
    assert (done.status, done.out) == (2, b"")
    assert told in done.told


def test_the_journal_is_made_small_and_says_the_same(plain: Path) -> None:
    base = ("-L", str(plain))
    for turn in range(3):
        run(*base, "mark", "--tag", f"t{turn}", "one.md")
        run(*base, "undo")
    run(*base, "mark", "--star", "one.md")
    dump, listed = run(*base, "state", "dump").out, run(*base, "list", "--json").out
    done = json.loads(run(*base, "state", "compact", "--json").text)
    assert list(done) == ["lines_before", "lines_after", "bytes_before", "bytes_after", "damaged"]
    assert (done["lines_before"], done["lines_after"], done["damaged"]) == (7, 4, 0)
    [journal] = data_home().glob("journals/*/*.jsonl")
    assert journal.stat().st_size == done["bytes_after"]
    assert (run(*base, "state", "dump").out, run(*base, "list", "--json").out) == (dump, listed)
    assert run(*base, "undo").lines == ["1 again not starred"]
    assert run(*base, "undo").status == 1


@pytest.mark.parametrize("verb", ["dump", "restore", "compact"])
def test_each_has_a_help_with_examples(verb: str) -> None:
    shown = run("state", verb, "--help")
    assert shown.status == 0
    assert f"tui-reader state {verb}" in shown.text
    assert "--library" in shown.text
