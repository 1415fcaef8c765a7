from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.document_parsing.dump import dump
from tui_reader.document import parse
from tui_reader.model import BodyFormat

GOLDEN = Path(__file__).parent / "golden"
FORMATS = {".md": BodyFormat.MARKDOWN, ".html": BodyFormat.HTML, ".txt": BodyFormat.TEXT}
SOURCES = sorted(path for path in GOLDEN.iterdir() if path.suffix in FORMATS)
WRITE = "WRITE_GOLDEN" in os.environ
"""Set it to take the blocks as they are now; read the difference before it is committed."""


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_bodies_become_these_blocks(source: Path) -> None:
    blocks = dump(parse(source.read_text("utf-8"), FORMATS[source.suffix]))
    golden = source.with_name(source.name + ".blocks")
    if WRITE:
        golden.write_text(blocks, "utf-8")
    assert blocks == golden.read_text("utf-8")
