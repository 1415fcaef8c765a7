"""Pictures are told by their first bytes; their size is known before anything decodes them."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.images import samples
from tui_reader.images import NotAPicture, PictureType, sniff, sniff_file
from tui_reader.images.sniff import looks_like_picture


@pytest.mark.parametrize(("name", "suffix"), [
    ("PNG", ".png"), ("JPEG", ".jpg"), ("GIF", ".gif"), ("WebP", ".webp"), ("AVIF", ".avif"), ("BMP", ".bmp"),
])  # fmt: skip
def test_type_and_size(name: str, suffix: str, tmp_path: Path) -> None:
    data = samples.MAKERS[name](640, 349)
    assert sniff(data) == PictureType(name, suffix, 640, 349)
    file = tmp_path / "wrong-name.txt"
    file.write_bytes(data)
    assert sniff_file(file) == PictureType(name, suffix, 640, 349)
    assert looks_like_picture(data[:64]) is None


@pytest.mark.parametrize("kind", [b"VP8 ", b"VP8L", b"VP8X"])
def test_every_webp(kind: bytes) -> None:
    assert sniff(samples.webp(1200, 16_000, kind)) == PictureType("WebP", ".webp", 1200, 16_000)


def test_jpeg_size_behind_long_metadata_full_of_false_markers(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(samples.jpeg(5000, 4000, before=900_000))
    assert sniff_file(file) == PictureType("JPEG", ".jpg", 5000, 4000)


def test_jpeg_with_fill_and_stray_bytes() -> None:
    data = samples.jpeg(11, 7).replace(b"\xff\xc2", b"\0\0\xff\xff\xff\xc2")
    assert sniff(data) == PictureType("JPEG", ".jpg", 11, 7)


def test_old_bitmap_header() -> None:
    data = b"BM" + struct.pack("<IHHI", 60, 0, 0, 26) + struct.pack("<IHHHH", 12, 31, 17, 1, 24) + b"\0" * 40
    assert sniff(data) == PictureType("BMP", ".bmp", 31, 17)


def test_a_gif_frame_larger_than_its_screen_counts() -> None:
    assert sniff(samples.gif(0, 0, (30, 20))) == PictureType("GIF", ".gif", 30, 20)
    assert isinstance(sniff(samples.gif(1, 1, (65_000, 65_000))), NotAPicture)


@pytest.mark.parametrize("name", ["PNG", "JPEG", "GIF", "WebP", "AVIF", "BMP"])
def test_more_than_forty_million_pixels(name: str) -> None:
    make = samples.MAKERS[name]
    assert isinstance(sniff(make(8_000, 5_000)), PictureType)
    refused = sniff(make(8_001, 5_000))
    assert isinstance(refused, NotAPicture)
    assert "8001 × 5000" in refused.reason
    assert "40 million" in refused.reason


@pytest.mark.parametrize("data", [
    samples.png()[:20], b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rXXXX" + b"\0" * 30, samples.png(0, 5),
    b"\xff\xd8\xff", b"\xff\xd8\xff\xd9" + b"\0" * 50, samples.jpeg()[:14], b"GIF89a", samples.webp()[:25],
    samples.avif()[:30], samples.bmp(0, 0), samples.jpeg(0, 0),
])  # fmt: skip
def test_damaged_headers_are_refused(data: bytes) -> None:
    refused = sniff(data)
    assert isinstance(refused, NotAPicture)
    assert refused.reason.endswith(".")


@pytest.mark.parametrize(("data", "named"), [
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
    (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a drawing -->\n<svg:svg/>", "SVG"),
    (b"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN'>", "SVG"),
    (b"\n\n <!DOCTYPE html><html><body><svg/>", "HTML"),
    (b"<script>alert(1)</script>", "HTML"),
    (b"<html>", "HTML"),
    (b"<?xml version='1.0'?><rss/>", "XML"),
    (b"%!PS-Adobe-3.0 EPSF-3.0", "EPS"),
    (b"\xc5\xd0\xd3\xc6\0\0", "EPS"),
    (b"%PDF-1.7", "PDF"),
    (b"\x7fELF\2\1\1", "ELF"),
    (b"MZ\x90\0", "program"),
    (b"#!/bin/sh\nrm -rf /", "script"),
    (b"[Desktop Entry]\nExec=sh", ".desktop"),
    (b"# made by hand\n\n[Desktop Entry]\nExec=sh", ".desktop"),
    (b'{"error": "not found"}', "JSON"),
    (b"404 not found", "text"),
    (b"II*\0\x08\0\0\0", "TIFF"),
    (b"\0\0\1\0\1\0", "ICO"),
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
    (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", "video"),
    (b"PK\3\4", "ZIP"),
    (b"", "empty"),
    (bytes(range(200, 232)), "unknown"),
])  # fmt: skip
def test_everything_else_is_named(data: bytes, named: str, tmp_path: Path) -> None:
    refused = sniff(data)
    assert isinstance(refused, NotAPicture)
    assert named in refused.reason
    assert refused.reason.endswith(".")
    file = tmp_path / "picture.png"
    file.write_bytes(data)
    assert sniff_file(file) == refused


def test_no_ordinary_file(tmp_path: Path) -> None:
    assert isinstance(sniff_file(tmp_path), NotAPicture)
    assert isinstance(sniff_file(tmp_path / "nothing.png"), NotAPicture)


@settings(deadline=None, max_examples=1_000)
@given(
    st.sampled_from(sorted(samples.MAKERS)),
    st.lists(st.tuples(st.integers(0, 120), st.integers(0, 255)), max_size=6),
    st.integers(0, 200),
    st.binary(max_size=40),
)
def test_mutated_pictures_never_raise(name: str, edits: list[tuple[int, int]], length: int, tail: bytes) -> None:
    data = bytearray(samples.MAKERS[name](100, 100))
    for at, value in edits:
        if at < len(data):
            data[at] = value
    found = sniff(bytes(data[:length]) + tail)
    if isinstance(found, PictureType):
        assert 0 < found.width * found.height <= 40_000_000
    else:
        assert found.reason.endswith(".")


def test_a_flood_of_tiny_segments_ends_soon(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"\xff\xd8\xff\xe0" + b"\0\x02\xff\xe0" * 1_000_000)
    assert isinstance(sniff_file(file), NotAPicture)
    file.write_bytes(samples.gif()[:19] + (b"!\xfe" + b"\x01a" * 30_000 + b"\0") * 30)
    assert isinstance(sniff_file(file), NotAPicture)
