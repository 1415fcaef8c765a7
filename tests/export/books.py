"""Looking into EPUB files, and asking epubcheck about them."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path, PurePosixPath
from urllib.parse import unquote
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest

from tests.export.markup import EPUB, XHTML

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
SECONDS = 300


@dataclass(frozen=True)
class Line:
    """A line of a book's contents."""

    title: str
    target: str
    lines: tuple[Line, ...]


class OpenBook:
    """A book that was made."""

    def __init__(self, data: bytes) -> None:
        self.archive = ZipFile(BytesIO(data))
        self.names = self.archive.namelist()

    def text(self, name: str) -> str:
        return self.archive.read(f"EPUB/{name}").decode()

    @cached_property
    def package(self) -> ET.Element:
        return ET.fromstring(self.text("package.opf"))

    def told(self, name: str) -> list[str]:
        """The values of a field of Dublin Core."""
        return [element.text or "" for element in self.package.iter(f"{DC}{name}")]

    @cached_property
    def items(self) -> dict[str, ET.Element]:
        """The manifest, by id."""
        return {item.attrib["id"]: item for item in self.package.iter(f"{OPF}item")}

    @cached_property
    def spine(self) -> list[str]:
        """The files in the order of reading."""
        return [self.items[one.attrib["idref"]].attrib["href"] for one in self.package.iter(f"{OPF}itemref")]

    @property
    def modified(self) -> str:
        found = self.package.find(f".//{OPF}meta[@property='dcterms:modified']")
        assert found is not None
        return found.text or ""

    @cached_property
    def contents(self) -> tuple[Line, ...]:
        root = ET.fromstring(self.text("contents.xhtml"))
        top = root.find(f".//{XHTML}nav[@{EPUB}type='toc']/{XHTML}ol")
        assert top is not None
        return _lines(top)

    def resolved(self, file: str, target: str) -> str:
        """The name in the archive of what `file` calls `target`."""
        parts: list[str] = []
        for part in (PurePosixPath("EPUB") / PurePosixPath(file).parent / unquote(target)).parts:
            if part == "..":
                parts.pop()
            else:
                parts.append(part)
        return "/".join(parts)


def _lines(element: ET.Element) -> tuple[Line, ...]:
    lines = []
    for item in element:
        name, *below = item
        inside = _lines(below[0]) if below else ()
        lines.append(Line("".join(name.itertext()), name.get("href", ""), inside))
    return tuple(lines)


SHORT_LIVED = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""For a machine that lives seconds: no second compiler, no collector with threads; half the processor time."""


def epubcheck(path: Path) -> list[str]:
    """The errors and warnings that epubcheck has about a book; skips the test where there is no epubcheck."""
    program = shutil.which("epubcheck")
    if program is None:
        pytest.skip("epubcheck is not installed")
    command = [program]
    if Path(program).resolve().suffix == ".jar":
        java = shutil.which("java")
        if java is None:
            pytest.skip("epubcheck is there, but no java to run it")
        command = [java, *SHORT_LIVED, "-jar", program]
    done = subprocess.run(
        [*command, str(path)], capture_output=True, encoding="utf-8", errors="replace", timeout=SECONDS, check=False
    )
    said = done.stdout + done.stderr
    assert "EPUBCheck" in said, said
    found = [line for line in said.splitlines() if line.startswith(("FATAL", "ERROR", "WARNING"))]
    assert bool(done.returncode) == any(not line.startswith("WARNING") for line in found), said
    return found
