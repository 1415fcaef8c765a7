"""What kind of site a folder is, by the names in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.storage.helpers import write
from tui_reader.library.site import SiteKind, detect_site


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
