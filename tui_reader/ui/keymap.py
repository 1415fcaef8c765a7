"""The keys in force: a preset and the user's own laid over the table, every mistake told, no command lost unnoticed.

Knows no Textual; `set_keymap` there ignores an unknown id, so the table is checked here first.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

from tui_reader.ui.commands import Command, Where, shown_key
from tui_reader.ui.key_names import meant_keys, sequence_name
from tui_reader.ui.presets import DEFAULT, Preset

PANES = (Where.TREE, Where.FACETS, Where.LIST, Where.ARTICLE)
"""The places in which keys are heard."""
VITAL = frozenset({"help", "palette", "quit", "in", "out", "down", "up"})
"""What one can't do without."""


class Fault(NamedTuple):
    """Something wrong in a setting."""

    names: tuple[str, ...]
    """The setting, and the names below it."""
    message: str


@dataclass(frozen=True, slots=True)
class Keymap:
    """What came of laying preset and user's keys over the table."""

    commands: tuple[Command, ...]
    """The table with the keys that are in force; behind it the user's own commands."""
    changed: Mapping[str, str]
    """Command id to its keys, comma-separated, as Textual's keymap wants them; only what differs from the table."""
    faults: tuple[Fault, ...]
    """Each entry that can't be used as it is written, and each command that has lost its keys."""
    sequences: Mapping[Where, tuple[str, ...]]
    """By pane, the keys that are pressed one after another, with blanks between them."""
    counts: bool
    """Whether a number before a key says how many times."""

    @property
    def problems(self) -> tuple[str, ...]:
        """What the faults say, a sentence each."""
        return tuple(fault.message for fault in self.faults)


def unbound(name: str) -> str:
    """What stands for the keys of the command `name` where it has none: Textual takes no empty list of keys for one.

    No terminal sends it.
    """
    return f"unbound-{name}"


def lay_over(
    commands: Sequence[Command],
    wanted: Mapping[str, Sequence[str]],
    preset: Preset = DEFAULT,
    own: Sequence[Command] = (),
) -> Keymap:
    """Give `commands` the keys of the preset, and above them those that the user wants.

    Args:
        commands: The table.
        wanted: Command id to keys, as the configuration has them.
        preset: What the user begins with.
        own: The user's own commands, their keys as the configuration has them.

    Returns:
        The keys in force. An unknown id, an impossible key, and keys that two commands of one place would share, or
        one of which would begin another's, are faults; what is left of the entry counts. A command whose entry has no
        key that can be used keeps its others.
    """
    faults: list[Fault] = []
    table = {command.id: replace(command, keys=_begun_with(command, preset)) for command in commands}
    said = {*_read_wanted(table, wanted, faults), *(command.id for command in own)}
    for command in own:
        # One without a key is meant for the palette.
        keys = _named(command.keys, entry_of(command.id), faults) if command.keys else ()
        table[command.id] = replace(command, keys=keys)
    owners = _settle(table, said, preset, faults)
    defaults = {command.id: command.keys for command in commands}
    changed = {
        name: ",".join(table[name].keys) or unbound(name) for name, keys in defaults.items() if table[name].keys != keys
    }
    sequences = {place: tuple(keys for keys in heard if " " in keys) for place, heard in owners.items()}
    return Keymap(
        tuple(table.values()), MappingProxyType(changed), tuple(faults), MappingProxyType(sequences), preset.counts
    )


def entry_of(name: str) -> tuple[str, ...]:
    """Where the configuration gives a command its keys: in `keys`, or in its own table (`macros.NAME`)."""
    table, dot, own = name.partition(".")
    return (table, own, "key") if dot else ("keys", name)


def _begun_with(command: Command, preset: Preset) -> tuple[str, ...]:
    """The keys that the preset gives a command."""
    if command.id in preset.keys:
        return tuple(sequence_name(keys) or keys for keys in preset.keys[command.id])
    return tuple(key for key in command.keys if preset.letters or not _is_letter(key))


def _is_letter(key: str) -> bool:
    last = key.rpartition("+")[2]
    return len(last) == 1 and last.isalpha()


def _read_wanted(table: dict[str, Command], wanted: Mapping[str, Sequence[str]], faults: list[Fault]) -> set[str]:
    """Give the commands the keys that the user wants; which commands those are."""
    given = set()
    for name, keys in wanted.items():
        if name not in table:
            near = difflib.get_close_matches(name, table, n=1, cutoff=0.5)
            hint = f"; did you mean “{near[0]}”?" if near else ""
            faults.append(Fault(("keys", name), f"keys: there is no command “{name}”{hint}"))
        elif good := _named(keys, ("keys", name), faults):
            table[name] = replace(table[name], keys=good)
            given.add(name)
    return given


def _named(keys: Sequence[str], entry: tuple[str, ...], faults: list[Fault]) -> tuple[str, ...]:
    """The names of the keys of an entry; those that can't be are told, and that there are none."""
    good: dict[str, None] = {}
    for key in keys:
        name = sequence_name(key)
        if name is None:
            near = meant_keys(key)
            hint = f"; did you mean “{near}”?" if near else ""
            faults.append(Fault(entry, f"{'.'.join(entry)}: no terminal sends the key “{key}”{hint}"))
        else:
            good[name] = None
    if not keys:
        faults.append(Fault(entry, f"{'.'.join(entry)}: there is no key in it"))
    return tuple(good)


# Conflicts.


class _Owners:
    """Which command has which keys in each pane. No keys of one are the beginning of another's."""

    def __init__(self) -> None:
        self.panes: dict[Where, dict[str, str]] = {place: {} for place in PANES}

    def rival(self, keys: str, places: Iterable[Where]) -> tuple[str, str] | None:
        """The keys with which `keys` can't be told apart in one of the places, and whose they are."""
        for place in places:
            owned = self.panes[place]
            for beginning in _beginnings(keys):
                if beginning in owned:
                    return beginning, owned[beginning]
            for longer, name in owned.items():
                if longer.startswith(f"{keys} "):
                    return longer, name
        return None

    def give(self, name: str, keys: str, places: Iterable[Where]) -> None:
        """Let `name` have the keys."""
        for place in places:
            self.panes[place][keys] = name


def _settle(
    table: dict[str, Command], said: set[str], preset: Preset, faults: list[Fault]
) -> Mapping[Where, Mapping[str, str]]:
    """Take keys that two commands share from the one that the user did not name, or the later one; say so.

    Returns:
        By pane, which keys are heard there, and whose they are.
    """
    owners = _Owners()
    for name in sorted(table, key=lambda name: (name not in said, name not in preset.keys)):
        command = table[name]
        places = [place for place in _places(command.where) if place is not Where.FACETS or _is_sole(command.where)]
        kept = []
        for keys in command.keys:
            taken = _why_taken(keys, name, owners.rival(keys, places), counts=preset.counts)
            if not taken:
                kept.append(keys)
                owners.give(name, keys, places)
            else:
                entry = entry_of(name) if name in said else entry_of(taken[0])
                faults.append(Fault(entry, taken[1]))
        if command.keys and not kept:
            faults.append(_lost(command))
        table[name] = replace(command, keys=tuple(kept))
    _settle_facets(table, owners, faults)
    return owners.panes


def _why_taken(keys: str, name: str, rival: tuple[str, str] | None, *, counts: bool) -> tuple[str, str] | None:
    """Why the command `name` can't have its keys, and because of which command; None where it can."""
    shown = shown_key(keys)
    if counts and keys[0] in "123456789":
        return name, f"keys: “{shown}” is a count in this keymap, and not “{name}”"
    if rival is None:
        return None
    others, holder = rival
    if others == keys:
        return holder, f"keys: “{shown}” is “{holder}” now, no longer “{name}”"
    if others.startswith(f"{keys} "):
        return holder, f"keys: “{shown}” begins “{shown_key(others)}”, “{holder}” now, and is no longer “{name}”"
    return holder, f"keys: “{shown}” begins with “{shown_key(others)}”, which is “{holder}”, and can't be “{name}”"


def _settle_facets(table: Mapping[str, Command], owners: _Owners, faults: list[Fault]) -> None:
    """Let the facets, which stand in the tree's place for a while, have their own keys before those of the screen."""
    for name, command in table.items():
        if _is_sole(command.where) or Where.FACETS not in _places(command.where):
            continue
        heard = [keys for keys in command.keys if owners.rival(keys, [Where.FACETS]) is None]
        for keys in heard:
            owners.give(name, keys, [Where.FACETS])
        if command.keys and not heard:
            taken = ", ".join(f"“{shown_key(keys)}”" for keys in command.keys)
            text = f"keys: “{name}” has no key left in the facets, where {taken} does something else"
            faults.append(Fault(entry_of(name), text))


def _lost(command: Command) -> Fault:
    """That a command has no key any more."""
    need = ", and one can hardly do without it" if command.id in VITAL else ""
    # The palette has neither itself nor what moves inside the panes.
    way = "" if command.where is Where.PANES or command.id == "palette" else "; it is in the command palette"
    return Fault(entry_of(command.id), f"keys: “{command.id}” has no key left{need}{way}")


def _is_sole(where: Where) -> bool:
    """Whether no other command's keys come before its own: the screen hears only what the facets leave to it."""
    return where is not Where.READER


def _places(where: Where) -> tuple[Where, ...]:
    """The panes in which a command's keys are heard."""
    match where:
        case Where.PANES | Where.READER | Where.APP:
            return PANES
        case Where.LISTS:
            return (Where.TREE, Where.FACETS, Where.LIST)
        case _:
            return (where,)


def _beginnings(keys: str) -> Iterator[str]:
    """`g`, then `g x`, then `g x y`."""
    parts = keys.split(" ")
    return (" ".join(parts[:length]) for length in range(1, len(parts) + 1))
