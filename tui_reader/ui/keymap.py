"""The user's own keys: laid over the table of commands, every mistake told, no command lost unnoticed.

Knows no Textual; `set_keymap` there ignores an unknown id, so the table is checked here first.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tui_reader.ui.commands import Command, Where

_MODIFIERS = frozenset({"ctrl", "shift", "alt", "meta", "super", "hyper"})
_NAMED = frozenset(
    {
        *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete", "backspace"),
        *("enter", "escape", "tab", "space"),
        *(f"f{number}" for number in range(1, 25)),
    }
)


@dataclass(frozen=True, slots=True)
class Keymap:
    """What came of laying the user's keys over the table."""

    commands: tuple[Command, ...]
    """The table with the keys that are in force."""
    changed: Mapping[str, str]
    """Command id to its keys, comma-separated, as Textual's keymap wants them; only what differs from the table."""
    problems: tuple[str, ...]
    """A sentence for each entry that can't be used as it is written."""


def key_name(key: str) -> str | None:
    """The name Textual hears `key` under, or None where no terminal can send such a key.

    Single signs are named as Unicode names them: `?` is `question_mark`.
    """
    if key == "+":
        return "plus"
    *modifiers, last = key.split("+")
    if any(modifier not in _MODIFIERS for modifier in modifiers):
        return None
    if len(last) == 1 and not last.isalnum():
        last = _sign_name(last)
    known = last in _NAMED or (len(last) == 1 and last.isprintable()) or _names_a_sign(last)
    return "+".join([*modifiers, last]) if known else None


def _sign_name(sign: str) -> str:
    special = {"-": "minus", "/": "slash", "_": "underscore", " ": "space"}
    try:
        return special.get(sign) or unicodedata.name(sign).lower().replace("-", "_").replace(" ", "_")
    except ValueError:
        return ""


def _names_a_sign(name: str) -> bool:
    return any(_sign_name(chr(code)) == name for code in range(0x21, 0x7F) if not chr(code).isalnum())


def lay_over(commands: Sequence[Command], wanted: Mapping[str, Sequence[str]]) -> Keymap:
    """Give `commands` the keys that the user wants.

    Args:
        commands: The table.
        wanted: Command id to keys, as the configuration has them.

    Returns:
        The keys in force. An unknown id, an impossible key, and a key that two commands of one place would share are
        problems; what is left of the entry counts. A command that would lose its last key keeps its default.
    """
    table = {command.id: command for command in commands}
    problems: list[str] = []
    for name, keys in wanted.items():
        if name not in table:
            near = difflib.get_close_matches(name, table, n=1, cutoff=0.5)
            hint = f"; did you mean “{near[0]}”?" if near else ""
            problems.append(f"keys: there is no command “{name}”{hint}")
            continue
        named = [(key, key_name(key)) for key in keys]
        problems.extend(f"keys.{name}: no terminal sends the key “{key}”" for key, known in named if known is None)
        good = tuple(dict.fromkeys(known for _, known in named if known is not None))
        if good:
            table[name] = replace(table[name], keys=good)
    _settle_conflicts(table, wanted, problems)
    default = {command.id: command.keys for command in commands}
    changed = {name: ",".join(command.keys) for name, command in table.items() if command.keys != default[name]}
    return Keymap(tuple(table.values()), changed, tuple(problems))


def _settle_conflicts(table: dict[str, Command], wanted: Mapping[str, Sequence[str]], problems: list[str]) -> None:
    """Take a key that two commands share from the one that the user did not name, or the later one; say so."""
    owners: dict[tuple[Where, str], str] = {}
    order = sorted(table, key=lambda name: name not in wanted)
    for name in order:
        command = table[name]
        kept = []
        for key in command.keys:
            holder = next((owners[place, key] for place in _places(command.where) if (place, key) in owners), None)
            if holder is None:
                kept.append(key)
                continue
            problems.append(f"keys: “{key}” is “{holder}” now, no longer “{name}”")
        if command.keys and not kept:
            problems.append(f"keys: “{name}” has no key left; it is in the command palette")
        table[name] = replace(command, keys=tuple(kept))
        owners.update({(place, key): name for key in kept for place in _places(command.where)})


def _places(where: Where) -> tuple[Where, ...]:
    match where:
        case Where.PANES:
            return (Where.TREE, Where.LIST, Where.ARTICLE)
        case Where.LISTS:
            return (Where.TREE, Where.FACETS, Where.LIST)
        case Where.READER | Where.APP:
            return (Where.TREE, Where.LIST, Where.ARTICLE)
        case _:
            return (where,)
