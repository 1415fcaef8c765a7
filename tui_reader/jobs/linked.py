"""The post that a link of another post leads to, as its site would have it. It opens nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes

from tui_reader.library import Library
from tui_reader.model import Row


def linked_post(library: Library, path: str, target: str) -> Row | None:
    """The post of `library` that a relative link means; None where there is none.

    Args:
        library: Where it is looked for.
        path: The post in which the link stands, as `Post.path`.
        target: The link, not one of the web; a place in the page (`#…`) means the post itself.
    """
    name = target.split("#", 1)[0].split("?", 1)[0]
    if not name:
        return library.row(path)
    base = Path("/") if name.startswith("/") else Path("/") / Path(path).parent
    meant = os.path.normpath(base / name.lstrip("/")).lstrip("/").replace(os.sep, "/")
    return next((row for candidate in _candidates(meant) if (row := library.row(candidate))), None)


def _candidates(path: str) -> Iterator[str]:
    """The files that may be behind an address, the likeliest first."""
    for meant in (path, os.fsdecode(unquote_to_bytes(path))):
        yield from (meant, f"{meant}.md", f"{meant}/index.md", meant.removesuffix(".html") + ".md")
