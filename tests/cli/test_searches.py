"""The command `searches` and the option `--saved`, as real processes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli import world
from tests.cli.world import Result, run, run_on_terminal
from tui_reader.library import SavedSearches
from tui_reader.model import SavedSearch

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX terminal")


@pytest.fixture
def base(plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """A library of four posts, and data of its own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return "-L", str(plain)


def saved(plain: Path, tmp_path: Path) -> SavedSearches:
    return SavedSearches.of(plain, tmp_path / "data" / "tui-reader")


def listed(*arguments: str) -> list[str]:
    """The paths that `list` writes."""
    return run(*arguments, "--format", "{path}").lines


def records(done: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.lines]


def test_searches_are_saved_listed_renamed_and_removed(base: tuple[str, str]) -> None:
    assert run(*base, "searches") == Result(0, b"", b"")
    done = run(*base, "searches", "add", "News or not", "cat:News", "or", "第三")
    assert (done.status, done.lines) == (0, ["saved News or not: cat:News or 第三"])
    assert run(*base, "searches", "add", "unread", "is:unread sort:title").status == 0
    run(*base, "mark", "--read", "one.md")
    assert run(*base, "searches").lines == [
        "News or not\t3\t2\tcat:News or 第三\t",
        "unread\t3\t3\tis:unread sort:title\t",
    ]
    assert records(run(*base, "searches", "--json"))[0] == {
        "name": "News or not",
        "query": "cat:News or 第三",
        "category": None,
        "total": 3,
        "unread": 2,
        "problem": None,
    }
    assert run(*base, "searches", "rename", "News or not", "新闻").lines == ["renamed 新闻: cat:News or 第三"]
    assert run(*base, "searches", "remove", "unread").lines == ["removed unread: is:unread sort:title"]
    assert run(*base, "searches").lines == ["新闻\t3\t2\tcat:News or 第三\t"]


def test_a_name_is_replaced_only_where_that_is_said(base: tuple[str, str]) -> None:
    run(*base, "searches", "add", "x", "one")
    refused = run(*base, "searches", "add", "x", "two")
    assert refused.status == 2
    assert "there is one called “x” already" in refused.told
    assert run(*base, "searches", "add", "--replace", "x", "two").status == 0
    assert run(*base, "searches").lines == ["x\t1\t1\ttwo\t"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["add", "x", "date:2021-13"], "there is no month 13"),
        (["add", "x", " - "], "has no letter and no digit"),
        (["add", "x"], "QUERY"),
        (["add", " ", "tea"], "it is empty"),
        (["remove", "no"], "no saved search is called “no”. None is saved."),
        (["rename", "no", "x"], "no saved search is called “no”"),
        (["--json", "add", "x", "tea"], "--json is for the list"),
        (["odd"], "odd"),
    ],
)
def test_what_can_not_be_done_is_said(base: tuple[str, str], arguments: list[str], told: str) -> None:
    done = run(*base, "searches", *arguments)
    assert (done.status, done.out) == (2, b"")
    assert told in done.told
    assert "Traceback" not in done.told
    assert run(*base, "searches") == Result(0, b"", b"")


def test_a_saved_search_narrows_what_each_command_finds(base: tuple[str, str], tmp_path: Path) -> None:
    run(*base, "searches", "add", "mine", "one or two or 第三 sort:title")
    assert listed(*base, "list", "--saved", "mine") == ["one.md", "two.md", "zh.md"]
    assert listed(*base, "list", "--saved", "mine", "cat:News", "or", "two") == ["one.md", "two.md"]
    assert listed(*base, "list", "--saved", "mine", "three") == []
    assert listed(*base, "list", "--saved", "mine", "sort:-date") == ["zh.md", "two.md", "one.md"]
    done = run(*base, "export", "--saved", "mine", "cat:News", "--to", f"{tmp_path}/out/")
    assert done.status == 0
    assert len(list((tmp_path / "out").rglob("*.txt"))) == 2
    assert run(*base, "mark", "--star", "--saved", "mine", "--query", "two").lines == ["1 of 1 now starred"]
    assert run(*base, "mark", "--read", "--saved", "mine").lines == ["3 of 3 now read"]
    assert run(*base, "mark", "--tag", "x", "--saved", "mine", "--all").lines == ["3 of 3 now tagged x"]
    assert [record["post"] for record in records(run(*base, "images", "--json", "--saved", "mine"))] == [
        "one.md",
        "zh.md",
    ]
    assert run(*base, "images", "--saved", "mine", "--query", "two").status == 1


def test_a_category_of_the_reader_holds_on_the_command_line_too(
    base: tuple[str, str], plain: Path, tmp_path: Path
) -> None:
    world.write(plain, "four.md", "---\ntitle: Four\ncategories: [News]\n---\n\nOne more.\n")
    saved(plain, tmp_path).add(SavedSearch("here", "one", ("News", "Local")))
    saved(plain, tmp_path).add(SavedSearch("loose", "is:unread", ()))
    assert listed(*base, "list", "one") == ["one.md", "four.md"]
    assert listed(*base, "list", "--saved", "here") == ["one.md"]
    assert run(*base, "searches").lines[0] == "here\t1\t1\tone\tNews/Local"
    assert run(*base, "searches").lines[1].endswith("\tis:unread\t(none)")
    assert [record["category"] for record in records(run(*base, "searches", "--json"))] == [["News", "Local"], []]


@pytest.mark.parametrize("command", [["list"], ["export", "--to", "out/"], ["mark", "--read"], ["images"]])
def test_an_unknown_search_is_no_search(base: tuple[str, str], tmp_path: Path, command: list[str]) -> None:
    run(*base, "searches", "add", "mine", "one")
    done = run(*base, *command, "--saved", "min", cwd=tmp_path)
    assert (done.status, done.out) == (2, b"")
    assert "no saved search is called “min”. Did you mean “mine”?" in done.told


def test_a_post_and_a_saved_search_exclude_each_other(base: tuple[str, str], tmp_path: Path) -> None:
    run(*base, "searches", "add", "mine", "one")
    done = run(*base, "export", "--post", "one.md", "--saved", "mine", "--to", f"{tmp_path}/out/")
    assert done.status == 2
    assert not (tmp_path / "out").exists()


def test_a_damaged_file_is_told_and_the_rest_goes_on(base: tuple[str, str], plain: Path, tmp_path: Path) -> None:
    searches = saved(plain, tmp_path)
    searches.add(SavedSearch("good", "one"))
    with searches.file.open("a", encoding="utf-8") as file:
        file.write('{"name": "bad \\u001b[2J", "query": "date:2021-13"}\nnonsense\n')
    done = run(*base, "searches", "--json")
    assert done.status == 0
    assert "line 4: it is no JSON object" in done.told
    assert [(record["name"], record["total"]) for record in records(done)] == [("good", 1), ("bad ␛[2J", None)]
    assert "there is no month 13" in str(records(done)[1]["problem"])
    assert b"\x1b" not in done.out + done.err
    used = run(*base, "list", "--saved", "bad ␛[2J")
    assert used.status == 2
    assert "the saved search “bad ␛[2J”: `date:2021-13`: there is no month 13" in used.told
    assert listed(*base, "list", "--saved", "good") == ["one.md"]
    assert run(*base, "searches", "add", "new", "two").status == 0
    assert len(list(searches.file.parent.glob("*.damaged-*"))) == 1
    assert run(*base, "searches").lines[-1] == "new\t1\t1\ttwo\t"


def test_an_expression_is_counted_here(base: tuple[str, str]) -> None:
    run(*base, "searches", "add", "x", "re:/^One|第三/")
    assert run(*base, "searches").lines == ["x\t2\t2\tre:/^One|第三/\t"]


def test_each_library_has_its_own(base: tuple[str, str], tmp_path: Path) -> None:
    other = world.plain_library(tmp_path / "other")
    run(*base, "searches", "add", "x", "one")
    assert run("-L", str(other), "searches").out == b""
    assert run("-L", str(other), "list", "--saved", "x").status == 2


def test_a_folder_that_is_not_there_gets_none(base: tuple[str, str], tmp_path: Path) -> None:
    done = run("-L", str(tmp_path / "nowhere"), "searches", "add", "x", "one")
    assert done.status == 2
    assert not (tmp_path / "data" / "tui-reader" / "searches").exists()


@POSIX
def test_on_a_terminal_they_are_aligned_in_cells(base: tuple[str, str]) -> None:
    from tui_reader.document import width

    run(*base, "searches", "add", "a", "one")
    run(*base, "searches", "add", "很长的名字", "第三 or " + "two or " * 30 + "x")
    text = run_on_terminal(*base, "searches", "--no-refresh", columns=60).text
    rows = [line for line in text.replace("\r", "").split("\n") if line]
    assert len(rows) == 2
    assert all(width(row) <= 60 for row in rows)
    assert len({width(row[: row.index("unread")]) for row in rows}) == 1


def test_names_are_completed(base: tuple[str, str]) -> None:
    run(*base, "searches", "add", "Tea to read", "茶")
    run(*base, "searches", "add", "Unread", "is:unread")
    for words in (["list", "--saved"], ["mark", "--saved"], ["searches", "remove"], ["searches", "rename"]):
        done = run("completion", "zsh", "--", *base, *words, "Te")
        assert done.lines == ["words", "Tea to read\t茶"], words
    assert [
        line.partition("\t")[0] for line in run("completion", "fish", "--", *base, "list", "--saved", "").lines
    ] == [
        "words",
        "Tea to read",
        "Unread",
    ]


def test_a_dump_takes_them_elsewhere(base: tuple[str, str], tmp_path: Path) -> None:
    run(*base, "searches", "add", "mine", "one")
    run(*base, "mark", "--star", "one.md")
    dump = run(*base, "state", "dump").out
    other = world.plain_library(tmp_path / "other")
    done = run("-L", str(other), "state", "restore", "-", stdin=dump)
    assert done.lines == ["1 saved searches restored", "1 marks read: 1 restored, 0 were so already"]
    assert run("-L", str(other), "searches").lines == ["mine\t1\t1\tone\t"]
