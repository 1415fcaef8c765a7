"""What a shell is offered in place of a half-typed word: posts, tags, categories, saved searches, files.

Looks into the index as it is, refreshes and writes nothing, and says nothing where something is wrong. Every value
offered is clean; quoting it is for `completion`, which knows the shell.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from tui_reader.cli.common import desk_of
from tui_reader.config import ALL_LIBRARIES
from tui_reader.document.clean import clean_line, shown_path
from tui_reader.errors import ReaderError

if TYPE_CHECKING:
    from tui_reader.library import Glance, Glimpse

_MOST = 100
"""As many as anyone looks through."""
_FILE_BEGINNINGS = (".", "/", "~")


def offers(kind: str, context: click.Context, typed: str) -> list[CompletionItem[str]]:
    """What begins as `typed` does.

    Args:
        kind: What is meant, as in `tui_reader.cli.meant`.
        context: Of the command that is being typed: it knows which library is meant.
        typed: The beginning of the word.
    """
    match kind:
        case "POST":
            return _posts(context, typed)
        case "TAG":
            return _tags(context, typed)
        case "QUERY":
            return _words(context, typed)
        case "SEARCH":
            return _searches(context, typed)
        case "LIBRARY":
            offered = [*libraries(context, typed), *_all_libraries(typed)]
            return offered or [CompletionItem(typed, type="dir")]
        case "DIR":
            return [CompletionItem(typed, type="dir")]
        case _:
            return [CompletionItem(typed, type="file")]


def libraries(context: click.Context, typed: str) -> list[CompletionItem[str]]:
    """The libraries that the configuration names, by their names."""
    named = desk_of(context).settings.libraries
    return [CompletionItem(name, help=shown_path(named[name].path)) for name in named if name.startswith(typed)]


def _all_libraries(typed: str) -> list[CompletionItem[str]]:
    """The word for all of them."""
    return [CompletionItem(ALL_LIBRARIES, help="all that are known here")] if ALL_LIBRARIES.startswith(typed) else []


@contextmanager
def _glance(context: click.Context) -> Iterator[Glance | None]:
    """The index of the library that is meant; None where it can't be known."""
    from tui_reader.library import glance_at

    desk = desk_of(context)
    try:
        root = desk.root()
    except ReaderError:
        yield None
        return
    with glance_at(root, desk.places.cache_dir) as glance:
        yield glance


def _posts(context: click.Context, typed: str) -> list[CompletionItem[str]]:
    """Posts by id, title, path or category; files where there are none, or where one is clearly meant."""
    files = [CompletionItem(typed, type="file")]
    if typed.startswith(_FILE_BEGINNINGS):
        return files
    with _glance(context) as glance:
        found = glance.posts(typed, _MOST) if glance is not None else ()
    return list(map(_post, found)) or files


def _post(found: Glimpse) -> CompletionItem[str]:
    """A post, by its name, described by its title; by its id where its path can't be typed."""
    if found.name == found.path and (clean_line(found.path) != found.path or found.path.startswith("-")):
        return CompletionItem(found.id, help=clean_line(f"{shown_path(found.path)}  {found.title}"), post=found.id)
    return CompletionItem(found.name, help=clean_line(found.title), post=found.id, titled=found.titled)


def _tags(context: click.Context, typed: str) -> list[CompletionItem[str]]:
    with _glance(context) as glance:
        found = glance.tags(typed, _MOST) if glance is not None else ()
    return [CompletionItem(clean_line(name), help=_posts_said(total)) for name, total in found]


def _words(context: click.Context, typed: str) -> list[CompletionItem[str]]:
    """What one may search for: names of categories, then of tags."""
    with _glance(context) as glance:
        if glance is None:
            return []
        categories, tags = glance.categories(typed, _MOST), glance.tags(typed, _MOST)
    items: dict[str, str] = {}
    for path, total in categories:
        items.setdefault(path[-1], f"{'/'.join(path)}, {_posts_said(total)}")
    for name, total in tags:
        items.setdefault(name, _posts_said(total))
    return [CompletionItem(clean_line(name), help=clean_line(text)) for name, text in items.items()]


def _searches(context: click.Context, typed: str) -> list[CompletionItem[str]]:
    """The saved searches of the library that is meant, by their names."""
    from tui_reader.library import SavedSearches

    desk = desk_of(context)
    try:
        saved = SavedSearches.of(desk.root(), desk.places.data_dir).read()
    except ReaderError:
        return []
    return [CompletionItem(one.name, help=one.words) for one in saved.searches if one.name.startswith(typed)]


def _posts_said(total: int) -> str:
    return f"{total:,} post{'s' if total != 1 else ''}"
