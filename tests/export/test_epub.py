"""The EPUB export: what is in the archive and where it leads, and what epubcheck says of it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.export.books import NCX, Line, OpenBook, epubcheck
from tests.export.hostile import hostile_documents, hostile_posts
from tests.export.markup import XHTML, checked
from tests.export.posts import made
from tests.export.test_html import PNG, document_of, the_letter
from tests.export.test_text import CHINESE, ENGLISH
from tests.export.test_text import HTML as HTML_POST
from tests.typesetting.samples import SAMPLES
from tui_reader.document.blocks import Document
from tui_reader.export import EXPORTERS, ExportOptions, HeaderLanguage, ImageMention, Packed, PictureFile
from tui_reader.export.epub import epub, pack
from tui_reader.library import detect_site, read_post
from tui_reader.model import CategoryPath, Post

COPY = ExportOptions(images=ImageMention.COPY)
WEBP = b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0"
GIF = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"


def packed(post: Post, pictures: Mapping[int, PictureFile] | None = None) -> Packed:
    return Packed(post, document_of(post), pictures or {})


def book_of(*posts: Post, options: ExportOptions | None = None) -> OpenBook:
    return OpenBook(pack(map(packed, posts), options or ExportOptions()))


def post_in(title: str, *categories: CategoryPath) -> Post:
    return made(title, path=f"{title}.md", categories=categories, body="Text.")


def titles(lines: Sequence[Line]) -> list[object]:
    """The contents as nested lists: a line, then what is below it."""
    made: list[object] = []
    for line in lines:
        made.append(line.title)
        if line.lines:
            made.append(titles(line.lines))
    return made


def test_the_archive_is_what_readers_expect_first() -> None:
    data = epub(CHINESE, document_of(CHINESE), ExportOptions())
    assert data[30:58] == b"mimetypeapplication/epub+zip"
    book = OpenBook(data)
    assert book.names[:2] == ["mimetype", "META-INF/container.xml"]
    assert {entry.date_time for entry in book.archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b'full-path="EPUB/package.opf"' in book.archive.read("META-INF/container.xml")
    assert book.archive.testzip() is None


def test_the_same_posts_give_the_same_bytes() -> None:
    posts = [CHINESE, ENGLISH, HTML_POST]
    assert pack(map(packed, posts), COPY) == pack(map(packed, posts), COPY)
    assert pack(map(packed, posts), COPY) != pack(map(packed, posts[::-1]), COPY)


def test_the_package_names_every_file_once() -> None:
    book = book_of(CHINESE, ENGLISH, HTML_POST)
    named = [f"EPUB/{item.attrib['href']}" for item in book.items.values()]
    assert sorted([*named, "mimetype", "META-INF/container.xml", "EPUB/package.opf"]) == sorted(book.names)
    assert len(set(book.names)) == len(book.names)


def test_a_book_of_one_post_is_told_by_its_fields() -> None:
    book = book_of(CHINESE)
    assert book.told("title") == ["国务院印发《公园规划》"]
    assert book.told("language") == ["zh"]
    assert book.told("creator") == ["张三"]
    assert book.told("subject") == ["规划", "公园"]
    assert book.told("source") == ["https://example.com/a/1.html"]
    assert book.told("date") == ["2024-10-01"]
    assert book.modified == "2024-10-01T01:30:00Z"
    assert book.spine == ["posts/00001.xhtml"]
    other = book_of(replace(CHINESE, path="other.md"))
    assert book.told("identifier")[0].startswith("urn:uuid:")
    assert book.told("identifier") == book_of(CHINESE).told("identifier") != other.told("identifier")


@pytest.mark.parametrize(
    ("dates", "modified"),
    [
        (["2021-10-04T11:05:16Z", "2020-01-01"], "2021-10-04T11:05:16Z"),
        (["2020-01-01"], "2020-01-01T00:00:00Z"),
        (["2020-01-01T12:00:00"], "2020-01-01T12:00:00Z"),
        ([None], "1970-01-01T00:00:00Z"),
        (["0001-01-01T00:00:00+14:00"], "1970-01-01T00:00:00Z"),
        (["next week"], "1970-01-01T00:00:00Z"),
    ],
)
def test_the_date_of_a_book_is_that_of_its_latest_post(dates: list[str | None], modified: str) -> None:
    posts = [made(str(number), path=f"{number}.md", date=date) for number, date in enumerate(dates)]
    assert book_of(*posts).modified == modified


def test_the_contents_of_one_post_are_its_headings() -> None:
    body = "## One\n\n### Below\n\n#### Deeper\n\n## Two & three\n"
    book = book_of(made("Title", body=body))
    assert titles(book.contents) == ["Title", ["One", ["Below", ["Deeper"]], "Two & three"]]
    chapter = book.text("posts/00001.xhtml")
    for line in (*book.contents[0].lines, *book.contents[0].lines[0].lines):
        file, _, fragment = line.target.partition("#")
        assert file == "posts/00001.xhtml"
        assert f'id="{fragment}">{line.title.replace("&", "&amp;")}</h' in chapter


def test_the_contents_of_many_posts_are_their_categories() -> None:
    book = book_of(
        post_in("a", ("News", "Local")),
        post_in("b", ("Arts",), ("News",)),
        post_in("c", ("News",)),
        post_in("d"),
        post_in("e", ("News", "Local")),
    )
    assert titles(book.contents) == ["d", "News", ["c", "Local", ["a", "e"]], "Arts", ["b"]]
    assert book.told("title") == ["a and 4 more"]
    assert book.spine[0] == "contents.xhtml"
    reading = [checked(book.text(file)).findtext(f".//{XHTML}h1") for file in book.spine[1:]]
    assert reading == ["d", "c", "a", "e", "b"], "the order of the contents is the order of reading"
    points = ET.fromstring(book.text("toc.ncx")).iter(f"{NCX}navPoint")
    names = [point.findtext(f"{NCX}navLabel/{NCX}text") for point in points]
    assert names == ["d", "News", "c", "Local", "a", "e", "Arts", "b"]


def test_what_all_categories_share_is_the_title() -> None:
    book = book_of(post_in("a", ("新媒体", "山间来信", "茶")), post_in("b", ("新媒体", "山间来信")))
    assert book.told("title") == ["山间来信"]
    assert titles(book.contents) == ["b", "茶", ["a"]]
    named = book_of(post_in("a", ("News",)), post_in("b", ("News",)), options=ExportOptions(title="My book"))
    assert named.told("title") == ["My book"]


def test_languages_of_a_book_the_commonest_first() -> None:
    book = book_of(
        *(made(str(n), path=f"{n}.md", language=language) for n, language in enumerate(["en", "zh", "zh", "zz_!"]))
    )
    assert book.told("language")[:2] == ["zh", "en"]
    assert "目录" in book.text("contents.xhtml")
    english = book_of(CHINESE, CHINESE, options=ExportOptions(header=HeaderLanguage.EN))
    assert "Contents" in english.text("contents.xhtml")
    assert 'lang="zh" xml:lang="zh"' in book.text("posts/00002.xhtml")


def test_each_post_is_read_when_its_turn_has_come() -> None:
    events: list[str] = []

    class Noting(Mapping[int, PictureFile]):
        def __init__(self, name: str) -> None:
            self.name = name

        def __getitem__(self, key: int) -> PictureFile:
            events.append(f"picture {self.name}")
            raise KeyError(key)

        def __iter__(self) -> Iterator[int]:
            return iter(())

        def __len__(self) -> int:
            return 0

    def articles() -> Iterator[Packed]:
        for name in "ab":
            events.append(f"read {name}")
            post = made(name, path=name, body="![x](https://example.com/a.png)")
            yield Packed(post, document_of(post), Noting(name))

    pack(articles(), COPY)
    assert events == ["read a", "picture a", "read b", "picture b"]


def png(width: int, height: int) -> bytes:
    rows = (b"\0" + b"\x40\x80\xc0" * width) * height
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def with_pictures(folder: Path) -> tuple[Packed, ...]:
    """Two posts: the first with a picture of each type, the second with one of the first's under another name."""
    contents = {
        "a.png": ("image/png", png(40, 30)),
        "b.gif": ("image/gif", GIF),
        "c.webp": ("image/webp", WEBP),
        "d.svg": ("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        "e.png": ("image/png", b""),
    }
    files = []
    for name, (media_type, data) in contents.items():
        (folder / name).write_bytes(data)
        files.append(PictureFile(folder / name, media_type, name))
    body = "\n\n".join(f"![{name}](https://example.com/{name})" for name in contents)
    first = made("First", path="1.md", body=body, covers=("https://example.com/a.png",))
    again = folder / "again.png"
    again.write_bytes(contents["a.png"][1])
    second = made("Second", path="2.md", body="a ![x](https://example.com/y.png) b")
    return (
        packed(first, dict(enumerate(files, 1))),
        packed(second, {1: PictureFile(again, "image/png", "again.png")}),
    )


def test_pictures_are_in_the_book_each_once(tmp_path: Path) -> None:
    book = OpenBook(pack(with_pictures(tmp_path), COPY))
    kept = [name for name in book.names if "/pictures/" in name]
    assert sorted(Path(name).suffix for name in kept) == [".gif", ".png", ".png", ".webp"]
    pages = {name: checked(book.text(name), tuple(book.spine)) for name in book.spine}
    first, second = pages["posts/00001.xhtml"], pages["posts/00002.xhtml"]
    sources = [element.attrib["src"] for element in first.iter(f"{XHTML}img")]
    assert len(sources) == 3
    assert [element.attrib["src"] for element in second.iter(f"{XHTML}img")] == [sources[0]]
    assert book.archive.read(book.resolved("posts/00001.xhtml", sources[0])) == png(40, 30)
    (better,) = first.iter(f"{XHTML}source")
    assert better.get("type") == "image/webp"
    assert book.archive.read(book.resolved("posts/00001.xhtml", better.attrib["srcset"])) == WEBP
    named = [element.text for element in first.iter(f"{XHTML}a") if element.get("class") == "picture"]
    assert named == ["Figure 4", "Figure 5"], "what can't be in a book is named"
    covers = [item for item in book.items.values() if item.get("properties") == "cover-image"]
    assert [book.resolved("", cover.attrib["href"]) for cover in covers] == [
        book.resolved("posts/00001.xhtml", sources[0])
    ]


def test_pictures_that_are_not_wanted_are_not_in_the_book(tmp_path: Path) -> None:
    for mention in (ImageMention.LIST, ImageMention.NONE):
        book = OpenBook(pack(with_pictures(tmp_path), ExportOptions(images=mention)))
        assert not any("/pictures/" in name for name in book.names)
        assert ("Figure 1" in book.text("posts/00001.xhtml")) is (mention is ImageMention.LIST)


def test_one_post_takes_its_pictures_from_the_options(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    post = made(body="![x](a.png)")
    pictures = {1: PictureFile(tmp_path / "a.png", "image/png", "images/a.png")}
    book = OpenBook(epub(post, document_of(post), replace(COPY, pictures=pictures)))
    assert sum("/pictures/" in name for name in book.names) == 1


@settings(max_examples=100, deadline=None)
@given(hostile_posts, hostile_documents, st.sampled_from(HeaderLanguage), st.sampled_from(ImageMention))
def test_nothing_gets_out_of_the_text(
    post: Post, document: Document, header: HeaderLanguage, images: ImageMention
) -> None:
    book = OpenBook(epub(post, document, ExportOptions(header=header, images=images)))
    for name in ("posts/00001.xhtml", "contents.xhtml"):
        checked(book.text(name), tuple(book.spine))
    ET.fromstring(book.text("toc.ncx"))
    ids = {element.get("id") for element in ET.fromstring(book.text("posts/00001.xhtml")).iter()}
    for line in book.contents[0].lines:
        assert line.target.partition("#")[2] in ids


def test_the_format_is_in_the_table() -> None:
    exporter = EXPORTERS["epub"]
    assert (exporter.render, exporter.pack, exporter.suffix) == (epub, pack, ".epub")
    assert exporter.holds_pictures


def test_epubcheck_finds_nothing_in_books_of_every_kind(tmp_path: Path) -> None:
    every_block = [Packed(made(name, path=name), document) for name, document in SAMPLES.items()]
    books = {
        "one": epub(ENGLISH, document_of(ENGLISH), COPY),
        "none": pack((), COPY),
        "blocks": pack(every_block, ExportOptions(title="每一种 <block>")),
        "pictures": pack(with_pictures(tmp_path), COPY),
        "bare": pack(map(packed, (the_letter(), CHINESE, HTML_POST)), ExportOptions(header=HeaderLanguage.NONE)),
    }
    for name, data in books.items():
        path = tmp_path / f"{name}.epub"
        path.write_bytes(data)
        assert epubcheck(path) == [], name


def test_epubcheck_finds_nothing_in_hostile_books(tmp_path: Path) -> None:
    articles: list[Packed] = []

    @settings(
        max_examples=150,
        deadline=None,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(hostile_posts, hostile_documents)
    def gather(post: Post, document: Document) -> None:
        articles.append(Packed(replace(post, path=f"{len(articles)}.md"), document))

    gather()
    path = tmp_path / "hostile.epub"
    path.write_bytes(pack(articles, ExportOptions()))
    assert len(articles) >= 100
    assert epubcheck(path) == []


ARCHIVES = (
    *("GSA__digitalgov.gov", "cosname__cosx.org", "derived", "fightinggg__hexo-blog", "hexojs__hexo-theme-unit-test"),
    *("junhee-ko__blog-source", "mushanshitiancai__hexo-blog", "perladvent__perldotcom", "rails__weblog"),
    *("rust-lang__blog.rust-lang.org", "seed-family"),
)
SAMPLED = 60


@pytest.mark.corpora
@pytest.mark.parametrize("archive", ARCHIVES)
def test_epubcheck_finds_nothing_in_books_of_real_posts(corpora: Path, tmp_path: Path, archive: str) -> None:
    root = corpora / archive
    site = detect_site(root)
    found = sorted(path.relative_to(root).as_posix() for path in root.rglob("*.md") if path.is_file())
    posts = (read_post(root, path, site) for path in found[:: max(1, len(found) // SAMPLED)])
    path = tmp_path / "book.epub"
    path.write_bytes(pack(map(packed, posts), ExportOptions()))
    assert epubcheck(path) == []
