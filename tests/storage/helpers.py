"""Posts for the tests of this folder, in a line each."""

from __future__ import annotations

from pathlib import Path

import apsw

from tui_reader.library.comparing import Comparison
from tui_reader.library.files import walk
from tui_reader.library.reading import post_from_bytes
from tui_reader.library.schema import TABLES
from tui_reader.library.site import Site, SiteKind
from tui_reader.model import BodyFormat, Post


def paths_of(root: Path, site: Site) -> list[str]:
    """The paths of a library's posts, as a refresh finds them, in order."""
    connection = apsw.Connection(":memory:")
    connection.execute(TABLES)
    comparison = Comparison(connection, root, site, anew=True, stale=False)
    for folder in walk(root):
        comparison.take(folder)
    return sorted(comparison.finish().added)


CONTROLS = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)}


def post_of(text: str, path: str = "a.md", kind: SiteKind = SiteKind.UNKNOWN) -> Post:
    return post_from_bytes(path, text.encode("utf-8", "surrogatepass"), Site(kind))


def headed(head: str, path: str = "a.md", kind: SiteKind = SiteKind.UNKNOWN) -> Post:
    return post_of(f"---\n{head}\n---\nBody.\n", path, kind)


def with_body(body: str) -> Post:
    """A post with this body and nothing else."""
    return Post("a.md", "T", None, None, None, (), (), None, False, (), body, 1, BodyFormat.MARKDOWN)


def fields_are_clean(post: Post) -> bool:
    """No control character in anything that is shown of a post."""
    texts = [post.title, post.author or "", post.source or "", *post.tags, *post.covers]
    texts += [name for path in post.categories for name in path]
    texts += [problem.message for problem in post.problems]
    return not any(CONTROLS & set(text) for text in texts)


def write(root: Path, *paths: str, data: bytes = b"x") -> None:
    for path in paths:
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
