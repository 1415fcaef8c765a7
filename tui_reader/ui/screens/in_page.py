"""Within the open article: its outline, from place to place and back, what can be opened by letters, selecting."""

from __future__ import annotations

from textual import work

from tui_reader.ui.screens.dialogs import Choice
from tui_reader.ui.screens.following import FollowingFlow, told
from tui_reader.ui.screens.hinting import HintLayer
from tui_reader.ui.screens.pictures import PictureFlow
from tui_reader.ui.screens.selecting import SelectionLayer
from tui_reader.ui.widgets.article_pane import Article
from tui_reader.ui.widgets.hints import Spot, labels


class InPageFlow(PictureFlow, FollowingFlow):
    """The commands that move within a page."""

    @work(exclusive=True, group="outline", exit_on_error=False)
    async def action_outline(self) -> None:
        """List the headings of the article, and go to the one that is chosen."""
        article = self._article()
        if article is None:
            return
        headings = article.page.headings
        if not headings:
            self.tell("This article has no headings.")
            return
        top = min(heading.level for heading in headings)
        choices = [Choice(f"{'  ' * (heading.level - top)}{heading.text}") for heading in headings]
        shown = self.pane.lines_shown
        here = sum(heading.line < shown.start + 2 for heading in headings) - 1
        chosen = await self.choose("Outline", choices, at=max(0, here))
        if chosen is not None:
            self.go_to(self.pane)
            self.pane.jump_to(headings[chosen].line, at_top=True)

    def action_step_link(self, step: int) -> None:
        """Choose the next link, or the one before; Enter then opens it."""
        if self._article() and not self.pane.step_link(step, told):
            self.tell("There is no further link." if step > 0 else "There is no link before.")

    def action_step_picture(self, step: int) -> None:
        """Go to the next picture, or the one before."""
        article = self._article()
        if article and not self.pane.step_to([image.line for image in article.page.images], step):
            self.tell("There is no further picture." if step > 0 else "There is no picture before.")

    def action_step_note(self, step: int) -> None:
        """Choose the next call of a footnote, or the one before; Enter then leads to the note."""
        article = self._article()
        if article is None:
            return
        links = article.page.links
        calls = [place for place, link in enumerate(links) if link.target.startswith(("#note:", "#call:"))]
        chosen = self.pane.link
        if chosen is not None:
            later = [place for place in calls if (place > chosen if step > 0 else place < chosen)]
        else:
            shown = self.pane.lines_shown
            later = [p for p in calls if (links[p].line >= shown.start if step > 0 else links[p].line < shown.start)]
        if not later:
            self.tell("There is no further footnote." if step > 0 else "There is no footnote before.")
            return
        place = later[0 if step > 0 else -1]
        self.pane.jump_to(links[place].line)
        self.pane.choose_link(place)

    def action_jump_back(self, step: int) -> None:
        """Back to where one was before the last jump, or forward again."""
        if self._article() and not self.pane.jump_back(step):
            self.tell("There was no jump before." if step < 0 else "There is no jump to go forward to.")

    @work(exclusive=True, group="hints", exit_on_error=False)
    async def action_hints(self) -> None:
        """Let letters stand over links and pictures, and open what is chosen."""
        if self._article() is None:
            return
        spots = self.pane.spots()
        if not spots:
            self.tell("Nothing on the screen can be opened.")
            return
        await self._choose_spot(dict(zip(labels(len(spots)), spots, strict=True)), ahead=False)

    @work(exclusive=True, group="hints", exit_on_error=False)
    async def action_link_number(self) -> None:
        """Ask for the number of a link, and open it; the numbers of those on the screen stand over them."""
        article = self._article()
        if article is None:
            return
        first: dict[str, Spot] = {}
        for place, link in enumerate(article.page.links):
            if link.number:
                first.setdefault(str(link.number), Spot(link.line, 0, place))
        for spot in self.pane.spots():
            number = article.page.links[spot.link].number if spot.link is not None else 0
            if number and first[str(number)].start == 0:
                first[str(number)] = spot
        if not first:
            self.tell("This article has no links.")
            return
        await self._choose_spot(first, ahead=True)

    async def _choose_spot(self, labelled: dict[str, Spot], *, ahead: bool) -> None:
        spot = await self.app.push_screen_wait(HintLayer(self.pane, labelled, ahead=ahead))
        article = self.pane.article
        if spot is None or article is None:
            return
        if spot.image is not None:
            self.open_picture(article.page.images[spot.image].number)
        elif spot.link is not None:
            self.pane.choose_link(spot.link)
            self.open_link(spot.link)

    @work(exclusive=True, group="select", exit_on_error=False)
    async def action_select_text(self) -> None:
        """Let text be selected by keys, and copy it."""
        if self._article() is None:
            return
        if not any(line.content.strip() for line in self.pane.lines):
            self.tell("There is no text to select.")
            return
        self.go_to(self.pane)
        text = await self.app.push_screen_wait(SelectionLayer(self.pane, self.pane.interest))
        if text:
            self.copy_value(text, "selection")

    def _article(self) -> Article | None:
        """The article in the pane; where there is none, that is said."""
        if self.pane.article is None:
            self.tell("Open an article first.")
        return self.pane.article
