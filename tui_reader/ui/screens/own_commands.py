"""The user's own commands: macros, which do several others one after another, and programs given a post.

What programs are given is put together in `programs`; no shell sees it.
"""

from __future__ import annotations

import asyncio
import os

from textual import work
from textual.worker import WorkerCancelled, WorkerFailed

from tui_reader.config import Macro, OwnProgram
from tui_reader.document import clean_line
from tui_reader.model import Row
from tui_reader.programs import Given, Viewer, launch_words, own_words, work_in_terminal
from tui_reader.ui.commands import Command
from tui_reader.ui.screens.following import FollowingFlow

_LOOK_SECONDS = 0.05


class OwnCommandsFlow(FollowingFlow):
    """The actions of the configuration's macros and programs."""

    def on_mount(self) -> None:
        """No macro is running yet."""
        self._macro_lock = asyncio.Lock()

    # Macros.

    def action_macro(self, name: str) -> None:
        """Do the commands of a macro, one after another."""
        self._do_macro(self.settings.macros[name])

    @work(group="macro", exit_on_error=False)
    async def _do_macro(self, macro: Macro) -> None:
        title = macro.title or macro.name
        commands = {command.id: command for command in self.commands}
        # One macro after the other: two at once would have each other's cursor.
        async with self._macro_lock:
            for name in macro.do:
                command = commands.get(name)
                if command is None or name.startswith("macros."):
                    self.tell(f"It can't do “{name}”; tui-reader config --check says why.", title=title, wrong=True)
                    return
                if not await self._has_done(command):
                    self.tell(f"It stopped at “{name}”.", title=title, wrong=True)
                    return

    async def _has_done(self, command: Command) -> bool:
        """Do a command, and wait for its end: that of its action, its workers, a dialog of it; whether it was done."""
        before = set(self.app.workers)
        if not await self.app.run_action(command.action, self.hears(command.where)):
            return False
        begun = set(self.app.workers) - before
        for worker in begun:
            try:
                await worker.wait()
            except (WorkerCancelled, WorkerFailed):
                return False
        while self.app.screen is not self:
            await asyncio.sleep(_LOOK_SECONDS)
        painted = asyncio.Event()
        self.call_after_refresh(painted.set)
        await painted.wait()
        return True

    # Programs.

    def action_own_program(self, name: str) -> None:
        """Run a program of the user's on the post."""
        row = self.current_row
        if row is None or not row.path:
            self.tell("There is no post to run it on.")
            return
        self._run_own(self.settings.programs[name], row)

    @work(group="own-programs", exit_on_error=False)
    async def _run_own(self, program: OwnProgram, row: Row) -> None:
        title = program.title or program.name
        words, text = await asyncio.to_thread(self._made_ready, program, row)
        viewer = Viewer(title, tuple(words), terminal=program.terminal)
        given = text if program.stdin else None
        if not program.terminal:
            launched = await asyncio.to_thread(launch_words, viewer, words, given)
            self.tell(row.title, title=title)
            self.watch_program(launched, f"{title} failed", "")
            return
        status = 0

        def run() -> None:
            nonlocal status
            status = work_in_terminal(viewer, words, given)

        self.in_terminal(run)
        if status:
            self.tell(f"It ended with status {status}.", title=f"{title} failed", wrong=True)
        # It may have changed the post.
        self.refresh_after_edit()

    def _made_ready(self, program: OwnProgram, row: Row) -> tuple[list[str], str]:
        """The words to start the program with, and the article as text where it is wanted; not for the UI thread."""
        text = ""
        if program.stdin or any("{text}" in word for word in program.run):
            from tui_reader import export

            article = self.read_article(row)
            text = export.text(article.post, article.document, export.ExportOptions())
        given = Given(self.library.file(row.path), clean_line(row.title), row.id, row.source, text)
        return own_words(program.run, given, os.environ), text
