"""The pictures that front matter names, whatever generator it was written for."""

from __future__ import annotations

import pytest

from tui_reader.library import Site, post_from_bytes


@pytest.mark.parametrize(("head", "found"), [
    ("headimg: a.png", ["a.png"]),
    ("headimg: https://cors.example/?http://p.example/a.png", ["https://cors.example/?http://p.example/a.png"]),
    ("thumbnail: /a.png\ncover: b.png\nbanner: c.png\nimage: d.png", ["/a.png", "b.png", "c.png", "d.png"]),
    ("featured_image: a.png\nog_image: b.png", ["a.png", "b.png"]),
    ("featuredImage: a.png", ["a.png"]),
    ("header-img: img/a.jpg", ["img/a.jpg"]),
    ("cover-img: /a.png\nthumbnail-img: /b.png\nshare-img: /c.png", ["/b.png", "/a.png", "/c.png"]),
    ("images:\n  - a.png\n  - b.png", ["a.png", "b.png"]),
    ("images: [a.png, a.png]", ["a.png"]),
    ("image:\n  path: /a.png\n  alt: words.and more", ["/a.png"]),
    ("cover:\n  image: a.png\n  caption: A. B.", ["a.png"]),
    ("header:\n  overlay_image: /a.png\n  teaser: /b.png", ["/a.png", "/b.png"]),
    ("header: A title. And more", []),
    ("resources:\n  - src: a.jpg\n    name: x\n  - src: '*.png'\n  - src: doc.pdf", ["a.jpg"]),
    ("extra:\n  image: a.png\n  toc: true", ["a.png"]),
    ("params:\n  cover:\n    image: a.png", ["a.png"]),
    ("gallery:\n  - url: /a.jpg\n    image_path: /t.jpg\n    alt: x", ["/a.jpg"]),
    ("photos:\n- https://p.example/a\n- b.png", ["https://p.example/a", "b.png"]),
    ("cover: false", []),
    ("image: none\nthumbnail: ''\nbanner: some-name", []),
    ("image: [[a.png]]", []),
    ("cover: 'data:image/png;base64,AA/A'", ["data:image/png;base64,AA/A"]),
    ("image: \"a\\x1b[31m.png\"", ["a␛[31m.png"]),
    ("title: a.png", []),
])  # fmt: skip
def test_covers(head: str, found: list[str]) -> None:
    post = post_from_bytes("a.md", f"---\n{head}\n---\nbody\n".encode(), Site())
    assert list(post.covers) == found


def test_covers_in_toml() -> None:
    head = '+++\nimage = "z.png"\n[extra]\nthumbnail = "a.png"\n[cover]\nimage = "b.png"\n+++\nbody\n'
    assert post_from_bytes("a.md", head.encode(), Site()).covers == ("b.png", "z.png", "a.png")
