"""Which files of a library are posts, and which belong to a site's works: layouts, templates, a repository's own pages.

A file is left out by its place and name; of section pages alone the text is looked at. What a post says is read
elsewhere.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tui_reader import limits
from tui_reader.library.files import FileContent, FileStat, read_bytes
from tui_reader.library.site import Place, Site, SiteKind

_WORKS: Mapping[SiteKind, tuple[str, ...]] = {
    kind: tuple(names.split())
    for kind, names in {
        SiteKind.HEXO: "scaffolds/ themes/ public/ source/_data/",
        SiteKind.JEKYLL: "_layouts/ _includes/ _sass/ _data/ _plugins/ vendor/",
        SiteKind.HUGO: "archetypes/ assets/ data/ i18n/ layouts/ static/ themes/ public/ resources/",
        SiteKind.ZOLA: "templates/ static/ sass/ themes/ public/",
        SiteKind.PELICAN: "output/ theme/ themes/ plugins/",
        SiteKind.ASTRO: "dist/ public/ src/layouts/ src/components/",
        SiteKind.ELEVENTY: "_includes/ _layouts/ _data/ public/ dist/ src/_includes/ src/_layouts/ src/_data/",
        SiteKind.MDX: "components/ src/components/ public/ build/ dist/ out/",
    }.items()
}
"""Folders at a site's root in which its program looks for no posts, as its documentation says."""
_OWN_PAGE = re.compile(
    r"(?:readme|licen[sc]e|copying|changelog|changes|contributing|code[_-]of[_-]conduct|security|404)"
    r"(?:[._-][\w-]{2,8})?\.\w+$",
    re.IGNORECASE,
)
"""The pages of a repository rather than of its site."""
_SECTION_BYTES = 2 * limits.FRONT_MATTER_BYTES


def posts_among(root: Path, site: Site, files: Iterable[FileStat]) -> Iterator[FileStat]:
    """Those of `files`, found below `root`, that are posts of `site`.

    Where there are none but a repository's own pages, these are the posts.
    """
    held: list[FileStat] = []
    is_empty = True
    for file in files:
        place = site.place(file.path)
        if _is_own_page(place):
            held.append(file)
        elif not _belongs_to_works(root, file.path, place):
            is_empty = False
            yield file
    if is_empty:
        yield from held


def _is_own_page(place: Place) -> bool:
    if "/" in place.path or place.kind in (SiteKind.UNKNOWN, SiteKind.OBSIDIAN):
        return False
    return _OWN_PAGE.match(place.path) is not None


def _belongs_to_works(root: Path, path: str, place: Place) -> bool:
    if place.path.startswith(_WORKS.get(place.kind, ())):
        return True
    folder, _, name = path.rpartition("/")
    if place.kind in (SiteKind.HUGO, SiteKind.ZOLA):
        return name.startswith("_index.") and not _has_body(root, path)
    # A page in the asset folder of a Hexo post is one of its assets: `trip.md` and `trip/map.html`.
    is_page = place.kind is SiteKind.HEXO and folder and not name.lower().endswith((".md", ".markdown", ".mkd"))
    return bool(is_page) and os.path.exists(f"{root}/{folder}.md")  # noqa: PTH110 - many times as quick


def _has_body(root: Path, path: str) -> bool:
    """Whether a section's page says anything below its head; one that can't be read is told by whoever reads it."""
    from tui_reader.library.encoding import decode
    from tui_reader.library.splitting import find_head

    found = read_bytes(root, path, limit=_SECTION_BYTES)
    if not isinstance(found, FileContent):
        return True
    text = decode(found.data).text
    head = find_head(text)
    return bool(text[head.body_start if head else 0 :].strip())
