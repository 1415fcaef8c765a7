"""What kind of site a folder is, by the names in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage.helpers import write
from tui_reader.library.site import Place, Site, SiteKind, detect_site
from tui_reader.model import LibraryOptions


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["_config.yml", "source/_posts/a.md"], SiteKind.HEXO),
        (["source/_posts/a.md"], SiteKind.HEXO),
        (["source/_drafts/a.md"], SiteKind.HEXO),
        (["_config.yml", "_posts/a.md"], SiteKind.JEKYLL),
        (["_posts/a.md"], SiteKind.JEKYLL),
        (["hugo.toml", "content/a.md"], SiteKind.HUGO),
        (["config.toml", "content/a.md"], SiteKind.HUGO),
        (["config.yaml", "content/a.md", "themes/x/y"], SiteKind.HUGO),
        (["content/a.md"], SiteKind.HUGO),
        (["content/a.md", "README.md", "static/x.png"], SiteKind.HUGO),
        (["content/a.md", "templates/page.html"], SiteKind.ZOLA),
        (["zola.toml", "content/a.md"], SiteKind.ZOLA),
        (["pelicanconf.py", "content/a.md"], SiteKind.PELICAN),
        (["content/a.md", "other/b.md"], SiteKind.UNKNOWN),
        (["content/a.md", "b.md"], SiteKind.UNKNOWN),
        (["a.md", "b/c.md"], SiteKind.UNKNOWN),
        (["config/_default/a.toml", "content/a.md", "b.md"], SiteKind.HUGO),
        (["astro.config.mjs", "a.md"], SiteKind.ASTRO),
        (["src/content/blog/a.md", "b.md"], SiteKind.ASTRO),
        ([".eleventy.js", "a.md"], SiteKind.ELEVENTY),
        (["eleventy.config.ts", "_config.yml"], SiteKind.ELEVENTY),
        (["docusaurus.config.js", "blog/a.md"], SiteKind.MDX),
        (["content/blog/a.mdx"], SiteKind.MDX),
        (["a.mdx", "b/c.md"], SiteKind.MDX),
        ([".obsidian/app.json", "a.md"], SiteKind.OBSIDIAN),
        ([".obsidian/app.json", "hugo.toml"], SiteKind.HUGO),
        (["b/_posts/a.md", "c/_posts/a.md"], SiteKind.JEKYLL),
        (["config.toml", "a.md"], SiteKind.UNKNOWN),
    ],
)
def test_by_names(tmp_path: Path, names: list[str], kind: SiteKind) -> None:
    write(tmp_path / "root", *names)
    assert detect_site(tmp_path / "root").kind is kind


def test_a_configuration_tells_hexo_from_jekyll_and_zola_from_hugo(tmp_path: Path) -> None:
    write(tmp_path / "hexo", "_config.yml", data=b"title: x\nsource_dir: blog\n")
    write(tmp_path / "jekyll", "_config.yml", data=b"title: x\nplugins: []\n")
    write(tmp_path / "zola", "config.toml", data=b"base_url = ''\n[markdown]\nx = 1\n")
    write(tmp_path / "zola", "content/a.md")
    assert detect_site(tmp_path / "hexo").kind is SiteKind.HEXO
    assert detect_site(tmp_path / "jekyll").kind is SiteKind.JEKYLL
    assert detect_site(tmp_path / "zola").kind is SiteKind.ZOLA


def test_posts_alone_below_a_source_folder_are_hexo(tmp_path: Path) -> None:
    write(tmp_path / "source", "_posts/a.md")
    assert detect_site(tmp_path / "source").kind is SiteKind.HEXO


def test_nothing_is_executed(tmp_path: Path) -> None:
    write(tmp_path, "pelicanconf.py", data=b"raise SystemExit(1)\n")
    assert detect_site(tmp_path).kind is SiteKind.PELICAN


def test_a_folder_that_is_gone_is_unknown(tmp_path: Path) -> None:
    assert detect_site(tmp_path / "gone").kind is SiteKind.UNKNOWN


@pytest.mark.parametrize(
    ("names", "root", "kind", "above"),
    [
        (["_config.yml", "source/_posts/a.md"], "source/_posts", SiteKind.HEXO, "source/_posts/"),
        (["_config.yml", "scaffolds/a.md", "source/b/a.md"], "source/b", SiteKind.HEXO, "source/b/"),
        (["_config.yml", "scaffolds/a.md", "notes/a.md"], "notes", SiteKind.UNKNOWN, ""),
        (["source/_posts/a.md"], "source/_posts", SiteKind.HEXO, "source/_posts/"),
        (["b/_posts/a.md"], "b/_posts", SiteKind.JEKYLL, "_posts/"),
        (["hugo.toml", "content/b/a.md"], "content/b", SiteKind.HUGO, "content/b/"),
        (["hugo.toml", "b/a.md"], "b", SiteKind.UNKNOWN, ""),
        (["config.toml", "templates/b.html", "content/a.md"], "content", SiteKind.ZOLA, "content/"),
        (["content/b/a.md"], "content/b", SiteKind.HUGO, "content/b/"),
        (["content/b/a.md", "c.md"], "content/b", SiteKind.UNKNOWN, ""),
        (["src/content/b/a.md"], "src/content", SiteKind.ASTRO, "src/content/"),
        ([".obsidian/app.json", "b/c/a.md"], "b/c", SiteKind.OBSIDIAN, "b/c/"),
        ([".obsidian/app.json", "b/c/d/a.md"], "b/c/d", SiteKind.UNKNOWN, ""),
        ([".obsidian/app.json", "b/.git/x", "b/a.md"], "b", SiteKind.UNKNOWN, ""),
    ],
)
def test_a_part_of_a_site_is_told_by_the_folders_above(
    tmp_path: Path, names: list[str], root: str, kind: SiteKind, above: str
) -> None:
    write(tmp_path / "site", *names)
    found = detect_site(tmp_path / "site" / root)
    assert (found.kind, found.above) == (kind, above)


def test_sites_below_are_told_by_their_own_marks(tmp_path: Path) -> None:
    write(
        tmp_path,
        "a.md",
        "one/hugo.toml",
        "one/content/a.md",
        "x/two/_config.yml",
        "x/two/_posts/a.md",
        "x/y/z/hugo.toml",
    )
    found = detect_site(tmp_path)
    assert found.kind is SiteKind.UNKNOWN
    assert found.parts == (("one/", SiteKind.HUGO), ("x/two/", SiteKind.JEKYLL))
    assert found.place("one/content/a.md") == Place(SiteKind.HUGO, "content/a.md", ("one",))
    assert found.place("a.md") == Place(SiteKind.UNKNOWN, "a.md")


def test_what_the_user_says_goes_before_the_files(tmp_path: Path) -> None:
    write(tmp_path, "hugo.toml", "content/a.md")
    options = LibraryOptions(site="hexo", categories="terms")
    assert detect_site(tmp_path, options) == Site(SiteKind.HEXO, options=options)
    assert detect_site(tmp_path / "content", LibraryOptions(site="hugo")).above == "content/"


def test_rules_differ_where_posts_would_be_read_otherwise() -> None:
    sites = [
        Site(),
        Site(SiteKind.HEXO),
        Site(SiteKind.HEXO, above="source/"),
        Site(parts=(("a/", SiteKind.HEXO),)),
        Site(options=LibraryOptions(categories="path")),
        Site(options=LibraryOptions(encoding="gb18030")),
    ]
    assert len({site.rules for site in sites}) == len(sites)
    assert Site(SiteKind.HEXO, options=LibraryOptions("hexo", "path", "gb18030")).rules == "hexo|path|gb18030"


def test_many_folders_are_not_all_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, *(f"folder{number:03}/a.md" for number in range(200)), "folder199/hugo.toml")
    looked: list[str] = []
    listed = os.scandir

    def counted(folder: os.PathLike[str]) -> Iterator[os.DirEntry[str]]:
        looked.append(os.fspath(folder))
        return listed(folder)

    monkeypatch.setattr(os, "scandir", counted)
    assert detect_site(tmp_path) == Site()
    assert len(looked) < 80
