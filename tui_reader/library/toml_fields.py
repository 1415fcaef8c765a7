"""TOML heads as plain fields; texts as written, dates in ISO 8601.

Nothing is raised but `Refused`.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterable

from tui_reader import limits
from tui_reader.library.head import Fault, Field, Fields, Refused, bounded

_PART = r"""(?:(?<![\w-])[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_DOTTED = re.compile(rf"{_PART}(?:\s*+\.\s*+(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')){{{limits.FRONT_MATTER_DEPTH},}}")
_STRINGS = re.compile(r"""\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'""", re.DOTALL)
_LONG_STRINGS = re.compile(r"""\"{3}.*?\"{3}|'{3}.*?'{3}""", re.DOTALL)
_KEY = re.compile(r"""(?:(\[{1,2})|)[ \t]*["']?([\w-]+)["']?[ \t]*[.=\]]""")
_BRACKETS = re.compile(r"[\[\]{}]")
_DIGITS = re.compile(rf"[\d_]{{{limits.NUMBER_DIGITS}}}")
_LINE = re.compile(r"\(?at line (\d+)")


def parse_toml(text: str) -> Fields:
    """The top level of a TOML document.

    `tomllib` recurses with nesting and needs memory with the square of a dotted key's length: both are counted first.

    Raises:
        Refused: It is not TOML, or beyond the bounds of `limits`.
    """
    dotted = _DOTTED.search(text)
    if dotted is not None:
        raise Refused(f"a key has more than {limits.FRONT_MATTER_DEPTH} parts", text.count("\n", 0, dotted.start()) + 1)
    depth = 0
    for bracket in _BRACKETS.findall(_STRINGS.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > limits.FRONT_MATTER_DEPTH:
            raise Refused(f"it is nested deeper than {limits.FRONT_MATTER_DEPTH} levels")
    number = _DIGITS.search(text)
    if number is not None:
        raise Refused("it has a number that is too long", text.count("\n", 0, number.start()) + 1)
    try:
        table = tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        raise Refused(str(error).partition(" (at ")[0], int(line.group(1)) if line else None) from None
    except (ValueError, RecursionError) as error:
        raise Refused(str(error)) from None
    lines = _lines_of_keys(text)
    return plain_fields((key, value, lines.get(key)) for key, value in table.items())


def _lines_of_keys(text: str) -> dict[str, int]:
    """The lines of top-level keys, as far as they can be told without parsing; `tomllib` doesn't say them."""
    text = _LONG_STRINGS.sub(lambda found: "\n" * found.group().count("\n"), text)
    lines: dict[str, int] = {}
    in_table = False
    for number, line in enumerate(text.split("\n"), 1):
        found = _KEY.match(line)
        if found is not None and (found.group(1) or not in_table):
            lines.setdefault(found.group(2), number)
            in_table = in_table or bool(found.group(1))
    return lines


def plain_fields(entries: Iterable[tuple[str, object, int | None]]) -> Fields:
    """The fields of the keys, values and lines of a parsed TOML or JSON table.

    Raises:
        Refused: It holds more keys or values than `limits` allows, or nests deeper.
    """
    fields = Fields()
    count = _Count()
    for number, (key, value, line) in enumerate(entries, 1):
        if number > limits.FRONT_MATTER_KEYS:
            raise Refused(f"it has more than {limits.FRONT_MATTER_KEYS:,} keys", line)
        fields.put(key, count.plain(value, fields.faults, 1), line)
    return fields


class _Count:
    """Counts what it turns into plain fields."""

    def __init__(self) -> None:
        self._keys = 0
        self._values = 0

    def plain(self, value: object, faults: list[Fault], depth: int) -> Field:
        self._values += 1
        if depth > limits.FRONT_MATTER_DEPTH or self._values > limits.FRONT_MATTER_EVENTS:
            raise Refused("it holds too much")
        match value:
            case str():
                return bounded(value, None, faults)
            case None:
                return ""
            case bool():
                return "true" if value else "false"
            case datetime.datetime():
                return value.isoformat(" ")
            case datetime.date() | datetime.time():
                return value.isoformat()
            case list():
                return [self.plain(item, faults, depth + 1) for item in value]
            case dict():
                self._keys += len(value)
                if self._keys > limits.FRONT_MATTER_KEYS:
                    raise Refused(f"it has more than {limits.FRONT_MATTER_KEYS:,} keys")
                return {str(key): self.plain(item, faults, depth + 1) for key, item in value.items()}
            case int() if value.bit_length() > 4 * limits.NUMBER_DIGITS:
                raise Refused("it has a number that is too long")
            case _:
                return str(value)
