"""Reads the user's settings from one TOML file and from the environment, which beats it.

Every name, type and range is checked. Nothing is ever read from a library or from the current folder.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tui_reader.config.settings import SETTINGS, Setting, Settings, places
from tui_reader.document.clean import clean_line, shown_path
from tui_reader.errors import ConfigError

_TITLE = "Can't use the configuration"
_LARGEST_FILE = 1 << 20
_DEEPEST = 16
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"", "0", "false", "no", "off"})

_EXPECTED = {
    "string": "a string",
    "folder": "a folder's path as a string",
    "command": "a command as a string, or a list of strings",
    "boolean": "true or false",
    "integer": "a whole number",
    "choice": "one of the words that there are for it",
    "patterns": "a list of addresses, each with {url} or {host_path} in it once",
    "keys": "a table of command to key or list of keys",
}


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
    text = _read(file, named=bool(environ.get("TUI_READER_CONFIG")))
    if text is None:
        return _with_environment(Settings(), environ)
    source = _Source(file, text)
    values = {name: _checked(source, name, value) for name, value in _parsed(source).items()}
    return _with_environment(replace(Settings(), source=file, **values), environ)


@dataclass(frozen=True, slots=True)
class _Source:
    """The text of the file, to name lines in."""

    file: Path
    text: str

    def error(self, message: str, line: int | None = None) -> ConfigError:
        place = shown_path(str(self.file)) + (f":{line}" if line else "")
        return ConfigError(_TITLE, f"{place}: {clean_line(message)}")

    def line_of(self, *names: str) -> int | None:
        """The line that gives the name its value: its last part after its table's head, or written with dots."""
        table: tuple[str, ...] = ()
        for number, line in enumerate(self.text.splitlines(), start=1):
            head = re.match(r"\s*\[\[?([^\[\]]+)\]", line)
            if head:
                table = _parts(head[1])
                if table[: len(names)] == names:
                    return number
                continue
            key = re.match(r"""\s*((?:"[^"]*"|'[^']*'|[\w.\s-])+?)\s*=""", line)
            if key and (*table, *_parts(key[1]))[: len(names)] == names:
                return number
        return None


def _parts(key: str) -> tuple[str, ...]:
    """The names of a dotted TOML key, quotes off."""
    found = re.findall(r"""\s*(?:"([^"]*)"|'([^']*)'|([^.\s"']+))\s*\.?""", key)
    return tuple(double or single or bare for double, single, bare in found)


def _read(file: Path, *, named: bool) -> str | None:
    """The file's text, or None where there is no file and nobody said there would be one."""
    try:
        if not file.exists() and not named:
            return None
        if not file.is_file():
            reason = "it is a folder" if file.is_dir() else "there is no such file"
            raise ConfigError(_TITLE, f"{shown_path(str(file))}: {reason}. TUI_READER_CONFIG must name a TOML file.")
        with file.open("rb") as opened:
            data = opened.read(_LARGEST_FILE + 1)
    except OSError as error:
        reason = clean_line(error.strerror or "can't be read")
        raise ConfigError(_TITLE, f"{shown_path(str(file))}: {reason}. Check that you may read it.") from error
    if len(data) > _LARGEST_FILE:
        raise ConfigError(_TITLE, f"{shown_path(str(file))}: larger than 1 MiB; that is no configuration.")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(_TITLE, f"{shown_path(str(file))}:{line}: not UTF-8. Save the file as UTF-8.") from error


def _parsed(source: _Source) -> dict[str, Any]:
    """The tables of the file; deep or dotted input that would cost the parser dear is refused before it is parsed."""
    import tomllib

    for number, line in enumerate(source.text.split("\n"), start=1):
        if line.count("[") > _DEEPEST or line.count("{") > _DEEPEST or line.count(".") > 1000:
            raise source.error("nested too deep for a configuration.", number)
    try:
        return tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+)", str(error))
        message = re.sub(r"\s*\(at .*\)$", "", str(error))
        raise source.error(f"not TOML: {message}.", int(found[1]) if found else None) from error
    except (RecursionError, ValueError, OverflowError) as error:
        raise source.error("not TOML that can be read: nested too deep, or a number is too long.") from error


def _checked(source: _Source, name: str, value: object) -> Any:
    """The value as `Settings` wants it."""
    setting = next((setting for setting in SETTINGS if setting.name == name), None)
    if setting is None:
        from difflib import get_close_matches

        near = get_close_matches(name, [setting.name for setting in SETTINGS], n=1, cutoff=0.5)
        advice = f'did you mean "{near[0]}"?' if near else f"the settings are {', '.join(s.name for s in SETTINGS)}."
        raise source.error(f'there is no setting "{name}": {advice}', source.line_of(name))
    if setting.kind == "keys":
        return _checked_keys(source, value)
    if setting.kind == "patterns":
        return _checked_patterns(source, setting, value)
    made = _typed(setting, value, source)
    if made is None:
        raise source.error(
            f'"{name}" must be {_EXPECTED[setting.kind]}, and is {_described(value)}.', source.line_of(name)
        )
    return made


def _typed(setting: Setting, value: object, source: _Source) -> object:
    """The value turned to the setting's type; None where it is of another one."""
    match setting.kind, value:
        case "string", str(text) if text:
            return clean_line(text)
        case "choice", str(text):
            if text not in setting.choices:
                wanted = " or ".join(f'"{choice}"' for choice in setting.choices)
                raise source.error(
                    f'"{setting.name}" must be {wanted}, and is {_described(value)}.', source.line_of(setting.name)
                )
            return text
        case "folder", str(text) if text and "\0" not in text:
            return _absolute(text, source.file.parent)
        case "command", _:
            return _command(value)
        case "boolean", bool():
            return value
        case "integer", int() if not isinstance(value, bool):
            if not setting.lowest <= value <= setting.highest:
                wanted = f"from {setting.lowest} to {setting.highest}"
                raise source.error(f'"{setting.name}" must be {wanted}, and is {value}.', source.line_of(setting.name))
            return value
        case _:
            return None


def _absolute(text: str, base: Path) -> str:
    """A path with `~` replaced; a relative one counts from the file's own folder, wherever the program was started."""
    try:
        return str((base / Path(text).expanduser()).absolute())
    except RuntimeError:
        return text


def _command(value: object) -> tuple[str, ...] | None:
    """A command split into program and arguments, once, without any shell."""
    if isinstance(value, list) and value and all(isinstance(part, str) and "\0" not in part for part in value):
        return tuple(value)
    if isinstance(value, str) and value.strip() and "\0" not in value:
        import shlex

        try:
            return tuple(shlex.split(value))
        except ValueError:
            return None
    return None


def _checked_patterns(source: _Source, setting: Setting, value: object) -> tuple[str, ...]:
    """Addresses with one place each; every one that isn't is named, with its line where it stands on one of its own."""
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list):
        message = f'"{setting.name}" must be {_EXPECTED[setting.kind]}, and is {_described(value)}.'
        raise source.error(message, source.line_of(setting.name))
    for pattern in listed:
        fault = _pattern_fault(pattern)
        if fault:
            line = source.line_of(setting.name)
            if isinstance(pattern, str) and pattern:
                numbered = enumerate(source.text.splitlines(), start=1)
                line = next((number for number, text in numbered if pattern in text), line)
            raise source.error(f'in "{setting.name}", {_described(pattern)} {fault}.', line)
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


def _checked_keys(source: _Source, value: object) -> Mapping[str, tuple[str, ...]]:
    """The table of keys: whether commands and keys exist is for the reader to say, which knows them."""
    if not isinstance(value, dict):
        raise source.error(f'"keys" must be {_EXPECTED["keys"]}, and is {_described(value)}.', source.line_of("keys"))
    made: dict[str, tuple[str, ...]] = {}
    for name, keys in value.items():
        listed = [keys] if isinstance(keys, str) else keys
        if not isinstance(listed, list) or not all(isinstance(key, str) and key for key in listed):
            raise source.error(
                f'the key of "{name}" must be a string or a list of strings, and is {_described(keys)}.',
                source.line_of("keys", name),
            )
        made[clean_line(name)] = tuple(clean_line(key) for key in listed)
    return MappingProxyType(made)


def _described(value: object) -> str:
    """What a value is, for a person."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return "an empty string" if not value else f'the string "{value[:40]}"'
        case int() | float():
            return f"the number {str(value)[:40]}"
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return "a date or time"


def _with_environment(settings: Settings, environ: Mapping[str, str], *, strict: bool = True) -> Settings:
    """The settings with what the environment says above them. The viewer's variable is read where viewers are chosen.

    Raises:
        ConfigError: `strict`, and a variable holds what can't be understood; otherwise it is taken as not set.
    """
    library = environ.get("TUI_READER_LIBRARY")
    if library:
        settings = replace(settings, library=str(Path(library).absolute()))
    word = environ.get("TUI_READER_ALLOW_PRIVATE", "").strip().lower()
    if word in _YES | _NO:
        return replace(settings, allow_private_hosts=word in _YES) if word else settings
    if strict:
        raise ConfigError(_TITLE, f"TUI_READER_ALLOW_PRIVATE must be 1 or 0, and is {clean_line(word)}.")
    return settings
