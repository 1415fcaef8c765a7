"""The user's own commands, macros and programs: their tables checked, each part by its row.

Knows no command and no key; whether there are such is for the reader to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from tui_reader.config.settings import Macro, OwnProgram, Setting
from tui_reader.config.source import ConfigFileError, Source
from tui_reader.config.values import EXPECTED, described, nearest, typed

OWN_KINDS = {"macros": Macro, "programs": OwnProgram}
"""The kinds of settings that are such tables, and what each table becomes."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_PLACEHOLDER = re.compile(r"\{([a-z_]*)\}")
PLACEHOLDERS = ("path", "title", "url", "text", "id")
"""What a program's arguments can name of a post, in braces."""


def checked_own(source: Source, setting: Setting, value: object) -> Mapping[str, Macro | OwnProgram]:
    """The tables, by their names.

    Raises:
        ConfigFileError: One of them is wrong.
    """
    for _, fault in own_faults(source, setting, value):
        raise fault
    tables: Mapping[str, Mapping[str, object]] = value if isinstance(value, dict) else {}
    made = {}
    for name, table in tables.items():
        parts = {part.name: typed(source, part, table[part.name]) for part in setting.parts if part.name in table}
        made[name] = OWN_KINDS[setting.kind](name, **parts)
    return MappingProxyType(made)


def own_faults(source: Source, setting: Setting, value: object) -> Iterator[tuple[str, ConfigFileError]]:
    """Everything wrong in the tables, each with the key that it stands under."""
    if not isinstance(value, dict):
        text = f'"{setting.name}" must be {EXPECTED[setting.kind]}, and is {described(value)}.'
        yield setting.name, source.error(text, source.line_of(setting.name))
        return
    for name, table in value.items():
        for part, fault in _faults_of_one(source, setting, name, table):
            yield ".".join((setting.name, name, *([part] if part else []))), fault


def own_as_written(setting: Setting, own: Macro | OwnProgram) -> dict[str, object]:
    """A macro or program as its table has it, without what is not said."""
    said = {part.name: getattr(own, part.name) for part in setting.parts}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in said.items() if value}


def _faults_of_one(source: Source, setting: Setting, name: str, table: object) -> Iterator[tuple[str, ConfigFileError]]:
    where = source.line_of(setting.name, name)
    if not _NAME.fullmatch(name):
        text = f'"{name}" can\'t be a name in "{setting.name}": letters, digits, - and _, at most 40.'
        yield "", source.error(text, where)
        return
    if not isinstance(table, dict):
        yield "", source.error(f'"{setting.name}.{name}" must be a table, and is {described(table)}.', where)
        return
    parts = {part.name: part for part in setting.parts}
    for part in setting.parts:
        if part.required and part.name not in table:
            yield "", source.error(f'"{setting.name}.{name}" has no "{part.name}".', where)
    for key, entry in table.items():
        try:
            if key not in parts:
                near = nearest(key, parts)
                advice = f'did you mean "{near}"?' if near else f"there are {', '.join(parts)}."
                text = f'"{setting.name}.{name}" has no "{key}": {advice}'
                raise source.error(text, source.line_of(setting.name, name, key))
            made = typed(source, parts[key], entry, setting.name, name)
            if key == "run":
                _check_placeholders(source, made, setting.name, name, key)
        except ConfigFileError as fault:
            yield key, fault


def _check_placeholders(source: Source, words: tuple[str, ...], *names: str) -> None:
    """Refuse what looks like a placeholder and is none, and a program that the post would choose.

    Raises:
        ConfigFileError: There is one.
    """
    if _PLACEHOLDER.search(words[0]):
        text = f'the program of "{".".join(names)}" can\'t be chosen by a post: "{words[0]}".'
        raise source.error(text, source.line_of(*names))
    for word in words[1:]:
        for found in _PLACEHOLDER.findall(word):
            if found and found not in PLACEHOLDERS:
                near = nearest(found, PLACEHOLDERS)
                advice = f'did you mean "{{{near}}}"?' if near else f"there are {', '.join(PLACEHOLDERS)}."
                text = f'"{".".join(names)}" names {{{found}}}, which a post has not: {advice}'
                raise source.error(text, source.line_of(*names))
