"""What can be asked of a post, as values. They know nothing of text, of the index, or of today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from tui_reader.model import Sort
from tui_reader.query.days import Day


class Field(StrEnum):
    """Where words are looked for."""

    ANYWHERE = ""
    """Title, body, tags and author."""
    TITLE = "title"
    BODY = "body"
    TAG = "tag"
    AUTHOR = "author"
    SOURCE = "source"
    PATH = "path"


class State(StrEnum):
    """What a post is, by the user's marks or by its file."""

    UNREAD = "unread"
    READ = "read"
    STARRED = "starred"
    DRAFT = "draft"
    BROKEN = "broken"
    """It has problems."""
    OPEN = "open"
    """Reading stopped inside it."""


class Content(StrEnum):
    """What stands in a post."""

    IMAGE = "image"
    VIDEO = "video"
    CODE = "code"
    TABLE = "table"
    LINK = "link"
    NOTE = "note"
    """Footnotes."""

    @property
    def bit(self) -> int:
        """A bit of its own, by which the index keeps what stands in a post."""
        return 1 << list(Content).index(self)


@dataclass(frozen=True, slots=True)
class Text:
    """Words that stand together, in that order."""

    words: str
    """With at least one letter or digit."""
    field: Field = Field.ANYWHERE
    goes_on: bool = False
    """Whether the last word may be the beginning of a longer one; never of an ideograph, which is a word by itself."""


@dataclass(frozen=True, slots=True)
class CategoryIs:
    """A category and all below it, by its path or the end of its path."""

    names: tuple[str, ...]
    """From the top down; none for the posts without a category."""
    alone: bool = False
    """The whole path, and none below it."""
    rooted: bool = False
    """The whole path, and all below it; never together with `alone`, which says more."""


@dataclass(frozen=True, slots=True)
class TagIs:
    """A tag by its whole name, whoever put it on a post."""

    name: str


@dataclass(frozen=True, slots=True)
class AuthorIs:
    """An author by the whole name, alone or among others."""

    name: str


@dataclass(frozen=True, slots=True)
class DateIn:
    """From a day on, up to a day, or both, the ends included; spans at the ends are taken whole.

    A count of days back ends before the days that it names where it comes last.
    """

    first: Day | None
    last: Day | None


@dataclass(frozen=True, slots=True)
class Undated:
    """No date is known."""


@dataclass(frozen=True, slots=True)
class Is:
    """A state."""

    state: State


@dataclass(frozen=True, slots=True)
class Has:
    """A kind of content."""

    content: Content


@dataclass(frozen=True, slots=True)
class LanguageIs:
    """A language, whatever its region."""

    code: str
    """In lower case, as `Post.language`."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of the post, at least `least` and at most `most`."""

    what: str
    """`words` or `images`."""
    least: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class Matches:
    """A regular expression that is found in the title or the body."""

    pattern: str


Single: TypeAlias = Text | TagIs | AuthorIs | CategoryIs | DateIn | Undated | Is | Has | LanguageIs | Measure | Matches
"""What is no group of others."""


@dataclass(frozen=True, slots=True)
class Not:
    """Everything else."""

    term: Term


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of two or more."""

    terms: tuple[Term, ...]


Term: TypeAlias = "Single | Not | And | Or"


@dataclass(frozen=True, slots=True)
class Asked:
    """A whole query."""

    term: Term | None = None
    """None: every post."""
    sort: Sort | None = None
    """None: as the list is sorted."""


def texts_of(term: Term | None) -> Iterator[Text]:
    """The words that are wanted, in order: what can be marked in the posts that are found."""
    if isinstance(term, Text):
        yield term
    elif isinstance(term, And | Or):
        for each in term.terms:
            yield from texts_of(each)


def expressions_of(term: Term | None) -> Iterator[str]:
    """The regular expressions that are wanted, in order."""
    if isinstance(term, Matches):
        yield term.pattern
    elif isinstance(term, And | Or):
        for each in term.terms:
            yield from expressions_of(each)
