"""The presets of keys: none has a mistake in it, and each is what it says."""

from __future__ import annotations

import pytest

from tui_reader.config import SETTINGS
from tui_reader.ui.chosen_keys import preset_keymap
from tui_reader.ui.commands import COMMANDS
from tui_reader.ui.key_names import sequence_name
from tui_reader.ui.keymap import VITAL
from tui_reader.ui.presets import PRESETS, Preset

EACH = pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)


def keys_of(name: str) -> dict[str, tuple[str, ...]]:
    return {command.id: command.keys for command in preset_keymap(name).commands}


def test_the_setting_names_the_presets() -> None:
    assert next(setting for setting in SETTINGS if setting.name == "keymap").choices == tuple(PRESETS)


@EACH
def test_a_preset_has_no_conflict_and_no_unknown_command_or_key(preset: Preset) -> None:
    assert preset_keymap(preset.name).problems == ()
    assert set(preset.keys) <= {command.id for command in COMMANDS}
    assert all(sequence_name(key) for keys in preset.keys.values() for key in keys)
    assert preset.help.endswith(".")


@EACH
def test_a_preset_changes_what_it_names(preset: Preset) -> None:
    default = {command.id: command.keys for command in COMMANDS}
    assert [name for name, keys in preset.keys.items() if tuple(map(sequence_name, keys)) == default[name]] == []


@EACH
def test_nothing_is_out_of_reach(preset: Preset) -> None:
    keys = keys_of(preset.name)
    assert all(keys[name] for name in VITAL)
    # What only the palette has, had no key before, but where letters go.
    without = {name for name, own in keys.items() if not own}
    assert not preset.letters or without == {"retry-images", "dark"}


@EACH
def test_what_is_vital_has_a_key_without_letters(preset: Preset) -> None:
    for name in {"help", "find", "save", "image", "source", "star", "read", "next-pane", "refresh", "clear"} | VITAL:
        if name != "palette" or preset.name == "arrows":
            assert any(not _has_letter(key) for key in keys_of(preset.name)[name]), name


def test_arrows_has_no_letter_at_all() -> None:
    assert not [key for keys in keys_of("arrows").values() for key in keys if _has_letter(key)]


def test_vim_leaves_digits_to_counts() -> None:
    assert preset_keymap("vim").counts
    assert not [key for keys in keys_of("vim").values() for key in keys if key[0].isdigit()]


@pytest.mark.parametrize(
    ("preset", "command", "key"),
    [
        ("vim", "first", "g g"),
        ("vim", "back", "ctrl+o"),
        ("vim", "undo", "u"),
        ("newsboat", "refresh", "r"),
        ("newsboat", "read", "N"),
        ("newsboat", "view", "l"),
        ("newsboat", "all-read", "A"),
        ("newsboat", "source", "o"),
        ("mutt", "next", "tab"),
        ("mutt", "select", "t"),
        ("mutt", "star", "F"),
        ("mutt", "open-folder", "c"),
        ("mutt", "first", "equals_sign"),
    ],
)
def test_what_people_expect_is_there(preset: str, command: str, key: str) -> None:
    assert key in keys_of(preset)[command]


def _has_letter(keys: str) -> bool:
    return any(len(last) == 1 and last.isalpha() for last in (key.rpartition("+")[2] for key in keys.split(" ")))
