"""The manual page: complete, free of warnings, and the same tables as `--help`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.cli.world import bad_bytes, run
from tests.project import checkout
from tui_reader.cli.main import program
from tui_reader.cli.reference import STATUSES, VARIABLES
from tui_reader.config import SETTINGS


@pytest.fixture(scope="module")
def page() -> str:
    """The page as roff."""
    from tui_reader.cli.manual import manual

    return manual(program)


def plain(roff: str) -> str:
    """The page's text without its escapes."""
    named = {r"\-": "-", r"\(aq": "'", r"\(dq": '"', r"\(ga": "`", r"\(ti": "~", r"\(ha": "^", r"\&": "", r"\|": ""}
    for written, meant in {**named, r"\e": "\\"}.items():
        roff = roff.replace(written, meant)
    return re.sub(r"\\f(?:\(..|.)", "", re.sub(r"\\\[u([0-9A-F]+)\]", lambda found: chr(int(found[1], 16)), roff))


def every_command(group: click.Group = program) -> Iterator[tuple[str, click.Command]]:
    """Each command, those of groups too."""
    for name, command in group.commands.items():
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {inner}", found) for inner, found in every_command(command))


def test_the_command_prints_the_page(page: str) -> None:
    done = run("manual")
    assert done.status == 0
    assert done.text == page
    assert bad_bytes(done.out) == []
    assert page.isascii()


def test_every_command_option_and_table_is_in_it(page: str) -> None:
    text = plain(page)
    for name, command in every_command():
        assert re.search(rf"^\.SS {re.escape(name)}( |$)", text, re.M), name
        for option in (found for found in command.params if isinstance(found, click.Option) and not found.hidden):
            assert option.opts[0] in text, (name, option.opts)
        for line in (command.epilog or "").partition("Examples:\n")[2].splitlines():
            assert line.strip() in text, line
    for setting in SETTINGS:
        assert f".B {setting.name} ({setting.kind})" in text
    for variable in VARIABLES:
        assert ", ".join(variable.names) in text
    for status in STATUSES:
        assert f".B {int(status)}\n" in text


@pytest.mark.parametrize("command", [["groff", "-man", "-Tutf8", "-ww", "-z", "-"], ["man", "-l", "--warnings=w", "-"]])
def test_it_is_set_without_warnings(page: str, command: list[str]) -> None:
    if shutil.which(command[0]) is None or shutil.which("groff") is None:
        pytest.skip(f"{command[0]} is not installed")
    environ = {**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "80", "MANPAGER": "cat"}
    done = subprocess.run(command, input=page.encode(), env=environ, capture_output=True, check=True, timeout=60)
    assert done.stderr == b""
    if command[0] == "man":
        assert b"EXIT STATUS" in done.stdout


def test_help_names_statuses_and_variables_and_fits_a_terminal() -> None:
    done = run("--help")
    for variable in VARIABLES:
        assert ", ".join(variable.names) in done.text
    assert all(f"\n    {int(status):<4} " in done.text for status in STATUSES)
    assert max(map(len, done.lines)) <= 80


def test_every_variable_of_the_program_is_in_the_table() -> None:
    named = {name for variable in VARIABLES for name in variable.names}
    for path in checkout.PACKAGE.rglob("*.py"):
        for name in re.findall(r"\bTUI_READER_[A-Z_]+\b", path.read_text(encoding="utf-8")):
            assert name in named, (path.name, name)
    assert named.issuperset(setting.variable for setting in SETTINGS if setting.variable)


def test_statuses_are_what_the_commands_give(tmp_path: Path) -> None:
    assert {int(status) for status in STATUSES} == {0, 1, 2, 130, 141}
