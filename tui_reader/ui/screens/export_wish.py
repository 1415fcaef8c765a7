"""What an export is wished to be, and what that comes to: values and sentences; no widget, no file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tui_reader.errors import UsageError
from tui_reader.export import EXPORTERS, NARROWEST, Exporter, ExportOptions, file_name
from tui_reader.model import BodyFormat, Post

WIDEST = 10_000
"""Cells that a line may have at the most."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Posts that an export may be for."""

    label: str
    """As a choice among others: "all 120 listed"."""
    words: str
    """As they stand in a sentence: "all 120 posts of the list"."""
    total: int
    first: Post
    """The first of them, for the preview of its file's name; its body isn't looked at."""


@dataclass(frozen=True, slots=True)
class ExportWish:
    """What was chosen in the dialog; kept for the next time."""

    form: str = "text"
    folder: str = ""
    options: ExportOptions = field(default_factory=ExportOptions)
    as_book: bool = False
    """Whether all posts go into one file, where the format can."""
    title: str = ""
    """What that file is called."""
    scope: int = 0
    """The place of the chosen posts among those that were offered."""

    @property
    def exporter(self) -> Exporter:
        """The format."""
        return EXPORTERS[self.form]

    def is_book(self, total: int) -> bool:
        """Whether so many posts go into one file."""
        return self.as_book and total > 1 and self.exporter.pack is not None

    def target(self, folder: Path, total: int) -> Path:
        """Where so many posts go: the folder, or the book in it."""
        return folder / book_name(self.title, self.exporter) if self.is_book(total) else folder


def book_name(title: str, exporter: Exporter) -> str:
    """The name of a file of many articles: the title, safe on every file system."""
    plain = title.replace("/", "-").replace("{", "{{").replace("}", "}}")
    nobody = Post(path=title, title=title, date=None, author=None, source=None, categories=(), tags=(), language=None,
                  draft=False, covers=(), body="", body_line=1, format=BodyFormat.TEXT)  # fmt: skip
    return file_name(nobody, plain, exporter.suffix)


def is_width(width: int) -> bool:
    """Whether text can be set in so many cells a line."""
    return width == 0 or NARROWEST <= width <= WIDEST


def name_told(wish: ExportWish, scope: Scope) -> tuple[str, bool]:
    """The first file's name, and whether it is a complaint instead."""
    if not wish.options.name.strip():
        return "name the files; {date}-{slug} is usual", True
    try:
        name = file_name(scope.first, wish.options.name, wish.exporter.suffix)
    except UsageError as error:
        return error.message, True
    return f"→ {name}{' …' if scope.total > 1 else ''}", False


def title_told(wish: ExportWish) -> tuple[str, bool]:
    """The book's name, and whether it is a complaint instead."""
    if not wish.title.strip():
        return "name the book", True
    return f"→ {book_name(wish.title, wish.exporter)}", False
