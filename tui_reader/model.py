"""The values that every room of the program speaks of: frozen, slotted, without behaviour.

Text in these values is clean (`document.clean`) and may be shown as it is; the one exception is `Post.body`, which
stays as it was written until `document.parse` has turned it into blocks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

CategoryPath = tuple[str, ...]
"""The names of a category from the top down; the empty tuple stands for posts without one."""

OtherValue: TypeAlias = "str | tuple[OtherValue, ...] | Table"
"""What a head says that has no meaning here: a text, a list, a table."""

OtherField = tuple[str, OtherValue]
"""A key of a head that has no meaning here, and its value."""

Cancelled = Callable[[], bool]
"""Asked by long loops: true when the work is no longer wanted."""


class BodyFormat(StrEnum):
    """What a body is written in, told by the suffix of its file."""

    MARKDOWN = "markdown"
    HTML = "html"
    TEXT = "text"


class View(StrEnum):
    """Which marks a list of posts lets through."""

    ALL = "all"
    UNREAD = "unread"
    STARRED = "starred"


class Sort(StrEnum):
    """The order of a list; ties by path, posts without a date last in both directions."""

    DATE = "date"
    DATE_OLDEST = "-date"
    TITLE = "title"
    TITLE_REVERSED = "-title"
    AUTHOR = "author"
    AUTHOR_REVERSED = "-author"
    WORDS = "words"
    WORDS_REVERSED = "-words"
    PATH = "path"
    PATH_REVERSED = "-path"
    RELEVANCE = "relevance"
    """How well posts answer what is searched for, the best first; the newest first where nothing is."""
    RELEVANCE_REVERSED = "-relevance"


class Mark(StrEnum):
    """The marks a user can put on a post."""

    READ = "read"
    STAR = "star"


@dataclass(frozen=True, slots=True)
class Table:
    """A table inside a head."""

    entries: tuple[OtherField, ...]
    """In order."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag that the user puts on posts, beside the tags that their front matter gives them."""

    name: str
    """One clean line without a comma, in NFC."""


AnyMark = Mark | Tag
"""What can be put on a post, taken off it, and undone."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file, found while reading it; everything else goes on."""

    path: str
    """The file, as `Post.path`."""
    line: int | None
    """The line it stands in, from 1; None where no line can be named."""
    code: str
    """A short constant name of the kind of problem, such as `front-matter` or `encoding`."""
    message: str
    """One sentence: what is wrong and what was done about it."""


@dataclass(frozen=True, slots=True)
class PostDate:
    """When a post was written."""

    iso: str
    """ISO 8601 with the offset as written and none where none was; only `YYYY-MM-DD` where no time was given."""
    epoch: int
    """Seconds since 1970-01-01 UTC, negative before; a date without a zone is local."""


@dataclass(frozen=True, slots=True)
class KeptHead:
    """A front matter as it was written, clean and valid."""

    fence: str
    """What stands above and below it: `---` (YAML), `+++` (TOML), or nothing (JSON, header lines)."""
    source: str
    """What stands between."""
    unsaid: tuple[str, ...]
    """The fields of the post that it doesn't say: of `title`, `date`, `draft`, `categories`, `tags`."""


@dataclass(frozen=True, slots=True)
class Post:
    """A post as read from its file."""

    path: str
    """Below the library's root, POSIX, as `os.fsdecode` gives it (undecodable bytes are surrogates)."""
    title: str
    """Never empty: front matter, else the first heading, else the file's name; of a bundle its folder's name first."""
    date: PostDate | None
    author: str | None
    source: str | None
    """The address it came from, an `http(s)` one, or None."""
    categories: tuple[CategoryPath, ...]
    tags: tuple[str, ...]
    language: str | None
    """A lower-case language code (`zh`, `en`, `ja`, `ko`, …) as the front matter says, or None."""
    draft: bool
    covers: tuple[str, ...]
    """Picture addresses of the front matter (`headimg`, `thumbnail`, …) in order, cleaned, each once."""
    body: str
    """The text after the front matter, line ends as LF, hostile until it is parsed."""
    body_line: int
    """The line of the file at which the body begins, from 1."""
    format: BodyFormat
    problems: tuple[Problem, ...] = ()
    others: tuple[OtherField, ...] = ()
    """What the front matter says besides: for who writes it anew, where it can't be kept as it was written."""
    head: KeptHead | None = None
    """The front matter as it was written; None where there is none that can be kept."""
    names: tuple[str, ...] = ()
    """What the front matter says that links call it: slugs, permalinks, aliases, clean."""


@dataclass(frozen=True, slots=True)
class Backlinks:
    """Which posts have links to one."""

    rows: tuple[Row, ...]
    """The newest first."""
    is_whole: bool
    """Whether all posts were looked at that may have one."""


@dataclass(frozen=True, slots=True)
class Row:
    """A post as the lists know it: from the index, without its body."""

    key: int
    """The row's number in the index: good until the index is rebuilt."""
    id: str
    """The short id: the first 8 hex digits of the SHA-256 of the path's bytes."""
    path: str
    """As `Post.path`."""
    title: str
    date: PostDate | None
    author: str | None
    source: str | None
    categories: tuple[CategoryPath, ...]
    tags: tuple[str, ...]
    """Those of the front matter, then the user's own that are not among them, by name."""
    words: int
    """Latin words plus CJK characters of the body."""
    images: int
    """How many pictures the post has, as `images` lists them."""
    excerpt: str
    """One line, at most 200 characters."""
    language: str | None
    read: bool
    starred: bool
    draft: bool
    problems: int
    """How many problems its file has."""
    own_tags: tuple[str, ...] = ()
    """The tags that the user has put on it, by name; the front matter may have some of them too."""


@dataclass(frozen=True, slots=True)
class Category:
    """A node of the category tree with its roll-up counts: each post once, those of all nodes below included."""

    path: CategoryPath
    total: int
    unread: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many posts the whole library has."""

    total: int
    unread: int
    starred: int
    uncategorised: int
    uncategorised_unread: int


@dataclass(frozen=True, slots=True)
class Query:
    """Which posts a list shows, and how."""

    category: CategoryPath | None = None
    """None for the whole library, `()` for posts without a category, else that category and all below it."""
    words: str = ""
    """What was typed to search for, in the query language; empty for everything."""
    view: View = View.ALL
    sort: Sort = Sort.DATE
    """What `words` say of the order goes before it."""
    typing: bool = False
    """Whether `words` are still being typed, so that the last one may go on."""


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that the user has kept under a name."""

    name: str
    """One clean line in NFC, never empty, no other search of the library has it."""
    words: str
    """One clean line in the query language; of a file that was edited by hand, perhaps no query at all."""
    category: CategoryPath | None = None
    """Where is searched, as `Query.category`."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many posts a query finds."""

    total: int
    unread: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long piece of work has come."""

    done: int
    total: int
    """0 where it is not known yet."""
    what: str
    """What is being done, in a word or two: "indexing"."""
    listed: int = 0
    """Of a refresh, how many posts the index lists by now."""
    provisional: bool = False
    """Of a refresh, whether more posts are to come into the list, anywhere in its order."""


@dataclass(frozen=True, slots=True)
class RefreshResult:
    """What bringing the index up to date did. `found` equals `listed` but for what is `missing` or `waiting`."""

    found: int
    listed: int
    unreadable: int
    added: int
    changed: int
    removed: int
    problems: int
    seconds: float
    completed: int = 0
    """Posts whose texts were read now, after their heads."""
    missing: int = 0
    """Posts that are still listed, though their files are gone: so many that the folder may only be away."""
    waiting: int = 0
    """Posts whose files are gone and that were left in the list for now, as was wished."""
    notices: tuple[str, ...] = field(default=())
    """Sentences for the user about the whole, such as that the old index was damaged and has been rebuilt."""


@dataclass(frozen=True, slots=True)
class ReadingPosition:
    """Where reading stopped: an anchor that survives a change of width."""

    block: int
    """The number of the top-level block of the document, from 0."""
    offset: int
    """Characters into that block's laid-out text."""


@dataclass(frozen=True, slots=True)
class LibraryOptions:
    """What the user says of one library, over what its files say; texts are empty where nothing is said."""

    site: str = ""
    """What its posts were written for: `hexo`, `jekyll`, `hugo`, `zola`, `pelican`, `astro`, `eleventy`, `mdx`,
    `obsidian` or `plain`."""
    categories: str = ""
    """What a flat list of categories is: one `path` from the top down, or `terms` that stand side by side; `folders`
    takes the folders whatever the posts say."""
    encoding: str = ""
    """The codec of files that are not UTF-8 and don't say what they are in."""
    variants: bool = True
    """Whether a search takes simplified and traditional characters for one another, as `tui_reader.variants` does."""


@dataclass(frozen=True, slots=True)
class Session:
    """What the reader opens a library with next time."""

    library: str
    """The library's root, absolute."""
    category: CategoryPath | None
    view: View
    post: str | None
    """`Post.path` of the post that was open or selected."""
    reading: bool = False
    """Whether the article had the keys."""
    search: str | None = None
    """The name of the saved search that was shown, in place of a category."""
