"""The live library: what changes in the folder is looked at by itself, and shown where one reads.

What is to be looked at comes from the library's watch; how the list takes it is the business of the other flows.
"""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass
from typing import Any

from textual import on, work
from textual.message import Message

from tui_reader import limits
from tui_reader.errors import LibraryError
from tui_reader.library import Touched, Watch
from tui_reader.model import RefreshResult
from tui_reader.ui.screens.refreshing import RefreshFlow

_RENAMING_SECONDS = 1.0
"""So long a post whose file is gone stays in the list: the news of its new path may come apart from that."""


class WatchFlow(RefreshFlow):
    """What follows the folder."""

    polling: bool | None = None
    """Whether changes are searched for; None for where the system doesn't tell of them."""
    _watch: Watch | None = None
    _is_to_watch = False
    """Whether the folder is watched, or soon will be."""
    _last_look: tuple[list[str], float] | None = None
    """What the last look met, and when it began."""
    _touched = Touched()
    """What is still to be looked at."""
    _put_off = Touched()
    """Where posts are gone that are to be taken out soon."""
    _put_off_until = 0.0
    _is_lost = False
    """Whether it was told that the folder can't be read."""

    @dataclass
    class FolderTouched(Message):
        """Something in the folder has changed."""

        touched: Touched

    @dataclass
    class WatchNotice(Message):
        """How changes are noticed, where that is not at once."""

        text: str

    def on_mount(self) -> None:
        """Watch the folder soon, if that is wished: not before the list stands."""
        self._left = threading.Event()

    def look_for_the_first_time(self, *, empty: bool) -> None:
        """The same, and watch the folder a little before, if that is wished."""
        super().look_for_the_first_time(empty=empty)
        if self.settings.watch and not self._is_to_watch:
            self._is_to_watch = True
            self.call_after_refresh(self._begin_to_watch)

    def on_unmount(self) -> None:
        """Watch no more."""
        self._left.set()
        if self._watch is not None:
            threading.Thread(target=self._watch.close, daemon=True).start()

    @work(group="watch", exit_on_error=False)
    async def _begin_to_watch(self) -> None:
        def begin() -> None:
            self._watch = watch = Watch(
                self.library.root,
                self.library.counts().total,
                lambda touched: self._pass_on(self.FolderTouched(touched)),
                lambda text: self._pass_on(self.WatchNotice(text)),
                polling=self.polling,
            )
            if self._left.is_set():
                watch.close()
            watch.begin(self.library.folders())
            if self._last_look is not None:  # it ended before anything was watched
                watch.cover(*self._last_look)

        await asyncio.to_thread(begin)

    def _pass_on(self, message: Message) -> None:
        """Send a message to this screen from another thread."""
        if self.is_attached:
            self.post_message(message)

    @on(WatchNotice)
    def _watch_noticed(self, event: WatchNotice) -> None:
        self.tell(event.text)

    @on(FolderTouched)
    def _folder_touched(self, event: FolderTouched) -> None:
        self._touched |= event.touched
        self.look_at_touched()

    def look_at_folder(self, **wish: Any) -> RefreshResult:
        """Refresh the library, and watch what was met."""
        met: list[str] = []
        if self._last_look is None and self._watch is not None:
            self._watch.wait_for_beginning(limits.WATCH_BEGIN_SECONDS)
        began = time.monotonic()
        try:
            return super().look_at_folder(**wish, on_folder=met.append)
        finally:
            self._last_look = met, began
            if self._watch is not None:
                self._watch.cover(met, began)

    def refresh_ended(self) -> None:
        """Look at what has been touched meanwhile."""
        self.call_later(self.look_at_touched)

    def look_at_touched(self) -> None:
        """Look at what has been touched, unless a look is going on: then after it."""
        if self._touched and not self.is_looking:
            self._refresh_touched()

    @work(exclusive=True, group="refresh", exit_on_error=False)
    async def _refresh_touched(self) -> None:
        touched, self._touched = self._touched | self._put_off, Touched()
        put_off = not self._put_off or time.monotonic() < self._put_off_until
        try:
            result = await self.run_refresh(touched=touched, put_off=put_off)
        except LibraryError as error:
            # Said once; it is looked at again when it comes back.
            if not self._is_lost:
                self.tell(error.message, title=error.title, wrong=True)
            self._is_lost = True
            self._put_off = touched
            return
        self._is_lost = False
        if not result.waiting:
            self._put_off = Touched()
        elif not self._put_off:
            self._put_off_until = time.monotonic() + _RENAMING_SECONDS
            self.set_timer(_RENAMING_SECONDS, self._end_put_off)
            self._put_off = touched
        else:
            self._put_off = touched
        self._show_changes(result, touched)

    def _end_put_off(self) -> None:
        self._touched |= self._put_off
        self.look_at_touched()

    def _show_changes(self, result: RefreshResult, touched: Touched) -> None:
        """Show what has come of it without a word, but where there is something to be told."""
        self.tell_notices(result)
        self.tell_problems(result.problems, news=result.problems > self.problems_told)
        self.hear_missing(result, always=False)
        if self.has_news(result):
            self.reload_list(keep_read=True)
            if self.opened is not None and touched.covers(self.opened.row.path):
                self.reopen()
