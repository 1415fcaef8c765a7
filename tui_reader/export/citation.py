"""How a post is cited: after GB/T 7714, in plain words, as a Markdown link. Pure; one line each.

What the front matter doesn't say is left out, and names stay as they are written: whether one is a person's or a
newspaper's can't be told from it.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Protocol

from tui_reader.document import clean_line
from tui_reader.export.markdown_spans import escaped, target
from tui_reader.model import PostDate

_DAY = re.compile(r"-?\d{4,}-\d\d-\d\d")
_BETWEEN_NAMES = re.compile(r"\s*(?:[;；、，]|,(?!\d))\s*")
_OTHERS = re.compile(r"(?:[\s,，、]*等人?|[\s,]+(?:et\s+al\.?|and\s+others))$", re.IGNORECASE)
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_INNER_TITLE = str.maketrans("《》", "〈〉")
_INNER_QUOTE = str.maketrans("“”", "‘’")
_MOST_AUTHORS = 3
"""Of more, the standard names the first three."""


class Citable(Protocol):
    """What a citation is made of; a `Post` and a `Row` are such."""

    @property
    def title(self) -> str:
        """Never empty."""

    @property
    def author(self) -> str | None:
        """One name or several, as written."""

    @property
    def date(self) -> PostDate | None:
        """When it was published."""

    @property
    def source(self) -> str | None:
        """Its address."""

    @property
    def language(self) -> str | None:
        """Its language's code."""


def standard_citation(post: Citable, accessed: date) -> str:
    """The post as an electronic resource after GB/T 7714-2015, in the numeric system.

    `Author. Title[EB/OL]. (published)[accessed]. address.`, with the half-width signs that the standard prescribes for
    every language. An unknown author is left out, as the numeric system allows, and an unknown date; a post without an
    address is no online resource: `[EB]`, without a day of access.

    Args:
        post: What is cited.
        accessed: The local day on which it was read.
    """
    author, title = _author(post), clean_line(post.title).strip()
    parts = [f"{author.rstrip('.')}. " if author else "", title, "[EB/OL]. " if post.source else "[EB]. "]
    published = _day(post)
    if published:
        parts.append(f"({published})")
    if post.source:
        parts.append(f"[{accessed.isoformat()}]. {post.source}.")
    elif published:
        parts.append(".")
    return "".join(parts).strip()


def plain_citation(post: Citable) -> str:
    """Author, title, day and address as one would write them in the post's language, Chinese or English."""
    title, author = clean_line(post.title).strip(), clean_line(post.author or "").strip()
    if _is_chinese(post):
        named = f"{author}：《{title.translate(_INNER_TITLE)}》" if author else f"《{title.translate(_INNER_TITLE)}》"
        return "，".join(part for part in (named, _day(post), post.source or "") if part)
    named = f"“{title.translate(_INNER_QUOTE)}”"
    return ", ".join(part for part in (author, named, _day(post), post.source or "") if part)


def markdown_link(post: Citable) -> str:
    """The title as a link to the source; empty where the post names none."""
    return f"[{escaped(clean_line(post.title).strip())}]({target(post.source)})" if post.source else ""


def _author(post: Citable) -> str:
    """The names as the standard parts them: `, ` between them, three at the most, then `等` or `et al`."""
    written = clean_line(post.author or "").strip()
    first = _OTHERS.sub("", written) or written
    names = [name for name in _BETWEEN_NAMES.split(first) if name]
    if names and (first != written or len(names) > _MOST_AUTHORS):
        names = [*names[:_MOST_AUTHORS], "等" if _HAN.search(first) else "et al"]
    return ", ".join(names)


def _day(post: Citable) -> str:
    """The day of publication as it was written, in the zone of the writer."""
    found = _DAY.match(post.date.iso) if post.date else None
    return found[0] if found else ""


def _is_chinese(post: Citable) -> bool:
    if post.language:
        return post.language.partition("-")[0] == "zh"
    return _HAN.search(post.title) is not None
