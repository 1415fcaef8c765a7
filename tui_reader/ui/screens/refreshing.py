"""The folder's changes: the index is brought up to date behind the reader, progress at the right of the last line."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from textual import work

from tui_reader.document import shown_path
from tui_reader.library import Listing, Touched
from tui_reader.model import Cancelled, Progress, Query, RefreshResult
from tui_reader.positions import Positions
from tui_reader.ui.screens.articles import ArticleFlow
from tui_reader.ui.screens.dialogs import Choice
from tui_reader.ui.wording import count_text

_PROGRESS_EVERY = 0.25
_GROWN = 1.3
"""The list is read anew when it has so many times as many posts as when it was read last."""
_FIRST_LOOK_AFTER = 0.4
"""Seconds that the first look at the folder leaves to the screen."""


class RefreshFlow(ArticleFlow):
    """What reads the folder and tells of it."""

    _progress: Progress | None = None
    _stop_refresh: threading.Event | None = None
    problems_told = 0
    _notices_told: tuple[str, ...] = ()
    _has_looked = False
    _is_behind = True
    """Whether a refresh was begun, or is still to be, after which the list has not been read anew."""
    _asking_about_missing = False
    _missing_asked = 0
    """How many posts the user was asked about because their files are gone."""
    _listed = 0
    """How many posts there were when the list was last read because of that."""
    is_provisional = False
    """Whether the list is still to be completed, so that the order of what it has is not the last word."""

    @property
    def is_looking(self) -> bool:
        """Whether the folder is being read now, or is still to be read for the first time."""
        return self._stop_refresh is not None or not self._has_looked

    def look_for_the_first_time(self, *, empty: bool) -> None:
        """Read the folder's changes once: at once where nothing is known of it, else when the screen stands."""
        if not self._has_looked and self._stop_refresh is None:
            self.set_timer(0.01 if empty else _FIRST_LOOK_AFTER, self.refresh_library)

    def on_unmount(self) -> None:
        """Stop reading the folder; the library is closed by who opened it."""
        if self._stop_refresh:
            self._stop_refresh.set()

    def action_refresh_library(self) -> None:
        """Read what has changed in the folder, and say what came of it."""
        self.refresh_library(told=True)

    @work(exclusive=True, group="missing", exit_on_error=False)
    async def ask_about_missing(self, result: RefreshResult) -> None:
        """Ask whether so many posts are only away, or are to be taken out of the list; not at all is to keep them."""
        if self._asking_about_missing:
            return
        self._asking_about_missing = True
        title = f"{result.missing:,} of {count_text(result.listed, 'post')} are no longer in {self.library.name}"
        try:
            chosen = await self.choose(
                title,
                [
                    Choice("Keep them listed", "the folder may only be away, on a disk that isn't there now"),
                    Choice("Take them out", "their marks are kept, should they come back"),
                ],
            )
        finally:
            self._asking_about_missing = False
        if chosen == 1:
            self.refresh_library(told=True, forget=result.missing)

    def refresh_after_edit(self) -> None:
        """Read the library's changes, the open article included."""
        self.refresh_library(reopen=True)

    @work(exclusive=True, group="refresh", exit_on_error=False)
    async def refresh_library(self, *, told: bool = False, reopen: bool = False, forget: int = 0) -> None:
        """Bring the index up to date with the folder.

        Args:
            told: Whether to say so when nothing has changed.
            reopen: Whether the open article is to be read again.
            forget: As many posts as this may be taken out, even if they may only be away.
        """
        result = await self.run_refresh(forget=forget)
        self._tell_refresh(result, told=told)
        self.hear_missing(result, always=told)
        news = self.has_news(result)
        if news or not self.posts.row_total():
            self.reload_list()
        if reopen or news:
            self.reopen()

    async def run_refresh(
        self, *, forget: int = 0, touched: Touched | None = None, put_off: bool = False
    ) -> RefreshResult:
        """Bring the index up to date, and show how far that is; the arguments are those of `Library.refresh`."""
        stop = threading.Event()
        behind, self._is_behind = self._is_behind, True
        self._stop_refresh = stop
        self._progress = None
        self._listed = self.posts.row_total()
        timer = self.set_interval(_PROGRESS_EVERY, self._show_progress)
        try:
            result = await asyncio.to_thread(
                self.look_at_folder,
                forget=forget,
                touched=touched,
                put_off=put_off,
                progress=self._hear_progress,
                cancelled=stop.is_set,
            )
        finally:
            stop.set()
            timer.stop()
            if self._stop_refresh is stop:
                self._stop_refresh = None
            self._has_looked = True
            self.is_provisional = False
            self.tell_problems(None)
            if self.listing is not None and not len(self.listing):
                self.tell_empty()
            self.refresh_ended()
        self._is_behind = behind
        return result

    def has_news(self, result: RefreshResult) -> bool:
        """Whether the list is to be read anew after a refresh, as it then is: for that one, or one that it overtook."""
        behind, self._is_behind = self._is_behind, False
        return behind or bool(result.added or result.changed or result.removed or result.completed)

    def look_at_folder(self, **wish: Any) -> RefreshResult:
        """Refresh the library, in whatever thread; what else is to be done with what was met is for others to add."""
        return self.library.refresh(**wish)

    def refresh_ended(self) -> None:
        """Told after each refresh, whatever came of it."""

    def hear_missing(self, result: RefreshResult, *, always: bool) -> None:
        """Ask about posts that may only be away, once for each number of them; `always` where one asked to look."""
        if result.missing > (0 if always else self._missing_asked):
            self.ask_about_missing(result)
        self._missing_asked = result.missing

    def _hear_progress(self, progress: Progress) -> None:
        """Keep how far the refresh is; called in its thread, read by the timer."""
        self._progress = progress

    def _show_progress(self) -> None:
        progress = self._progress
        if progress is None:
            return
        share = progress.done / progress.total if progress.total else 0.0
        bar = "▇" * round(8 * share) + "▁" * (8 - round(8 * share))
        self.set_status(
            f"{progress.what} {share:.0%} {bar}" if progress.total else f"{progress.what} {progress.done:,}"
        )
        self._show_growth(progress)

    def _show_growth(self, progress: Progress) -> None:
        """Read list and tree anew while new posts come in, ever more seldom, and once when all are in order."""
        if progress.provisional == self.is_provisional and progress.listed <= max(60, _GROWN * self._listed):
            return
        self.is_provisional, self._listed = progress.provisional, progress.listed
        if not self.query_shown.words:
            self.reload_list()

    def reload_list(self, *, keep_read: bool = False) -> None:
        """Read list and tree anew, the cursor staying on its post and its line; `keep_read` as for `show_query`."""
        self.reload_counts()
        row = self.posts.current
        self.show_query(self.query_shown, keep=row.path if row else None, keep_read=keep_read)

    async def read_listing(
        self, query: Query, keep: str | None, cancelled: Cancelled, *, keep_read: bool = False
    ) -> tuple[Listing, int, Positions]:
        """A list, with the places in it of the cursor and of what is selected, as they are when it has been read.

        Args:
            query: What is asked for.
            keep: The post that the cursor is to stand on, if it isn't moved meanwhile; None for the first.
            cancelled: Asked while the list is read.
            keep_read: As for `show_query`.
        """
        before, seen = self.listing, (self.posts.cursor, self.posts.selected)
        held = before if keep_read and before is not None and before.query == query else None
        listing = await asyncio.to_thread(self.library.listing, query, in_windows=True, held=held, cancelled=cancelled)
        if keep is None or before is None:
            wanted = await asyncio.to_thread(listing.position, keep) if keep else None
            return listing, wanted or 0, Positions()
        while True:
            place, chosen = await asyncio.to_thread(listing.carried_over, before, *seen)
            found = await asyncio.to_thread(listing.position, keep)
            now = (self.posts.cursor, self.posts.selected)
            if seen == now:
                chosen = chosen if before.query == query else Positions()
                return listing, place if found is None else found, chosen
            row = self.posts.current if now[0] != seen[0] else None
            seen, keep = now, row.path if row else keep

    def hear_notices(self) -> None:
        """Tell once what the library says of itself; where that is that its index was damaged, fill the new one."""
        news = [notice for notice in self.library.notices if notice not in self._notices_told]
        self._notices_told += tuple(news)
        for notice in news:
            self.tell(notice, wrong=True)
        if news and not self.is_looking:
            self.refresh_library()

    def tell_notices(self, result: RefreshResult) -> None:
        """Tell what a refresh has to say of the whole."""
        self._notices_told += result.notices
        for notice in result.notices:
            self.tell(notice, wrong=True)

    def _tell_refresh(self, result: RefreshResult, *, told: bool) -> None:
        self.tell_notices(result)
        self.tell_problems(result.problems, news=bool(result.added or result.changed))
        changes = [
            (result.added, "new"),
            (result.changed, "changed"),
            (result.removed, "gone"),
        ]
        words = ", ".join(f"{number:,} {word}" for number, word in changes if number)
        if told or (words and self.posts.row_total() and result.added != result.listed):
            self.tell(words or "Nothing has changed.", title="Refreshed")

    def tell_problems(self, number: int | None, *, news: bool = False) -> None:
        """Say at the right of the last line how many problems there are, and in the corner when they may be new.

        Args:
            number: How many the last refresh found, None where it did not end.
            news: Whether files have been read, so that they may be new ones.
        """
        if number and news:
            self.tell(f"{count_text(number, 'problem')} in the files of this library: ! shows them.")
        if number is not None:
            self.problems_told = number
        self.set_status(f"! {self.problems_told:,}" if self.problems_told else "")

    def end_status(self) -> None:
        """Show again how many problems there are."""
        self.tell_problems(None)

    @work(exclusive=True, group="problems", exit_on_error=False)
    async def action_problems(self) -> None:
        """List what is wrong in the files; Enter shows the post."""
        problems = await asyncio.to_thread(self.library.problems)
        if not problems:
            self.tell("No problems in this library.")
            return
        choices = [
            Choice(problem.message, f"{shown_path(problem.path)}{f':{problem.line}' if problem.line else ''}")
            for problem in problems
        ]
        chosen = await self.choose(count_text(len(problems), "problem"), choices)
        if chosen is not None:
            row = await asyncio.to_thread(self.library.row, problems[chosen].path)
            if row:
                self.open_row(row, enter=False)
                self.go_to(self.pane)
