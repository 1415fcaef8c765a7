"""Whether a picture's end is there, for each format, whole and cut anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.images import samples
from tui_reader.images.ending import is_whole
from tui_reader.images.kinds import PictureType
from tui_reader.images.sniff import sniff, sniff_file

WHOLE = {
    "PNG": samples.png(3, 2),
    "JPEG": samples.jpeg(3, 2) + b"\0" * 50 + b"\xff\xd9",
    "GIF": samples.gif(3, 2),
    "WebP": samples.webp(3, 2),
    "AVIF": samples.avif(3, 2).replace(b"\0\0\0\x30meta", b"\0\0\0\x20meta") + b"\0\0\0\x10mdat" + b"x" * 8,
    "BMP": samples.bmp(3, 2) + b"\0" * 36,
}


def type_of(data: bytes) -> PictureType:
    found = sniff(data)
    assert isinstance(found, PictureType)
    return found


@pytest.mark.parametrize("name", WHOLE)
def test_whole_pictures_are_whole(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(WHOLE[name])
    assert is_whole(path, type_of(WHOLE[name]), end_told=False)
    assert is_whole(path, type_of(WHOLE[name]), end_told=True)
    if name in ("PNG", "JPEG"):  # what some programs write behind it
        path.write_bytes(WHOLE[name] + b"more" * 100)
        assert is_whole(path, type_of(WHOLE[name]), end_told=False)


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("missing", [2, 5, 9])
def test_what_is_cut_is_told(name: str, missing: int, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(WHOLE[name][:-missing])
    assert not is_whole(path, type_of(WHOLE[name]), end_told=False)


@pytest.mark.corpora
def test_real_pictures_are_whole(corpora: Path) -> None:
    seen = 0
    for path in corpora.rglob("*"):
        if path.suffix.lower() in {".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"} and path.is_file():
            found = sniff_file(path)
            if isinstance(found, PictureType):
                seen += 1
                assert is_whole(path, found, end_told=False), path
    assert seen > 50
