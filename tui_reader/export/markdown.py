"""An article as Markdown: its fields as YAML, then its body, the author's own where that is Markdown already.

Other bodies go through their document, so that html2text is only ever given HTML that is whole and bounded; where what
it makes is not read as the same document, our own writer's is taken.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from tui_reader.document import clean_line, clean_text, identity, parse
from tui_reader.document.blocks import Document
from tui_reader.export.markdown_blocks import block_markdown
from tui_reader.export.markdown_html import article_html, is_deep
from tui_reader.export.markdown_pictures import copied, text_with_copies, with_copies, without_pictures
from tui_reader.export.markdown_spans import plain_markdown
from tui_reader.export.options import ExportOptions, HeaderLanguage, ImageMention
from tui_reader.export.text import BYTE_ORDER_MARK
from tui_reader.model import BodyFormat, OtherValue, Post, Table

MAX_HTML_CHARACTERS = 1_000_000
MAX_TAGS = 20_000
"""More of either would keep html2text busy for more than about a second: such articles are written without it."""

_TITLE_TAG = re.compile(
    r"<(?=/?(?:a|abbr|b|br|cite|code|del|div|em|font|h[1-6]|i|img|ins|kbd|mark|p|q|rt|ruby|s|small|span|strong|sub|sup"
    r"|tt|u)[\s/>]|!--)",
    re.IGNORECASE,
)
_HTML_BODY = re.compile(
    r"<(?:!doctype|html|body|main|article|section|div|p|center|figure|table|h[1-6]|ul|ol|dl|blockquote)\b.*>",
    re.IGNORECASE | re.DOTALL,
)
"""A body that is HTML from beginning to end, whatever its file is called."""
_EMPTY_HEAD = "---\n---"
_LIKE_A_HEAD = re.compile(r"[-+;]{3}|\s*\{|[A-Za-z][\w-]{0,40}:(?:\s|\Z)")
"""The beginning of a body that would be read as front matter, were there none before it."""
_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,14}", re.ASCII)
_BLANK = re.compile(r"^ +$", re.MULTILINE)
_TITLE_MARK = re.compile(r"`|\*(?=\*)|(?<=\])\(")


def markdown(post: Post, document: Document, options: ExportOptions) -> str:
    """The article as Markdown: NFC, LF, one final newline, no control but newline and tab; never raises.

    Read as a post again it has the same fields, those of its front matter that mean nothing here too, and, up to the
    sizes of its pictures, the same blocks. Of the options only the
    header (`none` leaves the fields out), the byte order mark and pictures matter: copies are named where they are now,
    and where none are wanted the body has none; the front matter, kept as it was written wherever it can be, may.
    """
    bare = options.header is HeaderLanguage.NONE
    if options.images is ImageMention.NONE and not is_deep(document):
        document, post = _without_pictures(document, post)
    copies = {} if is_deep(document) else copied(post, document, options)
    covers = tuple(copies.get(identity(cover), cover) for cover in post.covers)
    body = _body(post, document, copies, with_covers=bare)
    parts = [_EMPTY_HEAD] if bare and _LIKE_A_HEAD.match(body) else []
    if not bare:
        parts = [_kept(post, covers) or "---\n" + _fields(replace(post, covers=covers)) + "---"]
    if body:
        parts.append(body)
    made = "\n\n".join(parts) + "\n"
    return BYTE_ORDER_MARK + made if options.bom else made


def _kept(post: Post, covers: tuple[str, ...]) -> str | None:
    """The front matter as it was written, with what it doesn't say and where copied covers are; None if it can't be."""
    head = post.head
    if head is None:
        return None
    source = head.source
    for before, after in zip(post.covers, covers, strict=True):
        if after != before:
            source, found = re.subn(
                rf"(?<![\w./%-]){re.escape(before)}(?![\w./%-])", after.replace("\\", r"\\"), source
            )
            if not found:
                return None
    if not head.fence:
        return source
    if head.unsaid:
        said = [(key, value) for key, value in _values(post) if key in head.unsaid]
        source = (_toml(said) if head.fence == "+++" else _yaml(said)) + source
    return "\n".join((head.fence, *([source] if source else []), head.fence))


def _toml(fields: Iterable[tuple[str, object]]) -> str:
    """Texts and lists of them as TOML, whose strings and arrays are those of JSON (TOML 1.0, String and Array)."""
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in fields)


def _fields(post: Post) -> str:
    """The fields that the post has, each a YAML line or list."""
    return _yaml(_values(post))


def _yaml(fields: Iterable[tuple[str, object]]) -> str:
    from yaml import safe_dump  # takes long to import

    lines: list[str] = []
    for key, value in fields:
        written = safe_dump({key: value}, allow_unicode=True, sort_keys=False, width=sys.maxsize)
        if not unicodedata.is_normalized("NFC", written):
            # Escaped, such a name stays what it is in a file that is NFC.
            written = safe_dump({key: value}, allow_unicode=False, sort_keys=False, width=sys.maxsize)
        lines.append(written)
    return "".join(lines)


def _values(post: Post) -> Iterator[tuple[str, object]]:
    yield "title", _title(clean_line(post.title))
    if post.date is not None:
        yield "date", post.date.iso
    if post.author:
        yield "author", post.author
    paths = [list(path) for path in post.categories if path]
    if paths:
        yield "categories", paths[0] if len(paths) == 1 else paths
    if post.tags:
        yield "tags", list(post.tags)
    if post.source:
        yield "source", post.source
    if post.language:
        yield "language", post.language
    if post.draft:
        yield "draft", True
    if post.covers:
        yield "cover", post.covers[0] if len(post.covers) == 1 else list(post.covers)
    for key, value in post.others:
        yield key, _value(value)


def _value(value: OtherValue) -> object:
    """A value as YAML has it."""
    if isinstance(value, str):
        return _plain(value)
    if isinstance(value, Table):
        return {key: _value(item) for key, item in value.entries}
    return [_value(item) for item in value]


def _plain(text: str) -> object:
    """A truth value or a number, so that it isn't quoted where it wasn't; any other text as it is."""
    if text in {"true", "false"}:
        return text == "true"
    return int(text) if _NUMBER.fullmatch(text) else text


def _title(title: str) -> str:
    """The title with entities for what generators, and our own reader, would take for markup in it."""
    if "&" in title:
        title = re.sub(r"&(?=[#\w])", "&amp;", title)
    title = _TITLE_TAG.sub("&lt;", title)
    if title.count("`") > 1 or "**" in title or "](" in title:
        title = _TITLE_MARK.sub(lambda found: f"&#{ord(found[0])};", title)
    return title


def _body(post: Post, document: Document, copies: Mapping[str, str], *, with_covers: bool) -> str:
    is_html = post.format is BodyFormat.HTML or _HTML_BODY.fullmatch(post.body.strip()) is not None
    if post.format is BodyFormat.MARKDOWN and not is_html:
        made = _own(post, document, copies)
    else:
        blocks = document.blocks if with_covers else document.blocks[document.covers :]
        shown = (
            with_copies(Document(blocks, document.footnotes), copies)
            if copies
            else Document(blocks, document.footnotes)
        )
        made = clean_text(_written(shown, is_html=is_html))
    return unicodedata.normalize("NFC", made).strip("\n").rstrip()


def _without_pictures(document: Document, post: Post) -> tuple[Document, Post]:
    """The document without its pictures, and the post so that its own Markdown, where that has some, isn't taken."""
    bare = without_pictures(Document(document.blocks[document.covers :], document.footnotes))
    has_some = bare != Document(document.blocks[document.covers :], document.footnotes)
    if has_some and post.format is BodyFormat.MARKDOWN:
        post = replace(post, format=BodyFormat.TEXT)
    return bare, post


def _own(post: Post, document: Document, copies: Mapping[str, str]) -> str:
    """The author's own Markdown; where pictures were copied, with their new places, as far as that changes no more."""
    own = clean_text(post.body.replace("\r\n", "\n").replace("\r", "\n"))
    if not copies:
        return own
    shown = Document(document.blocks[document.covers :], document.footnotes)
    wanted = with_copies(shown, copies)
    if wanted == shown:
        return own  # the covers alone were copied
    changed = text_with_copies(own, shown, copies)
    return changed if _says(changed, wanted) else clean_text(block_markdown(wanted))


def _written(document: Document, *, is_html: bool) -> str:
    """The document by html2text where that is faithful, else by our own writer; very deep ones as plain paragraphs."""
    if is_deep(document):
        return plain_markdown(document)
    converted = _converted(document) if is_html else None
    if converted is not None and _says(converted, document):
        return converted
    return block_markdown(document)


def _says(text: str, document: Document) -> bool:
    """Whether Markdown is read as exactly this document."""
    again = parse(text, BodyFormat.MARKDOWN)
    return again.blocks == document.blocks and again.footnotes == document.footnotes


def _converted(document: Document) -> str | None:
    """The document through html2text; None where it is too large or too deep for that, or where html2text fails."""
    html = article_html(document)
    if len(html) > MAX_HTML_CHARACTERS or html.count("<") > MAX_TAGS:
        return None
    from html2text import HTML2Text

    converter = HTML2Text(bodywidth=0)
    converter.unicode_snob = True
    # It takes all text for code, which it leaves as it is: the text is escaped already, and its own escaping misses
    # most signs and takes time with the square of a run of spaces.
    converter.code = True
    try:
        return _BLANK.sub("", converter.handle(html))
    except (AssertionError, IndexError, ValueError):
        return None
