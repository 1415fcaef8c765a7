"""Numbers the links, pictures and headings of a page while it is laid out, and keeps the lines they stand in.

Sets no text.
"""

from __future__ import annotations

from tui_reader.document.blocks import Document, Image, Link
from tui_reader.document.fragments import call_target, note_target
from tui_reader.document.page import PageHeading, PageImage, PageLink, PageNote, Run
from tui_reader.document.picture_list import identity, pictures

HIGHLIGHTED = 200_000
"""Characters of code that are told apart in one article; what comes after stays plain."""


class Register:
    """What a page can be asked for, in the making."""

    def __init__(self, document: Document) -> None:
        self._numbers = {identity(picture.image.source): picture for picture in pictures(document)}
        self._links: list[tuple[int, str, str]] = []
        self._link_lines: list[int | None] = []
        self._targets: dict[str, int] = {}
        self._images: list[tuple[int, Image, str]] = []
        self._image_lines: list[int | None] = []
        self._headings: list[PageHeading] = []
        self._notes: list[PageNote] = []
        self.code_left = HIGHLIGHTED

    @property
    def pictures(self) -> int:
        """How many different pictures the article has."""
        return len(self._numbers)

    def link(self, link: Link, text: str, *, numbered: bool = True) -> tuple[int, int]:
        """Note a link; its place in `Page.links` and its number, 0 for one that stays in the page or needs none."""
        number = 0
        if numbered and not link.target.startswith("#"):
            number = self._targets.setdefault(link.target, len(self._targets) + 1)
        self._links.append((number, link.target, text))
        self._link_lines.append(None)
        return len(self._links) - 1, number

    def image(self, image: Image, caption: str) -> tuple[int, int] | None:
        """Note a picture; its place in `Page.images` and its number; None for one without an address."""
        known = self._numbers.get(identity(image.source))
        if known is None:
            return None
        self._images.append((known.number, image, caption or known.caption))
        self._image_lines.append(None)
        return len(self._images) - 1, known.number

    def heading(self, level: int, text: str, line: int, identity: str) -> None:
        """Note a heading that stands in `line`."""
        self._headings.append(PageHeading(level, text, line, identity))

    def call(self, number: int, mark: str) -> int:
        """Note the call of a footnote; its place in `Page.links`."""
        return self.link(Link(note_target(number)), mark)[0]

    def note(self, number: int, mark: str) -> int:
        """Note that a footnote is about to be set; the place of the link back from it in `Page.links`."""
        return self.link(Link(call_target(number)), mark)[0]

    def note_set(self, number: int, text: str, line: int) -> None:
        """Note what a footnote says and that it begins in `line`."""
        self._notes.append(PageNote(number, text, line))

    def met(self, run: Run, line: int) -> None:
        """Note that `run` stands in `line`."""
        if run.link is not None and self._link_lines[run.link] is None:
            self._link_lines[run.link] = line
        if run.image is not None and self._image_lines[run.image] is None:
            self._image_lines[run.image] = line

    def links(self, last: int) -> tuple[PageLink, ...]:
        """All links; one that left no mark stands in the line `last`."""
        return tuple(
            PageLink(number, target, text, last if line is None else line)
            for (number, target, text), line in zip(self._links, self._link_lines, strict=True)
        )

    def images(self, last: int) -> tuple[PageImage, ...]:
        """All pictures; one that left no mark stands where the next text does."""
        found: list[PageImage] = []
        for (number, image, caption), line in zip(reversed(self._images), reversed(self._image_lines), strict=True):
            last = last if line is None else line
            found.append(PageImage(number, image, caption, last))
        return tuple(reversed(found))

    def headings(self) -> tuple[PageHeading, ...]:
        """All headings."""
        return tuple(self._headings)

    def notes(self) -> tuple[PageNote, ...]:
        """All footnotes."""
        return tuple(self._notes)
