"""What posts are counted by, as columns of numbers in memory: all posts of a library, or some of them.

Some 30 bytes a post with three tags. What marks say isn't here: it changes while one reads. Counts nothing.
"""

from __future__ import annotations

import json
import threading
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta

import apsw

from tui_reader.errors import CancelledError
from tui_reader.library import catalog, schema
from tui_reader.library.index import ask
from tui_reader.library.matching import midnight, whole_name
from tui_reader.model import Cancelled

PRESENT, DRAFT, BROKEN = 1, 2, 4
"""Bits of a post in `Columns.kinds`."""
LANGUAGE_SHIFT = 3
FEW = 5_000
"""So many posts are looked up one by one rather than by what all posts are."""
_SHARE = 100
"""One post in so many, if they are few, is asked for by itself where the columns of all are not in memory."""
NO_MONTH = 0
_PATIENCE = 0.05
"""Seconds between two looks at whether it is still worth waiting."""
_MONTHS = 12

_POSTS = "SELECT key, epoch, author_key, language, draft, problems, nodes FROM post"
_SOME = "IN (SELECT value FROM json_each(?))"


class Names:
    """Numbers for names, in the order in which they are met."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, name: str) -> int:
        """The number of a name, given to it now where it has none."""
        known = self._numbers.get(name)
        if known is None:
            known = self._numbers[name] = len(self.names)
            self.names.append(name)
        return known

    def find(self, name: str) -> int | None:
        """The number of a name, if it has one."""
        return self._numbers.get(name)


class Tree:
    """The categories by numbers of their own: those that a query can't tell apart are one."""

    def __init__(self, connection: apsw.Connection) -> None:
        """Read all categories. O(categories)."""
        self.paths: list[tuple[str, ...]] = [()]
        """As they are written: the root, which stands for posts without a category, then each after its parent."""
        self.parents: list[int] = [-1]
        self._numbers: dict[tuple[str, ...], int] = {(): 0}
        self._nodes: dict[int, int] = {schema.WITHOUT_CATEGORY: 0}
        self._keys: list[tuple[str, ...]] = [()]
        for node, parent, name in ask(connection, "SELECT id, parent, name FROM node WHERE id > 0 ORDER BY id"):
            above = self._nodes.get(parent)
            if above is not None:
                self._nodes[node] = self._add(above, name)

    def _add(self, above: int, name: str) -> int:
        key = (*self._keys[above], whole_name(name))
        known = self._numbers.get(key)
        if known is None:
            known = self._numbers[key] = len(self.paths)
            self.paths.append((*self.paths[above], name))
            self.parents.append(above)
            self._keys.append(key)
        return known

    def find(self, names: Sequence[str]) -> int | None:
        """The number of a category by its path, however it is spelled."""
        return self._numbers.get(tuple(map(whole_name, names)))

    def numbers(self, nodes: str) -> tuple[int, ...]:
        """The numbers of the categories, those above them included, that `post.nodes` names."""
        found = {self._nodes[node] for node in json.loads(nodes) if node in self._nodes}
        return tuple(found)


class Columns:
    """Numbers by slots, one a post."""

    def __init__(self, connection: apsw.Connection, keys: Sequence[int] | None = None) -> None:
        """Read the columns. O(posts · their tags).

        Args:
            connection: Inside a transaction.
            keys: The posts; None for all.
        """
        self._slots = {key: slot for slot, key in enumerate(sorted(set(keys)))} if keys is not None else None
        ((first, last),) = ask(connection, "SELECT (SELECT min(key) FROM post), (SELECT max(key) FROM post)")
        self._first = first or 0
        size = len(self._slots) if self._slots is not None else last - first + 1 if last else 0
        self.kinds = array("i", bytes(4 * size))
        """Bits, and from `LANGUAGE_SHIFT` on the number of the language; 0 where there is no post."""
        self.months = array("i", bytes(4 * size))
        """`year * 12 + month - 1` in local time; `NO_MONTH` without a date."""
        self.places = array("i", bytes(4 * size))
        self.categories: list[tuple[int, ...]] = []
        """By numbers in `places`, the categories as `tree` numbers them."""
        self.authors = array("i", bytes(4 * size))
        self.author_names = Names()
        """Folded; number 0 is no author."""
        self.author_posts: list[int] = [0]
        """A post by each, by its key."""
        self.language_codes = Names()
        """Number 0 is none."""
        self.tree = Tree(connection)
        self.tag_starts = array("i", bytes(4 * (size + 1)))
        self.tags = array("i")
        """The tags of the files: those of slot s stand at `tag_starts[s]` up to `tag_starts[s + 1]`."""
        self.tag_names = Names()
        """As `whole_name` has them."""
        self.tag_labels: list[str] = []
        """The commonest spelling of each."""
        wanted = () if keys is None else (json.dumps(list(keys)),)
        self._read_posts(connection, wanted)
        self._read_tags(connection, wanted)

    def slots(self, keys: Sequence[int]) -> list[int]:
        """The slots of those of `keys` that stand for posts."""
        kinds, size, first = self.kinds, len(self.kinds), self._first
        known = self._slots
        found = [key - first for key in keys] if known is None else [known.get(key, -1) for key in keys]
        return [slot for slot in found if 0 <= slot < size and kinds[slot]]

    def slot(self, key: int) -> int:
        """The slot of a post; -1 where it has none."""
        return self._slots.get(key, -1) if self._slots is not None else key - self._first

    def _read_posts(self, connection: apsw.Connection, wanted: tuple[str, ...]) -> None:
        author, language = self.author_names, self.language_codes
        author.number(""), language.number("")
        places: dict[str, int] = {}
        month = month_finder()
        slot_of = self.slot
        rows = connection.execute(f"{_POSTS}{f' WHERE key {_SOME}' if wanted else ''}", wanted)
        for key, epoch, name, code, draft, problems, nodes in rows:
            slot = slot_of(key)
            kind = PRESENT | (DRAFT if draft else 0) | (BROKEN if problems else 0)
            self.kinds[slot] = kind | language.number(code or "") << LANGUAGE_SHIFT
            if epoch is not None:
                self.months[slot] = month(epoch)
            place = places.get(nodes)
            if place is None:
                place = places[nodes] = len(places)
                self.categories.append(self.tree.numbers(nodes))
            self.places[slot] = place
            if name:
                number = self.authors[slot] = author.number(name)
                if number == len(self.author_posts):
                    self.author_posts.append(key)

    def _read_tags(self, connection: apsw.Connection, wanted: tuple[str, ...]) -> None:
        own = set(own_tags(connection))
        spelled = Names()
        numbers: list[int] = []
        starts, tags = self.tag_starts, self.tags
        slot_of, filled = self.slot, 0
        where = f"WHERE post {_SOME}" if wanted else ""
        for post, name in connection.execute(f"SELECT post, name FROM tag {where} ORDER BY post", wanted):  # noqa: S608
            if own and (name, post) in own:
                continue
            slot = slot_of(post)
            while filled <= slot:
                starts[filled] = len(tags)
                filled += 1
            spelling = spelled.number(name)
            if spelling == len(numbers):
                numbers.append(self.tag_names.number(whole_name(name)))
            if numbers[spelling] not in tags[starts[slot] :]:  # two spellings of it are one tag
                tags.append(numbers[spelling])
        for slot in range(filled, len(starts)):
            starts[slot] = len(tags)
        self.tag_labels = _labels(connection, spelled.names, numbers, len(self.tag_names.names))


def own_tags(connection: apsw.Connection) -> Iterator[tuple[str, int]]:
    """The user's own tags that the files don't have, with their posts. O(own tags)."""
    return connection.execute("SELECT name, post FROM tag WHERE own")


def _labels(connection: apsw.Connection, names: Sequence[str], numbers: Sequence[int], count: int) -> list[str]:
    """Of the spellings `names` of each tag the commonest."""
    sql = f"SELECT name, total FROM label WHERE name {_SOME}"  # noqa: S608 - constants
    totals: dict[str, int] = dict(ask(connection, sql, (json.dumps(names, ensure_ascii=False),)))
    best: list[tuple[int, str]] = [(0, "")] * count
    for name, number in zip(names, numbers, strict=True):
        best[number] = max(best[number], (totals.get(name, 0), name))
    return [name for _, name in best]


def month_finder() -> Callable[[int], int]:
    """Tells the local month of seconds since 1970, as `Columns.months` has it; where queries begin and end them."""
    years: dict[int, list[int]] = {}
    low = high = month = 0

    def begins(year: int) -> list[int]:
        known = years.get(year)
        if known is None:
            months = (date(year, number, 1) for number in range(1, _MONTHS + 1))
            known = years[year] = [*map(midnight, months), midnight(date(year, _MONTHS, 31), after=True)]
        return known

    def find(epoch: int) -> int:
        nonlocal low, high, month
        if not low <= epoch < high:  # most posts are of the month of the one before
            year = _year_near(epoch)
            while year > MINYEAR and epoch < begins(year)[0]:
                year -= 1
            while year < MAXYEAR and epoch >= begins(year)[-1]:
                year += 1
            number = max(1, min(bisect_right(begins(year), epoch), _MONTHS))
            low, high = begins(year)[number - 1 : number + 1]
            month = year * _MONTHS + number - 1
        return month

    return find


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _year_near(epoch: int) -> int:
    try:
        return (_EPOCH + timedelta(seconds=epoch)).year
    except OverflowError:
        return MINYEAR if epoch < 0 else MAXYEAR


class KeptColumns:
    """The columns of all posts, kept until posts come, change or go. May be used by several threads at once."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._kept: tuple[int, Columns] | None = None

    def of(self, connection: apsw.Connection, keys: Sequence[int], cancelled: Cancelled) -> Columns:
        """Columns with the posts `keys`.

        Args:
            connection: Inside a transaction.
            keys: Where they are few, and the columns of all posts are not in memory, only theirs are read.
            cancelled: Asked while another thread reads the columns.

        Raises:
            CancelledError: It was cancelled.
        """
        generation = catalog.generation(connection)
        if (kept := self._of(generation)) is not None:
            return kept
        ((total,),) = ask(connection, "SELECT total FROM node WHERE id = ?", (schema.EVERYTHING,))
        if len(keys) <= min(FEW, total // _SHARE):
            return Columns(connection, keys)
        while not self._guard.acquire(timeout=_PATIENCE):
            if cancelled():
                raise CancelledError
        try:
            kept = self._of(generation)
            if kept is None:
                kept = Columns(connection)
                self._kept = (generation, kept)
            return kept
        finally:
            self._guard.release()

    def _of(self, generation: int) -> Columns | None:
        kept = self._kept
        return kept[1] if kept is not None and kept[0] == generation else None

    def forget(self) -> None:
        """Forget all: the index is another one."""
        self._kept = None
