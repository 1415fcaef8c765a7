"""The documents of an EPUB that say what is in it: package, contents, and the contents for readers of EPUB 2.

They are text from values; nothing is read and nothing packed here. Rules: EPUB Packages 3.2, NCX of OPF 2.0.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from tui_reader.export.epub_contents import Chapter, Entry
from tui_reader.export.html_text import attribute, escaped
from tui_reader.export.html_words import Words

CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class Resource:
    """A file of the book that is no chapter."""

    id: str
    file: str
    media_type: str
    properties: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """What is known of a book as a whole."""

    identifier: str
    title: str
    languages: tuple[str, ...]
    """The commonest first; at least one."""
    modified: str
    """In UTC: `2024-10-01T01:30:00Z`."""
    day: str = ""
    """When it was written; empty where it wasn't on one day."""
    authors: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    source: str = ""
    """Ready for markup."""
    cover: str = ""
    """The id of the picture on its cover."""
    contents_shown: bool = False
    """Whether the contents are a page of the book too."""


def page(title: str, body: str, language: str, *, style: str) -> str:
    """A content document: XHTML with the book's style."""
    lang = f' lang="{language}" xml:lang="{language}"' if language else ""
    namespaces = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
    return (
        f"{_XML}<!DOCTYPE html>\n<html {namespaces}{lang}>\n<head>\n"
        f'<meta charset="utf-8"/>\n<title>{_said(title)}</title>\n'
        f'<link rel="stylesheet" type="text/css" href="{style}"/>\n</head>\n<body>\n{body}</body>\n</html>\n'
    )


def package(book: Book, chapters: Sequence[Chapter], resources: Sequence[Resource]) -> str:
    """The package document: what the book is, which files it has, in which order they are read."""
    items = [f'<item id="{one.id}" href="{one.file}" media-type="application/xhtml+xml"/>\n' for one in chapters]
    items.extend(map(_item, resources))
    spine = ['<itemref idref="contents"/>\n'] if book.contents_shown else []
    spine.extend(f'<itemref idref="{one.id}"/>\n' for one in chapters)
    return (
        f'{_XML}<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="book">\n'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n{"".join(_metadata(book))}</metadata>\n'
        f'<manifest>\n{"".join(items)}</manifest>\n<spine toc="ncx">\n{"".join(spine)}</spine>\n</package>\n'
    )


def contents_page(book: Book, entries: Sequence[Entry], words: Words) -> str:
    """The navigation document."""
    heading = f"<h1>{_said(book.title)}</h1>\n"
    lines = f"<h2>{words.contents}</h2>\n{_list(entries)}"
    body = f'{heading}<nav epub:type="toc" role="doc-toc" id="contents">\n{lines}</nav>\n'
    return page(book.title, body, words.language, style="style.css")


def ncx(book: Book, entries: Sequence[Entry]) -> str:
    """The contents as readers of EPUB 2 want them."""
    points = "".join(_points(entries, {}, count(1)))
    return (
        f'{_XML}<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1">\n'
        f'<head><meta name="dtb:uid" content="{attribute(book.identifier)}"/></head>\n'
        f"<docTitle><text>{_said(book.title)}</text></docTitle>\n<navMap>\n{points}</navMap>\n</ncx>\n"
    )


def _metadata(book: Book) -> Iterator[str]:
    yield f'<dc:identifier id="book">{escaped(book.identifier)}</dc:identifier>\n'
    yield f"<dc:title>{_said(book.title)}</dc:title>\n"
    for language in book.languages:
        yield f"<dc:language>{language}</dc:language>\n"
    yield f'<meta property="dcterms:modified">{book.modified}</meta>\n'
    if book.day:
        yield f"<dc:date>{book.day}</dc:date>\n"
    for name, values in (("creator", book.authors), ("subject", book.subjects)):
        for made in filter(str.strip, map(escaped, values)):
            yield f"<dc:{name}>{made}</dc:{name}>\n"
    if book.source:
        yield f"<dc:source>{book.source}</dc:source>\n"
    if book.cover:
        yield f'<meta name="cover" content="{book.cover}"/>\n'


def _item(resource: Resource) -> str:
    properties = f' properties="{resource.properties}"' if resource.properties else ""
    return f'<item id="{resource.id}" href="{resource.file}" media-type="{resource.media_type}"{properties}/>\n'


def _list(entries: Sequence[Entry]) -> str:
    made = ["<ol>\n"]
    for entry in entries:
        name = _said(entry.title)
        made.append(f'<li><a href="{entry.target}">{name}</a>' if entry.target else f"<li><span>{name}</span>")
        if entry.entries:
            made.extend(("\n", _list(entry.entries)))
        made.append("</li>\n")
    made.append("</ol>\n")
    return "".join(made)


def _points(entries: Sequence[Entry], numbers: dict[str, int], ids: Iterator[int]) -> Iterator[str]:
    """The lines of the NCX; lines that lead to one place have one number in the order of reading."""
    for entry in entries:
        target = entry.target or _first_target(entry)
        number = numbers.setdefault(target, len(numbers) + 1)
        yield f'<navPoint id="line-{next(ids)}" playOrder="{number}">'
        yield f'<navLabel><text>{_said(entry.title)}</text></navLabel><content src="{target}"/>\n'
        yield from _points(entry.entries, numbers, ids)
        yield "</navPoint>\n"


def _first_target(entry: Entry) -> str:
    while not entry.target:
        entry = entry.entries[0]
    return entry.target


def _said(text: str) -> str:
    """The text where there must be some."""
    made = escaped(text)
    return made if made.strip() else "—"
