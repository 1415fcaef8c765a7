"""A post from its file: bytes, text, head, fields.

Nothing that a file holds makes it raise; the body is handed on as it was written.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from tui_reader.document import clean_line, first_heading, shown_path
from tui_reader.library.contents import FileContent, read_bytes
from tui_reader.library.encoding import decode
from tui_reader.library.fields import understand
from tui_reader.library.front_matter import FrontMatter, split_front_matter
from tui_reader.library.head import Fault
from tui_reader.library.kept_head import kept_head
from tui_reader.library.site import Site, SiteKind
from tui_reader.library.texts import one_line, plain_title
from tui_reader.limits import TITLE_CHARACTERS
from tui_reader.model import BodyFormat, Post, Problem

_DATED = re.compile(r"^\d{4}[-_]\d{1,2}[-_]\d{1,2}[-_]+", re.ASCII)
"""The date in a file's name, which the programs of sites take off."""
_FORMATS = {
    "html": BodyFormat.HTML,
    "htm": BodyFormat.HTML,
    "xhtml": BodyFormat.HTML,
    "txt": BodyFormat.TEXT,
}


def read_post(root: Path, path: str, site: Site) -> Post:
    """The post at `path` below `root`; never raises for what the file is or holds.

    A file that can't be read gives a post with the file's name as its title, no body, and the problem.
    """
    return read_post_and_content(root, path, site)[0]


def read_post_and_content(root: Path, path: str, site: Site) -> tuple[Post, bytes | None]:
    """As `read_post`, with the bytes that were read of the file; None where it can't be read."""
    found = read_bytes(root, path)
    if not isinstance(found, FileContent):
        return _unread(path, found), None
    post = post_from_bytes(path, found.data, site)
    if found.problem is not None:
        post = replace(post, problems=(found.problem, *post.problems))
    return post, found.data


def post_from_bytes(path: str, data: bytes, site: Site, *, keep_head: bool = True) -> Post:
    """The post that `data` is, as if it were the file at `path` of `site`; never raises.

    Args:
        path: As `Post.path`.
        data: What the file holds.
        site: What kind of site it belongs to.
        keep_head: Whether the post is to have its front matter as it was written, and fields that mean nothing here:
            whoever only indexes needs neither.
    """
    decoded = decode(data, fallback=site.options.encoding)
    faults: list[Fault] = []
    if decoded.fault is not None:
        faults.append(Fault(None, decoded.fault, "encoding"))
    if not decoded.text.strip():
        faults.append(Fault(None, "This file is empty.", "empty"))
    head = split_front_matter(decoded.text)
    meaning = understand(head.values, head.lines, path, site, head.body, with_others=keep_head)
    body_format = format_of(path)
    return Post(
        path=path,
        title=meaning.title or _title(head, path, body_format, site.place(path).kind),
        date=meaning.date,
        author=meaning.author,
        source=meaning.source,
        categories=meaning.categories,
        tags=meaning.tags,
        language=meaning.language,
        draft=meaning.draft,
        covers=meaning.covers,
        body=head.body,
        body_line=head.body_line,
        format=body_format,
        problems=tuple(
            Problem(path, fault.line, fault.code, clean_line(fault.message))
            for fault in (*faults, *head.faults, *meaning.faults)
        ),
        others=meaning.others,
        head=kept_head(head, meaning) if keep_head else None,
        names=meaning.names,
    )


def title_from_path(path: str) -> str:
    """The name of a file without its suffix, of an index the folder's; never empty."""
    folder, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0] or name
    if stem.lower() in ("index", "_index") and folder:
        stem = folder.rpartition("/")[2]
    return one_line(shown_path(stem), TITLE_CHARACTERS) or one_line(shown_path(path), TITLE_CHARACTERS) or "?"


def format_of(path: str) -> BodyFormat:
    """What the body of a post is written in, by its file's name."""
    return _FORMATS.get(path.rpartition(".")[2].lower(), BodyFormat.MARKDOWN)


def _unread(path: str, problem: Problem) -> Post:
    return Post(
        path=path,
        title=title_from_path(path),
        date=None,
        author=None,
        source=None,
        categories=(),
        tags=(),
        language=None,
        draft=False,
        covers=(),
        body="",
        body_line=1,
        format=format_of(path),
        problems=(problem,),
    )


def _title(head: FrontMatter, path: str, body_format: BodyFormat, kind: SiteKind) -> str:
    """The title of a post whose head says none: of a bundle its folder's name, of a note its own."""
    is_bundle = "/" in path and path.rpartition("/")[2].lower().startswith("index.") and head.values
    if not is_bundle and kind is not SiteKind.OBSIDIAN:
        heading = plain_title(first_heading(head.body, body_format))
        if heading:
            return heading
    title = title_from_path(path)
    return title if kind in (SiteKind.UNKNOWN, SiteKind.OBSIDIAN) else _DATED.sub("", title) or title
