"""The commands that change marks: read, star, tags, undo. Each is written down before it is said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tui_reader.errors import UsageError
from tui_reader.library import checked_tag
from tui_reader.model import AnyMark, Mark, Row
from tui_reader.plain.article import opened
from tui_reader.plain.shelf import numbered
from tui_reader.plain.sitting import Sitting
from tui_reader.plain.wording import mark_words, undone_words
from tui_reader.wording import count_text

_RANGE = re.compile(r"(\d{1,12})(?:\s*-\s*(\d{1,12}))?")
_MANY = 100
"""More posts than these are asked about before they are marked."""


def _meant(sitting: Sitting, argument: str) -> Sequence[Row]:
    """The posts that numbers such as `3, 5-8` mean; the open one where there are none.

    Raises:
        UsageError: They are no numbers of the list, or nothing is open.
    """
    if not argument:
        row = opened(sitting).row
        return (sitting.library.row(row.path) or row,)
    total = len(sitting.listing or ())
    rows: dict[str, Row] = {}
    for part in filter(None, re.split(r"[,，、\s]+(?!-)", re.sub(r"\s*-\s*", "-", argument))):
        matched = _RANGE.fullmatch(part)
        if matched is None:
            raise UsageError("Those are no numbers", "write them as 3, 5-8.")
        first = numbered(matched[1], total)
        last = numbered(matched[2] or matched[1], total)
        rows |= {row.path: row for row in sitting.rows(first - 1, last)}
    return tuple(rows.values())


def toggle_read(sitting: Sitting, argument: str) -> None:
    """Posts read; unread, where all of them are read already."""
    _toggle(sitting, argument, Mark.READ)


def toggle_star(sitting: Sitting, argument: str) -> None:
    """Posts starred; without stars, where all of them have one already."""
    _toggle(sitting, argument, Mark.STAR)


def _toggle(sitting: Sitting, argument: str, mark: Mark) -> None:
    rows = _meant(sitting, argument)
    value = not all(row.read if mark is Mark.READ else row.starred for row in rows)
    words = mark_words(mark, value=value)
    if len(rows) > _MANY and not sitting.voice.agreed(f"Make {count_text(len(rows), 'post')} {words}?"):
        return
    changed = sitting.library.mark([row.path for row in rows], mark, value=value)
    sitting.say(f"{count_text(changed, 'post')} {words}." if len(rows) > 1 else f"{words.capitalize()}.")


def tags(sitting: Sitting, argument: str) -> None:
    """The tags of the open post, or other ones: `+good, -later`."""
    row = opened(sitting).row
    row = sitting.library.row(row.path) or row
    if not argument:
        fixed = [tag for tag in row.tags if tag not in row.own_tags]
        own = ", ".join(row.own_tags)
        sitting.say(f"Your tags: {own or 'none'}", f"Of the file: {', '.join(fixed) or 'none'}")
        return
    changes: list[tuple[AnyMark, bool]] = []
    for part in re.split(r"[,，]", argument):
        sign, name = part.strip()[:1], part.strip()[1:]
        if sign not in ("+", "-"):
            raise UsageError("Can't tell what to do", "write +NAME to put a tag on and -NAME to take it off.")
        changes.append((checked_tag(name), sign == "+"))
    sitting.library.mark_all([row.path], changes)
    now = sitting.library.row(row.path) or row
    sitting.say(f"Your tags: {', '.join(now.own_tags) or 'none'}")


def undo(sitting: Sitting, _argument: str) -> None:
    """Take the last marking back."""
    undone = sitting.library.undo()
    sitting.say("There is nothing to undo." if undone is None else f"{undone_words(undone)}.")
