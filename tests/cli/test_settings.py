"""The command `config`, as real processes."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path

import pytest

from tests.cli import world
from tests.cli.world import run
from tui_reader.config import SETTINGS, Settings, load_settings, starting_file


@pytest.fixture
def file() -> Path:
    """Where the configuration would be."""
    path = Path(os.environ["XDG_CONFIG_HOME"]) / "tui-reader" / "config.toml"
    path.parent.mkdir(parents=True)
    return path


def records(*arguments: str, **environ: str) -> dict[str, dict[str, object]]:
    lines = run("config", "--json", *arguments, environ=environ).lines
    return {record["name"]: record for record in map(json.loads, lines)}


def test_the_file_is_named_whether_or_not_it_is_there(file: Path, tmp_path: Path) -> None:
    assert run("config", "--path").lines == [str(file)]
    named = run("config", "--path", "--json", environ={"TUI_READER_CONFIG": str(tmp_path / "own.toml")})
    assert json.loads(named.text) == {"path": str(tmp_path / "own.toml"), "exists": False}


def test_a_file_to_begin_with_holds_the_defaults() -> None:
    environ = dict(os.environ)
    assert run("config", "--init").status == 0
    assert run("config", "--check").status == 0
    loaded = load_settings(environ)
    assert loaded == Settings(source=loaded.source)
    assert loaded.source is not None
    text = loaded.source.read_text("utf-8")
    assert text == starting_file()
    for setting in SETTINGS:
        assert f"\n#{setting.name} = " in text or f"\n#[{setting.name}" in text, setting.name
        assert all(len(line) <= 120 for line in text.split("\n"))


def test_a_change_of_what_counts_as_one_in_searches_reaches_every_command(file: Path, tmp_path: Path) -> None:
    root = tmp_path / "posts"
    root.mkdir()
    (root / "s.md").write_text("---\ntitle: 网络\n---\n\n一\n", "utf-8")
    (root / "t.md").write_text("---\ntitle: 網絡\n---\n\n二\n", "utf-8")

    def paths(*arguments: str) -> list[str]:
        return sorted(json.loads(line)["path"] for line in run("-L", str(root), *arguments, "--json").lines)

    assert paths("list", "网络") == ["s.md", "t.md"]
    file.write_text("search_variants = false\n", "utf-8")
    assert paths("list", "网络") == ["s.md"]
    assert paths("list", "網絡") == ["t.md"]
    assert run("-L", str(root), "mark", "--query", "網絡", "--star").status == 0
    assert paths("list", "is:starred") == ["t.md"]
    file.write_text("", "utf-8")
    assert paths("list", "網絡", "--no-refresh") == ["t.md"]
    assert paths("list", "網絡") == ["s.md", "t.md"]


def test_every_line_of_it_may_be_taken_out_of_its_comment(file: Path) -> None:
    lines = starting_file().split("\n")
    bare = "\n".join(line[1:] if line[:1] == "#" and line[1:2] not in (" ", "") else line for line in lines)
    assert set(tomllib.loads(bare)) == {setting.name for setting in SETTINGS}
    file.write_text(bare, "utf-8")
    done = run("config", "--check")
    assert (done.status, done.text) == (0, "")
    defaults = {setting.name for setting in SETTINGS if setting.default}
    loaded = load_settings(dict(os.environ))
    assert all(getattr(loaded, name) == getattr(Settings(), name) for name in defaults)


def test_a_file_that_is_there_is_left_alone(file: Path) -> None:
    file.write_bytes(b"text_width = 66\n")
    done = run("config", "--init")
    assert (done.status, done.out) == (2, b"")
    assert "is there already" in done.told
    assert file.read_bytes() == b"text_width = 66\n"
    file.unlink()
    file.symlink_to(file.with_name("nowhere"))
    assert run("config", "--init").status == 2
    assert not file.exists()


def test_each_setting_says_where_it_comes_from(file: Path, plain: Path) -> None:
    file.write_text('text_width = 66\ntheme = "nord"\nlibrary = "posts"\nimage_viewer = "feh -F"\n[keys]\nstar = "x"\n')
    found = records(TUI_READER_LIBRARY=str(plain), TUI_READER_ALLOW_PRIVATE="1", TUI_READER_MEDIA_PLAYER="mpv")
    assert list(found) == [setting.name for setting in SETTINGS]
    assert all(
        list(record) == ["name", "value", "from", "kind", "default", "variable", "help"] for record in found.values()
    )
    told = {name: (record["value"], record["from"]) for name, record in found.items()}
    assert told["text_width"] == (66, "file")
    assert told["theme"] == ("nord", "file")
    assert told["library"] == (str(plain), "environment")
    assert told["allow_private_hosts"] == (True, "environment")
    assert told["media_player"] == ("mpv", "environment")
    assert told["image_viewer"] == (["feh", "-F"], "file")
    assert told["keys"] == ({"star": ["x"]}, "file")
    assert told["export_dir"] == (None, "default")
    assert told["offline"] == (False, "default")
    assert records()["library"]["value"] == str(file.parent / "posts")
    assert records("-L", "/elsewhere")["library"] | {"help": ""} == {
        "name": "library",
        "value": "/elsewhere",
        "from": "option",
        "kind": "folder",
        "default": None,
        "variable": "TUI_READER_LIBRARY",
        "help": "",
    }


def test_what_is_shown_is_itself_a_configuration(file: Path) -> None:
    written = 'theme = "nord"\nexport_dir = "a b \\"c\\""\nimage_viewer = ["feh", "疫"]\n[keys]\nstar = "x"\n'
    written += '[libraries.news]\npath = "~/news"\nencoding = "big5"\n[libraries."新闻!"]\npath = "x"\nsite = "hugo"\n'
    written += (
        '[macros.go]\nkey = ", s"\ndo = ["save", "read"]\n[programs.x]\nrun = ["x", "{title}"]\nterminal = true\n'
    )
    file.write_text(written, "utf-8")
    shown = run("config")
    assert shown.status == 0
    before = load_settings(dict(os.environ))
    file.write_bytes(shown.out)
    assert load_settings(dict(os.environ)) == before
    assert 'theme = "nord"  # file' in shown.lines
    assert "text_width = 80  # default" in shown.lines
    assert "# library is not set" in shown.lines
    assert shown.lines[-6:] == [
        "[macros.go]  # file",
        'key = [", s"]',
        'do = ["save", "read"]',
        "[programs.x]  # file",
        'run = ["x", "{title}"]',
        "terminal = true",
    ]
    assert shown.lines[-14:-10] == [
        "[libraries.news]  # file",
        f'path = "{Path.home() / "news"}"',
        'encoding = "big5"',
        '[libraries."新闻!"]  # file',
    ]


FAULTY = """\
text_widht = 80
theme = "gruvboxx"
text_width = 4
offline = "yes"

[keys]
star = 7
undo = "nosuchkey"
"star!" = "x"
starr = "x"
"""


def test_every_fault_is_named_with_its_line(file: Path) -> None:
    file.write_text(FAULTY)
    done = run("config", "--check")
    assert done.status == 1
    assert [line.partition(": ")[0] for line in done.lines] == [f"{file}:{number}" for number in (1, 3, 4, 7)]
    assert 'did you mean "text_width"?' in done.lines[0]
    found = [json.loads(line) for line in run("config", "--check", "--json").lines]
    assert all(list(record) == ["path", "line", "key", "message"] for record in found)
    assert [record["key"] for record in found] == ["text_widht", "text_width", "offline", "keys.star"]
    # What the file says wrongly comes first; what the reader doesn't know, once that is mended.
    file.write_text("\n".join(line for line in FAULTY.split("\n") if line[:5] not in ("text_", "offli", "star ")))
    found = [json.loads(line) for line in run("config", "--check", "--json").lines]
    assert [(record["line"], record["key"]) for record in found] == [
        (1, "theme"),
        (4, "keys.undo"),
        (5, "keys.star!"),
        (6, "keys.starr"),
    ]
    assert 'did you mean "gruvbox"?' in found[0]["message"]
    assert "did you mean “star”?" in found[3]["message"]


def test_every_fault_of_keymap_macros_and_programs_is_named(file: Path) -> None:
    file.write_text(
        'keymap = "vim"\n[keys]\ntree = "1"\nzen = "z  Esc"\nundo = "y"\n'
        '[macros.go]\nkey = "hyper"\ndo = ["save", "next-artcle", "macros.go"]\n'
        '[programs.x]\nkey = ["g", "C"]\nrun = "x"\n'
    )
    found = [json.loads(line) for line in run("config", "--check", "--json").lines]
    told = {(record["line"], record["key"], record["message"].partition(": ")[2]) for record in found}
    assert told >= {
        (3, "keys.tree", "“1” is a count in this keymap, and not “tree”"),
        (3, "keys.tree", "“tree” has no key left; it is in the command palette"),
        (4, "keys.zen", "no terminal sends the key “z  Esc”"),
        (5, "keys.undo", "“yy” begins with “y”, which is “undo”, and can't be “copy”"),
        (7, "macros.go.key", "no terminal sends the key “hyper”"),
        (8, "macros.go.do", "there is no command “next-artcle”; did you mean “next-article”?"),
        (8, "macros.go.do", "a macro can't do “macros.go”, another macro"),
        (10, "programs.x.key", "“gg” begins with “g”, which is “programs.x”, and can't be “first”"),
    }


def test_every_fault_of_every_library_is_named(file: Path) -> None:
    file.write_text(
        '[libraries.news]\npath = "a"\nsite = "hugoo"\ncategorys = "path"\n'
        '[libraries.old]\nencoding = "gb18003"\n'
        '[libraries.same]\npath = "b/../a"\n[libraries.twin]\npath = "b/../a"\n'
    )
    found = [json.loads(line) for line in run("config", "--check", "--json").lines]
    assert [(record["line"], record["key"]) for record in found] == [
        (3, "libraries.news.site"),
        (4, "libraries.news.categorys"),
        (5, "libraries.old"),
        (6, "libraries.old.encoding"),
        (9, "libraries.twin"),
    ]
    assert 'did you mean "hugo"?' in found[0]["message"]
    assert 'did you mean "categories"?' in found[1]["message"]
    assert 'did you mean "gb18030"?' in found[3]["message"]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (b"theme = \n", ":1: not TOML"),
        (b"a = 1\n\xff\xfe", ":2: not UTF-8"),
        (b"x = " + b"[" * 5000, ":1: nested too deep"),
        (b"t\x1b]0;owned\x07 = 1\n", ":1: not TOML"),
        (b'"t\\u001b]0;owned\\u0007" = 1\n', "there is no setting"),
    ],
)
def test_what_is_no_configuration_is_told_and_the_defaults_shown(file: Path, written: bytes, told: str) -> None:
    file.write_bytes(written)
    done = run("config", "--check")
    assert done.status == 1
    assert told in done.text
    assert world.bad_bytes(done.out) == []
    shown = run("config")
    assert shown.status == 0
    assert "text_width = 80  # default" in shown.lines
    assert "the defaults are used" in shown.told


def test_a_wrong_variable_is_named() -> None:
    done = run("config", "--check", environ={"TUI_READER_ALLOW_PRIVATE": "maybe"})
    assert done.status == 1
    assert "TUI_READER_ALLOW_PRIVATE must be 1 or 0" in done.text
    missing = run("config", "--check", environ={"TUI_READER_CONFIG": "/nowhere/own.toml"})
    assert missing.status == 1
    assert "/nowhere/own.toml: there is no such file" in missing.text


def test_nothing_is_read_from_the_library_or_the_current_folder(plain: Path) -> None:
    for name in ("config.toml", ".tui-reader.toml", "tui-reader.toml", ".reader.toml", "tui-reader/config.toml"):
        world.write(plain, name, 'theme = "nord"\ntext_widht = 1\n')
    done = run("config", cwd=plain)
    assert 'theme = "reader-dark"  # default' in done.lines
    assert done.err == b""
    assert run("config", "--check", cwd=plain).status == 0


def test_only_one_thing_at_a_time() -> None:
    done = run("config", "--init", "--check")
    assert (done.status, done.out) == (2, b"")
    assert "exclude each other" in done.told
