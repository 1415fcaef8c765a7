"""Citations: what the standard prescribes, whatever a front matter may say."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.export.posts import made
from tui_reader.document import clean_line
from tui_reader.export import markdown_link, plain_citation, standard_citation
from tui_reader.model import Post

TODAY = date(2024, 11, 5)
FERRY = "https://example.org/ferry"


@pytest.mark.parametrize(("post", "expected"), [
    (
        made("渡轮恢复夜航", author="港口日报", date="2024-03-09T20:15:00+08:00", source=FERRY, language="zh"),
        "港口日报. 渡轮恢复夜航[EB/OL]. (2024-03-09)[2024-11-05]. https://example.org/ferry.",
    ),
    (
        made("Slow trains", author="Ada Marsh", date="2023-12-24", source=FERRY),
        "Ada Marsh. Slow trains[EB/OL]. (2023-12-24)[2024-11-05]. https://example.org/ferry.",
    ),
    (made("渡轮", source=FERRY, language="zh"), "渡轮[EB/OL]. (2021-10-04)[2024-11-05]. https://example.org/ferry."),
    (
        made("渡轮", date=None, author="港口日报", source=FERRY),
        "港口日报. 渡轮[EB/OL]. [2024-11-05]. https://example.org/ferry.",
    ),
    (made("渡轮", author="港口日报"), "港口日报. 渡轮[EB]. (2021-10-04)."),
    (made("渡轮", date=None), "渡轮[EB]."),
    (made("Notes", author="Acme Inc.", date=None), "Acme Inc. Notes[EB]."),
    (
        made("海港: 冬天的记录", author="海港市人民政府办公厅", date="2020", source=FERRY),
        "海港市人民政府办公厅. 海港: 冬天的记录[EB/OL]. [2024-11-05]. https://example.org/ferry.",
    ),
    (
        made("港口", source="https://xn--fiqs8s.example/a_(b)?c=%E6%B8%AF"),
        "港口[EB/OL]. (2021-10-04)[2024-11-05]. https://xn--fiqs8s.example/a_(b)?c=%E6%B8%AF.",
    ),
    (
        made("A [trap](x) </b>\x1b[31m\u202e", author="\x1b]0;x\x07某人"),
        "␛]0, x␇某人. A [trap](x) </b>␛[31m[EB]. (2021-10-04).",
    ),
])  # fmt: skip
def test_the_standard(post: Post, expected: str) -> None:
    assert standard_citation(post, TODAY) == expected


@pytest.mark.parametrize(("author", "named"), [
    ("张三", "张三"),
    ("张三、李四", "张三, 李四"),
    ("张三，李四；王五", "张三, 李四, 王五"),
    ("张三,李四,王五", "张三, 李四, 王五"),
    ("张三, 李四, 王五, 赵六", "张三, 李四, 王五, 等"),
    ("张三等", "张三, 等"),
    ("张三、李四 等人", "张三, 李四, 等"),
    ("Ann Lee, Bo Marsh, Cy Low, Di Fen", "Ann Lee, Bo Marsh, Cy Low, et al"),
    ("Ann Lee et al.", "Ann Lee, et al"),
    ("Janet Al", "Janet Al"),
    ("et al.", "et al"),
    ("Marsh, Ada", "Marsh, Ada"),
    ("10,000 Lakes", "10,000 Lakes"),
    ("等", "等"),
    (" ，、; ", ""),
])  # fmt: skip
def test_authors(author: str, named: str) -> None:
    cited = standard_citation(made("T", author=author, date=None), TODAY)
    assert cited == (f"{named}. T[EB]." if named else "T[EB].")


@pytest.mark.parametrize(("post", "expected"), [
    (
        made("Slow “trains”", author="Ada Marsh", date="2024-10-01", source=FERRY),
        "Ada Marsh, “Slow ‘trains’”, 2024-10-01, https://example.org/ferry",
    ),
    (
        made("读《水经注》", author="港口日报", date="2024-10-01T23:30:00-05:00", source=FERRY, language="zh"),
        "港口日报：《读〈水经注〉》，2024-10-01，https://example.org/ferry",
    ),
    (made("渡轮", date=None, language="zh"), "《渡轮》"),
    (made("渡轮", date=None, language=None), "《渡轮》"),
    (made("Ferry", date=None, language=None), "“Ferry”"),
    (made("茶", date=None, language="ja", author="山"), "山, “茶”"),
])  # fmt: skip
def test_plain_words(post: Post, expected: str) -> None:
    assert plain_citation(post) == expected


HOSTILE = st.text(st.sampled_from("a[]()\\`*_<>!&;#~$ \t\n\r\x1b\u202e渡“》等,，."), min_size=1, max_size=40)


@given(title=HOSTILE, author=st.none() | HOSTILE, source=st.sampled_from((None, FERRY, "https://example.org/a_(b)")))
def test_a_citation_is_one_clean_line(title: str, author: str | None, source: str | None) -> None:
    post = made(title, author=author, source=source)
    for cited in (standard_citation(post, TODAY), plain_citation(post), markdown_link(post)):
        assert clean_line(cited) == cited


@given(title=HOSTILE, tail=st.sampled_from(("", "a_(b)", "((", ")", "a?b=c&d=[e]#f", "%29")))
def test_a_markdown_link_is_read_as_one_link(title: str, tail: str) -> None:
    address = f"https://example.org/{tail}"
    shown = clean_line(title).strip()
    (paragraph,) = [
        token for token in MarkdownIt().parse(markdown_link(made(title, source=address))) if token.type == "inline"
    ]
    children = paragraph.children or []
    assert children[0].type == "link_open"
    assert [token.type for token in children].count("link_open") == 1
    assert children[-1].type == "link_close"
    assert str(children[0].attrs["href"]).replace("%28", "(").replace("%29", ")").replace("%5B", "[").replace(
        "%5D", "]"
    ) == address.replace("%29", ")")
    assert "".join(token.content for token in children).split() == shown.split()


def test_without_an_address_there_is_no_link() -> None:
    assert markdown_link(made("Title")) == ""
