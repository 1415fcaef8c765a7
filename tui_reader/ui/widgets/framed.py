"""What the panes share: a lower border that tells where one is, written without painting the pane anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from textual.content import Content
from textual.geometry import Region
from textual.scroll_view import ScrollView

from tui_reader.document import width


def fitted(hint: Sequence[str], cells: int) -> list[str]:
    """The lines of a hint; one that is wider than `cells` is parted at its dots, and at its blanks where need be."""
    lines: list[str] = []
    for line in hint:
        parts = [line] if width(line) <= cells else line.split(" · ")
        for part in parts:
            lines.extend([part] if width(part) <= cells else _wrapped(part, cells))
    return lines


def _wrapped(text: str, cells: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if width(longer) <= cells or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


class FramedPane(ScrollView, inherit_bindings=False):
    """A pane with words in its lower border. No keys but those of the table: Textual's own for scrolling go."""

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
