"""Reads the pictures and style sheets that go into a page or a book."""

from __future__ import annotations

from tui_reader.export.options import PictureFile
from tui_reader.limits import EMBEDDED_PICTURE_BYTES


def picture_bytes(file: PictureFile) -> bytes | None:
    """The picture's bytes; None where it is gone since it was found, empty, or too large to go into a file."""
    try:
        if not 0 < file.path.stat().st_size <= EMBEDDED_PICTURE_BYTES:
            return None
        return file.path.read_bytes() or None
    except OSError:
        return None


def style(*names: str) -> str:
    """The named style sheets of this package, one after another."""
    from importlib.resources import files  # takes long to import

    folder = files("tui_reader.export") / "styles"
    return "".join((folder / name).read_text("utf-8") for name in names)
