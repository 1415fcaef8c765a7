"""Generated posts as RSS feeds, and `newsboat` to read them: the baseline of a list of headers, and of a start.

It reads and writes nothing but the folder that it is given: the user's own feeds and settings are out of reach.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks.bench import Bench, kept
from benchmarks.generate import GeneratedPost, generated

PROGRAM = "newsboat"
FEED_SIZE = 1_000
CACHED = 20_000
"""Articles in the cache of the newsboat that is started."""
ENVIRON = {"LC_ALL": "C.UTF-8"}
"""What newsboat is run with besides: it paints Chinese only in a locale of UTF-8."""
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>{title}</title>'
    "<link>https://example.org/</link><description>{title}</description>\n"
)


def _item(post: GeneratedPost) -> str:
    link = f"https://example.org/{Path(post.path).stem}/"
    return (
        f"<item><title>{escape(post.title)}</title><link>{link}</link><guid>{link}</guid>"
        f"<pubDate>{format_datetime(post.date, usegmt=True)}</pubDate>"
        f"<category>{'/'.join(post.categories)}</category>"
        f"<description>{escape(post.body)}</description></item>\n"
    )


def feed_title(number: int) -> str:
    """The title of a feed, in Latin letters, so that no gap is set within."""
    return f"feed-{number:04}"


def write(folder: Path, posts: Iterable[GeneratedPost]) -> None:
    """Write feeds of 1,000 posts each, and the file that lists them."""
    items = iter(posts)
    urls: list[str] = []
    while part := list(itertools.islice(items, FEED_SIZE)):
        title = feed_title(len(urls))
        path = folder / f"{title}.xml"
        path.write_text(_HEAD.format(title=title) + "".join(map(_item, part)) + "</channel></rss>\n", encoding="utf-8")
        urls.append(path.as_uri())
    (folder / "urls").write_text("\n".join(urls) + "\n", encoding="utf-8")
    (folder / "config").write_text("", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Feeds:
    """A folder of feeds, with newsboat's files beside them."""

    folder: Path
    posts: int

    @property
    def cache(self) -> Path:
        """Where newsboat keeps what it has read."""
        return self.folder / "cache.db"

    def command(self, *arguments: str) -> Sequence[str]:
        """Newsboat's command line, with no file of the user's."""
        return [
            *(PROGRAM, "-u", str(self.folder / "urls"), "-c", str(self.cache), "-C", str(self.folder / "config")),
            *arguments,
        ]

    def reload(self, bench: Bench) -> float:
        """Seconds that newsboat takes to read the feeds into an empty cache.

        Raises:
            ValueError: It has left articles out.
        """
        for path in self.folder.glob("cache.db*"):
            path.unlink()
        seconds = bench.run(self.command("-x", "reload"), ENVIRON)
        if self.cached() != self.posts:
            raise ValueError(f"newsboat has read {self.cached():,} of {self.posts:,} articles")
        return seconds

    def cached(self) -> int:
        """How many articles are in the cache."""
        if not self.cache.exists():
            return 0
        with closing(sqlite3.connect(self.cache)) as connection:
            return int(connection.execute("SELECT count(*) FROM rss_item").fetchone()[0])


def prepared(posts: int) -> Feeds:
    """A library of that size as feeds."""
    return Feeds(kept(f"feeds-{posts}", lambda folder: write(folder, generated(posts))), posts)


def cached(bench: Bench) -> Feeds:
    """Feeds of 20,000 articles that newsboat has in its cache."""
    feeds = prepared(CACHED)
    if feeds.cached() != feeds.posts:
        feeds.reload(bench)
    return feeds
