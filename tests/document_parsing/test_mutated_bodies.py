"""Ten thousand bodies that were damaged: each is parsed, set and comes out clean."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest

from tui_reader.document import beginning_of, layout, parse, plain_text
from tui_reader.document.page import LayoutOptions
from tui_reader.model import BodyFormat

GOLDEN = Path(__file__).parent / "golden"
FORMATS = {".md": BodyFormat.MARKDOWN, ".html": BodyFormat.HTML, ".txt": BodyFormat.TEXT}
BODIES = 10_000
PARTS = 8
LONGEST = 4_000
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
PIECES = (
    "\x1b]0;",
    "\u202e",
    "&#27;",
    "&#x9b;",
    "\ud800",
    "\u200b  ",
    "<",
    ">",
    "`",
    "[",
    "](",
    "$$",
    "{{<",
    "%}",
    "\n\n",
    "\0",
)


def damaged(random: Random, body: str) -> str:
    """A body with some pieces cut out, doubled, moved, put in or reversed."""
    for _ in range(random.randint(1, 8)):
        start = random.randrange(len(body) + 1)
        stop = min(len(body), start + random.randint(0, 60))
        piece = random.choice(("", body[start:stop] * 3, random.choice(PIECES), body[start:stop][::-1]))
        body = body[:start] + piece + body[stop:]
    return body[:LONGEST]


@pytest.mark.parametrize("part", range(PARTS))
def test_damaged_bodies_are_set_and_come_out_clean(part: int) -> None:
    random = Random(part)
    sources = sorted(path for path in GOLDEN.iterdir() if path.suffix in FORMATS)
    for _ in range(BODIES // PARTS):
        source = random.choice(sources)
        body = damaged(random, source.read_text("utf-8"))
        body_format = random.choice((FORMATS[source.suffix], *FORMATS.values()))
        options = LayoutOptions(random.randint(1, 120), gaps=True, hanging=True, formulas=True, right_edge=True)
        page = layout(parse(body, body_format), options)
        assert FORBIDDEN.search(plain_text(page)) is None
        begun = beginning_of(body, body_format, random.randint(1, 2_000))
        assert begun is None or parse(begun, body_format) is not None
