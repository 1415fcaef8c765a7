"""Layout: single matters that goldens would hide, and articles that mean harm."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.typesetting import texts
from tests.typesetting.samples import TEXT, items, paragraph, row, spans
from tui_reader.document import Card, block_text, layout, layout_card, plain_text, width
from tui_reader.document.blocks import (
    Alignment,
    Block,
    Code,
    DefinitionList,
    Details,
    Document,
    Figure,
    FootnoteReference,
    Heading,
    Image,
    LineBreak,
    Link,
    List,
    ListItem,
    Math,
    MathBlock,
    Paragraph,
    Quote,
    Style,
    Table,
    Text,
)
from tui_reader.document.highlight import tokens
from tui_reader.document.page import FigureStyle, LayoutOptions, LinkStyle, Role, Run


def lines(*blocks: Block, options: LayoutOptions | None = None) -> list[str]:
    return [line.text for line in layout(Document(blocks), options or LayoutOptions(40)).lines]


def test_an_empty_article_is_an_empty_page() -> None:
    page = layout(Document(()), LayoutOptions(80))
    assert page.lines == ()
    assert lines(Paragraph(()), Quote(()), List(()), DefinitionList(()), Details((), ())) == []


def test_blocks_that_show_nothing_leave_no_blank_lines() -> None:
    assert lines(paragraph("a"), Paragraph(()), Quote(()), paragraph("b")) == ["a", "", "b"]


def test_styles_are_kept_on_runs() -> None:
    page = layout(Document((Paragraph((Text("a "), Text("b", Style.STRONG), Text(" c"))),)), LayoutOptions(40))
    assert page.lines[0].runs == (Run("a "), Run("b", Role.TEXT, Style.STRONG), Run(" c"))


def test_a_broken_word_shows_a_hyphen_that_is_no_text() -> None:
    page = layout(Document((paragraph("hyphen\u00adation of words"),)), LayoutOptions(8))
    assert page.lines[0].text == "hyphen-"
    assert page.lines[0].content == "hyphen"
    assert page.lines[0].end == ""
    assert plain_text(page) == "hyphenation of words"


def test_lines_tell_what_stood_between_them() -> None:
    page = layout(Document((Paragraph((Text("中文中文 ab  cd"), LineBreak(), Text("ef"))),)), LayoutOptions(6))
    assert [(line.text, line.end) for line in page.lines] == [
        ("中文中", ""),
        ("文 ab", "  "),
        ("cd", "\n"),
        ("ef", "\n"),
    ]


@pytest.mark.parametrize(
    ("text", "indented"),
    [
        ("全是中文的一段。", True),
        ("多半是中文，夹着 some English words 的一段。", True),
        ("An English paragraph with 两个 Chinese words in it, no more.", False),
        ("これは日本語の段落です。", False),
        ("\u3000\u3000自己带着缩进的一段。", False),
        ("2021", False),
    ],
)
def test_chinese_paragraphs_are_indented(text: str, indented: bool) -> None:
    options = LayoutOptions(60, indent_paragraphs=True)
    assert lines(paragraph(text), options=options)[0] == ("\u3000\u3000" if indented else "") + text
    assert lines(Quote((paragraph(text),)), options=options)[0].startswith("▎ " + text[:20])


def test_equal_targets_share_a_number_and_places_in_the_page_have_none() -> None:
    one, two, here = Link("https://a.example/"), Link("https://b.example/"), Link("#here")
    spans_ = (Text("a", link=one), Text("b", link=two), Text("c", link=here), Text("d", link=Link(one.target, "title")))
    page = layout(Document((Paragraph(spans_),)), LayoutOptions(60, links=LinkStyle.NUMBERED))
    assert page.lines[0].text == "a [1]b [2]cd [1]"
    assert [(link.number, link.text) for link in page.links] == [(1, "a"), (2, "b"), (0, "c"), (1, "d")]


def test_a_link_of_many_styles_is_one_link() -> None:
    link = Link("https://a.example/")
    spans_ = (Text("a ", link=link), Text("b", Style.STRONG, link), Image("x.jpg", link=link))
    page = layout(Document((Paragraph(spans_),)), LayoutOptions(60, links=LinkStyle.NUMBERED))
    assert page.lines[0].text == "a b[Figure 1] [1]"
    assert len(page.links) == 1


def test_an_address_as_its_own_text_is_not_repeated() -> None:
    link = Link("https://a.example/")
    options = LayoutOptions(60, links=LinkStyle.INLINE)
    assert lines(Paragraph((Text(link.target, link=link),)), options=options) == ["https://a.example/"]
    assert lines(Paragraph((Text("a", link=link),)), options=options) == ["a <https://a.example/>"]


def test_an_address_is_never_broken_in_an_export() -> None:
    address = "https://example.com/" + "path/" * 30
    shown = lines(paragraph("见 " + address + " 一文"), options=TEXT)
    assert address.rstrip("/") in shown[1]


def test_a_pictures_number_is_the_same_wherever_it_is_met() -> None:
    blocks = (Figure(Image("a.jpg"), spans("甲")), Figure(Image("b.jpg")), Figure(Image("./a.jpg")))
    page = layout(Document(blocks), LayoutOptions(40, chinese=True))
    assert [line.text for line in page.lines if line.text] == ["▢ 图 1/2  甲", "▢ 图 2/2", "▢ 图 1/2"]
    assert [(image.number, image.caption, image.line) for image in page.images] == [
        (1, "甲", 0),
        (2, "", 2),
        (1, "甲", 4),
    ]


def test_without_pictures_their_captions_stay() -> None:
    figure = Figure(Image("a.jpg", "alt"), spans("caption"))
    options = LayoutOptions(40, images=False)
    page = layout(Document((figure, Figure(Image("b.jpg", "alt")), paragraph("b"))), options)
    assert [line.text for line in page.lines] == ["caption", "", "b"]
    assert [image.line for image in page.images] == [2, 2]


def test_brackets() -> None:
    options = LayoutOptions(40, figures=FigureStyle.BRACKETS)
    assert lines(Figure(Image("a.jpg"), spans("cap")), options=options) == ["[Figure 1: cap]"]
    assert lines(Figure(Image("a.jpg")), options=options) == ["[Figure 1]"]


def test_headings_have_a_rule_where_there_is_no_bold() -> None:
    options = LayoutOptions(40, heading_rules=True)
    shown = lines(Heading(1, spans("标题")), Heading(2, spans("Two")), Heading(3, spans("three")), options=options)
    assert shown == ["标题", "════", "", "Two", "───", "", "three"]


def test_numbers_stand_right_and_marks_of_tables_say_otherwise() -> None:
    table = Table(row("a", "b"), (row("1", "22"), row("333", "4")), (Alignment.NONE, Alignment.LEFT))
    assert lines(table) == ["  a  b", "───  ──", "  1  22", "333  4"]


def test_table_columns_are_exact_in_cells() -> None:
    table = Table(
        row("名称", "value"), (row("\U0001f1e8\U0001f1f3 旗", "x"), row("e\u0301", "中")), (Alignment.LEFT,) * 2
    )
    for line in lines(table)[2:]:
        at = next(at for at, sign in enumerate(line) if sign in "x中")
        assert width(line[:at]) == 7


def test_long_code_goes_on_after_a_mark_and_joins_again() -> None:
    text = "short\n" + "中文 and more " * 10 + "\n\tend"
    page = layout(Document((Code(text),)), LayoutOptions(24))
    assert plain_text(page) == text.expandtabs(4)
    assert [line.runs[0].role for line in page.lines].count(Role.CODE_MARK) > 3
    assert lines(Code("x" * 60), options=LayoutOptions(20, wrap_code=False)) == ["x" * 60]


def test_code_is_told_apart() -> None:
    page = layout(Document((Code("def f(): # note\n    return 'x' + 1", "Python"),)), LayoutOptions(60))
    roles = {run.text.strip(): run.role for line in page.lines for run in line.runs}
    assert roles["Python"] is Role.CODE_MARK
    assert roles["def"] is Role.CODE_KEYWORD
    assert roles["f"] is Role.CODE_NAME
    assert roles["# note"] is Role.CODE_COMMENT
    assert roles["'x'"] is Role.CODE_STRING
    assert roles["1"] is Role.CODE_NUMBER
    plain = layout(Document((Code("def f(): pass", "python"),)), LayoutOptions(60, highlight=False))
    assert {run.role for line in plain.lines[1:] for run in line.runs} == {Role.CODE}


@pytest.mark.parametrize("language", ["", "nothing-known", "c++", "{.python}", "js", "text", "\u00e9"])
def test_any_language_keeps_the_text(language: str) -> None:
    text = "\n\n  a = 1;  \n\tb\n"
    made = tokens(text, language)
    if made is not None:
        assert "\n".join("".join(part for part, _ in line) for line in made) == text


def test_a_card() -> None:
    card = Card("冰城公安_多战场_持续奋战，坚决打赢", ("趣头条 · 2021-10-04 19:05 · 5 年前", "新媒体 › 趣头条 · 4 图"))
    page = layout_card(card, LayoutOptions(24))
    assert [(line.text, line.end) for line in page] == [
        ("冰城公安_多战场_持续奋", ""),
        ("战，坚决打赢", "\n"),
        ("趣头条", " · "),
        ("2021-10-04 19:05", " · "),
        ("5 年前", "\n"),
        ("新媒体 › 趣头条 · 4 图", "\n"),
    ]
    assert {line.block for line in page} == {-1}
    assert page[0].runs[0].role is Role.TITLE
    assert page[-1].runs[0].role is Role.META


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        (60, "source/_posts/技术/终端/一个汉字.md"),
        (30, "…/_posts/技术/终端/一个汉字.md"),
        (13, "…/一个汉字.md"),
        (0, "source/_posts/技术/终端/一个汉字.md"),
    ],
)
def test_the_path_of_a_card_loses_its_first_folders(cells: int, shown: str) -> None:
    card = Card("T", path="source/_posts/技术/终端/一个汉字.md")
    assert [line.text for line in layout_card(card, LayoutOptions(cells))] == ["T", shown]


def nested(levels: int) -> Block:
    block: Block = paragraph("deep")
    for level in range(levels):
        block = (Quote((block,)), List((ListItem((block,)),)), Details((), (block,)))[level % 3]
    return block


def test_hostile_articles_are_laid_out() -> None:
    page = layout(Document((nested(5000),)), LayoutOptions(80))
    assert "deep" in plain_text(page)
    assert max(width(line.text) for line in page.lines) <= 80
    cells = row(*(str(number) for number in range(1000)))
    page = layout(Document((Table(cells, (cells,) * 5, (Alignment.NONE,) * 1000),)), LayoutOptions(80))
    assert len(page.lines) == 5004
    many = tuple(Text(f"link {number} ", link=Link(f"https://a.example/{number}")) for number in range(5000))
    page = layout(Document((Paragraph(many),)), LayoutOptions(80, links=LinkStyle.NUMBERED))
    assert page.links[-1].number == 5000
    assert page.links[-1].line == len(page.lines) - 1
    page = layout(Document((List(items(*("item",) * 20_000)),)), LayoutOptions(80))
    assert len(page.lines) == 20_000
    long_names = tuple(Text("\u0301" * 10_000 + "\u202e") for _ in range(3))
    assert layout(Document((Paragraph(long_names),)), LayoutOptions(10)).lines


def test_gaps_are_shown_and_are_no_text() -> None:
    spans_ = (
        Text("用Docker部署了3个"),
        Text("API服务", Style.STRONG),
        Text("的x中y", Style.CODE),
        Text("，见第7条 A"),
        Image("a.jpg"),
    )
    document = Document((Paragraph(spans_),))
    page = layout(document, LayoutOptions(80, gaps=True, chinese=True))
    assert page.lines[0].text == "用 Docker 部署了 3 个 API 服务的x中y，见第 7 条 A[图 1]"
    assert page.lines[0].content == "用Docker部署了3个API服务的x中y，见第7条 A[图 1]"
    for cells in range(8, 60):
        gapped = layout(document, LayoutOptions(cells, gaps=True, chinese=True))
        assert plain_text(gapped) == plain_text(layout(document, LayoutOptions(80, chinese=True)))
        assert all(line.text == line.text.strip() for line in gapped.lines)


def test_the_face_is_cheap_to_import() -> None:
    script = "import sys, tui_reader.document\nprint(*(name for name in sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert "tui_reader.document.layout" in loaded
    assert not {"tui_reader.document.composition", "tui_reader.document.filling", "pygments"} & set(loaded)


def test_the_face_names_all_it_offers_and_shadows_no_module() -> None:
    from tui_reader import document

    assert len(document.__all__) == len(set(document.__all__))
    folder = Path(document.__file__).parent
    modules = {path.stem for path in folder.glob("*.py")}
    for name in document.__all__:
        assert getattr(document, name) is not None
        assert name not in modules or name == "layout"  # a name that is imported late must be no submodule's
    assert callable(document.layout)


def test_a_comma_may_hang_beyond_the_line() -> None:
    text = "渡口的船夫照例修好了栏杆，前后用了三天时间。孩子们也来了, they said, 大家都很高兴。"
    plain, hung = (layout(Document((paragraph(text),)), LayoutOptions(24, hanging=way)) for way in (False, True))
    assert [line.text for line in hung.lines][:2] == ["渡口的船夫照例修好了栏杆，", "前后用了三天时间。孩子们"]
    assert len(hung.lines) <= len(plain.lines)
    assert block_text(hung, 0) == block_text(plain, 0) == text


@pytest.mark.parametrize("cells", range(8, 60))
def test_only_commas_and_stops_hang(cells: int) -> None:
    for text in (texts.CHINESE, texts.JAPANESE, texts.ENGLISH, texts.KOREAN, texts.MIXED):
        page = layout(Document((paragraph(text),)), LayoutOptions(cells, hanging=True))
        assert block_text(page, 0) == text
        for line in page.lines:
            assert width(line.text) <= cells or width(line.text[:-1]) <= cells, line.text
            assert width(line.text) <= cells or line.text[-1] in "，。、．,."


def test_text_from_right_to_left_stands_at_the_right() -> None:
    hebrew = "שלום עולם, this is mostly Hebrew: ספר על הנהר הישן ועל הגשר"
    page = layout(Document((paragraph(hebrew), paragraph("Left: שלום"))), LayoutOptions(30, right_edge=True))
    *right, blank, left = page.lines
    assert all(width(line.text) == 30 for line in right)
    assert blank.text == ""
    assert left.text == "Left: שלום"
    assert block_text(page, 0) == hebrew
    assert layout(Document((paragraph(hebrew),)), LayoutOptions(30)).lines[0].text.startswith("ש")


def test_formulas_are_shown_with_signs_and_kept_as_they_are() -> None:
    document = Document((Paragraph((Text("a "), Math(r"\alpha \le \frac{\lambda_1}{2}"))), MathBlock(r"\sum_i \leftx")))
    shown = layout(document, LayoutOptions(60, formulas=True))
    assert [line.text for line in shown.lines] == [r"a α ≤ \frac{λ_1}{2}", "", r"  ∑_i \leftx"]
    assert r"\alpha \le" in layout(document, LayoutOptions(60)).lines[0].text


@pytest.mark.parametrize("cells", range(14, 40))
def test_a_short_formula_is_not_broken(cells: int) -> None:
    document = Document((Paragraph((Text("一本书相对桌沿伸出"), Math(r"\frac{1}{2}"), Text("，再伸出一些。"))),))
    assert any(r"\frac{1}{2}" in line.text for line in layout(document, LayoutOptions(cells)).lines)


def test_a_long_formula_is_broken_at_blanks() -> None:
    document = Document((MathBlock(r"\frac{1}{2} \left( 1 + \frac{1}{2} + \frac{1}{3} + x \right)"),))
    page = layout(document, LayoutOptions(40))
    assert [line.text for line in page.lines] == [
        r"  \frac{1}{2} \left( 1 + \frac{1}{2} +", r"  \frac{1}{3} + x \right)",
    ]  # fmt: skip


def test_nothing_hangs_behind_blanks_nor_in_tables() -> None:
    for text in ("字字字字" + "\u2003" * 6 + "，字字", "字字字 ，字字", "字字字  ，字字，"):
        for cells in range(6, 14):
            page = layout(Document((paragraph(text),)), LayoutOptions(cells, hanging=True))
            assert all(width(line.text) <= cells + 2 for line in page.lines)
    table = Table(row("甲", "乙"), (row("字字字字字字，字字字", "ZZ字字字字字字字字字"),), (Alignment.NONE,) * 2)
    plain, hung = (layout(Document((table,)), LayoutOptions(26, hanging=way)) for way in (False, True))
    assert plain.lines == hung.lines


def test_raised_notes_side_by_side_are_told_apart() -> None:
    spans_ = (Text("word"), FootnoteReference(1), FootnoteReference(2), Text(", x"), Text("2", Style.SUPERSCRIPT))
    page = layout(Document((Paragraph((*spans_, FootnoteReference(3))),)), LayoutOptions(40, raised_notes=True))
    assert page.lines[0].text == "word¹,², x²,³"


def test_ends_of_rows_in_formulas_stay() -> None:
    document = Document((MathBlock(r"\begin{cases}x\\in\end{cases} \log n"),))
    assert layout(document, LayoutOptions(60, formulas=True)).lines[0].text == r"  \begin{cases}x\\in\end{cases} \log n"
