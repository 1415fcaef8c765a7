r"""The template of `list --format`: fields with alignment in cells, and the escapes of TAB and newline.

`{title}` is a field, `{title:20}` padded to 20 cells, `{title:>20}` and `{title:^20}` the same to the right and in the
middle, `{title:.40}` cut to 40 cells, `{title:<20.20}` both; `{{` and `}}` are braces, `\t` a TAB, `\n` a newline, `\\`
a backslash. Nothing else has a meaning, and no attribute of anything can be reached.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tui_reader.document.cells import cut, width
from tui_reader.document.clean import clean_line
from tui_reader.errors import UsageError

_TITLE = "Can't use the format"
_PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]|\\(.?)|[^{}\\]+", re.DOTALL)
_SPEC = re.compile(r"(?P<align>[<>^])?(?P<least>[0-9]{1,4})?(?:\.(?P<most>[0-9]{1,4}))?")
_ESCAPES = {"t": "\t", "n": "\n", "\\": "\\"}


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the template that a value takes."""

    name: str
    align: str = "<"
    least: int = 0
    """Cells that it takes at least."""
    most: int | None = None
    """Cells that it takes at most."""

    def filled(self, value: str, ambiguous: int = 1) -> str:
        """The value, cut and padded."""
        if self.most is not None:
            value = cut(value, self.most, ambiguous=ambiguous)
        lacking = self.least - width(value, ambiguous) if self.least else 0
        if lacking <= 0:
            return value
        before = {"<": 0, ">": lacking, "^": lacking // 2}[self.align]
        return " " * before + value + " " * (lacking - before)


@dataclass(frozen=True, slots=True)
class LineTemplate:
    """A template in its parts: what the user wrote, and places."""

    parts: tuple[str | Place, ...]

    def filled(self, values: Mapping[str, str], ambiguous: int = 1) -> str:
        """The line that the values make; one that is missing counts as empty."""
        return "".join(
            part if isinstance(part, str) else part.filled(values.get(part.name, ""), ambiguous) for part in self.parts
        )


def line_template(template: str, known: Collection[str]) -> LineTemplate:
    """Take a template apart.

    Raises:
        UsageError: A field is unknown (the nearest is named), its width can't be understood, a brace stands alone, or
            a backslash stands before a letter that means nothing.
    """
    parts: list[str | Place] = []
    for match in _PART.finditer(template):
        text, field, escaped = match[0], match[1], match[2]
        if field is not None:
            parts.append(_place(field, known))
        elif escaped is not None:
            if escaped not in _ESCAPES:
                raise UsageError(_TITLE, f"{_shown(text)} means nothing; there are \\t, \\n and \\\\.")
            parts.append(_ESCAPES[escaped])
        elif text in {"{", "}"}:
            raise UsageError(_TITLE, f"a brace stands alone in {_shown(template)}; write {text * 2}.")
        else:
            parts.append(text[0] if text in {"{{", "}}"} else clean_line(text))
    return LineTemplate(tuple(parts))


def _place(field: str, known: Collection[str]) -> Place:
    name, colon, spec = field.partition(":")
    if name not in known:
        raise UsageError(_TITLE, f"there is no field {_shown('{' + name + '}')}: {_nearest(name, known)}")
    found = _SPEC.fullmatch(spec)
    if found is None or (colon and not spec):
        wanted = "a width is written like {title:20}, {title:>20} or {title:.20}."
        raise UsageError(_TITLE, f"{_shown('{' + field + '}')} can't be understood: {wanted}")
    most = found["most"]
    return Place(name, found["align"] or "<", int(found["least"] or 0), int(most) if most is not None else None)


def _nearest(name: str, known: Collection[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1, cutoff=0.5)
    return f"did you mean {{{near[0]}}}?" if near else f"the fields are {', '.join(known)}."


def _shown(text: str) -> str:
    return f'"{clean_line(text[:200])}"'
