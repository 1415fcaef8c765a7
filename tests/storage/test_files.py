"""Which files are posts, and that nothing else is read."""

from __future__ import annotations

import errno
import os
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.storage.helpers import write
from tui_reader.library import files
from tui_reader.library.contents import FileContent, read_bytes
from tui_reader.library.files import discover
from tui_reader.model import Problem

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX file kinds")


def found(
    root: Path, *, suffixes: Sequence[str] = files.POST_SUFFIXES, on_problem: Callable[[Problem], None] | None = None
) -> list[str]:
    return sorted(entry.path for entry in discover(root, suffixes=suffixes, on_problem=on_problem))


def read(root: Path, path: str, limit: int = 1000) -> FileContent | Problem:
    return read_bytes(root, path, limit=limit)


def taken(root: Path, path: str) -> tuple[bytes, Problem | None] | Problem:
    content = read(root, path)
    return (content.data, content.problem) if isinstance(content, FileContent) else content


class TestDiscover:
    def test_takes_every_suffix_of_a_post_in_any_case(self, tmp_path: Path) -> None:
        names = ["a.md", "b.markdown", "c.mkd", "d.mdx", "e.html", "f.htm", "g.xhtml", "H.MD"]
        write(tmp_path, *names, "i.txt", "j.rst", "k.md.bak", "md", "l.png")
        assert found(tmp_path) == sorted(names)

    def test_takes_text_files_where_they_are_asked_for(self, tmp_path: Path) -> None:
        write(tmp_path, "a.md", "b.txt")
        assert found(tmp_path, suffixes=(".txt",)) == ["b.txt"]

    def test_goes_down_any_depth_and_counts_indexes_and_empty_files(self, tmp_path: Path) -> None:
        write(tmp_path, "/".join(["d"] * 60) + "/a.md", "x/_index.md", "x/index.md")
        write(tmp_path, "empty.md", data=b"")
        assert len(found(tmp_path)) == 4

    def test_leaves_out_hidden_folders_and_what_tools_generate(self, tmp_path: Path) -> None:
        write(tmp_path, ".git/a.md", "x/.cache/b.md", "node_modules/c.md", "x/_site/d.md", "x/.hidden.md")
        assert found(tmp_path) == ["x/.hidden.md"]

    @pytest.mark.parametrize("config", ["_config.yml", "hugo.toml", "config.toml", "config.yaml", "pelicanconf.py"])
    def test_leaves_out_public_and_themes_only_beside_a_configuration(self, tmp_path: Path, config: str) -> None:
        write(tmp_path, f"site/{config}", "site/public/a.md", "site/themes/b.md", "site/c.md")
        write(tmp_path, "public/d.md", "themes/e.md", "site/x/public/f.md")
        assert found(tmp_path) == ["public/d.md", "site/c.md", "site/x/public/f.md", "themes/e.md"]

    def test_tells_size_and_time(self, tmp_path: Path) -> None:
        write(tmp_path, "a.md", data=b"12345")
        os.utime(tmp_path / "a.md", ns=(7, 1_600_000_000_123_456_789 // 100 * 100))
        (entry,) = discover(tmp_path)
        assert (entry.path, entry.size, entry.mtime_ns) == ("a.md", 5, (tmp_path / "a.md").stat().st_mtime_ns)

    @posix
    def test_follows_links_inside_the_root_and_enters_each_folder_once(self, tmp_path: Path) -> None:
        root = tmp_path / "root"
        write(root, "real/a.md", ".store/deep/b.md")
        (root / "again").symlink_to("real")
        (root / "real" / "loop").symlink_to("..")
        (root / "self.md").symlink_to("self.md")
        (root / "c.md").symlink_to("real/a.md")
        (root / "shown").symlink_to(".store")
        problems: list[Problem] = []
        assert found(root, on_problem=problems.append) == ["c.md", "real/a.md", "shown/deep/b.md"]
        assert [problem.path for problem in problems] == ["self.md"]

    @posix
    def test_never_leaves_the_root(self, tmp_path: Path) -> None:
        root = tmp_path / "root"
        write(root, "a.md")
        write(tmp_path, "root2/secret.md", "outside.md")
        (root / "b.md").symlink_to(tmp_path / "outside.md")
        (root / "folder").symlink_to(tmp_path / "root2")
        (root / "up").symlink_to("..")
        (root / "dangling.md").symlink_to("nowhere.md")
        problems: list[Problem] = []
        assert found(root, on_problem=problems.append) == ["a.md"]
        assert {problem.path: problem.code for problem in problems} == {"b.md": "outside", "dangling.md": "unreadable"}

    @posix
    def test_a_root_that_is_a_link_is_entered(self, tmp_path: Path) -> None:
        write(tmp_path, "real/a.md")
        (tmp_path / "root").symlink_to("real")
        assert found(tmp_path / "root") == ["a.md"]

    @posix
    @pytest.mark.timeout(20)
    def test_pipes_sockets_and_folders_named_like_posts_are_none(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(tmp_path, "folder.md/in.md", "a.md")
        os.mkfifo(tmp_path / "pipe.md")
        (tmp_path / "device.md").symlink_to("/dev/zero")
        with socket.socket(socket.AF_UNIX) as listening:
            monkeypatch.chdir(tmp_path)
            listening.bind("socket.md")
        problems: list[Problem] = []
        assert found(tmp_path, on_problem=problems.append) == ["a.md", "folder.md/in.md"]
        assert sorted(problem.path for problem in problems) == ["device.md", "pipe.md", "socket.md"]

    def test_a_folder_that_cannot_be_read_is_told_and_the_rest_goes_on(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(tmp_path, "a.md", "closed/b.md", "open/c.md")
        scan = os.scandir

        def scandir(path: str) -> Iterator[os.DirEntry[str]]:
            if path.endswith("closed"):
                raise PermissionError(errno.EACCES, "Permission denied")
            return scan(path)

        monkeypatch.setattr(os, "scandir", scandir)
        problems: list[Problem] = []
        assert found(tmp_path, on_problem=problems.append) == ["a.md", "open/c.md"]
        assert [(p.path, p.code) for p in problems] == [("closed", "unreadable")]
        assert "Permission denied" in problems[0].message

    def test_a_root_that_is_gone_is_told(self, tmp_path: Path) -> None:
        problems: list[Problem] = []
        assert found(tmp_path / "gone", on_problem=problems.append) == []
        assert [p.path for p in problems] == ["."]

    @posix
    @pytest.mark.skipif(sys.platform == "darwin", reason="the file system takes UTF-8 alone")
    def test_strange_names_are_found_and_read(self, tmp_path: Path) -> None:
        names = [b"new\nline.md", b"esc\x1b]0;t\x07.md", b"bad\xff\xfe.md", b"-rf.md", b"%41.md", b"[b].md", b" .md"]
        names += ["e\u0301.md".encode(), "\u00e9.md".encode(), b"A.md", b"a.md", b"x" * 252 + b".md"]
        for name in names:
            Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(b"# T")
        assert sorted(os.fsencode(path) for path in found(tmp_path)) == sorted(names)
        assert all(taken(tmp_path, path) == (b"# T", None) for path in found(tmp_path))


class TestReadBytes:
    def test_reads_up_to_the_limit_and_tells(self, tmp_path: Path) -> None:
        write(tmp_path, "a.md", data=b"x" * 1000)
        assert taken(tmp_path, "a.md") == (b"x" * 1000, None)
        cut = read(tmp_path, "a.md", limit=999)
        assert isinstance(cut, FileContent)
        assert cut.data == b"x" * 999
        assert cut.problem is not None
        assert cut.problem.code == "too-large"

    def test_a_huge_sparse_file_gives_its_beginning(self, tmp_path: Path) -> None:
        with (tmp_path / "a.md").open("wb") as file:
            file.write(b"# Title\n")
            file.truncate(5_000_000_000)
        content = read_bytes(tmp_path, "a.md")
        assert isinstance(content, FileContent)
        assert len(content.data) == 20 * 1024 * 1024
        assert content.problem is not None

    def test_a_file_that_grows_while_it_is_read_is_bounded(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(tmp_path, "a.md", data=b"x")
        monkeypatch.setattr(os, "read", lambda _descriptor, size: b"y" * min(size, 64))
        content = read(tmp_path, "a.md", limit=500)
        assert isinstance(content, FileContent)
        assert len(content.data) == 500
        assert content.problem is not None

    @pytest.mark.parametrize("path", ["../secret.md", "x/../../secret.md", "gone.md", "x", "nul\0.md"])
    def test_refuses_what_is_no_file_of_the_library(self, tmp_path: Path, path: str) -> None:
        write(tmp_path, "secret.md", "root/x/a.md")
        assert isinstance(read(tmp_path / "root", path), Problem)

    def test_refuses_an_absolute_path(self, tmp_path: Path) -> None:
        write(tmp_path, "secret.md", "root/a.md")
        assert isinstance(read(tmp_path / "root", str(tmp_path / "secret.md")), Problem)

    @posix
    @pytest.mark.timeout(20)
    def test_refuses_pipes_devices_loops_and_links_out(self, tmp_path: Path) -> None:
        root = tmp_path / "root"
        write(root, "a.md")
        write(tmp_path, "secret.md", "away/b.md")
        os.mkfifo(root / "pipe.md")
        (root / "zero.md").symlink_to("/dev/zero")
        (root / "loop.md").symlink_to("loop.md")
        (root / "out.md").symlink_to("../secret.md")
        (root / "folder").symlink_to("../away")
        (root / "in.md").symlink_to("a.md")
        for path in ("pipe.md", "zero.md", "loop.md", "out.md", "folder/b.md"):
            assert isinstance(read(root, path), Problem), path
        assert taken(root, "in.md") == (b"x", None)

    @pytest.mark.parametrize("code", [errno.EACCES, errno.EIO, errno.ESTALE, errno.EMFILE])
    def test_says_what_the_system_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
        write(tmp_path, "a.md")

        def fails(_path: str, _flags: int) -> int:
            raise OSError(code, os.strerror(code))

        monkeypatch.setattr(os, "open", fails)
        problem = read(tmp_path, "a.md")
        assert isinstance(problem, Problem)
        assert os.strerror(code) in problem.message

    @posix
    def test_leaves_no_descriptor_open(self, tmp_path: Path) -> None:
        write(tmp_path, "a.md")
        os.mkfifo(tmp_path / "pipe.md")
        closed: list[int] = []
        before = os.open(tmp_path, os.O_RDONLY)
        os.close(before)
        for path in ("a.md", "pipe.md", "gone.md"):
            read(tmp_path, path)
        closed.append(os.open(tmp_path, os.O_RDONLY))
        os.close(closed[0])
        assert closed == [before]


def test_a_file_is_read_where_the_system_does_not_name_what_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: object, **_: object) -> str:
        raise OSError(errno.EINVAL, "Invalid argument")

    (tmp_path / "a.md").write_text("text")
    monkeypatch.setattr(os, "readlink", refuse)
    found = read_bytes(tmp_path, "a.md")
    assert isinstance(found, FileContent)
    assert found.data == b"text"


@pytest.mark.parametrize("path", ["../out.md", "/out.md", "d/../../out.md", "link.md", "to/out.md", "d/./../../out.md"])
def test_no_way_leads_out(tmp_path: Path, path: str) -> None:
    root = tmp_path / "root"
    (root / "d").mkdir(parents=True)
    (tmp_path / "out.md").write_text("secret")
    (root / "link.md").symlink_to(tmp_path / "out.md")
    (root / "to").symlink_to(tmp_path)
    for wanted in (path, path.replace("/out.md", str(tmp_path / "out.md")) if path == "/out.md" else path):
        assert not isinstance(read_bytes(root, wanted), FileContent)
