"""Titles, dates and categories of real posts against a naive reading of their heads, line by line."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from tests.storage.helpers import paths_of
from tui_reader.library.reading import read_post
from tui_reader.library.site import detect_site
from tui_reader.model import Post

FLOORS = {"title": 0.99, "date": 0.99, "categories": 0.98}
"""Of the posts that say one, in every folder: a naive reading is wrong now and then."""
FENCES = {"---": "---", "+++": "+++", "{": "}"}
SEPARATORS = r"[\s,\[\]]+"
DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")


def head_of(text: str) -> str:
    """What stands between the fences, and without any the lines before the first closing fence or blank line."""
    text = text.lstrip("\ufeff \t\n")
    for opening, closing in FENCES.items():
        if text.startswith(opening):
            return text[len(opening) :].partition(f"\n{closing}")[0]
    return re.split(r"\n(?:---|\s*\n)", text, maxsplit=1)[0] if re.match(r"[\w-]+:", text) else ""


def said(head: str, name: str) -> str:
    """The text after a key in its line; of a list that goes on below, in the lines down to its end."""
    found = re.search(rf"""^\s*"?{name}"?[ \t]*[:=][ \t]*(.*)""", head, re.M | re.I)
    if found is None:
        return ""
    value, below = found.group(1).strip(), head[found.end() :]
    if value == "[":
        return below.partition("]")[0]
    if not value:
        listed = re.match(r"(?:\n[ \t]*-.*|\n[ \t]+\S.*)*", below)
        return listed.group() if listed else ""
    return value


def plain(text: str) -> str:
    """Letters and digits alone, so that quotes, markup and controls that are shown don't count."""
    text = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), unescape(text))
    return "".join(re.findall(r"\w", re.sub("␛.", "", text))).casefold()


def agrees(post: Post, head: str) -> Iterator[tuple[str, bool]]:
    """Of each field that the head names, whether the post has it so."""
    title = plain(re.sub(r"<[^>]*>", "", said(head, "title").split("\n")[0]))
    if title:
        yield "title", plain(post.title).startswith(title) or title.startswith(plain(post.title))
    date = DATE.search(said(head, "date"))
    if date:
        iso = "{}-{:0>2}-{:0>2}".format(*date.groups())
        yield "date", post.date is not None and post.date.iso.startswith(iso)
    words = {plain(word) for word in re.split(SEPARATORS, said(head, "categories"))} - {""}
    if words:
        have = " ".join(name for category in post.categories for name in category)
        yield "categories", words <= {plain(word) for word in re.split(SEPARATORS, have)}


def codec_of(path: str) -> str:
    """That of the folder's name, where it has one: `gb18030`, `gbk_lossless_only`, `utf16le_bom`."""
    name = path.partition("/")[0]
    for wanted in (name, name.partition("_")[0], name.removesuffix("le_bom")):
        try:
            return codecs.lookup(wanted).name
        except LookupError:
            continue
    return "utf-8-sig"


def texts(root: Path) -> Iterator[tuple[str, str, Post]]:
    """Path, head and post of every post in a folder of real ones."""
    site = detect_site(root)
    for path in paths_of(root, site):
        text = (root / path).read_bytes().decode(codec_of(path), "replace").replace("\r\n", "\n").replace("\r", "\n")
        yield path, head_of(text), read_post(root, path, site)


@pytest.mark.corpora
def test_posts_say_what_their_heads_say(corpora: Path) -> None:
    folders = sorted(folder for folder in corpora.iterdir() if folder.is_dir())
    assert folders
    short = []
    for folder in folders:
        named: Counter[str] = Counter()
        right: Counter[str] = Counter()
        for _path, head, post in texts(folder):
            for field, same in agrees(post, head):
                named[field] += 1
                right[field] += same
        short += [
            (folder.name, field, right[field], named[field])
            for field in named
            if right[field] < FLOORS[field] * named[field]
        ]
    assert short == []
