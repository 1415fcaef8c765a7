"""The file that holds the settings: its text, its tables, and the lines in which names stand.

Knows no setting: what a name means is the business of `loading`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tui_reader.document.clean import clean_line, shown_path
from tui_reader.errors import ConfigError

TITLE = "Can't use the configuration"
_LARGEST_FILE = 1 << 20
_DEEPEST = 16


class ConfigFileError(ConfigError):
    """Something wrong in the file; its message begins with the file and the line."""

    def __init__(self, file: Path, reason: str, line: int | None = None) -> None:
        """Keep the parts.

        Args:
            file: The file.
            reason: What is wrong, and the nearest that would be right.
            line: Where, from 1; None where no line can be named.
        """
        self.reason = clean_line(reason)
        self.line = line
        place = shown_path(str(file)) + (f":{line}" if line else "")
        super().__init__(TITLE, f"{place}: {self.reason}")


@dataclass(frozen=True, slots=True)
class Source:
    """The text of the file, to name lines in."""

    file: Path
    text: str

    def error(self, message: str, line: int | None = None) -> ConfigFileError:
        """What to raise, to say what is wrong in a line."""
        return ConfigFileError(self.file, message, line)

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


def read_text(file: Path, *, named: bool) -> str | None:
    """The file's text, or None where there is no file and nobody said there would be one."""
    try:
        if not file.exists() and not named:
            return None
        if not file.is_file():
            reason = "it is a folder" if file.is_dir() else "there is no such file"
            raise ConfigFileError(file, f"{reason}. TUI_READER_CONFIG must name a TOML file.")
        with file.open("rb") as opened:
            data = opened.read(_LARGEST_FILE + 1)
    except OSError as error:
        reason = error.strerror or "can't be read"
        raise ConfigFileError(file, f"{reason}. Check that you may read it.") from error
    if len(data) > _LARGEST_FILE:
        raise ConfigFileError(file, "larger than 1 MiB; that is no configuration.")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigFileError(file, "not UTF-8. Save the file as UTF-8.", line) from error


def parsed(source: Source) -> dict[str, Any]:
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
