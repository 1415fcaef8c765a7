from __future__ import annotations

import re
from pathlib import Path

import pytest

from tui_reader.document import digest, first_heading, parse
from tui_reader.model import BodyFormat

FORMATS = {
    ".md": BodyFormat.MARKDOWN,
    ".markdown": BodyFormat.MARKDOWN,
    ".html": BodyFormat.HTML,
    ".txt": BodyFormat.TEXT,
}
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
FRONT = re.compile(r"\A\s*(---|\+\+\+)\n.*?\n\1[ \t]*\n", re.DOTALL)
EVERY = 4


@pytest.mark.corpora
def test_real_posts_come_out_clean(corpora: Path) -> None:
    files = sorted(path for path in corpora.rglob("*") if path.suffix in FORMATS and path.is_file())
    assert files
    dirty = []
    for path in files[::EVERY]:
        body = FRONT.sub("", path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n"))
        body_format = FORMATS[path.suffix]
        document = parse(body, body_format)
        if FORBIDDEN.search(repr(document.blocks)) or FORBIDDEN.search(digest(document).text):
            dirty.append(path)
        first_heading(body, body_format)
    assert dirty == []
