"""Posts for the tests of this folder, in a line each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import apsw

from tui_reader.library.comparing import Comparison
from tui_reader.library.files import walk
from tui_reader.library.reading import post_from_bytes
from tui_reader.library.schema import TABLES
from tui_reader.library.site import Site, SiteKind
from tui_reader.model import BodyFormat, OtherValue, Post, Table


def paths_of(root: Path, site: Site) -> list[str]:
    """The paths of a library's posts, as a refresh finds them, in order."""
    connection = apsw.Connection(":memory:")
    connection.execute(TABLES)
    comparison = Comparison(connection, root, site, anew=True, stale=False)
    for folder in walk(root):
        comparison.take(folder)
    return sorted(comparison.finish().added)


CONTROLS = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)}
FORBIDDEN = CONTROLS | {chr(code) for code in range(0xD800, 0xE000)}


def post_of(text: str, path: str = "a.md", kind: SiteKind = SiteKind.UNKNOWN) -> Post:
    return post_from_bytes(path, text.encode("utf-8", "surrogatepass"), Site(kind))


def headed(head: str, path: str = "a.md", kind: SiteKind = SiteKind.UNKNOWN) -> Post:
    return post_of(f"---\n{head}\n---\nBody.\n", path, kind)


def with_body(body: str) -> Post:
    """A post with this body and nothing else."""
    return Post("a.md", "T", None, None, None, (), (), None, False, (), body, 1, BodyFormat.MARKDOWN)


def fields_are_clean(post: Post) -> bool:
    """No control character in anything that is shown of a post, and no half of a pair, which can't be written."""
    texts = [post.title, post.author or "", post.source or "", post.language or "", *post.tags, *post.covers]
    texts += [name for path in post.categories for name in path]
    texts += [problem.message for problem in post.problems]
    texts += [name for name, _ in post.others]
    # What is kept of the other keys may have several lines.
    kept = [text.replace("\n", "").replace("\t", "") for _, value in post.others for text in texts_of(value)]
    return not any(FORBIDDEN & set(text) for text in (*texts, *kept))


def texts_of(value: OtherValue) -> Iterator[str]:
    """Every text in a kept value, the keys of its tables among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Table):
        for key, inner in value.entries:
            yield key
            yield from texts_of(inner)
    else:
        for inner in value:
            yield from texts_of(inner)


def write(root: Path, *paths: str, data: bytes = b"x") -> None:
    for path in paths:
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
