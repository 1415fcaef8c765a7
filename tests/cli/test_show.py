"""`show` writes byte for byte what `export --post … --to -` writes, and names come from standard input everywhere."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.world import run, run_on_terminal
from tui_reader.cli.desk import sample

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX terminal")
SAMPLE = str(sample())


@pytest.mark.parametrize("form", ["text", "ansi", "markdown", "html"])
@pytest.mark.parametrize("width", [None, "0", "33", "120"])
def test_show_is_what_export_writes(form: str, width: str | None) -> None:
    ids = run("-L", SAMPLE, "list", "--format", "{id}").lines
    assert len(ids) >= 20
    look = ("--format", form, *(("--width", width) if width else ()))
    shown = run("-L", SAMPLE, "show", *look, *ids)
    exported = run("-L", SAMPLE, "export", *look, *(word for one in ids for word in ("--post", one)), "--to", "-")
    assert shown.status == exported.status == 0, (shown.told, exported.told)
    assert shown.out == exported.out != b""


@POSIX
def test_show_is_what_export_writes_on_a_terminal_too() -> None:
    [one] = run("-L", SAMPLE, "list", "Welcome", "--limit", "1", "--format", "{id}").lines
    for columns in (40, 72, 200):
        shown = run_on_terminal("-L", SAMPLE, "show", one, columns=columns)
        exported = run_on_terminal("-L", SAMPLE, "export", "--post", one, "--to", "-", columns=columns)
        assert shown.status == exported.status == 0
        assert shown.out == exported.out != b""


def test_names_come_from_standard_input_as_ids_paths_and_lines_of_list(plain: Path) -> None:
    base = ("-L", str(plain))
    listed = run(*base, "list").out
    wanted = run(*base, "show", *(line.split("\t")[0] for line in listed.decode().splitlines())).out
    paths = b"".join(path.encode() + b"\n" for path in run(*base, "list", "--format", "{path}").lines)
    for names in (listed, paths, listed.replace(b"\n", b"\r\n"), b"\n" + listed + b"\n"):
        assert run(*base, "show", "-", stdin=names).out == wanted
        assert run(*base, "export", "--post", "-", "--to", "-", stdin=names).out == wanted
    marked = run(*base, "mark", "--star", "-", stdin=listed)
    assert marked.lines == ["4 of 4 now starred"]
    first = run(*base, "list", "--limit", "1").out
    assert run(*base, "images", "-", stdin=first).out == run(*base, "images", "one.md").out
    ids = b"".join(json.loads(line)["id"].encode() + b"\n" for line in run(*base, "list", "--json").lines)
    assert run(*base, "show", "-", stdin=ids).out == wanted
    nothing = run(*base, "show", "-", stdin=b"")
    assert (nothing.status, nothing.out) == (0, b"")


def test_what_stands_between_posts(plain: Path) -> None:
    base = ("-L", str(plain), "show")
    both = run(*base, "one.md", "two.md").out
    assert both == run(*base, "one.md").out + b"\n" + run(*base, "two.md").out
    assert len(run(*base, "--format", "json", "one.md", "two.md").lines) == 2
