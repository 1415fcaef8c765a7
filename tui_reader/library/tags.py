"""Which tags a post has, by its head and, in a vault, by its text.

It asks no file; the kind of the site is found out elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tui_reader import limits
from tui_reader.library.body_tags import tags_in
from tui_reader.library.head import Fault, Field, Values
from tui_reader.library.site import SiteKind
from tui_reader.library.texts import one_line, texts

_ELEVENTY_COLLECTIONS = frozenset({"all", "post", "posts"})
"""Names of collections that say only that a page is a post."""


def tags_of(
    values: Values, lines: Mapping[str, int], kind: SiteKind, body: str, faults: list[Fault]
) -> tuple[str, ...]:
    """The tags of a post in order, each once; that there are too many is told.

    Args:
        values: Its head.
        lines: Where the keys stand.
        kind: Of its site.
        body: Looked at where the site's notes have tags in their texts.
        faults: Added to.
    """
    taxonomies = values.get("taxonomies")
    tables = [values, taxonomies] if isinstance(taxonomies, dict) else [values]
    found: dict[str, str] = {}
    for table in tables:
        for key in ("tags", "tag"):
            for text in _tag_texts(table.get(key, ""), kind, words=key == "tags"):
                _take(text, kind, found)
    if kind is SiteKind.OBSIDIAN:
        for text in tags_in(body):
            _take(text, kind, found)
    if len(found) > limits.TAGS:
        message = f"This post has {len(found)} tags: the first {limits.TAGS} are kept."
        faults.append(Fault(lines.get("tags", lines.get("tag")), message, "limit"))
    return tuple(found.values())[: limits.TAGS]


def _take(text: str, kind: SiteKind, found: dict[str, str]) -> None:
    name = one_line(text, limits.TAG_CHARACTERS)
    if kind is SiteKind.OBSIDIAN:
        name = name.removeprefix("#")
        if name:
            found.setdefault(name.casefold(), name)  # as its documentation says, the first spelling is shown
    elif name and not (kind is SiteKind.ELEVENTY and name in _ELEVENTY_COLLECTIONS):
        found[name] = name


def _tag_texts(field: Field, kind: SiteKind, *, words: bool) -> Iterator[str]:
    if not isinstance(field, str):
        yield from texts(field)
    elif kind is SiteKind.OBSIDIAN:
        yield from re.split(r"[,，\s]+", field)
    elif kind is SiteKind.PELICAN and ";" in field:
        yield from field.split(";")
    elif "," in field or "，" in field:
        yield from re.split("[,，]", field)
    elif kind is SiteKind.JEKYLL and words:
        yield from field.split()
    else:
        yield field
