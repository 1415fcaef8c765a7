"""An article as plain text: the lines of the sheet, and nothing but them."""

from __future__ import annotations

from tui_reader.document.blocks import Document
from tui_reader.export.options import ExportOptions
from tui_reader.export.sheet import sheet
from tui_reader.model import Post

BYTE_ORDER_MARK = "\ufeff"


def text(post: Post, document: Document, options: ExportOptions) -> str:
    """The article as plain text: NFC, LF, one final newline, no control but the newline.

    The same post and options give the same text, always.
    """
    lines = ("".join(run.text for run in line) for line in sheet(post, document, options))
    made = "\n".join(lines).rstrip("\n") + "\n"
    return BYTE_ORDER_MARK + made if options.bom else made
