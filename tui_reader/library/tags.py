"""Which tags a post has, by its head.

It asks no file; the kind of the site is found out elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tui_reader import limits
from tui_reader.library.head import Fault, Field, Values
from tui_reader.library.site import SiteKind
from tui_reader.library.texts import one_line, texts


def tags_of(values: Values, lines: Mapping[str, int], kind: SiteKind, faults: list[Fault]) -> tuple[str, ...]:
    """The tags of a post in order, each once; that there are too many is told."""
    taxonomies = values.get("taxonomies")
    tables = [values, taxonomies] if isinstance(taxonomies, dict) else [values]
    found: dict[str, None] = {}
    for table in tables:
        for key in ("tags", "tag"):
            for text in _tag_texts(table.get(key, ""), kind):
                name = one_line(text, limits.TAG_CHARACTERS)
                if name:
                    found[name] = None
    if len(found) > limits.TAGS:
        message = f"This post has {len(found)} tags: the first {limits.TAGS} are kept."
        faults.append(Fault(lines.get("tags", lines.get("tag")), message, "limit"))
    return tuple(found)[: limits.TAGS]


def _tag_texts(field: Field, kind: SiteKind) -> Iterator[str]:
    if not isinstance(field, str):
        yield from texts(field)
    elif "," in field or "，" in field:
        yield from re.split("[,，]", field)
    elif kind is SiteKind.JEKYLL:
        yield from field.split()
    else:
        yield field
