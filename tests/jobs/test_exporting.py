"""Many posts as files: by one engine, in order, whatever single posts, pictures, folders and processes do."""

from __future__ import annotations

import os
import signal
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tui_reader.export import (
    EXPORTERS,
    ExportOptions,
    HeaderLanguage,
    ImageMention,
    LinkPlacement,
    State,
    Written,
)
from tui_reader.images import PictureCache
from tui_reader.jobs import Exported, ExportOrder, Failure, Flaw, PictureStores, Unread, Wanted, export_posts, rendered
from tui_reader.jobs.crew import AHEAD, Crew, order_of, ordered
from tui_reader.model import LibraryOptions, Progress

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs what Unix has")

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000"
    "050001a5f645400000000049454e44ae426082"
)


def write_post(root: Path, name: str, title: str, body: str, category: str = "News") -> Wanted:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    head = f"---\ntitle: {title}\ndate: 2024-05-06\ncategories: [{category}]\n---\n"
    path.write_text(head + body, encoding="utf-8")
    return Wanted(root, name)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of posts."""
    root = tmp_path / "posts"
    root.mkdir()
    return root


@pytest.fixture
def many(root: Path) -> list[Wanted]:
    """Three hundred posts, each with a text of its own."""
    return [
        write_post(root, f"p{number:03}.md", f"Post {number}", f"The text of number {number}. *Good.*\n\n" * 5)
        for number in range(300)
    ]


def order(target: Path, form: str = "text", *, folder: bool = True, book: bool = False, **look: Any) -> ExportOrder:
    options = replace(ExportOptions(), **look)
    stores = PictureStores(target.parent / "cache" / "pictures")
    return ExportOrder(target, folder, book, EXPORTERS[form], options, stores)


def content_of(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_each_post_becomes_a_file_in_the_folder_of_its_category(root: Path, tmp_path: Path) -> None:
    posts = [
        write_post(root, "a.md", "First", "One.", "News"),
        write_post(root, "b.md", "第二篇", "二。", "新闻"),
        write_post(root, "c.md", "First", "Another.", "News"),
    ]
    told: list[Written | Failure | Flaw] = []
    done = export_posts(posts, order(tmp_path / "out", name="{category}/{date}-{slug}"), total=3, tell=told.append)
    assert sorted(content_of(tmp_path / "out")) == [
        "News/2024-05-06-First-2.txt",
        "News/2024-05-06-First.txt",
        "新闻/2024-05-06-第二篇.txt",
    ]
    assert (done.written, done.same, done.failed, done.cancelled) == (3, 0, 0, False)
    assert done.bytes == sum(map(len, content_of(tmp_path / "out").values()))
    assert [one.state for one in told if isinstance(one, Written)] == [State.WRITTEN] * 3
    again = export_posts(posts, order(tmp_path / "out", name="{category}/{date}-{slug}"), total=3)
    assert (again.written, again.same, again.bytes) == (0, 3, 0)
    assert len(content_of(tmp_path / "out")) == 3


def test_what_cannot_be_read_is_named_and_the_rest_is_written(root: Path, tmp_path: Path) -> None:
    posts = [write_post(root, "a.md", "First", "One."), Wanted(root, "gone.md"), Wanted(root, ""), Wanted(root, "../x")]
    posts.append(write_post(root, "z.md", "Last", "End."))
    done = export_posts(posts, order(tmp_path / "out"), total=5)
    assert (done.written, done.failed) == (2, 3)
    assert [failure.path for failure in done.failures] == ["gone.md", "", "../x"]
    assert all(failure.reason.endswith(".") for failure in done.failures)


@pytest.mark.parametrize("form", EXPORTERS)
def test_processes_make_the_same_as_this_one(root: Path, form: str) -> None:
    posts = [
        write_post(root, f"p{n}.md", f"标题 {n}", f"中文 text {n} <b>x</b> [a](https://example.com/{n})\n\n![c](x.png)")
        for n in range(20)
    ]
    posts[7] = Wanted(root, "gone.md")
    look = ExportOptions(
        width=33, links=LinkPlacement.INLINE, images=ImageMention.NONE, header=HeaderLanguage.ZH, bom=True,
        name="{category}/{id}-{slug}", title="Book",
    )  # fmt: skip
    here = list(rendered(posts, EXPORTERS[form], look))
    crew = Crew(EXPORTERS[form], look, 2, lambda: False)
    try:
        there = list(crew.run(posts))
    finally:
        crew.close()
    assert there == here
    assert [one.wanted for one in there] == posts
    assert isinstance(there[7], Unread)


def test_every_option_reaches_the_processes() -> None:
    look = ExportOptions(
        width=0, links=LinkPlacement.NONE, images=ImageMention.NONE, header=HeaderLanguage.EN, bom=True, name="{id}",
        title="T",
    )  # fmt: skip
    assert ordered(order_of(EXPORTERS["markdown"], look)) == ("markdown", look)


def test_what_the_user_says_of_a_library_reaches_the_processes(root: Path) -> None:
    plain = write_post(root, "deep/a.md", "T", "words", category="x, y")
    look = ExportOptions(name="{category}")
    posts = [replace(plain, options=LibraryOptions(categories=rule)) for rule in ("", "terms", "folders")]
    crew = Crew(EXPORTERS["text"], look, 1, lambda: False)
    try:
        there = list(crew.run(posts))
    finally:
        crew.close()
    assert there == list(rendered(posts, EXPORTERS["text"], look))
    assert [one.name for one in there if not isinstance(one, Unread)] == ["x/y.txt", "x.txt", "deep.txt"]


def test_many_posts_are_all_there_and_in_order(many: list[Wanted], tmp_path: Path) -> None:
    heard: list[Progress] = []
    named: list[str] = []
    done = export_posts(
        many,
        order(tmp_path / "out"),
        total=len(many),
        progress=heard.append,
        tell=lambda one: named.append(one.path.name) if isinstance(one, Written) else None,
    )
    assert done.written == 300
    assert named == [f"2024-05-06-Post-{number}.txt" for number in range(300)]
    assert [progress.done for progress in heard] == list(range(1, 301))
    assert {(progress.total, progress.what) for progress in heard} == {(300, "exporting")}
    assert b"number 299." in (tmp_path / "out" / "2024-05-06-Post-299.txt").read_bytes()


def test_posts_are_taken_as_they_are_needed(many: list[Wanted]) -> None:
    taken = 0

    def counted() -> Iterator[Wanted]:
        nonlocal taken
        for wanted in many:
            taken += 1
            yield wanted

    crew = Crew(EXPORTERS["text"], ExportOptions(), 2, lambda: False)
    try:
        answers = crew.run(counted())
        for answered in range(10):
            next(answers)
            assert taken <= answered + 2 * AHEAD + 1
    finally:
        crew.close()


@POSIX
def test_a_process_that_is_killed_costs_one_post(many: list[Wanted]) -> None:
    crew = Crew(EXPORTERS["text"], ExportOptions(), 2, lambda: False)
    try:
        answers = crew.run(many)
        got = [next(answers)]
        os.kill(crew._workers[0].process.pid, signal.SIGKILL)
        got.extend(answers)
    finally:
        crew.close()
    assert [one.wanted for one in got] == many
    lost = [one for one in got if isinstance(one, Unread)]
    assert len(lost) <= 1
    assert all("stopped" in one.reason for one in lost)


@POSIX
@pytest.mark.parametrize("interpreter", ["/nowhere/python", "/bin/false"])
def test_without_processes_the_work_is_done_here(
    many: list[Wanted], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, interpreter: str
) -> None:
    monkeypatch.setattr(sys, "executable", interpreter)
    done = export_posts(many, order(tmp_path / "out"), total=len(many))
    assert (done.written, done.failed) == (300, 0)


@pytest.mark.parametrize("total", [0, 300])
def test_an_end_comes_between_two_posts(many: list[Wanted], tmp_path: Path, total: int) -> None:
    heard: list[int] = []
    done = export_posts(
        many,
        order(tmp_path / "out"),
        total=total,
        progress=lambda progress: heard.append(progress.done),
        cancelled=lambda: len(heard) >= 7,
    )
    assert done.cancelled
    assert done.written == 7
    assert done.unwritten == max(0, total - 7)
    undisturbed = tmp_path / "whole"
    export_posts(many, order(undisturbed), total=total)
    whole = content_of(undisturbed)
    assert len(whole) == 300
    assert content_of(tmp_path / "out") == {name: whole[name] for name in content_of(tmp_path / "out")}
    assert len(content_of(tmp_path / "out")) == 7


def test_a_folder_that_cannot_be_written_ends_it(many: list[Wanted], tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    done = export_posts(many, order(tmp_path / "out"), total=len(many))
    assert done.stopped is not None
    assert "it is a file and no folder" in done.stopped.message
    assert (done.written, done.failed, done.unwritten) == (0, 0, 300)
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_one_that_cannot_be_written_keeps_no_other_back(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "News").write_text("in the way", encoding="utf-8")
    posts = [write_post(root, "a.md", "First", "One."), write_post(root, "b.md", "Second", "Two.", "Other")]
    done = export_posts(posts, order(out, name="{category}/{slug}"), total=2)
    assert (done.written, done.failed) == (1, 1)
    assert done.failures[0].path == "a.md"
    assert sorted(content_of(out)) == ["News", "Other/Second.txt"]


# Pictures.


@pytest.fixture
def illustrated(root: Path) -> list[Wanted]:
    """Two posts of one title with different pictures of one caption, and one that is not on this computer."""
    (root / "hill.png").write_bytes(PNG)
    (root / "sea.png").write_bytes(PNG + b"other")
    return [
        write_post(root, "a.md", "Walk", "![A hill](hill.png)\n\n![Far](https://example.invalid/far.png)\n"),
        write_post(root, "b.md", "Walk", "![A hill](sea.png)\n"),
    ]


def test_pictures_stand_beside_the_text_that_names_them(illustrated: list[Wanted], tmp_path: Path) -> None:
    out = tmp_path / "out"
    wish = order(out, name="{category}/{slug}", images=ImageMention.COPY)
    done = export_posts(illustrated, wish, total=2)
    files = content_of(out)
    assert sorted(files) == [
        "News/Walk-2.txt",
        "News/Walk.txt",
        "News/images/Walk/01-A-hill-2.png",
        "News/images/Walk/01-A-hill.png",
    ]
    assert "→ images/Walk/01-A-hill.png" in files["News/Walk.txt"].decode()
    assert "→ images/Walk/01-A-hill-2.png" in files["News/Walk-2.txt"].decode()
    assert files["News/images/Walk/01-A-hill.png"] == PNG
    assert files["News/images/Walk/01-A-hill-2.png"] == PNG + b"other"
    assert (done.pictures, done.absent, done.picture_reason) == (2, 1, "")
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    again = export_posts(illustrated, wish, total=2)
    assert (again.written, again.same, again.pictures) == (0, 2, 2)
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


def test_beside_a_single_file_they_stand_in_images(illustrated: list[Wanted], tmp_path: Path) -> None:
    target = tmp_path / "out" / "walk.txt"
    done = export_posts(illustrated[:1], order(target, folder=False, images=ImageMention.COPY), total=1)
    assert sorted(content_of(tmp_path / "out")) == ["images/01-A-hill.png", "walk.txt"]
    assert "→ images/01-A-hill.png" in target.read_text(encoding="utf-8")
    assert done.last == target


def test_fetched_pictures_are_copied_and_nothing_is_fetched(root: Path, tmp_path: Path) -> None:
    wish = order(tmp_path / "out", images=ImageMention.COPY)
    PictureCache(wish.stores.cache).store("https://example.invalid/far.png", PNG, ".png")
    post = write_post(
        root, "a.md", "Far", "![Far](https://example.invalid/far.png) ![](https://example.invalid/no.png)"
    )
    done = export_posts([post], wish, total=1)
    assert (done.pictures, done.absent) == (1, 1)
    assert "images/2024-05-06-Far/01-Far.png" in content_of(tmp_path / "out")


@pytest.mark.parametrize("form", ["html", "epub"])
def test_formats_that_hold_pictures_have_none_beside_them(illustrated: list[Wanted], tmp_path: Path, form: str) -> None:
    done = export_posts(illustrated, order(tmp_path / "out", form, images=ImageMention.COPY), total=2)
    assert len(content_of(tmp_path / "out")) == 2
    assert done.pictures == 2


@POSIX
def test_pictures_do_not_follow_a_link_out_of_the_folder(illustrated: list[Wanted], tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    out = tmp_path / "out"
    out.mkdir()
    (out / "images").symlink_to(elsewhere)
    done = export_posts(illustrated, order(out, images=ImageMention.COPY), total=2)
    assert done.written == 2
    assert "leads out" in done.picture_reason
    assert (done.pictures, done.absent, done.lost) == (0, 1, 2)
    assert list(elsewhere.iterdir()) == []


# One file of many.


def test_a_book_holds_all_posts(many: list[Wanted], tmp_path: Path) -> None:
    target = tmp_path / "out" / "all.epub"
    wanted = [*many[:5], Wanted(many[0].root, "gone.md")]
    done = export_posts(wanted, order(target, "epub", folder=False, book=True, title="All"), total=6)
    assert (done.written, done.failed, done.last) == (5, 1, target)
    names = zipfile.ZipFile(BytesIO(target.read_bytes())).namelist()
    assert names[0] == "mimetype"
    again = export_posts(wanted[:5], order(target, "epub", folder=False, book=True, title="All"), total=5)
    assert (again.written, again.same) == (0, 5)


def test_a_book_that_is_no_longer_wanted_is_not_written(many: list[Wanted], tmp_path: Path) -> None:
    target = tmp_path / "out" / "all.epub"
    heard: list[Progress] = []
    wish = order(target, "epub", folder=False, book=True)
    done = export_posts(many, wish, total=300, progress=heard.append, cancelled=lambda: len(heard) >= 3)
    assert done == Exported(unwritten=300, cancelled=True)
    assert not target.parent.exists()
