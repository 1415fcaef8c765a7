"""Posts as their files are now: read, laid apart into documents, and looked through for what is searched.

Asks no index.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from tui_reader import limits
from tui_reader.errors import LibraryError
from tui_reader.model import LibraryOptions, Post

if TYPE_CHECKING:
    from tui_reader.document import Document, Passage, Wanted
    from tui_reader.library.expressions import Expressions
    from tui_reader.library.opening import DocumentOpener
    from tui_reader.library.site import Site


class Bodies:
    """The files of a library."""

    def __init__(self, root: Path) -> None:
        """Take the library's folder; nothing is read yet."""
        self.root = root
        self.options = LibraryOptions()
        """What the user says of it."""
        self._starting = threading.Lock()
        self._site: Site | None = None
        self._hosts: frozenset[str] | None = None
        self._opener: DocumentOpener | None = None

    def forget_site(self) -> None:
        """Find out anew what kind of site it is."""
        self._site = self._hosts = None

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts under which the site is published, as its configuration says."""
        from tui_reader.library.site_hosts import site_hosts

        if self._hosts is None:
            self._hosts = site_hosts(self.root)
        return self._hosts

    def close(self) -> None:
        """End the process that makes documents of large bodies."""
        with self._starting:
            opener, self._opener = self._opener, None
        if opener is not None:
            opener.close()

    def post(self, path: str) -> Post:
        """The post at `path`, read from its file now.

        Raises:
            LibraryError: The file is gone.
        """
        from tui_reader.document import shown_path
        from tui_reader.library.reading import read_post
        from tui_reader.library.site import detect_site

        if not os.path.lexists(self.root / path):
            shown = shown_path(path)
            if not self.root.is_dir():
                message = f"{shown_path(str(self.root))} isn't there any more. Your marks are kept."
                raise LibraryError("The folder of posts is gone", message)
            message = f"{shown} was deleted or renamed since the list was made: refresh it. Your marks are kept."
            raise LibraryError("The post is gone", message)
        if self._site is None:
            self._site = detect_site(self.root, self.options)
        return read_post(self.root, path, self._site)

    def document(self, post: Post) -> Document:
        """The document of a post's body, made within bounds of time and memory; never raises for what it holds."""
        from tui_reader.library.opening import DocumentOpener

        with self._starting:
            if self._opener is None:
                self._opener = DocumentOpener()
            opener = self._opener
        return opener.open(post)

    def beginning(self, post: Post) -> Document | None:
        """The document of a long body's beginning, made at once; None where the whole is made as quickly or safer."""
        from tui_reader.document import beginning_of, parse
        from tui_reader.library.opening import is_modest

        if len(post.body) <= limits.DIRECT_PARSE_CHARACTERS:
            return None
        begun = beginning_of(post.body, post.format, limits.BEGINNING_CHARACTERS)
        if begun is None or not is_modest(begun):
            return None
        # A picture that the body shows further on doesn't come first.
        covers = [cover for cover in post.covers if cover.rpartition("/")[2] not in post.body]
        document = parse(begun, post.format, covers=covers, title=post.title)
        return document if document.blocks else None

    def passage(self, path: str, wanted: Wanted) -> Passage | None:
        """What the body of a post says around what is wanted; None where it doesn't say it, or is gone."""
        from tui_reader.library.snippets import snippet

        try:
            return snippet(self.root, path, wanted, lambda path: self.document(self.post(path)), self.options.encoding)
        except LibraryError:
            return None

    def expressions(self) -> Expressions:
        """What looks for regular expressions in bodies, with its own time."""
        from tui_reader.document import visible_text
        from tui_reader.library.expressions import Expressions

        def read(path: str) -> str:
            try:
                return visible_text(self.document(self.post(path)))
            except LibraryError:
                return ""

        return Expressions(read)
