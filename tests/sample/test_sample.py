"""The sample library: complete, clean, as the script draws it, and right about the keys that it names."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
import zlib
from datetime import date
from pathlib import Path

import pytest

from scripts import make_sample_pictures
from tui_reader.library.files import discover
from tui_reader.library.reading import read_post
from tui_reader.library.site import detect_site
from tui_reader.ui.commands import COMMANDS, shown_key

SAMPLE = Path(make_sample_pictures.__file__).resolve().parent.parent / "tui_reader" / "sample"
POSTS = SAMPLE / "source" / "_posts"
FILES = sorted(path for path in POSTS.rglob("*") if path.suffix in {".md", ".html"})
TEXTS = {path: path.read_text(encoding="utf-8") for path in FILES}
WELCOME = POSTS / "welcome.md"
SEED_SHAPED = POSTS / "新媒体" / "山间来信" / "秋茶入仓.md"

PICTURE = re.compile(
    r"!\[[^\]]*\]\((?P<md>[^)\s]+)\)|<img[^>]*?src=\"(?P<html>[^\"]+)\"|^(?:headimg|thumbnail): (?P<head>\S+)$", re.M
)

PROXIED = r"https://cors\.example\.org/\?http://static\.example\.com/qupost/img/\d{4}/\d\d/\d\d/[0-9a-f]{32}\.jpeg"
IMAGE = rf'<p><img src="{PROXIED}" data-size="\d+,\d+" referrerpolicy="no-referrer"> [^<]+ 图片由作者提供</p>'


def posts_with(pattern: str) -> list[Path]:
    return [path for path, text in TEXTS.items() if re.search(pattern, text, re.M)]


def test_there_are_enough_posts() -> None:
    assert len(FILES) >= 26


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("Japanese", r"[\u3041-\u3096]{3}"),
        ("Korean", r"[\uac00-\ud7a3]{2}"),
        ("Hebrew", r"[\u05d0-\u05ea]{3}"),
        ("TOML", r"\A\+\+\+\n"),
        ("JSON", r"\A\{\n"),
        ("a table", r"^\|[ :|-]+\|$"),
        ("a footnote", r"^\[\^\w+\]: "),
        ("a task", r"^ *- \[[x ]\] "),
        ("a definition", r"^:   "),
        ("code", r"^```python$"),
        ("a formula", r"^\$\$$"),
        ("ruby", r"<rt>"),
        ("a figure", r"<figcaption>"),
        ("details", r"<details>"),
        ("a nested list", r"^   +- "),
        ("an emoji title", r"^title: 🌱"),
    ],
)
def test_every_kind_of_text_has_its_post(what: str, pattern: str) -> None:
    assert posts_with(pattern), what


def test_most_posts_are_chinese_or_english() -> None:
    chinese = [path for path, text in TEXTS.items() if len(re.findall(r"[\u4e00-\u9fff]", text)) > 100]
    assert len(chinese) >= 12
    assert len(FILES) - len(chinese) >= 8


def test_one_post_has_the_exact_shape_of_the_seed() -> None:
    shape = "\n".join(
        [
            "",
            "---",
            "title: '[^'\n]+_[^'\n]+'",
            "categories: ",
            " - [^\n]+",
            " - [^\n]+",
            " - [^\n]+",
            f"headimg: '{PROXIED}'",
            "author: [^\n]+",
            "comments: false",
            r"date: [A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT",
            f"thumbnail: '{PROXIED}'",
            "---",
            "",
            "<div>   ",
            rf"<p> <strong>[^<]+</strong>[^<]+</p>{IMAGE}(?:<p> [^\n]+</p>)?{IMAGE}[^\n]+</p>  ",
            "</div>",
            " {12}",
        ]
    )
    assert re.fullmatch(shape, TEXTS[SEED_SHAPED])
    assert SEED_SHAPED.read_bytes().startswith(b"\n---\n")


def test_categories_go_three_deep_in_every_post() -> None:
    listed = r"^categories: ?\n(?: {1,2}- .+\n){3}(?!\s+-)"
    inline = r"^ *\"?categories\"?(?::| =) \[[^,\]]+, [^,\]]+, [^,\]]+\]"
    assert len(posts_with(listed)) >= 4
    assert len(posts_with(listed)) + len(posts_with(inline)) == len(FILES)


def test_titles_are_all_different_and_one_is_very_long() -> None:
    titles = [re.search(r"^(?:title: |title = |  \"title\": )(.+)$", text, re.M) for text in TEXTS.values()]
    values = [found.group(1) for found in titles if found]
    assert len(values) == len(FILES) == len(set(values))
    assert max(map(len, values)) > 150


def test_no_post_is_from_the_future_and_the_welcome_is_the_newest() -> None:
    days = {}
    for path, text in TEXTS.items():
        found = re.search(r"^\"? *\"?date\"?(?::| =) \"?(\d{4})-(\d\d)-(\d\d)", text, re.M)
        if found:
            days[path] = date(int(found[1]), int(found[2]), int(found[3]))
    assert set(FILES) - set(days) == {SEED_SHAPED}
    newest = max(days, key=lambda path: days[path])
    assert newest == WELCOME
    assert days[WELCOME] == date(2026, 11, 1)
    assert len({day.year for day in days.values()}) >= 8


def test_the_welcome_names_the_keys_as_they_are() -> None:
    keys = {command.id: [shown_key(key) for key in command.keys] for command in COMMANDS}
    welcome = TEXTS[WELCOME]
    opening = re.search(r"^`tui-reader ~/posts` · 或按 or press <kbd>([^<]+)</kbd>$", welcome, re.M)
    assert opening
    assert opening[1] in keys["open-folder"]
    meant = [
        ("down", "up"),
        ("in", "out"),
        ("next-article", "previous-article"),
        ("space",),
        ("find",),
        ("image",),
        ("save",),
        ("star",),
        ("help",),
        ("quit-or-back",),
    ]
    rows = [re.findall(r"<kbd>([^<]+)</kbd>", row) for row in re.findall(r"^\| <kbd>.*$", welcome, re.M)]
    assert len(rows) == len(meant)
    for row, ids in zip(rows, meant, strict=True):
        assert len(row) == len(ids)
        for key, name in zip(row, ids, strict=True):
            assert key in keys[name]


def picture_file(post: Path, address: str) -> Path:
    return SAMPLE / "source" / address[1:] if address.startswith("/") else post.parent / address


def test_local_pictures_lie_where_the_posts_say() -> None:
    named = set()
    for post, text in TEXTS.items():
        for found in PICTURE.finditer(text):
            address = found["md"] or found["html"] or found["head"]
            if "cors.example.org" not in address:
                named.add(picture_file(post, address))
    assert named == {SAMPLE / name for name in make_sample_pictures.PICTURES}
    assert all(path.is_file() for path in named)


def pixels(content: bytes) -> tuple[bytes, bytes]:
    """Everything of a PNG file but how its pixels were squeezed, and the pixels."""
    rest, data = content[:8], b""
    place = 8
    while place < len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        name, body = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        if name == b"IDAT":
            data += body
        else:
            rest += name + body
        place += 12 + length
    return rest, zlib.decompress(data)


def test_local_pictures_are_small_and_just_as_the_script_draws_them() -> None:
    for path, content in make_sample_pictures.drawn():
        stored = path.read_bytes()
        assert len(stored) < 10_000, path.name
        assert pixels(stored) == pixels(content), path.name


def test_no_other_files_lie_in_the_sample() -> None:
    files = {path for path in SAMPLE.rglob("*") if path.is_file()}
    pictures = {SAMPLE / name for name in make_sample_pictures.PICTURES}
    assert files == {*FILES, *pictures, SAMPLE / "_config.yml"}


def test_texts_are_well_formed() -> None:
    for path, text in TEXTS.items():
        if path != SEED_SHAPED:
            assert text.endswith("\n"), path.name
            assert not re.search(r"[ \t]$", text, re.M), path.name
        assert not re.search(r"[\u4e00-\u9fff][,;?!](?=[\u4e00-\u9fff])", text), path.name
        assert "\r" not in text


def test_the_library_reads_every_post_without_a_problem() -> None:
    site = detect_site(SAMPLE)
    posts = [read_post(SAMPLE, found.path, site) for found in discover(SAMPLE)]
    assert len(posts) == len(FILES)
    assert [problem for post in posts for problem in post.problems] == []
    assert all(post.author and post.date for post in posts)
    assert {len(path) for post in posts for path in post.categories} == {3}
    assert {post.language for post in posts} >= {"ja", "ko"}


def test_check_finds_nothing_wrong(tmp_path: Path) -> None:
    environ = {**os.environ, "HOME": str(tmp_path)}
    command = [sys.executable, "-m", "tui_reader", "check", "--library", str(SAMPLE)]
    result = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=60)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
