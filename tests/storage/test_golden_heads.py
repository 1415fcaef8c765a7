"""Heads that others choke on, one file a case, and beside each what is read of it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tui_reader.library.encoding import decode
from tui_reader.library.front_matter import FrontMatter, split_front_matter

GOLDEN = Path(__file__).parent / "golden" / "heads"
SOURCES = sorted(GOLDEN.glob("*.md"))
WRITE = "WRITE_GOLDEN" in os.environ
"""Set it to take the fields as they are now; read the difference before it is committed."""


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_heads_say_these_fields(source: Path) -> None:
    fields = dump(split_front_matter(decode(source.read_bytes()).text))
    golden = source.with_suffix(".fields")
    if WRITE:
        golden.write_text(fields, "utf-8")
    assert fields == golden.read_text("utf-8")


def dump(found: FrontMatter) -> str:
    """A line a field, a fault and the body; of a fault without what the parser below says, which changes with it."""
    lines = [f"{found.lines.get(key, '-')} {key} = {shown(value)}" for key, value in found.values.items()]
    lines += [f"{fault.line or '-'} ! {fault.code}: {shown(fault.message.partition(':')[0])}" for fault in found.faults]
    return "\n".join([*lines, f"{found.body_line} body = {shown(found.body)}", ""])


def shown(value: object) -> str:
    """As JSON, with escapes for all that can't be seen."""
    text = json.dumps(value, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)
