"""Narrowing queries step by step: what is added and taken off, and that the rest of the words stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.query.test_language import PIECES, groups, singles
from tui_reader.model import Sort
from tui_reader.query import (
    And,
    Asked,
    AuthorIs,
    CategoryIs,
    DateIn,
    Facet,
    Is,
    LanguageIs,
    QueryError,
    Single,
    State,
    TagIs,
    Term,
    Text,
    Undated,
    Written,
    facet_of,
    narrowed,
    narrowings,
    parse,
    spelled,
    typeable,
    widened,
    without_narrowings,
)

TEA = CategoryIs(("Tea",), rooted=True)
GREEN = CategoryIs(("Tea", "Green"), rooted=True)
YEAR = DateIn(Written(2021), Written(2021))
MONTH = DateIn(Written(2021, 3), Written(2021, 3))

STEPS: list[tuple[str, Single, str]] = [
    ("", TagIs("茶"), "tag:=茶"),
    ("疫情", YEAR, "疫情 date:2021"),
    ("疫情 ", TagIs('say "a" b'), '疫情 tag:="say ""a"" b"'),
    ("（疫情）", Is(State.UNREAD), "（疫情） is:unread"),
    ("a or b", GREEN, "(a or b) cat:/Tea/Green"),
    ("a sort:title", AuthorIs("Jane Doe"), 'a sort:title author:="Jane Doe"'),
    ("a or b sort:title", LanguageIs("zh"), "(a or b) lang:zh sort:title"),
    ('"not closed', YEAR, '"not closed" date:2021'),
    ('tag:="not closed', TagIs("a"), 'tag:="not closed" tag:=a'),
    ("date:2021", MONTH, "date:2021 date:2021-03"),
    ("!!", CategoryIs(()), '!! cat:""'),
    ("a", Undated(), "a date:none"),
]


@pytest.mark.parametrize(("words", "term", "after"), STEPS)
def test_a_step_is_added_at_the_end_and_taken_off_again(words: str, term: Single, after: str) -> None:
    assert narrowed(words, term) == after
    assert narrowings(parse(after).term)[-1] == term
    assert parse(widened(after, term)) == parse(words)


def test_what_was_being_typed_goes_on_to_mean_the_same() -> None:
    assert narrowed("ru", YEAR, typing=True) == "ru* date:2021"
    assert narrowed("茶", YEAR, typing=True) == "茶 date:2021"
    assert widened("tag:=a ru", TagIs("a"), typing=True) == "ru*"


def test_what_is_within_goes_too() -> None:
    assert widened("a cat:/Tea is:unread cat:/Tea/Green cat:/Teapot", TEA) == "a is:unread cat:/Teapot"
    assert widened("a cat:/Tea cat:/Tea/Green", GREEN) == "a cat:/Tea"
    assert widened("date:2021 a date:2021-03 date:2022", YEAR) == "a date:2022"
    assert widened("date:2021-03 date:2021", MONTH) == "date:2021"
    assert widened("茶 tag:=a", YEAR) == "茶 tag:=a"


def test_only_what_must_hold_and_facets_offer_is_a_step() -> None:
    words = '疫情 tag:=a -tag:=b (lang:zh or lang:en) cat:A cat:/A cat:=A date:2020..2022 on:2021-1-2 is:read cat:""'
    term = parse(words).term
    assert narrowings(term) == (TagIs("a"), CategoryIs(("A",), rooted=True), CategoryIs(()))
    rest = without_narrowings(term)
    assert isinstance(rest, And)
    assert narrowings(rest) == ()
    assert len(rest.terms) == 8
    assert without_narrowings(parse("tag:=a").term) is None
    assert without_narrowings(parse("tag:=a b").term) == Text("b")
    assert narrowings(parse("tag:=a or b").term) == ()


NAMES = st.text(min_size=1).map(typeable).filter(str.strip)
OFFERED: st.SearchStrategy[Single] = st.one_of(
    NAMES.map(TagIs),
    NAMES.map(AuthorIs),
    st.lists(NAMES.map(str.strip), min_size=1, max_size=3).map(lambda names: CategoryIs(tuple(names), rooted=True)),
    st.sampled_from([CategoryIs(()), YEAR, MONTH, Undated(), LanguageIs("zh"), Is(State.OPEN)]),
)
TERMS = st.recursive(singles(), groups, max_leaves=4)


@settings(max_examples=500, deadline=None)
@given(TERMS, OFFERED, st.none() | st.sampled_from(list(Sort)))
def test_any_query_can_be_narrowed_by_whatever_is_offered(term: Term, step: Single, sort: Sort | None) -> None:
    words = spelled(Asked(term, sort))
    after = parse(narrowed(words, step))
    terms = term.terms if isinstance(term, And) else (term,)
    assert after == Asked(And((*terms, step)), sort)
    assert facet_of(step) in list(Facet)
    again = parse(widened(spelled(after), step))
    assert step not in narrowings(again.term)
    assert without_narrowings(again.term) == without_narrowings(term)


@settings(max_examples=300, deadline=None)
@given(st.text() | st.lists(st.sampled_from(PIECES), max_size=9).map("".join), OFFERED, st.booleans())
def test_any_words_can_be_narrowed(words: str, step: Single, typing: bool) -> None:
    try:
        before = parse(words, typing=typing)
    except QueryError:
        return
    after = parse(narrowed(words, step, typing=typing))
    assert narrowings(after.term)[-1] == step
    assert after.sort == before.sort
