"""Front matter as its author wrote it, for who writes the post anew: other programs find every key as it was.

What a head doesn't say by itself, since the folders, the file's name or the kind of site say it, is named beside it.
It reads nothing; what the keys mean is known to `fields`. Nobody but who writes posts needs it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from tui_reader.document import clean_text
from tui_reader.library.fields import Meaning, understand
from tui_reader.library.front_matter import FrontMatter
from tui_reader.library.site import Site
from tui_reader.library.splitting import Head, Syntax
from tui_reader.model import KeptHead

_KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "date": ("date",),
    "draft": ("draft", "published"),
    "categories": ("categories", "category", "taxonomies"),
    "tags": ("tags", "tag", "taxonomies"),
}
"""The keys that say a field: where they say something else than is meant, they are taken out."""
_TIED = re.compile(r"<<|(?:^|[\s:,\[-])[&*][\w-]", re.MULTILINE)
"""Anchors, aliases and merges: what holds them can't be taken apart."""
_FENCES = {Syntax.YAML: "---", Syntax.TOML: "+++"}


def kept_head(front: FrontMatter, meaning: Meaning) -> KeptHead | None:
    """The head as it is written; None where it has to be written anew.

    Args:
        front: The head, parsed; one with faults isn't kept, for they are none of ours.
        meaning: What it says in its place, in its kind of site.
    """
    head = front.head
    if head is None or front.faults or head.fence != _FENCES.get(head.syntax, ""):
        return None
    elsewhere = understand(front.values, front.lines, "", Site())
    unsaid = tuple(name for name in _KEYS if getattr(elsewhere, name) != getattr(meaning, name))
    if not meaning.title:
        unsaid = ("title", *unsaid)
    source = head.source if head.fence else head.source.rstrip("\n")
    if not head.fence and (unsaid or (head.syntax is Syntax.JSON and not source.endswith("}"))):
        return None
    if clean_text(source) != source or not unicodedata.is_normalized("NFC", source):
        return None
    spoken = {key for name in unsaid for key in _KEYS[name] if key in front.values}
    if spoken:
        # A table of taxonomies may say more than what is taken out.
        can_part = head.syntax is Syntax.YAML and "taxonomies" not in spoken
        rest = _without(front, head, spoken) if can_part else None
        if rest is None:
            return None
        source = rest
    return KeptHead(head.fence, source, unsaid)


def _without(front: FrontMatter, head: Head, keys: set[str]) -> str | None:
    """The lines of a YAML head but those of some keys; None where its lines can't be told apart."""
    if _TIED.search(head.source) or len(set(front.lines.values())) < len(front.values):
        return None
    lines = head.source.split("\n")
    starts = {line - head.line: key for key, line in front.lines.items()}
    if any(not _begins(lines[at], key) for at, key in starts.items() if at < len(lines)):
        return None
    kept: list[str] = []
    leaving = False
    for at, line in enumerate(lines):
        leaving = starts[at] in keys if at in starts else leaving
        if not leaving:
            kept.append(line)
    return "\n".join(kept)


def _begins(line: str, key: str) -> bool:
    return line.lower().startswith((key, f'"{key}"', f"'{key}'"))
