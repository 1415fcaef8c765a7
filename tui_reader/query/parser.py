"""Queries from text, by recursive descent. Whatever the text is, the answer is a query or a `QueryError`.

A query is terms that all must hold, with `or` between them any; a term is a word, a phrase, a field with its value, an
expression, a group of terms in brackets, or one of these that must not hold.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

from tui_reader.errors import UsageError
from tui_reader.model import Sort
from tui_reader.query.terms import And, Asked, AuthorIs, Field, Matches, Not, Or, TagIs, Term, Text
from tui_reader.query.values import FIELDS, has_words, mistake_in, value_of

_TWINS = str.maketrans(
    {"：": ":", "（": "(", "）": ")", "－": "-", "＊": "*", "／": "/", "＝": "=", "＞": ">", "＜": "<"}
    | dict.fromkeys("“”„‟＂«»", '"')
    | dict.fromkeys("\0\x1a", " ")
)
_SPACE = re.compile(r"\s*")
_FIELD = re.compile(r"([A-Za-z]+):")
_OPERATOR = re.compile(r"(and|or|not)(?=[\s\"()]|\Z)", re.IGNORECASE)
_EXPRESSION = re.compile(r"/((?:[^/\\]|\\.)*)/", re.DOTALL)
_QUOTED = re.compile(r'"([^"]*)"?')
_DOUBLED = re.compile(r'"((?:[^"]|"")*)"?')
_LAST_WORD = re.compile(
    "[^\\W_\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00016fe0-\U00018dff\U0001aff0-\U0001b2ff"
    "\U00020000-\U0003fffd]+\\Z"
)
"""What a text ends in, without ideographs, kana and hangul: each of these is a word by itself."""
_SHORTEST_PREFIX = 2
"""A single letter that is still being typed would find nearly everything, slowly."""
_DEEPEST = 50
"""Groups in groups."""
_LIKE_A_FIELD = 0.8
_SHORTEST_FIELD = 4
_EXACT: dict[Field, type[TagIs | AuthorIs]] = {Field.TAG: TagIs, Field.AUTHOR: AuthorIs}
"""The fields that a whole value can be asked of."""


class QueryError(UsageError):
    """A query that can't be meant; `start` and `end` are the characters of the text that it is about."""

    def __init__(self, message: str, start: int, end: int) -> None:
        """Keep what is wrong, in a sentence, and where."""
        super().__init__("Can't search for that", message)
        self.start = start
        self.end = end


def parse(text: str, *, typing: bool = False) -> Asked:
    """What `text` asks for.

    Args:
        text: Any string. Full-width signs mean what their ASCII twins do.
        typing: Whether the last word is still being typed, and so may be the beginning of one.

    Raises:
        QueryError: It can't be meant; the message says where, and what was expected.
    """
    return _Parser(text, typing=typing).asked()


def typeable(name: str) -> str:
    """A name as it comes out of a query in which it was typed: all quotes are alike, signs have their ASCII twins."""
    return name.encode("utf-8", "replace").decode("utf-8").translate(_TWINS)


class _Parser:
    def __init__(self, text: str, *, typing: bool) -> None:
        self._text = typeable(text)
        self._typing = typing
        self._at = 0
        self._brackets = 0
        """Groups that are open here."""
        self._depth = 0
        """Groups and negations that this stands in."""
        self._sort: Sort | None = None

    def asked(self) -> Asked:
        term = self._either()
        return Asked(term, self._sort)

    def _either(self) -> Term | None:
        terms = [self._all()]
        while (operator := self._operator("or")) is not None:
            if terms[-1] is None:
                raise self._wrong("`or` wants words before it", *operator)
            terms.append(self._all())
            if terms[-1] is None:
                raise self._wrong("`or` wants words after it", *operator)
        found = [term for term in terms if term is not None]
        return _joined(Or, found)

    def _all(self) -> Term | None:
        terms: list[Term] = []
        while True:
            operator = self._operator("and")
            if operator is not None and not terms:
                raise self._wrong("`and` wants words before it", *operator)
            before = self._at
            term = self._one()
            if term is not None:
                terms.append(term)
            elif self._at == before:
                if operator is not None:
                    raise self._wrong("`and` wants words after it", *operator)
                return _joined(And, terms)

    def _operator(self, name: str) -> tuple[int, int] | None:
        """Go over an operator, if it is what comes next; where it stood."""
        self._skip_space()
        found = _OPERATOR.match(self._text, self._at)
        if found is None or found[1].lower() != name:
            return None
        self._at = found.end()
        return found.span()

    def _one(self) -> Term | None:
        """The next term; None at the end of this group, where nothing is gone over, or for a sign that asks nothing."""
        self._skip_space()
        start = self._at
        here = self._text[start : start + 1]
        if not here or (here == ")" and self._brackets) or self._is_operator("or", "and"):
            return None
        if here == "(":
            return self._group()
        negation = self._operator("not") or self._minus()
        if negation is not None:
            return self._negated(*negation)
        if field := _FIELD.match(self._text, start):
            name = field[1].lower()
            if name == "re" and self._text.startswith("/", field.end()):
                return self._expression(start, field.end())
            if name in FIELDS:
                return self._with_field(FIELDS[name], start, field.end())
            self._refuse_near_miss(name, start, field.end())
        return self._words(Field.ANYWHERE)

    def _is_operator(self, *names: str) -> bool:
        found = _OPERATOR.match(self._text, self._at)
        return found is not None and found[1].lower() in names

    def _minus(self) -> tuple[int, int] | None:
        """Go over a `-` that stands before something."""
        if self._text.startswith("-", self._at) and self._text[self._at + 1 : self._at + 2].strip():
            self._at += 1
            return self._at - 1, self._at
        return None

    def _negated(self, start: int, end: int) -> Term | None:
        self._enter(start)
        sort = self._sort
        term = self._one()
        self._depth -= 1
        if self._sort is not sort:
            raise self._wrong("an order can't be left out", start, self._at)
        if term is None and self._text[start:end] != "-":
            raise self._wrong("`not` wants a word after it", start, end)
        return Not(term) if term is not None else None

    def _enter(self, start: int) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._wrong(f"more than {_DEEPEST} groups in one another", start, self._at)

    def _group(self) -> Term:
        start = self._at
        self._at += 1
        self._enter(start)
        self._brackets += 1
        sort = self._sort
        term = self._either()
        if self._sort is not sort:
            raise self._wrong("an order belongs to the whole: write sort: outside ( )", start, self._at)
        if not self._text.startswith(")", self._at):
            raise self._wrong("( is not closed: expected )", start, len(self._text))
        self._at += 1
        self._brackets -= 1
        self._depth -= 1
        if term is None:
            raise self._wrong("nothing stands between ( and )", start, self._at)
        return term

    def _with_field(self, name: str, start: int, value_start: int) -> Term | None:
        self._at = value_start
        exact = _EXACT.get(Field(name)) if name in tuple(Field) and self._text.startswith("=", value_start) else None
        if exact is not None:
            self._at += 1
            if not (whole := self._value(doubled=True)):
                raise self._wrong(f"{name}:= wants a name after it", start, self._at)
            return exact(whole)
        if name in tuple(Field):
            term = self._words(Field(name))
            if term is None:
                raise self._wrong(f"{name}: wants a word after it", start, self._at)
            return term
        value = self._value(doubled=True)
        try:
            found = value_of(name, value)
        except ValueError as error:
            raise self._wrong(f"`{self._text[start : self._at]}`: {error}", start, self._at) from error
        if isinstance(found, Sort):
            if self._sort is not None:
                raise self._wrong("two orders: expected one sort:", start, self._at)
            self._sort = found
            return None
        return found

    def _expression(self, start: int, slash: int) -> Term:
        found = _EXPRESSION.match(self._text, slash)
        if found is None:
            raise self._wrong("the expression is not closed: expected / at its end", start, len(self._text))
        self._at = found.end()
        pattern = re.sub(r"\\(.)", lambda pair: "/" if pair[1] == "/" else pair[0], found[1], flags=re.DOTALL)
        if not pattern:
            raise self._wrong("nothing stands between / and /", start, self._at)
        if mistake := mistake_in(pattern):
            raise self._wrong(f"`{self._text[start : self._at]}`: {mistake}", start, self._at)
        return Matches(pattern)

    def _words(self, field: Field) -> Term | None:
        """A phrase or a word, with a `*` at its end or none; None where it holds nothing that can be found."""
        is_phrase = self._text.startswith('"', self._at)
        words = self._value()
        said = words.endswith("*") if not is_phrase else self._text.startswith("*", self._at)
        if is_phrase and said:
            self._at += 1
        words = words if is_phrase else words.rstrip("*")
        is_last = self._typing and not is_phrase and self._at == len(self._text)
        if not has_words(words):
            return None
        return Text(words, field, said or (is_last and _may_go_on(words)))

    def _value(self, *, doubled: bool = False) -> str:
        """What stands between quotes, or up to the next blank, quote, or bracket that closes a group.

        With `doubled`, two quotes side by side stand for one between the others.
        """
        if self._text.startswith('="', self._at):
            self._at += 1
            return f"={self._value(doubled=doubled)}"
        if self._text.startswith('"', self._at):
            found = (_DOUBLED if doubled else _QUOTED).match(self._text, self._at)
            assert found is not None  # noqa: S101 - it begins with a quote
            self._at = found.end()
            return found[1].replace('""', '"')
        start = self._at
        opened = 0
        while self._at < len(self._text):
            here = self._text[self._at]
            if here.isspace() or here == '"' or (here == ")" and self._brackets and not opened):
                break
            opened += (here == "(") - (here == ")" and opened > 0)
            self._at += 1
        return self._text[start : self._at]

    def _refuse_near_miss(self, name: str, start: int, end: int) -> None:
        """Take `titel:` for a mistake, but `https:` and `foo:` for words."""
        if len(name) >= _SHORTEST_FIELD:
            for near in get_close_matches(name, FIELDS, n=1, cutoff=_LIKE_A_FIELD):
                raise self._wrong(f"there is no {name}: — {near}: is meant?", start, end)

    def _skip_space(self) -> None:
        space = _SPACE.match(self._text, self._at)
        self._at = space.end() if space else self._at

    def _wrong(self, message: str, start: int, end: int) -> QueryError:
        return QueryError(message, start, end)


def _may_go_on(words: str) -> bool:
    """Whether a word that is being typed is long enough to be looked for by its beginning."""
    last = _LAST_WORD.search(words)
    return last is not None and len(last[0]) >= _SHORTEST_PREFIX


def _joined(kind: type[And | Or], terms: list[Term]) -> Term | None:
    """The terms as one, those of the same kind within them among them."""
    if len(terms) < 2:
        return terms[0] if terms else None
    flat: list[Term] = []
    for term in terms:
        if isinstance(term, kind):
            flat.extend(term.terms)
        else:
            flat.append(term)
    return kind(tuple(flat))
