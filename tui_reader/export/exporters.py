"""The table of formats that an article can be exported in: a new one is a function and a row here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tui_reader.document.blocks import Document
from tui_reader.export.ansi import ansi
from tui_reader.export.epub import epub, pack
from tui_reader.export.html import html
from tui_reader.export.markdown import markdown
from tui_reader.export.options import ExportOptions, Packed
from tui_reader.export.text import text
from tui_reader.model import Post


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format."""

    name: str
    suffix: str
    """What its files end in, with the dot."""
    render: Callable[[Post, Document, ExportOptions], str | bytes]
    """Makes the file of one article."""
    pack: Callable[[Iterable[Packed], ExportOptions], bytes] | None = None
    """Makes one file of many articles, taken one after another; None where the format can't hold more than one."""
    is_markup: bool = False
    """Whether its text is HTML, which names characters that an encoding lacks."""
    holds_pictures: bool = False
    """Whether its files hold the pictures of `ExportOptions.pictures` themselves; else copies stand beside them."""


EXPORTERS: Mapping[str, Exporter] = MappingProxyType(
    {
        exporter.name: exporter
        for exporter in (
            Exporter("text", ".txt", text),
            Exporter("ansi", ".ansi", ansi),
            Exporter("markdown", ".md", markdown),
            Exporter("html", ".html", html, is_markup=True, holds_pictures=True),
            Exporter("epub", ".epub", epub, pack, holds_pictures=True),
        )
    }
)
