from __future__ import annotations

import pickle
import re

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tests.document_parsing.dump import dump
from tui_reader.document import digest, first_heading, parse, pictures
from tui_reader.document.blocks import Code, Figure, Heading, Paragraph, Quote, Table, Text, children, plain, walk
from tui_reader.document.flow import MAX_NESTING
from tui_reader.document.shortcode_tags import ENCLOSING, STANDING, VERBATIM
from tui_reader.model import BodyFormat

HTML, MARKDOWN, TEXT = BodyFormat.HTML, BodyFormat.MARKDOWN, BodyFormat.TEXT
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def everything(body: str, body_format: BodyFormat) -> str:
    """All text and attributes of a parsed body."""
    document = parse(body, body_format)
    return dump(document) + digest(document).text


# --- nothing is lost, nothing bad comes out, nothing raises ---

SIGNS = (
    "# > - * _ ` ``` ~~~ [ ] ( ) ! ![ ]( [^ [[ ]] : $"
    " $$ | --- *** 1. & &amp; &#27; &#x202e; http:// www. \\ ~~ == \x1b \u202e"
)
TAGS = (
    "<b> </b> <i> <div> </div> <p> </p> <ul> <li> <table> <tr> <td> </table> <pre> </pre> <h1> </h1> <a> <blockquote>"
    " <details> <dl> <dt> <dd> <figure> <figcaption> </figure> <x> < <!-- <caption> <summary> <form>"
    " <font> <option> <object> <q>"
)
OTHER_TAGS = (
    '<script> </script> <a\xa0href=" \' " <img\xa0src= data-src= /> --> <![CDATA[ ]]> <? ?>'
    " <ruby> <rt> <noscript> <textarea>"
    " <plaintext> <frameset> <template> <svg> <math> <select> <reader-end> <reader-note\xa0n=1>"
)
SHORTCODES = "{% %} {% raw\xa0%} {{ }} {{< >}} endraw highlight note [caption [/caption]"
SPACES = ("\n", "\n\n", "    ", "\t", " ", "  \n", "\x00", "\ud800", "\u2028")


def words(*lists: str) -> list[str]:
    """The words of all `lists`, with a space for each no-break space in them."""
    return [word.replace("\xa0", " ") for text in lists for word in text.split(" ")]


PIECES = st.sampled_from([*words(SIGNS, TAGS, OTHER_TAGS, SHORTCODES), *SPACES, "汉字", "text"])


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=80), st.sampled_from(BodyFormat))
def test_any_body_is_parsed_and_comes_out_clean(body: str, body_format: BodyFormat) -> None:
    assert FORBIDDEN.search(everything(body, body_format)) is None
    first_heading(body, body_format)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from([*"*_#>-`[]()!~|$\\{}+", "\n", "\n\n"]), max_size=40),
    st.integers(0, 40),
    st.sampled_from(BodyFormat),
)
def test_words_amid_any_signs_are_kept(signs: list[str], place: int, body_format: BodyFormat) -> None:
    body = "".join(signs[:place]) + " wörter汉字 " + "".join(signs[place:])
    assume(not re.search("`{3}|~{3}", body))  # the name of a language is not shown
    text = everything(body, body_format)
    assert "wörter" in text
    assert "汉字" in text


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(words(TAGS)), max_size=40), st.integers(0, 30))
@example(['<a href="'], 1)
@example(["<a href='x", "<b>"], 1)
@example(["<textarea>"], 1)
@example(["<plaintext>"], 0)
def test_words_amid_any_tags_are_kept(tags: list[str], place: int) -> None:
    body = "".join(tags[:place]) + " wörter " + "".join(tags[place:])
    assert "wörter" in everything(body, HTML)


# --- hostile shapes ---

DEEP = {
    "quotes": (MARKDOWN, ">" * 10_000 + "end"),
    "lists": (MARKDOWN, "- " * 10_000 + "end"),
    "numbers": (MARKDOWN, "1. " * 5_000 + "end"),
    "indented lists": (MARKDOWN, "\n".join(" " * (2 * depth) + "- x" for depth in range(600)) + "\n\nend"),
    "brackets": (MARKDOWN, "[" * 100_000 + "end"),
    "pictures": (MARKDOWN, "![" * 100_000 + "end"),
    "pictures in pictures": (MARKDOWN, "![" * 1_900 + "end" + "](b)" * 1_900),
    "links in links": (MARKDOWN, "[a][" * 100_000 + "end"),
    "character data": (MARKDOWN, "x " + "<![CDATA[" * 100_000 + "end"),
    "emphasis": (MARKDOWN, "*a_" * 100_000 + "end"),
    "backticks": (MARKDOWN, " ".join("`" * count for count in range(1, 500)) + " end"),
    "tags in Markdown": (MARKDOWN, "<a" * 40_000 + " end"),
    "footnotes": (MARKDOWN, "[^a]: " * 5_000 + "end"),
    "liquid": (MARKDOWN, "{% " * 50_000 + "end"),
    "shortcodes": (MARKDOWN, "{{< " * 50_000 + "end"),
    "unknown shortcodes": (MARKDOWN, "{{< a >}}\n" * 50_000 + "end {{< /a >}}"),
    "unknown shortcodes on a line": (MARKDOWN, "{% a %} " * 50_000 + "end"),
    "shortcodes of many names": (MARKDOWN, "".join(f"{{% a{n} %}}\n" for n in range(5_000)) + "end"),
    "shortcodes of very many names": (MARKDOWN, "".join(f"{{{{< x{n} >}}}}\n" for n in range(30_000)) + "end"),
    "zero-width spaces": (MARKDOWN, "\n \u200b" * 50_000 + "    end"),
    "dollars": (MARKDOWN, "$a ($b " * 900 + "end"),
    "captions": (MARKDOWN, "[caption]" * 20_000 + "end"),
    "divisions": (HTML, "<div>" * 40_000 + "end"),
    "tables": (HTML, "<table><tr><td>" * 10_000 + "end"),
    "list tags": (HTML, "<ul><li>" * 10_000 + "end"),
    "quote tags": (HTML, "<blockquote>" * 10_000 + "end"),
    "details": (HTML, "<details>" * 10_000 + "end"),
    "formatting": (HTML, "".join(f"<b id={n}>" for n in range(5_000)) + "<p>x" * 5_000 + "end"),
    "half tags": (HTML, "<a" * 40_000 + " end"),
    "half attributes": (HTML, '<a "' * 40_000 + "end"),
    "half values": (HTML, "<a b='x' " * 40_000 + "end"),
    "comments": (HTML, "<!--" * 40_000 + "end"),
    "scripts": (HTML, "<script>" * 40_000 + "end"),
    "attributes": (HTML, "<p " + " ".join(f"a{n}=1" for n in range(50_000)) + ">end"),
    "spans of cells": (HTML, "<table>" + "<tr><td colspan=1000 rowspan=60000>x<td>y" * 2_000 + "</table>end"),
    "misnested": (HTML, "<font><p>" * 20_000 + "end"),
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize(("body_format", "body"), DEEP.values(), ids=DEEP)
def test_hostile_shapes_keep_their_text_and_stay_shallow(body_format: BodyFormat, body: str) -> None:
    document = parse(body, body_format)
    assert "end" in digest(document).text
    pickle.loads(pickle.dumps(document))
    depth, blocks = 0, document.blocks
    while blocks:
        depth, blocks = depth + 1, tuple(inner for block in blocks for inner in children(block))
    assert depth <= 2 * MAX_NESTING


@pytest.mark.parametrize("name", [*STANDING, *ENCLOSING, *VERBATIM, "whatever"])
def test_shortcodes_without_what_they_need_lose_nothing_beside_them(name: str) -> None:
    for body in (f"a {{{{< {name} >}}}} b", f"a\n\n{{% {name} %}}\n\nb", f'a {{{{% {name} "" x= %}}}} b'):
        text = everything(body, MARKDOWN)
        assert "a" in text
        assert "b" in text


def test_what_had_to_be_given_up_is_said() -> None:
    document = parse("fine *text*\n\n" + "[" * 3000, MARKDOWN)
    assert document.problems == ("A paragraph with too many Markdown signs is shown as it was written.",)
    assert dump(document).startswith("paragraph: fine [emphasis: text]\n")


def test_every_row_of_a_table_has_as_many_cells_as_alignments() -> None:
    body = "<table><tr><th>a<tr><td rowspan=3>b<td colspan=2>c<tr><td>d<tr><tr><td>e<td>f<td>g<td>h</table>"
    (table,) = parse(body, HTML).blocks
    assert isinstance(table, Table)
    assert {len(row) for row in (*table.rows, table.head)} == {len(table.alignments)}


# --- the beginning of a document ---


def test_covers_come_first_where_the_body_has_them_not() -> None:
    body = "![](https://cors.example/?http://pictures.example/a.jpg)\n\ntext ![](./b.png)"
    covers = ["http://pictures.example/a.jpg", "new.jpg", "b.png", "./new.jpg", ""]
    document = parse(body, MARKDOWN, covers=covers)
    assert document.covers == 1
    assert dump(document).startswith("figure new.jpg\nfigure https://cors.example/")
    with_covers, without = pictures(document, covers), pictures(parse(body, MARKDOWN), covers)
    assert with_covers == without
    assert [picture.origin for picture in with_covers] == ["cover", "body", "body"]
    assert [picture.number for picture in with_covers] == [1, 2, 3]


def test_a_heading_that_repeats_the_title_is_left_out() -> None:
    assert dump(parse("# The  *Title*\n\ntext", MARKDOWN, title="The Title ")) == "paragraph: text\n"
    assert dump(parse("<h1>The Title</h1>text", HTML, title="the title")) == "paragraph: text\n"
    assert dump(parse("# Other\n\ntext", MARKDOWN, title="The Title")).startswith("heading 1: Other")
    assert dump(parse("text\n\n# The Title", MARKDOWN, title="The Title")).endswith("heading 1: The Title\n")


def test_the_more_mark_is_counted_without_the_title_and_with_the_covers() -> None:
    document = parse("# T\n\none\n\n<!-- more -->\n\ntwo", MARKDOWN, title="T", covers=["c.png"])
    assert document.lead == 2
    assert digest(document).excerpt == "one"


@pytest.mark.parametrize(
    ("body", "body_format", "heading"),
    [
        ("text\n\n## A *fine* [title](x) `code` ##\n", MARKDOWN, "A fine title code"),
        ("Set\x1b text\n===\n", MARKDOWN, "Set␛ text"),
        ("```\n# not this\n```\n\n# this\n", MARKDOWN, "this"),
        ("~~~\n# never closed\n", MARKDOWN, ""),
        ("<h2 class='x'>In <b>HTML</b></h2>", MARKDOWN, "In HTML"),
        ("<p>x</p><h3>A &amp;\nB</h3>", HTML, "A & B"),
        ("<h1></h1><h2>second</h2>", HTML, "second"),
        ("#hashtag\n- a\n---\n", MARKDOWN, ""),
        ("# snake_case stays\n", MARKDOWN, "snake_case stays"),
        ("# no\n", TEXT, ""),
        ("", MARKDOWN, ""),
    ],
)
def test_first_heading(body: str, body_format: BodyFormat, heading: str) -> None:
    assert first_heading(body, body_format) == heading


# --- single rules that the golden files don't show ---


def test_text_that_was_folded_has_no_double_spaces() -> None:
    (paragraph,) = parse("<p> a <b> b </b> c\n<i>\n</i>d </p>", HTML).blocks
    assert isinstance(paragraph, Paragraph)
    assert plain(paragraph.spans) == "a b c d"


def test_code_keeps_its_lines_and_is_clean() -> None:
    (code,) = parse("```\n a\x1b\n\n\tb \n```", MARKDOWN).blocks
    assert code == Code(" a␛\n\n\tb ")


def test_heading_that_never_ends_takes_its_first_line_only() -> None:
    body = "<h1>Title<p>" + "A long text that was never meant as a heading. " * 9
    blocks = parse(body, HTML).blocks
    assert [type(block) for block in blocks] == [Heading, Paragraph]


def test_links_are_clean_and_unjudged() -> None:
    (paragraph,) = parse("[a](javascript:x&#27;&#10;y) [b](汉字.md)", MARKDOWN).blocks
    assert isinstance(paragraph, Paragraph)
    links = [span.link.target for span in paragraph.spans if isinstance(span, Text) and span.link]
    assert len(links) == 2
    assert links[1] == "汉字.md"
    assert FORBIDDEN.search(links[0]) is None


def test_a_reader_tag_of_html_means_nothing() -> None:
    assert (
        dump(parse("<p>a<reader-note n=7>b</reader-note><reader-math>c</reader-math></p>", HTML)) == "paragraph: abc\n"
    )


def test_the_tag_that_marks_the_end_hides_nothing() -> None:
    assert dump(parse("a<reader-end>b<p>c", HTML)) == "paragraph: ab\nparagraph: c\n"


def test_quotes_nest_up_to_the_limit() -> None:
    document = parse("<blockquote>" * 500 + "x", HTML)
    assert sum(isinstance(block, Quote) for block in walk(document)) == MAX_NESTING


def test_noscript_does_not_double_a_picture() -> None:
    document = parse("<p><img data-src='a.jpg'><noscript><img src='a.jpg'></noscript></p>", HTML)
    assert [type(block) for block in document.blocks] == [Figure]
