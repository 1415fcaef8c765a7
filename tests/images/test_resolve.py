"""Where a post's pictures are found, and what is refused; never outside the library."""

from __future__ import annotations

import os
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.images import samples
from tui_reader.images import PictureKind, ResolvedPicture, resolve
from tui_reader.images.resolve import addresses


def resolve_one(source: str, root: Path, post: str = "post.md") -> ResolvedPicture:
    (found,) = resolve([samples.picture(source)], root, post)
    assert found.original_url == source.strip()
    assert bool(found.reason) == (found.kind in (PictureKind.MISSING, PictureKind.REFUSED))
    if found.reason:
        assert found.reason.endswith(".")
    return found


def put(root: Path, *paths: str) -> None:
    for path in paths:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(samples.png())


@pytest.mark.parametrize(("post", "source", "file"), [
    ("a/post.md", "pic.png", "a/pic.png"),
    ("a/post.md", "./pic.png", "a/pic.png"),
    ("a/post.md", "../b/pic.png", "b/pic.png"),
    ("a/post.md", "images/pic.png", "a/images/pic.png"),
    ("source/_posts/hello.md", "pic.png", "source/_posts/hello/pic.png"),
    ("source/_posts/hello.md", "hello/pic.png", "source/_posts/hello/pic.png"),
    ("source/_posts/hello.md", "/images/pic.png", "source/images/pic.png"),
    ("content/posts/hello.md", "/images/pic.png", "static/images/pic.png"),
    ("_posts/2020-01-01-x.md", "/assets/pic.png", "assets/pic.png"),
    ("_posts/2020-01-01-x.md", "{{ site.baseurl }}/assets/pic.png", "assets/pic.png"),
    ("_posts/2020-01-01-x.md", "/img/pic.png", "assets/img/pic.png"),
    ("posts/x.md", "/img/pic.png", "public/img/pic.png"),
    ("posts/x.md", "img/pic.png", "static/img/pic.png"),
    ("blog/source/_posts/x.md", "/images/pic.png", "blog/source/images/pic.png"),
    ("blog/content/x.md", "/images/pic.png", "blog/static/images/pic.png"),
    ("content/a/x.md", "{filename}pic.png", "content/a/pic.png"),
    ("content/a/x.md", "{static}/images/pic.png", "content/images/pic.png"),
    ("content/a/x.md", "{attach}../images/pic.png", "content/images/pic.png"),
    ("content/a/x.md", "|filename|/images/pic.png", "content/images/pic.png"),
    ("source/_posts/x.md", "/blog/images/pic.png", "source/images/pic.png"),
    ("content/posts/x.md", "/some/site/img/pic.png", "static/site/img/pic.png"),
    ("notes/x.md", "pic.png", "attachments/pic.png"),
    ("notes/deep/x.md", "pic.png", "notes/Attachments/pic.png"),
    ("x.md", "my%20pic.png", "my pic.png"),
    ("x.md", "%E5%9B%BE.png", "图.png"),
    ("x.md", "图 1.png", "图 1.png"),
    ("x.md", "pic.png?v=3", "pic.png"),
    ("x.md", "pic.png#wide", "pic.png"),
    ("x.md", "my%20pic.png?v=3#x", "my pic.png"),
    ("x.md", "what%3F.png", "what?.png"),
    ("x.md", "100%.png", "100%.png"),
    ("x.md", "images\\pic.png", "images/pic.png"),
    ("x.md", unicodedata.normalize("NFC", "café.png"), unicodedata.normalize("NFD", "café.png")),
    ("x.md", unicodedata.normalize("NFD", "café.png"), unicodedata.normalize("NFC", "café.png")),
    ("x.md", "Note: a.png", "Note: a.png"),
])  # fmt: skip
@pytest.mark.skipif(sys.platform == "win32", reason="names that Windows doesn't allow")
def test_files_of_the_library(post: str, source: str, file: str, tmp_path: Path) -> None:
    root = tmp_path / "library"
    put(root, file, post)
    found = resolve_one(source, root, post)
    assert found.kind is PictureKind.LOCAL, found.reason
    assert found.path == root.resolve() / file
    assert found.url is None


def test_the_nearest_file_wins(tmp_path: Path) -> None:
    put(tmp_path, "a/pic.png", "a/post/pic.png", "static/pic.png", "pic.png")
    for expected in ("a/pic.png", "a/post/pic.png", "pic.png", "static/pic.png"):
        assert resolve_one("pic.png", tmp_path, "a/post.md").path == tmp_path.resolve() / expected
        (tmp_path / expected).unlink()
    missing = resolve_one("pic.png", tmp_path, "a/post.md")
    assert missing.kind is PictureKind.MISSING
    assert "“pic.png”" in missing.reason
    assert "beside the post" in missing.reason


def test_a_site_below_the_root_is_looked_for_last(tmp_path: Path) -> None:
    put(tmp_path, "static/blog/img/pic.png", "static/img/pic.png", "static/pic.png")
    assert resolve_one("/blog/img/pic.png", tmp_path).path == tmp_path.resolve() / "static/blog/img/pic.png"
    (tmp_path / "static/blog/img/pic.png").unlink()
    assert resolve_one("/blog/img/pic.png", tmp_path).path == tmp_path.resolve() / "static/img/pic.png"
    assert resolve_one("/img/pic.png", tmp_path).path == tmp_path.resolve() / "static/img/pic.png"
    assert resolve_one("/other/pic.png", tmp_path).kind is PictureKind.MISSING, "a folder must be named too"


def test_a_site_absolute_path_that_is_nowhere(tmp_path: Path) -> None:
    assert Path("/etc").is_dir() or sys.platform == "win32"
    missing = resolve_one("/etc/passwd", tmp_path)
    assert missing.kind is PictureKind.MISSING
    assert missing.path is None
    assert "neither at its root nor in source" in missing.reason


@pytest.mark.parametrize(("source", "said"), [
    ("../secret.png", "out of the library"),
    ("../../../../../../etc/passwd", "out of the library"),
    ("a/../../secret.png", "out of the library"),
    ("%2e%2e/secret.png", "out of the library"),
    ("..%2fsecret.png", "out of the library"),
    ("/../secret.png", "out of the library"),
    ("..\\secret.png", "out of the library"),
    ("C:\\Windows\\win.ini", "drive"),
    ("c:/secret.png", "drive"),
    ("\\\\host\\share\\a.png", "another computer"),
    ("//", "another computer"),
    ("a\0.png", "NUL"),
    ("a%00.png", "NUL"),
    ("file:///etc/passwd", "file:"),
    ("FILE://host/share/a.png", "FILE:"),
    ("ftp://example.org/a.png", "ftp:"),
    ("javascript:alert(1)", "javascript:"),
    ("blob:https://example.org/1", "blob:"),
    ("vscode://x", "vscode:"),
    ("x" * 9_000, "8,192"),
    ("http://user:word@example.org/a.png", "user name"),
    ("http://" + "a" * 300 + ".example/a.png", "host"),
    ("http://a\\@b/?x", "backslash"),
    ("http://a/\u202egnp.exe", "control characters"),
])  # fmt: skip
def test_refused_with_a_reason(source: str, said: str, tmp_path: Path) -> None:
    root = tmp_path / "library"
    put(tmp_path, "secret.png", "library/a/x.png")
    found = resolve_one(source, root)
    assert found.kind is PictureKind.REFUSED
    assert said in found.reason
    assert found.path is None
    assert found.url is None


def test_links_are_followed_inside_the_library_alone(tmp_path: Path) -> None:
    root = tmp_path / "library"
    put(tmp_path, "secret.png", "library/real.png", "library/sub/x.png", "outside/y.png")
    try:
        (root / "good.png").symlink_to("real.png")
    except OSError:
        pytest.skip("no symbolic links here")
    (root / "bad.png").symlink_to(tmp_path / "secret.png")
    (root / "loop.png").symlink_to("loop.png")
    (root / "folder").symlink_to(tmp_path / "outside")
    (root / "dangling.png").symlink_to(tmp_path / "nothing.png")
    assert resolve_one("good.png", root).path == root.resolve() / "real.png"
    for source in ("bad.png", "folder/y.png"):
        found = resolve_one(source, root)
        assert found.kind is PictureKind.REFUSED
        assert "outside the library" in found.reason
    for source in ("loop.png", "dangling.png", "sub"):
        assert resolve_one(source, root).kind is PictureKind.MISSING


def test_a_root_that_is_a_link_itself(tmp_path: Path) -> None:
    put(tmp_path, "real/pic.png")
    try:
        (tmp_path / "library").symlink_to("real")
    except OSError:
        pytest.skip("no symbolic links here")
    assert resolve_one("pic.png", tmp_path / "library").kind is PictureKind.LOCAL


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_a_fifo_is_no_picture(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    assert resolve_one("pipe.png", tmp_path).kind is PictureKind.MISSING


def test_a_neighbour_whose_name_begins_like_the_root(tmp_path: Path) -> None:
    put(tmp_path, "library/x.png", "library-secret/pic.png")
    assert resolve_one("../library-secret/pic.png", tmp_path / "library").kind is PictureKind.REFUSED


@pytest.mark.parametrize(("source", "url"), [
    ("http://example.org/a.png", "http://example.org/a.png"),
    ("//example.org/a.png", "https://example.org/a.png"),
    ("https://cors.example.org/?http://real.example/a.jpeg", "http://real.example/a.jpeg"),
    ("https://images.weserv.nl/?url=real.example/a.jpeg", "https://real.example/a.jpeg"),
    ("https://example.org/图 1.png", "https://example.org/%E5%9B%BE%201.png"),
    (r"https://math.example/svg?\dpi{110}&space;x", "https://math.example/svg?%5Cdpi%7B110%7D&space;x"),
    ("https://bücher.example/a.png", "https://xn--bcher-kva.example/a.png"),
])  # fmt: skip
def test_pictures_on_the_network(source: str, url: str, tmp_path: Path) -> None:
    found = resolve_one(source, tmp_path)
    assert found.kind is PictureKind.REMOTE
    assert found.url == url
    assert found.path is None
    assert addresses(found)[0] == url
    assert len(addresses(found)) == (2 if "cors" in source or "weserv" in source else 1)


def test_a_proxy_of_something_that_is_refused_is_itself_tried(tmp_path: Path) -> None:
    found = resolve_one("https://cors.example.org/?http://user@real.example/a.jpeg", tmp_path)
    assert found.kind is PictureKind.REMOTE
    assert found.url is not None
    assert found.url.startswith("https://cors.example.org/?")


def test_no_address_at_all(tmp_path: Path) -> None:
    assert resolve_one("  ", tmp_path).kind is PictureKind.MISSING


@settings(deadline=None, max_examples=400)
@given(st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(["..", ".", "/", "\\", "%2e", "%2f", "%5c", "a", "secret.png", "C:", "//", "\0",
                              "{static}", "{{x}}", "?", "#", "~", "library", "link", "\ud800", "%ff", "http:",
                              "file:"]),
             max_size=12).map("".join),
))  # fmt: skip
def test_no_source_leads_out(source: str) -> None:
    root = _little_library()
    (found,) = resolve([samples.picture(source)], root, "a/post.md")
    if found.kind is PictureKind.LOCAL:
        assert found.path is not None
        assert found.path.is_relative_to(root)
    elif found.kind is PictureKind.REMOTE:
        assert found.url is not None
        assert found.url.isascii()
        assert found.url.startswith(("http://", "https://"))
    else:
        assert found.kind is PictureKind.DATA or found.reason.endswith(".")


_LIBRARIES: list[Path] = []


@pytest.fixture(autouse=True, scope="module")
def _library(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("world").resolve()
    put(folder, "secret.png", "library/a/a", "library/secret.png/a")
    if sys.platform != "win32":
        (folder / "library" / "a" / "link").symlink_to(folder)
    _LIBRARIES.append(folder / "library")


def _little_library() -> Path:
    return _LIBRARIES[-1]


def test_every_address_of_a_picture_is_tried(tmp_path: Path) -> None:
    real, proxied = "http://real.example/y.png", "https://proxy.example/?http://real.example/y.png"
    shown = replace(samples.picture(real), also=(proxied, "local.png"))
    (resolved,) = resolve([shown], tmp_path, "a.md")
    assert addresses(resolved) == (real, proxied)
