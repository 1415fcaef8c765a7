"""Fetching for the screen: with progress in the last line, stopped by Esc, what failed told by number and reason.

It fetches when another flow asks for it, which does so when the user has.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tui_reader import jobs
from tui_reader.document import Picture, cut
from tui_reader.model import Progress
from tui_reader.ui.screens.outward import Outward
from tui_reader.ui.screens.reading_base import Opened
from tui_reader.ui.wording import count_text

if TYPE_CHECKING:
    from tui_reader import images

_SHOW_EVERY = 0.1
_TOLD = 3
"""Failures that are told one by one."""
_REASON_CELLS = 120

_Result = TypeVar("_Result")


@dataclass(slots=True)
class Fetching:
    """Work on the network that goes on: set by its thread, read by the screen's timer."""

    group: str
    """The group of the worker that waits for it."""
    stop: threading.Event = field(default_factory=threading.Event)
    progress: Progress | None = None

    def hear(self, progress: Progress) -> None:
        """Keep how far it is."""
        self.progress = progress


class FetchingFlow(Outward):
    """The means to fetch."""

    _fetching: Fetching | None = None

    @property
    def picture_folder(self) -> Path:
        """Where fetched pictures are kept."""
        return self.places.cache_dir / "pictures"

    def picture_order(self, *, retry: bool = False, freeze: bool = False) -> jobs.PictureOrder:
        """How the settings want pictures fetched.

        Args:
            retry: Whether pictures that failed before are tried again.
            freeze: Whether they are kept for good.
        """
        frozen = self.library.frozen_dir
        return jobs.picture_order(self.settings, self.picture_folder, frozen, retry=retry, freeze=freeze)

    async def fetch_pictures(
        self, article: Opened, wanted: Sequence[Picture], *, retry: bool = False
    ) -> tuple[images.FetchedPicture, ...]:
        """Have the pictures as files, or the reasons why not, in the given order. Only inside a worker of `pictures`.

        Esc ends the worker.
        """
        order = self.picture_order(retry=retry)
        options = replace(order.options, referer=(article.post.source or "") if order.send_source else "")

        from tui_reader import images

        def fetch_all(job: Fetching) -> tuple[images.FetchedPicture, ...]:
            resolved = images.resolve(wanted, self.library.root, article.row.path, order.proxies)
            return images.fetch(resolved, order.cache, options, job.hear, job.stop.is_set, frozen=order.frozen)

        return await self.while_told("pictures", fetch_all)

    async def while_told(self, group: str, run: Callable[[Fetching], _Result]) -> _Result:
        """Run work in a thread, its progress told in the last line; Esc ends the worker, and says so.

        Args:
            group: The group of the worker in which this is called.
            run: The work; it looks at `stop`, and tells `hear`.
        """
        job = self._fetching = Fetching(group)
        timer = self.set_interval(_SHOW_EVERY, lambda: self._show_fetching(job))
        try:
            return await asyncio.to_thread(run, job)
        except asyncio.CancelledError:
            if job.stop.is_set():
                self.tell(_stopped(job.progress), title="Stopped")
            raise
        finally:
            # Its thread ends by itself; nobody waits for it.
            job.stop.set()
            timer.stop()
            if self._fetching is job:
                self._fetching = None
                self.end_status()

    def _show_fetching(self, job: Fetching) -> None:
        if job is self._fetching and job.progress:
            progress = job.progress
            count = f" {progress.done:,}/{progress.total:,}" if progress.total else ""
            self.set_status(f"{progress.what or 'fetching pictures'}{count} · Esc stops")

    def stop_fetching(self) -> bool:
        """Stop what is being fetched; whether there was anything."""
        job = self._fetching
        if job is None:
            return False
        job.stop.set()
        self.workers.cancel_group(self, job.group)
        return True

    def tell_missing(self, fetched: Sequence[images.FetchedPicture]) -> None:
        """Say which pictures can't be shown, and why."""
        bad = [picture for picture in fetched if not picture.path and not picture.for_browser]
        if not bad:
            return
        lines = [f"{picture.resolved.picture.number}: {cut(picture.reason, _REASON_CELLS)}" for picture in bad[:_TOLD]]
        if len(bad) > _TOLD:
            lines.append(f"… and {len(bad) - _TOLD:,} more")
        if any(picture.failed_before for picture in bad):
            lines.append("The command “Try failed pictures again” (: opens the commands) asks for them anew.")
        title = f"{count_text(len(bad), 'picture')} of {len(fetched)} can't be shown"
        self.tell("\n".join(lines), title=title, wrong=True)


def _stopped(progress: Progress | None) -> str:
    """What had come by then."""
    if progress is None or not progress.total:
        return "What has come stays."
    return f"{progress.done:,} of {progress.total:,} had come; they stay."
