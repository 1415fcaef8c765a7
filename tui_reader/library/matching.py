"""Queries as SQL over the index: one expression for the index of texts, and conditions on the rows of posts.

Runs nothing. Whatever a person typed reaches SQLite as a bound value, and FTS5 inside a quoted string.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import assert_never

import apsw

from tui_reader.library import catalog, schema
from tui_reader.library.index import ask
from tui_reader.library.search import folded, phrase
from tui_reader.query import (
    Ago,
    And,
    AuthorIs,
    CategoryIs,
    Content,
    DateIn,
    Day,
    Field,
    Has,
    Is,
    LanguageIs,
    Matches,
    Measure,
    Not,
    Or,
    Single,
    State,
    TagIs,
    Term,
    Text,
    Undated,
    typeable,
)

_COLUMNS = {Field.TITLE: "title : ", Field.BODY: "body : ", Field.TAG: "tags : ", Field.AUTHOR: "author : "}
OPEN = "post.path IN (SELECT path FROM mark WHERE op = 'position' AND value <> '[0, 0]')"
"""The posts that were left before their end."""
_STATES = {
    State.UNREAD: "NOT post.read",
    State.READ: "post.read",
    State.STARRED: "post.starred",
    State.DRAFT: "post.draft",
    State.BROKEN: "post.problems > 0",
    State.OPEN: OPEN,
}

_Bound = tuple[object, ...]
_ANY = "TRUE"
"""No condition."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the index."""

    match: str = ""
    """Of the index of texts; empty where it isn't asked."""
    where: str = _ANY
    """Of the rows of `post`."""
    values: _Bound = ()
    """To be bound in `where`."""

    @property
    def is_match_alone(self) -> bool:
        """Whether the index of texts tells all."""
        return bool(self.match) and self.where == _ANY

    def narrowed(self, where: str, *values: object) -> Question:
        """The same of those posts alone for which a condition holds that is quick to tell."""
        return replace(self, where=f"{where} AND {self.where}", values=(*values, *self.values))

    def within(self, node: int) -> Question:
        """The same of the posts of a category, by its number."""
        return self.narrowed(_in_nodes([node])) if node != schema.EVERYTHING else self


def question(connection: apsw.Connection, term: Term, today: date) -> Question:
    """What is to be asked for the posts that fit `term`.

    Args:
        connection: To the index, whose categories are looked at.
        term: What is wanted.
        today: What days are counted back from, in local time.
    """
    compiler = _Compiler(connection, today)
    terms = term.terms if isinstance(term, And) else (term,)
    match, others = _matched(terms, compiler.folds)
    # A file is read for an expression: what is told by the index alone goes before it.
    conditions = [compiler.condition(each) for each in sorted(others, key=has_expression)]
    where = " AND ".join(sql for sql, _ in conditions) or _ANY
    return Question(match, where, tuple(value for _, values in conditions for value in values))


def has_expression(term: Term) -> bool:
    """Whether files must be read to tell which posts fit."""
    match term:
        case Not(inner):
            return has_expression(inner)
        case And(terms) | Or(terms):
            return any(map(has_expression, terms))
        case _:
            return isinstance(term, Matches)


def _matched(terms: Sequence[Term], folds: Sequence[bool]) -> tuple[str, list[Term]]:
    """The expression for what the index of texts can be asked of `terms`, and the rest of them."""
    wanted: list[str] = []
    unwanted: list[tuple[str, Term]] = []
    others: list[Term] = []
    for term in terms:
        if isinstance(term, Not) and (inner := _expression(term.term, folds)):
            unwanted.append((inner, term))
        elif expression := _expression(term, folds):
            wanted.append(expression)
        else:
            others.append(term)
    if not wanted:
        return "", [*others, *(term for _, term in unwanted)]
    return _without(wanted, [inner for inner, _ in unwanted]), others


def _without(wanted: Sequence[str], unwanted: Sequence[str]) -> str:
    expression = " AND ".join(wanted)
    for each in unwanted:
        expression = f"({expression}) NOT {each}"
    return expression


def _expression(term: Term, folds: Sequence[bool]) -> str:
    """What the index of texts is asked for `term`; empty where it can't be asked that alone."""
    match term:
        case Text(words, field, goes_on) if field in _COLUMNS or not field:
            found = phrase(words, folds, goes_on=goes_on)
            return f"{_COLUMNS.get(field, '')}{found}" if found else ""
        case And(terms):
            expression, others = _matched(terms, folds)
            return f"({expression})" if expression and not others else ""
        case Or(terms):
            parts = [_expression(each, folds) for each in terms]
            return f"({' OR '.join(parts)})" if all(parts) else ""
        case _:
            return ""


class _Compiler:
    """Conditions on `post`, each with the values to be bound in it."""

    def __init__(self, connection: apsw.Connection, today: date) -> None:
        self._connection = connection
        self._today = today
        self.folds = catalog.folds(connection)

    def condition(self, term: Term) -> tuple[str, _Bound]:
        if expression := _expression(term, self.folds):
            return "post.doc IN (SELECT rowid FROM search WHERE search MATCH ?)", (expression,)
        match term:
            case Not(inner):
                sql, values = self.condition(inner)
                return f"({sql}) IS NOT TRUE", values
            case And(terms):
                return self._joined(terms, " AND ")
            case Or(terms):
                return self._joined(terms, " OR ")
            case _:
                return self._single(term)

    def _single(self, term: Single) -> tuple[str, _Bound]:
        match term:
            case Text(words, field):
                return self._text(words, field)
            case TagIs(name):
                return self._tag(name)
            case AuthorIs(name):
                return _author(name)
            case CategoryIs():
                return self._category(term)
            case DateIn(first, last):
                return self._dates(first, last)
            case Undated():
                return "post.epoch IS NULL", ()
            case Is(state):
                return _STATES[state], ()
            case Has(content):
                return _content(content), ()
            case LanguageIs(code):
                return "post.language = ?", (code,)
            case Measure(what, least, most):
                return _measure(what, least, most)
            case Matches(pattern):
                title = "(SELECT title FROM card WHERE card.key = post.key)"
                return f"matching(post.path, {title}, ?)", (pattern,)
            case _:
                assert_never(term)

    def _joined(self, terms: Sequence[Term], operator: str) -> tuple[str, _Bound]:
        conditions = [self.condition(term) for term in terms]
        sql = operator.join(sql for sql, _ in conditions)
        return f"({sql})", tuple(value for _, values in conditions for value in values)

    def _text(self, words: str, field: Field) -> tuple[str, _Bound]:
        variants = any(self.folds)
        wanted = (int(variants), folded(words, variants=variants))
        if field is Field.PATH:
            return "instr(folded(CAST(post.path AS TEXT), ?), ?)", wanted
        if field is Field.SOURCE:
            source = "(SELECT source FROM card WHERE card.key = post.key)"
            return f"instr(folded(coalesce({source}, ''), ?), ?)", wanted
        return "TRUE", ()  # of these words nothing is looked for

    def _dates(self, first: Day | None, last: Day | None) -> tuple[str, _Bound]:
        begin = first.span(self._today).first if first is not None else date.min
        end = date.max
        if last is not None:
            span = last.span(self._today)
            end = span.first - timedelta(days=1) if isinstance(last, Ago) and span.first > date.min else span.last
        return "(post.epoch >= ? AND post.epoch < ?)", (midnight(begin), midnight(end, after=True))

    def _tag(self, name: str) -> tuple[str, _Bound]:
        """O(tags): each is looked at, for they are kept as they were written."""
        wanted = whole_name(name)
        names = [tag for (tag,) in self._connection.execute("SELECT name FROM label") if whole_name(tag) == wanted]
        listed = ", ".join("?" * len(names)) or "NULL"
        return f"post.key IN (SELECT post FROM tag WHERE name IN ({listed}))", tuple(names)  # noqa: S608

    def _category(self, wanted: CategoryIs) -> tuple[str, _Bound]:
        nodes = dict(_nodes(self._connection, wanted, variants=any(self.folds)))
        sql = _in_nodes(nodes)
        if not wanted.alone:
            return sql, ()
        own = ", ".join("?" * len(nodes))
        categories = "json_each((SELECT categories FROM card WHERE card.key = post.key))"
        exactly = f"EXISTS (SELECT 1 FROM {categories} WHERE value IN ({own}))"  # noqa: S608 - question marks
        return f"({sql} AND {exactly})", tuple(map(_json, nodes.values()))


def _in_nodes(nodes: Iterable[int]) -> str:
    listed = ", ".join(map(str, nodes)) or "NULL"
    return (
        f"EXISTS (SELECT 1 FROM membership WHERE node IN ({listed}) AND read = post.read "  # noqa: S608 - numbers
        "AND undated = (post.epoch IS NULL) AND path = post.path "
        f"AND place = coalesce(post.epoch, {schema.UNDATED}))"
    )


def whole_name(name: str, *, variants: bool = False) -> str:
    """What is alike in all spellings of a name: where two have the same, a query can't mean one of them alone."""
    return folded(typeable(name), variants=variants)


AUTHORS_APART = ", "
"""What stands between several authors of a post, who are kept as one text."""


def _author(name: str) -> tuple[str, _Bound]:
    """Between others, or alone: names are kept folded, but with their quotes."""
    wanted = whole_name(name)
    authors = f"'{AUTHORS_APART}' || post.author_key || '{AUTHORS_APART}'"
    if '"' in wanted:
        for quote in _quotes():
            authors = f"replace({authors}, '{quote}', '\"')"
    return f"instr({authors}, ?) > 0", (f"{AUTHORS_APART}{wanted}{AUTHORS_APART}",)


@cache
def _quotes() -> tuple[str, ...]:
    """The characters that a query takes for a quote."""
    return tuple(chr(code) for code in range(0x80, 0x3000) if typeable(chr(code)) == '"')


def _content(content: Content) -> str:
    return "post.images > 0" if content is Content.IMAGE else f"(post.holds & {content.bit}) > 0"


def _measure(what: str, least: int | None, most: int | None) -> tuple[str, _Bound]:
    column = "post.images" if what == "images" else "post.words"
    ends = [(f"{column} >= ?", least), (f"{column} <= ?", most)]
    kept = [(sql, end) for sql, end in ends if end is not None]
    return f"({' AND '.join(sql for sql, _ in kept)})", tuple(end for _, end in kept)


def midnight(day: date, *, after: bool = False) -> int:
    """The second at which a day begins, or has ended, in local time; an end of time where there is no such second."""
    try:
        return int(datetime.combine(day + timedelta(days=int(after)), time()).astimezone().timestamp())
    except (ValueError, OverflowError, OSError):
        return schema.UNDATED if day.year < _AROUND else -schema.UNDATED


_AROUND = 1000


def _nodes(connection: apsw.Connection, wanted: CategoryIs, *, variants: bool) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The categories that are meant, by their numbers, each with its path. O(categories)."""
    if not wanted.names:
        yield schema.WITHOUT_CATEGORY, ()
        return
    # From the top down one category is meant, as it is written; else simplified and traditional names are alike.
    variants = variants and not wanted.rooted
    names = tuple(whole_name(name, variants=variants) for name in wanted.names)
    fits: Callable[[tuple[str, ...]], bool]
    fits = names.__eq__ if wanted.alone or wanted.rooted else lambda path: path[-len(names) :] == names
    paths: dict[int, tuple[str, ...]] = {schema.WITHOUT_CATEGORY: ()}
    for number, parent, name in ask(connection, "SELECT id, parent, name FROM node WHERE id > 0 ORDER BY id"):
        if parent in paths:
            paths[number] = (*paths[parent], name)
            if fits(tuple(whole_name(each, variants=variants) for each in paths[number])):
                yield number, paths[number]


def _json(names: Sequence[str]) -> str:
    return json.dumps(names, ensure_ascii=False, separators=(",", ":"))
