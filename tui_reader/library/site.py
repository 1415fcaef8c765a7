"""What kind of site a folder of posts belongs to, and so what its categories mean.

Only names are looked at, and the keys of a configuration's lines; nothing of a site is executed or obeyed.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tui_reader.library.files import POST_SUFFIXES, FileContent, read_bytes


class SiteKind(StrEnum):
    """The generator that a site was written for."""

    HEXO = "hexo"
    JEKYLL = "jekyll"
    HUGO = "hugo"
    ZOLA = "zola"
    PELICAN = "pelican"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Site:
    """What has been found out about a folder of posts."""

    kind: SiteKind = SiteKind.UNKNOWN


_CONFIG_BYTES = 64 * 1024
_HEXO_KEYS = re.compile(
    rb"^(?:source_dir|public_dir|new_post_name|permalink_defaults|skip_render|post_asset_folder):", re.M
)
_ZOLA_KEYS = re.compile(rb"^(?:compile_sass|build_search_index|generate_feeds?|\[markdown\]|\[link_checker\])", re.M)
_HUGO_FILES = frozenset({"hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json"})
_CONFIG_FILES = frozenset({"config.toml", "config.yaml", "config.yml", "config.json"})


def detect_site(root: Path) -> Site:
    """The kind of the site at `root`, from marker files and folders; unknown where they say nothing."""
    return Site(_kind(root))


def _kind(root: Path) -> SiteKind:
    names = _names(root)
    if names & {"pelicanconf.py", "publishconf.py"}:
        return SiteKind.PELICAN
    if names & _HUGO_FILES:
        return SiteKind.HUGO
    if "zola.toml" in names:
        return SiteKind.ZOLA
    in_source = _names(root / "source") if "source" in names else frozenset()
    posts_in_source = bool(in_source & {"_posts", "_drafts"})
    if "_config.yml" in names:
        if posts_in_source or _HEXO_KEYS.search(_beginning(root / "_config.yml")):
            return SiteKind.HEXO
        return SiteKind.JEKYLL
    if names & _CONFIG_FILES and names & {"content", "archetypes", "themes", "templates"}:
        is_zola = "config.toml" in names and _ZOLA_KEYS.search(_beginning(root / "config.toml"))
        return SiteKind.ZOLA if is_zola else SiteKind.HUGO
    if posts_in_source:
        return SiteKind.HEXO
    if "content" in names and not _visible_others(root, names):
        return SiteKind.ZOLA if names & {"templates", "sass"} else SiteKind.HUGO
    if "_posts" in names:
        return SiteKind.HEXO if root.name == "source" else SiteKind.JEKYLL
    return SiteKind.UNKNOWN


_HUGO_FOLDERS = frozenset(
    {"content", "archetypes", "assets", "data", "i18n", "layouts", "static", "themes", "public", "resources"}
    | {"templates", "sass", "config", "images", "scripts"}
)


def _visible_others(root: Path, names: frozenset[str]) -> bool:
    """Whether the folder holds posts or folders of posts beside `content`, and so is more than a site's source."""
    others = (name for name in names - _HUGO_FOLDERS if not name.startswith("."))
    return any(_is_post(name) or (root / name).is_dir() for name in others)


def _is_post(name: str) -> bool:
    return name.lower().endswith(POST_SUFFIXES) and name.lower() not in _READMES


_READMES = frozenset({"readme.md", "license.md", "contributing.md", "changelog.md", "code_of_conduct.md"})


def _names(folder: Path) -> frozenset[str]:
    try:
        return frozenset(os.listdir(folder))  # noqa: PTH208 - names alone
    except OSError:
        return frozenset()


def _beginning(path: Path) -> bytes:
    found = read_bytes(path.parent, path.name, limit=_CONFIG_BYTES)
    return found.data if isinstance(found, FileContent) else b""
