"""Which categories a post has: by its head, by its folders, by what its kind of site takes lists for.

It asks no file; the kind of the site is found out elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from tui_reader import limits
from tui_reader.library.head import Field, Values
from tui_reader.library.site import Place, SiteKind
from tui_reader.library.texts import one_line, texts
from tui_reader.model import CategoryPath

_DATE_FOLDER = re.compile(r"(?:\d{4}|\d{1,2}|\d{4}[-_]\d{1,2}(?:[-_]\d{1,2}.*)?|\d{6}|\d{8})$", re.ASCII)
_ROOT_FOLDERS = frozenset({"_posts", "_drafts", "content", "source", "posts", "post", "src"})
_PATHS = (SiteKind.HEXO, SiteKind.UNKNOWN)
"""Where a flat list is one category from the top down; elsewhere its names stand side by side."""


def categories_of(values: Values, place: Place, rule: str) -> tuple[CategoryPath, ...]:
    """The categories of the post at `place`, each from the top down.

    Args:
        values: Its head.
        place: Where it stands in its site.
        rule: As `LibraryOptions.categories`.
    """
    folders = _folder_category(place)
    shelved = (folders,) if folders else ()
    if rule == "folders":
        return shelved
    if not rule and place.kind is SiteKind.OBSIDIAN and folders:
        return shelved
    taxonomies = values.get("taxonomies")
    for table in (values, taxonomies) if isinstance(taxonomies, dict) else (values,):
        found = _written(table, place.kind, rule)
        if rule != "terms" and len(folders) > 1 and tuple(name for (name, *_) in found) == folders:
            return shelved  # a list that repeats the folders is a hierarchy, whatever the program
        if found:
            if place.kind is SiteKind.JEKYLL and (above := _above_posts(place.path)):
                found.append(above)
            return tuple(dict.fromkeys(found))[: limits.CATEGORIES]
    if place.kind is SiteKind.PELICAN:
        return (folders[-1:],) if folders else ()  # USE_FOLDER_AS_CATEGORY: the innermost folder is the category
    return shelved


def _written(table: Values, kind: SiteKind, rule: str) -> list[CategoryPath]:
    """The categories that a head names; in Jekyll under both keys, of which the singular one holds a single name."""
    plural = _paths(table.get("categories", ""), kind, rule, words=kind is SiteKind.JEKYLL)
    if plural and kind is not SiteKind.JEKYLL:
        return plural
    return plural + _paths(table.get("category", ""), kind, rule)


def _paths(field: Field, kind: SiteKind, rule: str, *, words: bool = False) -> list[CategoryPath]:
    if isinstance(field, str):
        items: list[Field] = list(field.split()) if words else [field]
    else:
        items = list(field.values()) if isinstance(field, dict) else field
    if kind is SiteKind.OBSIDIAN:
        items = [_unlinked(text) for text in texts(items)]
    if any(isinstance(item, list) for item in items):
        return [path for path in (_cleaned(texts(item)) for item in items) if path]
    if rule == "path" or (not rule and kind in _PATHS):
        path = _cleaned(texts(items))
        return [path] if path else []
    return [path for path in (_cleaned([text]) for text in texts(items)) if path]


def _unlinked(text: str) -> str:
    """The name in a link to a note: `[[Places|Where I was]]`."""
    return text.strip().removeprefix("[[").removesuffix("]]").partition("|")[0]


def _above_posts(path: str) -> CategoryPath:
    """In Jekyll the folders above `_posts` are a category too."""
    folders, found, _ = path.partition("_posts/")
    return _cleaned(folders.split("/")) if found else ()


def _folder_category(place: Place) -> CategoryPath:
    folder, _, name = place.path.rpartition("/")
    return _category_of_folder(folder, place.shelf, place.kind, is_index=name.lower().startswith("index."))


@lru_cache(maxsize=256)
def _category_of_folder(folder: str, shelf: tuple[str, ...], kind: SiteKind, *, is_index: bool) -> CategoryPath:
    """The category that a folder stands for; posts are read folder by folder."""
    folders = folder.split("/") if folder else []
    while folders and folders[0].lower() in _ROOT_FOLDERS:
        folders.pop(0)
    if kind is SiteKind.MDX and folders and folders[0] == "data":
        folders.pop(0)
    if folders and is_index and kind is not SiteKind.OBSIDIAN:
        folders.pop()
    kept = (folder for folder in folders if not _DATE_FOLDER.match(folder) and folder not in ("_posts", "_drafts"))
    return _cleaned((*shelf, *kept))


def _cleaned(names: Iterable[str]) -> CategoryPath:
    cleaned = (one_line(name, limits.TAG_CHARACTERS) for name in names)
    return tuple(name for name in cleaned if name)[: limits.CATEGORY_DEPTH]
