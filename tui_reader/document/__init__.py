"""What an article is: a document of blocks, and the page that it becomes. Pure: no files, no network, no terminal.

Each part is imported by those who call for it: short commands need no more than the cleaning of text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tui_reader.document.layout import layout

if TYPE_CHECKING:
    from tui_reader.document.addresses import (
        Refusal,
        bare_links,
        checked_link,
        is_web,
        readable_address,
        short_address,
        unwrap_proxy,
    )
    from tui_reader.document.beginning import beginning_of, definitions
    from tui_reader.document.blocks import Document, Image, Style
    from tui_reader.document.card import Card, layout_card
    from tui_reader.document.cells import clusters, cut, fit, width
    from tui_reader.document.clean import clean_line, clean_text, shown_path
    from tui_reader.document.figures import CAPTION_LENGTH, is_figure
    from tui_reader.document.folds import spans
    from tui_reader.document.fragments import fragment_key, fragment_line
    from tui_reader.document.highlight import tokens
    from tui_reader.document.inline import Prose
    from tui_reader.document.measure import Digest, digest, language_of, link_targets, visible_text
    from tui_reader.document.page import FigureStyle, LayoutOptions, Line, LinkStyle, Page, Role, Run
    from tui_reader.document.paragraphs import natural_width, set_prose
    from tui_reader.document.parsing import first_heading, parse
    from tui_reader.document.passages import Passage, fitted, passage
    from tui_reader.document.picture_list import Picture, identity, pictures
    from tui_reader.document.places import Hit, HitPart, anchor, block_text, find, locate, plain_text
    from tui_reader.document.register import HIGHLIGHTED
    from tui_reader.document.rewriting import Rewriter
    from tui_reader.document.wanted import Wanted, find_wanted

_LATER = {
    "CAPTION_LENGTH": "figures",
    "HIGHLIGHTED": "register",
    "Card": "card",
    "Digest": "measure",
    "Document": "blocks",
    "FigureStyle": "page",
    "Hit": "places",
    "HitPart": "places",
    "Image": "blocks",
    "LayoutOptions": "page",
    "Line": "page",
    "LinkStyle": "page",
    "Page": "page",
    "Passage": "passages",
    "Picture": "picture_list",
    "Prose": "inline",
    "Refusal": "addresses",
    "Rewriter": "rewriting",
    "Role": "page",
    "Run": "page",
    "Style": "blocks",
    "Wanted": "wanted",
    "anchor": "places",
    "bare_links": "addresses",
    "beginning_of": "beginning",
    "block_text": "places",
    "checked_link": "addresses",
    "clean_line": "clean",
    "clean_text": "clean",
    "clusters": "cells",
    "cut": "cells",
    "definitions": "beginning",
    "digest": "measure",
    "language_of": "measure",
    "link_targets": "measure",
    "visible_text": "measure",
    "find": "places",
    "fragment_key": "fragments",
    "fragment_line": "fragments",
    "find_wanted": "wanted",
    "first_heading": "parsing",
    "fit": "cells",
    "fitted": "passages",
    "identity": "picture_list",
    "is_figure": "figures",
    "is_web": "addresses",
    "layout_card": "card",
    "locate": "places",
    "natural_width": "paragraphs",
    "parse": "parsing",
    "passage": "passages",
    "pictures": "picture_list",
    "plain_text": "places",
    "set_prose": "paragraphs",
    "readable_address": "addresses",
    "short_address": "addresses",
    "shown_path": "clean",
    "spans": "folds",
    "tokens": "highlight",
    "unwrap_proxy": "addresses",
    "width": "cells",
}
"""Names and the modules in which they are: imported at their first use (PEP 562). None is also a module's name."""

__all__ = [
    "CAPTION_LENGTH",
    "HIGHLIGHTED",
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
    "Passage",
    "Picture",
    "Prose",
    "Refusal",
    "Rewriter",
    "Role",
    "Run",
    "Style",
    "Wanted",
    "anchor",
    "bare_links",
    "beginning_of",
    "block_text",
    "checked_link",
    "clean_line",
    "clean_text",
    "clusters",
    "cut",
    "definitions",
    "digest",
    "find",
    "find_wanted",
    "first_heading",
    "fit",
    "fitted",
    "fragment_key",
    "fragment_line",
    "identity",
    "is_figure",
    "is_web",
    "language_of",
    "layout",
    "layout_card",
    "link_targets",
    "locate",
    "natural_width",
    "parse",
    "passage",
    "pictures",
    "plain_text",
    "readable_address",
    "set_prose",
    "short_address",
    "shown_path",
    "spans",
    "tokens",
    "unwrap_proxy",
    "visible_text",
    "width",
]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    return value
