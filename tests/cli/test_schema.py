"""What each command writes as JSON is what the table says, on a library that tries everything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli import world
from tests.cli.json_schema import faults
from tests.cli.test_manual import every_command
from tests.cli.world import run
from tui_reader.cli.schema import OUTPUTS, Output, json_schema, names

PICTURES = "![a](nothing.png)![b](javascript:x)![c](data:image/png;base64,AAAA)"


def ids_of(library: Path) -> list[str]:
    """The short ids of all posts."""
    return run("-L", str(library), "list", "--format", "{id}").lines


def written(output: Output, library: Path, tmp_path: Path, stdin: bytes = b"") -> list[dict[str, Any]]:
    """The objects that a command writes on a library."""
    typed = output.command.split()
    ids = ids_of(library) if typed[0] in {"show", "images"} else []
    environ = {"TUI_READER_CONFIG": str(tmp_path / "config.toml")}
    runs = [[*typed, one] for one in ids] if typed[0] == "images" else [[*typed, *ids]]
    if typed[:2] == ["state", "restore"]:
        runs = [[*typed, "-"]]
        stdin = run("-L", str(library), "state", "dump").out + b"no line of a dump\n"
    found = []
    for words in runs:
        done = run("-L", str(library), *words, stdin=stdin, environ=environ)
        assert done.status in {0, 1}, done.told
        found += [json.loads(line) for line in done.lines]
    return found


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.command)
def test_every_line_is_what_the_schema_says(output: Output, plain: Path, hostile: Path, tmp_path: Path) -> None:
    world.write(
        plain, "bad.md", "---\ntitle: [\n---\n![a](nothing.png)![b](javascript:x)![c](data:image/png;base64,AAAA)\n"
    )
    for library in (plain, hostile):
        run(
            "-L",
            str(library),
            "mark",
            "--star",
            "--tag",
            "mine",
            *run("-L", str(library), "list", "--format", "{id}").lines,
        )
        run("-L", str(library), "searches", "add", "\x1b[2Jmine", "is:unread or re:/x/")
    text = "libary = 'x'\n" if "--check" in output.command else "[keys]\nsave = ['s', 'F2']\n"
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    objects = [one for library in (plain, hostile) for one in written(output, library, tmp_path)]
    assert objects
    schema = json_schema(output)
    for value in objects:
        assert tuple(value) == names(output.fields)
        assert list(faults(value, schema)) == [], value


def test_every_command_that_writes_json_is_in_the_table() -> None:
    offering = {
        name for name, command in every_command() if any("--json" in parameter.opts for parameter in command.params)
    }
    listed = {output.command.partition(" -")[0] for output in OUTPUTS}
    assert listed == offering | {"show"}


def test_the_command_prints_schemas() -> None:
    assert [json.loads(line) for line in run("schema").lines] == [json_schema(output) for output in OUTPUTS]
    [one] = [json.loads(line) for line in run("schema", "list").lines]
    assert one["required"][:3] == ["id", "path", "title"]
    assert [json.loads(line)["title"] for line in run("schema", "state", "compact").lines] == [
        "tui-reader state compact --json"
    ]
    wrong = run("schema", "undo")
    assert wrong.status == 2
    assert "list" in wrong.told


def test_the_validator_finds_what_is_wrong() -> None:
    schema = json_schema(OUTPUTS[0])
    good = dict.fromkeys(names(OUTPUTS[0].fields))
    assert len(list(faults(good, schema))) >= 5
    assert list(faults({"x": 1}, {"type": "object", "additionalProperties": False}))
    assert list(faults("x", {"enum": ["y"]}))
    assert list(faults(True, {"type": "integer"}))
    assert list(faults([[]], {"type": "array", "items": {"type": "array", "minItems": 1}}))
