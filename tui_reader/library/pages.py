"""Which files of a library are posts, and which belong to a site's works: layouts, templates, a repository's own pages.

A file is left out by its place and name alone. What a post says is read elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from tui_reader.library.files import Files, Folder
from tui_reader.library.site import Site, SiteKind

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


def part_own_pages(site: Site, folder: Folder) -> tuple[Files, Files]:
    """The files of a folder, and apart from them the pages of a repository rather than of its site.

    Where a library has nothing but these, they are its posts.
    """
    if not may_hold_own_pages(site, folder.path):
        return folder.posts, []
    own = [file for file in folder.posts if is_own_page(file[0])]
    return ([file for file in folder.posts if file not in own] if own else folder.posts), own


def may_hold_own_pages(site: Site, folder: str) -> bool:
    """Whether pages of a repository may lie in a folder: it is the root of a site."""
    place = site.place(f"{folder}/" if folder else "")
    return "/" not in place.path and place.kind not in (SiteKind.UNKNOWN, SiteKind.OBSIDIAN)


def is_own_page(name: str) -> bool:
    """Whether a file in a folder that may hold a repository's own pages is one."""
    return _OWN_PAGE.match(name) is not None


def posts_among(site: Site, folder: str, files: Files, *, beside: bool) -> Files:
    """Those files of a folder that are posts and no part of a site's works.

    Args:
        site: What kind of site it is.
        folder: The folder's path below the library's.
        files: What lies in it.
        beside: What `lies_beside_its_post` says of it.
    """
    place = site.place(f"{folder}/" if folder else "")
    if place.path.startswith(_WORKS.get(place.kind, ())):
        return []
    if beside:
        return [file for file in files if not _is_asset(file[0])]
    return files


def lies_beside_its_post(root: Path, site: Site, folder: str, files: Files) -> bool:
    """Whether a folder is that of the assets of a Hexo post: a page in it, `trip/map.html`, is one for `trip.md`."""
    if not folder or site.place(f"{folder}/").kind is not SiteKind.HEXO:
        return False
    try:
        return any(_is_asset(name) for name, _, _ in files) and (root / f"{folder}.md").exists()
    except OSError:  # with its suffix the name is too long for any file
        return False


def _is_asset(name: str) -> bool:
    return not name.lower().endswith((".md", ".markdown", ".mkd"))
