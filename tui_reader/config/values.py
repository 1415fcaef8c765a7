"""One value of the file as a setting wants it: type, range, words; or the sentence that says what it must be.

Knows no setting by its name, and reads nothing.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tui_reader.config.settings import Setting
from tui_reader.config.source import Source
from tui_reader.document.clean import clean_line

EXPECTED = {
    "string": "a string",
    "folder": "a folder's path as a string",
    "command": "a command as a string, or a list of strings",
    "boolean": "true or false",
    "integer": "a whole number",
    "choice": "one of the words that there are for it",
    "encoding": "the name of an encoding, such as gb18030",
    "patterns": "a list of addresses, each with {url} or {host_path} in it once",
    "keys": "a table of command to key or list of keys",
    "names": "a string, or a list of strings",
    "libraries": "a table for each library: [libraries.news]",
    "macros": "a table for each macro: [macros.next]",
    "programs": "a table for each program: [programs.mail]",
}
_NO_TEXT = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape"})
"""What Python counts among the encodings though no file is written in it."""


def typed(source: Source, setting: Setting, value: object, *table: str) -> Any:
    """The value turned to the setting's type.

    Args:
        source: The file.
        setting: What the value is for.
        value: As TOML has it.
        table: The table that it stands in, if any.

    Raises:
        ConfigFileError: It is of another type, or out of range; with the line and what would be right.
    """
    made, wanted = _typed(setting, value, source.file.parent)
    if made is None:
        names = (*table, setting.name)
        advice = _advice(setting, value)
        text = f'"{".".join(names)}" must be {wanted}, and is {described(value)}{advice}'
        raise source.error(text, source.line_of(*names))
    return made


def _typed(setting: Setting, value: object, base: Path) -> tuple[object, str]:
    """The value as it must be, None where it can't be made so; and what it must be."""
    match setting.kind, value:
        case "string", str(text) if text:
            return clean_line(text), ""
        case "choice", str(text):
            return (text if text in setting.choices else None), _one_of(setting.choices)
        case "encoding", str(text):
            return (text if _is_encoding(text) else None), EXPECTED["encoding"]
        case "folder", str(text) if text and "\0" not in text:
            return absolute(text, base), ""
        case "names", str(text) if text:
            return (clean_line(text),), ""
        case "names", list(texts) if texts and all(isinstance(text, str) and text for text in texts):
            return tuple(map(clean_line, texts)), ""
        case "command", _:
            return _command(value), EXPECTED["command"]
        case "boolean", bool():
            return value, ""
        case "integer", int() if not isinstance(value, bool):
            in_range = setting.lowest <= value <= setting.highest
            return (value if in_range else None), f"from {setting.lowest} to {setting.highest}"
        case _:
            return None, EXPECTED[setting.kind]


def absolute(text: str, base: Path) -> str:
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


def _is_encoding(name: str) -> bool:
    """Whether Python knows an encoding of texts by this name."""
    try:
        return (
            bool(re.fullmatch(r"[\w.:-]{2,40}", name))
            and codecs.lookup(name).name not in _NO_TEXT
            and ("a".encode(name).decode(name) == "a")
        )
    except (LookupError, ValueError):
        return False


def _one_of(words: Sequence[str]) -> str:
    *others, last = (f'"{word}"' for word in words)
    return f"{', '.join(others)} or {last}" if others else last


def _advice(setting: Setting, value: object) -> str:
    """The nearest word there is, for the end of a sentence."""
    words: Iterable[str] = setting.choices
    if setting.kind == "encoding":
        from encodings.aliases import aliases

        words = {*aliases, *aliases.values()}
    near = nearest(value.lower(), words) if isinstance(value, str) else ""
    return f': did you mean "{near}"?' if near else "."


def nearest(name: str, names: Iterable[str]) -> str:
    """The one of `names` that is the most like `name`; empty where none is."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, names, n=1, cutoff=0.5)), "")


def described(value: object) -> str:
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
