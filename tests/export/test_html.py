"""The HTML export: goldens, what a page may hold whatever the post holds, and where its links and pictures lead."""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tui_reader
from tests.export.hostile import hostile_documents, hostile_posts
from tests.export.markup import checked, html_nodes, xml_nodes
from tests.export.posts import made
from tests.export.test_text import CHINESE, ENGLISH
from tests.export.test_text import HTML as HTML_POST
from tests.typesetting.samples import SAMPLES
from tests.typesetting.strategies import documents, leaves
from tui_reader.document import clean_text, parse
from tui_reader.document.blocks import (
    Block,
    Document,
    Figure,
    Footnote,
    FootnoteReference,
    Image,
    Link,
    Paragraph,
    Quote,
    Style,
    Text,
    spans_of,
    walk,
)
from tui_reader.export import EXPORTERS, ExportOptions, HeaderLanguage, ImageMention, PictureFile
from tui_reader.export.html import POLICY, html
from tui_reader.library import Site, SiteKind, read_post
from tui_reader.model import Post

GOLDEN = Path(__file__).parent / "golden"
SAMPLE = Path(tui_reader.__file__).parent / "sample"
LETTER = "source/_posts/新媒体/山间来信/秋茶入仓.md"
STYLE = re.compile(r"<style>\n.*?</style>", re.DOTALL)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6360000000020001"
    "48afa4710000000049454e44ae426082"
)


def document_of(post: Post) -> Document:
    return parse(post.body, post.format, covers=post.covers, title=post.title)


def page_of(*blocks: Block, post: Post | None = None, options: ExportOptions | None = None) -> str:
    return html(post or made(), Document(blocks), options or ExportOptions())


def article(page: str) -> str:
    """What is between the head of the article and its end."""
    return page.partition("</header>\n")[2].partition("</article>")[0]


def the_letter() -> Post:
    return read_post(SAMPLE, LETTER, Site(SiteKind.HEXO))


CASES = {
    "html-letter": (the_letter, ExportOptions()),
    "html-chinese": (lambda: CHINESE, ExportOptions()),
    "html-english": (lambda: ENGLISH, ExportOptions(images=ImageMention.NONE)),
    "html-html": (lambda: HTML_POST, ExportOptions(header=HeaderLanguage.ZH)),
}


def golden(name: str) -> str:
    """The page as its golden file has it: without the style, which is told by its looks."""
    make, options = CASES[name]
    post = make()
    return STYLE.sub("<style/>", html(post, document_of(post), options))


@pytest.mark.parametrize("name", CASES)
def test_the_bytes_are_the_contract(name: str) -> None:
    assert golden(name).encode() == (GOLDEN / f"{name}.html").read_bytes()


@pytest.mark.parametrize("name", SAMPLES)
def test_each_kind_of_block_is_whole_markup(name: str) -> None:
    page = html(made(), SAMPLES[name], ExportOptions())
    assert html_nodes(page) == xml_nodes(checked(page))


def squeezed(text: str) -> str:
    """The text without spaces and marks: those may melt with what is before them."""
    return "".join(
        sign for sign in unicodedata.normalize("NFD", text) if not (sign.isspace() or unicodedata.combining(sign))
    )


@settings(max_examples=200, deadline=None)
@given(documents(leaves))
def test_no_word_is_lost(document: Document) -> None:
    body = checked(html(made(), document, ExportOptions())).find("body")
    assert body is not None
    shown = squeezed("".join(body.itertext()))
    for block in walk(document):
        for spans in spans_of(block):
            for span in spans:
                if isinstance(span, Text):
                    assert squeezed(clean_text(span.text)) in shown


@settings(max_examples=300, deadline=None)
@given(
    hostile_posts,
    hostile_documents,
    st.builds(
        ExportOptions,
        images=st.sampled_from(ImageMention),
        header=st.sampled_from(HeaderLanguage),
        bom=st.booleans(),
        pictures=st.just(
            {1: PictureFile(Path("/dev/null"), "image/png", "x"), 2: PictureFile(Path(), "image/svg", "")}
        ),
    ),
)
def test_nothing_gets_out_of_the_text(post: Post, document: Document, options: ExportOptions) -> None:
    page = html(post, document, options)
    root = checked(page)
    assert html_nodes(page.removeprefix("\ufeff")) == xml_nodes(root)
    assert page == html(post, document, options)
    assert page.endswith("</html>\n")
    # Tools that put files in NFC must not be led to melt text with markup.
    checked(unicodedata.normalize("NFC", page))


def test_nothing_is_loaded_and_nothing_runs() -> None:
    page = html(CHINESE, document_of(CHINESE), ExportOptions(images=ImageMention.COPY))
    assert f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"/>' in page
    assert "src=" not in page
    assert "url(" not in page
    assert "@import" not in page
    assert "script" not in page


def test_the_head_names_the_post() -> None:
    page = html(CHINESE, document_of(CHINESE), ExportOptions())
    assert '<html lang="zh">' in page
    assert "<title>国务院印发《公园规划》</title>" in page
    assert '<time datetime="2024-10-01T09:30:00+08:00">2024-10-01 09:30 +08:00</time>' in page
    assert '<a class="source" href="https://example.com/a/1.html" title="来源">example.com</a>' in page
    bare = html(CHINESE, document_of(CHINESE), ExportOptions(header=HeaderLanguage.NONE))
    assert "<header>" not in bare
    assert "<title>国务院印发《公园规划》</title>" in bare
    assert html(CHINESE, document_of(CHINESE), ExportOptions(bom=True)) == "\ufeff" + page


@pytest.mark.parametrize(
    ("target", "href"),
    [
        ("https://example.com/a?b=1&c=2", "https://example.com/a?b=1&amp;c=2"),
        ("//example.com/x", "https://example.com/x"),
        ("mailto:a@example.com?attach=/etc/passwd", "mailto:a@example.com"),
        ("https://example.com/a[1]#b#c", "https://example.com/a%5B1%5D#b%23c"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("https://good.com@evil.example/", None),
        ("../other.html", None),
        ("#nowhere", None),
    ],
)
def test_links_lead_to_the_web_only(target: str, href: str | None) -> None:
    shown = article(page_of(Paragraph((Text("here", link=Link(target)),))))
    assert "here" in shown
    assert re.findall(r'href="([^"]*)"', shown) == ([href] if href else [])


def test_links_within_the_page_find_their_heading() -> None:
    headings = "# One & two\n\n## 第一节：开始\n\n## 第一节：开始\n\n"
    body = headings + "[a](#one--two) [b](#第一节-开始) [c](#%E7%AC%AC一节开始-1)"
    page = html(made(), parse(body, made().format), ExportOptions())
    checked(page)
    assert re.findall(r'<a href="#([^"]*)">(.)</a>', page) == [
        ("section-1", "a"),
        ("section-2", "b"),
        ("section-3", "c"),
    ]
    assert '<h2 id="section-1">One &amp; two</h2>' in page, "the title of the post is the only first heading"
    assert '<h3 id="section-2">' in page


def test_footnotes_and_their_calls_lead_to_each_other() -> None:
    call = FootnoteReference(1)
    notes = (Footnote(1, (Paragraph((Text("the note"),)),)), Footnote(2, (Paragraph((Text("uncalled"),)),)))
    document = Document((Paragraph((Text("a"), call, Text("b"), call, FootnoteReference(7))),), notes)
    page = html(made(), document, ExportOptions())
    checked(page)
    assert '<a role="doc-noteref" id="call-1" href="#note-1">1</a>' in page
    assert '<a role="doc-noteref" id="call-1-2" href="#note-1">1</a>' in page
    assert "<sup>[7]</sup>" in page, "what calls no note is no link"
    assert '<a role="doc-backlink" href="#call-1" aria-label="Back to the text">1</a>' in page
    assert '<p class="number">2</p>' in page


def figure(source: str, link: Link | None = None) -> Figure:
    return Figure(Image(source, "alt", link=link), (Text("Caption"),))


def test_pictures_that_are_there_are_in_the_page(tmp_path: Path) -> None:
    there, gone = tmp_path / "a.png", tmp_path / "gone.png"
    there.write_bytes(PNG)
    pictures = {
        1: PictureFile(there, "image/png", "images/a.png"),
        2: PictureFile(gone, "image/png", "images/gone.png"),
        3: PictureFile(there, "image/svg+xml", "images/a.svg"),
    }
    blocks = tuple(figure(f"https://example.com/{name}.png") for name in "abcd")
    options = ExportOptions(images=ImageMention.COPY, pictures=pictures)
    page = page_of(*blocks, options=options)
    checked(page)
    data = b64encode(PNG).decode()
    assert re.findall(r'src="([^"]*)"', page) == [f"data:image/png;base64,{data}"]
    assert re.findall(r'href="([^"]*)">(.*?)<', page) == [
        (f"https://example.com/{name}.png", f"Figure {number}") for number, name in ((2, "b"), (3, "c"), (4, "d"))
    ]
    named = page_of(*blocks, options=replace(options, images=ImageMention.LIST))
    assert "src=" not in named
    assert named.count('class="picture"') == 4
    none = page_of(*blocks, options=replace(options, images=ImageMention.NONE))
    assert "example.com" not in none
    assert none.count('<p class="caption">Caption</p>') == 4


def test_a_picture_in_a_link_leads_where_the_link_does(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(PNG)
    own = "https://example.com/a.png"
    options = ExportOptions(images=ImageMention.COPY, pictures={1: PictureFile(file, "image/png", "a.png")})
    away = page_of(figure(own, link=Link("https://example.com/page")), options=options)
    assert re.search(r'<a href="https://example.com/page"><img [^>]*/></a>', away)
    itself = page_of(figure(own, link=Link(own)), options=options)
    assert "<a " not in article(itself)
    inline = Paragraph((Text("x"), Image(own, link=Link("https://example.com/page")), Text("y")))
    named = article(page_of(inline))
    assert '<a class="picture" href="https://example.com/a.png">Figure 1</a>' in named
    assert '<a class="to" href="https://example.com/page">↗</a>' in named


def test_a_deep_article_is_no_deeper_for_the_program() -> None:
    block: Block = Paragraph((Text("deep"),))
    for _ in range(5_000):
        block = Quote((block,))
    page = page_of(block)
    assert page.count("<blockquote>") == page.count("</blockquote>") == 5_000
    assert "deep" in page


def test_styles_nest_from_the_inside_out() -> None:
    style = Style.STRONG | Style.EMPHASIS | Style.CODE
    assert "<strong><em><code>a &lt; b</code></em></strong>" in page_of(Paragraph((Text("a < b", style),)))


def test_the_format_is_in_the_table() -> None:
    exporter = EXPORTERS["html"]
    assert exporter.render is html
    assert exporter.holds_pictures
    assert exporter.pack is None


if __name__ == "__main__":
    for case in CASES:
        (GOLDEN / f"{case}.html").write_text(golden(case), encoding="utf-8", newline="\n")
