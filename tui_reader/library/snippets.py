"""Passages of posts that show what was searched for, read from their files: the index keeps no bodies.

Only what stands around a hit is parsed, and only where it is sure to be read as in the whole; else the whole post is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from tui_reader.document import Document, Passage, Wanted, definitions, parse, passage, visible_text
from tui_reader.library.contents import FileContent, read_bytes
from tui_reader.library.encoding import decode
from tui_reader.library.reading import format_of

_HEAD = re.compile(r"\s*(---|\+\+\+)[ \t]*\n.*?\n\1[ \t]*\n", re.DOTALL)
_EDGES = re.compile(r"\n[ \t]*\n|</?(?:p|div|li|br|h\d|td|th|blockquote)\b[^<>]*>", re.IGNORECASE)
_HIDING = re.compile(r"<!--|<(?:script|style|template|pre|code)\b|```|~~~|\{[{%]|\$\$", re.IGNORECASE)
"""What may hide, or show otherwise, all that follows it."""
_REACH = 3_000
"""Characters before and after a hit at most."""
_TRIES = 4


def snippet(
    root: Path, path: str, wanted: Wanted, whole: Callable[[str], Document], encoding: str = ""
) -> Passage | None:
    """What a post's body says around what is wanted; None where it doesn't say it.

    Args:
        root: The library's folder.
        path: The post, as `Post.path`.
        wanted: What was searched for.
        whole: Reads the document of a post.
        encoding: Of files that don't say theirs, where the user has said it.
    """
    quick = _quick(root, path, wanted, encoding)
    return quick if quick is not None else passage(visible_text(whole(path)), wanted)


def _quick(root: Path, path: str, wanted: Wanted, encoding: str = "") -> Passage | None:
    """The same from as little as will do; None where that isn't sure, or nothing is there."""
    content = read_bytes(root, path)
    if not isinstance(content, FileContent):
        return None
    decoded = decode(content.data, fallback=encoding)
    head = _HEAD.match(decoded.text)
    if head is None or decoded.fault is not None:
        return None
    whole = decoded.text[head.end() :]
    hiding = _HIDING.search(whole)
    body = whole[: hiding.start()] if hiding else whole
    for start, end in wanted.spans(body)[:_TRIES]:
        part = _around(body, start, end)
        if "][" in part:
            part = "\n\n".join((part, *definitions(whole, part)))
        found = passage(visible_text(parse(part, format_of(path))), wanted) if part else None
        if found is not None:
            return found
    return None


def _around(body: str, start: int, end: int) -> str:
    """The block of a body that holds a hit; empty where its ends aren't near."""
    first = max(0, start - _REACH)
    begin = 0 if first == 0 else -1
    for edge in _EDGES.finditer(body, first, start):
        begin = edge.start()
    following = _EDGES.search(body, end, min(len(body), end + _REACH))
    stop = following.start() if following else len(body) if len(body) <= end + _REACH else -1
    return body[begin:stop] if begin >= 0 <= stop else ""
