"""Articles of our own against goldens; `python -m tests.typesetting.test_golden` writes them anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.typesetting.samples import PRESETS, SAMPLES
from tui_reader.document import layout

GOLDEN = Path(__file__).parent / "golden"
CASES = [(name, preset) for name in SAMPLES for preset in PRESETS]


def drawn(name: str, preset: str) -> str:
    page = layout(SAMPLES[name], PRESETS[preset])
    lines = [line.text for line in page.lines]
    lines.extend(f"link {link.number} at {link.line}: {link.text} -> {link.target}" for link in page.links)
    lines.extend(f"image {image.number} at {image.line}: {image.image.source} {image.caption}" for image in page.images)
    lines.extend(f"heading {heading.level} at {heading.line}: {heading.text}" for heading in page.headings)
    lines.extend(f"note {note.number} at {note.line}: {note.text}" for note in page.notes)
    return "\n".join(lines) + "\n"


def golden(name: str, preset: str) -> Path:
    return GOLDEN / f"{name}.{preset}.{PRESETS[preset].width}.txt"


@pytest.mark.parametrize(("name", "preset"), CASES)
def test_article_looks_as_it_should(name: str, preset: str) -> None:
    assert drawn(name, preset) == golden(name, preset).read_text(encoding="utf-8")


if __name__ == "__main__":
    for case in CASES:
        golden(*case).write_text(drawn(*case), encoding="utf-8", newline="\n")
