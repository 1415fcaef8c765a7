"""Videos, audio pieces and embedded pages: listed, played in a player or opened in the browser.

The reader fetches none of them; the program that is started does.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from textual import work

from tui_reader import jobs
from tui_reader.document import shown_path
from tui_reader.errors import ProgramError
from tui_reader.programs import Purpose, Remembered, Viewer, browse_in_terminal, launch_media, players
from tui_reader.ui.screens.dialogs import Choice
from tui_reader.ui.screens.outward import Outward
from tui_reader.ui.screens.reading_base import Opened


class PlayingFlow(Outward):
    """The actions on what is embedded."""

    @work(exclusive=True, group="media", exit_on_error=False)
    async def action_open_media(self) -> None:
        """Play or open what the article embeds; where that are several pieces, ask which."""
        article = await self.opened_article()
        found = await self.media_of(article) if article else ()
        if not found:
            self.tell("This article has no video, audio or embedded page.")
            return
        chosen: int | None = 0
        if len(found) > 1:
            chosen = await self.choose("Open which?", [Choice(*medium_words(medium)) for medium in found])
        if chosen is not None:
            await self.open_medium(found[chosen])

    async def media_of(self, article: Opened) -> tuple[jobs.Medium, ...]:
        """What the article embeds."""
        return await asyncio.to_thread(jobs.article_media, article.document, self.library.root, article.row.path)

    def media_programs(self, medium: jobs.Medium, *, named: bool = True) -> tuple[Viewer, ...]:
        """All programs that can open it, the choice first; not for the UI thread.

        Args:
            medium: The piece.
            named: Whether those count that the environment or the configuration name.

        Raises:
            ProgramError: The player that the user names isn't there.
        """
        environ = dict(os.environ)
        configured = self.settings.media_player
        if not named:
            environ.pop("TUI_READER_MEDIA_PLAYER", None)
            configured = ()
        return Remembered(self.places.state_dir).ordered(Purpose.MEDIA, players(environ, medium.origin, configured))

    async def open_medium(self, medium: jobs.Medium, program: Viewer | None = None) -> None:
        """Play or open a piece, in `program` or the one of choice; its address is told."""
        if medium.refusal:
            raise ProgramError("Can't open it", f"“{shown_path(medium.source[:200])}”: {medium.refusal}")
        place = medium.place
        shown = shown_path(str(place))
        if program is None:
            program = next(iter(await asyncio.to_thread(self.media_programs, medium)), None)
            if program is None:
                self.copy_value(str(place), f"{'file' if isinstance(place, Path) else 'address'} (no player was found)")
                return
        if program.terminal and isinstance(place, str):
            browser, address = program, place
            self.in_terminal(lambda: browse_in_terminal(browser, address))
            return
        launched = await asyncio.to_thread(launch_media, program, place)
        self.tell(shown, title=f"Opening in {program.name}")
        self.watch_program(launched, f"{program.name} failed")


def medium_words(medium: jobs.Medium) -> tuple[str, str]:
    """What a list says of a piece: its kind and title, and its address or why it isn't opened."""
    name = medium.source.partition("?")[0].rstrip("/").rpartition("/")[2]
    return f"{medium.kind}  {medium.title or name or 'no title'}", medium.refusal or medium.source
