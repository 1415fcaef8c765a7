"""Nothing a post holds reaches a terminal or a pipe uncleaned, in any locale, from any command."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli import world
from tests.cli.world import bad_bytes, run, run_on_terminal
from tui_reader.cli.records import ROW_KEYS

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX terminal")
EVERY_FIELD = " | ".join(f"{{{key}}}" for key in ROW_KEYS)
ODD = "\x1b]0;owned\x07\x9b31m\u202e"


def commands(library: Path) -> list[tuple[str, ...]]:
    """Each verb in each of its forms, and each way to be told off."""
    ids = run("-L", str(library), "list", "--format", "{id}").lines
    assert len(ids) >= 6
    return [
        ("index",),
        ("index", "--rebuild", "--json"),
        ("list",),
        ("list", "--json"),
        ("list", "--format", EVERY_FIELD),
        ("list", '\x1b[31m\u202e OR ( "'),
        ("categories",),
        ("categories", "--json"),
        ("tags",),
        ("tags", "--json"),
        ("facets",),
        ("facets", "--all", "--json"),
        ("show", *ids),
        ("show", "--format", "ansi", *ids),
        ("show", "--format", "json", *ids),
        ("export", "--to", "-", "--links", "inline", "--width", "0"),
        ("export", "--to", "-", "--header", "zh", "--format", "ansi"),
        *(("images", one) for one in ids[::2]),
        *(("images", "--json", one) for one in ids[1::2]),
        ("check",),
        ("check", "--json"),
        ("mark", "--star", *ids),
        ("undo",),
        ("keys",),
        ("keys", "--json"),
        ("show", "--format", "html", *ids[:2]),
        ("show", "--format", "markdown", *ids),
        ("list", "--sort", "relevance", "passwd"),
        ("list", "--format", r"{id}\t{title:.20}\n{words:>9}"),
        ("mark", "--tag", ODD, *ids[:1]),
        ("tags",),
        ("state", "dump"),
        ("state", "compact"),
        ("config",),
        ("libraries",),
        ("cache",),
        ("completion", "fish", "--", "show", ""),
        ("schema", ODD),
        ("completion", ODD),
        ("show", ODD),
        ("show", f"./{ODD}.md"),
        ("list", "--format", f"{{{ODD}}}"),
        ("list", "--sort", ODD),
        ("list", "--limit", ODD),
        (f"--{ODD}",),
        (ODD,),
        ("-L", ODD, "list"),
        ("--debug", "-L", f"/nowhere/{ODD}", "list"),
        ("export", "--to", f"/dev/null/{ODD}/"),
    ]


def test_no_control_byte_reaches_a_pipe(hostile: Path, tmp_path: Path) -> None:
    for arguments in commands(hostile):
        done = run("-L", str(hostile), *arguments, cwd=tmp_path)
        coloured = "ansi" in arguments
        assert bad_bytes(done.out, colours=coloured) == [], arguments
        assert bad_bytes(done.err) == [], arguments
        assert done.status in {0, 1, 2}, arguments
        assert b"Traceback" not in done.err or "--debug" in arguments, arguments
        assert b"fault in the program" not in done.err, (arguments, done.err)


@POSIX
def test_no_control_byte_reaches_a_terminal(hostile: Path) -> None:
    for arguments in commands(hostile):
        done = run_on_terminal("-L", str(hostile), *arguments)
        seen = done.out.replace(b"\r", b"")  # the line that shows progress is ours
        assert bad_bytes(seen, colours="ansi" in arguments) == [], arguments
        assert b"fault in the program" not in done.out, arguments


def test_files_of_an_export_have_no_control_byte_and_stay_inside(hostile: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    done = run("-L", str(hostile), "export", "--to", f"{target}/", "--name", "{category}/{title}")
    assert done.status == 0, done.told
    files = [path for path in target.rglob("*") if path.is_file()]
    assert len(files) == len(run("-L", str(hostile), "list").lines)
    for path in files:
        assert bad_bytes(path.read_bytes()) == []
        assert path.suffix == ".txt"
        assert bad_bytes(os.fsencode(path.name)) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "hostile", "out"]


LOCALES = {
    "posix": {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "latin-1": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "latin-1"},
    "utf-8": {"LC_ALL": "C.UTF-8"},
    "utf-8-mode": {"LC_ALL": "C", "PYTHONUTF8": "1"},
    "cp932": {"PYTHONIOENCODING": "cp932:strict", "NO_COLOR": "1"},
}
"""What a machine may have said about the encoding of its outputs."""
ENCODINGS = {"latin-1": "latin-1", "cp932": "cp932"}
WIDE = "---\ntitle: 今天的天气 é\ntags: [天气]\ncategories: [新闻]\n---\n你好 🙂\n"


def said_badly(output: bytes, encoding: str, *, colours: bool) -> list[bytes]:
    """Control bytes in an output of any encoding, looked for in UTF-8."""
    return bad_bytes(output.decode(encoding, "replace").encode(), colours=colours)


@pytest.mark.parametrize("name", list(LOCALES))
def test_any_encoding_of_a_pipe_will_do(hostile: Path, tmp_path: Path, name: str) -> None:
    world.write(hostile, "zh.md", WIDE)
    for arguments in (*commands(hostile), ("show", "今天"), ("list", "今天"), ("mark", "--tag", "天气", "zh.md")):
        done = run("-L", str(hostile), *arguments, environ=LOCALES[name], cwd=tmp_path)
        encoding = ENCODINGS.get(name, "utf-8")
        assert b"Traceback" not in done.err or "--debug" in arguments, arguments
        assert b"fault in the program" not in done.err, (arguments, done.err)
        assert done.status in {0, 1, 2}, arguments
        assert said_badly(done.out, encoding, colours="ansi" in arguments) == [], arguments
        assert said_badly(done.err, encoding, colours=False) == [], arguments
        if arguments in {("list", "--json"), ("show", "--format", "json", "zh.md")}:
            titles = [json.loads(line)["title"] for line in done.out.decode(encoding).splitlines()]
            assert "今天的天气 é" in titles


@POSIX
@pytest.mark.parametrize("name", list(LOCALES))
def test_any_encoding_of_a_terminal_will_do(hostile: Path, tmp_path: Path, name: str) -> None:
    world.write(hostile, "zh.md", WIDE)
    for arguments in commands(hostile):
        done = run_on_terminal("-L", str(hostile), *arguments, environ=LOCALES[name], cwd=tmp_path)
        seen = done.out.replace(b"\r", b"")  # the line that shows progress is ours
        encoding = ENCODINGS.get(name, "utf-8")
        assert said_badly(seen, encoding, colours="ansi" in arguments) == [], arguments
        assert b"Traceback" not in seen or "--debug" in arguments, arguments
        assert b"fault in the program" not in seen, (arguments, seen)
        assert done.status in {0, 1, 2}, arguments


@POSIX
def test_colours_come_only_where_they_are_asked_for(plain: Path) -> None:
    for arguments in (("list",), ("show", "one.md"), ("check",), ("categories",), ("--help",), ("show", "nothing")):
        assert b"\x1b" not in run_on_terminal("-L", str(plain), *arguments).out, arguments
    for environ in ({}, {"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert b"\x1b[" in run("-L", str(plain), "show", "--format", "ansi", "one.md", environ=environ).out
