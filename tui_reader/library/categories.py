"""Which categories a post has: by its head, by its folders, by what its kind of site takes lists for.

It asks no file; the kind of the site is found out elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from tui_reader import limits
from tui_reader.library.head import Field, Values
from tui_reader.library.site import SiteKind
from tui_reader.library.texts import one_line, texts
from tui_reader.model import CategoryPath

_DATE_FOLDER = re.compile(r"(?:\d{4}|\d{1,2}|\d{4}[-_]\d{1,2}(?:[-_]\d{1,2}.*)?|\d{6}|\d{8})$", re.ASCII)
_ROOT_FOLDERS = frozenset({"_posts", "_drafts", "content", "source", "posts", "post", "src"})


def categories_of(values: Values, path: str, kind: SiteKind) -> tuple[CategoryPath, ...]:
    """The categories of the post at `path`, each from the top down."""
    taxonomies = values.get("taxonomies")
    tables = [values, taxonomies] if isinstance(taxonomies, dict) else [values]
    folders = _folder_category(path)
    for table in tables:
        for key in ("categories", "category"):
            found = _paths(table.get(key, ""), kind)
            if len(folders) > 1 and tuple(name for (name, *_) in found) == folders:
                return (folders,)  # a list that repeats the folders is a hierarchy, whatever the generator
            if found:
                if kind is SiteKind.JEKYLL:
                    found += [(name,) for name in _above_posts(path)]
                return tuple(dict.fromkeys(found))[: limits.CATEGORIES]
    return (folders,) if folders else ()


def _paths(field: Field, kind: SiteKind) -> list[CategoryPath]:
    if isinstance(field, str):
        names = field.split() if kind is SiteKind.JEKYLL else [field]
        return [path for path in (_cleaned([name]) for name in names) if path]
    items: list[Field] = list(field.values()) if isinstance(field, dict) else field
    if any(isinstance(item, list) for item in items):
        return [path for path in (_cleaned(texts(item)) for item in items) if path]
    if kind in (SiteKind.HEXO, SiteKind.UNKNOWN):
        path = _cleaned(texts(items))
        return [path] if path else []
    return [path for path in (_cleaned([text]) for text in texts(items)) if path]


def _above_posts(path: str) -> CategoryPath:
    """In Jekyll the folders above `_posts` are categories too."""
    folders, found, _ = path.partition("_posts/")
    return _cleaned(folders.split("/")) if found else ()


def _folder_category(path: str) -> CategoryPath:
    folders = path.split("/")[:-1]
    name = path.rpartition("/")[2].lower()
    while folders and folders[0].lower() in _ROOT_FOLDERS:
        folders.pop(0)
    if folders and name.startswith(("index.", "_index.")):
        folders.pop()
    return _cleaned(
        folder for folder in folders if not _DATE_FOLDER.match(folder) and folder not in ("_posts", "_drafts")
    )


def _cleaned(names: Iterable[str]) -> CategoryPath:
    cleaned = (one_line(name, limits.TAG_CHARACTERS) for name in names)
    return tuple(name for name in cleaned if name)[: limits.CATEGORY_DEPTH]
