"""Hands the articles of a book to the format that packs them, one after another, as they are read.

It writes nothing and knows no format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from tui_reader.export import Packed
from tui_reader.jobs.articles import ArticleReader, Unread, Wanted
from tui_reader.jobs.picture_copies import PictureCopies
from tui_reader.model import Cancelled


class BookCancelledError(Exception):
    """The book is no longer wanted; leaves the function that packs it."""


class Book:
    """The articles of a book; may be gone through once."""

    def __init__(
        self,
        posts: Iterable[Wanted],
        copies: PictureCopies | None,
        fail: Callable[[Wanted, str], None],
        remark: Callable[[Wanted, tuple[str, ...]], None],
        report: Callable[[int], None] | None = None,
        cancelled: Cancelled | None = None,
        *,
        titled: bool = True,
    ) -> None:
        """Nothing is read yet.

        Args:
            posts: Taken as they are needed.
            copies: Finds the pictures; None where none are wanted.
            fail: Told of each post that can't be read; it is left out.
            remark: Told of each post what had to be given up in its formatting.
            report: Told after each article how many there are.
            cancelled: Asked before each post.
            titled: As `ArticleReader.document`.
        """
        self.length = 0
        """How many articles have been handed over."""
        self._posts = posts
        self._copies = copies
        self._fail = fail
        self._remark = remark
        self._report = report
        self._cancelled = cancelled
        self._titled = titled

    def __iter__(self) -> Iterator[Packed]:
        """The articles that can be read.

        Raises:
            BookCancelledError: No more are wanted.
        """
        with ArticleReader() as reader:
            for wanted in self._posts:
                if self._cancelled and self._cancelled():
                    raise BookCancelledError
                post = reader.read(wanted)
                if isinstance(post, Unread):
                    self._fail(wanted, post.reason)
                    continue
                document = reader.document(post, titled=self._titled)
                self._remark(wanted, document.problems)
                self.length += 1
                if self._copies is None:
                    yield Packed(post, document)
                else:
                    yield Packed(post, document, self._copies.find(wanted, post, document, ""))
                if self._report:
                    self._report(self.length)
