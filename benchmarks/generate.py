"""Writes a library of many posts in the shape of the aggregator's: the same files for the same number, every time.

    python -m benchmarks.generate DIR --posts 100000

It writes only below DIR, and reads nothing.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from random import Random

from benchmarks import words

NEWEST = datetime(2026, 10, 31, 18, 0, tzinfo=UTC)
STEP = timedelta(minutes=41)
SENTENCES = 4_000
"""The stock that bodies are put together from; each post has one sentence of its own besides."""
PROXY = "https://cors.example.org/?http://static.example.com/qupost/img"


@dataclass(frozen=True, slots=True)
class GeneratedPost:
    """A post before it is written."""

    path: str
    """Below the library, POSIX."""
    title: str
    categories: tuple[str, str, str]
    author: str
    date: datetime
    opening: str
    """The beginning of the post's text, which no other post has."""
    text: str
    """The whole file."""

    @property
    def body(self) -> str:
        """What stands below the front matter."""
        return self.text.partition("\n---\n\n")[2]


def _picture(post: int, number: int, day: datetime) -> str:
    return f"{PROXY}/{day:%Y/%m/%d}/{(post * 31 + number) * 0x9E3779B97F4A7C15 % 2**128:032x}.jpeg"


def _categories(random: Random) -> tuple[str, str, str]:
    """A path; the first names of each list are the commonest, so that the tree's order is plain."""
    top, middle, bottom = (
        names[int(random.random() ** power * len(names))]
        for names, power in ((words.TOPS, 2.0), (words.MIDDLES, 1.5), (words.BOTTOMS, 1.2))
    )
    return top, middle, bottom


def _post(number: int, newest: int, sentences: list[str]) -> GeneratedPost:
    random = Random(number)
    date = NEWEST - (newest - number) * STEP
    title = words.headline(random)
    categories = _categories(random)
    opening = f"第{number + 1}封来信{date.month}月{date.day}日讯"
    parts = ["".join((f" <strong>{opening}</strong>", *random.choices(sentences, k=5)))]
    for part in range(3):
        picture = _picture(number, part, date)
        caption = random.choice(words.RESULTS)
        parts.append(
            f'<img src="{picture}" data-size="600,400" referrerpolicy="no-referrer"> {caption}。 图片由作者提供'
        )
        parts.append(f" <strong>{random.choice(words.SAYINGS)}</strong>")
        parts.append(" " + "".join(random.choices(sentences, k=11)))
    parts += [" 相关来信", "【来源：山间来信】", "版权归原作者所有，向原创者致敬"]
    body = "".join(f"<p>{part}</p>" for part in parts)
    cover = _picture(number, 0, date)
    listed = "\n".join(f" - {name}" for name in categories)
    author = random.choice(words.AUTHORS)
    text = (
        f"\n---\ntitle: '{title}'\ncategories: \n{listed}\nheadimg: '{cover}'\nauthor: {author}\n"
        f"comments: false\ndate: {format_datetime(date, usegmt=True)}\nthumbnail: '{cover}'\n---\n\n"
        f"<div>   \n{body}  \n</div>\n            "
    )
    path = "/".join(("source", "_posts", *categories, f"{date:%Y-%m-%d}-{number:07d}.md"))
    return GeneratedPost(path, title, categories, author, date, opening, text)


def _stock() -> list[str]:
    """The sentences that all bodies share."""
    random = Random(0)
    return [words.sentence(random) for _ in range(SENTENCES)]


def generated(posts: int) -> Iterator[GeneratedPost]:
    """The posts of a library of that size, the newest first."""
    sentences = _stock()
    for number in range(posts - 1, -1, -1):
        yield _post(number, posts - 1, sentences)


def write(folder: Path, posts: int) -> None:
    """Write a library of `posts` posts into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.joinpath("_config.yml").write_text("title: 大书库\nlanguage: zh-CN\n", encoding="utf-8")
    made: set[str] = set()
    for post in generated(posts):
        parent, _, _ = post.path.rpartition("/")
        if parent not in made:
            (folder / parent).mkdir(parents=True, exist_ok=True)
            made.add(parent)
        (folder / post.path).write_bytes(post.text.encode("utf-8"))


def first_posts(posts: int, count: int) -> list[GeneratedPost]:
    """The newest `count` posts of a library of that size."""
    return list(itertools.islice(generated(posts), count))


def oldest_post(posts: int) -> GeneratedPost:
    """The last post of a library of that size."""
    return _post(0, posts - 1, _stock())


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Write a library of generated posts.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--posts", type=int, default=100_000)
    options = parser.parse_args()
    start = time.perf_counter()
    write(options.folder, options.posts)
    print(f"{options.posts:,} posts in {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
