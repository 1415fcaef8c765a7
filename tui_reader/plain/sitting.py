"""What the plain reader has open at a time: library, list, article, and what is still to be said of the last answer.

The commands are functions that take it; it does none of their work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from tui_reader.config import Places, Settings
from tui_reader.document import Document, LayoutOptions, LinkStyle, Page
from tui_reader.library import Library, Listing
from tui_reader.model import Post, Query, Row
from tui_reader.plain.interruptions import Interruptions
from tui_reader.plain.voice import Voice

OpenLibrary = Callable[[Path], Library]
"""Opens a folder as a library; raises LibraryError."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is said at a time."""

    width: int
    """Cells a line of an article may have."""
    page_lines: int
    """Lines of a page; 0 for all at once."""
    rows: int
    """Posts of the list that are said at a time."""


@dataclass(slots=True)
class Article:
    """The open article."""

    row: Row
    post: Post
    document: Document
    page: Page
    begin: int = 0
    """The line, from 0, at which the page begins that was said last."""
    end: int = 0
    """The line after that page."""
    kept: int = -1
    """The line that was written down as the reading position."""

    @property
    def percent(self) -> int:
        """How far one is, from 0 to 100."""
        return 100 * self.end // len(self.page.lines) if self.page.lines else 100


@dataclass(slots=True)
class Sitting:
    """One run of the plain reader."""

    library: Library
    settings: Settings
    places: Places
    voice: Voice
    interruptions: Interruptions
    sizes: Sizes
    open_library: OpenLibrary
    query: Query = field(default_factory=Query)
    search: str | None = None
    """The name of the saved search that the list shows."""
    listing: Listing | None = None
    begin: int = 0
    """The position, from 0, of the first post that was said last."""
    end: int = 0
    """The position after the last one that was said."""
    article: Article | None = None
    rest: tuple[str, ...] = ()
    """Lines of the last answer that are still to be said."""
    is_over: bool = False
    """Whether the user wants to leave."""

    def say(self, *lines: str) -> None:
        """Say lines, whatever there is room for."""
        self.voice.say(*lines)

    def say_in_pages(self, lines: Iterable[str]) -> None:
        """Say as many lines as a page has; the rest waits for an empty line."""
        waiting = iter(lines)
        room = self.sizes.page_lines
        self.voice.say_all(islice(waiting, room) if room else waiting)
        self.rest = tuple(waiting)

    def rows(self, begin: int, end: int) -> Sequence[Row]:
        """Posts of the list by their positions."""
        return self.listing.rows(begin, end) if self.listing is not None else ()

    def layout_options(self, row: Row) -> LayoutOptions:
        """How articles are set for being heard."""
        settings = self.settings
        return LayoutOptions(
            width=self.sizes.width,
            ascii_only=True,
            ambiguous=settings.ambiguous_width,
            links=LinkStyle.NUMBERED,
            highlight=False,
            chinese=row.language == "zh",
            formulas=settings.formula_signs,
            break_addresses=False,
            wrap_code=False,
            spoken=True,
        )

    def prompt(self) -> str:
        """Where one is, as the prompt says it."""
        if self.rest:
            return "More"
        if self.article is None:
            return "List"
        return "Article, end" if self.article.percent == 100 else f"Article, {self.article.percent} percent"
