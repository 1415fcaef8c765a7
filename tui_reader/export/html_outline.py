"""The headings of an article as places that a page's links and a book's contents can lead to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui_reader.document import fragment_key
from tui_reader.document.blocks import Document, Heading, plain, walk


@dataclass(frozen=True, slots=True)
class Place:
    """A heading."""

    level: int
    text: str
    """One line, never empty."""
    id: str
    """Its id in the page."""
    name: str = ""
    """What its author calls it in links, if anything."""


def outline(document: Document) -> tuple[Place, ...]:
    """The headings that say something, in reading order."""
    places: list[Place] = []
    for block in walk(document):
        if isinstance(block, Heading) and (text := heading_text(block)):
            places.append(Place(block.level, text, f"section-{len(places) + 1}", block.id))
    return tuple(places)


def heading_text(heading: Heading) -> str:
    """What a heading says, on one line; empty for one without words."""
    return " ".join(plain(heading.spans).split())


def anchors(places: Sequence[Place]) -> dict[str, str]:
    """The ids by the fragments that lead to them, as generators make them of headings: `#two-words`, `#two-words-1`."""
    ids: dict[str, str] = {}
    met: dict[str, int] = {}
    for place in places:
        key = fragment_key(place.text)
        times = met[key] = met.get(key, -1) + 1
        ids.setdefault(f"{key}{times}" if times else key, place.id)
        if place.name:
            ids.setdefault(fragment_key(place.name), place.id)
    return ids
