"""What the index keeps of one post: made where the post is read, in this process or in a worker.

Opens no database and starts no process; the parsers are imported only when a post is really read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_reader.library.files import Stamp
from tui_reader.library.search import search_text
from tui_reader.model import BodyFormat, Post
from tui_reader.query import Content

if TYPE_CHECKING:
    from tui_reader.document.blocks import Document
    from tui_reader.library.site import Site

STOPPED = "stopped"
"""The problem code of a post whose parser had to be stopped."""


class How(StrEnum):
    """How much of a post is read, and what its body is taken for."""

    WHOLE = "whole"
    HEAD = "head"
    PLAIN = "plain"
    """The body as plain text: its parser had to be stopped."""


OpenDocument = Callable[[Post], "Document"]
"""How a body becomes a document: within bounds in this process, or directly inside a worker."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One post for the index."""

    path: str
    size: int
    """Of the file when it was read, in bytes."""
    mtime_ns: int
    content: str
    """A hash of the file's bytes in hex; empty where there are none or they couldn't be read."""
    title: str
    iso: str | None
    epoch: int | None
    author: str | None
    source: str | None
    categories: tuple[tuple[str, ...], ...]
    tags: tuple[str, ...]
    words: int
    images: int
    holds: int
    """What else stands in it: the bits of `Content`."""
    excerpt: str
    language: str | None
    draft: bool
    readable: bool
    names: tuple[int, ...]
    """The numbers of the names by which links mean it."""
    links: tuple[int, ...]
    """The numbers of the names in its own links."""
    problems: tuple[tuple[int | None, str, str], ...]
    """Line, code and message of each."""
    search: tuple[str, str, str, str] | None
    """Title, body, tags and author as FTS5 takes them; None where only the head was read."""

    def to_list(self) -> list[object]:
        """Its values in their order, for JSON."""
        return [getattr(self, name) for name in self.__slots__]

    @classmethod
    def from_list(cls, values: Any) -> Entry:
        """The reverse of `to_list`, after JSON.

        Raises:
            ValueError: The values are something else.
        """
        if not isinstance(values, list) or len(values) != len(cls.__slots__):
            raise ValueError("not an entry")
        *_, problems, search = values
        values[-2:] = tuple(map(tuple, problems)), None if search is None else tuple(search)
        values[_CATEGORIES] = tuple(map(tuple, values[_CATEGORIES]))
        for place in (_TAGS, _NAMES, _LINKS):
            values[place] = tuple(values[place])
        return cls(*values)


_CATEGORIES, _TAGS, _NAMES, _LINKS = map(Entry.__slots__.index, ("categories", "tags", "names", "links"))


def read_entry(root: Path, path: str, site: Site, open_document: OpenDocument | None) -> Entry | None:
    """Read a post's file and take from it what the index needs; None where the file is gone.

    Args:
        root: The library's folder.
        path: The post, as `Post.path`.
        site: What kind of site the library is.
        open_document: How to make a document of its body; None where the head is enough for now.
    """
    from tui_reader.library.contents import FileContent, read_bytes
    from tui_reader.library.reading import post_from_bytes, read_post

    content = read_bytes(root, path)
    variants = site.options.variants
    if not isinstance(content, FileContent):
        stamp = stamp_of(root, path)
        if stamp is None:
            return None
        return make_entry(read_post(root, path, site), None, stamp, variants=variants, readable=False)
    post = post_from_bytes(path, content.data, site, keep_head=False)
    if content.problem is not None:  # a part of a large file
        post = replace(post, problems=(content.problem, *post.problems))
    digest = hashlib.blake2b(content.data, digest_size=16).hexdigest() if content.data else ""
    return make_entry(post, open_document, content.stamp, variants=variants, content=digest)


def stamp_of(root: Path, path: str) -> Stamp | None:
    """The stamp of a file that can't be read; None where it is gone."""
    try:
        seen = (root / path).stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return Stamp(0, 0) if (root / path).is_symlink() else None
    except OSError:
        return Stamp(0, 0)
    return Stamp(seen.st_size, seen.st_mtime_ns)


def make_entry(
    post: Post,
    open_document: OpenDocument | None,
    stamp: Stamp,
    *,
    variants: bool,
    content: str = "",
    readable: bool = True,
) -> Entry:
    """The entry of a post that has been read; without `open_document` of its head alone, if there is more to read."""
    from tui_reader.library.link_names import links_of, names_of, numbers_of

    problems = [(problem.line, problem.code, problem.message) for problem in post.problems]
    taken = None
    if readable and open_document is not None:
        from tui_reader.document import digest

        document = open_document(post)
        taken = digest(document, post.covers)
        problems.extend((post.body_line, "formatting", message) for message in document.problems)
    search = None
    if taken is not None or not readable:
        texts = (post.title, taken.text if taken else "", "\n".join(post.tags), post.author or "")
        title, body, tags, author = (search_text(text, variants=variants) for text in texts)
        search = (title, body, tags, author)
    return _storable(
        Entry(
            path=post.path,
            size=stamp.size,
            mtime_ns=stamp.mtime_ns,
            content=content,
            title=post.title,
            iso=post.date.iso if post.date else None,
            epoch=post.date.epoch if post.date else None,
            author=post.author,
            source=post.source,
            categories=post.categories,
            tags=post.tags,
            words=taken.words if taken else 0,
            images=taken.images if taken else 0,
            holds=sum(Content(name).bit for name in taken.holds) if taken else 0,
            excerpt=taken.excerpt if taken else "",
            language=post.language or (taken.language if taken else "") or None,
            draft=post.draft,
            readable=readable,
            names=numbers_of(names_of(post)),
            links=links_of(taken.links) if taken else (),
            problems=tuple(problems),
            search=search,
        )
    )


def plain_entry(root: Path, path: str, site: Site, message: str) -> Entry | None:
    """The entry of a post whose body can't be parsed: its fields, and its body as plain text."""
    from tui_reader.document import parse

    def as_text(post: Post) -> Document:
        return parse(post.body, BodyFormat.TEXT)

    entry = read_entry(root, path, site, as_text)
    if entry is None:
        return None
    return replace(entry, problems=(*entry.problems, (None, STOPPED, message)))


def bare_entry(path: str, stamp: Stamp, message: str, *, variants: bool) -> Entry:
    """The entry of a post of which nothing can be read without stopping the parser: its file's name."""
    from tui_reader.document import shown_path

    name = shown_path(path)
    title = name.rpartition("/")[2].rpartition(".")[0] or name
    return Entry(
        path=path,
        size=stamp.size,
        mtime_ns=stamp.mtime_ns,
        content="",
        title=title,
        iso=None,
        epoch=None,
        author=None,
        source=None,
        categories=(),
        tags=(),
        words=0,
        images=0,
        holds=0,
        excerpt="",
        language=None,
        draft=False,
        readable=False,
        names=(),
        links=(),
        problems=((None, STOPPED, message),),
        search=(search_text(title, variants=variants), "", "", ""),
    )


def _storable(entry: Entry) -> Entry:
    """The same entry, without characters that UTF-8 can't hold: one slip in cleaning must not end a refresh."""
    try:
        for text in _texts(entry):
            text.encode()
    except UnicodeEncodeError:
        text = json.dumps(entry.to_list()[1:], ensure_ascii=False).encode("utf-8", "replace").decode()
        return Entry.from_list([entry.path, *json.loads(text)])
    return entry


def _texts(entry: Entry) -> Iterator[str]:
    """Every text of an entry but its path and what can only be ASCII."""
    yield from (entry.title, entry.author or "", entry.source or "", entry.excerpt, entry.language or "")
    yield from chain(entry.tags, *entry.categories)
    yield from (message for _, _, message in entry.problems)
    yield from entry.search or ()
