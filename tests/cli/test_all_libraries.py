"""`--library all`: the commands over every library that is known here, as real processes."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests.cli.world import PNG, run
from tests.index.world import write_post
from tui_reader.library import SavedSearches
from tui_reader.model import SavedSearch

ALL = ("-L", "all")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two libraries with names, a third that has only an index; two posts of them have the same path."""
    for name in ("CONFIG", "CACHE", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    picture = "![Leaf](leaf.png)"
    write_post(tmp_path / "tea", "same.md", title="Green tea", date="2021-03-01", tags=["leaf"], body=picture)
    write_post(tmp_path / "tea", "black.md", title="Black tea", date="2019-03-01", categories=["Drinks"])
    (tmp_path / "tea/leaf.png").write_bytes(PNG)
    write_post(tmp_path / "log", "same.md", title="咖啡与茶", date="2020-03-01", tags=["Leaf"], body="tea and coffee")
    write_post(tmp_path / "log", "other.md", title="Nothing", date="2022-03-01")
    write_post(tmp_path / "third/posts", "cup.md", title="Tea cup", date="2018-03-01")
    config = tmp_path / "config/tui-reader/config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(
        f'[libraries.tea]\npath = "{tmp_path}/tea"\n[libraries."日志"]\npath = "{tmp_path}/log"\n', "utf-8"
    )
    run("index", "-L", str(tmp_path / "third/posts"))
    run("mark", "--read", "cup.md", "-L", str(tmp_path / "third/posts"))
    return tmp_path


def titles(*arguments: str) -> list[str]:
    """The titles that `list` writes."""
    return run("list", *ALL, "--format", "{title}", *arguments).lines


def test_one_list_holds_the_posts_of_all_libraries(here: Path) -> None:
    assert titles() == ["Nothing", "Green tea", "咖啡与茶", "Black tea", "Tea cup"]
    assert titles("tea") == ["Green tea", "咖啡与茶", "Black tea", "Tea cup"]
    assert titles("tea", "--sort", "-title") == ["咖啡与茶", "Tea cup", "Green tea", "Black tea"]
    assert titles("tea", "--limit", "2", "--offset", "1") == ["咖啡与茶", "Black tea"]
    assert titles("is:read") == ["Tea cup"]
    assert run("list", *ALL, "nowhere").status == 1


def test_each_post_is_told_with_its_library_and_its_file(here: Path) -> None:
    records = [json.loads(line) for line in run("list", *ALL, "--json").lines]
    assert [record["library"] for record in records] == ["日志", "tea", "日志", "tea", "posts"]
    assert [record["file"] for record in records][:2] == [f"{here}/log/other.md", f"{here}/tea/same.md"]
    line = run("list", *ALL, "Green").lines
    assert line == [f"{records[1]['id']}\t2021-03-01\t\tGreen tea\t{here}/tea/same.md"]
    alone = json.loads(run("list", "-L", "tea", "Green", "--json").text)
    assert alone == records[1]


def test_a_listed_post_is_known_again_though_two_have_its_id(here: Path) -> None:
    listed = run("list", *ALL, "咖啡")
    shown = run("show", *ALL, "--width", "0", "-", stdin=listed.out)
    assert "tea and coffee" in shown.text
    assert (
        run("show", "-L", "tea", "-", stdin=listed.out).text.count("coffee") == 1
    )  # a file, whatever library is meant
    either = run("show", *ALL, "same.md")
    assert either.status == 2
    assert f"More than one post is meant: same.md: {here}/tea/same.md, {here}/log/same.md." in either.told
    none = run("show", *ALL, "blak.md")
    assert none.status == 2
    assert f"blak.md is no post of any library here. Did you mean {here}/tea/black.md" in none.told


def test_posts_of_all_libraries_are_exported_in_one_run(here: Path) -> None:
    done = run("export", *ALL, "tea", "--to", str(here / "out") + "/")
    assert done.status == 0
    files = sorted((here / "out").iterdir())
    assert len(files) == 4
    heads = {file.read_text("utf-8").split("\n")[0] for file in files}
    assert heads == {"Title: Green tea", "Title: 咖啡与茶", "Title: Black tea", "Title: Tea cup"}


def test_marks_are_put_on_posts_wherever_they_are(here: Path) -> None:
    done = run("mark", *ALL, "--star", "--query", "tea", "other.md")
    assert (done.status, done.lines) == (
        0,
        ["tea: 2 of 2 now starred", "日志: 2 of 2 now starred", "posts: 1 of 1 now starred"],
    )
    assert titles("is:starred") == ["Nothing", "Green tea", "咖啡与茶", "Black tea", "Tea cup"]
    assert run("undo", "-L", "tea").lines == ["2 again not starred"]
    assert titles("is:starred") == ["Nothing", "咖啡与茶", "Tea cup"]


def test_no_post_is_marked_where_one_is_unknown(here: Path) -> None:
    assert run("mark", *ALL, "--star", "black.md", "nowhere.md").status == 2
    assert run("list", *ALL, "is:starred").status == 1


def test_pictures_of_all_libraries_are_listed_and_saved_apart(here: Path) -> None:
    listed = run("images", *ALL, "--all")
    assert (listed.status, listed.lines) == (0, [f"{here}/tea/same.md\t1\tlocal\t{here}/tea/leaf.png\tLeaf"])
    named = run("images", *ALL, "--save", str(here / "pictures"), "black.md", f"{here}/tea/same.md")
    assert named.status == 0
    assert [path.name for path in (here / "pictures/tea").glob("*/*")] == ["01-Leaf.png"]
    assert run("images", *ALL, "black.md", "cup.md").status == 1
    unknown = run("images", *ALL, "black.md", "nowhere.md", f"{here}/tea/same.md")
    assert unknown.status == 2
    assert unknown.lines == listed.lines


def test_facets_are_counted_over_all_libraries(here: Path) -> None:
    lines = run("facets", *ALL, "tea").lines
    assert "tag\t2\ttag:=leaf" in lines
    assert "year\t1\tdate:2018" in lines
    assert "state\t3\tis:unread" in lines
    for line in lines:
        _, total, query = line.split("\t")
        assert len(titles("tea", query)) == int(total)


def test_every_index_is_brought_up_to_date(here: Path) -> None:
    lines = run("index", *ALL).lines
    assert [line for line in lines if "found" in line] == [
        "tea: 2 found, 2 listed, 0 unreadable",
        "日志: 2 found, 2 listed, 0 unreadable",
        "posts: 1 found, 1 listed, 0 unreadable",
    ]
    assert [json.loads(line)["library"] for line in run("index", *ALL, "--json").lines] == ["tea", "日志", "posts"]


def test_a_saved_search_of_any_library_is_asked_of_all(here: Path) -> None:
    SavedSearches.of(here / "log", here / "data/tui-reader").add(SavedSearch("Cups", "tea sort:title"))
    assert titles("--saved", "Cups") == ["Black tea", "Green tea", "Tea cup", "咖啡与茶"]
    unknown = run("list", *ALL, "--saved", "Nope")
    assert unknown.status == 2


def test_a_library_that_can_not_be_opened_is_told_and_the_others_go_on(here: Path) -> None:
    (here / "log").chmod(0)
    try:
        if list_readable(here / "log"):
            pytest.skip("this user may read everything")
        done = run("list", *ALL, "--format", "{title}")
        assert done.lines == ["Green tea", "Black tea", "Tea cup"]
        assert (done.status, "日志: " in done.told) == (1, True)
    finally:
        (here / "log").chmod(0o755)


def list_readable(folder: Path) -> bool:
    """Whether the folder can be listed nevertheless."""
    try:
        return bool(list(folder.iterdir()))
    except PermissionError:
        return False


def test_a_folder_that_is_gone_is_not_meant(here: Path) -> None:
    for file in (here / "log").iterdir():
        file.unlink()
    (here / "log").rmdir()
    assert titles() == ["Green tea", "Black tea", "Tea cup"]


@pytest.mark.parametrize(
    "command", [("categories",), ("tags",), ("undo",), ("check",), ("searches",), ("state", "dump")]
)
def test_what_is_for_one_library_says_so(here: Path, command: tuple[str, ...]) -> None:
    done = run(*command, *ALL)
    assert done.status == 2
    assert "this is for one: name it with --library" in done.told


def test_the_word_stands_for_no_library(here: Path) -> None:
    config = here / "config/tui-reader/config.toml"
    config.write_text(f'[libraries.all]\npath = "{here}/tea"\n', "utf-8")
    done = run("list", "-L", "tea", cwd=here)
    assert "it stands for all of them" in done.told
    assert run("list", "-L", "./all", cwd=here).status == 2


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX terminal")
def test_the_reader_begins_with_a_search_of_all(here: Path) -> None:
    from tests.cli.world import COMMAND
    from tests.safety.terminal import Terminal

    run("index", *ALL)
    environ = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
    with Terminal([*COMMAND, *ALL, "--query", "coffee"], environ) as terminal:
        terminal.wait_for("Search all libraries")
        terminal.wait_for("咖啡与茶")
        terminal.read(quiet=0.3)  # the line's cursor blinks
        terminal.send("\r")
        terminal.wait_for("日志")
        terminal.read(quiet=1.0)
        terminal.send("Q")
        assert terminal.wait() == 0
    assert titles("is:read") == ["咖啡与茶", "Tea cup"]


def test_all_libraries_have_no_path(here: Path) -> None:
    done = run(*ALL, str(here / "tea"))
    assert (done.status, "--library all has no PATH" in done.told) == (2, True)
