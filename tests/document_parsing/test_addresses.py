from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_reader.document import clean_line
from tui_reader.document.addresses import (
    MAX_ADDRESS_BYTES,
    Refusal,
    bare_links,
    checked_link,
    is_web,
    readable_address,
    unwrap_proxy,
)


@pytest.mark.parametrize(
    ("target", "opened"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("HTTP://Example.ORG", "http://example.org"),
        (" https://example.org/ ", "https://example.org/"),
        ("//example.org/x", "https://example.org/x"),
        ("https://例え.jp/路径?q=值", "https://xn--r8jz45g.jp/%E8%B7%AF%E5%BE%84?q=%E5%80%BC"),
        ("https://example.org/a b\"'`<>|", "https://example.org/a%20b%22%27%60%3C%3E%7C"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/%E4%B8%AD", "https://example.org/%E4%B8%AD"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("https://example.org?q=1", "https://example.org/?q=1"),
        ("mailto:ada@example.org?attach=/etc/passwd", "mailto:ada@example.org"),
    ],
)
def test_what_may_be_opened(target: str, opened: str) -> None:
    assert checked_link(target) == opened


@pytest.mark.parametrize(
    "target",
    [
        "",
        "#top",
        "/etc/passwd",
        "--version",
        "-x",
        "page.html",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "file:///etc/passwd",
        "file://host/share",
        "data:text/html,x",
        "smb://host/x",
        "vscode://x",
        "ms-msdt:/id",
        "ftp://host/x",
        "\\\\host\\share",
        "https:\\\\host",
        "https://good.com\\@evil.com",
        "https://good.com@evil.com/",
        "https://user:pw@host/",
        "https://",
        "https:///path",
        "https:host",
        "http://:80/",
        "http://host:99999/",
        "http://host:x/",
        "http://[::1/",
        "https://ho st/",
        "https://-x/",
        "https://ex\nample.org/",
        "https://example.org/\t",
        "https://example.org/\x00",
        "https://example.org/\u202egpj",
        "https://" + "a" * 64 + "ä.org/",
        "https://example.org/\ud800",
        "mailto:",
        "mailto:a@",
        "mailto:a@b,c@d",
        "mailto:a b@c.org",
        "mailto://@host",
        "https://example.org/" + "a" * 3_000_000,
        "https://example.org/" + "中" * 1000,
        "https://a..b/",
        "https://a%2fb/",
    ],
)
def test_what_is_refused(target: str) -> None:
    assert isinstance(checked_link(target), Refusal)


@settings(max_examples=500, deadline=None)
@given(st.from_regex(r"(?i)(https?:|mailto:|)(//)?.{0,40}", fullmatch=True) | st.text(max_size=60))
def test_what_passes_is_plain(target: str) -> None:
    opened = checked_link(target)
    if isinstance(opened, Refusal):
        return
    assert opened.isascii()
    assert len(opened) <= MAX_ADDRESS_BYTES
    assert opened.startswith(("http://", "https://", "mailto:"))
    assert not set(opened) & set(" \t\n\"'\\<>`\x7f")
    assert opened.isprintable()
    assert "@" not in opened.partition("://")[2].partition("/")[0]
    assert checked_link(opened) == opened


REAL = "http://pictures.example/2021/a.jpeg"


@pytest.mark.parametrize(
    ("address", "real"),
    [
        (REAL, REAL),
        ("img/a.png", "img/a.png"),
        ("", ""),
        ("data:image/png;base64,AAAA", "data:image/png;base64,AAAA"),
        ("https://cors.zfour.workers.dev/?" + REAL, REAL),
        ("https://cors.example/?http%3A%2F%2Fpictures.example%2Fa.jpg", "http://pictures.example/a.jpg"),
        ("https://cors.example/?//pictures.example/a.jpg", "https://pictures.example/a.jpg"),
        ("https://cors.example/?https://pictures.example/a?x=1&y=2", "https://pictures.example/a?x=1&y=2"),
        (
            "https://proxy.example/get?url=http%3A%2F%2Fpictures.example%2Fa.jpg%3Fx%3D1&w=200",
            "http://pictures.example/a.jpg?x=1",
        ),
        ("https://proxy.example/get?w=200&url=https://pictures.example/a.jpg&h=3", "https://pictures.example/a.jpg"),
        ("https://images.weserv.nl/?url=pictures.example/a.jpg&w=300", "https://pictures.example/a.jpg"),
        ("https://images.weserv.nl/?url=ssl:pictures.example/a.jpg", "https://pictures.example/a.jpg"),
        ("https://images.weserv.nl/?url=" + REAL, REAL),
        ("//images.weserv.nl/?url=pictures.example/a.jpg", "https://pictures.example/a.jpg"),
        ("//cors.example/?" + REAL, REAL),
        ("https://i0.wp.com/pictures.example/a.jpg?resize=1%2C2&ssl=1", "https://pictures.example/a.jpg"),
        ("//i3.wp.com/pictures.example/a.jpg", "https://pictures.example/a.jpg"),
        ("https://proxy.example/https://pictures.example/a.jpg", "https://pictures.example/a.jpg"),
        (
            "https://cors.example/?https://images.weserv.nl/?url=pictures.example/a.jpg",
            "https://pictures.example/a.jpg",
        ),
        ("https://proxy.example/?url=https%253A%252F%252Fpictures.example%252Fa.jpg", "https://pictures.example/a.jpg"),
        ("https://proxy.example/proxy?src=" + REAL, REAL),
        ("https://proxy.example/p?w=1&uri=%2F%2Fpictures.example%2Fa.jpg", "https://pictures.example/a.jpg"),
        ("https://wsrv.nl/?w=300&url=pictures.example%2Fa.jpg", "https://pictures.example/a.jpg"),
        ("https://images.weserv.nl?url=pictures.example/a.jpg", "https://pictures.example/a.jpg"),
        ("https://cdn.statically.io/img/pictures.example/a.jpg?w=3", "https://pictures.example/a.jpg"),
        ("https://p.example/image/fetch/w_9/https%3A%2F%2Fpictures.example%2Fa.jpg", "https://pictures.example/a.jpg"),
        ("https://camo.githubusercontent.com/0a/" + REAL.encode().hex(), REAL),
        # No proxies:
        ("https://img.shields.example/badge/a?url=" + REAL, "https://img.shields.example/badge/a?url=" + REAL),
        ("https://pictures.example/a.jpg?url=caption", "https://pictures.example/a.jpg?url=caption"),
        ("https://api.example/qr?url=https://example.org/post", "https://api.example/qr?url=https://example.org/post"),
        ("https://pictures.example/http-is-fun.png", "https://pictures.example/http-is-fun.png"),
        ("https://web.archive.org/web/2020im_/" + REAL, "https://web.archive.org/web/2020im_/" + REAL),
        ("/images/a.png?src=//x", "/images/a.png?src=//x"),
    ],
)
def test_what_stands_behind_a_proxy(address: str, real: str) -> None:
    assert unwrap_proxy(address) == real


@pytest.mark.parametrize(
    ("pattern", "address", "real"),
    [
        ("https://img.example/?u={url}", "https://img.example/?u=" + REAL, REAL),
        ("https://img.example/?x={url}", "http://img.example/?x=https%3A%2F%2Fp.example%2Fa.jpg%3Fb", "https://p.example/a.jpg?b"),
        ("https://img.example/?x={url}", "//img.example/?x=//p.example/a.jpg&w=3", "https://p.example/a.jpg"),
        ("https://img.example/?x={url}&w=3", "https://img.example/?x=https://p.example/a?b&c=1&w=3", "https://p.example/a?b&c=1"),
        ("https://img.example/s/{host_path}", "https://img.example/s/p.example/a.jpg?b", "https://p.example/a.jpg?b"),
        ("https://img.example/{host_path}.webp", "https://img.example/p.example/a.jpg.webp", "https://p.example/a.jpg"),
        ("https://img.example/{url}", "https://img.example/file%3A%2F%2F%2Fetc%2Fpasswd", None),
        ("https://img.example/{url}", "https://other.example/?x=1", None),
        ("https://img.example/{url}", "https://img.example/", None),
    ],
)  # fmt: skip
def test_proxies_of_the_user(pattern: str, address: str, real: str | None) -> None:
    assert unwrap_proxy(address, (pattern,)) == (address if real is None else real)


def test_proxies_without_end_come_to_one() -> None:
    assert unwrap_proxy("https://cors.example/?" * 50 + REAL).endswith(REAL)


def test_is_web() -> None:
    assert [is_web(a) for a in ("http://a", "HTTPS://a", "//a")] == [True] * 3
    assert not any(is_web(a) for a in ("a.png", "/a", "///a", "mailto:a@b", "http:a", "data:,", "https://"))


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://a.example/x, or (http://b.example/y_(z)).", ["https://a.example/x", "http://b.example/y_(z)"]),
        ("见https://a.example/路径。后文", ["https://a.example/"]),
        ("www.a.example and mailto:x and http:// and ahttps://b", ["http://www.a.example"]),
        ("no address", []),
    ],
)
def test_bare_addresses_are_found_and_no_text_is_lost(text: str, links: list[str]) -> None:
    pieces = bare_links(text)
    assert "".join(piece for piece, _ in pieces) == text
    assert [address for _, address in pieces if address] == links


@pytest.mark.parametrize(
    ("target", "readable", "asked"),
    [
        ("https://example.org/a", "https://example.org/a", "https://example.org/a"),
        ("https://例子.测试/茶", "https://例子.测试/茶", "https://xn--fsqu00a.xn--0zwm56d/%E8%8C%B6"),
        ("https://xn--fsqu00a.xn--0zwm56d/", "https://例子.测试/", "https://xn--fsqu00a.xn--0zwm56d/"),
        ("https://xn--pple-43d.com/", "https://аpple.com/", "https://xn--pple-43d.com/"),
        ("https://example.org/a%20b%0Ac", "https://example.org/a%20b%0Ac", "https://example.org/a%20b%0Ac"),
        ("https://example.org/%1b[2J", "https://example.org/%1b[2J", "https://example.org/%1b[2J"),
        ("https://example.org/%E2%80%AE", "https://example.org/%E2%80%AE", "https://example.org/%E2%80%AE"),
        ("https://example.org:8080/%FF", "https://example.org:8080/%FF", "https://example.org:8080/%FF"),
        ("https://a@b.example/", "https://a@b.example/", "https://a@b.example/"),
        ("mailto:a@example.org?attach=/etc/passwd", "mailto:a@example.org", "mailto:a@example.org"),
    ],
)
def test_an_address_is_read_in_one_form_and_asked_for_in_the_other(target: str, readable: str, asked: str) -> None:
    assert readable_address(target) == (readable, asked)


@given(st.text(max_size=60))
def test_what_is_read_is_clean_and_no_longer_hides_its_host(text: str) -> None:
    for target in (text, f"https://{text}", f"https://example.org/{text}"):
        readable, asked = readable_address(target)
        assert clean_line(readable) == readable
        assert clean_line(asked) == asked
        if not isinstance(checked_link(target), Refusal):
            assert asked == checked_link(target)
            assert readable.startswith(asked.split(":")[0])
