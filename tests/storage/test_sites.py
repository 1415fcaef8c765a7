"""Small sites of every kind, and what is made of each of their posts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage.helpers import paths_of
from tui_reader.library.reading import read_post
from tui_reader.library.site import Site, detect_site
from tui_reader.model import Post

GOLDEN = Path(__file__).parent / "golden" / "sites"
SITES = sorted(path for path in GOLDEN.glob("*/*") if path.is_dir())
PARTS = {
    "hexo/blog": ("source", "source/_posts", "source/_drafts"),
    "jekyll/blog": ("_posts", "letters", "letters/_posts"),
    "hugo/blog": ("content", "content/letters"),
    "zola/blog": ("content",),
    "pelican/blog": ("content", "content/letters"),
    "astro/blog": ("src", "src/content"),
    "eleventy/blog": ("posts", "notes"),
    "mdx/collections": ("data", "content/posts"),
    "obsidian/vault": ("Garden", "Garden/Roses"),
}
"""Folders of the sites that somebody may open for themselves."""
ADDRESS_KEYS = ("slug", "permalink", "path", "url")
WRITE = "WRITE_GOLDEN" in os.environ
"""Set it to take the listings as they are now; read the difference before it is committed."""


@pytest.mark.parametrize("folder", SITES, ids=lambda path: path.relative_to(GOLDEN).as_posix())
def test_sites_are_listed_so(folder: Path) -> None:
    parts = PARTS.get(folder.relative_to(GOLDEN).as_posix(), ())
    listing = "\n".join(line for part in ("", *parts) for line in listed(folder, part))
    golden = folder.with_name(f"{folder.name}.listing")
    if WRITE:
        golden.write_text(listing, "utf-8")
    assert listing == golden.read_text("utf-8")


def listed(folder: Path, part: str) -> Iterator[str]:
    """The posts of a folder by path; what one has not is left out."""
    root = folder / part
    site = detect_site(root)
    yield f"== {part or '.'} [{site.rules}]\n"
    for path in paths_of(root, site):
        yield from told(read_post(root, path, site), site)


def told(post: Post, site: Site) -> Iterator[str]:
    yield post.path
    yield f"  title: {post.title}"
    if post.date:
        yield f"  date: {post.date.iso}"
    yield from (f"  category: {' / '.join(category)}" for category in post.categories)
    if post.tags:
        yield f"  tags: {', '.join(post.tags)}"
    if post.draft:
        yield "  draft"
    yield from (f"  {key}: {value}" for key, value in post.others if key in ADDRESS_KEYS)
    yield from (f"  cover: {cover}" for cover in post.covers)
    yield from (f"  problem: {problem.message}" for problem in post.problems)
    yield ""
