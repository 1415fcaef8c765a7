"""Every example of every `--help`: it is understood, and it runs in a shell on the sample library."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.cli import world
from tests.cli.test_manual import every_command
from tests.cli.world import run
from tui_reader.cli.desk import Desk, sample
from tui_reader.cli.main import program

COMMANDS = dict(every_command())
OPENING = ("tui-reader", "tui-reader news", "tui-reader ~/blog", "tui-reader ~/blog/source/_posts/plan.md")
"""Examples that open the reader, which needs a terminal."""
NETWORK = re.compile("--fetch|--freeze")
"""Examples that ask for what may not be there."""


def examples_of(command: click.Command) -> list[str]:
    """The examples at the end of a command's help."""
    _, _, listed = (command.epilog or "").partition("Examples:\n")
    return [line.strip() for line in listed.splitlines() if line.strip()]


def parts_of(line: str) -> list[list[str]]:
    """The words of each call of the program in a line of the shell, redirections left out."""
    found = []
    for part in line.replace("source <(", "").rstrip(")").split(" | "):
        words = shlex.split(part.partition(" > ")[0])
        if words[0] == "tui-reader":
            found.append(words[1:])
    return found


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A folder to work in, and an environment with the program, its sample and stand-ins for pagers and viewers."""
    folder = tmp_path_factory.mktemp("examples")
    home, tools = folder / "home", folder / "bin"
    for name in (
        ".zfunc",
        ".config/fish/completions",
        ".local/share/bash-completion/completions",
        ".local/share/man/man1",
    ):
        (home / name).mkdir(parents=True)
    tools.mkdir()
    stand_ins = {"tui-reader": f'exec {shlex.quote(sys.executable)} -m tui_reader "$@"'}
    stand_ins |= dict.fromkeys(("less", "man", "gzip"), "exec cat")
    for name, does in stand_ins.items():
        (tools / name).write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
        (tools / name).chmod(0o755)
    world.write(folder, "article.md", "# Article\n\nSome text.\n")
    world.plain_library(home / "old")
    world.plain_library(home / "new")
    world.write(home, "blog/source/_posts/plan.md", "# Plan\n")
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("TUI_READER_", "XDG_"))}
    environ |= {
        "HOME": str(home),
        "PATH": f"{tools}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "TUI_READER_LIBRARY": str(sample()),
        "TUI_READER_IMAGE_VIEWER": "true",
        "DISPLAY": ":9",
        **{f"XDG_{name}_HOME": str(home / f".{name.lower()}") for name in ("CONFIG", "CACHE", "DATA", "STATE")},
    }
    environ["TEST_POST"] = illustrated(environ)
    return folder, environ


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_every_help_has_examples_that_are_understood(name: str) -> None:
    command = COMMANDS.get(name, program)
    examples = examples_of(command)
    assert examples
    for line in examples:
        calls = parts_of(line)
        assert calls, line
        assert not name or any(name in shlex.join(words) for words in calls), line
        for words in calls:
            parse(words)


def parse(words: list[str]) -> None:
    """Take a call apart as the program does, without running it."""
    if words[:1] == ["-L"]:
        words = words[2:]
    with click.Context(program, obj=Desk()) as context:
        command: click.Command = program
        while isinstance(command, click.Group) and words and words[0] in command.commands:
            command, words = command.commands[words[0]], words[1:]
        if "--help" not in words:
            command.make_context("tui-reader", list(words), parent=context)


def illustrated(environ: dict[str, str]) -> str:
    """A post of the sample whose pictures are all in the library."""
    for post in run("list", "--format", "{id}", environ=environ).lines:
        kinds = {json.loads(line)["kind"] for line in run("images", "--json", post, environ=environ).lines}
        if kinds == {"local"}:
            return post
    raise AssertionError("the sample has no pictures of its own")


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_every_example_runs_on_the_sample(machine: tuple[Path, dict[str, str]], name: str) -> None:
    shell = shutil.which("bash")
    if shell is None:
        pytest.skip("bash is not installed")
    folder, environ = machine
    post = environ["TEST_POST"]
    prepared = (
        f"tui-reader mark --star {post}; tui-reader state dump > marks.jsonl; rm -f $XDG_CONFIG_HOME/tui-reader/*; "
        "rm -rf $XDG_DATA_HOME/tui-reader/searches; tui-reader searches add 'Tea to read' 茶"
    )
    subprocess.run(
        [shell, "-c", prepared],
        env=environ, cwd=folder, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    for line in examples_of(COMMANDS.get(name, program)):
        done = subprocess.run(
            [shell, "-o", "pipefail", "-c", line.replace("POST", post)],
            env=environ, cwd=folder, check=False, capture_output=True, stdin=subprocess.DEVNULL, timeout=120,
        )  # fmt: skip
        expected = {2} if line in OPENING else {0, 1, 2} if NETWORK.search(line) else {0}
        assert done.returncode in expected, (line, done.stderr.decode())
        assert b"Traceback" not in done.stderr, line


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_help_names_the_options_that_all_take(name: str) -> None:
    done = run(*name.split(), "--help")
    assert done.status == 0
    for option in ("--library", "--no-refresh", "--debug", "--no-color", "--help"):
        assert option in done.text
    assert all(len(line) <= 80 or line.startswith("    ") for line in done.lines)
