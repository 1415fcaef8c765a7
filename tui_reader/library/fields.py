"""What the keys of a head mean: title, date, categories, tags and the rest of a post.

It takes plain fields, whatever they were written in; every text that leaves here is clean.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from itertools import islice

from tui_reader import limits
from tui_reader.document import Refusal, checked_link, clean_text
from tui_reader.library.categories import categories_of
from tui_reader.library.covers import COVER_KEYS, covers_of
from tui_reader.library.dating import date_of
from tui_reader.library.head import Fault, Field, Values
from tui_reader.library.key_names import ENGLISH, in_english
from tui_reader.library.site import Place, Site, SiteKind
from tui_reader.library.tags import tags_of
from tui_reader.library.texts import FALSE, TRUE, one_line, plain_title, texts
from tui_reader.model import CategoryPath, OtherField, OtherValue, PostDate, Table

_SOURCE_KEYS = ("source", "original", "link", "url", "canonical_url", "permalink")
_NAME_KEYS = ("slug", "permalink", "url", "path", "abbrlink", "alias", "aliases", "redirect_from", "id")
_MOST_NAMES = 20
_MEANT = frozenset((
    "title", "date", "author", "authors", "by", "source", "lang", "language", "locale", "draft", "published",
    "categories", "category", "tags", "tag", "taxonomies", *COVER_KEYS,
))  # fmt: skip
"""Keys whose meaning is a field of a post; the rest is kept as it is."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the head of one post says, clean."""

    title: str
    """Empty where the head has none."""
    date: PostDate | None
    author: str | None
    source: str | None
    categories: tuple[CategoryPath, ...]
    tags: tuple[str, ...]
    language: str | None
    draft: bool
    covers: tuple[str, ...]
    names: tuple[str, ...]
    """What links call the post."""
    others: tuple[OtherField, ...]
    faults: tuple[Fault, ...]


def understand(
    values: Values, lines: Mapping[str, int], path: str, site: Site, body: str = "", *, with_others: bool = True
) -> Meaning:
    """What `values`, the head of the post at `path` in `site`, says.

    Args:
        values: By their keys, lower-case.
        lines: Where the keys stand.
        path: As `Post.path`.
        site: What it belongs to.
        body: What stands after the head: in some kinds of site it has tags.
        with_others: Whether what means nothing here is to be kept as well.
    """
    faults: list[Fault] = []
    place = site.place(path)
    written, values, lines = values, in_english(values), in_english(lines)
    source, covers = _source(values), covers_of(values)
    unused = {key for key, found in (("source", source), ("cover", covers)) if not found}
    used = {key for key in written if ENGLISH.get(key, key) not in written and ENGLISH[key] not in unused}
    return Meaning(
        title=_title(values.get("title", "")),
        date=date_of(values, lines, place.path, faults),
        author=_author(values),
        source=source,
        categories=categories_of(values, place, site.options.categories),
        tags=tags_of(values, lines, place.kind, body, faults),
        language=_language(values),
        draft=_is_draft(values, place),
        covers=covers,
        names=_names(values),
        others=_others(written, used) if with_others else (),
        faults=tuple(faults),
    )


def _title(field: Field) -> str:
    return plain_title(field if isinstance(field, str) else " ".join(texts(field)))


def _names(values: Values) -> tuple[str, ...]:
    found = (one_line(text, limits.TITLE_CHARACTERS) for key in _NAME_KEYS for text in texts(values.get(key)))
    return tuple(dict.fromkeys(islice((name for name in found if name), _MOST_NAMES)))


def _author(values: Values) -> str | None:
    for key in ("author", "authors", "by"):
        field = values.get(key)
        names = [name for name in (_name(item) for item in (field if isinstance(field, list) else [field])) if name]
        if names:
            return one_line(", ".join(names), limits.TITLE_CHARACTERS) or None
    return None


def _name(field: Field | None) -> str:
    if isinstance(field, dict):
        field = field.get("name") or field.get("title") or next(iter(field.values()), "")
    return one_line(next(texts(field), ""), limits.TAG_CHARACTERS)


def _source(values: Values) -> str | None:
    for key in _SOURCE_KEYS:
        for text in texts(values.get(key)):
            address = text.strip()
            if address[:8].lower().startswith(("http://", "https://")):
                checked = checked_link(address)
                if not isinstance(checked, Refusal):
                    return checked
    return None


def _language(values: Values) -> str | None:
    for key in ("lang", "language", "locale"):
        code = re.match(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*$)", next(texts(values.get(key)), ""))
        if code:
            return code.group(1).lower()
    return None


def _is_draft(values: Values, place: Place) -> bool:
    draft = next(texts(values.get("draft")), "").strip().lower()
    published = next(texts(values.get("published")), "").strip().lower()
    status = next(texts(values.get("status")), "").strip().lower()
    if status == "draft" or (status == "hidden" and place.kind is SiteKind.PELICAN):
        return True
    return draft in TRUE or published in FALSE or f"/{place.path}".find("/_drafts/") >= 0


def _others(values: Values, used: Set[str]) -> tuple[OtherField, ...]:
    """What the head says besides, for who writes the post anew; without the keys in other languages that are `used`."""
    found: list[OtherField] = []
    for key, field in values.items():
        name = one_line(key, limits.TAG_CHARACTERS)
        if key in _MEANT or key in used or not name:
            continue
        value = _kept(field)
        if value is not None:
            found.append((name, value))
    return tuple(found)[: limits.OTHER_FIELDS]


def _kept(field: Field, depth: int = 0) -> OtherValue | None:
    """A value, clean; None for what is nested too deeply."""
    if isinstance(field, str):
        return clean_text(field).strip()
    if depth == limits.OTHER_DEPTH:
        return None
    if isinstance(field, list):
        items = [_kept(item, depth + 1) for item in field]
        return tuple(item for item in items if item is not None)
    entries = [(one_line(key, limits.TAG_CHARACTERS), _kept(item, depth + 1)) for key, item in field.items()]
    return Table(tuple((key, item) for key, item in entries if key and item is not None))
