"""Saved searches: what is kept, and that neither damage, kills, other readers nor other versions take anything away."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.marks.conftest import Opener
from tui_reader import limits
from tui_reader.errors import LibraryError, UsageError
from tui_reader.library import Library, Saved, SavedSearches
from tui_reader.library.saved_lines import read_lines, written
from tui_reader.model import SavedSearch
from tui_reader.query import QueryError, both, parse, settled

TEA = SavedSearch("茶 tea", "茶 -秋茶 sort:title", None)
HERE = SavedSearch("here", "is:unread", ("新闻", "城市"))
LOOSE = SavedSearch("loose", "date:7d", ())

WRITER = """
import sys
from pathlib import Path
from tui_reader.library import SavedSearches
from tui_reader.model import SavedSearch
searches = SavedSearches(Path(sys.argv[1]), Path("/posts"))
for number in range(int(sys.argv[3])):
    name = f"{sys.argv[2]} {number}"
    searches.add(SavedSearch(name, "tea"))
    print(name, flush=True)
"""


@pytest.fixture
def saved(tmp_path: Path) -> SavedSearches:
    return SavedSearches(tmp_path / "searches" / "one.jsonl", Path("/posts"))


def names(saved: SavedSearches) -> list[str]:
    return [search.name for search in saved.read().searches]


def test_what_is_saved_is_read_again_in_order(saved: SavedSearches) -> None:
    assert saved.read() == Saved()
    for search in (TEA, HERE, LOOSE):
        assert saved.add(search) == search
    again = SavedSearches(saved.file, Path("/posts"))
    assert again.read().searches == (TEA, HERE, LOOSE)
    assert again.read().notices == ()
    assert again.find("here") == HERE
    assert sorted(file.name for file in saved.file.parent.iterdir()) == ["one.jsonl", "one.lock"]


def test_each_change_keeps_the_others_and_the_order(saved: SavedSearches) -> None:
    for search in (TEA, HERE, LOOSE):
        saved.add(search)
    saved.rename("here", "there")
    saved.reword("茶 tea", "black tea")
    saved.add(SavedSearch("there", "ferry"), replace=True)
    assert saved.read().searches == (
        SavedSearch("茶 tea", "black tea"),
        SavedSearch("there", "ferry"),
        LOOSE,
    )
    assert saved.remove("there") == SavedSearch("there", "ferry")
    assert names(saved) == ["茶 tea", "loose"]


def test_a_name_means_one_search(saved: SavedSearches) -> None:
    saved.add(TEA)
    saved.add(HERE)
    with pytest.raises(UsageError, match="called “here” already"):
        saved.add(SavedSearch(" here ", "x"))
    with pytest.raises(UsageError, match="called “here” already"):
        saved.rename("茶 tea", "here")
    saved.rename("here", "here")
    assert saved.read().searches == (TEA, HERE)


@pytest.mark.parametrize("name", ["", "  \t", "\u200b", "x" * (limits.SEARCH_NAME_CHARACTERS + 1)])
def test_names_that_cannot_be(saved: SavedSearches, name: str) -> None:
    with pytest.raises(UsageError):
        saved.add(SavedSearch(name, "tea"))
    saved.add(TEA)
    with pytest.raises(UsageError):
        saved.rename(TEA.name, name)
    assert saved.read().searches == (TEA,)


def test_names_and_words_are_cleaned(saved: SavedSearches) -> None:
    saved.add(SavedSearch(" a\x1b[31m\n b\u202e\ud800 ", "tea\x07\nx"))
    (kept,) = saved.read().searches
    assert kept == SavedSearch("a␛[31m b", "tea␇ x")


@pytest.mark.parametrize("words", ["date:2021-13", "(", "titel:x", " ", "-", "x" * (limits.SEARCH_CHARACTERS + 1)])
def test_what_is_no_query_is_not_saved(saved: SavedSearches, words: str) -> None:
    saved.add(TEA)
    with pytest.raises(UsageError):
        saved.add(SavedSearch("x", words))
    with pytest.raises(UsageError):
        saved.reword(TEA.name, words)
    assert saved.read().searches == (TEA,)


def test_unknown_names_are_told_with_the_nearest(saved: SavedSearches) -> None:
    with pytest.raises(UsageError, match="None is saved"):
        saved.find("here")
    saved.add(HERE)
    with pytest.raises(UsageError, match="Did you mean “here”"):
        saved.find("her")
    with pytest.raises(UsageError):
        saved.remove("x")
    with pytest.raises(UsageError):
        saved.rename("x", "y")


def test_there_is_an_end_to_how_many_are_saved(saved: SavedSearches) -> None:
    many = [SavedSearch(str(number), "tea") for number in range(limits.SAVED_SEARCHES)]
    saved.put_back(many)
    with pytest.raises(UsageError, match="there are 200 already"):
        saved.add(TEA)
    with pytest.raises(UsageError, match="201 searches would be more than 200"):
        saved.put_back([TEA])
    saved.add(SavedSearch("7", "ferry"), replace=True)
    assert names(saved) == [search.name for search in many]


def test_damaged_lines_are_named_and_kept_aside(saved: SavedSearches) -> None:
    for search in (TEA, HERE, LOOSE):
        saved.add(search)
    lines = saved.file.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2][:20] + b"\xff\n"
    lines.append(lines[1])
    damaged = b"".join(lines)
    saved.file.write_bytes(damaged)
    found = saved.read()
    assert found.searches == (TEA, LOOSE)
    (notice,) = found.notices
    assert f"{saved.file}: line 3: it is no JSON object; line 5: line 2 has the same name." in notice
    assert saved.file.read_bytes() == damaged
    saved.add(SavedSearch("new", "ferry"))
    assert names(saved) == ["茶 tea", "loose", "new"]
    assert saved.read().notices == ()
    (aside,) = saved.file.parent.glob("*.damaged-*")
    assert aside.read_bytes() == damaged


@pytest.mark.parametrize(
    "line",
    [
        "null",
        "[1]",
        '{"name": 1, "query": "x"}',
        '{"name": "x"}',
        '{"name": "", "query": "x"}',
        '{"name": "x", "query": "x", "category": "A"}',
        '{"name": "x", "query": "x", "category": [1]}',
        '{"name": "x", "query": "x", "category": [""]}',
        "[" * 100_000,
    ],
)
def test_a_line_that_is_no_search_costs_no_other(saved: SavedSearches, line: str) -> None:
    saved.add(TEA)
    with saved.file.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    saved.add(HERE)
    assert saved.read().searches == (TEA, HERE)
    assert len(list(saved.file.parent.glob("*.damaged-*"))) == 1


def test_an_edited_file_may_hold_what_is_no_query_and_nothing_that_commands_a_terminal(saved: SavedSearches) -> None:
    saved.add(TEA)
    with saved.file.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"name": "bad\x1b[2J", "query": "date:2021-13\x07"}) + "\n\n")
    bad = SavedSearch("bad␛[2J", "date:2021-13␇")
    assert saved.read().searches == (TEA, bad)
    assert saved.read().notices == ()
    saved.add(HERE)
    assert saved.read().searches == (TEA, bad, HERE)


def test_a_file_of_a_newer_version_is_left_alone(saved: SavedSearches) -> None:
    saved.add(TEA)
    newer = saved.file.read_bytes().replace(b'"version": 1', b'"version": 2')
    saved.file.write_bytes(newer)
    assert saved.read().searches == ()
    (notice,) = saved.read().notices
    assert "newer version" in notice
    with pytest.raises(LibraryError, match="newer version"):
        saved.add(HERE)
    assert saved.file.read_bytes() == newer


def test_a_file_that_cannot_be_read_is_told_and_not_replaced(saved: SavedSearches) -> None:
    saved.file.mkdir(parents=True)
    assert saved.read().searches == ()
    assert str(saved.file) in saved.read().notices[0]
    with pytest.raises(LibraryError, match=r"one\.jsonl"):
        saved.add(TEA)
    assert saved.file.is_dir()


def test_too_large_a_file_is_told_and_not_replaced(saved: SavedSearches) -> None:
    saved.add(TEA)
    with saved.file.open("ab") as file:
        file.write(b"\n" * limits.SAVED_SEARCHES_BYTES)
    assert "larger than 4 MiB" in saved.read().notices[0]
    with pytest.raises(LibraryError, match="larger than 4 MiB"):
        saved.add(HERE)


def test_a_failure_keeps_what_was(saved: SavedSearches, monkeypatch: pytest.MonkeyPatch) -> None:
    saved.add(TEA)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", refuse)
    with pytest.raises(LibraryError, match="No space left"):
        saved.add(HERE)
    monkeypatch.undo()
    assert saved.read().searches == (TEA,)
    assert sorted(file.name for file in saved.file.parent.iterdir()) == ["one.jsonl", "one.lock"]


def _writer(saved: SavedSearches, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(saved.file), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_of_several_writers_none_takes_away_what_another_saved(saved: SavedSearches) -> None:
    writers = [_writer(saved, name, 25) for name in ("a", "b", "c")]
    told = {line for writer in writers for line in writer.communicate(timeout=60)[0].splitlines()}
    assert len(told) == 75
    assert set(names(saved)) == told
    assert saved.read().notices == ()


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
@pytest.mark.parametrize("after", [1, 4, 9, 17])
def test_a_kill_loses_nothing_that_was_told(saved: SavedSearches, after: int) -> None:
    writer = _writer(saved, "x", 150)
    assert writer.stdout is not None
    told = [writer.stdout.readline().strip() for _ in range(after)]
    writer.send_signal(signal.SIGKILL)
    told += writer.communicate(timeout=60)[0].splitlines()
    kept = names(saved)
    assert kept[: len(told)] == told
    assert len(kept) <= len(told) + 1
    assert saved.read().notices == ()
    saved.add(TEA)
    assert names(saved) == [*kept, TEA.name]


TEXTS = st.text(max_size=30)


@given(st.lists(st.builds(SavedSearch, TEXTS, TEXTS, st.none() | st.lists(TEXTS.filter(bool)).map(tuple)), max_size=8))
def test_every_search_that_can_be_kept_is_read_again(searches: list[SavedSearch]) -> None:
    kept = read_lines(written(searches, "/posts\udcff")).searches
    again = read_lines(written(kept, "/posts"))
    assert again.searches == kept
    assert again.faults == ()


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_whatever_a_file_holds_it_is_read_without_failing(data: bytes) -> None:
    found = read_lines(data)
    assert found.faults or found.newer or found.searches or not data.strip() or b"searches" in data


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("run", "run*"),
        ("tea run", "tea run*"),
        ("茶", "茶"),
        ("title:run", "title:run*"),
        ("is:unread", "is:unread"),
        ("run*", "run*"),
        ('"slow tr', '"slow tr'),
        ("(tea or run)", "(tea or run)"),
    ],
)
def test_what_is_saved_of_a_search_finds_what_was_shown(typed: str, kept: str) -> None:
    assert settled(typed) == kept
    assert parse(settled(typed)) == parse(typed, typing=True)


@given(st.text(alphabet='ab茶 "():-*titleornsd/=.', max_size=25))
def test_whatever_is_typed_is_settled_to_the_same_meaning(text: str) -> None:
    try:
        meant = parse(text, typing=True)
    except QueryError:
        return
    assert parse(settled(text)) == meant


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("tea or run", "is:unread", "(tea or run) is:unread"),
        ("tea", "", "tea"),
        ("", "run", "run"),
        ("a b", "c d", "a b c d"),
        ("a sort:title", "b", "a b sort:title"),
        ("a sort:title", "b sort:words", "a b sort:words"),
        ("-a", "b or c", "-a (b or c)"),
    ],
)
def test_two_queries_are_one(first: str, second: str, whole: str) -> None:
    assert both(first, second) == whole


def dumped(library: Library) -> bytes:
    return "".join(f"{line}\n" for line in library.state.dump()).encode()


def test_a_dump_carries_the_searches(opener: Opener, tmp_path: Path) -> None:
    library = opener()
    for search in (TEA, HERE, LOOSE):
        library.searches.add(search)
    dump = dumped(library)
    other = opener(data=tmp_path / "elsewhere")
    other.searches.add(SavedSearch("here", "ferry"))
    assert other.state.restore(io.BytesIO(dump)).searches == 2
    assert other.searches.read().searches == (SavedSearch("here", "ferry"), TEA, LOOSE)
    assert other.state.restore(io.BytesIO(dump)).searches == 0
    other.searches.add(SavedSearch("more", "x"))
    assert other.state.restore(io.BytesIO(dump), replace=True).searches == 1
    assert other.searches.read().searches == (TEA, HERE, LOOSE)


def test_a_dump_of_an_older_version_leaves_the_searches_alone(opener: Opener) -> None:
    library = opener()
    library.searches.add(TEA)
    older = b'{"tui-reader":"state","version":1,"library":"/posts","lines":0}\n'
    for replace in (False, True):
        assert library.state.restore(io.BytesIO(older), replace=replace).searches == 0
    assert library.searches.read().searches == (TEA,)


def test_damaged_searches_of_a_dump_are_named(opener: Opener) -> None:
    library = opener()
    searches = [{"name": "x"}, 7, {"name": "good", "query": "tea", "category": None}]
    head = {"tui-reader": "state", "version": 1, "library": "/", "lines": 0, "searches": searches}
    dump = json.dumps(head).encode() + b"\n"
    restored = library.state.restore(io.BytesIO(dump))
    assert [fault.line for fault in restored.damaged] == [1, 1]
    assert (restored.searches, restored.missing) == (1, 0)
    assert [search.name for search in library.searches.read().searches] == ["good"]
    with pytest.raises(UsageError, match="isn't whole"):
        library.state.restore(io.BytesIO(dump), replace=True)


def test_more_searches_than_a_line_has_room_for_are_not_dumped(opener: Opener, tmp_path: Path) -> None:
    library = opener()
    library.searches.put_back([SavedSearch(str(number), "茶" * 1_900) for number in range(10)])
    kept = library.state.searches_dumped()
    assert 0 < len(kept) < 10
    dump = dumped(library)
    assert len(dump.splitlines(keepends=True)[0]) <= limits.STATE_LINE_BYTES
    other = opener(data=tmp_path / "elsewhere")
    restored = other.state.restore(io.BytesIO(dump))
    assert (restored.damaged, restored.searches) == ((), len(kept))
