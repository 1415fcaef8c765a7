"""Pictures that were copied beside a Markdown file: their mentions lead to the copies. It writes no Markdown itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from tui_reader.document import Rewriter, identity, pictures
from tui_reader.document.blocks import Document, Figure, Image, Paragraph, Spans, plain, spans_of, walk
from tui_reader.export.options import ExportOptions, ImageMention
from tui_reader.model import Post

_MEANINGFUL = str.maketrans({"%": "%25", "#": "%23", "?": "%3F", " ": "%20", "(": "%28", ")": "%29", "<": "%3C"})
"""What in a file's name would mean something else in an address, or end it."""


def copied(post: Post, document: Document, options: ExportOptions) -> Mapping[str, str]:
    """Where the copies are: the pictures' identities (`document.identity`) to addresses relative to the file."""
    if options.images is not ImageMention.COPY or not options.pictures:
        return {}
    return {
        identity(picture.image.source): options.pictures[picture.number].name.translate(_MEANINGFUL)
        for picture in pictures(document, post.covers)
        if picture.number in options.pictures
    }


def with_copies(document: Document, copies: Mapping[str, str]) -> Document:
    """The document with the addresses of the copies; what has none stays as it is.

    Raises:
        RecursionError: It is nested too deeply.
    """

    def placed(image: Image) -> Image:
        place = copies.get(identity(image.source))
        return image if place is None else replace(image, source=place)

    def of_spans(spans: Spans) -> Spans:
        return tuple(placed(span) if isinstance(span, Image) else span for span in spans)

    def of_figure(figure: Figure) -> Figure:
        return replace(figure, image=placed(figure.image), caption=of_spans(figure.caption))

    return Rewriter(of_spans, of_figure).document(document)


def without_pictures(document: Document) -> Document:
    """The document without its pictures; of a figure the caption stays, as a paragraph.

    Raises:
        RecursionError: It is nested too deeply.
    """

    def of_spans(spans: Spans) -> Spans:
        left = tuple(span for span in spans if not isinstance(span, Image))
        return left if len(left) == len(spans) or plain(left).strip() else ()

    def of_figure(figure: Figure) -> Paragraph | None:
        caption = of_spans(figure.caption)
        return Paragraph(caption) if caption else None

    return Rewriter(of_spans, of_figure).document(document)


def text_with_copies(text: str, document: Document, copies: Mapping[str, str]) -> str:
    """The author's own Markdown with the addresses of the copies, wherever they stand as addresses.

    It is a guess that the caller checks: an address in a piece of code is replaced too.
    """
    for source in sorted(_sources(document), key=len, reverse=True):
        place = copies.get(identity(source))
        if place is not None:
            text = re.sub(rf"(?<=[(<\"'=\s]){re.escape(source)}(?=[)>\"'\s]|$)", place.replace("\\", r"\\"), text)
    return text


def _sources(document: Document) -> set[str]:
    """The addresses of all pictures, as they are written."""
    found = set()
    for block in walk(document):
        if isinstance(block, Figure):
            found.add(block.image.source)
        found.update(span.source for spans in spans_of(block) for span in spans if isinstance(span, Image))
    return found
