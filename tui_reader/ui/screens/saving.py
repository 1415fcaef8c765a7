"""Posts as files.

One that cannot be written does not keep the others back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from textual import work

from tui_reader.document import shown_path
from tui_reader.errors import ReaderError
from tui_reader.export import ExportFolder, ExportOptions, FolderError, State, Written, file_name, text
from tui_reader.model import Row
from tui_reader.ui.screens.outward import Outward
from tui_reader.ui.screens.reading_base import Target
from tui_reader.ui.wording import count_text


class SavingFlow(Outward):
    """The actions that write posts to files."""

    def action_save(self) -> None:
        """Write the wanted posts to text files; one that can't be written does not keep the others back."""
        self._save(self.target())

    @work(exclusive=True, group="export", exit_on_error=False)
    async def _save(self, target_posts: Target) -> None:
        rows = await self.rows_of(target_posts)
        folder = self.export_folder
        written: list[Written] = []
        failed: list[ReaderError] = []
        with ExportFolder(folder) as target:
            for done, row in enumerate(rows):
                if len(rows) > 1:
                    self.set_status(f"saving {done}/{len(rows)} · Esc stops")
                try:
                    written.append(await asyncio.to_thread(self._export, row, target))
                except FolderError as error:
                    failed.append(error)
                    break
                except ReaderError as error:
                    failed.append(error)
                finally:
                    self.set_status("")
        self._tell_saved(folder, written, failed)

    def _export(self, row: Row, target: ExportFolder) -> Written:
        article = self.read_article(row)
        options = ExportOptions()
        content = text(article.post, article.document, options)
        return target.write(file_name(article.post, options.name, ".txt"), content)

    def _tell_saved(self, folder: Path, written: Sequence[Written], failed: Sequence[ReaderError]) -> None:
        if len(written) == 1:
            word = "Saved" if written[0].state is State.WRITTEN else "Already there, unchanged"
            self.tell(shown_path(str(written[0].path)), title=word)
        elif written:
            self.tell(shown_path(str(folder)), title=f"{count_text(len(written), 'post')} saved")
        if failed:
            more = f" … and {len(failed) - 1} more" if len(failed) > 1 else ""
            self.tell(failed[0].message + more, title=failed[0].title, wrong=True)
