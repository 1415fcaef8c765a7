"""The head of a post as fields, and the body after it.

Parsing goes through python-frontmatter, with a handler of ours that knows where the head ends and is bounded; nothing
is ever raised, and what strict parsing refuses is kept line by line. What the keys mean is known to `fields`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tui_reader import limits
from tui_reader.library.head import Fault, Field, Fields, Refused
from tui_reader.library.key_names import ENGLISH
from tui_reader.library.page_fields import page_fields
from tui_reader.library.splitting import Head, Syntax, find_head

_TITLES = ("title", *(key for key, english in ENGLISH.items() if english == "title"))
_HASHED = re.compile(r"[^\s:#]{1,20}:[ \t]+(#.*)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands before a body."""

    body: str
    body_line: int
    """Of the file, from 1."""
    head: Head | None = None
    """It as a text."""
    values: dict[str, Field] = field(default_factory=dict)
    """By their keys, lower-case."""
    lines: dict[str, int] = field(default_factory=dict)
    """The line of the file of each top-level key, as far as that is known."""
    faults: tuple[Fault, ...] = ()
    """With lines of the file."""


def split_front_matter(text: str) -> FrontMatter:
    """The head of `text` (line ends LF), parsed, and the body as it is; never raises."""
    head = find_head(text)
    if head is None:
        return FrontMatter(text, 1, None, page_fields(text))
    body_line = text.count("\n", 0, head.body_start) + 1
    faults = [] if head.fault is None else [Fault(head.line, head.fault)]
    fields = _parse(head, faults)
    before = head.line - 1
    faults += [Fault(fault.line + before if fault.line else None, fault.message, fault.code) for fault in fields.faults]
    return FrontMatter(
        text[head.body_start :],
        body_line,
        head,
        fields.values,
        {key: line + before for key, line in fields.lines.items()},
        tuple(faults),
    )


def _parse(head: Head, faults: list[Fault]) -> Fields:
    from tui_reader.library.handlers import parse_head  # YAML takes long to import; not every command reads a file
    from tui_reader.library.recovery import recover

    if head.syntax is Syntax.HEADERS:
        return recover(head.source, head.syntax)
    if len(head.source) > limits.FRONT_MATTER_BYTES // 4 and _byte_length(head.source) > limits.FRONT_MATTER_BYTES:
        size = limits.FRONT_MATTER_BYTES // limits.KIBIBYTE
        faults.append(
            Fault(head.line, f"The front matter is larger than {size} KiB: only its beginning is read.", "limit")
        )
        return recover(head.source, head.syntax)
    try:
        fields = parse_head(head)
        for key in _TITLES:
            if head.syntax is Syntax.YAML and fields.values.get(key) == "":
                fields.values[key] = _behind_hash(head.source, fields.lines.get(key, 0))
        return fields
    except Refused as refused:
        line = None if refused.line is None else refused.line + head.line - 1
        message = f"The front matter is not valid {head.syntax.value}: {refused.message}. What could be read was kept."
        faults.append(Fault(line or head.line, message))
        return recover(head.source, head.syntax)


def _behind_hash(source: str, line: int) -> str:
    """The title `#1 thing`, which is a comment to YAML; empty where there is none."""
    found = _HASHED.fullmatch(source.split("\n")[line - 1]) if line else None
    return found[1].rstrip() if found else ""


def _byte_length(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
