"""Open with…: what there is to open, all programs that can, and the one that is chosen, remembered for the next time.

The flows of pictures, media and links do the opening.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from textual import work

from tui_reader import jobs
from tui_reader.document import Picture, cut, shown_path
from tui_reader.errors import ProgramError, ReaderError
from tui_reader.programs import Purpose, Remembered, Viewer, browsers
from tui_reader.ui.screens.dialogs import Choice
from tui_reader.ui.screens.following import FollowingFlow
from tui_reader.ui.screens.pictures import PictureFlow, gallery_of
from tui_reader.ui.screens.playing import PlayingFlow, medium_words
from tui_reader.ui.screens.reading_base import Opened
from tui_reader.ui.wording import count_text

_NAME_CELLS = 40


@dataclass(frozen=True, slots=True)
class _Subject:
    """Something that can be opened."""

    words: str
    """As in "Open … with": "picture 2", "all 4 pictures"."""
    detail: str
    purpose: Purpose
    programs: Callable[[bool], tuple[Viewer, ...]]
    """All that can open it; without those that the user names where it is called with False."""
    open: Callable[[Viewer], Awaitable[None]]


class OpeningFlow(PictureFlow, FollowingFlow, PlayingFlow):
    """The action that asks what with."""

    # In the group of the pictures: it may end in fetching some, and Esc stops that group.
    @work(exclusive=True, group="pictures", exit_on_error=False)
    async def action_open_with(self) -> None:
        """Ask what is to be opened, where there are several things, and what with; then open it."""
        article = await self.opened_article()
        subjects = await self._subjects(article) if article else []
        if not subjects:
            self.tell("This article has no pictures, nothing embedded and no source to open.")
            return
        chosen: int | None = 0
        if len(subjects) > 1:
            choices = [Choice(subject.words, subject.detail) for subject in subjects]
            chosen = await self.choose("Open what?", choices)
        if chosen is not None:
            await self._open_with(subjects[chosen])

    async def _subjects(self, article: Opened) -> list[_Subject]:
        """What the article has to be opened, the likeliest first."""
        made: list[_Subject] = []
        found = gallery_of(article)
        number = self.number_on_screen(article)
        single = [picture for picture in found if picture.number == number or len(found) == 1]

        def viewers_there(named: bool) -> tuple[Viewer, ...]:
            return self.picture_viewers(named=named)

        def alone(picture: Picture) -> _Subject:
            words, opened = f"picture {picture.number}", [picture]
            return _Subject(words, picture.caption, Purpose.PICTURES, viewers_there,
                            lambda viewer: self.show_pictures(article, opened, viewer))  # fmt: skip

        made += map(alone, single)
        if len(found) > 1:
            words = "both pictures" if len(found) == 2 else f"all {count_text(len(found), 'picture')}"
            made.append(_Subject(words, "as a gallery", Purpose.PICTURES, viewers_there,
                                 lambda viewer: self.show_pictures(article, found, viewer)))  # fmt: skip
        made += await self._embedded(article)
        if article.row.source:
            made.append(self._source(article.row.source))
        made += (alone(picture) for picture in found if picture not in single)
        return made

    async def _embedded(self, article: Opened) -> list[_Subject]:
        """What the article embeds."""

        def subject(medium: jobs.Medium) -> _Subject:
            words, detail = medium_words(medium)
            return _Subject(cut(words, _NAME_CELLS), detail, Purpose.MEDIA,
                            lambda named: self.media_programs(medium, named=named),
                            lambda program: self.open_medium(medium, program))  # fmt: skip

        return [subject(medium) for medium in await self.media_of(article) if not medium.refusal]

    def _source(self, address: str) -> _Subject:
        """The page that the post came from."""

        def there(_: bool) -> tuple[Viewer, ...]:
            return Remembered(self.places.state_dir).ordered(Purpose.ADDRESSES, browsers(os.environ))

        return _Subject("the source", address, Purpose.ADDRESSES, there,
                        lambda browser: self.open_address(address, browser))  # fmt: skip

    async def _open_with(self, subject: _Subject) -> None:
        """Let the user choose a program, remember it, open the subject with it."""
        try:
            found = await asyncio.to_thread(subject.programs, True)
        except ProgramError as error:
            # The one that the user names can't be used: all others still can.
            self.tell(error.message, title=error.title, wrong=True)
            found = await asyncio.to_thread(subject.programs, False)
        if not found:
            self.tell(f"No program was found that opens {subject.words}.", wrong=True)
            return
        remembered = Remembered(self.places.state_dir)
        last = await asyncio.to_thread(remembered.chosen, subject.purpose, found)
        choices = [Choice(shown_path(one.name), _about(one, last=one is last)) for one in found]
        chosen = await self.choose(f"Open {subject.words} with", choices)
        if chosen is None:
            return
        try:
            await asyncio.to_thread(remembered.choose, subject.purpose, found[chosen])
        except ReaderError as error:
            self.tell(error.message, title=error.title, wrong=True)
        await subject.open(found[chosen])


def _about(program: Viewer, *, last: bool) -> str:
    """What the list says of a program besides its name."""
    notes = [
        "last chosen" if last else "",
        "named in your settings" if program.named else "",
        "in this terminal" if program.terminal else "",
    ]
    return " · ".join([*(note for note in notes if note), shown_path(program.command[0])])
