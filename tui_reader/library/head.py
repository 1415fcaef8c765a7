"""What the head of a post says, as plain data: texts, lists of them, tables of them.

How a head is written is known to the modules that read it; what its keys mean is known to `fields`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from tui_reader import limits

Field: TypeAlias = "str | list[Field] | dict[str, Field]"
"""A value as written: never a number, a date or a truth value, which a reader of the file would not recognise."""

Values = Mapping[str, Field]
"""The top level of a head, its keys in lower case."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a head. Its message is uncleaned where it quotes."""

    line: int | None
    """In the text that was parsed, from 1."""
    message: str
    code: str = "front-matter"


@dataclass(slots=True)
class Fields:
    """The top level of a head, under construction while it is read; its keys are lower-case."""

    values: dict[str, Field] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    """Where each key stands, from 1, as far as that is known."""
    faults: list[Fault] = field(default_factory=list)

    def put(self, key: str, value: Field, line: int | None) -> None:
        """Take a top-level key; the last of two wins, as in most generators, and is told."""
        name = key.lower()
        if name in self.values:
            self.faults.append(
                Fault(line, f"The key “{key[:80]}” stands here twice: the last one counts.", "duplicate-key")
            )
        self.values[name] = value
        if line is not None:
            self.lines[name] = line


class Refused(Exception):  # noqa: N818 - it is an answer, not an error
    """A head that strict parsing doesn't take; why, and in which line of it."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def bounded(text: str, line: int | None, faults: list[Fault]) -> str:
    """`text`, cut to the longest value that is taken, with a fault when it was."""
    if len(text) <= limits.VALUE_CHARACTERS:
        return text
    faults.append(Fault(line, f"A value is longer than {limits.VALUE_CHARACTERS:,} characters and was cut.", "limit"))
    return text[: limits.VALUE_CHARACTERS]
