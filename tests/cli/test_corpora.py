"""The command line on real posts: everything found is listed, everything listed is exported, all of it clean."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.world import bad_bytes, run

NAMES = (
    *("seed-family", "nested_heads", "derived", "hexojs__hexo-theme-unit-test", "GSA__digitalgov.gov"),
    *("rust-lang__blog.rust-lang.org", "cosname__cosx.org", "fightinggg__hexo-blog"),
    *("mushanshitiancai__hexo-blog", "junhee-ko__blog-source", "rails__weblog", "perladvent__perldotcom"),
)
SUFFIXES = {".md", ".markdown", ".mkd", ".mdx", ".html", ".htm", ".xhtml"}


@pytest.mark.corpora
@pytest.mark.parametrize("name", NAMES)
def test_an_archive_is_indexed_listed_and_exported(corpora: Path, tmp_path: Path, name: str) -> None:
    library = corpora / name
    if not library.is_dir():
        pytest.skip(f"there is no archive {name} among these posts")
    base = ("-L", str(library))
    done = run(*base, "index", "--json")
    assert done.status == 0, done.told
    index = json.loads(done.text)
    there = [path for path in library.rglob("*") if path.is_file() and path.suffix.lower() in SUFFIXES]
    assert index["found"] == index["listed"] == len(there)
    listed = run(*base, "list", "--json", "--no-refresh")
    assert bad_bytes(listed.out) == []
    records = [json.loads(line) for line in listed.lines]
    assert len(records) == len(there)
    assert all(record["title"].strip() for record in records)
    target = tmp_path / "out"
    exported = run(*base, "export", "--no-refresh", "--to", f"{target}/")
    assert exported.status == 0, exported.told[-2000:]
    assert bad_bytes(exported.out + exported.err) == []
    files = list(target.iterdir())
    assert len(files) == len(there)
    for path in files:
        data = path.read_bytes()
        assert bad_bytes(data) == []
        assert data.endswith(b"\n")
        assert len(os.fsencode(path.name)) <= 200
    checked = run(*base, "check", "--no-refresh")
    assert checked.status in {0, 1}
    assert bad_bytes(checked.out) == []
