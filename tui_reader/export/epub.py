"""Articles as an EPUB 3 book: one or many, contents by category, pictures inside.

What a chapter says is the document's blocks, as `html_blocks` writes them; the same articles give the same bytes.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

from tui_reader.document.blocks import Document, Image
from tui_reader.export.epub_archive import Archive
from tui_reader.export.epub_contents import Chapter, Entry, common_category, contents, in_order
from tui_reader.export.epub_package import CONTAINER, Book, Resource, contents_page, ncx, package, page
from tui_reader.export.epub_pictures import BookPictures, ChapterPictures
from tui_reader.export.html_blocks import BlockWriter
from tui_reader.export.html_files import style
from tui_reader.export.html_header import header, machine_date
from tui_reader.export.html_outline import outline
from tui_reader.export.html_pictures import Pictures
from tui_reader.export.html_text import address
from tui_reader.export.html_words import CHINESE, ENGLISH, Words, article_language, words_for
from tui_reader.export.options import ExportOptions, HeaderLanguage, ImageMention, Packed
from tui_reader.model import CategoryPath, Post

MEDIA_TYPE = "application/epub+zip"
UNKNOWN_LANGUAGE = "und"
_UNDATED = "1970-01-01T00:00:00Z"
_MOST_AUTHORS = 20
_STYLE = Resource("style", "style.css", "text/css")
_NCX = Resource("ncx", "toc.ncx", "application/x-dtbncx+xml")
_CONTENTS = Resource("contents", "contents.xhtml", "application/xhtml+xml", "nav")


def epub(post: Post, document: Document, options: ExportOptions) -> bytes:
    """The article as a book of its own, with its headings as contents."""
    return pack((Packed(post, document, options.pictures),), replace(options, title=""))


def pack(articles: Iterable[Packed], options: ExportOptions) -> bytes:
    """The articles as one book; one after another is taken, written and forgotten.

    Of the options the header's language, the mention of pictures and the title matter. A book's pictures are in
    memory with it.
    """
    binding = _Binding(options)
    for article in articles:
        binding.add(article)
    return binding.finish()


class _Binding:
    """A book in the making."""

    def __init__(self, options: ExportOptions) -> None:
        self._options = options
        self._archive = Archive(MEDIA_TYPE)
        self._archive.add("META-INF/container.xml", CONTAINER)
        self._archive.add(f"EPUB/{_STYLE.file}", style("article.css", "book.css"))
        self._pictures = BookPictures(self._archive)
        self._chapters: list[Chapter] = []
        self._languages: Counter[str] = Counter()
        self._authors: dict[str, None] = {}
        self._identity = sha256()
        self._modified = _UNDATED
        self._cover = ""
        self._only: Post | None = None
        """The post of a book that has one so far."""

    def add(self, article: Packed) -> None:
        """Write a chapter, and note what the book as a whole needs of it."""
        post, document, options = article.post, article.document, self._options
        language = article_language(post, document)
        words = words_for(post, document, language, options.header)
        places = outline(document)
        shelf = ChapterPictures(self._pictures, article.pictures)
        shown = Pictures(post, document, options.images, shelf.place, words)
        body = BlockWriter(places, shown, words, book=True).write(document)
        # The contents lead to the chapter by its title, so that it has one in any case.
        head = "" if options.header is HeaderLanguage.NONE else header(post, words)
        number = len(self._chapters) + 1
        category = next((path for path in post.categories if path), ())
        chapter = Chapter(f"post-{number}", f"posts/{number:05}.xhtml", post.title, category)
        self._chapters.append(replace(chapter, places=places) if number == 1 else chapter)
        made = page(post.title, f"<article>\n{head}{body}</article>\n", language, style="../style.css")
        self._archive.add(f"EPUB/{chapter.file}", made)
        self._note(post, language)
        if not self._cover and post.covers and options.images is ImageMention.COPY:
            self._cover = self._cover_of(article, shown)

    def finish(self) -> bytes:
        """Write what leads through the book; the book."""
        several = len(self._chapters) != 1
        chapters = [replace(chapter, places=()) for chapter in self._chapters] if several else self._chapters
        common = common_category(chapters)
        entries = contents(chapters, len(common))
        languages = tuple(language for language, _ in self._languages.most_common()) or (UNKNOWN_LANGUAGE,)
        words = self._words(languages[0])
        book = self._book(self._title(common, words), languages, contents_shown=several)
        shown = entries or [Entry(book.title, _CONTENTS.file)]
        resources = [
            _CONTENTS,
            _NCX,
            _STYLE,
            *(
                replace(one, properties="cover-image") if one.id == self._cover else one
                for one in self._pictures.resources
            ),
        ]
        self._archive.add(f"EPUB/{_CONTENTS.file}", contents_page(book, shown, words))
        self._archive.add(f"EPUB/{_NCX.file}", ncx(book, shown))
        self._archive.add("EPUB/package.opf", package(book, tuple(in_order(entries)), resources))
        return self._archive.finish()

    def _note(self, post: Post, language: str) -> None:
        self._identity.update(sha256(os.fsencode(post.path)).digest())
        self._languages[language or UNKNOWN_LANGUAGE] += 1
        if post.author:
            self._authors.setdefault(post.author)
        self._modified = max(self._modified, _moment(post))
        self._only = post if len(self._chapters) == 1 else None

    def _cover_of(self, article: Packed, shown: Pictures) -> str:
        """The id of the picture that the post names as its cover; empty where the book doesn't have it."""
        number = shown.number(Image(article.post.covers[0]))
        file = article.pictures.get(number) if number is not None else None
        resource = self._pictures.add(file) if file is not None else None
        return resource.id if resource is not None else ""

    def _title(self, common: CategoryPath, words: Words) -> str:
        """The title as given, else of the only article, the category of all, or the first article."""
        title = self._options.title.strip()
        if title or not self._chapters:
            return title
        first, number = self._chapters[0].title, len(self._chapters)
        if number == 1:
            return first
        return common[-1] if common else words.more.format(first=first, all=number, more=number - 1)

    def _book(self, title: str, languages: tuple[str, ...], *, contents_shown: bool) -> Book:
        only = self._only
        return Book(
            identifier=f"urn:uuid:{uuid5(NAMESPACE_URL, f'tui-reader:{self._identity.hexdigest()}')}",
            title=title,
            languages=languages,
            modified=self._modified,
            day=machine_date(only)[:10] if only else "",
            authors=tuple(self._authors)[:_MOST_AUTHORS],
            subjects=only.tags if only else (),
            source=(address(only.source) or "") if only and only.source else "",
            cover=self._cover,
            contents_shown=contents_shown,
        )

    def _words(self, language: str) -> Words:
        """The words of the contents: as chosen, else in the book's language."""
        choice = self._options.header
        chosen = choice is HeaderLanguage.ZH or (
            choice is not HeaderLanguage.EN and language.partition("-")[0].lower() == "zh"
        )
        return CHINESE if chosen else ENGLISH


def _moment(post: Post) -> str:
    """When the post was written, in UTC; the earliest moment for one that doesn't say it."""
    written = machine_date(post)
    if not written:
        return _UNDATED
    moment = datetime.fromisoformat(written)
    try:
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        return _UNDATED
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z".rjust(20, "0")
