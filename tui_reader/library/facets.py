"""What the posts of a list have in common, counted: by category, year, tag, author, language and state.

Each count is the length of the list once it is narrowed by that value, and so follows what queries take for alike.
Finds no posts itself.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import TypeVar

import apsw

from tui_reader.errors import CancelledError
from tui_reader.library import schema
from tui_reader.library.columns import BROKEN, DRAFT, FEW, LANGUAGE_SHIFT, NO_MONTH, Columns, own_tags
from tui_reader.library.facet_terms import (
    Found,
    alike,
    author_is,
    can_be_asked,
    category_is,
    dated,
    name_of,
    tagged,
    year_of,
)
from tui_reader.library.index import ask
from tui_reader.library.matching import AUTHORS_APART, OPEN, whole_name
from tui_reader.model import Cancelled, CategoryPath
from tui_reader.query import (
    Asked,
    CategoryIs,
    Facet,
    Facets,
    FacetSection,
    FacetValue,
    Is,
    LanguageIs,
    Single,
    State,
    Undated,
    Written,
    facet_of,
    narrowings,
    typeable,
)

SHOWN = 8
"""Values of a facet that are given unasked."""
MOST = 1_000
"""Values of a facet that are given when asked for."""
_AT_ONCE = 4_096
"""Posts that are counted without letting other threads in."""
_MONTHS = 12


def count(
    connection: apsw.Connection,
    columns: Columns,
    keys: Sequence[int],
    *,
    category: CategoryPath | None,
    asked: Asked,
    opened: Collection[Facet] = (),
    cancelled: Cancelled = lambda: False,
) -> Facets:
    """What the posts `keys` are counted by.

    Args:
        connection: Inside a transaction.
        columns: With these posts.
        keys: The posts of a list; those that have gone since are not counted.
        category: That the list is of.
        asked: What the list was searched for.
        opened: The facets of which all values are wanted, and not only the most frequent.
        cancelled: Asked often.

    Raises:
        CancelledError: It was cancelled.
    """
    return _Count(connection, columns, keys, narrowings(asked.term), cancelled).facets(category, opened)


def summed(parts: Sequence[Facets], opened: Collection[Facet] = ()) -> Facets:
    """What the posts of several libraries are counted by, from what those of each are, counted with all values.

    Args:
        parts: Of each library.
        opened: As for `count`.
    """
    sections = []
    for facet in Facet:
        totals: dict[object, FacetValue] = {}
        held: dict[object, FacetValue] = {}
        others = 0
        for section in (section for part in parts for section in part.sections if section.facet is facet):
            others += section.others
            for value in section.values:
                found = held if value.in_force else totals
                before = found.get(alike(value.term))
                count = value.count + (before.count if before else 0)
                found[alike(value.term)] = replace(before or value, count=count)
        shown, left = _most(totals.values(), facet, is_open=facet in opened)
        if held or shown:
            sections.append(FacetSection(facet, (*held.values(), *shown), others + left))
    return Facets(sum(part.total for part in parts), tuple(sections))


_Counted = TypeVar("_Counted", FacetValue, Found)


def _most(values: Iterable[_Counted], facet: Facet, *, is_open: bool) -> tuple[list[_Counted], int]:
    """The most frequent values, in the order in which they are shown, and how many more there are."""
    found = sorted(values, key=lambda value: (-value.count, value.name))
    shown = found[: MOST if is_open else _MONTHS if facet is Facet.YEAR else SHOWN]
    if facet is Facet.YEAR:
        shown.sort(key=lambda value: value.name, reverse=True)
    return shown, len(found) - len(shown)


class _Count:
    def __init__(
        self,
        connection: apsw.Connection,
        columns: Columns,
        keys: Sequence[int],
        in_force: Sequence[Single],
        cancelled: Cancelled,
    ) -> None:
        self._cancelled = cancelled
        self._connection = connection
        self._columns = columns
        self._keys = keys
        self._slots = columns.slots(keys)
        self._in_force = in_force
        self._hits = bytearray()

    def facets(self, category: CategoryPath | None, opened: Collection[Facet]) -> Facets:
        self._hits = self._hit()
        kinds = self._counted(self._columns.kinds)
        found = {
            Facet.CATEGORY: self._categories(category),
            Facet.YEAR: self._dates(),
            Facet.TAG: self._tags(),
            Facet.AUTHOR: self._authors(),
            Facet.LANGUAGE: self._languages(kinds),
            Facet.STATE: self._states(kinds),
        }
        sections = (self._section(facet, values, facet in opened) for facet, values in found.items())
        return Facets(len(self._slots), tuple(section for section in sections if section.values))

    def _section(self, facet: Facet, found: Iterable[Found], is_open: bool) -> FacetSection:
        total = len(self._slots)
        held = [term for term in self._in_force if facet_of(term) is facet]
        values = [FacetValue(term, name_of(term), total, in_force=True) for term in held]
        taken = set(map(alike, held))
        # What is in force has all the posts; of the rest no term need be made to know that it isn't.
        free = [value for value in found if value.count < total or alike(value.term()) not in taken]
        shown, others = _most(free, facet, is_open=is_open)
        terms = [(value, value.term()) for value in shown]
        values.extend(FacetValue(term, value.name, value.count) for value, term in terms if can_be_asked(term))
        return FacetSection(facet, tuple(values), others)

    def _hit(self) -> bytearray:
        """By slots, whether a post is counted; nothing at the end, which stands for posts without a slot."""
        hits = bytearray(len(self._columns.kinds) + 1)
        for some in self._parts():
            for slot in some:
                hits[slot] = 1
        return hits

    def _counted(self, column: array[int]) -> Counter[int]:
        """How many of the posts have each number."""
        counter: Counter[int] = Counter()
        for some in self._parts():
            counter.update(itemgetter(*some)(column) if len(some) > 1 else [column[slot] for slot in some])
        return counter

    def _parts(self) -> Iterator[Sequence[int]]:
        for start in range(0, len(self._slots), _AT_ONCE):
            if self._cancelled():
                raise CancelledError
            yield self._slots[start : start + _AT_ONCE]

    # Facets.

    def _categories(self, category: CategoryPath | None) -> Iterator[Found]:
        tree = self._columns.tree
        inner = [term.names for term in self._in_force if isinstance(term, CategoryIs)]
        base = tree.find(inner[-1] if inner else category or ())
        totals: Counter[int] = Counter()
        for place, number in self._counted(self._columns.places).items():
            for each in self._columns.categories[place]:
                if tree.parents[each] == base or (not each and not base):
                    totals[each] += number
        for each, number in totals.items():
            path = tree.paths[each]
            yield Found(number, path[-1] if path else "", partial(category_is, path))

    def _dates(self) -> Iterator[Found]:
        months = self._counted(self._columns.months)
        within = {year for term in self._in_force if (year := year_of(term)) is not None}
        years: Counter[int] = Counter()
        for month, number in months.items():
            if month == NO_MONTH:
                yield Found(number, "", Undated)
            elif month // _MONTHS in within:
                yield dated(number, Written(month // _MONTHS, month % _MONTHS + 1))
            else:
                years[month // _MONTHS] += number
        for year, number in years.items():
            yield dated(number, Written(year))

    def _tags(self) -> Iterator[Found]:
        columns = self._columns
        starts, tags = columns.tag_starts, columns.tags
        counter: Counter[int] = Counter()
        for some in self._parts():
            counter.update(chain.from_iterable([tags[starts[slot] : starts[slot + 1]] for slot in some]))
        own, labels = self._own_tags()
        for number, total in counter.items():
            name = columns.tag_names.names[number]
            yield tagged(total + own.pop(name, 0), columns.tag_labels[number])
        for name, total in own.items():
            yield tagged(total, labels[name])

    def _own_tags(self) -> tuple[Counter[str], dict[str, str]]:
        """The user's own tags of the posts, by `whole_name`, where files have none like them; a spelling of each."""
        columns = self._columns
        found: dict[tuple[str, int], str] = {}
        for name, post in own_tags(self._connection):
            slot = columns.slot(post)
            if self._hits[slot]:
                key = whole_name(name)
                number = columns.tag_names.find(key)
                written = columns.tags[columns.tag_starts[slot] : columns.tag_starts[slot + 1]]
                if number is None or number not in written:
                    found[key, slot] = name
        return Counter(key for key, _ in found), {key: name for (key, _), name in found.items()}

    def _authors(self) -> Iterator[Found]:
        totals: Counter[str] = Counter()
        posts: dict[str, int] = {}
        for number, total in self._counted(self._columns.authors).items():
            # Alike in a query, though the index keeps them apart by their quotes.
            for name in dict.fromkeys(typeable(self._columns.author_names.names[number]).split(AUTHORS_APART)):
                if name:
                    totals[name] += total
                    post = self._columns.author_posts[number]
                    posts[name] = min(post, posts.get(name, post))
        top = sorted(totals, key=lambda name: (-totals[name], name))[:MOST]
        written = self._written_authors({posts[name] for name in top})
        for name, total in totals.items():
            shown = next((each for each in written.get(posts[name], ()) if whole_name(each) == name), name)
            yield Found(total, shown, partial(author_is, shown))

    def _written_authors(self, keys: set[int]) -> dict[int, list[str]]:
        sql = "SELECT key, author FROM card WHERE key IN (SELECT value FROM json_each(?))"
        rows = ask(self._connection, sql, (f"[{','.join(map(str, keys))}]",))
        return {key: (author or "").split(AUTHORS_APART) for key, author in rows}

    def _languages(self, kinds: Counter[int]) -> Iterator[Found]:
        totals: Counter[str] = Counter()
        for kind, number in kinds.items():
            totals[self._columns.language_codes.names[kind >> LANGUAGE_SHIFT]] += number
        for code, total in totals.items():
            if code:
                yield Found(total, code, partial(LanguageIs, code))

    def _states(self, kinds: Counter[int]) -> Iterator[Found]:
        unread, starred, left_open = self._marked_few() if len(self._keys) <= FEW else self._marked_many()
        totals = {
            State.UNREAD: unread,
            State.STARRED: starred,
            State.DRAFT: sum(number for kind, number in kinds.items() if kind & DRAFT),
            State.BROKEN: sum(number for kind, number in kinds.items() if kind & BROKEN),
            State.OPEN: left_open,
        }
        for state, total in totals.items():
            if total:
                yield Found(total, state.value, partial(Is, state))

    def _marked_few(self) -> tuple[int, int, int]:
        """How many are unread, starred, and open: looked up post by post."""
        sql = (
            f"SELECT coalesce(sum(NOT read), 0), coalesce(sum(starred), 0), coalesce(sum({OPEN}), 0) "  # noqa: S608
            "FROM post WHERE key IN (SELECT value FROM json_each(?))"
        )
        ((unread, starred, left_open),) = ask(self._connection, sql, (json.dumps(list(self._keys)),))
        return unread, starred, left_open

    def _marked_many(self) -> tuple[int, int, int]:
        """The same, told by all posts that are so."""
        starred = self._among("SELECT key FROM post WHERE starred")
        return self._unread(), starred, self._among(f"SELECT key FROM post WHERE {OPEN}")  # noqa: S608 - a constant

    def _unread(self) -> int:
        """Told by the read posts or by the unread ones, whichever are fewer."""
        ((total, read),) = ask(self._connection, "SELECT total, read FROM node WHERE id = ?", (schema.EVERYTHING,))
        is_read = read < total - read
        sql = f"SELECT post FROM membership WHERE node = {schema.EVERYTHING} AND read = {int(is_read)}"  # noqa: S608
        found = self._among(sql)
        return len(self._slots) - found if is_read else found

    def _among(self, sql: str) -> int:
        """How many of the counted posts are among the keys that `sql` gives."""
        slot_of, hits = self._columns.slot, self._hits
        return sum(hits[slot_of(key)] for (key,) in self._connection.execute(sql))
