"""What holds the panes beside each other; the borders between them can be dragged. Knows widths, not contents."""

from __future__ import annotations

from textual import events
from textual.containers import Horizontal
from textual.widget import Widget

_LEAST = 16
"""Cells that dragging leaves to a pane."""


class PaneRow(Horizontal):
    """Panes side by side."""

    _dragged: Widget | None = None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of a border between two panes."""
        shown = [child for child in self.children if child.display]
        for pane in shown[:-1]:
            if event.screen_x in (pane.region.right - 1, pane.region.right):
                self._dragged = pane
                self.capture_mouse()
                event.stop()
                return

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Give the pane at the left of the border what the mouse says."""
        pane = self._dragged
        if pane is None:
            return
        shown = [child for child in self.children if child.display]
        after = len(shown) - 1 - shown.index(pane)
        width = event.screen_x - pane.region.x + 1
        most = self.region.right - pane.region.x - after * _LEAST
        pane.styles.min_width = pane.styles.max_width = None
        pane.styles.width = max(_LEAST, min(width, most))

    def on_mouse_up(self) -> None:
        """Let the border go."""
        if self._dragged is not None:
            self._dragged = None
            self.release_mouse()
