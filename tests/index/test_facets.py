"""What lists are counted by: each count against the list that it promises, and all of them against every post."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.index.test_matching import CATEGORIES, TERMS, Told, alike, shelf, told
from tests.index.world import write_post
from tui_reader.library import Library, Listing, columns, facets
from tui_reader.model import Mark, Query, ReadingPosition, Row, Sort, Tag, View
from tui_reader.query import (
    Asked,
    CategoryIs,
    Facet,
    Facets,
    FacetValue,
    Is,
    QueryError,
    State,
    TagIs,
    Term,
    narrowed,
    spelled,
)

__all__ = ["shelf", "told"]
"""Fixtures."""


@contextmanager
def columns_of(library: Library, kind: str) -> Iterator[None]:
    """Have the columns of all posts kept, or those of the posts of each list read by themselves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "_SHARE", 10**9 if kind == "all" else 1)
        patch.setattr(facets, "FEW", 0 if kind == "all" else 10**9)
        library._columns.forget()
        yield
    library._columns.forget()


def of(library: Library, listing: Listing, opened: Collection[Facet] = ()) -> Facets:
    found = library.facets(listing, opened)
    assert found is not None
    return found


def counted(library: Library, query: Query) -> Facets:
    """By a list, and by what is asked for alone."""
    found = of(library, library.listing(query), list(Facet))
    assert library.facets(query, list(Facet)) == found
    return found


def values(found: Facets) -> dict[Facet, list[FacetValue]]:
    return {section.facet: list(section.values) for section in found.sections}


def listed(library: Library, query: Query) -> list[Row]:
    listing = library.listing(query)
    return list(listing.rows(0, len(listing)))


QUERIES = st.builds(
    Query,
    category=st.sampled_from([None, None, *CATEGORIES[:4]]),
    words=st.just("") | TERMS.map(lambda term: spelled(Asked(term))),
    view=st.sampled_from(View),
    sort=st.sampled_from([Sort.DATE, Sort.RELEVANCE]),
)


@pytest.mark.parametrize("kind", ["all", "some"])
@settings(max_examples=60, deadline=None)
@given(query=QUERIES)
def test_a_count_is_the_length_of_the_list_that_is_narrowed_by_it(shelf: Library, kind: str, query: Query) -> None:
    with columns_of(shelf, kind):
        found = counted(shelf, query)
        assert found.total == len(shelf.listing(query))
        for section in found.sections:
            for value in section.values:
                words = narrowed(query.words, value.term)
                assert value.count == len(shelf.listing(replace(query, words=words))), (value, words)


def naive(rows: list[Row], told: dict[str, Told]) -> dict[Facet, Counter[object]]:
    """What the posts of a list have, told by what they were made of."""
    posts = [told[row.path] for row in rows]
    return {
        Facet.CATEGORY: Counter(alike(post.category[0]) if post.category else "" for post in posts),
        Facet.YEAR: Counter(str(post.day.year) if post.day else "" for post in posts),
        Facet.TAG: Counter(tag for row in rows for tag in {alike(tag) for tag in row.tags}),
        Facet.AUTHOR: Counter(name for post in posts for name in alike(post.author).split(", ") if name),
        Facet.LANGUAGE: Counter(row.language for row in rows if row.language),
        Facet.STATE: Counter(
            {
                "unread": sum(not row.read for row in rows),
                "starred": sum(row.starred for row in rows),
                "draft": sum(post.draft for post in posts),
                "broken": sum(row.problems > 0 for row in rows),
                "open": sum(row.path == list(told)[1] for row in rows),
            }
        ),
    }


@pytest.mark.parametrize("kind", ["all", "some"])
@settings(max_examples=60, deadline=None)
@given(term=TERMS, view=st.sampled_from(View))
def test_everything_that_the_posts_have_is_counted(
    shelf: Library, told: dict[str, Told], kind: str, term: Term, view: View
) -> None:
    query = Query(words=spelled(Asked(term)), view=view)
    with columns_of(shelf, kind):
        found = values(counted(shelf, query))
    for facet, wanted in naive(listed(shelf, query), told).items():
        # What the query says already is shown as in force, whatever it is.
        free = {alike(value.name): value.count for value in found.get(facet, []) if not value.in_force}
        held = {alike(value.name) for value in found.get(facet, []) if value.in_force}
        if not (held and facet in (Facet.CATEGORY, Facet.YEAR)):
            assert free == {name: count for name, count in wanted.items() if count and name not in held}, facet


def test_the_most_frequent_come_first_and_the_others_are_counted(root: Path, library: Library) -> None:
    for number in range(12):
        tags = [f"t{each:02}" for each in range(number, 12)]
        write_post(root, f"t{number}.md", title="Tagged", date=f"{2000 + number}-05-01", tags=tags)
    library.refresh()
    listing = library.listing(Query(words="tagged"))
    few, all_ = of(library, listing), of(library, listing, [Facet.TAG])
    (section,) = (section for section in few.sections if section.facet is Facet.TAG)
    assert [value.name for value in section.values] == [f"t{number:02}" for number in range(11, 3, -1)]
    assert [value.count for value in section.values] == list(range(12, 4, -1))
    assert section.others == 4
    (opened,) = (section for section in all_.sections if section.facet is Facet.TAG)
    assert (len(opened.values), opened.others) == (12, 0)
    assert [value.name for value in values(few)[Facet.YEAR]] == [str(year) for year in range(2011, 1999, -1)]


def test_a_category_shows_what_is_in_it_and_a_year_its_months(root: Path, library: Library) -> None:
    write_post(root, "f.md", title="Zeta", date="2022-04-01", categories=["News"])
    library.refresh()
    assert names(library, Query(), Facet.CATEGORY) == [("News", 4), ("", 1), ("Notes", 1)]
    assert names(library, Query(category=("News",)), Facet.CATEGORY) == [("Markets", 2)]
    words = narrowed("", CategoryIs(("News",), rooted=True))
    assert names(library, Query(words=words), Facet.CATEGORY) == [("News", 4), ("Markets", 2)]
    assert names(library, Query(words="date:2022"), Facet.YEAR) == [("2022", 3), ("2022-04", 1), ("2022-03", 2)]


def names(library: Library, query: Query, facet: Facet) -> list[tuple[str, int]]:
    return [(value.name, value.count) for value in values(counted(library, query)).get(facet, [])]


def test_what_is_in_force_is_told_and_not_offered_again(library: Library) -> None:
    found = values(counted(library, Query(words="tag:=X is:unread")))
    assert [(value.term, value.count, value.in_force) for value in found[Facet.TAG]] == [
        (TagIs("X"), 2, True),
        (TagIs("y"), 1, False),
    ]
    assert [(value.term, value.in_force) for value in found[Facet.STATE]] == [(Is(State.UNREAD), True)]


@pytest.mark.parametrize("kind", ["all", "some"])
def test_marks_and_own_tags_are_counted_as_they_are_now(library: Library, kind: str) -> None:
    with columns_of(library, kind):
        listing = library.listing(Query())
        of(library, listing)
        library.mark(["a.md", "b.md"], Mark.READ, True)
        library.mark(["c.md"], Mark.STAR, True)
        library.set_position("e.md", ReadingPosition(3, 1))
        library.mark(["b.md", "c.md"], Tag("Mine"), True)
        library.mark(["b.md", "a.md"], Tag("X"), True)
        found = values(of(library, listing))
        assert [(value.name, value.count) for value in found[Facet.TAG]] == [("Mine", 2), ("x", 2), ("y", 1)]
        assert [(value.name, value.count) for value in found[Facet.STATE]] == [
            ("unread", 3),
            ("open", 1),
            ("starred", 1),
        ]
        library.undo()
        library.undo()
        assert [value.name for value in values(of(library, listing))[Facet.TAG]] == ["x", "y"]


@pytest.mark.parametrize("kind", ["all", "some"])
def test_posts_that_have_gone_are_counted_no_more_and_new_ones_as_soon_as_they_are_listed(
    root: Path, library: Library, kind: str
) -> None:
    with columns_of(library, kind):
        listing = library.listing(Query())
        assert of(library, listing).total == 5
        (root / "b.md").unlink()
        write_post(root, "g.md", title="Eta", date="1999-01-01", author="Zoe")
        library.refresh()
        assert of(library, listing).total == 4
        assert ("1999", 1) in names(library, Query(), Facet.YEAR)
        assert ("Zoe", 1) in names(library, Query(), Facet.AUTHOR)


def test_posts_are_counted_that_fit_an_expression(library: Library) -> None:
    found = library.facets(Query(words="re:/^A|^B/"))
    assert found is not None
    assert found == of(library, library.listing(Query(words="re:/^A|^B/")))
    assert found.total == 2


def test_what_is_no_query_is_not_counted(library: Library) -> None:
    with pytest.raises(QueryError):
        library.facets(Query(words="date:2021-13"))


def test_a_count_that_is_no_longer_wanted_is_given_up(library: Library) -> None:
    asked: list[bool] = []

    def cancelled() -> bool:
        asked.append(True)
        return True

    assert library.facets(library.listing(Query()), cancelled=cancelled) is None
    assert len(asked) == 1
    assert of(library, library.listing(Query())).total == 5


def test_nobody_waits_in_vain_for_the_columns_that_another_thread_reads(library: Library) -> None:
    with columns_of(library, "all"), library._columns._guard:
        assert library.facets(library.listing(Query()), cancelled=lambda: True) is None
