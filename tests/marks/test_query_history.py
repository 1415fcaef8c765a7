"""What was searched for before is kept, the latest first, whatever has become of the file."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tui_reader import limits
from tui_reader.errors import LibraryError
from tui_reader.library import keep_query, past_queries


def test_the_latest_comes_first_and_none_twice(tmp_path: Path) -> None:
    assert past_queries(tmp_path / "state") == ()
    for words in ("疫情", "date:7d", "", "  ", "疫情", "x" * (limits.QUERY_CHARACTERS + 1)):
        keep_query(tmp_path / "state", words)
    assert past_queries(tmp_path / "state") == ("疫情", "date:7d")
    for number in range(limits.QUERY_HISTORY + 5):
        keep_query(tmp_path / "state", f"q{number}")
    kept = past_queries(tmp_path / "state")
    assert len(kept) == limits.QUERY_HISTORY
    assert kept[0] == f"q{limits.QUERY_HISTORY + 4}"
    assert "疫情" not in kept


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[1, null]", b"7", b"[" * 100_000, b'{"a": 1}'])
def test_what_cannot_be_read_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "searches.json").write_bytes(content)
    assert past_queries(tmp_path) == ()
    keep_query(tmp_path, "新的")
    assert past_queries(tmp_path) == ("新的",)


def test_nothing_in_it_reaches_the_screen_unclean(tmp_path: Path) -> None:
    (tmp_path / "searches.json").write_text(json.dumps(["a\x1b[2Jb\nc", "y" * 100_000]))
    first, second = past_queries(tmp_path)
    assert first.isprintable()
    assert len(second) <= limits.QUERY_CHARACTERS


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(LibraryError, match="can't be written"):
        keep_query(tmp_path, "a")


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    with pytest.raises(LibraryError, match="can't be written"):
        keep_query(tmp_path / "state", "a")
