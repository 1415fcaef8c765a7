"""The settings file: every name and type checked, every fault told with its line, nothing read from elsewhere."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_reader.config import (
    SETTINGS,
    Macro,
    NamedLibrary,
    OwnProgram,
    Settings,
    default_settings,
    library_at,
    library_options,
    load_settings,
    places,
)
from tui_reader.errors import ConfigError
from tui_reader.model import LibraryOptions


def written(tmp_path: Path, text: str) -> dict[str, str]:
    """An environment whose configuration holds the text."""
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    return {"TUI_READER_CONFIG": str(file), "HOME": str(tmp_path)}


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings({"XDG_CONFIG_HOME": str(tmp_path)}) == Settings()


def test_every_setting_is_read(tmp_path: Path) -> None:
    environ = written(
        tmp_path,
        """
library = "posts"
export_dir = "/out"
image_viewer = "feh --title 'a b'"
image_viewer_terminal = true
allow_private_hosts = true
offline = true
image_referer = "source"
image_proxies = ["https://img.example/?u={url}"]
theme = "reader-light"
text_width = 66
ambiguous_width = 2

[keys]
quit = "x"
down = ["j", "down"]

[libraries.news]
path = "~/archive/news"
site = "hugo"
categories = "path"
encoding = "gb18030"

[libraries."新闻"]
path = "beside"
""",
    )
    read = load_settings(environ)
    assert read.library == str(tmp_path / "posts")
    assert read.export_dir == str(Path("/out").absolute())
    assert read.image_viewer == ("feh", "--title", "a b")
    assert (read.image_viewer_terminal, read.allow_private_hosts, read.offline) == (True, True, True)
    assert (read.image_referer, read.image_proxies) == ("source", ("https://img.example/?u={url}",))
    assert (read.theme, read.text_width, read.ambiguous_width) == ("reader-light", 66, 2)
    assert dict(read.keys) == {"quit": ("x",), "down": ("j", "down")}
    assert dict(read.libraries) == {
        "news": NamedLibrary("news", str(Path.home() / "archive/news"), LibraryOptions("hugo", "path", "gb18030")),
        "新闻": NamedLibrary("新闻", str(tmp_path / "beside"), LibraryOptions()),
    }
    assert read.source == tmp_path / "own.toml"


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("\ntext_widht = 80\n", 2, 'did you mean "text_width"?'),
        ("zzzz = 1\n", 1, "the settings are library,"),
        ("[kyes]\nquit = 'q'\n", 1, 'did you mean "keys"?'),
        ('theme = "a"\n# text_width = 1\ntext_width = "80"\n', 3, 'must be a whole number, and is the string "80"'),
        ("text_width = true\n", 1, "must be a whole number, and is true"),
        ("text_width = 3\n", 1, "from 20 to 400, and is the number 3"),
        ("ambiguous_width = 3\n", 1, "from 1 to 2"),
        ("offline = 1\n", 1, "must be true or false, and is the number 1"),
        ("library = ['a']\n", 1, "must be a folder's path as a string, and is a list"),
        ("theme = ''\n", 1, "must be a string, and is an empty string"),
        ("image_viewer = [1]\n", 1, "must be a command"),
        ('image_viewer = "feh \'open"\n', 1, "must be a command"),
        ("image_referer = 'all'\n", 1, 'must be "none" or "source", and is the string "all"'),
        ("image_referer = 1\n", 1, "one of the words"),
        ("image_proxies = 1\n", 1, "a list of addresses"),
        ("image_proxies = [1]\n", 1, "must be a string"),
        ("image_proxies = [\n'https://a.example/{url}',\n'https://b.example/',\n]\n", 3, "{url} or {host_path} once"),
        ("image_proxies = ['https://a.example/{url}{url}']\n", 1, "once"),
        ("image_proxies = ['ftp://a.example/{url}']\n", 1, 'must begin with "http://"'),
        ("image_proxies = ['https://{url}']\n", 1, "a host"),
        ("image_proxies = ['https://a.example/{url} x']\n", 1, "white space"),
        ("theme = 2020-01-01\n", 1, "is a date or time"),
        ("keys = 'q'\n", 1, "must be a table"),
        ("theme = 'a'\n[keys]\nquit = 'q'\ndown = 4\n", 4, 'the key of "down"'),
        ("keys.up = {a = 1}\n", 1, 'the key of "up"'),
        ("libraries = 'a'\n", 1, "must be a table for each library"),
        ("[libraries]\nnews = '~/news'\n", 2, '"libraries.news" must be a table with a path, and is the string'),
        ("[libraries.news]\nsite = 'hugo'\n", 1, '"libraries.news" has no path'),
        ("[libraries.news]\npath = ''\n", 2, '"libraries.news.path" must be a folder\'s path as a string'),
        ("[libraries.news]\npath = 'a'\nsite = 'hogo'\n", 3, 'did you mean "hugo"?'),
        ("[libraries.news]\npath = 'a'\nsite = 1\n", 3, "one of the words"),
        ("[libraries.news]\npath = 'a'\ncategories = 'x'\n", 3, 'must be "path", "terms" or "folders"'),
        ("[libraries.news]\npath = 'a'\npaht = 'b'\n", 3, 'a library has no "paht": did you mean "path"?'),
        ("[libraries.news]\npath = 'a'\nzzzz = 'b'\n", 3, "there are path, site, categories, encoding."),
        ("[libraries.news]\npath = 'a'\nencoding = 'gb18003'\n", 3, 'did you mean "gb18030"?'),
        ("[libraries.news]\npath = 'a'\nencoding = 'idna'\n", 3, "the name of an encoding"),
        ("[libraries.news]\npath = 'a'\nencoding = 'hex'\n", 3, "the name of an encoding"),
        ("[libraries.'a/b']\npath = 'a'\n", 1, '"a/b" can\'t be the name of a library'),
        ('[libraries."a\\u001b[2J"]\npath = "a"\n', None, "can't be the name of a library"),
        ("[libraries.'-x']\npath = 'a'\n", 1, '"-x" can\'t be the name of a library'),
        ("[libraries.'']\npath = 'a'\n", 1, '"" can\'t be the name of a library'),
        ("[libraries.a]\npath = '~/x'\n[libraries.b]\npath = '~/x'\n", 3, '"a" and "b" are the same folder'),
        ("keymap = 'vmi'\n", 1, 'did you mean "vim"?'),
        ("macros = 1\n", 1, "must be a table for each macro"),
        ("[macros]\na = 1\n", 2, '"macros.a" must be a table, and is the number 1'),
        ("[macros.a]\nkey = 'x'\n", 1, '"macros.a" has no "do"'),
        ("[macros.a]\ndo = []\n", 2, '"macros.a.do" must be a string, or a list of strings'),
        ("[macros.a]\ndo = ['star']\nkeys = 'x'\n", 3, 'has no "keys": did you mean "key"?'),
        ("[macros.'a b']\ndo = 'star'\n", 1, '"a b" can\'t be a name in "macros"'),
        ("[macros.\"x')\"]\ndo = 'star'\n", None, 'can\'t be a name in "macros"'),
        ("[programs.a]\nkey = 'x'\n", 1, '"programs.a" has no "run"'),
        ("[programs.a]\nrun = [1]\n", 2, "must be a command"),
        ("[programs.a]\nrun = ['{path}']\n", 2, "can't be chosen by a post"),
        ("[programs.a]\nrun = ['x', '{titel}']\n", 2, 'names {titel}, which a post has not: did you mean "{title}"?'),
        ("[programs.a]\nrun = 'x'\nstdin = 'html'\n", 3, '"programs.a.stdin" must be "text"'),
        ("[programs.a]\nrun = 'x'\nterminal = 1\n", 3, "must be true or false"),
        ("theme = 'a'\ntheme = 'b'\n", None, "not TOML"),
        ("theme = 'a'\n\nlibrary = [\n", None, "not TOML"),
        ("theme = nonsense\n", 1, "not TOML"),
        ("a" + ".a" * 2000 + " = 1\n", 1, "nested too deep"),
        ("theme = " + "[" * 3000 + "\n", 1, "nested too deep"),
        ("theme = 'a'\nx = [\n" + "[\n" * 20000, None, "not TOML"),
        ("text_width = " + "9" * 6000 + "\n", None, "not TOML"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, text: str, line: int | None, told: str) -> None:
    environ = written(tmp_path, text)
    with pytest.raises(ConfigError) as failure:
        load_settings(environ)
    assert told in failure.value.message
    assert environ["TUI_READER_CONFIG"] in failure.value.message
    if line is not None:
        assert f"own.toml:{line}: " in failure.value.message


def test_a_fault_of_bytes_is_told(tmp_path: Path) -> None:
    environ = written(tmp_path, "")
    Path(environ["TUI_READER_CONFIG"]).write_bytes(b"theme = 'a'\nlibrary = '\xff'\n")
    with pytest.raises(ConfigError, match=r"own\.toml:2: not UTF-8"):
        load_settings(environ)
    Path(environ["TUI_READER_CONFIG"]).write_bytes(b"#" * (1 << 21))
    with pytest.raises(ConfigError, match="larger than 1 MiB"):
        load_settings(environ)


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file"):
        load_settings({"TUI_READER_CONFIG": str(tmp_path / "no.toml")})
    with pytest.raises(ConfigError, match="it is a folder"):
        load_settings({"TUI_READER_CONFIG": str(tmp_path)})


def test_messages_are_clean(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as failure:
        load_settings(written(tmp_path, '"\\u001b[31mbad" = 1\n'))
    assert failure.value.message.isprintable()


def test_the_environment_beats_the_file(tmp_path: Path) -> None:
    environ = written(tmp_path, "library = '/a'\nallow_private_hosts = true\n")
    read = load_settings({**environ, "TUI_READER_LIBRARY": "/b", "TUI_READER_ALLOW_PRIVATE": "0"})
    assert read.library == str(Path("/b").absolute())
    assert read.allow_private_hosts is False
    with pytest.raises(ConfigError, match="TUI_READER_ALLOW_PRIVATE must be 1 or 0"):
        load_settings({**environ, "TUI_READER_ALLOW_PRIVATE": "maybe"})


LIBRARIES = "[libraries.news]\npath = 'posts'\nsite = 'hugo'\n[libraries.old]\npath = '/old'\n"


@pytest.mark.parametrize(
    ("written_as", "variable", "meant"),
    [
        ("news", "", "posts"),
        ("./news", "", "news"),
        ("other", "", "other"),
        ("other", "news", "posts"),
        ("other", "old", "/old"),
    ],
)
def test_a_library_is_meant_by_its_name(tmp_path: Path, written_as: str, variable: str, meant: str) -> None:
    (tmp_path / "news").mkdir()
    environ = written(tmp_path, f"library = '{written_as}'\n{LIBRARIES}")
    read = load_settings({**environ, "TUI_READER_LIBRARY": variable})
    assert read.library == str(tmp_path / meant)


def test_a_folder_has_its_options_by_whatever_path(tmp_path: Path) -> None:
    read = load_settings(written(tmp_path, LIBRARIES))
    (tmp_path / "posts").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "posts")
    assert library_options(read, tmp_path / "posts" / ".." / "posts") == LibraryOptions(site="hugo")
    assert library_options(read, tmp_path / "link") == LibraryOptions(site="hugo")
    assert library_at(read, Path("/old")) == read.libraries["old"]
    assert library_at(read, tmp_path) is None
    assert library_options(read, tmp_path) == LibraryOptions()


def test_defaults_never_raise_and_never_allow() -> None:
    made = default_settings({"TUI_READER_ALLOW_PRIVATE": "maybe", "TUI_READER_LIBRARY": "x"}, ("told",))
    assert made.allow_private_hosts is False
    assert made.notices == ("told",)


def test_nothing_is_read_from_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("config.toml", "tui-reader.toml", ".tui-reader.toml", ".reader.toml", "pyproject.toml"):
        (tmp_path / name).write_text("offline = true\ntheme = 'evil'\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load_settings(os.environ) == Settings()


def test_places_follow_the_xdg_variables(tmp_path: Path) -> None:
    environ = {f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("CONFIG", "CACHE", "DATA", "STATE")}
    found = places(environ)
    assert found.config_file == tmp_path / "CONFIG" / "tui-reader" / "config.toml"
    assert found.cache_dir == tmp_path / "CACHE" / "tui-reader"
    assert found.data_dir == tmp_path / "DATA" / "tui-reader"
    assert found.log_dir == tmp_path / "STATE" / "tui-reader" / "log"
    assert places({**environ, "XDG_CACHE_HOME": "relative"}).cache_dir.is_absolute()


def test_macros_and_programs_are_read(tmp_path: Path) -> None:
    read = load_settings(
        written(
            tmp_path,
            """
keymap = "mutt"

[macros.go]
key = ", s"
do = ["save", "next-article"]
title = "Save and go on"

[macros.one]
do = "star"

[programs.mail]
key = ["M", "ctrl+x"]
run = ["mutt", "-s", "{title}", "{}", "{ x }"]
terminal = true
stdin = "text"

[programs.plain]
run = "prog --at='{path}' \\"a b\\""
""",
        )
    )
    assert read.keymap == "mutt"
    assert dict(read.macros) == {
        "go": Macro("go", ("save", "next-article"), (", s",), "Save and go on"),
        "one": Macro("one", ("star",)),
    }
    assert dict(read.programs) == {
        "mail": OwnProgram(
            "mail", ("mutt", "-s", "{title}", "{}", "{ x }"), ("M", "ctrl+x"), terminal=True, stdin="text"
        ),
        "plain": OwnProgram("plain", ("prog", "--at={path}", "a b")),
    }


def test_the_table_is_the_settings() -> None:
    """The documentation is made from the table: it must name each setting, with its true default."""
    made = {item.name for item in dataclasses.fields(Settings)} - {"source", "notices"}
    assert {setting.name for setting in SETTINGS} == made
    import tomllib

    for setting in SETTINGS:
        assert setting.help.endswith(".")
        if setting.default:
            assert tomllib.loads(f"x = {setting.default}")["x"] == getattr(Settings(), setting.name)
        else:
            assert not getattr(Settings(), setting.name)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200) | st.text(alphabet="abk=[]{}\"'.\n\\#1 \x1b中", max_size=120).map(str.encode))
def test_any_bytes_give_settings_or_a_sentence(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "fuzzed.toml"
    file.write_bytes(data)
    told = ""
    try:
        load_settings({"TUI_READER_CONFIG": str(file)})
    except ConfigError as error:
        told = error.message
    assert told.isprintable()


def test_every_kind_of_site_and_rule_of_categories_can_be_said() -> None:
    from tui_reader.config.settings import SETTINGS
    from tui_reader.library.options import CATEGORY_RULES
    from tui_reader.library.site import SiteKind

    parts = {part.name: part for setting in SETTINGS for part in setting.parts}
    assert set(parts["site"].choices) == {kind.value for kind in SiteKind}
    assert set(parts["categories"].choices) == set(CATEGORY_RULES)
