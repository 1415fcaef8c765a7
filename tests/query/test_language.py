"""The query language: what each form means, what is wrong with others, and that it can be written out again."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_reader.model import Sort
from tui_reader.query import (
    FORMS,
    Ago,
    And,
    Asked,
    AuthorIs,
    CategoryIs,
    Content,
    DateIn,
    Field,
    Has,
    Is,
    LanguageIs,
    Matches,
    Measure,
    Named,
    Not,
    Or,
    QueryError,
    Span,
    State,
    TagIs,
    Term,
    Text,
    Undated,
    Written,
    parse,
    spelled,
    texts_of,
    typeable,
)
from tui_reader.query.values import FIELDS

A, B, C, D = (Text(name) for name in "abcd")

MEANINGS: dict[str, Term | None] = {
    "": None,
    "  \u3000 ": None,
    "& — !": None,
    "新能源 出口": And((Text("新能源"), Text("出口"))),
    '"核酸检测"': Text("核酸检测"),
    "“a b”": Text("a b"),
    '"not closed': Text("not closed"),
    "run*": Text("run", goes_on=True),
    "run＊": Text("run", goes_on=True),
    '"a run"*': Text("a run", goes_on=True),
    "-a": Not(A),
    "－a": Not(A),
    "not a": Not(A),
    "NOT a": Not(A),
    "--a": Not(Not(A)),
    "- a": A,
    "well-known": Text("well-known"),
    "a or b": Or((A, B)),
    "a OR b or c": Or((A, B, C)),
    "a and b": And((A, B)),
    "a b or c d": Or((And((A, B)), And((C, D)))),
    "(a or b) c": And((Or((A, B)), C)),
    "（a or b） c": And((Or((A, B)), C)),
    "((a))": A,
    "(a) (b c)": And((A, B, C)),
    "-(a b)": Not(And((A, B))),
    "not not a": Not(Not(A)),
    "f(x) :)": Text("f(x)"),
    "(f(x) or a)": Or((Text("f(x)"), A)),
    "(a)b": And((A, B)),
    'a"b"': And((A, B)),
    "orange nothing android": And((Text("orange"), Text("nothing"), Text("android"))),
    '"or" "not"': And((Text("or"), Text("not"))),
    "title:a": Text("a", Field.TITLE),
    "TITLE:a": Text("a", Field.TITLE),
    "title：“a b”": Text("a b", Field.TITLE),
    "author:a* source:b": And((Text("a", Field.AUTHOR, goes_on=True), Text("b", Field.SOURCE))),
    "tag:a tags:b": And((Text("a", Field.TAG), Text("b", Field.TAG))),
    "path:2021/05 body:c": And((Text("2021/05", Field.PATH), Text("c", Field.BODY))),
    "-tag:a": Not(Text("a", Field.TAG)),
    "https://a.b/c?d=e": Text("https://a.b/c?d=e"),
    "foo:bar 10:30": And((Text("foo:bar"), Text("10:30"))),
    "re: a": And((Text("re:"), A)),
    "cat:新媒体/趣头条": CategoryIs(("新媒体", "趣头条")),
    "cat:=A/B": CategoryIs(("A", "B"), alone=True),
    'cat:"A b/C"': CategoryIs(("A b", "C")),
    'cat:="A b"': CategoryIs(("A b",), alone=True),
    "cat:A//B/C": CategoryIs(("A/B", "C")),
    'cat:""': CategoryIs(()),
    "cat:/": CategoryIs(()),
    "cat:/A/B": CategoryIs(("A", "B"), rooted=True),
    "cat:／A": CategoryIs(("A",), rooted=True),
    'cat:"/A b/C"': CategoryIs(("A b", "C"), rooted=True),
    "cat:/=": CategoryIs(("=",), rooted=True),
    'cat:" /=a"': CategoryIs(("=a",)),
    "cat://A": CategoryIs(("/A",)),
    'cat:"/ //A/ //B"': CategoryIs(("/A", "/B"), rooted=True),
    "cat:A///B": CategoryIs(("A/", "B")),
    'cat:"/say ""A"""': CategoryIs(('say "A"',), rooted=True),
    "tag:=a": TagIs("a"),
    "tags:=旅行 b": And((TagIs("旅行"), B)),
    'tag:="a b"': TagIs("a b"),
    'tag:="say ""a"" b" c': And((TagIs('say "a" b'), C)),
    'tag:=""""': TagIs('"'),
    "tag：＝“a b”": TagIs("a b"),
    "tag:=C++": TagIs("C++"),
    "(tag:=a or tag:=!)": Or((TagIs("a"), TagIs("!"))),
    'author:="Jane Doe" -author:=a': And((AuthorIs("Jane Doe"), Not(AuthorIs("a")))),
    'tag:"=a"': Text("=a", Field.TAG),
    "title:=a": Text("=a", Field.TITLE),
    'title:"a""b"': And((Text("a", Field.TITLE), B)),
    "category:A": CategoryIs(("A",)),
    "date:2021": DateIn(Written(2021), Written(2021)),
    "date:2021-10": DateIn(Written(2021, 10), Written(2021, 10)),
    "date:2021年10月": DateIn(Written(2021, 10), Written(2021, 10)),
    "on:2021/1/2": DateIn(Written(2021, 1, 2), Written(2021, 1, 2)),
    "date:2021-10-01..2021-12": DateIn(Written(2021, 10, 1), Written(2021, 12)),
    "date:..2020": DateIn(None, Written(2020)),
    "after:2020 before:２０２１": And((DateIn(Written(2020), None), DateIn(None, Written(2021)))),
    "date:7d": DateIn(Ago(7, "d"), Named("today")),
    "date:今天": DateIn(Named("today"), Named("today")),
    "after:yesterday": DateIn(Named("yesterday"), None),
    "before:3m": DateIn(None, Ago(3, "m")),
    "date:none": Undated(),
    "is:unread -is:STARRED": And((Is(State.UNREAD), Not(Is(State.STARRED)))),
    "has:image": Has(Content.IMAGE),
    "lang:zh-TW": LanguageIs("zh"),
    "words:>1000 words:<=5": And((Measure("words", 1001, None), Measure("words", None, 5))),
    "images:3 images:>=1 images:<2 images:1..9": And(
        (Measure("images", 3, 3), Measure("images", 1, None), Measure("images", None, 1), Measure("images", 1, 9))
    ),
    "re:/a b+/ c": And((Matches("a b+"), C)),
    r"re:/a\/b\\/": Matches(r"a/b\\"),
}


@pytest.mark.parametrize("text", MEANINGS)
def test_each_form_means(text: str) -> None:
    asked = parse(text)
    assert asked == Asked(MEANINGS[text])
    assert parse(spelled(asked)) == asked


WRONG = {
    "date:2021-13": ("`date:2021-13`: there is no month 13", 0, 12),
    "茶 date:2021-02-29": ("2021-02 has no day 29", 2, 17),
    "date:0000": ("no year 0", 0, 9),
    "date:soon": ("expected a day", 0, 9),
    "date:": ("expected a day", 0, 5),
    "date:..": ("before or after ..", 0, 7),
    "after:0d": ("no span of nothing", 0, 8),
    "is:unraed": ("unread is meant?", 0, 9),
    "has:pictures": ("image, video, code", 0, 12),
    "lang:中文": ("a language's code", 0, 7),
    "words:many": ("expected a number", 0, 10),
    "images:..": ("expected a number", 0, 9),
    "sort:newest": ("expected an order", 0, 11),
    "sort:date sort:title": ("two orders", 10, 20),
    "a (b sort:date)": ("write sort: outside", 2, 14),
    "-sort:date": ("can't be left out", 0, 10),
    "titel:a": ("title: is meant?", 0, 6),
    "title:": ("title: wants a word", 0, 6),
    "title:&": ("title: wants a word", 0, 7),
    "tag:= a": ("tag:= wants a name", 0, 5),
    'a author:=""': ("author:= wants a name", 2, 12),
    "(a": ("expected )", 0, 2),
    "x () y": ("nothing stands between", 2, 4),
    "a or": ("words after it", 2, 4),
    "or a": ("words before it", 0, 2),
    "a or or b": ("words after it", 2, 4),
    "a and": ("words after it", 2, 5),
    "and a": ("words before it", 0, 3),
    "not": ("wants a word", 0, 3),
    "(a or)": ("words after it", 3, 5),
    "re:/ab": ("expected / at its end", 0, 6),
    "re:/a(b/": ("missing )", 0, 8),
    "re://": ("nothing stands between / and /", 0, 5),
    "(" * 99 + "a": ("more than 50 groups", 50, 51),
    "-" * 99 + "a": ("more than 50 groups", 50, 51),
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_said_with_its_place(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    message, start, end = WRONG[text]
    assert message in caught.value.message
    assert (caught.value.start, caught.value.end) == (start, end)


def test_the_order_belongs_to_the_whole() -> None:
    asked = parse("a or b sort:-date")
    assert asked == Asked(Or((A, B)), Sort.DATE_OLDEST)
    assert parse(spelled(asked)) == asked
    assert parse("sort:relevance") == Asked(None, Sort.RELEVANCE)


def test_only_the_last_word_is_still_being_typed() -> None:
    assert parse("foo ba", typing=True).term == And((Text("foo"), Text("ba", goes_on=True)))
    assert parse("title:ba", typing=True).term == Text("ba", Field.TITLE, goes_on=True)
    assert parse("-ba", typing=True).term == Not(Text("ba", goes_on=True))
    for text in ("ba ", "b", '"ba"', '"ba', "(ba)", "茶山", "茶1", "서울"):
        (word,) = texts_of(parse(text, typing=True).term)
        assert not word.goes_on


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (Written(2020), date(2020, 1, 1), date(2020, 12, 31)),
        (Written(2020, 2), date(2020, 2, 1), date(2020, 2, 29)),
        (Written(2020, 2, 3), date(2020, 2, 3), date(2020, 2, 3)),
        (Named("yesterday"), date(2021, 3, 30), date(2021, 3, 30)),
        (Ago(1, "d"), date(2021, 3, 31), date(2021, 3, 31)),
        (Ago(7, "d"), date(2021, 3, 25), date(2021, 3, 31)),
        (Ago(1, "w"), date(2021, 3, 25), date(2021, 3, 31)),
        (Ago(1, "m"), date(2021, 3, 1), date(2021, 3, 31)),
        (Ago(1, "y"), date(2020, 4, 1), date(2021, 3, 31)),
        (Ago(99999, "y"), date.min, date(2021, 3, 31)),
        (Ago(99999, "w"), date(104, 9, 25), date(2021, 3, 31)),
    ],
)
def test_which_days_are_meant(day: Written | Named | Ago, first: date, last: date) -> None:
    assert day.span(date(2021, 3, 31)) == Span(first, last)


def test_the_words_that_can_be_marked() -> None:
    term = parse('茶 -"a b" (title:绿 or run*) is:read').term
    assert [text.words for text in texts_of(term)] == ["茶", "绿", "run"]


SIGNS = "( ) （ ） \" “ - － not or and * : ： / = > .. re:/ ' & | ^ {"
PARTS = "title: cat: date: after: is: has: words: sort: lang: tag: path: 7d 2021 2021-10 unread image 10 date -date"
PIECES = [*f"{SIGNS} {PARTS} a b 茶 新能源 run NEAR \\".split(" "), "\ud800", "\0", "\u202e"]


def is_query_or_mistake(text: str, *, typing: bool) -> None:
    """Anything but a mistake with a place is a query, which can be written out."""
    mistake = None
    try:
        asked = parse(text, typing=typing)
    except QueryError as error:
        mistake = error
    if mistake is None:
        assert parse(spelled(asked)) == asked
    else:
        assert 0 <= mistake.start <= mistake.end <= len(text)
        assert mistake.message


@given(st.text() | st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.booleans())
@settings(max_examples=1_000, deadline=None)
def test_any_text_is_a_query_or_a_mistake(text: str, typing: bool) -> None:
    is_query_or_mistake(text, typing=typing)


def test_twenty_thousand_texts_are_queries_or_mistakes() -> None:
    chance = random.Random(20_000)
    for number in range(20_000):
        pieces = chance.choices(PIECES, k=chance.randrange(12))
        is_query_or_mistake(chance.choice(["", " "]).join(pieces), typing=bool(number % 2))


WORDS = st.text(
    st.characters(exclude_characters='"“”„‟＂«»：（）－＊／＝＞＜\0\x1a', exclude_categories=["Cs"]),
    min_size=1,
    max_size=8,
)
DAYS = st.one_of(
    st.builds(Written, st.integers(1, 9999)),
    st.builds(Written, st.integers(1, 9999), st.integers(1, 12)),
    st.dates().map(lambda day: Written(day.year, day.month, day.day)),
    st.builds(Ago, st.integers(1, 99999), st.sampled_from("dwmy")),
    st.sampled_from([Named("today"), Named("yesterday")]),
)
"""Of what a person can write."""


_WHOLES = [(False, False), (True, False), (False, True)]


@st.composite
def singles(draw: st.DrawFn) -> Term:
    words = draw(WORDS) + "x"
    ends = draw(st.tuples(st.none() | st.integers(0, 9), st.none() | st.integers(0, 9)).filter(any))
    days = draw(st.tuples(DAYS, st.none() | DAYS))
    stripped = words.strip()
    paths = [(stripped, "b/c"), ("a/", f"/{stripped}", '"'), (f"/{stripped}",), ("=", stripped), (f'"{stripped}',)]
    terms: list[Term] = [
        *(Text(words, field, goes_on) for field in Field for goes_on in (False, True)),
        *(Is(state) for state in State),
        *(Has(content) for content in Content),
        Measure("words", *ends),
        Measure("images", *ends),
        DateIn(*days),
        DateIn(None, days[0]),
        Undated(),
        LanguageIs("zh"),
        Matches(r"a\/b\\".replace(r"\/", "/")),
        CategoryIs(()),
        *(CategoryIs(path, alone, rooted) for path in paths for alone, rooted in _WHOLES),
        *(kind(name) for kind in (TagIs, AuthorIs) for name in (words, f'"{words}', f'{words}"')),
    ]
    return draw(st.sampled_from(terms))


@given(st.text(min_size=1))
@settings(max_examples=500, deadline=None)
def test_any_name_can_be_asked_for(name: str) -> None:
    """However it is quoted, what is read is what stands for it in a query."""
    for term in (TagIs(typeable(name)), AuthorIs(typeable(name))):
        assert parse(f"a {spelled(Asked(term))} b").term == And((A, term, B))
    if stripped := typeable(name).strip():
        path = CategoryIs((stripped, stripped), rooted=True)
        assert parse(f"a {spelled(Asked(path))} b").term == And((A, path, B))


def groups(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    some = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        inner.map(Not),
        some.map(lambda terms: And((*(term for term in terms if not isinstance(term, And)), A, B))),
        some.map(lambda terms: Or((*(term for term in terms if not isinstance(term, Or)), A, B))),
    )


@given(st.recursive(singles(), groups, max_leaves=8), st.none() | st.sampled_from(list(Sort)))
@settings(max_examples=500, deadline=None)
def test_any_query_can_be_written_out(term: Term, sort: Sort | None) -> None:
    asked = Asked(term, sort)
    assert parse(spelled(asked)) == asked


def test_the_forms_that_are_shown_are_read_and_name_everything() -> None:
    examples = [example for form in FORMS for example in form.examples]
    found = [parse(example) for example in examples]
    assert Asked() not in found
    shown = " ".join(examples)
    names = {*(f"{name}:" for name in FIELDS.values()), *(f"is:{state}" for state in State)}
    names |= {f"has:{content}" for content in Content}
    assert {name for name in names if name not in shown} == set()
