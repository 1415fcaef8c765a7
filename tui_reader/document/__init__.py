"""What an article is: a document of blocks, and the page that it becomes. Pure: no files, no network, no terminal."""

from __future__ import annotations

from tui_reader.document.addresses import Refusal, checked_link, is_web, unwrap_proxy
from tui_reader.document.blocks import Document, Image, Style
from tui_reader.document.card import Card, layout_card
from tui_reader.document.cells import cut, fit, width
from tui_reader.document.clean import clean_line, clean_text, shown_path
from tui_reader.document.layout import layout
from tui_reader.document.measure import Digest, digest
from tui_reader.document.page import FigureStyle, LayoutOptions, Line, LinkStyle, Page, Role, Run
from tui_reader.document.parse import first_heading, parse
from tui_reader.document.pictures import Picture, pictures
from tui_reader.document.places import Hit, HitPart, anchor, block_text, find, locate, plain_text

__all__ = [
    "Card",
    "Digest",
    "Document",
    "FigureStyle",
    "Hit",
    "HitPart",
    "Image",
    "LayoutOptions",
    "Line",
    "LinkStyle",
    "Page",
    "Picture",
    "Refusal",
    "Role",
    "Run",
    "Style",
    "anchor",
    "block_text",
    "checked_link",
    "clean_line",
    "clean_text",
    "cut",
    "digest",
    "find",
    "first_heading",
    "fit",
    "is_web",
    "layout",
    "layout_card",
    "locate",
    "parse",
    "pictures",
    "plain_text",
    "shown_path",
    "unwrap_proxy",
    "width",
]
