"""Locales whose encoding is not UTF-8: files are named in UTF-8, and what is printed says what it lacks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.world import run
from tui_reader.document import digest, parse
from tui_reader.model import BodyFormat

pytestmark = pytest.mark.skipif(os.name == "nt", reason="names of files are Unicode on Windows")

ASCII = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
"""What an old system has: nothing but ASCII for arguments, names and streams."""


def test_exports_have_their_names_in_utf_8(plain: Path, tmp_path: Path) -> None:
    done = run("-L", str(plain), "export", "--to", f"{tmp_path / 'out'}/", environ=ASCII)
    assert done.status == 0, done.told
    names = [os.fsencode(path.name) for path in (tmp_path / "out").iterdir()]
    assert "2023-01-02-第三篇文章.txt".encode() in names
    assert run("-L", str(plain), "export", "--to", f"{tmp_path / 'out'}/", environ=ASCII).lines == [
        line + " (already there)" for line in done.lines
    ]


def test_pages_name_the_characters_that_are_lacking(plain: Path) -> None:
    usual = run("-L", str(plain), "show", "--format", "html", "zh.md").text
    for words in (
        ("show", "--format", "html", "zh.md"),
        ("export", "--format", "html", "--post", "zh.md", "--to", "-"),
    ):
        done = run("-L", str(plain), *words, environ=ASCII)
        assert done.out.isascii()
        assert done.told == ""
        same = [digest(parse(page, BodyFormat.HTML)).text for page in (done.text, usual)]
        assert same[0] == same[1]
        assert "今天的天气很好" in same[0]


def test_text_says_what_it_lacks(plain: Path) -> None:
    for words in (("show", "zh.md"), ("export", "--bom", "--post", "zh.md", "--to", "-")):
        done = run("-L", str(plain), *words, environ=ASCII)
        assert done.status == 0
        assert done.out.startswith(b"??")
        assert not done.out.startswith(b"???:")
        assert "question marks stand for characters that ascii lacks" in done.told


def test_what_is_typed_in_utf_8_is_understood(plain: Path) -> None:
    base = ("-L", str(plain))
    assert len(run(*base, "list", "散步", environ=ASCII).lines) == 1
    assert run(*base, "mark", "--tag", "茶", "zh.md", environ=ASCII).status == 0
    assert run(*base, "tags").text.splitlines()[-1].startswith("茶\t")
