"""The commands `cache` and `libraries`, as real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli import world
from tests.cli.world import run, run_on_terminal
from tui_reader.library import library_id

KINDS = ["indexes", "pictures", "failures", "views", "parts"]


def cache_home() -> Path:
    return Path(os.environ["XDG_CACHE_HOME"]) / "tui-reader"


def data_home() -> Path:
    return Path(os.environ["XDG_DATA_HOME"]) / "tui-reader"


def cached(*arguments: str) -> dict[str, dict[str, int]]:
    done = run("cache", "--json", *arguments)
    records = [json.loads(line) for line in done.lines]
    assert all(list(record) == ["kind", "count", "bytes", "removed", "freed"] for record in records)
    assert [record["kind"] for record in records] == KINDS
    return {record.pop("kind"): record for record in records}


def libraries(*arguments: str) -> dict[str | None, dict[str, object]]:
    records = [json.loads(line) for line in run("libraries", "--json", *arguments).lines]
    keys = ["path", "name", "id", "exists", "posts", "configured", "last", "sample", "index_bytes", "marks_bytes"]
    assert all(list(record) == keys for record in records)
    return {record["path"]: record for record in records}


@pytest.fixture
def filled(plain: Path) -> Path:
    """A cache with an index, pictures, notes, views and parts, and things of strangers."""
    run("-L", str(plain), "mark", "--read", "one.md")
    folder = cache_home() / "pictures"
    view = folder / "view-abc"
    view.mkdir(parents=True)
    stem = "0123456789" * 4
    (folder / f"{stem}.png").write_bytes(b"x" * 100)
    (folder / f"{stem[::-1]}.jpg").write_bytes(b"x" * 50)
    (view / "01.png").write_bytes(b"x" * 10)
    (folder / ".part-old").write_bytes(b"x" * 5)
    long_ago = time.time() - 7200
    os.utime(folder / ".part-old", (long_ago, long_ago))
    (folder / "holiday.png").write_bytes(b"mine")
    (cache_home() / "index-notes.db").write_bytes(b"mine")
    (cache_home() / "thesis.txt").write_bytes(b"mine")
    return plain


def test_an_empty_cache_is_shown_and_cleared() -> None:
    assert cached() == {kind: {"count": 0, "bytes": 0, "removed": 0, "freed": 0} for kind in KINDS}
    done = run("cache", "--clear")
    assert (done.status, done.lines) == (0, ["nothing to remove"])
    assert not cache_home().exists()


def test_each_kind_is_counted(filled: Path) -> None:
    found = cached()
    assert {kind: (each["count"], each["bytes"]) for kind, each in found.items() if kind != "indexes"} == {
        "pictures": (2, 150),
        "failures": (0, 0),
        "views": (1, 10),
        "parts": (1, 5),
    }
    [index] = cache_home().glob("index-????????????????.db")
    assert (found["indexes"]["count"], found["indexes"]["bytes"] >= index.stat().st_size) == (1, True)
    assert run("cache").lines[1] == "pictures\t2\t150"
    shown = run_on_terminal("cache").text
    assert "fetched pictures" in shown
    assert "150 bytes" in shown


def test_clearing_takes_our_own_and_nothing_else(filled: Path) -> None:
    frozen = data_home() / "pictures" / "kept.png"
    frozen.parent.mkdir(exist_ok=True)
    frozen.write_bytes(b"for good")
    done = run("cache", "--clear")
    assert (done.status, done.err) == (0, b"")
    assert "fetched pictures: 2 removed, 150 bytes freed" in done.lines
    left = sorted(path.name for path in cache_home().rglob("*") if path.is_file())
    assert left == ["holiday.png", "index-notes.db", "thesis.txt"]
    assert frozen.exists()
    posts = {post["path"]: post for post in map(json.loads, run("-L", str(filled), "list", "--json").lines)}
    assert posts["one.md"]["read"] is True
    again = cached("--clear")
    assert (again["indexes"]["removed"], again["pictures"]["removed"]) == (1, 0)


READER = """
import sys
from pathlib import Path
from tui_reader.library import Library
from tui_reader.model import Mark
library = Library.open(Path(sys.argv[1]), cache_dir=Path(sys.argv[2]), data_dir=Path(sys.argv[3]))
library.refresh()
print("open", flush=True)
sys.stdin.readline()
library.mark(["two.md"], Mark.STAR, True)
print(library.counts().starred, library.notices, flush=True)
library.close()
"""


def test_what_a_reader_has_open_stays_and_is_told(filled: Path, tmp_path: Path) -> None:
    other = world.plain_library(tmp_path / "other")
    run("-L", str(other), "list")
    command = [sys.executable, "-c", READER, str(filled), str(cache_home()), str(data_home())]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "open\n"
        young = cache_home() / "pictures" / ".part-young"
        young.write_bytes(b"x")
        done = run("cache", "--clear", "--json")
        assert done.status == 1
        assert f"index-{library_id(filled)}.db is open in a reader" in done.told
        assert "unfinished downloads: 1 probably under way" in done.told
        assert json.loads(done.lines[0]) | {"bytes": 0, "freed": 0} == {
            "kind": "indexes",
            "count": 2,
            "bytes": 0,
            "removed": 1,
            "freed": 0,
        }
        assert young.exists()
        output, errors = reader.communicate("\n", timeout=60)
    assert (output, errors) == ("1 ()\n", "")
    young.unlink()
    assert run("cache", "--clear").status == 0
    assert list(cache_home().glob("index-????????????????.db*")) == []


def test_a_damaged_index_is_removed_too(filled: Path) -> None:
    [index] = cache_home().glob("index-????????????????.db")
    index.write_bytes(b"no database at all" * 100)
    assert run("cache", "--clear").status == 0
    assert not index.exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a user who is held to permissions")
def test_what_cannot_be_removed_is_told(filled: Path) -> None:
    cache_home().chmod(0o500)
    try:
        done = run("cache", "--clear")
    finally:
        cache_home().chmod(0o700)
    assert done.status == 1
    assert "can't be removed" in done.told


def test_known_libraries_are_named(plain: Path, tmp_path: Path) -> None:
    gone = world.plain_library(tmp_path / "gone away")
    configured = tmp_path / "not yet"
    run("-L", str(plain), "list")
    run("-L", str(gone), "mark", "--read", "one.md", "two.md")
    gone.rename(tmp_path / "elsewhere")
    state = Path(os.environ["XDG_STATE_HOME"]) / "tui-reader"
    state.mkdir(parents=True, exist_ok=True)
    (state / "session.json").write_text(
        json.dumps({"library": str(plain), "category": None, "view": "all", "post": None})
    )
    before = {path: path.read_bytes() for home in (cache_home(), data_home()) for path in home.rglob("*.*")}
    found = libraries("-L", str(configured))
    assert not any(record["configured"] for record in found.values())
    os.environ["TUI_READER_LIBRARY"] = str(configured)
    try:
        found = libraries()
        lines = run("libraries").lines
    finally:
        del os.environ["TUI_READER_LIBRARY"]
    sample = next(str(path) for path, record in found.items() if record["sample"])
    assert list(found) == [str(configured), str(plain), sample, str(gone)]
    told = {path: (r["exists"], r["posts"], r["configured"], r["last"]) for path, r in found.items()}
    assert told[str(configured)] == (False, None, True, False)
    assert told[str(plain)] == (True, 4, False, True)
    assert told[str(gone)] == (False, 4, False, False)
    assert found[str(gone)]["id"] == library_id(gone)
    assert found[str(gone)]["marks_bytes"] != 0
    assert found[str(plain)]["index_bytes"] != 0
    assert lines[0].split("\t") == [str(configured), "", "0", "0", "configured, not there", ""]
    assert lines[1].split("\t")[::4] == [str(plain), "read last"]
    after = {path: path.read_bytes() for home in (cache_home(), data_home()) for path in home.rglob("*.*")}
    assert after == before


def test_named_libraries_are_listed_with_their_names(plain: Path, tmp_path: Path) -> None:
    run("-L", str(plain), "list")
    config = tmp_path / "own.toml"
    config.write_text(f"[libraries.later]\npath = '{tmp_path / 'later'}'\n[libraries.news]\npath = '{plain}'\n")
    os.environ["TUI_READER_CONFIG"] = str(config)
    try:
        found = libraries()
        lines = run("libraries").lines
    finally:
        del os.environ["TUI_READER_CONFIG"]
    assert [(record["name"], record["posts"], record["exists"]) for record in found.values()][:3] == [
        ("later", None, False),
        ("news", 4, True),
        (None, None, True),
    ]
    assert lines[0].split("\t") == [str(tmp_path / "later"), "", "0", "0", "not there", "later"]
    assert lines[1].split("\t")[::5] == [str(plain), "news"]


def test_an_open_library_is_counted_too(plain: Path) -> None:
    command = [sys.executable, "-c", READER, str(plain), str(cache_home()), str(data_home())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "open\n"
        assert libraries()[str(plain)]["posts"] == 4
        assert reader.communicate("\n", timeout=60)[0] == "1 ()\n"


def test_what_nobody_can_read_is_no_failure(plain: Path) -> None:
    run("-L", str(plain), "list")
    identity = library_id(plain)
    note = data_home() / "journals" / identity / "library.json"
    note.write_text("{")
    (cache_home() / f"index-{identity}.db").write_bytes(b"\0" * 5000)
    (data_home() / "journals" / "0123456789abcdef").write_bytes(b"a file")
    (data_home() / "journals" / "strange\x1b[2J").mkdir()
    found = run("libraries", "--json")
    assert found.status == 0
    records = {record["id"]: record for record in map(json.loads, found.lines)}
    assert (records[identity]["path"], records[identity]["posts"], records[identity]["exists"]) == (None, None, False)
    assert "0123456789abcdef" in records
    assert world.bad_bytes(run("libraries").out) == []
    run("-L", str(plain), "list")
    assert libraries()[str(plain)]["posts"] == 4
