"""Heads of the simplest kind, which are nearly all: a key and one value a line, or a list of such values below it.

A small part of YAML 1.1, read several times as quickly as by a whole parser; whatever goes beyond it, or might, is left
to that one (`yaml_fields`), which says the same of everything that is read here.
"""

from __future__ import annotations

import re

from tui_reader import limits
from tui_reader.library.head import Field, Fields

NULL = frozenset({"null", "Null", "NULL", "~"})
"""How YAML writes that there is nothing."""

_KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_-]{0,99}):(?: +(.*))?")
_ITEM = re.compile(r"( *)- +(.*)")
_PLAIN = re.compile(r"(?!.*(?:: | #|:$))[^-?:,\[\]{}#&*!|>'\"%@`\s].*")
"""A value without quotes: no sign of YAML begins it, and neither a key nor a comment is in it (YAML 1.1, 9.1.3)."""
_QUOTED = re.compile(r"'([^']*)'|\"([^\"\\]*)\"")
_FLOW = re.compile(r"\[ *(\w[\w .+/-]*(?:, *\w[\w .+/-]*)*)\]")
_MOST_CHARACTERS = 8 * limits.KIBIBYTE
_MOST_LINES = 200


def simple_fields(text: str) -> Fields | None:
    """The fields of a head that is of the simplest kind; None for any other."""
    lines = text.split("\n")
    if len(text) > _MOST_CHARACTERS or len(lines) > _MOST_LINES or not text.replace("\n", "").isprintable():
        return None
    fields = Fields()
    name, indent = "", ""
    items: list[Field] | None = None
    """The list below the key `name`; None where it has a value already."""
    for number, line in enumerate((line.rstrip(" ") for line in lines), 1):
        if not line:
            continue
        if key := _KEY.fullmatch(line):
            value = _value(key[2]) if key[2] else ""
            if value is None or key[1] in NULL:
                return None
            name, items = key[1].lower(), None if key[2] else []
            fields.put(key[1], value, number)
            continue
        item = _ITEM.fullmatch(line)
        value = _scalar(item[2]) if item else None
        if item is None or value is None or items is None or (items and item[1] != indent):
            return None
        items.append(value)
        indent, fields.values[name] = item[1], items
    return fields if fields.values else None


def _value(text: str) -> Field | None:
    """What stands behind a key; None for what is beyond these rules."""
    found = _scalar(text)
    if found is None and (flow := _FLOW.fullmatch(text)):
        return ["" if item in NULL else item for item in map(str.strip, flow[1].split(","))]
    return found


def _scalar(text: str) -> str | None:
    if _PLAIN.fullmatch(text):
        return "" if text in NULL else text
    quoted = _QUOTED.fullmatch(text)
    return (quoted[1] or quoted[2] or "") if quoted else None
