"""Reads the user's settings from one TOML file and from the environment, which beats it.

Every name, type and range is checked. Nothing is ever read from a library or from the current folder.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tui_reader.config.libraries import checked_libraries, named_library
from tui_reader.config.own_commands import OWN_KINDS, checked_own
from tui_reader.config.settings import SETTINGS, Setting, Settings, places
from tui_reader.config.source import TITLE, Source, parsed, read_text
from tui_reader.config.values import EXPECTED, described, nearest, typed
from tui_reader.document.clean import clean_line
from tui_reader.errors import ConfigError

_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"", "0", "false", "no", "off"})


def default_settings(environ: Mapping[str, str], notices: tuple[str, ...] = ()) -> Settings:
    """The settings without any file: the defaults and what the environment says; never raises.

    Args:
        environ: The environment.
        notices: Sentences for the user, kept in the settings.
    """
    return _with_environment(Settings(notices=notices), environ, strict=False)


def load_settings(environ: Mapping[str, str]) -> Settings:
    """The settings from the user's file and the environment; the defaults where there is no file.

    Raises:
        ConfigError: The file can't be read or is no TOML, a name is unknown, a value is of the wrong type or out of
            its range; the message names the file, the line where one is known, and the nearest name.
    """
    file = places(environ).config_file
    text = read_text(file, named=bool(environ.get("TUI_READER_CONFIG")))
    if text is None:
        return _with_environment(Settings(), environ)
    source = Source(file, text)
    tables = parsed(source)
    values = {name: checked(source, name, value) for name, value in tables.items()}
    settings = replace(Settings(), source=file, **values)
    named = named_library(settings, str(tables.get("library", "")))
    return _with_environment(replace(settings, library=named.path) if named else settings, environ)


def checked(source: Source, name: str, value: object) -> Any:
    """The value as `Settings` wants it."""
    setting = next((setting for setting in SETTINGS if setting.name == name), None)
    if setting is None:
        near = nearest(name, [setting.name for setting in SETTINGS])
        advice = f'did you mean "{near}"?' if near else f"the settings are {', '.join(s.name for s in SETTINGS)}."
        raise source.error(f'there is no setting "{name}": {advice}', source.line_of(name))
    if setting.kind == "keys":
        return _checked_keys(source, value)
    if setting.kind == "patterns":
        return _checked_patterns(source, setting, value)
    if setting.kind == "libraries":
        return checked_libraries(source, setting, value)
    if setting.kind in OWN_KINDS:
        return checked_own(source, setting, value)
    return typed(source, setting, value)


def _checked_patterns(source: Source, setting: Setting, value: object) -> tuple[str, ...]:
    """Addresses with one place each; every one that isn't is named, with its line where it stands on one of its own."""
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list):
        message = f'"{setting.name}" must be {EXPECTED[setting.kind]}, and is {described(value)}.'
        raise source.error(message, source.line_of(setting.name))
    for pattern in listed:
        fault = _pattern_fault(pattern)
        if fault:
            line = source.line_of(setting.name)
            if isinstance(pattern, str) and pattern:
                numbered = enumerate(source.text.splitlines(), start=1)
                line = next((number for number, text in numbered if pattern in text), line)
            raise source.error(f'in "{setting.name}", {described(pattern)} {fault}.', line)
    return tuple(listed)


def _pattern_fault(pattern: object) -> str:
    """What is wrong with an address that stands for many; nothing where it is right."""
    if not isinstance(pattern, str):
        return "must be a string"
    if not re.match(r"https?://[^/?#\s{}]+[/?]", pattern):
        return 'must begin with "http://" or "https://", a host and "/"'
    if pattern.count("{url}") + pattern.count("{host_path}") != 1:
        return "must hold {url} or {host_path} once"
    if clean_line(pattern) != pattern or " " in pattern:
        return "must hold no white space and no control characters"
    return ""


def _checked_keys(source: Source, value: object) -> Mapping[str, tuple[str, ...]]:
    """The table of keys: whether commands and keys exist is for the reader to say, which knows them."""
    if not isinstance(value, dict):
        raise source.error(f'"keys" must be {EXPECTED["keys"]}, and is {described(value)}.', source.line_of("keys"))
    made: dict[str, tuple[str, ...]] = {}
    for name, keys in value.items():
        listed = [keys] if isinstance(keys, str) else keys
        if not isinstance(listed, list) or not all(isinstance(key, str) and key for key in listed):
            raise source.error(
                f'the key of "{name}" must be a string or a list of strings, and is {described(keys)}.',
                source.line_of("keys", name),
            )
        made[clean_line(name)] = tuple(clean_line(key) for key in listed)
    return MappingProxyType(made)


def _with_environment(settings: Settings, environ: Mapping[str, str], *, strict: bool = True) -> Settings:
    """The settings with what the environment says above them. The viewer's variable is read where viewers are chosen.

    Raises:
        ConfigError: `strict`, and a variable holds what can't be understood; otherwise it is taken as not set.
    """
    library = environ.get("TUI_READER_LIBRARY")
    if library:
        named = named_library(settings, library)
        settings = replace(settings, library=named.path if named else str(Path(library).absolute()))
    word = environ.get("TUI_READER_ALLOW_PRIVATE", "").strip().lower()
    if word in _YES | _NO:
        return replace(settings, allow_private_hosts=word in _YES) if word else settings
    if strict:
        raise ConfigError(TITLE, f"TUI_READER_ALLOW_PRIVATE must be 1 or 0, and is {clean_line(word)}.")
    return settings
