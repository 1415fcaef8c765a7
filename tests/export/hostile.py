"""Articles that try to be more than text: markup, attributes, addresses and characters that XML doesn't have."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.export.posts import made
from tests.typesetting.strategies import documents, leaves
from tui_reader.document.blocks import (
    Alignment,
    Block,
    Code,
    Embed,
    Figure,
    FootnoteReference,
    Heading,
    Image,
    LineBreak,
    Link,
    Math,
    MathBlock,
    Paragraph,
    Quote,
    Ruby,
    Style,
    Table,
    Text,
)
from tui_reader.model import Post

TEXTS = (
    *("</style><script>alert(1)</script>", '" onload="alert(1)', "' onerror='x", "]]>", "<![CDATA[", "<!--", "-->"),
    *(
        "&#0;",
        "&#x1b;",
        "&lt;b&gt;",
        "&nbsp;",
        "&",
        "<?xml version='1.0'?>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]>",
        "{}",
        "{0}",
    ),
    *("\x00", "\x1b[31m", "\x9b1m", "\x7f", "\ud800", "\ufffe", "\uffff", "\x0c", "\x0b", "\u2028", "\u202e", "\r\n"),
    *(
        "\u0338",
        "\u0338x",
        "\u20d2y",
        "\u0301" * 30,
        "e\u0301",
        "\u212b",
        "\u1100\u1161",
        "a\tb",
        "a\n\nb",
        " ",
        "\u3000",
    ),
)
ADDRESSES = (
    *("javascript:alert(1)", "JaVaScRiPt:x", "vbscript:x", "data:text/html,<script>", "file:///etc/passwd", "//host/x"),
    *(
        "https://good.com@evil.example",
        "https://e.example/\"onclick='x",
        "https://e.example/<b>",
        "http://例子.测试/路?查=询",
    ),
    *(
        "https://e.example/a b",
        "https://e.example/a[1]?b[]=c#d#e",
        "https://e.example/]",
        "http://[::1]/x",
        "http://a_b.c/",
    ),
    *(
        "mailto:a@b.example",
        "mailto:a#b@c.example",
        "mailto:x?attach=/etc/passwd",
        "#",
        "#top",
        "#a b",
        "#call-1",
        "../x",
    ),
    *(
        "https://e.example/%zz%",
        "https://e.example/{}|^`",
        "http://1.2.3.4:80/",
        "http://e.example:99999/",
        "http://-x-/",
    ),
    *(
        "https://e.example/" + "a" * 9000,
        "data:image/png;base64,AAAA",
        "https://e.example?x",
        "https://e.example#x",
        "",
    ),
)


def _one_of(values: tuple[str, ...]) -> st.SearchStrategy[str]:
    """One of many values; `sampled_from` would write them all into every message."""
    return st.integers(0, len(values) - 1).map(values.__getitem__)


texts = _one_of(TEXTS) | st.text(max_size=12) | st.lists(_one_of(TEXTS), max_size=3).map("".join)
addresses = _one_of(ADDRESSES) | texts | texts.map(lambda text: f"https://e.example/{text}")
links = st.none() | st.builds(Link, addresses, texts)
styles = st.builds(Style, st.integers(0, 255))
images = st.builds(Image, addresses, texts, texts, *[st.none() | st.integers(-5, 20_000)] * 2, links)
spans = st.lists(
    st.one_of(
        st.builds(Text, texts, styles, links),
        st.builds(LineBreak),
        images,
        st.builds(Ruby, texts, texts, styles),
        st.builds(Math, texts),
        st.builds(FootnoteReference, st.integers(-1, 3)),
    ),
    max_size=5,
).map(tuple)
hostile_leaves: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, spans),
    st.builds(Heading, st.integers(1, 6), spans),
    st.builds(Code, texts, texts | st.sampled_from(["python", "html", "c++"])),
    st.builds(MathBlock, texts),
    st.builds(Figure, images, spans),
    st.builds(Embed, texts, texts, addresses),
    st.builds(Quote, st.just(()), spans),
    st.builds(lambda a, b, c: Table((a,), ((b,),), (Alignment.RIGHT,), c), spans, spans, spans),
)
hostile_documents = documents(hostile_leaves | leaves)
paths = st.lists(texts, max_size=3).map(tuple)
hostile_posts: st.SearchStrategy[Post] = st.builds(
    made,
    texts,
    path=st.sampled_from(["a.md", "x/\udcff\n<b>.md"]),
    date=st.none() | texts | st.sampled_from(["2024-10-01T09:30:00+08:00", "2024-13-41", "0001-01-01T00:00:00+14:00"]),
    author=st.none() | texts,
    source=st.none() | addresses,
    categories=st.lists(paths, max_size=3).map(tuple),
    tags=st.lists(texts, max_size=3).map(tuple),
    language=st.none() | texts | st.sampled_from(["zh", "en", "zh-Hant", "x-klingon", "en_US"]),
    covers=st.lists(addresses, max_size=2).map(tuple),
)
