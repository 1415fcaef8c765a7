"""What the user says of a library, from its opening to its list."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.index.world import write_post
from tui_reader.errors import LibraryError
from tui_reader.library import Library
from tui_reader.model import Category, LibraryOptions

MANY = 80
"""So many posts are read by processes of their own."""


def opened(place: Path, options: LibraryOptions) -> Library:
    return Library.open(place / "posts", cache_dir=place / "cache", data_dir=place / "data", options=options)


def named(library: Library) -> list[tuple[str, ...]]:
    library.refresh()
    return sorted(category.path for category in library.categories())


@pytest.mark.parametrize("count", [1, MANY])
def test_reaches_every_reader_of_posts_and_a_change_of_it_too(tmp_path: Path, count: int) -> None:
    for number in range(count):
        write_post(tmp_path / "posts", f"{number}.md", title="中文", categories=["a", "b"])
    for options, expected in (
        (LibraryOptions(), [("a",), ("a", "b")]),
        (LibraryOptions(categories="terms"), [("a",), ("b",)]),
        (LibraryOptions(categories="folders"), []),
        (LibraryOptions(site="hugo"), [("a",), ("b",)]),
        (LibraryOptions(site="hugo", categories="path"), [("a",), ("a", "b")]),
    ):
        library = opened(tmp_path, options)
        assert named(library) == expected
        assert library.refresh().changed == 0
        library.close()


@pytest.mark.parametrize("count", [1, MANY])
def test_an_encoding_is_for_files_that_say_none(tmp_path: Path, count: int) -> None:
    root = tmp_path / "posts"
    root.mkdir()
    for number in range(count):
        (root / f"{number}.md").write_bytes("---\ntitle: Привет\n---\n".encode("koi8-r"))
    (root / "plain.md").write_text("---\ntitle: 猫\n---\n", "utf-8")
    library = opened(tmp_path, LibraryOptions(encoding="koi8-r"))
    library.refresh()
    rows = [library.row(path) for path in ("0.md", "plain.md")]
    assert [row.title for row in rows if row] == ["Привет", "猫"]
    assert library.post("0.md").title == "Привет"
    library.close()


def test_pages_of_a_site_are_not_listed(tmp_path: Path) -> None:
    root = tmp_path / "posts"
    write_post(root, "content/a.md", title="A", categories=["x", "y"])
    write_post(root, "README.md", title="B")
    write_post(root, "layouts/c.html", title="C")
    library = opened(tmp_path, LibraryOptions())
    result = library.refresh()
    assert (result.found, result.listed) == (1, 1)
    assert library.categories() == (Category(("x",), 1, 1), Category(("y",), 1, 1))
    library.close()


@pytest.mark.parametrize(
    "options",
    [LibraryOptions(site="word"), LibraryOptions(categories="tree"), LibraryOptions(encoding="rot13")],
)
def test_words_without_a_meaning_are_refused(tmp_path: Path, options: LibraryOptions) -> None:
    (tmp_path / "posts").mkdir()
    with pytest.raises(LibraryError) as refused:
        opened(tmp_path, options)
    assert any(
        value in refused.value.message for value in (options.site, options.categories, options.encoding) if value
    )
