"""An article as one HTML page that needs nothing else: style and pictures inside, no script, nothing loaded.

What the page says is the document's blocks, as `html_blocks` writes them.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping

from tui_reader.document.blocks import Document
from tui_reader.export.html_blocks import BlockWriter
from tui_reader.export.html_files import picture_bytes, style
from tui_reader.export.html_header import header
from tui_reader.export.html_outline import outline
from tui_reader.export.html_pictures import Pictures, Shown
from tui_reader.export.html_text import attribute, escaped
from tui_reader.export.html_words import article_language, words_for
from tui_reader.export.options import ExportOptions, HeaderLanguage, PictureFile
from tui_reader.export.text import BYTE_ORDER_MARK
from tui_reader.model import Post

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What a browser may load for the page (CSP level 3): nothing but what is in it."""
PICTURE_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp"})
"""What browsers show and what can't hold scripts."""


def html(post: Post, document: Document, options: ExportOptions) -> str:
    """The article as a page: NFC text, LF, one final newline; never raises.

    Of the options the header's language, the mention of pictures, the pictures and the byte order mark matter; the
    width is the window's, and links stand in the text.
    """
    language = article_language(post, document)
    words = words_for(post, document, language, options.header)
    pictures = Pictures(post, document, options.images, _Embedded(options.pictures).place, words)
    body = BlockWriter(outline(document), pictures, words).write(document)
    head = "" if options.header is HeaderLanguage.NONE else header(post, words)
    lang = f' lang="{language}"' if language else ""
    made = (
        f"<!DOCTYPE html>\n<html{lang}>\n<head>\n{_head(post)}</head>\n"
        f"<body>\n<article>\n{head}{body}</article>\n</body>\n</html>\n"
    )
    return BYTE_ORDER_MARK + made if options.bom else made


def _head(post: Post) -> str:
    lines = [
        '<meta charset="utf-8"/>',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"/>',
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
        '<meta name="referrer" content="no-referrer"/>',
        '<meta name="color-scheme" content="light dark"/>',
        f"<title>{escaped(post.title)}</title>",
    ]
    if post.author:
        lines.append(f'<meta name="author" content="{attribute(post.author)}"/>')
    if post.tags:
        lines.append(f'<meta name="keywords" content="{attribute(", ".join(post.tags))}"/>')
    lines.append(f"<style>\n{style('article.css', 'page.css')}</style>")
    return "\n".join(lines) + "\n"


class _Embedded:
    """Pictures as addresses that hold their bytes."""

    def __init__(self, pictures: Mapping[int, PictureFile]) -> None:
        self._pictures = pictures

    def place(self, number: int) -> Shown | None:
        file = self._pictures.get(number)
        if file is None or file.media_type not in PICTURE_TYPES:
            return None
        data = picture_bytes(file)
        return Shown(f"data:{file.media_type};base64,{b64encode(data).decode('ascii')}") if data else None
