"""What a reader of exports would stumble over: broken addresses, data written out, captions gone astray."""

from __future__ import annotations

import pytest

from tests.export.posts import made
from tests.export.test_text import document_of
from tui_reader.document import parse, width
from tui_reader.document.blocks import Figure, Image, walk
from tui_reader.export import ExportOptions, HeaderLanguage, ImageMention, LinkPlacement, markdown, text
from tui_reader.model import BodyFormat

PLAYER = "//player.bilibili.com/player.html?aid=38657363&bvid=BV1x&cid=67946325&page=1"
IRI = "https://zh.wikipedia.org/wiki/中华人民共和国国务院关于印发规划的通知/附件一/附件二"
MAGNET = "magnet:?xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88a&dn=plan"


def shown(
    body: str,
    cells: int = 80,
    body_format: BodyFormat = BodyFormat.MARKDOWN,
    links: LinkPlacement = LinkPlacement.END,
) -> str:
    """The text of an article without its head."""
    post = made("T", body=body, body_format=body_format, covers=(), language="zh")
    wanted = ExportOptions(width=cells, header=HeaderLanguage.NONE, links=links)
    return text(post, document_of(post), wanted)


@pytest.mark.parametrize("cells", [20, 40, 80])
def test_no_line_ends_inside_an_address(cells: int) -> None:
    assert PLAYER in shown(f'<p>中文</p><iframe src="{PLAYER}"></iframe>', cells, BodyFormat.HTML)
    inline = shown(f"看看[规划](<{IRI}>)，再看[这个]({MAGNET})。", cells, links=LinkPlacement.INLINE)
    assert f"<{IRI}>" in inline
    assert f"<{MAGNET}>" in inline
    assert f"{IRI}" in shown(f"看看<{IRI}>，好的。", cells)
    assert MAGNET in shown(f"下载地址 {MAGNET} 好的。", cells)


def test_addresses_that_hold_their_data_are_shortened() -> None:
    data = "data:audio/mpeg;base64," + "A" * 5_000
    made_of = shown(f'<p>中文</p><audio src="{data}"></audio>', 80, BodyFormat.HTML)
    assert "data:audio/mpeg;base64,…" in made_of
    assert len(made_of) < 200
    linked = shown(f"见[数据]({data})。", links=LinkPlacement.INLINE)
    assert "<data:audio/mpeg;base64,…>" in linked


@pytest.mark.parametrize("cells", [40, 60, 80])
def test_a_table_with_a_long_address_is_aligned_or_records(cells: int) -> None:
    address = "https://example.com/" + "a" * 70
    body = f"| 名称 | 地址 | 备注 |\n|---|---|---|\n| 甲 | [见]({address}) | 很长的备注{'很长' * 20} |\n"
    lines = shown(body, cells, links=LinkPlacement.INLINE).splitlines()
    assert any(line.startswith("名称：甲") for line in lines)
    assert all(width(line) <= cells or address in line for line in lines)


@pytest.mark.parametrize("cells", [10, 20, 40, 80, 0])
def test_rules_are_no_wider_than_the_line(cells: int) -> None:
    post = made("T", body="见[甲](https://a.example)。")
    rules = [line for line in text(post, document_of(post), ExportOptions(width=cells)).splitlines() if "──" in line]
    assert [width(line) for line in rules] == [min(40, cells or 40)] * 2


def test_a_picture_that_stands_twice_is_listed_by_its_first_caption() -> None:
    made_of = shown("![甲](a.png)\n\n又见文中 ![乙](a.png) 好的。")
    assert "[图 1：甲]" in made_of
    assert "[图 1] a.png（甲）" in made_of


@pytest.mark.parametrize("dash", ["", "— ", "——", "-- ", "–", "―　"])
def test_an_attribution_has_one_dash(dash: str) -> None:
    body = f"<blockquote><p>引文</p><footer>{dash}某人-甲</footer></blockquote>"
    assert shown(body, body_format=BodyFormat.HTML).splitlines()[-1] == "> — 某人-甲"


def test_markdown_without_pictures() -> None:
    figure = "<figure><img src=d.png><figcaption>说明</figcaption></figure>"
    body = "一段 ![a](a.png) 文字。\n\n![b](b.png)\n\n- ![c](c.png)\n- 二\n\n" + figure
    post = made("T", body=body, body_format=BodyFormat.MARKDOWN, covers=("cover.png",))
    bare = markdown(post, document_of(post), ExportOptions(images=ImageMention.NONE, header=HeaderLanguage.NONE))
    assert "png" not in bare
    assert "说明" in bare
    assert not [block for block in walk(parse(bare, BodyFormat.MARKDOWN)) if isinstance(block, Figure | Image)]
    plain = made("T", body="没有 *图片* 的\n文字。", body_format=BodyFormat.MARKDOWN, covers=())
    same = markdown(plain, document_of(plain), ExportOptions(images=ImageMention.NONE, header=HeaderLanguage.NONE))
    assert same == "没有 *图片* 的\n文字。\n"
