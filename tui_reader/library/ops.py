"""What a line of the journal may say of a post, and what a tag may be called.

Reads and writes nothing: the lines are the business of `journal`, their effect that of `folding`.

An op is `read` or `star` (true or false), `tag:NAME` (true or false), `position` (a block and characters into it, or
null) or `moved` (the path from which the marks came). A line with another op is kept and skipped: a newer version may
know it.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from tui_reader import limits
from tui_reader.errors import UsageError
from tui_reader.model import AnyMark, Mark, Tag

POSITION = "position"
MOVED = "moved"
TAG = "tag:"
"""Every tag of a post is an op of its own, so that two devices may each put on another one."""
COLUMNS = {Mark.READ.value: "read", Mark.STAR.value: "starred"}
"""The ops that the table of posts has a column for."""


def op_of(mark: AnyMark) -> str:
    """The op by which a mark is put on and taken off."""
    return TAG + mark.name if isinstance(mark, Tag) else mark.value


def mark_of(op: str) -> AnyMark | None:
    """The mark that an op puts on or takes off; None where it does something else."""
    if op in COLUMNS:
        return Mark(op)
    return Tag(op.removeprefix(TAG)) if op.startswith(TAG) else None


def understood(op: str, value: Any) -> bool:
    """Whether a line with this op and value can be folded."""
    if op in COLUMNS:
        return isinstance(value, bool)
    if op.startswith(TAG):
        return isinstance(value, bool) and is_tag(op.removeprefix(TAG))
    if op == POSITION:
        return value is None or (
            isinstance(value, list) and len(value) == 2 and all(type(number) is int and number >= 0 for number in value)
        )
    return False


def is_tag(name: str) -> bool:
    """Whether a tag may be called so: one clean line, not empty, no comma, not too long, in NFC."""
    if not 0 < len(name) <= limits.TAG_CHARACTERS or "," in name:
        return False
    if name.isascii() and name.isprintable():
        return name.strip() == name
    return name == _cleaned(name)


def checked_tag(text: str) -> Tag:
    """The tag that someone has typed, cleaned.

    Raises:
        UsageError: No tag can be called so; the message says why.
    """
    name = _cleaned(text)
    if is_tag(name):
        return Tag(name)
    title = "Can't use the tag"
    if not name:
        raise UsageError(title, "it is empty.")
    if "," in name:
        raise UsageError(title, f"“{name[:40]}” holds a comma; give two tags one after the other.")
    raise UsageError(title, f"“{name[:40]}…” is longer than {limits.TAG_CHARACTERS} characters.")


def _cleaned(text: str) -> str:
    from tui_reader.document import clean_line

    return clean_line(unicodedata.normalize("NFC", " ".join(clean_line(text).split())))
