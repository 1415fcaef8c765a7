"""What every page and chapter must hold, checked with two parsers that know nothing of the exporter."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from selectolax.lexbor import LexborHTMLParser, LexborNode

XHTML = "{http://www.w3.org/1999/xhtml}"
EPUB = "{http://www.idpf.org/2007/ops}"
XML = "{http://www.w3.org/XML/1998/namespace}"
TAGS = frozenset(
    (
        *("html", "head", "meta", "title", "style", "link", "body", "article", "header", "section", "aside", "nav"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "span", "ul", "ol", "li", "dl", "dt", "dd", "blockquote"),
        *("figure", "figcaption", "pre", "code", "table", "caption", "thead", "tbody", "tr", "th", "td", "hr", "br"),
        *("a", "img", "picture", "source", "details", "summary", "time", "em", "strong", "s", "sup", "sub", "mark"),
        *("kbd", "small", "ruby", "rt", "rp"),
    )
)
ATTRIBUTES = frozenset(
    (
        *(
            "lang",
            "charset",
            "http-equiv",
            "content",
            "name",
            "class",
            "aria-label",
            "href",
            "title",
            "id",
            "role",
        ),
        *(
            "src",
            "srcset",
            "type",
            "alt",
            "width",
            "height",
            "start",
            "open",
            "scope",
            "data-language",
            "datetime",
            "rel",
        ),
        *("datetime", "rel", f"{EPUB}type", f"{XML}lang"),
    )
)
Node = tuple[str, str]


def checked(page: str, chapters: tuple[str, ...] = ()) -> ET.Element:
    """Assert that the page is well-formed and harmless, its links to the web, itself and `chapters` only; its root."""
    assert not any(unicodedata.category(sign) in {"Cc", "Cs"} and sign != "\n" and sign != "\t" for sign in page)
    root = ET.fromstring(page.removeprefix("\ufeff"))
    ids = Counter(element.get("id") for element in root.iter() if element.get("id") is not None)
    assert all(times == 1 for times in ids.values()), ids
    for element in root.iter():
        tag = element.tag.removeprefix(XHTML)
        assert tag in TAGS, tag
        assert set(element.keys()) <= ATTRIBUTES, element.attrib
        target = element.get("href")
        if target is not None and tag == "a":
            assert target.isascii()
            if target.startswith("#"):
                assert target[1:] in ids, target
            elif target.partition("#")[0] not in chapters:
                assert target.startswith(("http://", "https://", "mailto:")), target
        if tag == "a":
            assert not any(inner.tag == element.tag for inner in element.iter() if inner is not element)
    return root


def xml_nodes(root: ET.Element) -> list[Node]:
    """The tags below and with the body, in order, each with the text right after its start."""
    body = next(element for element in root.iter() if element.tag.removeprefix(XHTML) == "body")
    return [(element.tag.removeprefix(XHTML), element.text or "") for element in body.iter()]


def html_nodes(page: str) -> list[Node]:
    """The same by a parser of HTML5."""
    body = LexborHTMLParser(page).body
    assert body is not None
    return list(_below(body))


def _below(node: LexborNode) -> Iterator[Node]:
    children = list(node.iter(include_text=True))
    first = children[0] if children else None
    yield str(node.tag), (first.text_content or "") if first is not None and first.tag == "-text" else ""
    for child in children:
        if child.tag != "-text":
            yield from _below(child)
