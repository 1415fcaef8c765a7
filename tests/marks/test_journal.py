"""The journal's files: what is written, what is damaged, what comes from elsewhere."""

from __future__ import annotations

import json
import os
import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.marks.conftest import Opener
from tests.marks.test_marks import journals, look_now, read
from tui_reader.library.device import device_name
from tui_reader.library.journal import Journal
from tui_reader.library.journal_lines import parse_line
from tui_reader.model import Mark, ReadingPosition


def line(post: str, op: str = "read", value: object = True, t: int = 1, n: int = 1) -> bytes:
    return json.dumps({"t": t, "n": n, "post": post, "op": op, "v": value}).encode() + b"\n"


def test_a_line_says_what_state_is_kept(opener: Opener, tmp_path: Path) -> None:
    library = opener()
    library.mark(["00.md"], Mark.READ, True)
    (file,) = journals(tmp_path / "data")
    written = json.loads(file.read_text())
    assert (written["post"], written["op"], written["v"], written["n"]) == ("00.md", "read", True, 1)
    assert abs(written["t"] / 1000 - time.time()) < 60
    assert json.loads((file.parent / "library.json").read_text()) == {"root": str(tmp_path / "posts")}


def test_lines_reach_the_disk_soon(opener: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[float] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(time.monotonic()))
    library = opener()
    began = time.monotonic()
    for number in range(5):
        library.mark([f"{number:02d}.md"], Mark.READ, True)
    while not synced and time.monotonic() - began < 30:
        time.sleep(0.01)
    assert 1 <= len(synced) <= 5
    library.close()


def test_closing_puts_lines_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    journal = Journal(tmp_path, "here")
    journal.prepare(tmp_path)
    journal.append([{"t": 1}])
    journal.close()
    assert synced


def test_a_disk_that_refuses_is_told(opener: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> None:
        raise OSError(5, "Input/output error")

    library = opener()
    monkeypatch.setattr(os, "fsync", refuse)
    library.mark(["00.md"], Mark.READ, True)
    library.close()
    assert any("Input/output error" in notice for notice in library.notices)


def test_a_torn_last_line_is_left_out_and_told(opener: Opener, tmp_path: Path) -> None:
    library = opener()
    library.mark(["00.md"], Mark.READ, True)
    library.mark(["01.md"], Mark.READ, True)
    library.close()
    (file,) = journals(tmp_path / "data")
    whole = file.read_bytes()
    file.write_bytes(whole[:-9])
    again = opener("other")
    assert read(again) == {"00.md"}
    assert any("cut off" in notice for notice in again.notices)
    again.mark(["02.md"], Mark.READ, True)
    again.close()
    assert file.read_bytes().startswith(whole[:-9] + b"\n")
    third = opener("third")
    assert read(third) == {"00.md", "02.md"}
    assert any("line 2" in notice for notice in third.notices)
    assert (file.parent / f"{file.name}.bad").read_bytes().startswith(whole[:-9].split(b"\n")[1])


def test_damaged_lines_cost_only_themselves(opener: Opener, tmp_path: Path) -> None:
    library = opener()
    for number in range(12):
        library.mark([f"{number:02d}.md"], Mark.READ, True)
    library.close()
    (file,) = journals(tmp_path / "data")
    original = file.read_bytes()
    generator = random.Random(4)
    for turn in range(12):
        lines = original.splitlines(keepends=True)
        hurt = generator.sample(range(12), 3)
        for number in hurt:
            place = generator.randrange(len(lines[number]) - 1)
            lines[number] = (
                lines[number][:place]
                + generator.choice([b"\0", b"\xff", b'"', b"{", b"\x1b"])
                + lines[number][place + 2 :]
            )
        file.write_bytes(b"".join(lines))
        damaged = file.read_bytes()
        again = opener(f"c{turn}")
        assert read(again) >= {f"{number:02d}.md" for number in range(12) if number not in hurt}
        again.close()
        assert file.read_bytes() == damaged


def test_unknown_ops_are_kept_and_skipped(opener: Opener, tmp_path: Path) -> None:
    opener().close()
    (file,) = journals(tmp_path / "data")
    future = line("00.md", "highlight", {"from": 1}) + line("01.md") + line("02.md", "read", "maybe")
    future += line("03.md", "position", [1]) + line("03.md", "position", [-1, 2]) + line("04.md", "position", [1, 2])
    file.write_bytes(future)
    library = opener("other")
    assert read(library) == {"01.md"}
    assert library.position("03.md") is None
    assert library.position("04.md") == ReadingPosition(1, 2)
    assert library.notices == ()
    library.mark(["00.md"], Mark.READ, True)
    assert file.read_bytes().startswith(future)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(),
        st.text().map(str.encode),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["t", "n", "post", "op", "v", "a"]), inner),
        ).map(lambda value: json.dumps(value).encode()),
    )
)
def test_no_bytes_are_an_error(raw: bytes) -> None:
    parse_line(raw, 0)


def test_the_newest_word_holds_in_any_order(opener: Opener, tmp_path: Path) -> None:
    opener().close()
    (own,) = journals(tmp_path / "data")
    lines = [
        line("00.md", "read", value, t, n) for t, n, value in ((1, 1, True), (5, 1, False), (5, 2, True), (3, 9, False))
    ]
    lines += [line("01.md", "read", value, t, n) for t, n, value in ((9, 1, False), (1, 1, True))]
    for turn in range(6):
        random.Random(turn).shuffle(lines)
        (own.parent / "a.jsonl").write_bytes(b"".join(lines[:3]))
        (own.parent / "b.jsonl").write_bytes(b"".join(lines[3:]))
        library = opener(f"c{turn}")
        assert read(library) == {"00.md"}
        library.close()


def test_a_journal_that_was_replaced_is_folded_again(opener: Opener, tmp_path: Path) -> None:
    library = opener()
    library.mark(["00.md", "01.md"], Mark.READ, True)
    library.mark(["02.md"], Mark.STAR, True)
    (file,) = journals(tmp_path / "data")
    file.write_bytes(line("05.md") + line("06.md", t=2) * 40)
    look_now(library)
    assert library.counts().unread == 10
    assert library.counts().starred == 0
    assert read(library) == {"05.md", "06.md"}
    file.write_bytes(line("07.md"))
    look_now(library)
    library.counts()
    assert read(library) == {"07.md"}


def test_a_journal_that_cannot_be_read_is_moved_aside(opener: Opener, tmp_path: Path) -> None:
    library = opener()
    library.mark(["00.md"], Mark.READ, True)
    (file,) = journals(tmp_path / "data")
    (file.parent / "other.jsonl").mkdir()
    look_now(library)
    library.counts()
    assert read(library) == {"00.md"}
    assert any("other.jsonl" in notice for notice in library.notices)
    assert list(file.parent.glob("other.jsonl.unreadable-*"))


def test_a_folder_in_the_place_of_the_journal_is_moved_aside(opener: Opener, tmp_path: Path) -> None:
    opener().close()
    (file,) = journals(tmp_path / "data")
    file.unlink()
    file.mkdir()
    library = opener("other")
    assert library.mark(["00.md"], Mark.READ, True) == 1
    library.close()
    assert read(opener("third")) == {"00.md"}


def test_a_journal_replaced_under_a_running_reader_is_written_to(opener: Opener, tmp_path: Path) -> None:
    library = opener()
    library.mark(["00.md"], Mark.READ, True)
    (file,) = journals(tmp_path / "data")
    copy = file.with_name("copy")
    copy.write_bytes(file.read_bytes() + line("03.md", t=1))
    copy.replace(file)
    library.mark(["01.md"], Mark.READ, True)
    library.close()
    assert read(opener("other")) == {"00.md", "01.md", "03.md"}


def test_the_device_has_one_name(tmp_path: Path) -> None:
    name = device_name(tmp_path)
    assert device_name(tmp_path) == name
    (tmp_path / "device").write_text("../evil")
    assert "/" not in device_name(tmp_path)


def test_two_libraries_have_two_journals(opener: Opener, tmp_path: Path) -> None:
    from tests.index.world import write_post
    from tui_reader.library import Library

    write_post(tmp_path / "second", "00.md")
    one = opener()
    two = Library.open(tmp_path / "second", cache_dir=tmp_path / "cache", data_dir=tmp_path / "data")
    two.refresh()
    one.mark(["00.md"], Mark.READ, True)
    assert two.counts().unread == 1
    assert len(journals(tmp_path / "data")) == 2
    two.close()


LATIN = """
import os, sys
from pathlib import Path
from tui_reader.library import Library
from tui_reader.model import Mark, Query, View
assert sys.getfilesystemencoding() == "ascii", sys.getfilesystemencoding()
place = Path(sys.argv[1])
library = Library.open(place / "posts", cache_dir=place / sys.argv[2], data_dir=place / "data")
library.refresh()
starred = library.listing(Query(view=View.STARRED))
names = [os.fsencode(row.path) for row in starred.rows(0, 9)]
assert names == [b"\\xe7\\x96\\xab.md"], names
assert library.notices == (), library.notices
library.mark([starred.rows(0, 1)[0].path], Mark.READ, True)
library.close()
"""


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_marks_do_not_depend_on_the_locale(opener: Opener, tmp_path: Path) -> None:
    import subprocess
    import sys

    from tests.index.world import write_post

    write_post(tmp_path / "posts", "疫.md")
    library = opener()
    library.mark(["疫.md"], Mark.STAR, True)
    library.close()
    repository = str(Path(__file__).resolve().parents[2])
    plain = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONPATH": repository}
    for cache in ("cache", "other"):
        command = [sys.executable, "-c", LATIN, str(tmp_path), cache]
        done = subprocess.run(
            command, env={**os.environ, **plain}, capture_output=True, text=True, timeout=60, check=False
        )
        if "AssertionError: utf-8" in done.stderr or "AssertionError: iso" in done.stderr:
            pytest.skip("this system has no locale without UTF-8")
        assert done.stderr == ""
    assert "疫.md" in read(opener("third"))
