"""How the program says things of posts wherever it says them: dates, lengths, counts, orders. Pure functions.

What one place alone says is in that place's own module.
"""

from __future__ import annotations

from datetime import datetime

from tui_reader.model import PostDate, Row, Sort

_LATIN_WORDS_A_MINUTE = 230
_CJK_CHARACTERS_A_MINUTE = 400

SORT_WORDS = {
    Sort.DATE: "newest first",
    Sort.DATE_OLDEST: "oldest first",
    Sort.TITLE: "by title",
    Sort.TITLE_REVERSED: "by title, backwards",
    Sort.AUTHOR: "by author",
    Sort.AUTHOR_REVERSED: "by author, backwards",
    Sort.WORDS: "longest first",
    Sort.WORDS_REVERSED: "shortest first",
    Sort.PATH: "by path",
    Sort.PATH_REVERSED: "by path, backwards",
    Sort.RELEVANCE: "best first",
    Sort.RELEVANCE_REVERSED: "best last",
}
"""What is said of a list's order."""


def local_time(date: PostDate) -> datetime | None:
    """The local time of `date`, None where the platform's calendar has no such time."""
    try:
        return datetime.fromtimestamp(date.epoch).astimezone()
    except (OverflowError, OSError, ValueError):
        return None


def long_date(date: PostDate) -> str:
    """A date for the header card: local, to the minute where a time was given."""
    moment = local_time(date)
    if len(date.iso) == len("YYYY-MM-DD") or moment is None:
        return date.iso[:10]
    return f"{moment.year:04d}-{moment:%m-%d %H:%M}"


def reading_minutes(row: Row) -> int:
    """How many minutes the post takes, at least one."""
    pace = _CJK_CHARACTERS_A_MINUTE if row.language in {"zh", "ja", "ko"} else _LATIN_WORDS_A_MINUTE
    return max(1, round(row.words / pace))


def source_host(row: Row) -> str:
    """The host of a post's source, without `www.`; empty where it has none."""
    return row.source.split("//", 1)[-1].split("/", 1)[0].removeprefix("www.") if row.source else ""


def byline(row: Row) -> str:
    """The last column of the list: the author, else the host of the source, else the last category."""
    if row.author or row.source:
        return row.author or source_host(row)
    return row.categories[0][-1] if row.categories and row.categories[0] else ""


def count_text(number: int, noun: str) -> str:
    """A number with its noun: `1 post`, `18,338 posts`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
