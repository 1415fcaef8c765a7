"""What leaves the reader: pictures, links, text for files and the clipboard, a post's file for the editor.

Every address asks `document.checked_link`, every program is started by `images.launch`, never through a shell.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import unquote_to_bytes

from textual import work
from textual.app import SuspendNotSupported

from tui_reader.document import Picture, clean_line, is_web, pictures, shown_path
from tui_reader.errors import ReaderError
from tui_reader.export import ExportFolder, ExportOptions, FolderError, State, Written, file_name, text
from tui_reader.images import (
    FetchedPicture,
    FetchOptions,
    Launched,
    PictureCache,
    Takes,
    Viewer,
    ViewerFailure,
    browse_in_terminal,
    browsers,
    checked_address,
    fetch,
    gallery,
    launch,
    launch_address,
    resolve,
    run_in_terminal,
    viewers,
)
from tui_reader.model import Progress, Row
from tui_reader.ui.screens.dialogs import Choice
from tui_reader.ui.screens.reading_base import Opened, ReadingBase, Target
from tui_reader.ui.wording import category_text, count_text

_CLIPBOARD_CHARACTERS = 100_000
"""What is copied at the most: terminals drop longer OSC 52 sequences silently."""


class OutwardFlow(ReadingBase):
    """The actions that hand something to another program."""

    async def opened_article(self) -> Opened | None:
        """The article that the action means: the open one, or the one under the cursor, read now."""
        row = self.current_row
        if row is None:
            return None
        if self.opened and self.opened.row.path == row.path:
            return self.opened
        return await asyncio.to_thread(self._read, row)

    def _read(self, row: Row) -> Opened:
        post = self.library.post(row.path)
        return Opened(row, post, self.library.document(post))

    # Pictures.

    @work(exclusive=True, group="pictures", exit_on_error=False)
    async def action_open_image(self) -> None:
        """Open the picture on the screen; where there are none or several there, ask which."""
        article = await self.opened_article()
        found = pictures(article.document, article.post.covers) if article else ()
        if article is None or not found:
            self.tell("This article has no pictures.")
            return
        number = self._number_on_screen(article) or (1 if len(found) == 1 else None)
        if number is None:
            choices = [
                Choice(f"{picture.number}  {picture.caption or 'no caption'}", picture.image.source)
                for picture in found
            ]
            chosen = await self.choose("Open which picture?", choices)
            if chosen is None:
                return
            number = found[chosen].number
        await self._show_pictures(article, [picture for picture in found if picture.number == number])

    def _number_on_screen(self, article: Opened) -> int | None:
        """The picture that alone is on the screen, None for none or several."""
        if self.pane.article is None or self.pane.article.path != article.row.path or self.place is not self.pane:
            return None
        shown = self.pane.lines_shown
        numbers = {image.number for image in self.pane.article.page.images if image.line in shown}
        return numbers.pop() if len(numbers) == 1 else None

    @work(exclusive=True, group="pictures", exit_on_error=False)
    async def action_open_images(self) -> None:
        """Open all pictures of the article."""
        article = await self.opened_article()
        found = pictures(article.document, article.post.covers) if article else ()
        if article is None or not found:
            self.tell("This article has no pictures.")
            return
        await self._show_pictures(article, found)

    @work(exclusive=True, group="pictures", exit_on_error=False)
    async def open_picture(self, number: int) -> None:
        """Open the picture `number`, from 1, of the open article."""
        if self.opened:
            found = pictures(self.opened.document, self.opened.post.covers)
            await self._show_pictures(self.opened, [picture for picture in found if picture.number == number])

    async def _show_pictures(self, article: Opened, wanted: Sequence[Picture]) -> None:
        usable = await asyncio.to_thread(
            viewers,
            os.environ,
            self.settings.image_viewer,
            configured_terminal=self.settings.image_viewer_terminal,
        )
        if not usable:
            await self._offer_addresses(wanted)
            return
        stopped = False

        def heard(progress: Progress) -> None:
            count = f" {progress.done}/{progress.total}" if progress.total else ""
            self.app.call_from_thread(self.set_status, f"fetching pictures{count} · Esc stops")

        def fetch_all() -> tuple[FetchedPicture, ...]:
            cache = PictureCache(self.places.cache_dir / "pictures")
            resolved = resolve(wanted, self.library.root, article.row.path)
            options = FetchOptions(allow_private=self.settings.allow_private_hosts, offline=self.settings.offline)
            return fetch(resolved, cache, options, heard, lambda: stopped)

        try:
            fetched = await asyncio.to_thread(fetch_all)
        finally:
            stopped = True
            self.set_status("")
        good = [picture for picture in fetched if picture.path]
        self._tell_missing(fetched)
        if good:
            files = await asyncio.to_thread(gallery, good, self.places.cache_dir / "pictures")
            await self._start_viewer(usable[0], files)

    def _tell_missing(self, fetched: Sequence[FetchedPicture]) -> None:
        bad = [picture for picture in fetched if not picture.path]
        if bad:
            lines = [f"{picture.resolved.picture.number}: {picture.reason}" for picture in bad[:3]]
            more = f"\n… and {len(bad) - 3} more" if len(bad) > 3 else ""
            self.tell("\n".join(lines) + more, title=f"{count_text(len(bad), 'picture')} can't be shown", wrong=True)

    async def _start_viewer(self, viewer: Viewer, files: Sequence[Path]) -> None:
        if viewer.terminal:
            self._in_terminal(lambda: run_in_terminal(viewer, files))
            return
        launched = await asyncio.to_thread(launch, viewer, files)
        self.tell(f"{count_text(len(files), 'picture')} in {viewer.name}")
        failure = await _early_failure(launched)
        if failure:
            self.tell(failure.message, title="Can't show the pictures", wrong=True)

    async def _offer_addresses(self, wanted: Sequence[Picture]) -> None:
        """Without any viewer: the addresses, to be copied."""
        choices = [Choice(picture.image.source, picture.caption) for picture in wanted]
        chosen = await self.choose("No picture viewer was found: Enter copies the address", choices)
        if chosen is not None:
            self._copy(wanted[chosen].image.source, "address")

    def _in_terminal(self, run: Callable[[], object]) -> None:
        """Give the terminal to another program and take it back."""
        try:
            with self.app.suspend():
                run()
        except SuspendNotSupported:
            self.tell("This terminal can't be lent to another program.", wrong=True)
        self.app.refresh(layout=True)

    # Links.

    @work(exclusive=True, group="links", exit_on_error=False)
    async def action_open_source(self) -> None:
        """Open the page that the post came from."""
        row = self.current_row
        if row is None:
            return
        if row.source is None:
            self.tell("This post names no source.")
            return
        await self.follow(row.source)

    @work(exclusive=True, group="links", exit_on_error=False)
    async def action_links(self) -> None:
        """List the links of the article and open the chosen one."""
        article = self.pane.article
        links = {link.target: link for link in article.page.links} if article else {}
        if not links:
            self.tell("The open article has no links." if article else "Open an article first.")
            return
        choices = [
            Choice(f"{place}  {link.text or link.target}", link.target) for place, link in enumerate(links.values(), 1)
        ]
        chosen = await self.choose("Links", choices)
        if chosen is not None:
            await self.follow(list(links)[chosen])

    @work(exclusive=True, group="links", exit_on_error=False)
    async def open_link(self, place: int) -> None:
        """Open the link at `place` of the page's links."""
        if self.pane.article:
            await self.follow(self.pane.article.page.links[place].target)

    async def follow(self, target: str) -> None:
        """Open an address: another post of the library here, a page of the web in the browser."""
        if not is_web(target) and not target.startswith("mailto:"):
            row = await asyncio.to_thread(self._linked_row, target)
            if row is None:
                self.tell(f"{target} is no post of this library.", wrong=True)
            else:
                self.open_row(row, enter=True)
            return
        address = checked_address(target)
        usable = await asyncio.to_thread(browsers, os.environ)
        if not usable:
            self._copy(address, "address (no browser was found)")
            return
        browser = usable[0]
        if browser.terminal:
            self._in_terminal(lambda: browse_in_terminal(browser, address))
            return
        launched = await asyncio.to_thread(launch_address, address, os.environ, browser=browser)
        self.tell(address, title="Opening")
        failure = await _early_failure(launched)
        if failure:
            self.tell(failure.message, title="Can't open the link", wrong=True)

    def _linked_row(self, target: str) -> Row | None:
        """The post that a relative link of the open article means."""
        if self.opened is None:
            return None
        name = target.split("#", 1)[0].split("?", 1)[0]
        if not name:
            return self.opened.row
        base = Path("/") if name.startswith("/") else Path("/") / Path(self.opened.row.path).parent
        path = os.path.normpath(base / name.lstrip("/")).lstrip("/").replace(os.sep, "/")
        unquoted = os.fsdecode(unquote_to_bytes(path))
        candidates = (path, unquoted, f"{path}.md", f"{path}/index.md", path.removesuffix(".html") + ".md")
        return next((row for candidate in candidates if (row := self.library.row(candidate))), None)

    # Text.

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
        article = self._read(row)
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

    @work(exclusive=True, group="copy", exit_on_error=False)
    async def action_copy(self) -> None:
        """Let the user choose what of the article to copy."""
        article = await self.opened_article()
        if article is None:
            return
        row = article.row
        body = await asyncio.to_thread(text, article.post, article.document, ExportOptions())
        entries = [
            ("title", row.title),
            ("address", row.source or ""),
            ("Markdown link", f"[{row.title}]({row.source})" if row.source else ""),
            ("file", shown_path(str(self.library.file(row.path)))),
            ("category", category_text(row.categories[0]) if row.categories else ""),
            ("whole text", body),
        ]
        entries = [(name, value) for name, value in entries if value]
        chosen = await self.choose("Copy what?", [Choice(name, clean_line(value[:200])) for name, value in entries])
        if chosen is not None:
            name, value = entries[chosen]
            self._copy(value, name)

    def _copy(self, value: str, name: str) -> None:
        if len(value) > _CLIPBOARD_CHARACTERS:
            self.tell("That is too long for the clipboard; s saves the article as a text file.", wrong=True)
            return
        self.app.copy_to_clipboard(value)
        self.tell(f"Copied the {name}.")

    def action_copy_selection(self) -> None:
        """Copy what the mouse has selected."""
        selected = self.get_selected_text()
        if selected:
            self._copy(selected, "selection")
        else:
            self.tell("Nothing is selected. q goes back, Q quits.")

    # The editor.

    def action_editor(self) -> None:
        """Open the post's file in the user's editor; what changed is read again afterwards."""
        row = self.current_row
        if row is None:
            return
        try:
            words = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "")
        except ValueError:
            words = []
        program = shutil.which(words[0]) if words else None
        if program is None:
            self.tell("Set VISUAL or EDITOR to the editor that you use.", title="No editor", wrong=True)
            return
        editor = Viewer(words[0], (program, *words[1:], "{file}"), terminal=True, takes=Takes.FILE)
        try:
            self._in_terminal(lambda: run_in_terminal(editor, [self.library.file(row.path)]))
        except ReaderError as error:
            self.tell(error.message, title=error.title, wrong=True)
            return
        self.refresh_after_edit()

    def refresh_after_edit(self) -> None:
        """Read the library's changes, the open article included."""
        raise NotImplementedError


async def _early_failure(launched: Launched) -> ViewerFailure | None:
    """How a program failed in its first seconds, None where it runs on. Holds no thread, so that one can quit."""
    for _ in range(50):
        if launched.ended:
            break
        await asyncio.sleep(0.1)
    return launched.wait(0.0)
