"""Nothing a post holds reaches a terminal or a pipe uncleaned, in any locale, from any command."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import world
from tests.cli.world import COMMAND, bad_bytes, run, run_on_terminal
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


@pytest.mark.parametrize(
    "environ",
    [
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "latin-1"},
        {"LC_ALL": "C.UTF-8"},
        {"LC_ALL": "C", "PYTHONUTF8": "1"},
        {"PYTHONIOENCODING": "cp932:strict"},
    ],
    ids=["posix", "latin-1", "utf-8", "utf-8-mode", "cp932"],
)
def test_any_encoding_of_the_output_will_do(hostile: Path, tmp_path: Path, environ: dict[str, str]) -> None:
    world.write(hostile, "zh.md", "---\ntitle: 今天的天气 é\n---\n你好 🙂\n")
    for arguments in (
        ("list",),
        ("list", "--json"),
        ("categories",),
        ("show", "--format", "ansi", "zh.md"),
        ("show", "--format", "json", "zh.md"),
        ("export", "--to", str(tmp_path / "out")),
        ("check",),
        ("show", "今天"),
        ("images", "zh.md"),
    ):
        done = run("-L", str(hostile), *arguments, environ=environ)
        assert b"Traceback" not in done.err, arguments
        assert b"fault in the program" not in done.err, (arguments, done.err)
        assert done.status in {0, 1, 2}
        if "json" in arguments[-2:] or "--json" in arguments:
            encoding = "cp932" if "cp932" in str(environ) else "latin-1" if "latin" in str(environ) else "utf-8"
            titles = [json.loads(line)["title"] for line in done.out.decode(encoding).splitlines()]
            assert "今天的天气 é" in titles


@POSIX
def test_a_closed_pipe_ends_quietly(plain: Path) -> None:
    run("-L", str(plain), "index")
    for arguments in (("list",), ("show", "one.md"), ("keys",), ("--help",), ("export", "--to", "-")):
        ours, theirs = os.pipe()
        os.close(ours)
        done = subprocess.run(
            [*COMMAND, "-L", str(plain), *arguments], stdout=theirs, stderr=subprocess.PIPE, check=False, timeout=120
        )
        os.close(theirs)
        assert (done.returncode, done.stderr) == (141, b""), arguments


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_the_output_is_told(plain: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "-L", str(plain), "list"], stdout=full, stderr=subprocess.PIPE, check=False, timeout=120
        )
    assert done.returncode == 2
    assert b"No space left" in done.stderr
    assert b"Traceback" not in done.stderr


HEARING = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
"""Starts a program that hears interrupts, even where the tests run in the background and are deaf to them."""


@POSIX
def test_an_interrupt_is_130(plain: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("wrong = 1\n", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", HEARING, *COMMAND, "show", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TUI_READER_CONFIG": str(config), "TUI_READER_LIBRARY": str(plain)},
    )
    assert process.stderr is not None
    assert b'there is no setting "wrong"' in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=120)
    assert process.returncode == 130
    assert b"Traceback" not in told
