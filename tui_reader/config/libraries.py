"""The libraries that the user has named: their tables checked, and which of them a word or a folder means.

Looks into no folder.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from tui_reader.config.settings import NamedLibrary, Setting, Settings
from tui_reader.config.source import ConfigFileError, Source
from tui_reader.config.values import EXPECTED, absolute, described, nearest, typed
from tui_reader.document.clean import clean_line
from tui_reader.model import LibraryOptions

_NAME = re.compile(r"[^\s/\\:.~-][^\s/\\:]*")
"""What can't be taken for a path, nor for an option."""
ALL_LIBRARIES = "all"
"""What is said in place of a name for all libraries that are known; `./all` is the folder."""


def named_library(settings: Settings, text: str) -> NamedLibrary | None:
    """The library of the name `text`; None where there is none. What holds a slash is a path, and no name."""
    return settings.libraries.get(text)


def library_at(settings: Settings, root: Path) -> NamedLibrary | None:
    """The library that the user has named whose folder is `root`, by whatever path; None where it has no name."""
    real = os.path.realpath(root)
    return next((named for named in settings.libraries.values() if os.path.realpath(named.path) == real), None)


def library_options(settings: Settings, root: Path) -> LibraryOptions:
    """What the user says of the library at `root`, and of all."""
    named = library_at(settings, root)
    return replace(named.options if named else LibraryOptions(), variants=settings.search_variants)


def checked_libraries(source: Source, setting: Setting, value: object) -> Mapping[str, NamedLibrary]:
    """The tables of the libraries, by their names.

    Raises:
        ConfigFileError: One of them is wrong.
    """
    for _, fault in library_faults(source, setting, value):
        raise fault
    tables: Mapping[str, Mapping[str, str]] = value if isinstance(value, dict) else {}
    made = {}
    for name, table in tables.items():
        parts = {part.name: typed(source, part, table[part.name]) for part in setting.parts if part.name in table}
        made[name] = NamedLibrary(name, parts.pop("path"), LibraryOptions(**parts))
    return MappingProxyType(made)


def library_faults(source: Source, setting: Setting, value: object) -> Iterator[tuple[str, ConfigFileError]]:
    """Everything wrong in the tables of the libraries, each with the key that it stands under."""
    if not isinstance(value, dict):
        text = f'"{setting.name}" must be {EXPECTED[setting.kind]}, and is {described(value)}.'
        yield setting.name, source.error(text, source.line_of(setting.name))
        return
    folders: dict[str, str] = {}
    for name, table in value.items():
        for part, fault in _faults_of_one(source, setting, name, table):
            yield ".".join((setting.name, name, *([part] if part else []))), fault
        folder = table.get("path") if isinstance(table, dict) else None
        if isinstance(folder, str):
            other = folders.setdefault(absolute(folder, source.file.parent), name)
            if other != name:
                text = f'"{other}" and "{name}" are the same folder; one name must go.'
                yield f"{setting.name}.{name}", source.error(text, source.line_of(setting.name, name))


def _faults_of_one(source: Source, setting: Setting, name: str, table: object) -> Iterator[tuple[str, ConfigFileError]]:
    """Everything wrong in the table of one library."""
    where = source.line_of(setting.name, name)
    if not _NAME.fullmatch(name) or clean_line(name) != name:
        text = f'"{name}" can\'t be the name of a library: no white space, / or :, and no . ~ or - before it.'
        yield "", source.error(text, where)
        return
    if name == ALL_LIBRARIES:
        yield "", source.error(f'"{name}" can\'t be the name of a library: it stands for all of them.', where)
        return
    if not isinstance(table, dict):
        text = f'"{setting.name}.{name}" must be a table with a path, and is {described(table)}.'
        yield "", source.error(text, where)
        return
    parts = {part.name: part for part in setting.parts}
    if "path" not in table:
        yield "", source.error(f'"{setting.name}.{name}" has no path: the folder of its posts.', where)
    for key, entry in table.items():
        try:
            if key not in parts:
                near = nearest(key, parts)
                advice = f'did you mean "{near}"?' if near else f"there are {', '.join(parts)}."
                text = f'a library has no "{key}": {advice}'
                raise source.error(text, source.line_of(setting.name, name, key))
            typed(source, parts[key], entry, setting.name, name)
        except ConfigFileError as fault:
            yield key, fault
