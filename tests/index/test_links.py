"""Links between the posts of a library: which post one means, and which posts have links to one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tui_reader.library import Library

Write = Callable[[str, str, str], None]

POSTS = {
    "source/_posts/2019-01-02-tea.md": ("title: 茶\ndate: 2019-01-02\npermalink: /drinks/green/", "Tea."),
    "source/_posts/old/tea.md": ("title: Old tea\ndate: 2015-05-05", "Older."),
    "source/_posts/boats/index.md": ("title: Boats and more\ndate: 2020-02-02", "Boats."),
    "source/_posts/ferry.html": ("title: 渡轮\nsource: https://www.example.org/news/ferry.html", "<p>Ferry.</p>"),
    "source/_posts/with space.md": ("title: Spaces", "x"),
    "source/_posts/aliased.md": ("title: Aliased\naliases: [/once/here/, former name]\nabbrlink: 4a17b156", "x"),
    "source/_posts/same.md": ("title: Same\ndate: 2020-02-02", "x"),
    "source/_posts/sub/same.md": ("title: Same too\ndate: 2021-03-04", "x"),
    "source/_posts/from.md": ("title: From\ndate: 2022-01-01", "x"),
}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    root = tmp_path / "site"
    for name, (head, body) in POSTS.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"---\n{head}\n---\n\n{body}\n", encoding="utf-8")
    (root / "_config.yml").write_text("title: A site\nurl: https://blog.example.net/\n", encoding="utf-8")
    made = Library.open(root, cache_dir=tmp_path / "cache", data_dir=tmp_path / "data")
    made.refresh()
    return made


def meant(library: Library, target: str, source: str = "source/_posts/from.md") -> str | None:
    row = library.row(source)
    assert row is not None
    found = library.links.post_of(row, target)
    return found.path.removeprefix("source/_posts/") if found else None


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("#here", "from.md"),
        ("2019-01-02-tea.md", "2019-01-02-tea.md"),
        ("./old/tea.md#part", "old/tea.md"),
        ("with%20space.md", "with space.md"),
        ("boats/", "boats/index.md"),
        ("/source/_posts/ferry.html?x=1", "ferry.html"),
        ("/drinks/green/", "2019-01-02-tea.md"),
        ("/drinks/green/index.html", "2019-01-02-tea.md"),
        ("https://blog.example.net/drinks/green/", "2019-01-02-tea.md"),
        ("http://blog.example.net/2019/01/02/tea/#more", "2019-01-02-tea.md"),
        ("/2015/05/05/tea.html", "old/tea.md"),
        ("/2020/02/02/boats/", "boats/index.md"),
        ("https://example.org/news/ferry.html", "ferry.html"),
        ("http://www.example.org/news/ferry.html/", "ferry.html"),
        ("茶", "2019-01-02-tea.md"),
        ("boats and more", "boats/index.md"),
        ("old/tea", "old/tea.md"),
        ("/once/here", "aliased.md"),
        ("former name", "aliased.md"),
        ("/posts/4a17b156.html", "aliased.md"),
        ("same", "same.md"),
        ("/2021/03/04/same/", "sub/same.md"),
        ("sub/same", "sub/same.md"),
        ("https://elsewhere.example/2020/02/02/boats/", None),
        ("https://example.org/news/other.html", None),
        ("https://blog.example.net/", None),
        ("/tags/tea/", None),
        ("nothing.md", None),
        ("mailto:a@example.org", None),
        ("javascript:alert(1)", None),
        ("../../../../etc/passwd", None),
        ("with\0nul", None),
        ("http://[bad", None),
        ("", None),
    ],
)
def test_a_link_means_this_post(library: Library, target: str, path: str | None) -> None:
    assert meant(library, target) == path


def test_beside_the_post_goes_before_elsewhere(library: Library) -> None:
    assert meant(library, "same", "source/_posts/sub/same.md") == "sub/same.md"


class TestBacklinks:
    def links_to(self, library: Library, path: str) -> list[str]:
        found = library.links.to(f"source/_posts/{path}")
        assert found.is_whole
        return [row.title for row in found.rows]

    def write(self, library: Library, name: str, title: str, body: str) -> None:
        (library.root / name).write_text(f"---\ntitle: {title}\ndate: {title}\n---\n\n{body}\n", encoding="utf-8")

    def test_each_kind_of_link_is_known_and_no_other_post_of_the_name(self, library: Library) -> None:
        bodies = {
            "2001-01-01": "[tea](source/_posts/2019-01-02-tea.md)",
            "2001-01-02": "[tea](/drinks/green/) twice [tea](/drinks/green/)",
            "2001-01-03": "{% post_link 2019-01-02-tea Tea %}",
            "2001-01-04": "[[茶]]",
            "2001-01-05": '<a href="https://blog.example.net/2019/01/02/tea/">tea</a>',
            "2001-01-06": "[old](source/_posts/old/tea.md) and `[[茶]]`",
            "2001-01-07": "![tea](tea.png) [other](https://elsewhere.example/tea)",
        }
        for title, body in bodies.items():
            self.write(library, f"{title}-x.md", title, body)
        library.refresh()
        assert self.links_to(library, "2019-01-02-tea.md") == [f"2001-01-0{day}" for day in (5, 4, 3, 2, 1)]
        assert self.links_to(library, "old/tea.md") == ["2001-01-06"]

    def test_it_follows_what_changes(self, library: Library) -> None:
        self.write(library, "a.md", "2001-01-01", "[[茶]]")
        library.refresh()
        assert self.links_to(library, "2019-01-02-tea.md") == ["2001-01-01"]
        self.write(library, "a.md", "2001-01-01", "No link any more.")
        library.refresh()
        assert self.links_to(library, "2019-01-02-tea.md") == []
        self.write(library, "a.md", "2001-01-01", "[[茶]] again.")
        library.refresh()
        (library.root / "a.md").unlink()
        library.refresh()
        assert self.links_to(library, "2019-01-02-tea.md") == []

    def test_it_can_be_stopped(self, library: Library) -> None:
        self.write(library, "a.md", "2001-01-01", "[[茶]]")
        library.refresh()
        found = library.links.to("source/_posts/2019-01-02-tea.md", cancelled=lambda: True)
        assert found.rows == ()
        assert not found.is_whole
