"""What an article is: a document of blocks, and the page that it becomes. Pure: no files, no network, no terminal."""

from __future__ import annotations

from tui_reader.document.addresses import Refusal, checked_link, is_web, unwrap_proxy
from tui_reader.document.cells import cut, fit, width
from tui_reader.document.clean import clean_line, clean_text, shown_path

__all__ = [
    "Refusal",
    "checked_link",
    "clean_line",
    "clean_text",
    "cut",
    "fit",
    "is_web",
    "shown_path",
    "unwrap_proxy",
    "width",
]
