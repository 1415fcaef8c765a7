"""The one table of commands, and the user's keys laid over it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui_reader.ui.chosen_keys import preset_keymap
from tui_reader.ui.commands import COMMANDS, Where, shown_key
from tui_reader.ui.key_names import key_name
from tui_reader.ui.keymap import lay_over
from tui_reader.ui.presets import PRESETS

DEFAULT = {
    "down": "j ↓",
    "up": "k ↑",
    "first": "g Home",
    "last": "G End",
    "half-down": "ctrl+d",
    "half-up": "ctrl+u",
    "page-down": "PgDn ctrl+f",
    "page-up": "PgUp ctrl+b",
    "out": "h ←",
    "in": "l → Enter",
    "next-pane": "Tab F6",
    "previous-pane": "shift+Tab",
    "tree": "1",
    "list": "2",
    "article": "3",
    "next-article": "J",
    "previous-article": "K",
    "back": "H alt+←",
    "forward": "L alt+→",
    "previous-part": "[",
    "next-part": "]",
    "select": "Space",
    "select-all": "ctrl+a",
    "sort": ",",
    "two-lines": "w",
    "space": "Space",
    "page-back": "b",
    "zen": "m",
    "wider": "+",
    "narrower": "-",
    "default-width": "=",
    "next": "n",
    "previous": "N",
    "previous-unread": "p",
    "find": "/ F3",
    "clear": "Esc",
    "facets": "f",
    "narrow": "Enter Space",
    "widen": "Backspace",
    "source": "o F7",
    "image": "i F4",
    "images": "I",
    "links": "u",
    "copy": "y",
    "save": "s F2",
    "editor": "e",
    "read": "r F9",
    "all-read": "A",
    "star": "* F8",
    "undo": "U",
    "view": "a",
    "help": "? F1",
    "palette": ": ctrl+p",
    "problems": "!",
    "refresh": "R F5",
    "redraw": "ctrl+l",
    "quit-or-back": "q",
    "suspend": "ctrl+z",
}


def test_the_default_keys_are_the_documented_ones() -> None:
    shown = {command.id: " ".join(shown_key(key) for key in command.keys) for command in COMMANDS}
    assert {name: shown[name] for name in DEFAULT} == DEFAULT
    assert {"Q", "F10", "ctrl+q"} <= set(shown["quit"].split())


def test_no_two_commands_of_one_place_share_a_key() -> None:
    assert lay_over(COMMANDS, {}).problems == ()


def test_ids_are_unique_and_every_command_says_what_it_does() -> None:
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)
    for command in COMMANDS:
        assert command.title
        assert command.help.endswith("."), command.id


def test_each_pane_has_a_footer_of_a_few_keys() -> None:
    for pane in (Where.TREE, Where.FACETS, Where.LIST, Where.ARTICLE):
        assert 3 <= len([command for command in COMMANDS if pane in command.footer]) <= 8


def test_the_table_needs_no_textual() -> None:
    code = "import sys, tui_reader.ui.commands, tui_reader.ui.keymap; print([m for m in sys.modules if 'textual' in m])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_a_users_key_takes_the_place_of_the_default() -> None:
    keymap = lay_over(COMMANDS, {"star": ["x", "ctrl+x"]})
    assert keymap.problems == ()
    assert keymap.changed == {"star": "x,ctrl+x"}
    assert next(command for command in keymap.commands if command.id == "star").keys == ("x", "ctrl+x")


def test_an_unknown_command_is_told_with_the_nearest_name() -> None:
    keymap = lay_over(COMMANDS, {"stars": ["x"]})
    assert keymap.changed == {}
    assert keymap.problems == ("keys: there is no command “stars”; did you mean “star”?",)


def test_an_impossible_key_is_told_and_the_default_stays() -> None:
    keymap = lay_over(COMMANDS, {"star": ["hyperspace"]})
    assert keymap.changed == {}
    assert keymap.problems == ("keys.star: no terminal sends the key “hyperspace”",)


def test_a_key_taken_from_another_command_is_told() -> None:
    keymap = lay_over(COMMANDS, {"star": ["r"]})
    by_id = {command.id: command.keys for command in keymap.commands}
    assert by_id["star"] == ("r",)
    assert by_id["read"] == ("f9",)
    assert keymap.problems == ("keys: “r” is “star” now, no longer “read”",)


def test_a_command_that_loses_its_last_key_is_told() -> None:
    keymap = lay_over(COMMANDS, {"star": ["U"]})
    assert "keys: “undo” has no key left; it is in the command palette" in keymap.problems


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("?", "question_mark"),
        ("+", "plus"),
        ("-", "minus"),
        ("/", "slash"),
        ("f12", "f12"),
        ("ctrl+x", "ctrl+x"),
        ("J", "J"),
        ("question_mark", "question_mark"),
        ("nonsense", None),
        ("cmd+x", None),
        ("ctrl+A", None),
        ("shift+a", None),
        ("ctrl+shift+a", "ctrl+shift+a"),
        ("，", "fullwidth_comma"),
        ("\x1b", None),
        ("", None),
    ],
)
def test_keys_as_people_write_them(written: str, name: str | None) -> None:
    assert key_name(written) == name


def test_an_empty_entry_is_told_and_the_default_stays() -> None:
    keymap = lay_over(COMMANDS, {"star": []})
    assert keymap.problems == ("keys.star: there is no key in it",)
    assert keymap.changed == {}


def test_keys_one_after_another_take_the_key_that_they_begin_with() -> None:
    keymap = lay_over(COMMANDS, {"zen": ["g z"]})
    keys = {command.id: command.keys for command in keymap.commands}
    assert keys["zen"] == ("g z",)
    assert keys["first"] == ("home",)
    assert keymap.problems == ("keys: “g” begins “gz”, “zen” now, and is no longer “first”",)
    assert all(keymap.sequences[place] == ("g z",) for place in keymap.sequences)


def test_keys_that_go_on_after_a_whole_key_are_told() -> None:
    keymap = lay_over(COMMANDS, {"down": ["x"], "zen": ["x z", "m"]})
    assert keymap.problems == ("keys: “xz” begins with “x”, which is “down”, and can't be “zen”",)
    assert {command.id: command.keys for command in keymap.commands}["zen"] == ("m",)


def test_panes_have_sequences_of_their_own() -> None:
    keymap = lay_over(COMMANDS, {"two-lines": ["z w"], "media": ["z m"]})
    assert keymap.problems == ()
    assert keymap.sequences[Where.LIST] == ("z w",)
    assert keymap.sequences[Where.ARTICLE] == ("z m",)
    assert keymap.sequences[Where.TREE] == ()


def test_a_command_that_the_facets_hide_is_told() -> None:
    keymap = lay_over(COMMANDS, {"in": ["enter"]})
    assert "keys: “in” has no key left in the facets, where “Enter” does something else" in keymap.problems


def test_the_loss_of_what_one_cannot_do_without_is_told_as_such() -> None:
    keymap = lay_over(COMMANDS, {"star": ["?"], "zen": ["f1"]})
    assert (
        "keys: “help” has no key left, and one can hardly do without it; it is in the command palette"
        in keymap.problems
    )
    lost = lay_over(COMMANDS, {"star": [":"], "zen": ["ctrl+p"]}).problems
    assert "keys: “palette” has no key left, and one can hardly do without it" in lost


SOME = ["g g", "g", "x", "x y", "x y z", "enter x", "5", ", s", "Q q"]
KEYS = st.sampled_from([key for command in COMMANDS for key in command.keys] + SOME) | st.text(max_size=6)
WANTED = st.dictionaries(st.sampled_from([c.id for c in COMMANDS]) | st.text(max_size=8), st.lists(KEYS, max_size=3))


@example({"select": ["0", "0"]}, "default")
@example({"in": ["enter"], "narrow": ["g"]}, "vim")
@given(WANTED, st.sampled_from(list(PRESETS)))
def test_under_any_keymap_a_command_has_a_key_of_its_own_or_its_loss_is_told(
    wanted: dict[str, list[str]], preset: str
) -> None:
    before = {command.id: command.keys for command in preset_keymap(preset).commands}
    keymap = lay_over(COMMANDS, wanted, PRESETS[preset])
    told = " ".join(keymap.problems)
    for name in wanted.keys() - before.keys():
        assert f"“{name}”" in told
    for place, places in HEARD.items():
        owned: dict[str, str] = {}
        # What the facets hear themselves comes before what the screen hears.
        for command in sorted(keymap.commands, key=lambda command: command.where is Where.READER):
            if command.where not in places:
                continue
            others = [keys for keys in owned if owned[keys] != command.id]
            alone = [keys for keys in command.keys if not any(_clash(keys, other) for other in others)]
            hidden = place is Where.FACETS and command.where is Where.READER
            assert hidden or len(alone) == len(command.keys), (place, command.id)
            owned |= dict.fromkeys(alone, command.id)
            assert alone or not before[command.id] or f"“{command.id}” has no key left" in told, (place, command.id)


HEARD = {
    Where.FACETS: (Where.FACETS, Where.LISTS, Where.PANES, Where.READER, Where.APP),
    Where.TREE: (Where.TREE, Where.LISTS, Where.PANES, Where.READER, Where.APP),
    Where.LIST: (Where.LIST, Where.LISTS, Where.PANES, Where.READER, Where.APP),
    Where.ARTICLE: (Where.ARTICLE, Where.PANES, Where.READER, Where.APP),
}


def _clash(one: str, other: str) -> bool:
    return f"{one} ".startswith(f"{other} ") or f"{other} ".startswith(f"{one} ")
