"""Ten thousand hostile addresses: only http(s) with a host, in ASCII, leaves for the network or another program."""

from __future__ import annotations

import random
import re
import string
from pathlib import Path
from urllib.parse import urlsplit

from tests.images import samples
from tui_reader.errors import ProgramError
from tui_reader.images import PictureKind, resolve
from tui_reader.images.resolve import addresses
from tui_reader.programs import Takes, Viewer, checked_address
from tui_reader.programs.launch import address_arguments

NUMBER = 10_000
SCHEMES = (
    "http", "https", "HTTP", "hTTps", "javascript", "file", "data", "smb", "vscode", "ms-msdt", "ftp", "mailto", "blob",
    "view-source:http", "ht\ttp", "http\n", " http", "http ", "ｈttp", "-http", "--help", "",
)  # fmt: skip
MARKS = ("://", ":", ":/", ":///", "://\\", ":\\\\", "//", "\\\\", "", "%3A%2F%2F", ":////")
HOSTS = (
    "p.example", "P.EXAMPLE", "例え.jp", "xn--r8jz45g.jp", "127.0.0.1", "[::1]", "[::1", "user@p.example",
    "a:b@p.example", "p.example@evil.example", "p.example:80", "p.example:99999", "p.example:x", "", ".", "..",
    "-p.example", "p..example", "p.example%00", "p.example\\@evil.example", "p\u202eexample", "p.exam\u200bple",
    "①②⑦.0.0.1", "a" * 300 + ".example",
    "p.example#@evil.example", "$(id)", "`id`", ";id", "|id", "p.example\r\nX-Evil:1", "%70.example", "p_.example",
)  # fmt: skip
TAILS = (
    "/a.png", "", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/a b.png", "/图.png", "/a.png?x=$(id)", "/a\0.png",
    "/a.png\n--option", "/'\"`;|&$(id)", "/" + "x" * 9_000, "/\udcff.png", "/%zz", "/a.png#\u202egnp.exe",
    "?url=http://b/", "/?http://user@127.0.0.1/", "?url=file:///etc/passwd", "/https://b.example/a.png", "/\x1b[31m",
    "/a\u2028b", "/\\..\\x",
    "?u=%68%74%74%70%3A%2F%2Fb.example%2F", "/%0d%0aX-Evil:1", "/a.png?" + "&u=//c.example/" * 20,
)  # fmt: skip
ODD = "".join(map(chr, (*range(32), 127, 0x85, 0x9B, 0x202E, 0x2066, 0xFEFF, 0xD800, 0xFF0F, 0x2044))) + "/\\%:@?#[]"
PROXIES = ("https://cors.example/?", "https://wsrv.nl/?url=", "https://i0.wp.com/", "//")
SENT = re.compile(r"https?://(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:[/?#][\x21-\x7e]*)?")


def hostile(chance: random.Random) -> str:
    """An address that means no good."""
    address = "".join(chance.choice(part) for part in (SCHEMES, MARKS, HOSTS, TAILS))
    for _ in range(chance.choice((0, 0, 0, 1, 2, 5))):
        at = chance.randrange(len(address) + 1)
        letter = chance.choice(ODD + string.ascii_letters)
        address = address[:at] + letter + address[at + chance.randrange(2) :]
    if chance.random() < 0.1:
        address = chance.choice(PROXIES) + address
    return address


def is_sent_safely(address: str) -> bool:
    return (
        address.isascii()
        and len(address) <= 8_192
        and SENT.fullmatch(address) is not None
        and "@" not in urlsplit(address).netloc
        and bool(urlsplit(address).hostname)
    )


def test_only_addresses_of_the_web_are_fetched(tmp_path: Path) -> None:
    root = tmp_path / "library"
    root.mkdir()
    (root / "a.png").write_bytes(samples.png())
    (tmp_path / "secret.png").write_bytes(samples.png())
    chance = random.Random(20_241_001)
    kinds = set()
    for number in range(NUMBER):
        source = hostile(chance)
        (found,) = resolve([samples.picture(source)], root, "posts/a.md", ("https://x.example/?y={url}",))
        kinds.add(found.kind)
        sent = addresses(found)
        assert all(is_sent_safely(address) for address in sent), (number, source, sent)
        assert bool(sent) == (found.kind is PictureKind.REMOTE)
        if found.path is not None:
            assert found.path == root.resolve() / "a.png", source
        assert found.reason.isprintable(), source
    assert kinds >= {PictureKind.REMOTE, PictureKind.REFUSED, PictureKind.MISSING}


def test_only_addresses_of_the_web_reach_other_programs() -> None:
    browser = Viewer("browser", ("browser", "--new-window", "{url}"), terminal=False, takes=Takes.ADDRESS)
    chance = random.Random(20_241_002)
    passed = unclean = 0
    for number in range(NUMBER):
        address = hostile(chance)
        try:
            checked = checked_address(address)
        except ProgramError as error:
            unclean += not str(error).isprintable()
            continue
        words = address_arguments(browser, checked)
        assert len(words) == 3
        passed += 1
        if checked.startswith("mailto:"):
            assert re.fullmatch(r"mailto:[\x21-\x7e]+@[a-z0-9_.-]+", checked)
        else:
            assert is_sent_safely(checked), (number, address, checked)
        assert words[-1] == checked
    assert passed > 50
    assert not unclean, "why an address is refused is told"
