"""The commands of the article: opened, said a page at a time, its place kept, its headings and words gone to."""

from __future__ import annotations

from tui_reader.document import anchor, find, layout, locate
from tui_reader.errors import UsageError
from tui_reader.model import Mark, ReadingPosition, Row
from tui_reader.plain.shelf import list_posts, numbered, say_rows
from tui_reader.plain.sitting import Article, Sitting
from tui_reader.plain.wording import head_lines

_NONE_OPEN = ("No article is open", "type the number of a post to open it.")


def opened(sitting: Sitting) -> Article:
    """The open article.

    Raises:
        UsageError: There is none.
    """
    if sitting.article is None:
        raise UsageError(*_NONE_OPEN)
    return sitting.article


def open_number(sitting: Sitting, argument: str) -> None:
    """Open the post of a number in the list."""
    _open_at(sitting, numbered(argument, len(sitting.listing or ())) - 1)


def _open_at(sitting: Sitting, position: int) -> None:
    (row,) = sitting.rows(position, position + 1)
    open_row(sitting, row)


def open_row(sitting: Sitting, row: Row) -> None:
    """Open a post, mark it read, and say it from where its reading stopped.

    Raises:
        LibraryError: Its file is gone or can't be read; nothing has changed.
    """
    post = sitting.library.post(row.path)
    document = sitting.library.document(post)
    page = layout(document, sitting.layout_options(row))
    article = sitting.article = Article(row, post, document, page)
    if not row.read:
        sitting.library.mark([row.path], Mark.READ, value=True)
    position = sitting.library.position(row.path)
    line = locate(page, position) if position is not None else 0
    article.kept = line
    head = [*head_lines(row), *document.problems, ""]
    if line:
        percent = 100 * line // len(page.lines)
        head[-1:] = [f"Going on at {percent} percent; g begins anew.", ""]
    sitting.say(*head)
    _say_page(sitting, article, line, said=len(head))


def _say_page(sitting: Sitting, article: Article, begin: int, *, said: int = 0) -> None:
    """Say the article from a line on: a page, of which `said` lines are said already; keep the place."""
    total = len(article.page.lines)
    begin = max(0, min(begin, total))
    room = sitting.sizes.page_lines
    end = min(total, begin + max(1, room - said)) if room else total
    article.begin, article.end = begin, end
    for line in article.page.lines[begin:end]:
        if sitting.interruptions.heard():
            break
        sitting.say(line.text)
    if end == total:
        sitting.say("", "End of the article.")
    keep_place(sitting)


def keep_place(sitting: Sitting) -> None:
    """Write down where reading of the open article stands, where that has changed."""
    article = sitting.article
    if article is None or article.begin == article.kept:
        return
    article.kept = article.begin
    position = anchor(article.page, article.begin) if article.begin else ReadingPosition(0, 0)
    sitting.library.set_position(article.row.path, position)


def go_on(sitting: Sitting, _argument: str) -> None:
    """The rest of the last answer, the next page of the article, the next posts."""
    if sitting.rest:
        sitting.say_in_pages(sitting.rest)
    elif sitting.article is None:
        say_rows(sitting, sitting.end)
    elif sitting.article.end < len(sitting.article.page.lines):
        _say_page(sitting, sitting.article, sitting.article.end)
    else:
        sitting.say("That was the end. n opens the next post, u the next unread one, a full stop says the list.")


def go_back(sitting: Sitting, _argument: str) -> None:
    """The page before this one, of the article or of the list."""
    article = sitting.article
    if article is not None and article.begin:
        _say_page(sitting, article, max(0, article.begin - (sitting.sizes.page_lines or article.begin)))
    elif article is not None:
        list_posts(sitting, "")
    elif sitting.begin:
        say_rows(sitting, max(0, sitting.begin - sitting.sizes.rows))
    else:
        sitting.say("This is the beginning of the list.")


def again(sitting: Sitting, _argument: str) -> None:
    """The same page of the article once more."""
    article = opened(sitting)
    _say_page(sitting, article, article.begin)


def top(sitting: Sitting, _argument: str) -> None:
    """The article from its beginning."""
    article = opened(sitting)
    _say_page(sitting, article, 0)


def _position(sitting: Sitting) -> int:
    """Where in the list one is: at the open article, else before what was said last."""
    if sitting.article is not None and sitting.listing is not None:
        position = sitting.listing.position(sitting.article.row.path)
        if position is not None:
            return position
    return sitting.begin - 1


def next_post(sitting: Sitting, _argument: str) -> None:
    """Open the next post of the list."""
    position = _position(sitting) + 1
    if position >= len(sitting.listing or ()):
        raise UsageError("There is no next post", "this was the last one of the list.")
    _open_at(sitting, position)


def previous_post(sitting: Sitting, _argument: str) -> None:
    """Open the post before."""
    position = _position(sitting) - 1
    if position < 0:
        raise UsageError("There is no post before", "this is the first one of the list.")
    _open_at(sitting, position)


def next_unread(sitting: Sitting, _argument: str) -> None:
    """Open the next unread post, round the list's end."""
    if sitting.listing is None:
        return
    position = sitting.library.next_unread(sitting.listing, _position(sitting))
    if position is None:
        sitting.say("Everything in this list is read.")
    else:
        _open_at(sitting, position)


def headings(sitting: Sitting, argument: str) -> None:
    """The headings by number, or on from one of them."""
    article = opened(sitting)
    found = article.page.headings
    if argument:
        _say_page(sitting, article, found[numbered(argument, len(found)) - 1].line)
        return
    lines = [f"{number}. Level {each.level}: {each.text}" for number, each in enumerate(found, 1)]
    sitting.say_in_pages(lines or ["The article has no headings."])


def find_words(sitting: Sitting, argument: str) -> None:
    """On from the next line in which words stand, round the end."""
    article = opened(sitting)
    if not argument:
        raise UsageError("There is nothing to find", "type the words after f.")
    hits = find(article.page, argument, variants=sitting.settings.search_variants)
    lines = [hit.parts[0].line for hit in hits]
    if not lines:
        sitting.say(f'"{argument}" does not stand in this article.')
        return
    beyond = [line for line in lines if line > article.begin]
    if not beyond:
        sitting.say("Going on from the beginning.")
    _say_page(sitting, article, (beyond or lines)[0])
