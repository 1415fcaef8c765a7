"""The head of an article in a page or a book: title, date, author, categories, tags, where it came from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from tui_reader.export.header import shown_date
from tui_reader.export.html_text import address, attribute, escaped
from tui_reader.export.html_words import Words
from tui_reader.model import CategoryPath, Post

_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)?)?")


def header(post: Post, words: Words) -> str:
    """The head of the article; what isn't known of the post leaves no trace."""
    parts = ["<header>\n"]
    paths = "".join(f"<li>{_path(path)}</li>" for path in post.categories if path)
    if paths:
        parts.append(f'<ul class="categories" aria-label="{words.categories}">{paths}</ul>\n')
    parts.append(f"<h1>{escaped(post.title)}</h1>\n")
    facts = "".join(f"<li>{fact}</li>" for fact in _facts(post, words))
    if facts:
        parts.append(f'<ul class="facts">{facts}</ul>\n')
    tags = "".join(f"<li>{escaped(tag)}</li>" for tag in post.tags if tag)
    if tags:
        parts.append(f'<ul class="tags" aria-label="{words.tags}">{tags}</ul>\n')
    parts.append("</header>\n")
    return "".join(parts)


def machine_date(post: Post) -> str:
    """The date as machines read it (`2024-10-01T09:30:00+08:00`); empty for one that they couldn't."""
    written = post.date.iso if post.date else ""
    if not _DATE.fullmatch(written):
        return ""
    try:
        datetime.fromisoformat(written)
    except ValueError:
        return ""
    return written


def _path(path: CategoryPath) -> str:
    return ' <span class="below">/</span> '.join(escaped(name) for name in path if name)


def _facts(post: Post, words: Words) -> Iterator[str]:
    shown = shown_date(post)
    if shown:
        machine = machine_date(post)
        yield f'<time datetime="{machine}">{escaped(shown)}</time>' if machine else escaped(shown)
    if post.author:
        yield f'<span class="author">{escaped(post.author)}</span>'
    place = address(post.source) if post.source else None
    if place is not None:
        host = place.partition("//")[2].partition("/")[0]
        yield f'<a class="source" href="{place}" title="{attribute(words.source)}">{host or words.source}</a>'
