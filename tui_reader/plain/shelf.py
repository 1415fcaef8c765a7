"""The commands of the list: its posts a page at a time, categories, searches, views, orders."""

from __future__ import annotations

from dataclasses import replace

from tui_reader.errors import ReaderError, UsageError
from tui_reader.library import keep_query
from tui_reader.model import Category, Query, Sort, View
from tui_reader.plain.sitting import Sitting
from tui_reader.plain.wording import category_line, path_words, row_line, scope


def load(sitting: Sitting, query: Query, search: str | None = None) -> None:
    """Make the list that `query` asks for the one that is shown; nothing is said.

    Raises:
        QueryError: Its words are no query; the list stays.
        CancelledError: The user wants no more of it; the list stays.
    """
    listing = sitting.library.listing(query, cancelled=sitting.interruptions.heard)
    sitting.query, sitting.search, sitting.listing = query, search, listing
    sitting.begin = sitting.end = 0


def show(sitting: Sitting, query: Query, search: str | None = None) -> None:
    """Load a list and say its first page; the article is left."""
    load(sitting, query, search)
    sitting.article = None
    say_scope(sitting)
    say_rows(sitting, 0)


def say_scope(sitting: Sitting) -> None:
    """Say what the list shows, and of how many posts."""
    sitting.say(f"{scope(sitting.query, len(sitting.listing or ()))}.")


def say_rows(sitting: Sitting, begin: int) -> None:
    """Say a page of posts from a position on."""
    sitting.article = None
    rows = sitting.rows(begin, begin + sitting.sizes.rows)
    sitting.voice.say_all(row_line(number, row) for number, row in enumerate(rows, begin + 1))
    sitting.begin, sitting.end = begin, begin + len(rows)
    if not rows:
        sitting.say("There are no more posts in this list." if begin else "No posts. a lists all of them.")


def list_posts(sitting: Sitting, argument: str) -> None:
    """The page of posts again, or the one from a number on."""
    begin = sitting.begin
    if argument:
        begin = numbered(argument, len(sitting.listing or ())) - 1
    else:
        say_scope(sitting)
    say_rows(sitting, begin)


def numbered(text: str, total: int) -> int:
    """A number from 1 to `total`.

    Raises:
        UsageError: `text` is none.
    """
    if not total:
        raise UsageError("There is nothing to choose from", "the list is empty.")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:18]) <= total):
        raise UsageError("That is no number of the list", f"they go from 1 to {total:,}.")
    return int(text)


def categories(sitting: Sitting, argument: str) -> None:
    """The categories by number, or the posts of one of them."""
    known = sitting.library.categories()
    if not argument:
        counts = sitting.library.counts()
        lines = [category_line(number, category) for number, category in enumerate(known, 1)]
        if counts.uncategorised:
            without = Category((), counts.uncategorised, counts.uncategorised_unread)
            lines.append(category_line(0, without))
        sitting.say_in_pages(lines or ["The posts of this library have no categories."])
        return
    if argument == "0":
        path: tuple[str, ...] = ()
    elif argument.isascii() and argument.isdigit():
        path = known[numbered(argument, len(known)) - 1].path
    else:
        path = _called(argument, known).path
    show(sitting, replace(sitting.query, category=path, words=""))


def _called(name: str, known: tuple[Category, ...]) -> Category:
    """The category of a name, or of a path with slashes.

    Raises:
        UsageError: There is none, or several are called so.
    """
    wanted = name.casefold()
    paths = [
        category for category in known if path_words(category.path).casefold() in (wanted, wanted.replace("/", " / "))
    ]
    found = paths or [category for category in known if category.path[-1].casefold() == wanted]
    if not found:
        raise UsageError("There is no such category", "c says all of them by number.")
    if len(found) > 1:
        numbers = ", ".join(str(known.index(category) + 1) for category in found)
        raise UsageError("Several categories are called so", f"their numbers are {numbers}.")
    return found[0]


def search(sitting: Sitting, argument: str) -> None:
    """The posts of the category that a query finds; without one, all of it."""
    show(sitting, replace(sitting.query, words=argument))
    if argument:
        try:
            keep_query(sitting.places.state_dir, argument)
        except ReaderError as error:
            sitting.say(f"{error.title}: {error.message}")


def saved(sitting: Sitting, argument: str) -> None:
    """The saved searches by number, or what one of them finds."""
    known = sitting.library.searches.read().searches
    if not argument:
        lines = [f'{number}. {each.name}; "{each.words}"' for number, each in enumerate(known, 1)]
        sitting.say_in_pages(lines or ["No search is saved in this library."])
        return
    chosen = next((each for each in known if each.name == argument), None)
    if chosen is None:
        chosen = known[numbered(argument, len(known)) - 1]
    show(sitting, replace(sitting.query, category=chosen.category, words=chosen.words), chosen.name)


def all_posts(sitting: Sitting, _argument: str) -> None:
    """All posts of the library."""
    show(sitting, Query(sort=sitting.query.sort))


def view(sitting: Sitting, argument: str) -> None:
    """Only unread or starred posts, or all of them."""
    if not argument:
        say_scope(sitting)
        return
    known = [each for each in View if each.value.startswith(argument.lower())]
    if len(known) != 1:
        raise UsageError("There is no such view", "say all, unread or starred.")
    show(sitting, replace(sitting.query, view=known[0]))


def order(sitting: Sitting, argument: str) -> None:
    """Another order of the list."""
    if not argument:
        say_scope(sitting)
        return
    if argument.lower() not in set(Sort):
        raise UsageError("There is no such order", f"say one of {', '.join(sort for sort in Sort if sort[0] != '-')}.")
    show(sitting, replace(sitting.query, sort=Sort(argument.lower())))
