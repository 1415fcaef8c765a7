"""Ten thousand damaged heads, made from the golden ones: none raises, hangs or lets a control byte out."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tests.storage.helpers import fields_are_clean
from tests.storage.test_golden_heads import SOURCES
from tui_reader import limits
from tui_reader.library.encoding import decode
from tui_reader.library.front_matter import split_front_matter
from tui_reader.library.reading import post_from_bytes
from tui_reader.library.site import Site, SiteKind

ROUNDS = 20
EACH = 500

TOKENS = [
    token.encode()
    for token in (
        *(
            "---\n",
            "+++\n",
            ";;;\n",
            "\n",
            "\r",
            "\r\n",
            "\t",
            "...\n",
            "{",
            "}",
            "[",
            "]",
            "[[",
            '"',
            "'",
            '"""',
            "'''",
        ),
        *(
            ": ",
            "：",
            ":",
            "= ",
            "- ",
            "? ",
            "|\n",
            ">-\n",
            "&a ",
            "*a ",
            "<<: *a",
            "!!int ",
            "!x ",
            "%YAML 1.1\n",
            "#",
        ),
        *("title", "date", "tags", "\ntitle: ", '\n"title": ', "\ntitle = ", "\n[extra]\n", "2021-02-30", "9" * 60),
        *(
            "\x1b]0;x\x07",
            "\0",
            "\x85",
            "\u2028",
            "\u202e",
            "\ufeff",
            "\ufffe",
            "&#27;",
            "\\u001b",
            "\\x9b",
            "\\",
            "猫",
        ),
    )
] + [b"\xff", b"\x9b", b"\xe7\x8c", b"\xed\xa0\x80"]  # stray bytes, half a character, half a pair


def flip(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 4)):
        if data:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def cut(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data) + 1)
    del data[start : start + chance.randint(1, 30)]


def end_early(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data) + 1) :]


def double(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data) + 1)
    data[start:start] = data[start : start + chance.randint(1, 40)] * chance.choice((1, 2, 50))


def splice(data: bytearray, chance: random.Random) -> None:
    other = chance.choice(SOURCES).read_bytes()
    start = chance.randrange(len(other) + 1)
    at = chance.randrange(len(data) + 1)
    data[at : at + chance.choice((0, 20))] = other[start : start + chance.randint(1, 80)]


def swap_lines(data: bytearray, chance: random.Random) -> None:
    lines = data.split(b"\n")
    a, b = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    data[:] = b"\n".join(lines)


def insert(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data) + 1)
    data[at:at] = chance.choice(TOKENS) * chance.choice((1, 1, 1, 3, 40))


MUTATIONS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    *(flip, cut, end_early, double, splice, swap_lines, insert, insert),
)


def mutated(chance: random.Random) -> bytes:
    if chance.random() < 0.1:
        return b"".join(chance.choices(TOKENS, k=chance.randint(1, 40)))
    data = bytearray(chance.choice(SOURCES).read_bytes())
    for _ in range(chance.randint(1, 5)):
        chance.choice(MUTATIONS)(data, chance)
    return bytes(data)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_damaged_heads(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(EACH):
        data = mutated(chance)
        text = decode(data).text
        found = split_front_matter(text)
        assert text.endswith(found.body), data
        assert found.body_line == text.count("\n", 0, len(text) - len(found.body)) + 1, data
        last = text.count("\n") + 2
        assert all(1 <= line <= last for line in found.lines.values()), data
        assert all(fault.line is None or 1 <= fault.line <= last for fault in found.faults), data
        assert set(found.lines) <= set(found.values), data
        assert len(found.values) <= limits.FRONT_MATTER_KEYS, data
        post = post_from_bytes("a.md", data, Site(chance.choice(tuple(SiteKind))))
        assert post.title.strip(), data
        assert fields_are_clean(post), data
