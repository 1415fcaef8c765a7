"""Posts as files: `s` as text at once, `S` as a dialog asks. Progress in the last line, an end with Esc, a summary.

The work is `jobs.export_posts`; nothing is written here.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work

from tui_reader import jobs
from tui_reader.document import shown_path
from tui_reader.library import Listing
from tui_reader.model import BodyFormat, LibraryOptions, Post, Progress, Row
from tui_reader.positions import Positions
from tui_reader.ui.screens.dialogs import Choice
from tui_reader.ui.screens.folders import folder_to_write
from tui_reader.ui.screens.outward import Outward
from tui_reader.ui.screens.reading_base import Target, rows_at
from tui_reader.ui.wording import count_text

if TYPE_CHECKING:
    from tui_reader.ui.screens.export_wish import ExportWish, Scope

_WINDOW = 500
_SHOW_EVERY = 0.1
"""Seconds between two looks at how far an export is."""


class SavingFlow(Outward):
    """The actions that write posts to files."""

    _stop_export: threading.Event | None = None
    """Ends the export that goes on."""
    _export_progress: Progress | None = None
    _export_wish: ExportWish | None = None
    """What the dialog was last answered with."""

    def on_unmount(self) -> None:
        """Stop writing; what is written stays."""
        self.stop_export()

    def stop_export(self) -> bool:
        """Stop the export that goes on; whether there was one."""
        if self._stop_export is None:
            return False
        self._stop_export.set()
        self.set_status("stopping …")
        return True

    def action_save(self) -> None:
        """Write the wanted posts to text files; one that can't be written does not keep the others back."""
        from tui_reader.ui.screens.export_wish import ExportWish

        posts = _offered(self.target())
        if posts:
            order = self._order(ExportWish(), self.export_folder, 1)
            self._export(posts[0], order)

    def action_export(self) -> None:
        """Ask how and where, then write the wanted posts."""
        posts = _offered(self.target())
        if posts:
            self._ask_and_export(posts)
        else:
            self.tell("There is no post here to export.")

    @work(exclusive=True, group="export-dialog", exit_on_error=False)
    async def _ask_and_export(self, posts: Sequence[Posts]) -> None:
        from tui_reader.ui.screens.export_dialog import ExportDialog
        from tui_reader.ui.screens.export_wish import ExportWish

        wish = self._export_wish or ExportWish(folder=f"{self.export_folder}{os.sep}")
        category = self.query_shown.category
        wish = replace(wish, scope=0, title=category[-1] if category else self.library.name)
        scopes = await asyncio.to_thread(lambda: [offered.scope() for offered in posts])
        chosen = await self.app.push_screen_wait(ExportDialog(scopes, wish))
        if chosen is None:
            return
        self._export_wish = chosen
        wanted = posts[chosen.scope]
        folder, told = await asyncio.to_thread(folder_to_write, chosen.folder)
        if folder is None:
            self.tell(f"{chosen.folder} {told}.", title="Can't export", wrong=True)
        else:
            self._export(wanted, self._order(chosen, folder, len(wanted)))

    def _order(self, wish: ExportWish, folder: Path, total: int) -> jobs.ExportOrder:
        is_book = wish.is_book(total)
        return jobs.ExportOrder(
            wish.target(folder, total),
            is_folder=not is_book,
            is_book=is_book,
            exporter=wish.exporter,
            options=replace(wish.options, title=wish.title if is_book else ""),
            stores=jobs.PictureStores(
                self.places.cache_dir / "pictures",
                {self.library.root: self.library.frozen_dir},
                self.settings.image_proxies,
            ),
        )

    @work(group="export", exit_on_error=False)
    async def _export(self, posts: Posts, order: jobs.ExportOrder) -> None:
        if self._stop_export is not None:
            self.tell("An export is going on already; Esc stops it.", wrong=True)
            return
        stop = self._stop_export = threading.Event()
        self._export_progress = Progress(0, len(posts), "")
        timer = self.set_interval(_SHOW_EVERY, self._show_export)
        try:
            exported = await asyncio.to_thread(
                jobs.export_posts,
                posts.wanted(self.library.root, self.library.options),
                order,
                total=len(posts),
                progress=self._hear_export,
                cancelled=stop.is_set,
            )
        finally:
            stop.set()
            timer.stop()
            self._stop_export = None
            self.end_status()
        self._tell_exported(order, exported)
        if exported.failed > 1:
            await self._list_failures(exported)

    def _hear_export(self, progress: Progress) -> None:
        """Keep how far the export is; called in its thread, read by the timer."""
        self._export_progress = progress

    def _show_export(self) -> None:
        progress, stop = self._export_progress, self._stop_export
        if progress is not None and stop is not None and not stop.is_set() and progress.total > 1:
            self.set_status(f"saving {progress.done:,}/{progress.total:,} · Esc stops")

    def _tell_exported(self, order: jobs.ExportOrder, exported: jobs.Exported) -> None:
        if exported.stopped is not None:
            done = f" {count_text(exported.done, 'post')} written before." if exported.done else ""
            self.tell(exported.stopped.message + done, title=exported.stopped.title, wrong=True)
        elif exported.cancelled or exported.done:
            self.tell("\n".join(_summary(order, exported)), title=_headline(exported))
        if exported.failed:
            first = exported.failures[0]
            more = f"\n… and {exported.failed - 1:,} more" if exported.failed > 1 else ""
            self.tell(
                f"{shown_path(first.path)}: {first.reason}{more}",
                title=f"{count_text(exported.failed, 'post')} could not be exported",
                wrong=True,
            )
        if exported.picture_reason:
            self.tell(exported.picture_reason, title="A picture could not be copied", wrong=True)

    async def _list_failures(self, exported: jobs.Exported) -> None:
        """List what failed; Enter shows the post."""
        choices = [Choice(failure.reason, shown_path(failure.path)) for failure in exported.failures]
        title = f"{count_text(exported.failed, 'post')} could not be exported"
        chosen = await self.choose(title, choices)
        row = await asyncio.to_thread(self.library.row, exported.failures[chosen].path) if chosen is not None else None
        if row:
            self.open_row(row, enter=False)
            self.go_to(self.pane)


@dataclass(frozen=True, slots=True)
class Posts:
    """Posts that an export is for: places in a listing, or one row."""

    label: str
    words: str
    listing: Listing | None
    places: Positions
    row: Row | None = None

    def __len__(self) -> int:
        return len(self.places) if self.row is None else 1

    def rows(self, start: int, stop: int) -> Sequence[Row]:
        """Some of their rows; not for the UI thread."""
        if self.row is not None or self.listing is None:
            return [self.row][start:stop] if self.row else []
        return rows_at(self.listing, self.places[start:stop])

    def wanted(self, root: Path, options: LibraryOptions) -> Iterator[jobs.Wanted]:
        """All of them, rows read as they are needed."""
        for start in range(0, len(self), _WINDOW):
            for row in self.rows(start, start + _WINDOW):
                yield jobs.Wanted(root, row.path, options)

    def scope(self) -> Scope:
        """What the dialog shows of them; not for the UI thread."""
        from tui_reader.ui.screens.export_wish import Scope

        row = self.rows(0, 1)[0]
        first = Post(
            path=row.path, title=row.title, date=row.date, author=row.author, source=row.source,
            categories=row.categories, tags=row.tags, language=row.language, draft=row.draft, covers=(), body="",
            body_line=1, format=BodyFormat.TEXT,
        )  # fmt: skip
        return Scope(self.label, self.words, len(self), first)


def _offered(target: Target) -> list[Posts]:
    """What may be meant, the likeliest first: what is selected, the one article, the whole list."""
    offered: list[Posts] = []
    listing, selected = target.listing, target.selected
    if listing is not None and selected:
        words = f"{len(selected):,} selected post{'s' if len(selected) > 1 else ''}"
        offered.append(Posts(words, words, listing, selected))
    if target.row is not None and target.row.path:
        offered.append(Posts("this article", "this article", None, Positions(), target.row))
    if listing is not None and len(listing) > max(1, len(selected)):
        total = len(listing)
        every = Positions([range(total)])
        offered.append(Posts(f"all {total:,} listed", f"all {total:,} posts of the list", listing, every))
    return offered


def _headline(exported: jobs.Exported) -> str:
    """What an export came to, in a few words."""
    if exported.cancelled:
        return f"Stopped after {count_text(exported.done, 'post')}"
    if exported.done == 1:
        return "Saved" if exported.written else "Already there, unchanged"
    if not exported.written:
        return f"{count_text(exported.same, 'post')} already there, unchanged"
    return f"{count_text(exported.written, 'post')} saved"


def _summary(order: jobs.ExportOrder, exported: jobs.Exported) -> Iterator[str]:
    """Where it is, and what else there is to say, a line each."""
    one = exported.done == 1 or not order.is_folder
    yield shown_path(str(exported.last if one and exported.last else order.target))
    if exported.written and exported.same:
        yield f"{exported.same:,} were there already, unchanged"
    if exported.flawed:
        yield f"{count_text(exported.flawed, 'post')} not formatted in full"
    if exported.cancelled and exported.unwritten:
        yield f"{exported.unwritten:,} not written"
    if exported.pictures:
        yield f"{count_text(exported.pictures, 'picture')} with them"
    if exported.absent:
        are = "is" if exported.absent == 1 else "are"
        yield f"{count_text(exported.absent, 'picture')} {are} not on this computer: I fetches an article's"
    if exported.drawings:
        yield f"{count_text(exported.drawings, 'drawing')} (SVG) left out of the files"
    if exported.lost:
        yield f"{count_text(exported.lost, 'picture')} could not be found or copied"
