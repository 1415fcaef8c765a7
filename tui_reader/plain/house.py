"""The commands of the reader itself: where one is, libraries, looking for changes, problems, help, leaving."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tui_reader.document import shown_path
from tui_reader.errors import CancelledError, ReaderError, UsageError
from tui_reader.jobs import known_members
from tui_reader.library import library_id, load_session, save_session
from tui_reader.model import Progress, Query, Session, View
from tui_reader.plain.article import keep_place
from tui_reader.plain.commands import COMMANDS, Command, Group, command_called, shown_words
from tui_reader.plain.shelf import load, numbered, say_rows, say_scope
from tui_reader.plain.sitting import Sitting
from tui_reader.plain.wording import marks, scope
from tui_reader.wording import count_text

_PATIENCE = 500
"""Files that are looked at before it is said that this takes its time."""


def where(sitting: Sitting, _argument: str) -> None:
    """Library, list, article, how far, how many are unread."""
    counts = sitting.library.counts()
    sitting.say(
        f"Library {shown_path(sitting.library.name)}: {count_text(counts.total, 'post')}, {counts.unread:,} unread, "
        f"{counts.starred:,} starred.",
        f"List: {scope(sitting.query, len(sitting.listing or ()))}.",
    )
    article = sitting.article
    if article is not None:
        row = sitting.library.row(article.row.path) or article.row
        said = marks(row)
        sitting.say(f"Article: {row.title}, {article.percent} percent{f', {said}' if said else ''}.")


def refresh(sitting: Sitting, _argument: str) -> None:
    """Look for changes, and say what there is."""
    path = sitting.article.row.path if sitting.article else None
    bring_up_to_date(sitting, told=True)
    load(sitting, sitting.query, sitting.search)
    if path is None:
        say_scope(sitting)


def bring_up_to_date(sitting: Sitting, *, told: bool) -> None:
    """Bring the index up to date with the folder; Ctrl-C goes on with what is known by then.

    Args:
        sitting: What is open.
        told: Whether it is said, too, that nothing has changed.
    """
    patient = [True]

    def hear(progress: Progress) -> None:
        if patient[0] and max(progress.done, progress.total) > _PATIENCE:
            patient[0] = False
            sitting.say("Reading the folder. Ctrl-C goes on with what is known by then.")

    try:
        result = sitting.library.refresh(progress=hear, cancelled=sitting.interruptions.heard)
    except CancelledError:
        sitting.say("Stopped: not everything is listed. refresh goes on.")
        return
    for notice in result.notices:
        sitting.say(notice)
    if result.missing:
        sitting.say(
            f"{result.missing:,} of {count_text(result.listed, 'post')} are no longer in the folder, and are still "
            "listed in case it is only away: tui-reader index --forget-missing takes them out."
        )
    changes = [
        f"{number:,} {word}"
        for number, word in ((result.added, "new"), (result.changed, "changed"), (result.removed, "gone"))
        if number
    ]
    if changes or told:
        sitting.say(f"{', '.join(changes)}." if changes else "Nothing has changed.")


def problems(sitting: Sitting, _argument: str) -> None:
    """What is wrong in the files."""
    found = sitting.library.problems()
    lines = (f"{shown_path(one.path)}{f', line {one.line}' if one.line else ''}: {one.message}" for one in found)
    sitting.say_in_pages(lines if found else ["Nothing is wrong in the files of this library."])


def libraries(sitting: Sitting, argument: str) -> None:
    """The libraries by number, or another one opened."""
    known = known_members(sitting.settings, sitting.places, [str(sitting.library.root)])
    if not argument:
        sitting.say_in_pages(
            f"{number}. {member.name}; {shown_path(str(member.root))}"
            f"{'; open' if member.id == sitting.library.id else ''}"
            for number, member in enumerate(known, 1)
        )
        return
    if argument.isascii() and argument.isdigit():
        root = known[numbered(argument, len(known)) - 1].root
    else:
        named = next((member.root for member in known if member.name == argument), None)
        root = named or Path(argument)
    _read_on_in(sitting, root)


def _read_on_in(sitting: Sitting, root: Path) -> None:
    """Leave this library, and go on where that at `root` was left."""
    try:
        root = root.expanduser()
    except RuntimeError as error:
        raise UsageError("Can't open the library", f"{error}.") from error
    if library_id(root) == sitting.library.id:
        sitting.say("That library is open.")
        return
    library = sitting.open_library(root)
    keep_session(sitting)
    before, sitting.library = sitting.library, library
    before.close()
    sitting.query, sitting.search, sitting.article = Query(), None, None
    welcome(sitting, load_session(sitting.places.state_dir, root))


def welcome(sitting: Sitting, session: Session | None, *, fresh: bool = True) -> None:
    """Say what the library has and the list as it was left, the post that was read last by its number.

    Args:
        sitting: What is open.
        session: Where the reading was left; None where nothing is known.
        fresh: Whether the folder is looked through first.
    """
    for notice in sitting.library.notices:
        sitting.say(notice)
    if fresh or not sitting.library.keeps_index:
        bring_up_to_date(sitting, told=False)
    if session is not None:
        _resume(sitting, session)
    else:
        load(sitting, sitting.query)
    position = None
    if session is not None and session.post is not None and sitting.listing is not None:
        position = sitting.listing.position(session.post)
    counts = sitting.library.counts()
    sitting.say(f"Library {shown_path(sitting.library.name)}: {counts.unread:,} unread.")
    say_scope(sitting)
    say_rows(sitting, (position or 0) // sitting.sizes.rows * sitting.sizes.rows)
    if position is not None:
        sitting.say(f"You were at {position + 1:,}. Type ? for help.")
    else:
        sitting.say("Type the number of a post to read it, ? for help.")


def _resume(sitting: Sitting, session: Session) -> None:
    """The list as it was left; where it is no more, all posts."""
    # Without a post, a view had nothing in it any more.
    view = session.view if session.post is not None else View.ALL
    query = Query(session.category, view=view)
    saved = sitting.library.searches.read().searches if session.search is not None else ()
    search = next((each for each in saved if each.name == session.search), None)
    try:
        if search is not None:
            load(sitting, Query(search.category, search.words, view), search.name)
        else:
            load(sitting, query)
    except UsageError:  # a saved search that was edited by hand is no query any more
        load(sitting, query)
    if not len(sitting.listing or ()):
        load(sitting, Query())


def keep_session(sitting: Sitting) -> None:
    """Write down where the reading is left; that it can't be is said, and no reason to stop anyone."""
    article = sitting.article
    if article is not None:
        path: str | None = article.row.path
    else:
        path = next((row.path for row in sitting.rows(sitting.begin, sitting.begin + 1)), None)
    query = sitting.query
    session = Session(
        str(sitting.library.root), query.category, query.view, path, reading=article is not None, search=sitting.search
    )
    try:
        keep_place(sitting)
        save_session(sitting.places.state_dir, session)
    except ReaderError as error:
        sitting.say(f"{error.title}: {error.message}")


def help_lines(sitting: Sitting, argument: str) -> None:
    """All commands, or one."""
    if not argument:
        sitting.say_in_pages(_all_help())
        return
    command = command_called(argument)
    if command is None:
        raise UsageError("There is no such command", "? says all of them.")
    sitting.say(_help_line(command))


def _all_help() -> Iterator[str]:
    for group in Group:
        yield f"{group.value}:"
        yield from (_help_line(command) for command in COMMANDS if command.group is group)


def _help_line(command: Command) -> str:
    return f"{', or '.join(shown_words(command))}: {command.help}"


def leave(sitting: Sitting, _argument: str) -> None:
    """Leave."""
    sitting.is_over = True
