"""Articles of our own, block by block, for goldens: each shows one thing."""

from __future__ import annotations

from tests.typesetting import texts
from tui_reader.document.blocks import (
    Alignment,
    Block,
    Code,
    Definition,
    DefinitionList,
    Details,
    Document,
    Embed,
    Figure,
    Footnote,
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
    Ruby,
    Rule,
    Spans,
    Style,
    Table,
    Text,
)
from tui_reader.document.page import FigureStyle, LayoutOptions, LinkStyle

PLAN = Link("https://example.com/plan")
LONG = Link("https://example.com/archive/2019/03/12/a-very-long-address-indeed/index.html?lang=zh&page=2")


def spans(text: str) -> Spans:
    return (Text(text),)


def paragraph(text: str) -> Paragraph:
    return Paragraph(spans(text))


def items(*texts_: str) -> tuple[ListItem, ...]:
    return tuple(ListItem((paragraph(text),)) for text in texts_)


def row(*texts_: str) -> tuple[Spans, ...]:
    return tuple(spans(text) for text in texts_)


NONE3 = (Alignment.NONE,) * 3

SAMPLES: dict[str, Document] = {
    "paragraphs": Document(
        (
            Heading(1, spans("老城的早点铺")),
            paragraph(texts.CHINESE),
            Heading(2, spans("The lighthouse")),
            paragraph(texts.ENGLISH),
            Heading(4, spans("한국어")),
            paragraph(texts.KOREAN),
            Paragraph((Text("第一行，"), LineBreak(), Text("第二行。"))),
            paragraph(texts.JAPANESE),
        )
    ),
    "spans": Document(
        (
            Paragraph(
                (
                    Text("《"),
                    Text("规划", Style.STRONG, PLAN),
                    Text("全文", Style.NONE, PLAN),
                    Text("》已经公布，"),
                    Text("旧版", Style.NONE, LONG),
                    Text("仍可查阅；另见"),
                    Text("同一规划", Style.EMPHASIS, Link(PLAN.target, "again")),
                    Text("和"),
                    Text("本页末尾", Style.NONE, Link("#end")),
                    Text("。面积为 25 km"),
                    Text("2", Style.SUPERSCRIPT),
                    Text("，x"),
                    Text("max", Style.SUPERSCRIPT),
                    Text("，y"),
                    Text("甲", Style.SUPERSCRIPT),
                    Text("，H"),
                    Text("2", Style.SUBSCRIPT),
                    Text("O，"),
                    Ruby("東京", "とうきょう"),
                    Text("，公式 "),
                    Math("E = mc^2"),
                    Text("，见注"),
                    FootnoteReference(1),
                    Text("。行内图"),
                    Image("img/inline.png", "笑脸"),
                    Text("在此，命令 "),
                    Text("git  log --oneline", Style.CODE),
                    Text(" 保留空格。"),
                )
            ),
            paragraph("网址 " + LONG.target + " 很长。"),
        ),
        (Footnote(1, (paragraph("注释的内容，可以很长，长到需要换行的程度，看它如何悬挂。"),)),),
    ),
    "formulas": Document(
        (
            Paragraph(
                (
                    Text("一本书放在桌沿，第二本相对它伸出"),
                    Math(r"\frac{1}{2}"),
                    Text("，于是对所有的 "),
                    Math(r"\alpha \in \mathbb{R}"),
                    Text(" 都有 "),
                    Math(r"\sum_{k=1}^{n} \frac{1}{k} \le 1 + \ln n < \infty"),
                    Text("，级数却不收敛。"),
                )
            ),
            MathBlock(
                r"\frac{1}{2} \left( 1 + \frac{1}{2} + \frac{1}{3} + \cdots + \frac{1}{n} \right) \ge \frac{1}{2} \ln n"
            ),
        )
    ),
    "others": Document(
        (
            paragraph("ספר על הנהר הישן ועל הגשר שנבנה מחדש בשנה שעברה, עם שם אחד: Riverside, ועם תמונות רבות."),
            paragraph("A word of Hebrew, שלום, within a line from the left."),
            Paragraph((Text("[archives]", Style.ABSENT),)),
            paragraph("用 tui-reader 读 5000 篇旧文，渡口的船夫照例修好了栏杆，前后用了三天时间。孩子们也来了。"),
        )
    ),
    "containers": Document(
        (
            Quote(
                (
                    paragraph("引用的第一段，长到需要换行，好让引用的竖线出现在每一行的前面。"),
                    Quote((paragraph("引中之引"),)),
                ),
                spans("鲁迅"),
            ),
            List(
                (
                    ListItem(
                        (
                            paragraph("第一项，长到需要换行，好让后面的行悬挂在项目符号之后，整整齐齐。"),
                            List((*items("子项"), ListItem((paragraph("子项二"), List(items("孙项")))))),
                        )
                    ),
                    *items("第二项"),
                    ListItem(()),
                )
            ),
            List(items("nine", "ten", "eleven"), ordered=True, start=9),
            List(
                (
                    ListItem((paragraph("loose"), Code("x = 1", "python"))),
                    ListItem((paragraph("second"),)),
                ),
                ordered=True,
                tight=False,
            ),
            List((ListItem((paragraph("done"),), True), ListItem((paragraph("to do"),), False))),
            DefinitionList(
                (
                    Definition((spans("词"), spans("辞")), ((paragraph("第一个解释"),), (paragraph("第二个解释"),))),
                    Definition(
                        (spans("term"),), ((paragraph("an explanation that is long enough to need two lines"),),)
                    ),
                )
            ),
            Details(spans("更多"), (paragraph("收起来的内容"), List(items("甲", "乙")))),
        )
    ),
    "tables": Document(
        (
            Table(
                row("年份", "产值（亿元）", "备注"),
                (row("2020", "101.5", "初步核算"), row("2021", "1,201", ""), row("2022", "98", "最终核实")),
                NONE3,
                spans("表一　历年产值"),
            ),
            Table(
                row("Name", "Meaning"),
                (
                    row("left", "a long explanation that has to be wrapped inside of its cell at this width"),
                    row("right", "short"),
                ),
                (Alignment.RIGHT, Alignment.CENTER),
            ),
            Table(
                tuple(spans(f"column {number}") for number in range(12)),
                (tuple(spans(f"value {number}") for number in range(12)),),
                (Alignment.NONE,) * 12,
            ),
            Table((), (row("no", "head"), row("at", "all")), (Alignment.NONE,) * 2),
        )
    ),
    "code": Document(
        (
            Code('def greet(name):\n\t# 问候\n\treturn f"hello, {name}" + "!" * 100000000000000000000000000', "python"),
            Code("no language\n  kept   as it is"),
            MathBlock("\\int_0^1 x\\,dx\n= \\tfrac12"),
            Rule(),
            Code("x" * 70, "no-such-language"),
        )
    ),
    "media": Document(
        (
            Figure(Image("a.jpg"), spans("民警用大数据核查流调信息，说明文字长到需要换行，看它如何悬挂。")),
            Figure(Image("b.jpg", "", link=PLAN)),
            Figure(Image("a.jpg", "alternative text")),
            Figure(Image("c.jpg", link=PLAN), spans("带链接的图")),
            Embed("video", "影片", "https://video.example.com/1"),
            Embed("page", "", "https://page.example.com/"),
        )
    ),
    "notes": Document(
        (
            Paragraph((Text("正文"), FootnoteReference(1), Text("和正文"), FootnoteReference(2), Text("。"))),
            paragraph("A paragraph after it."),
        ),
        (
            Footnote(1, (paragraph("第一个注"),)),
            Footnote(2, (paragraph("第二个注的第一段"), paragraph("第二个注的第二段"))),
        ),
    ),
}

PANE = LayoutOptions(60, chinese=True)
TEXT = LayoutOptions(
    60,
    chinese=True,
    indent_paragraphs=True,
    links=LinkStyle.NUMBERED,
    figures=FigureStyle.BRACKETS,
    quote_mark="> ",
    break_addresses=False,
    heading_rules=True,
    code_labels=False,
)
ASCII = LayoutOptions(34, ascii_only=True, links=LinkStyle.INLINE)
SHOWN = LayoutOptions(60, chinese=True, gaps=True, hanging=True, formulas=True, right_edge=True, raised_notes=True)
"""As the reader's pane has it, with all that can be wished for."""
SPOKEN = LayoutOptions(width=60, links=LinkStyle.NUMBERED, highlight=False, wrap_code=False, spoken=True)
PRESETS = {"pane": PANE, "text": TEXT, "ascii": ASCII, "shown": SHOWN, "spoken": SPOKEN}


def all_blocks() -> tuple[Block, ...]:
    """The blocks of all samples."""
    return tuple(block for document in SAMPLES.values() for block in document.blocks)
