"""The keymap that the settings ask for: preset, keys, and the user's own commands, macros and programs.

Runs nothing, and needs no Textual; what a macro does is `screens/own_commands`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import replace

from tui_reader.config import Macro, OwnProgram, Settings
from tui_reader.document.clean import clean_line
from tui_reader.ui.commands import COMMANDS, Command, Group, Where
from tui_reader.ui.keymap import Fault, Keymap, lay_over
from tui_reader.ui.presets import PRESETS


def chosen_keymap(settings: Settings) -> Keymap:
    """The keys in force, and all that is wrong with what the settings say of keys and commands."""
    keymap = lay_over(COMMANDS, settings.keys, PRESETS[settings.keymap], own_commands(settings))
    return replace(keymap, faults=(*keymap.faults, *_macro_faults(settings)))


def preset_keymap(name: str) -> Keymap:
    """The keys of the preset `name`, without anything of the user's."""
    return lay_over(COMMANDS, {}, PRESETS[name])


def own_commands(settings: Settings) -> tuple[Command, ...]:
    """The macros and programs as commands, their keys as the settings have them."""
    return (*map(_macro_command, settings.macros.values()), *map(_program_command, settings.programs.values()))


def _macro_command(macro: Macro) -> Command:
    name = macro.title or macro.name
    words = _entitled(macro.title, f"Does {', then '.join(macro.do)}.")
    return Command(f"macros.{macro.name}", macro.key, f"macro('{macro.name}')", name, words, Where.READER, Group.OWN)


def _program_command(program: OwnProgram) -> Command:
    name = program.title or program.name
    words = _entitled(program.title, clean_line(f"Runs {' '.join(program.run)}."))
    return Command(
        f"programs.{program.name}",
        program.key,
        f"own_program('{program.name}')",
        name,
        words,
        Where.READER,
        Group.OWN,
    )


def _entitled(title: str, words: str) -> str:
    return f"{title}. {words}" if title else words


def _macro_faults(settings: Settings) -> Iterator[Fault]:
    """Macros of commands that there aren't; of a macro inside another there would be no end."""
    known = [*(command.id for command in COMMANDS), *(f"programs.{name}" for name in settings.programs)]
    for macro in settings.macros.values():
        for name in macro.do:
            if name in known:
                continue
            entry = f"macros.{macro.name}"
            if name.startswith("macros."):
                yield Fault(("macros", macro.name, "do"), f"{entry}: a macro can't do “{name}”, another macro")
                continue
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
            hint = f"; did you mean “{near[0]}”?" if near else ""
            yield Fault(("macros", macro.name, "do"), f"{entry}: there is no command “{name}”{hint}")
