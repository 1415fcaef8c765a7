"""Letters that stand for what can be opened on the screen. Pure: no widget, no keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

from tui_reader.document import Line

_LETTERS = "asdfghjklqwertyuiopzxcvbnm"
"""Those under the fingers first."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Something on a page that can be opened: the first run of a link, or of a picture."""

    line: int
    """From 0, as in `Page.lines`."""
    start: int
    """Where it begins in the line, in characters."""
    link: int | None = None
    """Its place in `Page.links`."""
    image: int | None = None
    """Its place in `Page.images`; where a picture is a link too, the picture is meant."""


def spots(lines: Sequence[Line], shown: range) -> Iterator[Spot]:
    """What can be opened in the lines that are shown, in reading order, each once."""
    met: set[tuple[int | None, int | None]] = set()
    for number in range(shown.start, min(shown.stop, len(lines))):
        start = 0
        for run in lines[number].runs:
            what = (None, run.image) if run.image is not None else (run.link, None)
            if what != (None, None) and what not in met and run.text.strip():
                met.add(what)
                yield Spot(number, start, *what)
            start += len(run.text)


def labels(count: int) -> tuple[str, ...]:
    """As many labels as that, all of the same length, so that none begins another."""
    length = 1
    while len(_LETTERS) ** length < count:
        length += 1
    return tuple("".join(letters) for letters in islice(product(_LETTERS, repeat=length), count))
