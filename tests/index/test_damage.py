"""A damaged index is replaced, by itself; the marks are never in it."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from tests.index.world import found, paths
from tui_reader.library import Library
from tui_reader.model import Mark, Query


def sql(statement: str) -> Callable[[Path], None]:
    def damage(file: Path) -> None:
        connection = apsw.Connection(str(file))
        connection.execute(statement)
        connection.close()

    return damage


def pages(seed: int) -> Callable[[Path], None]:
    def damage(file: Path) -> None:
        data = bytearray(file.read_bytes())
        generator = random.Random(seed)
        for _ in range(6):
            page = generator.randrange(0, len(data) // 4096) * 4096
            data[page : page + 4096] = generator.randbytes(4096)
        file.write_bytes(data)

    return damage


def holding(data: bytes) -> Callable[[Path], None]:
    def damage(file: Path) -> None:
        file.write_bytes(data)

    return damage


def as_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()
    (file / "kept").write_text("somebody's")


def as_dangling_link(file: Path) -> None:
    file.unlink()
    file.symlink_to(file.with_name("nowhere") / "nothing")


DAMAGES: dict[str, Callable[[Path], None]] = {
    "empty": holding(b""),
    "text": holding(b"not a database at all, " * 400),
    "a few bytes": holding(b"SQLite"),
    "truncated": lambda file: os.truncate(file, 4096 * 3),
    "cut in a page": lambda file: os.truncate(file, 4096 * 5 + 100),
    "header only": lambda file: os.truncate(file, 100),
    "zeros": holding(bytes(4096 * 8)),
    "another program's": sql("PRAGMA application_id = 7"),
    "future version": sql("PRAGMA user_version = 99"),
    "older version": sql("PRAGMA user_version = 0"),
    "a table is missing": sql("DROP TABLE tally"),
    "cards are missing": sql("DROP TABLE card"),
    "search is missing": sql("DROP TABLE search"),
    "a column is missing": sql("ALTER TABLE card DROP COLUMN excerpt"),
    "a folder": as_folder,
    "a dangling link": as_dangling_link,
    "deleted": lambda file: file.unlink(),
    **{f"random pages {seed}": pages(seed) for seed in range(6)},
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_index_is_made_anew(root: Path, library: Library, tmp_path: Path, name: str) -> None:
    library.mark(["a.md"], Mark.READ, True)
    library.close()
    (file,) = (tmp_path / "cache").glob("index-*.db")
    DAMAGES[name](file)
    again = Library.open(root, cache_dir=tmp_path / "cache", data_dir=tmp_path / "data")
    again.counts(), again.listing(Query()).rows(0, 5), again.categories()
    again.refresh()
    if found(again, "疫情") != {"c.md"}:
        again.refresh(rebuild=True)
    assert sorted(paths(again)) == ["a.md", "b.md", "c.md", "d/undated.md", "e.md"]
    assert found(again, "疫情") == {"c.md"}
    assert again.counts().unread == 4
    again.close()


def test_damage_while_in_use_is_mended(root: Path, library: Library, tmp_path: Path) -> None:
    library.mark(["a.md"], Mark.READ, True)
    listing = library.listing(Query())
    (file,) = (tmp_path / "cache").glob("index-*.db")
    for each in (tmp_path / "cache").glob("index-*"):
        each.write_bytes(b"\xff" * 40_000)
    listing.rows(0, 5)
    library.counts()
    result = library.refresh()
    assert (result.found, result.listed) == (5, 5)
    assert library.counts().unread == 4
    assert any("damaged" in notice for notice in library.notices)
    assert file.exists()


def test_a_folder_in_the_place_of_the_index_is_kept(root: Path, library: Library, tmp_path: Path) -> None:
    library.close()
    (file,) = (tmp_path / "cache").glob("index-*.db")
    as_folder(file)
    again = Library.open(root, cache_dir=tmp_path / "cache", data_dir=tmp_path / "data")
    again.close()
    (aside,) = (tmp_path / "cache").glob("*.aside-*")
    assert (aside / "kept").read_text() == "somebody's"


def test_the_weekly_check_finds_what_use_does_not(library: Library) -> None:
    with library._index.writing() as connection:
        connection.execute("DELETE FROM search_data WHERE id > 10")
        connection.execute("UPDATE tally SET checked = 0")
    result = library.refresh()
    assert result.listed == 5
    assert "damaged" in result.notices[0]
    assert found(library, "疫情") == {"c.md"}
    assert library.refresh().notices == ()


def test_the_check_is_not_made_each_time(library: Library) -> None:
    with library._index.writing() as connection:
        connection.execute("DELETE FROM search_data WHERE id > 10")
    assert library.refresh().notices == ()
