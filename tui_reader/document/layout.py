"""Lays an article out: blocks become lines of at most so many cells. The one renderer of panes and exports.

Composes nothing itself and is cheap to import; `document.composition` does the work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui_reader.document.blocks import Document
    from tui_reader.document.page import LayoutOptions, Page


def layout(document: Document, options: LayoutOptions) -> Page:
    """Lay `document` out.

    Args:
        document: The article.
        options: Width in cells and everything else that differs between panes and exports.

    Returns:
        The page. No line is wider than `options.width` but for one grapheme that is wider than the line and, where
        the options say so, addresses and code that are not to be broken.
    """
    from tui_reader.document.composition import Composition  # not needed by commands that lay nothing out

    return Composition(document, options).page()
