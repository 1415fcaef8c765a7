"""The table of the plain reader's commands, and what typed lines mean."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.plain import COMMANDS
from tui_reader.plain.actions import ACTIONS
from tui_reader.plain.commands import Misunderstood, Understood, command_called, shown_words, understood


def test_every_command_is_done_by_something_and_nothing_else_is() -> None:
    assert [command.id for command in COMMANDS] == list(dict.fromkeys(command.id for command in COMMANDS))
    assert set(ACTIONS) == {command.id for command in COMMANDS}


def test_no_word_means_two_things() -> None:
    words = Counter(word for command in COMMANDS for word in command.words)
    assert max(words.values()) == 1
    assert all(word == word.lower() and not word.isdigit() and " " not in word for word in words)


@pytest.mark.parametrize(
    ("line", "command", "argument"),
    [
        ("", "go-on", ""),
        ("  ", "go-on", ""),
        ("12", "open", "12"),
        ("/tree house", "search", "tree house"),
        ("/", "search", ""),
        ("search tree", "search", "tree"),
        ("*", "star", ""),
        ("* 3-5", "star", "3-5"),
        ("*3", "star", "3"),
        ("?", "help", ""),
        ("? l", "help", "l"),
        ("C News", "categories", "News"),
        ("i 2", "images", "2"),
        (".", "list", ""),
        ("QUIT", "quit", ""),
    ],
)
def test_lines_are_understood(line: str, command: str, argument: str) -> None:
    meant = understood(line)
    assert isinstance(meant, Understood)
    assert (meant.command.id, meant.argument) == (command, argument)


def test_a_slip_gets_the_nearest_word() -> None:
    assert understood("serach tree") == Misunderstood("serach", "search")
    assert understood("xyzzy") == Misunderstood("xyzzy", "")


@given(st.text())
def test_any_line_means_something_or_is_told(line: str) -> None:
    meant = understood(line)
    if isinstance(meant, Misunderstood):
        assert command_called(meant.word) is None
    else:
        assert meant.command in COMMANDS


def test_commands_are_shown_as_they_are_typed() -> None:
    shown = {command.id: shown_words(command) for command in COMMANDS}
    assert shown["open"] == ("NUMBER",)
    assert shown["go-on"] == ("Enter",)
    assert shown["quit"] == ("q", "quit")
    assert shown["links"] == ("l [NUMBER]", "links [NUMBER]")
