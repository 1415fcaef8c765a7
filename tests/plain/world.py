"""Runs the plain reader with lines on its standard input, and judges what it wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from tests.cli.world import Result, run

CONTROL = re.compile(rb"[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8-\xae]|\xe2\x81[\xa6-\xa9]")
"""Every byte below 0x20 but the newline, DEL, C1, separators, bidi controls."""


def converse(library: Path, *lines: str, options: tuple[str, ...] = (), environ: Mapping[str, str] = {}) -> Result:
    """Read `library` plainly with these lines typed, the end of input after them."""
    typed = "".join(f"{line}\n" for line in lines).encode()
    done = run("--plain", *options, str(library), stdin=typed, environ=environ)
    assert CONTROL.findall(done.out) == []
    assert CONTROL.findall(done.err) == []
    return done


def read(library: Path, *lines: str, options: tuple[str, ...] = (), environ: Mapping[str, str] = {}) -> str:
    """What it wrote, where it left well and had nothing to complain of."""
    done = converse(library, *lines, options=options, environ=environ)
    assert (done.status, done.told) == (0, "")
    return done.text


def configure(home: Path, text: str) -> Mapping[str, str]:
    """The environment of a run with these settings."""
    file = home / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return {"TUI_READER_CONFIG": str(file)}
