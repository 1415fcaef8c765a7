"""A worker process that reads posts for a refresh: `python -m tui_reader.library.worker`.

Takes paths as JSON lines on its standard input and answers with one line each on its standard output; it opens no
database, and it may be killed at any point. Being a program of its own, it needs nothing of the caller's main module.
"""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Sequence
from pathlib import Path

import orjson

from tui_reader import limits
from tui_reader.document import parse
from tui_reader.document.blocks import Document
from tui_reader.library.entry import Entry, How, plain_entry, read_entry
from tui_reader.library.own_limits import limit_memory, limit_time
from tui_reader.library.site import Site, detect_site
from tui_reader.library.starting import own_channels
from tui_reader.model import LibraryOptions, Post

_GARBAGE = 50_000
"""So many objects are made, and not freed, before cycles are looked for: what a post is read into has none."""
_CPU_SECONDS = 2 * limits.PARSE_SECONDS
"""The processor time of one post, after which the process ends itself: reading and formatting together."""


def main() -> None:
    """Answer requests until the input ends.

    The first line is the library's root and what the user says of it; each further one `[how, path …]`, answered by a
    list with what was found of each path: the values of an `Entry`, or null where the file is gone.
    """
    requests, answers = own_channels()
    limit_memory(limits.WORKER_BYTES)
    gc.set_threshold(_GARBAGE)
    name, options = json.loads(requests.readline())
    root = Path(os.fsdecode(os.fsencode(name)))
    site = detect_site(root, LibraryOptions(*options))
    root = Path(os.path.realpath(root))  # below it, a file that no link leads to is read quickly
    answers.write(b"ready\n")
    answers.flush()
    for line in requests:
        how, *paths = json.loads(line)
        limit_time(_CPU_SECONDS)
        entries = [_read(root, path, site, How(how)) for path in paths]
        limit_time(0)
        answers.write(_answer(entries) + b"\n")
        answers.flush()


def _answer(entries: Sequence[Entry | None]) -> bytes:
    found = [entry.to_list() if entry is not None else None for entry in entries]
    try:
        return orjson.dumps(found)
    except TypeError:  # a path that is no text; see PEP 383
        return json.dumps(found, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _read(root: Path, path: str, site: Site, how: How) -> Entry | None:
    if how is How.PLAIN:
        return plain_entry(root, path, site, "The parser stopped on this post: it is shown without formatting.")
    return read_entry(root, path, site, _parsed if how is How.WHOLE else None)


def _parsed(post: Post) -> Document:
    return parse(post.body, post.format, title=post.title)  # what is measured is the same without covers


if __name__ == "__main__":
    main()
