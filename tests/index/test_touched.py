"""Looking again at what has changed alone: what is looked at, what is left for later, and what is never believed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.index.world import paths, stamp, write_post
from tui_reader.errors import LibraryError
from tui_reader.library import Library, looking, site
from tui_reader.library.touched import Touched, touched_by
from tui_reader.model import LibraryOptions, Mark


def touching(root: Path, *names: str) -> Touched:
    return touched_by(root, [str(root / name) for name in names])


@pytest.fixture
def large(tmp_path: Path) -> Library:
    """Sixty posts in six folders, all read."""
    root = tmp_path / "posts"
    for number in range(60):
        write_post(root, f"{number % 6}/{number:02d}.md", body=f"text {number}")
    library = Library.open(root, cache_dir=tmp_path / "cache", data_dir=tmp_path / "data")
    library.refresh()
    library.mark(paths(library), Mark.READ, True)
    return library


def test_what_is_touched(root: Path) -> None:
    (root / ".git").mkdir()
    (root / "picture.png").write_bytes(b"x")
    (root / "to").symlink_to("d")
    assert touching(root, "a.md", "d/gone.HTML") == Touched(frozenset({"", "d"}), frozenset({"d/gone.HTML"}))
    assert touching(root, "d", "gone") == Touched(trees=frozenset({"d", "gone"}))
    assert touching(root, ".hidden.md") == Touched(frozenset({""}), frozenset({".hidden.md"}))
    assert not touching(root, "picture.png", ".git", ".git/HEAD", "d/node_modules/x.md", ".a.md.swp", ".stfolder")
    assert not touched_by(root, ["/somewhere/else.md", f"{root}.md"])
    for everything in ("", "config.toml", "d/_config.yml", "astro.config.mjs", "to"):
        assert touching(root, everything).everything
    assert touching(root, "a.md") | touching(root, "d") == Touched(frozenset({""}), frozenset({"d"}))


def test_what_is_covered() -> None:
    touched = Touched(frozenset({"", "a"}), frozenset({"b/c"}))
    assert all(map(touched.covers, ("x.md", "a/x.md", "a", "b/c", "b/c/x.md", "b/c/d/e/x.md", "")))
    assert not any(map(touched.covers, ("a/b/x.md", "b/x.md", "b/cd/x.md")))


def test_only_what_was_touched_is_looked_at(root: Path, library: Library) -> None:
    write_post(root, "d/new.md")
    write_post(root, "other.md")
    met: list[str] = []
    result = library.refresh(touched=touching(root, "d/new.md"), on_folder=met.append)
    assert (met, result.added, result.found, result.listed) == (["d"], 1, 6, 6)
    assert library.row("other.md") is None
    assert library.refresh().added == 1


def test_a_new_folder_is_looked_through(root: Path, library: Library) -> None:
    write_post(root, "new/deep/a.md")
    (root / "new/empty").mkdir()
    met: list[str] = []
    library.refresh(touched=touching(root, "new"), on_folder=met.append)
    assert sorted(met) == ["new", "new/deep", "new/empty"]
    assert library.row("new/deep/a.md") is not None
    assert library.folders() == ("", "d", "new", "new/deep")


def test_another_kind_of_site_concerns_everything(root: Path, library: Library) -> None:
    (root / "pelicanconf.py").write_text("")
    assert library.refresh(touched=touching(root, "a.md", "pelicanconf.py")).changed == 5


def test_a_configuration_concerns_what_lies_beside_it(root: Path, library: Library) -> None:
    write_post(root, "d/public/made.md")
    assert library.refresh(touched=touching(root, "d/public")).added == 1
    (root / "d/config.toml").write_text("")
    assert library.refresh(touched=touching(root, "d/config.toml")).removed == 1
    write_post(root, "d/public/more.md")
    assert library.refresh(touched=touching(root, "d/public/more.md", "d/public")).added == 0


def test_where_links_lead_to_posts_everything_is_looked_at(root: Path, library: Library) -> None:
    write_post(root, "d/.kept/linked.md")
    (root / "d/more").symlink_to(".kept")
    assert library.refresh(touched=touching(root, "d")).added == 1
    stamp(root / "d/.kept/linked.md")
    assert library.refresh(touched=touching(root, "a.md")).changed == 1
    (root / "d/more").unlink()
    library.refresh()
    write_post(root, "a.md", body="other")
    write_post(root, "d/undated.md", body="other")
    assert library.refresh(touched=touching(root, "a.md")).changed == 1


def test_marks_follow_from_folder_to_folder(large: Library) -> None:
    (large.root / "0").rename(large.root / "new")
    result = large.refresh(touched=touching(large.root, "0", "new"))
    assert (result.added, result.removed, result.listed) == (10, 10, 60)
    assert large.counts().unread == 0
    large.close()


def test_a_removal_that_is_put_off_may_turn_out_a_renaming(large: Library) -> None:
    row = large.row("0/00.md")
    assert row is not None
    (large.root / "0/00.md").rename(large.root.parent / "away.md")
    first = touching(large.root, "0/00.md")
    result = large.refresh(touched=first, put_off=True)
    assert (result.waiting, result.removed, result.listed) == (1, 0, 60)
    (large.root.parent / "away.md").rename(large.root / "1/moved.md")
    result = large.refresh(touched=first | touching(large.root, "1/moved.md"), put_off=True)
    assert (result.waiting, result.added, result.removed) == (0, 1, 1)
    assert large.counts().unread == 0
    now = large.row_now(row)
    assert now is not None
    assert now.path == "1/moved.md"
    large.close()


def test_a_removal_that_was_put_off_comes(large: Library) -> None:
    shutil.rmtree(large.root / "0")
    touched = touching(large.root, "0")
    assert large.refresh(touched=touched, put_off=True).waiting == 10
    result = large.refresh(touched=touched)
    assert (result.waiting, result.removed, result.listed) == (0, 10, 50)
    large.close()


def test_many_small_losses_are_not_believed_either(large: Library) -> None:
    for folder in ("0", "1"):
        shutil.rmtree(large.root / folder)
        result = large.refresh(touched=touching(large.root, folder))
    assert (result.removed, result.missing, result.listed) == (0, 10, 50)
    assert large.refresh().missing == 10
    assert large.refresh(forget=9).missing == 10
    assert large.refresh(forget=10).removed == 10
    for number in range(2, 50, 6):
        (large.root / f"2/{number:02d}.md").unlink()
    result = large.refresh(touched=touching(large.root, "2/02.md"))
    assert (result.removed, result.missing) == (8, 0)
    large.close()


def test_another_folder_in_place_of_the_root_is_not_believed(root: Path, library: Library) -> None:
    root.rename(root.with_name("away"))
    with pytest.raises(LibraryError):
        library.refresh(touched=touching(root, ""))
    root.mkdir()
    write_post(root, "a.md")
    for touched in (touching(root, ""), None):
        result = library.refresh(touched=touched)
        assert (result.missing, result.removed, library.counts().total) == (4, 0, 5)
    shutil.rmtree(root)
    root.with_name("away").rename(root)
    assert library.refresh().missing == 0
    (root / "a.md").unlink()
    assert library.refresh().removed == 1


def test_a_problem_in_a_folder_goes_with_it(root: Path, library: Library) -> None:
    os.mkfifo(root / "d/pipe.md")
    os.mkfifo(root / "pipe.md")
    library.refresh(touched=touching(root, "d/pipe.md", "pipe.md"))
    assert [problem.path for problem in library.problems()] == ["d/pipe.md", "pipe.md"]
    (root / "d/pipe.md").unlink()
    library.refresh(touched=touching(root, "d/pipe.md"))
    assert [problem.path for problem in library.problems()] == ["pipe.md"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything may be read")
def test_a_folder_that_cannot_be_read_is_not_forgotten(root: Path, library: Library) -> None:
    (root / "shut").mkdir(mode=0)
    library.refresh(touched=touching(root, "shut"))
    write_post(root, "a.md", body="other")
    library.refresh(touched=touching(root, "a.md"))
    assert [problem.path for problem in library.problems()] == ["shut"]
    (root / "shut").chmod(0o700)
    library.refresh(touched=touching(root, "shut"))
    assert library.problems() == ()


@pytest.fixture
def hexo(tmp_path: Path) -> Iterator[Library]:
    """A Hexo site with one post, the assets of another that isn't there, and a page of the repository."""
    root = tmp_path / "blog"
    write_post(root, "source/_posts/a.md", body="first")
    write_post(root, "source/_posts/trip/map.html", body="a map")
    write_post(root, "README.md", body="of the repository")
    (root / "_config.yml").write_text("title: A blog\nsource_dir: source\n")
    library = Library.open(root, cache_dir=tmp_path / "cache", data_dir=tmp_path / "data")
    library.refresh()
    yield library
    library.close()


def test_a_post_decides_on_the_pages_in_the_folder_beside_it(hexo: Library) -> None:
    assert sorted(paths(hexo)) == ["source/_posts/a.md", "source/_posts/trip/map.html"]
    posts = "source/_posts"
    write_post(hexo.root, f"{posts}/trip.md", body="a trip")
    result = hexo.refresh(touched=touching(hexo.root, f"{posts}/trip.md"))
    assert (result.added, result.removed, result.found, result.listed) == (1, 1, 2, 2)
    (hexo.root / posts / "trip.md").unlink()
    result = hexo.refresh(touched=touching(hexo.root, f"{posts}/trip.md"))
    assert (result.added, result.removed, result.found, result.listed) == (1, 1, 2, 2)
    assert sorted(paths(hexo)) == [f"{posts}/a.md", f"{posts}/trip/map.html"]


def test_an_asset_that_is_touched_is_no_post(hexo: Library) -> None:
    write_post(hexo.root, "source/_posts/trip.md", body="a trip")
    hexo.refresh()
    write_post(hexo.root, "source/_posts/trip/other.html")
    result = hexo.refresh(touched=touching(hexo.root, "source/_posts/trip/other.html"))
    assert (result.added, result.found, result.listed) == (0, 2, 2)


def test_own_pages_stay_out_as_long_as_there_are_posts(hexo: Library) -> None:
    write_post(hexo.root, "README.md", body="changed")
    result = hexo.refresh(touched=touching(hexo.root, "README.md"))
    assert (result.added, result.changed, result.found, result.listed) == (0, 0, 2, 2)


def test_own_pages_come_with_the_last_post_that_goes_and_go_with_the_first_that_comes(hexo: Library) -> None:
    shutil.rmtree(hexo.root / "source/_posts")
    touched = touching(hexo.root, "source/_posts")
    result = hexo.refresh(touched=touched, put_off=True)
    assert (result.waiting, result.found) == (2, 1)
    hexo.refresh(touched=touched)
    assert paths(hexo) == ["README.md"]
    write_post(hexo.root, "README.md", body="changed")
    assert hexo.refresh(touched=touching(hexo.root, "README.md")).changed == 1
    write_post(hexo.root, "source/_posts/b.md", body="second")
    result = hexo.refresh(touched=touching(hexo.root, "source/_posts"))
    assert (result.found, result.listed, paths(hexo)) == (1, 1, ["source/_posts/b.md"])


def test_the_only_folder_of_posts_is_renamed(hexo: Library) -> None:
    away = hexo.root.parent / "away"
    (hexo.root / "source/_posts").rename(away)
    first = touching(hexo.root, "source/_posts")
    assert hexo.refresh(touched=first, put_off=True).waiting == 2
    away.rename(hexo.root / "source/_drafts")
    result = hexo.refresh(touched=first | touching(hexo.root, "source/_drafts"), put_off=True)
    hexo.refresh()
    assert (result.waiting, sorted(paths(hexo))) == (1, ["source/_drafts/a.md", "source/_drafts/trip/map.html"])


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a user who is held to permissions")
def test_what_can_be_read_at_last_is_read_where_it_is_touched(root: Path, library: Library) -> None:
    for name in ("c.md", "d/c.md"):
        write_post(root, name).chmod(0)
    assert library.refresh().unreadable == 2
    for name in ("c.md", "d/c.md"):
        (root / name).chmod(0o600)
    result = library.refresh(touched=touching(root, "d/c.md"))
    assert (result.changed, result.unreadable) == (1, 1)
    assert library.refresh().unreadable == 0


def scandir_without(shut: str) -> Callable[[str], Any]:
    """`os.scandir`, to which one folder is closed: root of a machine may read all."""
    real = os.scandir

    def closed(path: str) -> Any:
        if str(path).endswith(shut):
            raise PermissionError(13, "Permission denied")
        return real(path)

    return closed


class Entries(list[Any]):
    """As `os.scandir` gives them."""

    def __enter__(self) -> Entries:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.mark.parametrize("whole", [True, False])
def test_the_posts_of_a_folder_that_is_closed_stay(
    root: Path, library: Library, monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    write_post(root, "d/deep/er.md", body="deep")
    library.refresh()
    before = sorted(paths(library))
    monkeypatch.setattr(os, "scandir", scandir_without("/d"))
    write_post(root, "a.md", body="other")
    result = library.refresh() if whole else library.refresh(touched=touching(root, "d", "a.md"))
    assert (result.changed, result.removed, result.missing, result.found) == (1, 0, 0, len(before))
    assert sorted(paths(library)) == before
    assert [problem.path for problem in library.problems()] == ["d"]
    monkeypatch.undo()
    (root / "d/deep/er.md").unlink()
    result = library.refresh() if whole else library.refresh(touched=touching(root, "d"))
    assert (result.removed, library.problems()) == (1, ())


def test_posts_that_a_configuration_takes_for_works_are_not_asked_about(large: Library) -> None:
    for number in range(10):
        write_post(large.root, f"themes/dark/{number}.md")
        write_post(large.root, f"scaffolds/{number}.md")
    assert large.refresh().listed == 80
    (large.root / "_config.yml").write_text("title: A blog\nsource_dir: source\n")
    result = large.refresh()
    assert (result.missing, result.removed, result.listed) == (0, 20, 60)


def test_a_post_in_a_known_folder_asks_nothing_of_the_site(
    root: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []
    real = site.detect_site

    def detect(root: Path, options: LibraryOptions) -> site.Site:
        asked.append(root)
        return real(root, options)

    monkeypatch.setattr(looking, "detect_site", detect)
    write_post(root, "d/undated.md", body="other")
    assert library.refresh(touched=touching(root, "d/undated.md")).changed == 1
    assert asked == []
    (root / "d/undated.md").unlink()
    assert library.refresh(touched=touching(root, "d/undated.md")).removed == 1
    (root / "_config.yml").write_text("title: A blog\nsource_dir: source\n")
    library.refresh(touched=touching(root, "_config.yml"))
    assert len(asked) >= 2


@pytest.mark.parametrize("shut", ["a", "a/b"])
def test_what_lies_below_a_closed_folder_stays(
    root: Path, library: Library, monkeypatch: pytest.MonkeyPatch, shut: str
) -> None:
    for name in ("a/one.md", "a/b/two.md", "a/b/c/three.md"):
        write_post(root, name)
    library.refresh()
    before = sorted(paths(library))
    real = os.stat

    def closed(path: Any, **options: Any) -> os.stat_result:
        if f"/{shut}/" in str(path):
            raise PermissionError(13, "Permission denied")
        return real(path, **options)

    (root / "a/b/two.md").unlink()
    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", scandir_without(f"/{shut}"))
        patched.setattr(os, "stat", closed)
        result = library.refresh(touched=touching(root, "a/b", "a/b/two.md", "a/b/c"))
    assert (result.removed, sorted(paths(library))) == (0, before)
    assert library.refresh(touched=touching(root, "a", "a/b/two.md")).removed == 1
    assert library.problems() == ()


def test_a_folder_whose_posts_cannot_be_asked_is_closed(
    root: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_post(root, "d/deep/er.md")
    library.refresh()
    before = sorted(paths(library))

    class Closed:
        def __init__(self, entry: os.DirEntry[str]) -> None:
            self._entry = entry

        def __getattr__(self, name: str) -> Any:
            return getattr(self._entry, name)

        def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
            raise PermissionError(13, "Permission denied")

    real = os.scandir

    def scandir(path: str) -> Any:
        return Entries(map(Closed, real(path))) if str(path).endswith("/d") else real(path)

    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", scandir)
        result = library.refresh()
    assert (result.removed, result.found, sorted(paths(library))) == (0, len(before), before)


def test_a_folder_that_was_closed_is_read_by_the_rules_of_its_new_site(
    root: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_post(root, "d/x.md", categories=["one", "two"])
    library.refresh()
    (root / "pelicanconf.py").write_text("")
    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", scandir_without("/d"))
        library.refresh()
    library.refresh()
    row = library.row("d/x.md")
    assert row is not None
    assert row.categories == (("one",), ("two",))


def test_the_first_page_with_components_is_noticed(root: Path, library: Library) -> None:
    (root / "page.mdx").write_text("---\ntitle: Page\ncategories: [a, b]\n---\n")
    result = library.refresh(touched=touching(root, "page.mdx"))
    assert result.added == 1
    assert library.refresh().changed == 0


def test_a_configuration_is_a_file(root: Path, library: Library) -> None:
    write_post(root, "d/public/kept.md")
    (root / "d/conf.yml").write_text("")
    (root / "d/_config.yml").symlink_to("conf.yml")
    (root / "d/config.toml").mkdir()
    assert library.refresh().added == 1
    assert library.refresh(touched=touching(root, "d/public")).removed == 0
    assert library.row("d/public/kept.md") is not None
