"""What the command line promises: keys, statuses, order, widths, names of posts."""

from __future__ import annotations

import json
import os
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.cli import world
from tests.cli.world import run, run_on_terminal

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX terminal")
LIST = [
    *("id", "path", "title", "date", "author", "source", "categories", "tags", "words", "images"),
    *("read", "starred", "draft", "problems", "excerpt", "library", "file"),
]
PICTURE = ["n", "kind", "url", "original_url", "path", "caption", "alt", "width", "height", "from", "aside"]


def objects(*arguments: str) -> list[dict[str, Any]]:
    """The JSON objects that a command writes, one a line."""
    done = run(*arguments)
    return [json.loads(line) for line in done.lines]


def test_json_keys_are_always_there_and_in_order(plain: Path, hostile: Path) -> None:
    world.write(plain, "bad.md", "---\ntitle: [\n---\n")
    for library in (str(plain), str(hostile)):
        listed = objects("-L", library, "list", "--json")
        assert all(list(record) == LIST for record in listed)
        shown = objects("-L", library, "show", "--format", "json", *(str(record["id"]) for record in listed))
        assert all(list(record) == [*LIST, "text", "links", "image_list"] for record in shown)
        assert [{key: record[key] for key in LIST} for record in shown] == listed
        for record in shown:
            assert len(record["image_list"]) == record["images"]
            assert all(list(picture) == PICTURE for picture in record["image_list"])
        assert all(list(r) == ["path", "total", "unread"] for r in objects("-L", library, "categories", "--json"))
        assert all(list(r) == ["path", "line", "code", "message"] for r in objects("-L", library, "check", "--json"))
        [index] = objects("-L", library, "index", "--json")
        counts = ["found", "listed", "unreadable", "added", "changed", "removed", "problems", "seconds"]
        assert list(index) == [*counts, "library"]
        assert index["found"] == index["listed"] == len(listed)


def test_list_json_holds_what_the_posts_say(plain: Path) -> None:
    by_path = {record["path"]: record for record in objects("-L", str(plain), "list", "--json")}
    one = by_path["one.md"]
    assert one["date"] == "2024-10-01T09:30:00+08:00"
    assert one["author"] == "Ann"
    assert one["source"] == "https://example.com/1"
    assert one["categories"] == [["News", "Local"]]
    assert one["tags"] == ["a", "b"]
    assert (one["images"], one["read"], one["starred"], one["draft"]) == (1, False, False, False)
    assert by_path["deep/three.html"]["date"] is None
    assert by_path["two.md"]["date"] == "2024-09-01"
    assert by_path["zh.md"]["title"] == "第三篇文章"
    assert "第三篇文章".encode() in run("-L", str(plain), "list", "--json").out


def test_list_is_newest_first_and_undated_last(plain: Path) -> None:
    assert run("-L", str(plain), "list", "--format", "{path}").lines == ["one.md", "two.md", "zh.md", "deep/three.html"]
    oldest = run("-L", str(plain), "list", "--sort", "-date", "--format", "{path}").lines
    assert oldest == ["zh.md", "two.md", "one.md", "deep/three.html"]
    assert run("-L", str(plain), "list", "--limit", "1", "--offset", "1", "--format", "{title}").lines == ["Two"]


def test_list_in_a_pipe_is_separated_by_tabs(plain: Path) -> None:
    first = run("-L", str(plain), "list").lines[0].split("\t")
    assert re.fullmatch(r"[0-9a-f]{8}", first[0])
    assert first[1:] == ["2024-10-01", "News/Local", "One"]


@POSIX
def test_list_on_a_terminal_is_aligned_in_cells(plain: Path) -> None:
    from tui_reader.document import width

    world.write(plain, "long.md", "---\ntitle: " + "很长的标题" * 30 + "\ndate: 2024-01-01\ncategories: [新闻]\n---\n")
    done = run_on_terminal("-L", str(plain), "list", "--no-refresh", columns=60)
    assert done.status == 1
    lines = run_on_terminal("-L", str(plain), "list", columns=60).text.split("\r")[-1].split("\n")[:-1]
    assert len(lines) == 5
    assert all(width(line) <= 60 for line in lines)
    titles = ["One", "Two", "很长的", "第三篇", "Three"]
    starts = {width(line[: line.index(title)]) for line, title in zip(lines, titles, strict=True)}
    assert len(starts) == 1


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["list"], 0),
        (["list", "nothinglikethis"], 1),
        (["export", "nothinglikethis", "--to", "out/"], 1),
        (["images", "two.md"], 1),
        (["images", "one.md"], 0),
        (["check"], 0),
        (["keys"], 0),
        (["tags"], 0),
        (["facets"], 0),
        (["facets", "nothinglikethis"], 1),
        (["facets", "date:soon"], 2),
        (["show", "no-such-post"], 2),
        (["show"], 2),
        (["list", "--sort", "odd"], 2),
        (["list", "--limit", "-1"], 2),
        (["list", "--format", "{title.__class__}"], 2),
        (["list", "--json", "--format", "{title}"], 2),
        (["export", "--to", "out/", "--name", "{slugg}"], 2),
        (["export"], 2),
        (["show", "--width", "5", "one.md"], 2),
        (["mark", "one.md"], 2),
        (["mark", "--read", "--unread", "one.md"], 2),
        (["undo"], 1),
        (["-L", "nowhere", "list"], 2),
        (["lsit"], 2),
        (["--query", "x"], 2),
        (["--version"], 0),
        (["export", "--help"], 0),
    ],
)
def test_exit_statuses(plain: Path, tmp_path: Path, arguments: list[str], status: int) -> None:
    done = run(*arguments, cwd=tmp_path, environ={"TUI_READER_LIBRARY": str(plain)})
    assert done.status == status, done.told
    assert "Traceback" not in done.told
    if status == 2:
        assert done.told.startswith("tui-reader: ")
        assert done.out == b""


def test_problems_are_named_and_counted(plain: Path) -> None:
    world.write(plain, "bad.md", "---\ntitle: x\ndate: not a date\n---\nbody\n")
    assert run("-L", str(plain), "index").status == 0
    done = run("-L", str(plain), "check")
    assert done.status == 1
    assert re.match(r"bad\.md:\d+: .", done.lines[0])


def test_posts_that_may_only_be_away_are_taken_out_by_name(plain: Path) -> None:
    for number in range(30):
        world.write(plain, f"many/{number}.md", f"---\ntitle: {number}\n---\nbody {number}\n")
    run("-L", str(plain), "index")
    for number in range(10):
        (plain / f"many/{number}.md").unlink()
    listed = len(run("-L", str(plain), "list").lines)
    done = run("-L", str(plain), "index")
    assert f"10 of {listed} posts are no longer in {plain.name}" in done.told
    assert "--forget-missing" in done.told
    done = run("-L", str(plain), "index", "--forget-missing")
    assert (done.told, len(run("-L", str(plain), "list").lines)) == ("", listed - 10)


def test_export_to_a_folder_a_file_or_nowhere(plain: Path, tmp_path: Path) -> None:
    base = ("-L", str(plain), "export")
    done = run(*base, "--to", str(tmp_path / "all"))
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == [
        "2023-01-02-第三篇文章.txt",
        "2024-09-01-Two.txt",
        "2024-10-01-One.txt",
        "Three.txt",
    ]
    assert len(done.lines) == 4
    assert "4 written" in done.told
    again = run(*base, "--to", str(tmp_path / "all"))
    assert "0 written, 4 the same" in again.told
    assert len(list((tmp_path / "all").iterdir())) == 4
    run(*base, "--post", "one.md", "--to", str(tmp_path / "one.txt"))
    assert (tmp_path / "one.txt").is_file()
    run(*base, "--post", "one.md", "--to", f"{tmp_path}/folder/")
    assert (tmp_path / "folder" / "2024-10-01-One.txt").is_file()
    run(*base, "--to", f"{tmp_path}/tree", "--name", "{category}/{slug}")
    assert (tmp_path / "tree" / "News" / "Local" / "One.txt").is_file()
    (tmp_path / "one.txt").write_text("mine", encoding="utf-8")
    told = run(*base, "--post", "one.md", "--to", str(tmp_path / "one.txt"))
    assert told.lines == [str(tmp_path / "one-2.txt")]
    assert (tmp_path / "one.txt").read_text(encoding="utf-8") == "mine"
    run(*base, "--post", "one.md", "--to", str(tmp_path / "one.txt"), "--force", "--bom")
    assert (tmp_path / "one.txt").read_bytes().startswith(b"\xef\xbb\xbfTitle: One\n")


def test_a_part_that_fails_is_named_and_the_rest_is_written(plain: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "News").write_text("in the way", encoding="utf-8")
    done = run("-L", str(plain), "export", "--to", str(target), "--name", "{category}/{slug}")
    assert done.status == 1
    assert "two.md: " in done.told
    assert (target / "deep" / "Three.txt").is_file()
    assert (target / "新闻" / "第三篇文章.txt").is_file()


def test_a_target_that_cannot_be_is_told_once(plain: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    done = run("-L", str(plain), "export", "--to", f"{tmp_path}/file/")
    assert done.status == 2
    assert "it is a file and no folder" in done.told
    assert done.told.count("tui-reader: Can't") == 1


def test_posts_are_found_by_id_path_and_from_stdin(plain: Path, tmp_path: Path) -> None:
    base = ("-L", str(plain))
    [short] = run(*base, "list", "One", "--format", "{id}").lines
    wanted = run(*base, "show", "one.md").out
    assert run(*base, "show", short).out == wanted
    assert run(*base, "show", str(plain / "one.md")).out == wanted
    assert run(*base, "show", "one.md", cwd=plain).out == wanted
    listed = run(*base, "list")
    every = run(*base, "show", "-", stdin=listed.out)
    assert every.status == 0
    assert every.text.count("Title: ") + every.text.count("标题：") == 4
    assert run(*base, "show", "-", stdin=b"one.md\n\n").out == wanted
    missing = run(*base, "show", "onee.md")
    assert missing.status == 2
    assert "one.md" in missing.told


def test_a_file_outside_any_library_needs_no_index(plain: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone.md"
    alone.write_text("---\ntitle: Alone\n---\n![x](x.png)\n", encoding="utf-8")
    (tmp_path / "x.png").write_bytes(world.PNG)
    environ = {"TUI_READER_LIBRARY": str(plain)}
    assert b"Title: Alone" in run("show", str(alone), environ=environ).out
    assert run("images", "alone.md", cwd=tmp_path, environ=environ).lines[0].startswith("1\tlocal\t")
    run("export", "--post", "./alone.md", "--to", str(tmp_path / "a.txt"), cwd=tmp_path, environ=environ)
    assert (tmp_path / "a.txt").is_file()
    [record] = [json.loads(line) for line in run("show", "--format", "json", str(alone), environ=environ).lines]
    assert (record["title"], record["path"], record["read"], record["images"]) == ("Alone", "alone.md", False, 1)
    assert list((tmp_path / "home" / "cache").rglob("*.db")) == []


def test_which_library_is_meant(plain: Path, hostile: Path, tmp_path: Path) -> None:
    def titles(*arguments: str, cwd: Path = tmp_path / "home", environ: dict[str, str] | None = None) -> set[str]:
        return set(run(*arguments, "list", "--format", "{title}", cwd=cwd, environ=environ).lines)

    config = tmp_path / "config.toml"
    config.write_text(f"library = {str(plain)!r}\n", encoding="utf-8")
    own = {"One", "Two", "Three", "第三篇文章"}
    assert titles("-L", str(plain)) == own
    assert titles(cwd=plain) == own
    assert titles(environ={"TUI_READER_LIBRARY": str(plain)}) == own
    assert titles(environ={"TUI_READER_CONFIG": str(config)}, cwd=hostile) == own
    assert titles("-L", str(plain), environ={"TUI_READER_LIBRARY": str(hostile)}) == own
    sample = titles()
    assert sample
    assert not sample & own
    assert set(run("list", "-L", str(plain), "--format", "{title}").lines) == own


def test_a_library_is_meant_by_its_name(plain: Path, hostile: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f"[libraries.news]\npath = {str(plain)!r}\n[libraries.odd]\npath = {str(hostile)!r}\n")
    world.write(tmp_path, "here/news/alone.md", "# Alone\n")
    here = tmp_path / "here" / "news"

    def titles(*arguments: str, cwd: Path = tmp_path / "home", **environ: str) -> set[str]:
        named = {"TUI_READER_CONFIG": str(config), **environ}
        return set(run(*arguments, "list", "--format", "{title}", cwd=cwd, environ=named).lines)

    own = {"One", "Two", "Three", "第三篇文章"}
    assert titles("-L", "news") == own
    assert titles("--library=news", TUI_READER_LIBRARY="odd") == own
    assert titles(TUI_READER_LIBRARY="news") == own
    assert titles("-L", "news", cwd=here.parent) == own, "a name means the same wherever one is"
    assert titles("-L", "./news", cwd=here.parent) == {"Alone"}
    assert titles(cwd=here) == {"Alone"}
    assert titles() == own, "the first that has a name comes before the sample"
    done = run("-L", "nwes", "list", environ={"TUI_READER_CONFIG": str(config)})
    assert (done.status, done.out) == (2, b"")
    assert "there is no folder and no library nwes; did you mean news?" in done.told
    done = run("nwes", environ={"TUI_READER_CONFIG": str(config)})
    assert "there is no command, library, folder or post nwes. Did you mean tui-reader news?" in done.told


def test_a_wrong_configuration_is_told_and_the_defaults_are_used(plain: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("theme = 'x'\nlibrray = 'y'\n", encoding="utf-8")
    done = run("list", environ={"TUI_READER_CONFIG": str(config)}, cwd=plain)
    assert done.status == 0
    assert f'{config}:2: there is no setting "librray": did you mean "library"?' in done.told
    assert len(done.lines) == 4


def test_no_refresh_takes_the_index_as_it_is(plain: Path) -> None:
    run("-L", str(plain), "index")
    world.write(plain, "new.md", "# New\n")
    assert len(run("-L", str(plain), "list", "--no-refresh").lines) == 4
    assert len(run("-L", str(plain), "--no-refresh", "list").lines) == 4
    assert len(run("-L", str(plain), "list").lines) == 5


def test_pictures_are_listed_saved_and_opened(plain: Path, tmp_path: Path) -> None:
    base = ("-L", str(plain), "images")
    [picture] = objects(*base, "--json", "one.md")
    assert list(picture) == PICTURE
    assert (picture["n"], picture["kind"], picture["url"], picture["from"]) == (1, "local", None, "body")
    assert picture["path"] == str((plain / "hill.png").resolve())
    assert run(*base, "--save", str(tmp_path / "saved"), "one.md").status == 0
    [saved] = list((tmp_path / "saved").iterdir())
    assert saved.read_bytes() == world.PNG
    [remote] = objects(*base, "--json", "zh.md")
    assert (remote["kind"], remote["url"], remote["path"]) == ("remote", "https://example.com/a.jpg", None)
    config = tmp_path / "config.toml"
    config.write_text("offline = true\n", encoding="utf-8")
    offline = run(*base, "--fetch", "zh.md", environ={"TUI_READER_CONFIG": str(config)})
    assert offline.status == 2
    assert "picture 1: " in offline.told


@POSIX
def test_a_viewer_is_given_all_pictures_in_one_call(plain: Path, tmp_path: Path) -> None:
    world.write(plain, "both.md", "# Both\n\n![First](hill.png)\n\n![Second](hole.png)\n")
    world.write(plain, "hole.png", world.PNG)
    said = tmp_path / "said"
    viewer = tmp_path / "viewer"
    viewer.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {shlex.quote(str(said))}.part\nmv {said}.part {said}\n')
    viewer.chmod(0o755)
    base = ("-L", str(plain), "images", "--open", "both.md")
    assert run(*base, environ={"TUI_READER_IMAGE_VIEWER": str(viewer)}).status == 0
    assert len(said.read_text().splitlines()) == 2
    viewer.write_text("#!/bin/sh\necho broken >&2\nexit 3\n")
    failed = run(*base, environ={"TUI_READER_IMAGE_VIEWER": str(viewer)})
    assert failed.status == 2
    assert "broken" in failed.told


def test_the_reader_needs_a_terminal(plain: Path) -> None:
    for arguments in ((), (str(plain),), (str(plain / "one.md"),), (str(plain), "--query", "x")):
        done = run(*arguments)
        assert done.status == 2
        assert "it needs a terminal" in done.told


def test_a_verb_beats_a_folder_of_that_name(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    assert run("keys", cwd=tmp_path).status == 0
    assert "it needs a terminal" in run("./keys", cwd=tmp_path).told


def test_a_mistyped_verb_names_the_nearest(tmp_path: Path) -> None:
    assert "Did you mean tui-reader list?" in run("lits", cwd=tmp_path).told


def test_every_command_of_the_table_is_among_the_keys() -> None:
    from tui_reader.ui.commands import COMMANDS

    assert [line.split("\t")[3] for line in run("keys").lines] == [command.id for command in COMMANDS]
    assert [json.loads(line)["keys"] for line in run("keys", "--json").lines] == [list(one.keys) for one in COMMANDS]
    assert [json.loads(line)["id"] for line in run("keys", "--json").lines] == [command.id for command in COMMANDS]


def test_keys_are_those_in_force_or_those_of_a_preset(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from tui_reader.ui.chosen_keys import preset_keymap
    from tui_reader.ui.presets import PRESETS

    def keys(*arguments: str) -> dict[str, list[str]]:
        return {record["id"]: record["keys"] for record in objects("keys", *arguments, "--json")}

    file = tmp_path / "own.toml"
    file.write_text('keymap = "mutt"\n[keys]\nzen = "z z"\nstarr = "x"\n[macros.go]\nkey = "X"\ndo = "star"\n')
    monkeypatch.setenv("TUI_READER_CONFIG", str(file))
    for preset in PRESETS.values():
        assert keys("--preset", preset.name) == {one.id: list(one.keys) for one in preset_keymap(preset.name).commands}
    assert keys("--preset", "vim")["first"] == ["g g", "home"]
    own = keys()
    assert own["zen"] == ["z z"]
    assert own["star"] == ["F", "f8"]
    assert own["macros.go"] == ["X"]
    done = run("keys")
    assert done.status == 0
    assert "there is no command “starr”; did you mean “star”?" in done.told
    assert "reader\tX\tDoes star.\tmacros.go" in done.lines
    assert run("keys", "--preset", "emacs").status == 2


def test_each_count_of_facets_is_that_of_the_list_of_its_query(plain: Path, hostile: Path) -> None:
    run("-L", str(plain), "mark", "--tag", 'say "hi"', "one.md")
    for library in (str(plain), str(hostile)):
        counted = objects("-L", library, "facets", "--all", "--json")
        assert all(list(record) == ["facet", "value", "total", "query"] for record in counted)
        assert len({record["facet"] for record in counted}) >= 4
        for record in counted:
            assert len(run("-L", library, "list", str(record["query"])).lines) == record["total"], record
    line = run("-L", str(plain), "facets", "tag:=a").lines[0].split("\t")
    assert line == ["category", "1", "cat:/News"]
