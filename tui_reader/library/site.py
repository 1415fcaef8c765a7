"""What kind of site a folder of posts belongs to, and so what its categories mean.

Only names are looked at, and the keys of a configuration's lines; nothing of a site is executed or obeyed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from pathlib import Path

from tui_reader import limits
from tui_reader.library.contents import FileContent, read_bytes
from tui_reader.library.files import POST_SUFFIXES
from tui_reader.model import LibraryOptions


class SiteKind(StrEnum):
    """The program that a site was written for."""

    HEXO = "hexo"
    JEKYLL = "jekyll"
    HUGO = "hugo"
    ZOLA = "zola"
    PELICAN = "pelican"
    ASTRO = "astro"
    ELEVENTY = "eleventy"
    MDX = "mdx"
    """Content collections of the other programs that read Markdown with components."""
    OBSIDIAN = "obsidian"
    UNKNOWN = "plain"
    """Folders of posts and nothing that says more of them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post stands in its site."""

    kind: SiteKind
    path: str
    """Below the site's own root."""
    shelf: tuple[str, ...] = ()
    """The folders that lead to the site, in a library of several."""


@dataclass(frozen=True, slots=True)
class Site:
    """What has been found out about a folder of posts."""

    kind: SiteKind = SiteKind.UNKNOWN
    above: str = ""
    """The way from the site's own root down to the folder, such as `source/_posts/`; empty where that is the root."""
    parts: tuple[tuple[str, SiteKind], ...] = ()
    """The sites that lie in the folder, each by the way to it, such as `blog/`."""
    options: LibraryOptions = LibraryOptions()

    def place(self, path: str) -> Place:
        """Where the post at `path` below the folder stands."""
        for way, kind in self.parts:
            if path.startswith(way):
                return Place(kind, path[len(way) :], tuple(way.split("/")[:-1]) if len(self.parts) > 1 else ())
        return Place(self.kind, self.above + path)

    @property
    def rules(self) -> str:
        """All that decides what the posts' heads mean, as a text: where it changes, posts are to be read anew."""
        parts = "".join(f" {way}={kind.value}" for way, kind in self.parts)
        kind = f"{self.kind.value} {self.above}".rstrip() + parts
        return f"{kind}|{self.options.categories}|{self.options.encoding}"


_CONFIG_BYTES = 64 * limits.KIBIBYTE
_HEXO_KEYS = re.compile(
    rb"^(?:source_dir|public_dir|new_post_name|permalink_defaults|skip_render|post_asset_folder):", re.M
)
_ZOLA_KEYS = re.compile(rb"^(?:compile_sass|build_search_index|generate_feeds?|\[markdown\]|\[link_checker\])", re.M)
_CONFIG_FILES = frozenset({"config.toml", "config.yaml", "config.yml", "config.json"})
_HUGO_BESIDE = frozenset({"content", "archetypes", "themes", "templates", "layouts", "static"})


def _scripts(*stems: str) -> frozenset[str]:
    return frozenset(f"{stem}.{suffix}" for stem in stems for suffix in ("js", "mjs", "cjs", "ts", "mts"))


_MARKERS: tuple[tuple[SiteKind, frozenset[str]], ...] = (
    (SiteKind.PELICAN, frozenset({"pelicanconf.py", "publishconf.py"})),
    (SiteKind.HUGO, frozenset({"hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config/_default"})),
    (SiteKind.ZOLA, frozenset({"zola.toml"})),
    (SiteKind.ASTRO, _scripts("astro.config")),
    (SiteKind.ELEVENTY, _scripts("eleventy.config") | {".eleventy.js"}),
    (
        SiteKind.MDX,
        _scripts("contentlayer.config", "velite.config", "docusaurus.config", "next.config", "gatsby-config"),
    ),
)
"""Names that no other program uses."""

MARKER_FILES = frozenset[str]().union(*(names for _, names in _MARKERS), _CONFIG_FILES, {"_config.yml"})
"""Files by which a kind of site is known: where one comes or goes, it may be another."""

_LOOKED_FOR = frozenset[str]().union(
    *(names for _, names in _MARKERS),
    _CONFIG_FILES,
    _HUGO_BESIDE,
    {"_config.yml", "scaffolds", "source", "source/_posts", "source/_drafts", "_posts", "_drafts", "src/content"},
    {"sass", ".obsidian", ".git"},
)

_HOMES = {
    SiteKind.HEXO: "source/",
    SiteKind.HUGO: "content/",
    SiteKind.ZOLA: "content/",
    SiteKind.ASTRO: "src/",
}
"""Where a site's posts are; in other kinds they may be anywhere."""


def detect_site(root: Path, options: LibraryOptions = LibraryOptions()) -> Site:
    """The kind of the site at `root`, from marker files and folders; unknown where they say nothing.

    Looked at are `root`, the names in the two folders above it, and some of the folders below it.

    Args:
        root: The library's folder.
        options: What the user says of it; `site` is one of the kinds' values.
    """
    found = _detected(root)
    if options.site and SiteKind(options.site) is not found.kind:
        found = Site(SiteKind(options.site))
    return replace(found, options=options)


def _detected(root: Path) -> Site:
    names = _names(root)
    kind = _configured(root, names)
    if kind is not None:
        return Site(kind)
    above = _above(root, names)
    if above is not None:
        return above
    kind = _shaped(root, names)
    if kind is not None:
        return Site(kind)
    return _named(root) or _below(root)


def _named(root: Path) -> Site | None:
    """The site that `root` belongs to by its own name."""
    if root.name in ("_posts", "_drafts"):
        is_hexo = root.parent.name == "source"
        return Site(SiteKind.HEXO, f"source/{root.name}/") if is_hexo else Site(SiteKind.JEKYLL, f"{root.name}/")
    way = ""
    for folder in (root, root.parent):
        way = f"{folder.name}/{way}"
        if folder.name == "content":
            kind = _shaped(folder.parent, _names(folder.parent))
            return Site(kind, way) if kind in (SiteKind.HUGO, SiteKind.ZOLA, SiteKind.MDX) else None
    return None


def _configured(folder: Path, names: frozenset[str], *, by_names: bool = False) -> SiteKind | None:
    """The kind of the site whose configuration stands in `folder`; `by_names` reads nothing of it."""
    for kind, marks in _MARKERS:
        if names & marks:
            return kind
    if "_config.yml" in names:
        if names & {"source/_posts", "source/_drafts", "scaffolds"}:
            return SiteKind.HEXO
        is_hexo = not by_names and _HEXO_KEYS.search(_beginning(folder / "_config.yml"))
        return SiteKind.HEXO if is_hexo else SiteKind.JEKYLL
    if names & _CONFIG_FILES and names & _HUGO_BESIDE:
        if by_names:
            return SiteKind.ZOLA if names >= {"config.toml", "templates"} else SiteKind.HUGO
        is_zola = "config.toml" in names and _ZOLA_KEYS.search(_beginning(folder / "config.toml"))
        return SiteKind.ZOLA if is_zola else SiteKind.HUGO
    return None


def _above(root: Path, names: frozenset[str]) -> Site | None:
    """The site that `root` is a part of; another repository's folders are not asked."""
    way = ""
    for folder, parent in zip((root, *root.parents), islice(root.parents, limits.SITE_PARENTS), strict=False):
        if ".git" in names:
            return None
        way = f"{folder.name}/{way}"
        names = _names(parent)
        kind = _configured(parent, names, by_names=True) or (SiteKind.OBSIDIAN if ".obsidian" in names else None)
        if kind is not None:
            return Site(kind, way) if way.startswith(_HOMES.get(kind, "")) else None
        if "src/content" in names and way.startswith("src/content/"):
            return Site(SiteKind.ASTRO, way)
    return None


def _shaped(folder: Path, names: frozenset[str]) -> SiteKind | None:
    """The kind of the site that `folder` looks like without a configuration."""
    if ".obsidian" in names:
        return SiteKind.OBSIDIAN
    if names & {"source/_posts", "source/_drafts"}:
        return SiteKind.HEXO
    if "src/content" in names:
        return SiteKind.ASTRO
    if "content" in names and not _visible_others(folder):
        if any(_holds_components(folder / way) for way in TELLING_FOLDERS if way):
            return SiteKind.MDX
        return SiteKind.ZOLA if names & {"templates", "sass"} else SiteKind.HUGO
    if "_posts" in names:
        return SiteKind.HEXO if folder.name == "source" else SiteKind.JEKYLL
    return SiteKind.MDX if _holds_components(folder) else None


def _below(root: Path) -> Site:
    """The sites one or two levels below `root`; posts in `_posts` of several folders are one of Jekyll."""
    found: list[tuple[str, SiteKind]] = []
    without_config: list[str] = []
    for folder, way in islice(_folders_below(root, found), limits.SITE_FOLDERS):
        names = _names(folder)
        kind = _configured(folder, names) or _shaped(folder, names)
        if kind is None:
            continue
        if kind is SiteKind.JEKYLL and "_config.yml" not in names:
            without_config.append(way)
        found.append((way, kind))
    if found and len(without_config) == len(found):
        return Site(SiteKind.JEKYLL)
    return Site(parts=tuple(found))


def _folders_below(root: Path, found: list[tuple[str, SiteKind]]) -> Iterator[tuple[Path, str]]:
    """The folders in `root`, then those in them but in sites that have been `found`."""
    first = _subfolders(root)
    for name in first:
        yield root / name, f"{name}/"
    for name in first:
        if not any(way == f"{name}/" for way, _ in found):
            for inner in _subfolders(root / name):
                yield root / name / inner, f"{name}/{inner}/"


def _subfolders(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            here = islice(entries, limits.SITE_ENTRIES)
            return sorted(
                entry.name
                for entry in here
                if not entry.name.startswith(".")
                and entry.name != "node_modules"
                and entry.is_dir(follow_symlinks=False)
            )
    except OSError:
        return []


_HUGO_FOLDERS = frozenset(
    {"content", "archetypes", "assets", "data", "i18n", "layouts", "static", "themes", "public", "resources"}
    | {"templates", "sass", "config", "images", "scripts"}
)
_READMES = frozenset({"readme.md", "license.md", "contributing.md", "changelog.md", "code_of_conduct.md"})


TELLING_FOLDERS = frozenset({"", "content", "content/posts", "content/blog"})
"""Below the root, where posts may say of what kind a site without a configuration is."""


def _visible_others(folder: Path) -> bool:
    """Whether the folder holds posts or folders of posts beside `content`, and so is more than a site's source."""
    try:
        with os.scandir(folder) as entries:
            others = (entry for entry in entries if entry.name not in _HUGO_FOLDERS and not entry.name.startswith("."))
            return any(_is_post(entry.name) or entry.is_dir() for entry in others)
    except OSError:
        return True


def _is_post(name: str) -> bool:
    return name.lower().endswith(POST_SUFFIXES) and name.lower() not in _READMES


def _holds_components(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(entry.name.lower().endswith(".mdx") for entry in islice(entries, limits.SITE_ENTRIES))
    except OSError:
        return False


def _names(folder: Path) -> frozenset[str]:
    """Which of the names that tell a kind are in `folder`: asked one by one, for a folder may hold a million posts."""
    way = f"{folder}{os.sep}"
    return frozenset(name for name in _LOOKED_FOR if os.path.exists(way + name))  # noqa: PTH110 - many times as quick


def _beginning(path: Path) -> bytes:
    found = read_bytes(path.parent, path.name, limit=_CONFIG_BYTES)
    return found.data if isinstance(found, FileContent) else b""
