"""The order by how well posts answer what is searched for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from tests.index.world import paths, write_post
from tui_reader.errors import CancelledError
from tui_reader.library import Library, index
from tui_reader.model import Query, Sort, View


@pytest.fixture
def ranked(tmp_path: Path) -> Iterator[Library]:
    """Posts that hold one word in different places and numbers."""
    root = tmp_path / "posts"
    filling = "Some other words that stand between. " * 20
    write_post(root, "title.md", title="灯笼 and more", date="2020-01-01", body=filling)
    write_post(root, "tag.md", title="A tag", date="2021-01-01", tags=["灯笼"], body=filling)
    write_post(root, "often.md", title="Often", date="2022-01-01", body=filling + "灯笼。" * 6)
    write_post(root, "once.md", title="Once", date="2023-01-01", categories=["News"], body=filling + "灯笼。")
    write_post(root, "same-b.md", title="Once", date="2025-01-01", categories=["News"], body=filling + "灯笼。")
    write_post(root, "none.md", title="None", date="2026-01-01", body=filling)
    library = Library.open(root, cache_dir=tmp_path / "cache", data_dir=tmp_path / "data")
    library.refresh()
    yield library
    library.close()


def test_a_word_in_the_title_counts_most_and_the_newest_of_equals_leads(ranked: Library) -> None:
    order = paths(ranked, Query(words="灯笼", sort=Sort.RELEVANCE))
    assert order == ["title.md", "often.md", "tag.md", "same-b.md", "once.md"]
    backwards = paths(ranked, Query(words="灯笼", sort=Sort.RELEVANCE_REVERSED))
    assert backwards == ["once.md", "same-b.md", "tag.md", "often.md", "title.md"]


def test_relevance_finds_what_every_order_finds(ranked: Library) -> None:
    for words in ("灯笼", "灯笼 -often", "-灯笼", '"灯笼" once', "灯", "wor", "nothinglikethis", '"', "*"):
        for view in View:
            plain = paths(ranked, Query(words=words, view=view))
            assert sorted(paths(ranked, Query(words=words, view=view, sort=Sort.RELEVANCE))) == sorted(plain)
    assert set(paths(ranked, Query(words="灯笼", category=("News",), sort=Sort.RELEVANCE))) == {"once.md", "same-b.md"}


@pytest.mark.parametrize("words", ["", "  ", "-nothinglikethis", "。"])
def test_relevance_is_date_where_nothing_is_searched_for(ranked: Library, words: str) -> None:
    assert paths(ranked, Query(words=words, sort=Sort.RELEVANCE)) == paths(ranked, Query(words=words))
    oldest = paths(ranked, Query(words=words, sort=Sort.DATE_OLDEST))
    assert paths(ranked, Query(words=words, sort=Sort.RELEVANCE_REVERSED)) == oldest


@pytest.mark.parametrize("processors", [1, 2, None])
def test_the_first_by_relevance_are_the_same_on_any_machine(
    ranked: Library, processors: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: processors)
    for sort in (Sort.RELEVANCE, Sort.RELEVANCE_REVERSED):
        whole = paths(ranked, Query(words="灯笼", sort=sort))
        for most in range(1, 7):
            first = ranked.listing(Query(words="灯笼", sort=sort), most=most)
            assert [row.path for row in first.rows(0, 9)] == whole[:most]
            assert first.is_whole == (most >= len(whole))


def test_ranking_is_stopped_in_both_halves_and_goes_on_later(ranked: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_STEPS", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    asked = Event()

    def cancelled() -> bool:
        asked.set()
        return True

    query = Query(words="灯笼", sort=Sort.RELEVANCE)
    with pytest.raises(CancelledError):
        ranked.listing(query, most=2, cancelled=cancelled)
    assert asked.is_set()
    assert len(ranked.listing(query, most=2)) == 2


def test_a_library_closes_while_something_is_ranked_beside(ranked: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    beside = ranked._index.beside(None)
    assert beside is not None
    began, go_on = Event(), Event()

    def work(_connection: object) -> int:
        began.set()
        return int(go_on.wait(20))

    waiting = beside(work)
    assert began.wait(20)
    go_on.set()
    ranked.close()
    assert waiting.result() == 1
