"""How the plain reader says posts, categories and marks: words, no signs, most of it in the order of what matters.

Pure functions; what is said of posts everywhere is in `tui_reader.wording`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from tui_reader.document import shown_path
from tui_reader.library import Undone
from tui_reader.model import Category, CategoryPath, Mark, Query, Row, Tag, View
from tui_reader.query import parse
from tui_reader.wording import SORT_WORDS, byline, count_text, long_date, reading_minutes, source_host

_VIEW_WORDS = {View.ALL: "post", View.UNREAD: "unread post", View.STARRED: "starred post"}


def row_line(number: int, row: Row) -> str:
    """A post in the list: `3. Title; 2024-10-01; author; unread, starred`."""
    date = row.date.iso[:10] if row.date else "no date"
    return "; ".join(filter(None, (f"{number}. {row.title}", date, byline(row), marks(row))))


def marks(row: Row) -> str:
    """What marks a post has; nothing of one that is merely read."""
    words = ["" if row.read else "unread", "starred" if row.starred else "", "draft" if row.draft else ""]
    if row.problems:
        words.append("has problems")
    return ", ".join(filter(None, words))


def path_words(path: CategoryPath) -> str:
    """A category by its path from the top down."""
    return " / ".join(path) if path else "without a category"


def category_line(number: int, category: Category) -> str:
    """A category in the list of them: `4. News / Local; 12 posts, 3 unread`."""
    unread = f", {category.unread:,} unread" if category.unread else ""
    return f"{number}. {path_words(category.path)}; {count_text(category.total, 'post')}{unread}"


def scope(query: Query, total: int) -> str:
    """What a list of so many posts shows: `12 unread posts in News / Local found by "words", newest first`."""
    parts = [count_text(total, _VIEW_WORDS[query.view])]
    if query.category is not None:
        parts.append(f"in {path_words(query.category)}" if query.category else path_words(()))
    if query.words:
        parts.append(f'found by "{query.words}"')
    order = parse(query.words).sort or query.sort
    return f"{' '.join(parts)}, {SORT_WORDS[order]}"


def head_lines(row: Row) -> Iterator[str]:
    """What is said before an article: its title, then who, when, where, how long; a line each."""
    yield row.title
    host = source_host(row)
    written = [row.author or "", host if host != row.author else "", long_date(row.date) if row.date else "no date"]
    yield ", ".join(filter(None, written))
    for path in row.categories:
        yield f"In {path_words(path)}"
    sizes = [count_text(row.words, "word"), count_text(reading_minutes(row), "minute")]
    if row.images:
        sizes.append(count_text(row.images, "picture"))
    yield ", ".join(sizes)
    if row.tags:
        yield f"Tags: {', '.join(row.tags)}"
    if said := marks(row):
        yield said.capitalize()
    yield f"File: {shown_path(row.path)}"


def undone_words(undone: Undone) -> str:
    """What taking an action back has left."""
    return "; ".join(_left(part) for part in (undone, *undone.also))


def _left(part: Undone) -> str:
    posts = count_text(len(part.paths), "post")
    match part.mark:
        case Tag(name):
            return f"{posts} {'tagged' if part.value else 'without the tag'} {name} again"
        case Mark():
            return f"{posts} {mark_words(part.mark, value=part.value)} again"
        case _:
            assert_never(part.mark)


def mark_words(mark: Mark, *, value: bool) -> str:
    """What a mark makes of a post."""
    if mark is Mark.READ:
        return "read" if value else "unread"
    return "starred" if value else "without a star"
