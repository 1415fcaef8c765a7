"""Prose as lines: breaks it for a width and cuts its runs accordingly. Knows no blocks and no furniture."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from tui_reader.document.blocks import Style
from tui_reader.document.cells import width as cells_of
from tui_reader.document.filling import Piece, break_lines
from tui_reader.document.inline import Prose
from tui_reader.document.linebreak_address import Address
from tui_reader.document.page import LayoutOptions, Role, Run

SetLine = tuple[tuple[Run, ...], str]
"""The runs of a line, and what stood between it and the next."""

_SOFT_HYPHEN = "\u00ad"


def set_prose(prose: Prose, width: int, options: LayoutOptions, first_width: int | None = None) -> list[SetLine]:
    """The lines of a paragraph.

    Args:
        prose: What to set.
        width: Cells of a line; 0 for one line a paragraph.
        options: For ambiguous width, addresses and hanging marks.
        first_width: Cells of the first line, where it has another room.
    """
    text = prose.text
    first = width if first_width is None else first_width
    if _fits(text, first):
        return [(_runs(prose, text, 0, len(text.rstrip(" "))), "\n")] if text else []
    lines: list[SetLine] = []
    start = 0
    for segment in text.split("\n"):
        first_glue, stop_glue = bisect_left(prose.glue, start), bisect_left(prose.glue, start + len(segment))
        room = width if lines else first
        pieces = break_lines(
            segment,
            width,
            first_width=room,
            ambiguous=options.ambiguous,
            glue=[at - start for at in prose.glue[first_glue:stop_glue]],
            known=_within(prose.addresses, start, start + len(segment)) if prose.addresses else (),
            break_addresses=options.break_addresses,
            hanging=options.hanging,
        )
        lines.extend(_cut(prose, text, start, pieces, (room, width, options.ambiguous)))
        start += len(segment) + 1
    return lines


def _cut(prose: Prose, text: str, start: int, pieces: list[Piece], rooms: tuple[int, int, int]) -> Iterator[SetLine]:
    """The lines of the pieces of a segment that begins at `start`; rooms: of the first, of the others, ambiguous."""
    first, others, ambiguous = rooms
    last = len(pieces) - 1
    for number, (begin, stop, following) in enumerate(pieces):
        runs = _runs(prose, text, start + begin, start + stop)
        if number == last:
            yield runs, "\n"
            continue
        if text[start + stop - 1] == _SOFT_HYPHEN:
            room = others if number else first
            if sum(cells_of(run.text, ambiguous) for run in runs) < room:  # not so in an emergency
                runs = (*runs, Run("-", Role.GAP))
        end = text[start + stop : start + following]
        yield runs, "" if prose.gaps and _is_gap(prose, start + stop) else end


def _within(addresses: list[Address], start: int, stop: int) -> list[Address]:
    """The addresses between two places, counted from the first."""
    return [one.moved(-start) for one in addresses if start <= one.start and one.end <= stop]


def _is_gap(prose: Prose, at: int) -> bool:
    found = bisect_left(prose.gaps, at)
    return found < len(prose.gaps) and prose.gaps[found] == at


def _fits(text: str, width: int) -> bool:
    """Whether a text is certainly one line as it is; quick, and may say no where it is."""
    if "\n" in text or _SOFT_HYPHEN in text:
        return False
    return not width or 2 * len(text) <= width or (len(text) <= width and text.isascii())


def _runs(prose: Prose, text: str, start: int, stop: int) -> tuple[Run, ...]:
    """The runs of one line."""
    if stop <= start:
        return ()
    if len(prose.starts) == 1:
        return (Run(_shown(text[start:stop]), *prose.attributes[0]),)
    runs: list[Run] = []
    index = bisect_right(prose.starts, start) - 1
    while start < stop:
        end = min(stop, prose.starts[index + 1]) if index + 1 < len(prose.starts) else stop
        runs.append(Run(_shown(text[start:end]), *prose.attributes[index]))
        start = end
        index += 1
    return tuple(runs)


def _shown(text: str) -> str:
    return text.replace(_SOFT_HYPHEN, "") if _SOFT_HYPHEN in text else text


def natural_width(prose: Prose, options: LayoutOptions) -> int:
    """The cells of the longest line of a paragraph that nothing breaks."""
    return max(cells_of(_shown(line), options.ambiguous) for line in prose.text.split("\n"))


def set_text(text: str, role: Role, options: LayoutOptions) -> list[SetLine]:
    """The lines of a text of one role, its white space folded."""
    return set_prose(_plain(text, role), options.width, options)


def set_parts(text: str, separator: str, role: Role, options: LayoutOptions) -> list[SetLine]:
    """The lines of a text of parts: one that can't stand beside its neighbours goes to the next line.

    The separator there is the line's end.
    """
    lines: list[SetLine] = []
    kept = ""
    for part in text.split(separator):
        longer = kept + separator + part if kept else part
        if kept and options.width and natural_width(_plain(longer, role), options) > options.width:
            made = set_text(kept, role, options)
            lines.extend([*made[:-1], (made[-1][0], separator)])
            kept = part
        else:
            kept = longer
    return [*lines, *set_text(kept, role, options)]


def _plain(text: str, role: Role) -> Prose:
    prose = Prose()
    prose.add(" ".join(text.split()), (role, Style.NONE, None, None))
    return prose
