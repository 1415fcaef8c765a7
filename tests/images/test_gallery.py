"""Names that people can read, in a folder of their own, and nobody's file written over."""

from __future__ import annotations

import re
import stat
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.images import samples
from tui_reader.document import width
from tui_reader.errors import PictureError
from tui_reader.images import FetchedPicture, PictureCache, fetch, gallery, resolve, save
from tui_reader.images.gallery import names, slug
from tui_reader.images.kinds import PictureType
from tui_reader.images.options import FetchOptions
from tui_reader.images.sniff import SUFFIXES, sniff_file


def fetched(file: Path, number: int, caption: str, data: bytes | None = None) -> FetchedPicture:
    """A picture of a library, read."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(samples.png() if data is None else data)
    resolved = resolve([samples.picture(file.name, number, caption)], file.parent, "post.md")
    found = sniff_file(file)
    assert isinstance(found, PictureType)
    return FetchedPicture(resolved[0], file, "", found)


@pytest.mark.parametrize(("caption", "expected"), [
    ("民警用大数据核查流调信息。 图片由警方提供", "民警用大数据核查流调信息"),
    ("A cat. Photo: somebody", "A-cat"),
    ("Version 2.5 is out. Rejoice", "Version-2-5-is-out"),
    ("What? Really!", "What"),
    ("... and so on. Second", "and-so-on"),
    ("  “Quoted”, (and) [more]  ", "Quoted-and-more"),
    ("snake_case stays", "snake_case-stays"),
    ("../../etc/passwd", "etc-passwd"),
    ("..", ""), ("-rf", "rf"), ("--help", "help"), (".hidden", "hidden"), ("~/x", "x"), ("", ""), ("。", ""),
    ("🎉🎉", ""), ("🎉 party", "party"),
    ("ＡＢＣ．．／", "ＡＢＣ"),
    ("line\nbreak", "line"),
    ("می‌خواهم", "میخواهم"),
    ("हिन्दी में", "हिन्दी-में"),
    ("cafe\u0301", "café"),
    ("\u0301abc", "abc"),
    ("$(reboot); `x` | y & z > w", "reboot-x-y-z-w"),
    ("x" * 60, "x" * 40),
    ("图" * 30, "图" * 20),
    ("x" + "图" * 30, "x" + "图" * 19),
    ("\u0300:\u0300", ""),
    ("\u0300:\u0300a", "a"),
])  # fmt: skip
def test_slugs(caption: str, expected: str) -> None:
    assert slug(caption) == expected


@settings(deadline=None, max_examples=1_500)
@given(st.text(max_size=200))
def test_every_caption_makes_a_portable_name(caption: str) -> None:
    name = slug(caption)
    assert width(name) <= 40
    assert len(name.encode()) <= 160
    assert all(
        character == "_" or character == "-" or unicodedata.category(character)[0] in "LMN" for character in name
    )
    assert not name.startswith("-")
    assert not name.endswith("-")
    assert "--" not in name
    assert slug(name) == name


def test_characters_without_width_do_not_make_long_names() -> None:
    assert 1 < len(slug("x" + "\u0301" * 500 + "y" * 10).encode()) <= 160


def test_names_are_numbered_and_suffixed_by_content(tmp_path: Path) -> None:
    files = [
        fetched(tmp_path / "x.jpg", 1, "民警用大数据核查流调信息。 图片由警方提供"),
        fetched(tmp_path / "y.png", 2, "", samples.jpeg()),
        fetched(tmp_path / "z.png", 12, "Same"),
        fetched(tmp_path / "w.png", 130, "Same"),
    ]
    assert names(files[:3]) == ("01-民警用大数据核查流调信息.png", "02.jpg", "12-Same.png")
    assert names(files)[0].startswith("001-")
    assert names(files)[3] == "130-Same.png"
    assert names([]) == ()


def test_a_gallery_is_a_folder_of_its_own(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path / "cache")
    first = fetched(tmp_path / "lib" / "a.png", 1, "First")
    gone = FetchedPicture(first.resolved, None, "Gone.")
    third = fetched(tmp_path / "lib" / "c.png", 3, "Third")
    one = gallery([first, gone, third], cache.directory)
    two = gallery([third], cache.directory)
    assert [path.name for path in one] == ["01-First.png", "03-Third.png"]
    assert one[0].parent == one[1].parent != two[0].parent
    assert one[0].parent.parent == cache.directory
    assert all(path.is_absolute() and path.read_bytes() == samples.png() for path in one)
    if sys.platform != "win32":
        assert stat.S_IMODE(one[0].parent.stat().st_mode) == 0o700


def test_a_viewer_that_writes_does_not_change_the_library(tmp_path: Path) -> None:
    picture = fetched(tmp_path / "lib" / "a.png", 1, "First")
    (shown,) = gallery([picture], tmp_path / "cache")
    shown.write_bytes(b"rotated")
    assert picture.path is not None
    assert picture.path.read_bytes() == samples.png()


def test_pictures_of_the_cache_are_linked_or_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import base64

    cache = PictureCache(tmp_path / "cache")
    source = "data:image/png;base64," + base64.b64encode(samples.png()).decode()
    kept = fetch(resolve([samples.picture(source)], tmp_path, "p.md"), cache, FetchOptions())
    (linked,) = gallery(kept, cache.directory)
    assert kept[0].path is not None
    if sys.platform != "win32":
        assert linked.samefile(kept[0].path)

    def no_links(source: object, target: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", no_links)
    (copied,) = gallery(kept, cache.directory)
    assert not copied.samefile(kept[0].path)
    assert copied.read_bytes() == samples.png()
    kept[0].path.unlink()
    assert linked.read_bytes() == samples.png()


@pytest.mark.parametrize("links", [True, False])
def test_saving_never_writes_over_a_file(links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(source: object, target: object) -> None:
        raise OSError(1, "Operation not permitted")

    if not links:
        monkeypatch.setattr("os.link", no_links)
    folder = tmp_path / "out" / "deep"
    picture = fetched(tmp_path / "lib" / "a.png", 1, "First")
    (new,) = save([picture], folder)
    assert (new.path, new.same) == (folder / "01-First.png", False)
    (again,) = save([picture], folder)
    assert (again.path, again.same) == (folder / "01-First.png", True)
    new.path.write_bytes(b"mine")
    (second,) = save([picture], folder)
    assert (second.path.name, second.same) == ("01-First-2.png", False)
    (third,) = save([picture], folder)
    assert (third.path.name, third.same) == ("01-First-2.png", True)
    assert new.path.read_bytes() == b"mine"
    assert sorted(path.name for path in folder.iterdir()) == ["01-First-2.png", "01-First.png"]


@pytest.mark.parametrize("links", [True, False])
def test_saving_through_a_dangling_link_writes_nowhere_else(
    links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(source: object, target: object) -> None:
        raise OSError(1, "Operation not permitted")

    if not links:
        monkeypatch.setattr("os.link", no_links)
    folder = tmp_path / "out"
    folder.mkdir()
    try:
        (folder / "01-First.png").symlink_to(tmp_path / "elsewhere.png")
    except OSError:
        pytest.skip("no symbolic links here")
    (saved,) = save([fetched(tmp_path / "lib" / "a.png", 1, "First")], folder)
    assert saved.path.name == "01-First-2.png"
    assert not (tmp_path / "elsewhere.png").exists()


def test_saving_fails_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = fetched(tmp_path / "lib" / "a.png", 1, "First")

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(PictureError, match="No space left on device"):
        save([picture], tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_saving_into_a_file(tmp_path: Path) -> None:
    picture = fetched(tmp_path / "lib" / "a.png", 1, "First")
    (tmp_path / "out").write_text("a file")
    with pytest.raises(PictureError, match="out"):
        save([picture], tmp_path / "out")


def test_all_suffixes_are_safe() -> None:
    assert all(re.fullmatch(r"\.[a-z]{3,4}", suffix) for suffix in SUFFIXES)
