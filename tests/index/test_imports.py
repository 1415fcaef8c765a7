"""A plain list imports no parser and starts no machinery."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.index.world import write_post
from tui_reader.library import Library

PLAIN = """
import json, sys
from pathlib import Path
from tui_reader.library import Library
from tui_reader.model import Query
place = Path(sys.argv[1])
library = Library.open(place / "posts", cache_dir=place / "c", data_dir=place / "d")
rows = library.listing(Query()).rows(0, 1)
library.counts(), library.categories()
library.close()
print(json.dumps([len(rows), sorted(sys.modules)]))
"""

HEAVY = """
    yaml charset_normalizer selectolax markdown_it mdit_py_plugins multiprocessing pygments textual rich html2text
    frontmatter urllib3 tui_reader.document tempfile shutil platform sqlite3
"""


def test_a_plain_list_imports_nothing_heavy(tmp_path: Path) -> None:
    write_post(tmp_path / "posts", "a.md")
    library = Library.open(tmp_path / "posts", cache_dir=tmp_path / "c", data_dir=tmp_path / "d")
    library.refresh()
    library.close()
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    command = [sys.executable, "-c", PLAIN, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=True)
    rows, modules = json.loads(done.stdout)
    assert rows == 1
    assert [module for module in HEAVY.split() if module in modules] == []


def test_the_face_names_all_it_offers() -> None:
    from tui_reader import library

    for name in library.__all__:
        assert getattr(library, name) is not None
    # Constants stand first, as the linter sorts them.
    assert list(library.__all__) == sorted(library.__all__, key=lambda name: (not name.isupper(), name))
