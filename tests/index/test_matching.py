"""What a query finds, against a matcher that looks at every post."""

from __future__ import annotations

import random
import re
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.index.world import write_post
from tui_reader.library import Library
from tui_reader.model import Mark, Query, ReadingPosition, Sort, Tag, View
from tui_reader.query import (
    Ago,
    And,
    AuthorIs,
    CategoryIs,
    Content,
    DateIn,
    Field,
    Has,
    Is,
    LanguageIs,
    Measure,
    Named,
    Not,
    Or,
    State,
    TagIs,
    Term,
    Text,
    Undated,
    Written,
    spelled,
    typeable,
)
from tui_reader.query.terms import Asked

TODAY = datetime.now().astimezone().date()
WORDS = ["茶山", "新茶", "run", "running", "秋天", "Zoe"]
CATEGORIES = [(), ("A",), ("A", "B"), ("A", "B", "C"), ("B",), ("Ａ b",), ("a B",), ("B", "Ｂ")]
TAGS = ["新茶", "run", "Run", "ＲＵＮ", "C++", "a “b” c", "new 茶 [/b]", "#!"]
OWN_TAGS = ["run", "mine", "Mine", '"q" q']
AUTHORS = ["", "Zoe", "林茶", "ZOE, 林茶", "Jane “J” Doe, zoe", "oe"]
DATES = ["", "2019-12-31", "2020-01-01 00:00:00", "2020-01-31 23:59:59", "2020-02-29", "2021-06-01"]
BODIES = {
    Content.CODE: "```\nx = 1\n```",
    Content.TABLE: "| a | b |\n|---|---|\n| 1 | 2 |",
    Content.LINK: "[there](https://example.org/)",
    Content.IMAGE: "![p](a.png)",
    Content.VIDEO: '<video src="https://example.org/a.mp4"></video>',
    Content.NOTE: "sentence[^1]\n\n[^1]: note",
}


@dataclass(frozen=True)
class Told:
    """What a file was made to say."""

    title: str
    body: str
    author: str
    tags: tuple[str, ...]
    category: tuple[str, ...]
    day: date | None
    holds: frozenset[Content]
    draft: bool


@pytest.fixture(scope="module")
def told() -> dict[str, Told]:
    return {}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, told: dict[str, Told]) -> Iterator[Library]:
    place = tmp_path_factory.mktemp("matching")
    chance = random.Random(5)
    for number in range(90):
        holds = frozenset(chance.sample(list(BODIES), chance.randrange(3)))
        body = "\n\n".join([" ".join(chance.sample(WORDS, 2)), *(BODIES[content] for content in sorted(holds))])
        written = chance.choice([*DATES, TODAY.isoformat(), (TODAY - timedelta(days=6)).isoformat()])
        post = Told(
            title=chance.choice(["茶山行", "Run, Zoe", "二月"]),
            body=body,
            author=chance.choice(AUTHORS),
            tags=tuple(chance.sample(TAGS, chance.randrange(4))),
            category=chance.choice(CATEGORIES),
            day=date.fromisoformat(written[:10]) if written else None,
            holds=holds,
            draft=chance.random() < 0.2,
        )
        path = f"{chance.choice('abÉ茶')}{number:02}.md"
        told[path] = post
        file = write_post(
            place / "posts", path, title=post.title, date=written, categories=post.category, tags=map(repr, post.tags),
            author=post.author, body=body,
        )  # fmt: skip
        if post.draft:
            file.write_text(file.read_text("utf-8").replace("---\n", "---\ndraft: true\n", 1), "utf-8")
    library = Library.open(place / "posts", cache_dir=place / "cache", data_dir=place / "data")
    library.refresh()
    paths = list(told)
    library.mark(paths[::3], Mark.READ, True)
    library.mark(paths[::4], Mark.STAR, True)
    for number, tag in enumerate(OWN_TAGS):
        library.mark(paths[number :: number + 5], Tag(tag), True)
    library.set_position(paths[1], ReadingPosition(1, 5))
    library.set_position(paths[2], ReadingPosition(0, 0))
    yield library
    library.close()


def alike(name: str) -> str:
    """Case, width and the kind of quotes don't matter."""
    return unicodedata.normalize("NFKC", name).replace("“", '"').replace("”", '"').casefold()


def fits(term: Term, path: str, told: dict[str, Told], library: Library) -> bool:
    """Whether a post is asked for, told by what it was made of."""
    post, row = told[path], library.row(path)
    assert row is not None
    match term:
        case Text(words, field, goes_on):
            texts = {
                Field.TITLE: [post.title],
                Field.BODY: [post.body],
                Field.AUTHOR: [post.author],
                Field.TAG: list(post.tags),
                Field.PATH: [path],
                Field.SOURCE: [],
            }
            asked = [post.title, post.body, post.author, *post.tags] if not field else texts[field]
            if field is Field.PATH or words != words.encode("ascii", "ignore").decode():
                return any(words.casefold() in text.casefold() for text in asked)
            found = [word for text in asked for word in re.findall("[a-z0-9]+", alike(text))]
            return any(word.startswith(words.casefold()) if goes_on else word == words.casefold() for word in found)
        case TagIs(name):
            return alike(name) in map(alike, row.tags)
        case AuthorIs(name):
            return alike(name) in [alike(post.author), *map(alike, post.author.split(", "))]
        case CategoryIs(names, alone, rooted):
            if not names:
                return not post.category
            names, path_of = tuple(map(alike, names)), tuple(map(alike, post.category))
            if alone:
                return path_of == names
            if rooted:
                return path_of[: len(names)] == names
            return any(path_of[:end][-len(names) :] == names for end in range(1, len(path_of) + 1))
        case DateIn(first, last):
            begin = first.span(TODAY).first if first else date.min
            end = last.span(TODAY).last if last else date.max
            if isinstance(last, Ago):
                end = last.span(TODAY).first - timedelta(days=1)
            return post.day is not None and begin <= post.day <= end
        case Undated():
            return post.day is None
        case Is(state):
            return {
                State.UNREAD: not row.read,
                State.READ: row.read,
                State.STARRED: row.starred,
                State.DRAFT: post.draft,
                State.BROKEN: row.problems > 0,
                State.OPEN: path == list(told)[1],
            }[state]
        case Has(content):
            return content in post.holds
        case LanguageIs(code):
            return row.language == code
        case Measure(what, least, most):
            number = row.words if what == "words" else row.images
            return (least is None or number >= least) and (most is None or number <= most)
        case Not(inner):
            return not fits(inner, path, told, library)
        case And(terms):
            return all(fits(each, path, told, library) for each in terms)
        case Or(terms):
            return any(fits(each, path, told, library) for each in terms)
        case _:
            raise AssertionError(term)


SINGLES = st.one_of(
    st.builds(
        Text,
        st.sampled_from(["茶山", "新茶", "茶", "run", "zoe", "RUN", "no-such", "秋"]),
        st.sampled_from([field for field in Field if field is not Field.SOURCE]),
    ),
    st.sampled_from([Text("ru", goes_on=True), Text("ru", Field.BODY, goes_on=True), Text("É0", Field.PATH)]),
    st.sampled_from([*map(CategoryIs, CATEGORIES), CategoryIs(("B", "C")), CategoryIs(("C",)), CategoryIs(("no",))]),
    st.builds(CategoryIs, st.sampled_from([*CATEGORIES[1:6], ("B", "C"), ("a Ｂ",)]), st.just(True)),
    st.sampled_from([CategoryIs(names, rooted=True) for names in (*CATEGORIES[1:], ("B", "C"), ("b", "b"))]),
    st.sampled_from([TagIs(typeable(name)) for name in (*TAGS, *OWN_TAGS, "RUN", "ne", 'a "b" c', "a 'b' c", "no")]),
    st.sampled_from([AuthorIs(typeable(name)) for name in (*AUTHORS[1:], 'jane "j" doe', "jane", "ｚoe")]),
    st.builds(
        DateIn,
        st.sampled_from([Written(2020), Written(2020, 1), Written(2020, 1, 31), Ago(7, "d"), None]),
        st.sampled_from([Written(2020, 2), Written(2020, 1, 31), Written(2019), Named("today"), Ago(6, "d")]),
    ),
    st.just(Undated()),
    st.builds(Is, st.sampled_from(State)),
    st.builds(Has, st.sampled_from(Content)),
    st.sampled_from([LanguageIs("zh"), LanguageIs("en"), Measure("images", 1, None), Measure("words", 3, 9)]),
)
TERMS = st.recursive(
    SINGLES,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda terms: And(tuple(terms))),
        st.lists(inner, min_size=2, max_size=3).map(lambda terms: Or(tuple(terms))),
    ),
    max_leaves=6,
)


@settings(max_examples=600, deadline=None)
@given(TERMS)
def test_what_is_asked_for_is_found_and_nothing_else(shelf: Library, told: dict[str, Told], term: Term) -> None:
    listing = shelf.listing(Query(words=spelled(Asked(term))))
    found = {row.path for row in listing.rows(0, len(listing))}
    assert found == {path for path in told if fits(term, path, told, shelf)}


def found(library: Library, words: str, query: Query | None = None) -> list[str]:
    listing = library.listing(replace(query or Query(), words=words))
    return [row.path for row in listing.rows(0, len(listing))]


def test_the_order_that_is_written_goes_before_the_lists(shelf: Library) -> None:
    assert found(shelf, "茶山 sort:path") == sorted(found(shelf, "茶山"), key=str.encode)
    assert found(shelf, "sort:-date", Query(sort=Sort.TITLE)) == found(shelf, "", Query(sort=Sort.DATE_OLDEST))
    assert set(found(shelf, "茶山 is:unread sort:relevance")) == set(found(shelf, "茶山", Query(view=View.UNREAD)))


def test_a_category_and_a_view_narrow_what_is_asked_for(shelf: Library) -> None:
    everything = found(shelf, "has:code cat:=A/B is:unread")
    assert everything == [
        path for path in found(shelf, "has:code", Query(("A", "B"), view=View.UNREAD))
        if path in found(shelf, "cat:=A/B")
    ]  # fmt: skip


def test_the_source_is_looked_through(root: Path, library: Library) -> None:
    file = write_post(root, "s.md", title="S")
    file.write_text(file.read_text("utf-8").replace("---\n", "---\nsource: https://Example.org/Tea\n", 1), "utf-8")
    library.refresh()
    assert found(library, "source:example.org") == ["s.md"]
    assert found(library, "source:nowhere") == []


def test_midnight_is_that_of_the_reader(shelf: Library) -> None:
    """Dates are local: no day has posts of another."""
    days = [f"date:{day:%Y-%m-%d}" for day in (date(2020, 1, 1) + timedelta(days=n) for n in range(31))]
    counted = sum(len(found(shelf, day)) for day in days)
    assert counted == len(found(shelf, "date:2020-01")) > 0


def test_expressions_are_looked_for_in_titles_and_bodies(shelf: Library, told: dict[str, Told]) -> None:
    cases: dict[str, Callable[[Told], bool]] = {
        "re:/^茶山行$/": lambda post: post.title == "茶山行",
        "re:/x = \\d/": lambda post: Content.CODE in post.holds,
        "-re:/x = 1/ 新茶": lambda post: Content.CODE not in post.holds and "新茶" in f"{post.body} {post.tags}",
        "re:/^Run, Z/ or is:draft": lambda post: post.title.startswith("Run") or post.draft,
        "re:/\\*\\*|```/": lambda _: False,
    }
    for words, fits_post in cases.items():
        assert set(found(shelf, words)) == {path for path, post in told.items() if fits_post(post)}, words
    assert not shelf.notices


def test_an_expression_that_takes_too_long_is_given_up_and_told(
    root: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_post(root, "long.md", title="Long", body="a" * 5_000)
    library.refresh()
    monkeypatch.setattr("tui_reader.library.expressions.SECONDS", 0.3)
    began = time.monotonic()
    assert found(library, "re:/(a|aa)+$b/") == []
    assert time.monotonic() - began < 5
    (notice,) = library.notices
    assert "not in" in notice
