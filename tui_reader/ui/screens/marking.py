"""Marks from the reading screen: read, star, all read, undo. Each is on the disk before the screen counts it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import assert_never

from textual import work

from tui_reader.library import Undone
from tui_reader.model import Mark, Tag
from tui_reader.positions import Positions
from tui_reader.ui.screens.dialogs import Question
from tui_reader.ui.screens.reading_base import ReadingBase, Target, rows_at
from tui_reader.ui.wording import count_text


class MarkingFlow(ReadingBase):
    """The actions that change marks."""

    def mark(self, paths: Sequence[str], mark: Mark, value: bool, told: str = "") -> None:
        """Put a mark on posts, or take it away, as one action of the undo history.

        Args:
            paths: Which posts, as `Post.path`.
            mark: What is put on them.
            value: On or off.
            told: What to say when it is done; nothing where it is empty.
        """
        self._mark(tuple(paths), mark, value, told)

    @work(group="marks", exit_on_error=False)
    async def _mark(self, paths: tuple[str, ...], mark: Mark, value: bool, told: str) -> None:
        async with self._marks_lock:
            changed = await asyncio.to_thread(self.library.mark, paths, mark, value)
        if changed:
            self.reload_marks()
        if told:
            self.tell(told.format(changed=count_text(changed, "post")))

    def tags_changed(self, paths: Sequence[str]) -> None:
        """Show the tags of posts where they stand in an article."""
        raise NotImplementedError

    def action_toggle_read(self) -> None:
        """Mark the wanted posts read; unread, where all of them are read already."""
        self._toggle(self.target(), Mark.READ, "marked read", "marked unread")

    def action_toggle_star(self) -> None:
        """Star the wanted posts; take the stars away, where all of them have one already."""
        self._toggle(self.target(), Mark.STAR, "starred", "without a star now")

    @work(group="marks", exit_on_error=False)
    async def _toggle(self, target: Target, mark: Mark, on: str, off: str) -> None:
        # What is so now is looked up under the lock: a key that is pressed twice takes back what it did.
        async with self._marks_lock:
            rows = await self.rows_of(target)
            value = not all(row.read if mark is Mark.READ else row.starred for row in rows)
            changed = await asyncio.to_thread(self.library.mark, [row.path for row in rows], mark, value)
        if changed:
            self.reload_marks()
        if len(rows) > 1:
            self.tell(f"{count_text(changed, 'post')} {on if value else off}; U undoes it")

    @work(exclusive=True, group="all-read", exit_on_error=False)
    async def action_all_read(self) -> None:
        """Mark every post that the list shows read, after asking."""
        listing = self.listing
        if listing is None or not len(listing):
            return
        rows = await asyncio.to_thread(rows_at, listing, Positions([range(len(listing))]))
        paths = [row.path for row in rows if not row.read]
        if not paths:
            self.tell("Everything that is shown is read already.")
            return
        text = f"Mark {count_text(len(paths), 'unread post')} of this list read? U undoes it."
        if await self.app.push_screen_wait(Question("Mark all read", text, yes="Mark read")):
            self.mark(paths, Mark.READ, value=True, told="{changed} marked read; U undoes it")

    @work(group="marks", exit_on_error=False)
    async def action_undo(self) -> None:
        """Take the last marking back."""
        async with self._marks_lock:
            undone = await asyncio.to_thread(self.library.undo)
        if undone is None:
            self.tell("There is nothing to undo.")
            return
        self.reload_marks()
        for part in (undone, *undone.also):
            if isinstance(part.mark, Tag):
                self.tags_changed(part.paths)
        self.tell("; ".join(_again(part) for part in (undone, *undone.also)))


def _again(undone: Undone) -> str:
    """What a part of an undone action has left, in words."""
    posts = count_text(len(undone.paths), "post")
    match undone.mark:
        case Tag(name):
            return f"{posts} {'tagged' if undone.value else 'without the tag'} {name} again"
        case Mark.READ:
            return f"{posts} {'read' if undone.value else 'unread'} again"
        case Mark.STAR:
            return f"{posts} {'starred' if undone.value else 'without a star'} again"
        case _:
            assert_never(undone.mark)
