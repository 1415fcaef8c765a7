"""What the panes share: a lower border that tells where one is, written without painting the pane anew."""

from __future__ import annotations

from typing import Self

from textual.content import Content
from textual.geometry import Region
from textual.scroll_view import ScrollView


class FramedPane(ScrollView):
    """A pane with words in its lower border."""

    _told = ""
    _border_only = False

    def tell_below(self, text: str) -> None:
        """Write `text`, clean and never read as markup, into the lower border.

        Textual paints a whole widget anew for its subtitle. That is most of a cursor key's cost, and only one line
        has changed.
        """
        if text == self._told:
            return
        self._told = text
        self._border_only = True
        try:
            self.border_subtitle = Content(text)
        finally:
            self._border_only = False

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Refresh the widget, or the lines of `regions`, which are relative to the content."""
        if self._border_only:
            regions = (Region(-1, self.size.height, self.outer_size.width, 1),)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
