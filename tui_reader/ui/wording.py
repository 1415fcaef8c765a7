"""How the screen says things: dates, lengths, paths, counts. Pure functions; no widget, no library."""

from __future__ import annotations

from datetime import datetime

from tui_reader.document import Card, shown_path
from tui_reader.model import CategoryPath, PostDate, Query, Row, Sort, View
from tui_reader.query import Asked, QueryError, parse
from tui_reader.wording import SORT_WORDS, byline, count_text, local_time, long_date, reading_minutes, source_host

__all__ = [
    "ORDERS",
    "SORT_WORDS",
    "VIEW_WORDS",
    "asked_of",
    "byline",
    "card_of",
    "category_text",
    "count_text",
    "how_long_ago",
    "local_time",
    "long_date",
    "month_of",
    "reading_minutes",
    "scope_text",
    "short_date",
    "sort_of",
    "source_host",
]

ORDERS = (Sort.DATE, Sort.DATE_OLDEST, Sort.TITLE, Sort.AUTHOR, Sort.WORDS, Sort.PATH)
"""The orders that the key goes round; in a search the best first is one of them."""

VIEW_WORDS = {View.ALL: "Posts", View.UNREAD: "Unread", View.STARRED: "Starred"}


def short_date(date: PostDate | None, now: datetime) -> str:
    """A date for a column of ten cells: the time today, `MM-DD` this year, `YYYY-MM-DD` before."""
    if date is None:
        return ""
    if len(date.iso) == len("YYYY-MM-DD"):
        return date.iso[5:] if date.iso[:4] == f"{now.year:04d}" else date.iso
    moment = local_time(date)
    if moment is None:
        return date.iso[:10]
    if moment.date() == now.date():
        return f"{moment:%H:%M}"
    return f"{moment:%m-%d}" if moment.year == now.year else f"{moment.year:04d}-{moment:%m-%d}"


def month_of(date: PostDate | None) -> str:
    """The month a post is counted to, `YYYY-MM`, by the date as it was written; empty without one."""
    return date.iso[:7] if date else ""


def how_long_ago(date: PostDate, now: datetime, *, chinese: bool) -> str:
    """How long before `now` the post was written, in the largest unit that fits; empty for the future."""
    seconds = int(now.timestamp()) - date.epoch
    if seconds < 0:
        return ""
    for unit, length, word in (
        ("year", 31_556_952, "年"),
        ("month", 2_629_746, "个月"),
        ("day", 86_400, "天"),
        ("hour", 3_600, "小时"),
        ("minute", 60, "分钟"),
    ):
        if count := seconds // length:
            return f"{count} {word}前" if chinese else f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "刚刚" if chinese else "just now"


def category_text(path: CategoryPath) -> str:
    """A category's path for people: `新媒体 › 趣头条`."""
    return " › ".join(path)


def card_of(row: Row, now: datetime, *, kept: bool = False) -> Card:
    """The header card of an article: title, then who and when, then where and how long, tags, and its file.

    Args:
        row: The post.
        now: The time.
        kept: Whether its pictures are kept for good.
    """
    chinese = row.language == "zh"
    written = [long_date(row.date), how_long_ago(row.date, now, chinese=chinese)] if row.date else []
    host = source_host(row)
    first = [row.author or "", host if host != row.author else "", *written]
    counts = [
        (f"{row.images} 图" if chinese else f"{row.images} picture{'s' if row.images > 1 else ''}")
        if row.images
        else "",
        ("▣ 图已存" if chinese else "▣ pictures kept") if kept else "",
        f"{row.words:,} 字" if chinese else count_text(row.words, "word"),
        f"{reading_minutes(row)} 分钟" if chinese else f"{reading_minutes(row)} min",
    ]
    second = [*(category_text(path) for path in row.categories), *counts]
    tags = " ".join(f"#{tag}" for tag in row.tags)
    meta = (" · ".join(part for part in parts if part) for parts in (first, second, [tags]))
    return Card(row.title, tuple(line for line in meta if line), shown_path(row.path))


def scope_text(query: Query) -> str:
    """What the list shows, for the top line."""
    match query.category:
        case None:
            scope = "All posts"
        case ():
            scope = "Without a category"
        case path:
            scope = category_text(path)
    return f"{scope} › “{query.words}”" if query.words else scope


def sort_of(query: Query) -> Sort:
    """The order of the list: what its words say goes before what was chosen."""
    return asked_of(query.words).sort or query.sort


def asked_of(words: str, *, typing: bool = False) -> Asked:
    """What words ask for; nothing where they are no query, as those of a saved search may be."""
    try:
        return parse(words, typing=typing) if words else Asked()
    except QueryError:
        return Asked()
