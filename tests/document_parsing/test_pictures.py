from __future__ import annotations

import pytest

from tui_reader.document import Picture, parse, pictures
from tui_reader.document.blocks import Image
from tui_reader.document.picture_list import identity
from tui_reader.model import BodyFormat


def test_all_places_in_reading_order_each_once() -> None:
    body = """
![one](1.png)
*caption*

text ![two](2.png) and [![three](3.png)](x)

- ![four](4.png)

| ![five](5.png) |
|----|
| ![six](6.png) |

> <img src="7.png"> <img src="./1.png#again"> <img src="https://cors.example/?https://p.example/8.png">

![](http://p.example/8.png) ![]()
"""
    found = pictures(parse(body, BodyFormat.MARKDOWN))
    assert [picture.number for picture in found] == list(range(1, 9))
    assert [picture.image.source[-5:] for picture in found] == [f"{number}.png" for number in range(1, 9)]
    assert [picture.caption for picture in found[:3]] == ["caption", "two", "three"]
    assert found[7].image.source.startswith("https://cors.example/")


def test_covers_that_the_body_has_not_come_first() -> None:
    document = parse("![alt](a.png)", BodyFormat.MARKDOWN)
    assert pictures(document, ["c.png", "a.png", "c.png", ""]) == (
        Picture(1, Image("c.png"), "", "cover"),
        Picture(2, Image("a.png", alt="alt"), "alt", "body"),
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("./a.png", "a.png"),
        ("x/../a.png", "a.png"),
        ("a%20b.png", "a b.png"),
        ("a.png#x", "a.png"),
        ("a.png?x=1", "a.png"),
        ("http://h.example/a.png", "https://h.example/a.png"),
        ("//h.example/a.png", "https://h.example/a.png"),
        ("https://i0.wp.com/h.example/a.png?w=3", "http://h.example/a.png"),
    ],
)
def test_same_picture(one: str, other: str) -> None:
    assert identity(one) == identity(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/a.png", "a.png"),
        ("../a.png", "a.png"),
        ("http://h.example/a.png?x=1", "http://h.example/a.png"),
        ("a.png", "A.png"),
    ],
)
def test_other_picture(one: str, other: str) -> None:
    assert identity(one) != identity(other)
