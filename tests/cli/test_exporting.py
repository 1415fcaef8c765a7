"""The command `export` as a real process: pictures, books, names that are none, interrupts, kills, full disks."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest

from tests.cli import world
from tests.cli.world import COMMAND, HEARING, INTERRUPTED, bad_bytes, run

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs what Unix has")
MANY = 400
NET = 60.0
"""Seconds after which waiting is given up; a net, not a measurement."""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Many posts, so that an export can be met in the middle."""
    root = tmp_path_factory.mktemp("archive")
    for number in range(MANY):
        text = f"The text of number {number}, with a [link](https://example.com/{number}).\n\n" * (5 + number % 40)
        head = f"---\ntitle: Post {number}\ndate: 2024-05-{number % 28 + 1:02}\ncategories: [C{number % 7}]\n---\n"
        world.write(root, f"p{number:03}.md", head + text)
    return root


def content_of(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_pictures_are_copied_and_named(plain: Path, tmp_path: Path) -> None:
    base = ("-L", str(plain), "export", "--images", "copy")
    done = run(*base, "--to", f"{tmp_path}/all/")
    assert done.status == 0
    assert "1 picture with them; 1 picture is not on this computer" in done.told
    files = content_of(tmp_path / "all")
    assert files["images/2024-10-01-One/01-A-hill.png"] == world.PNG
    assert "→ images/2024-10-01-One/01-A-hill.png" in files["2024-10-01-One.txt"].decode()
    run(*base, "--post", "one.md", "--to", str(tmp_path / "one" / "one.txt"))
    assert sorted(content_of(tmp_path / "one")) == ["images/01-A-hill.png", "one.txt"]
    again = run(*base, "--to", f"{tmp_path}/all/")
    assert "0 written, 4 the same" in again.told
    assert content_of(tmp_path / "all") == files


def test_copies_need_a_place(plain: Path) -> None:
    done = run("-L", str(plain), "export", "--images", "copy", "--to", "-")
    assert done.status == 2
    assert done.out == b""
    assert "needs a folder or a file" in done.told
    page = run("-L", str(plain), "export", "--images", "copy", "--format", "html", "--post", "one.md", "--to", "-")
    assert page.status == 0
    assert b"data:image/png;base64," in page.out


def test_suffixes_are_those_of_the_formats(plain: Path, tmp_path: Path) -> None:
    from tui_reader.export import EXPORTERS

    for form, exporter in EXPORTERS.items():
        target = tmp_path / form
        assert run("-L", str(plain), "export", "--format", form, "--to", f"{target}/").status == 0
        assert {path.suffix for path in target.iterdir()} == {exporter.suffix}
    wrong = run("-L", str(plain), "export", "--format", "pdf", "--to", "x/")
    assert wrong.status == 2
    assert "choose from text, ansi, markdown" in wrong.told


def test_several_posts_make_one_book_or_one_each(plain: Path, tmp_path: Path) -> None:
    base = ("-L", str(plain), "export", "--format", "epub")
    done = run(*base, "--to", str(tmp_path / "all.epub"))
    assert (done.status, done.lines) == (0, [str(tmp_path / "all.epub")])
    assert "4 written" in done.told
    piped = run(*base, "--to", "-")
    assert zipfile.ZipFile(BytesIO(piped.out)).testzip() is None
    assert piped.out == (tmp_path / "all.epub").read_bytes()
    run(*base, "--to", str(tmp_path / "each"))
    assert len(list((tmp_path / "each").glob("*.epub"))) == 4


def test_names_that_are_no_posts_keep_no_other_back(plain: Path, tmp_path: Path) -> None:
    done = run(
        "-L", str(plain), "export", "--to", f"{tmp_path}/out/", "--post", "no-such", "--post", "-",
        stdin=b"one.md\nnor-this\ntwo.md\n",
    )  # fmt: skip
    assert done.status == 2
    assert sorted(content_of(tmp_path / "out")) == ["2024-09-01-Two.txt", "2024-10-01-One.txt"]
    assert done.told.count("No such post") == 2
    assert "2 written" in done.told


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a file that can't be read")
def test_posts_that_cannot_be_read_are_named(plain: Path, tmp_path: Path) -> None:
    (plain / "two.md").chmod(0)
    for target in (f"{tmp_path}/out/", "-"):
        done = run("-L", str(plain), "export", "--to", target)
        assert done.status == 1
        assert "two.md: This file can't be read" in done.told


def test_to_standard_output_several_follow_one_another(archive: Path) -> None:
    done = run("-L", str(archive), "export", "--to", "-")
    assert done.status == 0
    assert done.text.count("Title: Post ") == MANY
    one = run("-L", str(archive), "show", "p013.md").text
    assert f"\n{one}\n" in done.text


@POSIX
def test_on_a_terminal_one_line_shows_how_far_it_is(archive: Path, tmp_path: Path) -> None:
    run("-L", str(archive), "index")
    done = world.run_on_terminal("-L", str(archive), "export", "--to", f"{tmp_path}/out/")
    assert done.status == 0
    assert f"exporting 1 of {MANY}" in done.text
    shown = [line.split("\r")[-1] for line in done.text.split("\n")]
    assert sum(line.strip().endswith(".txt") for line in shown) == MANY
    assert not any("exporting" in line for line in shown)


# Ended in the middle.


def started(root: Path, target: Path, *, mark: str = "") -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", HEARING, *COMMAND, "-L", str(root), "export", "--no-refresh", "--to", f"{target}/",
         "--name", "{category}/{slug}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "EXPORT_TEST": mark},
        start_new_session=True,
    )  # fmt: skip


def wait_for_files(process: subprocess.Popen[bytes], target: Path, number: int) -> None:
    end = time.monotonic() + NET
    while time.monotonic() < end and (not target.is_dir() or sum(1 for _ in target.rglob("*.txt")) < number):
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.02)
            return


@pytest.fixture
def undisturbed(archive: Path, tmp_path: Path) -> dict[str, bytes]:
    """What an export gives that nobody ends."""
    done = run("-L", str(archive), "export", "--to", f"{tmp_path}/whole/", "--name", "{category}/{slug}")
    assert done.status == 0
    return content_of(tmp_path / "whole")


@POSIX
def test_an_interrupt_ends_it_between_two_posts(archive: Path, tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    target = tmp_path / "out"
    process = started(archive, target)
    wait_for_files(process, target, 20)
    process.send_signal(signal.SIGINT)
    before = time.monotonic()
    _, told = process.communicate(timeout=NET)
    assert process.returncode in INTERRUPTED, told
    assert time.monotonic() - before < 20
    files = content_of(target)
    assert 20 <= len(files) < MANY
    assert f"interrupted: {len(files)} written".encode() in told
    assert f"{MANY - len(files)} not tried".encode() in told
    assert files == {name: undisturbed[name] for name in files}
    assert b"Traceback" not in told


@POSIX
def test_kills_leave_whole_files_and_the_next_run_completes(
    archive: Path, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    target = tmp_path / "out"
    for round_ in range(20):
        process = started(archive, target, mark="killed-export")
        wait_for_files(process, target, min(MANY - 50, 15 * (round_ + 1)))
        process.kill()
        process.communicate(timeout=NET)
        for name, content in content_of(target).items():
            if not Path(name).name.startswith("."):
                assert content == undisturbed[name]
    done = run("-L", str(archive), "export", "--to", f"{target}/", "--name", "{category}/{slug}")
    assert done.status == 0
    assert content_of(target) == undisturbed
    if Path("/proc/self/environ").exists():
        assert none_left("killed-export")


def none_left(mark: str) -> bool:
    """Whether the processes that a killed export had started end by themselves."""
    end = time.monotonic() + NET
    while any(_environments(f"EXPORT_TEST={mark}")):
        if time.monotonic() > end:
            return False
    return True


def _environments(text: str) -> Iterator[Path]:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if text.encode() in (process / "environ").read_bytes().split(b"\0"):
                yield process
        except OSError:
            continue


# Disks that take no more.

LIMITED = """
import os, resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
os.execv(sys.argv[1], sys.argv[1:])
"""


@POSIX
def test_a_file_that_cannot_be_written_whole_is_not_there(plain: Path, tmp_path: Path) -> None:
    for name, length in (("a", 1), ("b", 200), ("c", 1)):
        world.write(tmp_path / "posts", f"{name}.md", f"# Post {name}\n\n" + "A sentence of it. " * length)
    target = tmp_path / "out"
    posts = [word for name in "abc" for word in ("--post", str(tmp_path / "posts" / f"{name}.md"))]
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, *COMMAND, "-L", str(plain), "export", "--to", f"{target}/", *posts],
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Post-b.txt: File too large" in done.stderr
    assert b"2 written" in done.stderr, "one that is too large keeps no other back"
    assert sorted(content_of(target)) == ["Post-a.txt", "Post-c.txt"]


def _whole(archive: Path, tmp_path: Path) -> Path:
    run("-L", str(archive), "export", "--to", f"{tmp_path}/whole/")
    return tmp_path / "whole"


@POSIX
def test_a_full_disk_is_told_once_and_leaves_no_part(archive: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    kept = tmp_path / "kept"
    script = """
        mount -t tmpfs -o size=256k tmpfs "$1" || exit 77
        shift; copy=$1; shift
        "$@"; status=$?
        cp -a "$0"/. "$copy"; exit $status
    """
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("there is no unshare to make a small disk with")
    run("-L", str(archive), "index")
    done = subprocess.run(
        [unshare, "-rm", "sh", "-c", script, str(disk), str(disk), str(kept), *COMMAND, "-L", str(archive), "export",
         "--no-refresh", "--to", f"{disk}/"],
        capture_output=True,
        timeout=120,
        check=False,
    )  # fmt: skip
    if done.returncode == 77 or b"unshare" in done.stderr:
        pytest.skip("no small disk can be mounted here")
    assert done.returncode == 2, done.stderr
    assert done.stderr.count(b"No space left") == 1
    assert b"Free some space" in done.stderr
    assert b"not tried" in done.stderr
    files = content_of(kept)
    whole = content_of(_whole(archive, tmp_path))
    assert files == {name: whole[name] for name in files}
    assert 0 < len(files) < MANY


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a folder that can't be written")
def test_a_folder_that_may_not_be_written_is_told(plain: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir(mode=0o500)
    done = run("-L", str(plain), "export", "--to", f"{target}/")
    assert done.status == 2
    assert "Permission denied" in done.told
    assert "4 not tried" in done.told


def test_nothing_of_a_post_reaches_the_outputs_uncleaned(hostile: Path, tmp_path: Path) -> None:
    for form in ("text", "markdown", "html"):
        done = run(
            "-L", str(hostile), "export", "--format", form, "--images", "copy", "--to", f"{tmp_path}/{form}/",
            "--name", "{category}/{title}",
        )  # fmt: skip
        assert bad_bytes(done.out + done.err) == []
        for content in content_of(tmp_path / form).values():
            assert bad_bytes(content) == []


@POSIX
@pytest.mark.parametrize("target", ["-", "/dev/stdout", "/dev/fd/1", "/dev/stderr"])
def test_standard_output_may_lead_to_a_file(plain: Path, tmp_path: Path, target: str) -> None:
    wanted = run("-L", str(plain), "export", "--post", "two.md", "--to", "-").out
    file = tmp_path / "a.txt"
    file.write_bytes(b"before\n")
    with file.open("ab") as out:
        done = subprocess.run(
            [*COMMAND, "-L", str(plain), "export", "--force", "--post", "two.md", "--to", target],
            stdout=subprocess.DEVNULL if "err" in target else out,
            stderr=out if "err" in target else subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert done.returncode == 0
    assert file.read_bytes() == b"before\n" + wanted
    assert Path("/dev/stdout").is_symlink()


@pytest.mark.parametrize("query", ["", "(((", "!?", '""', "-"])
@pytest.mark.parametrize(
    "words",
    [
        ("mark", "--read", "--query"),
        ("images", "--fetch", "--query"),
        ("list", "--"),
        ("export", "--to", "{out}", "--"),
    ],
)
def test_a_query_for_nothing_is_not_one_for_all(
    plain: Path, tmp_path: Path, words: tuple[str, ...], query: str
) -> None:
    out = tmp_path / "out"
    done = run("-L", str(plain), *(word.replace("{out}", f"{out}/") for word in words), query)
    assert (done.status, done.out) == (2, b"")
    assert ("expected )" if query == "(((" else "no letter and no digit") in done.told
    assert not out.exists()


def test_one_post_from_standard_input_goes_into_the_file_that_is_named(plain: Path, tmp_path: Path) -> None:
    file, folder = tmp_path / "one.txt", tmp_path / "two.txt"
    assert run("-L", str(plain), "export", "--post", "-", "--to", str(file), stdin=b"one.md\n").status == 0
    assert file.is_file()
    assert run("-L", str(plain), "export", "--post", "-", "--to", str(folder), stdin=b"one.md\ntwo.md\n").status == 0
    assert len(list(folder.iterdir())) == 2
    nothing = run("-L", str(plain), "export", "--post", "-", "--to", str(tmp_path / "none.txt"), stdin=b"\n")
    assert nothing.status == 1
    assert not (tmp_path / "none.txt").exists()


def test_a_file_that_has_gone_keeps_no_other_back(tmp_path: Path) -> None:
    root, out = world.plain_library(tmp_path / "posts"), tmp_path / "out"
    listed = run("-L", str(root), "list").out
    (root / "two.md").unlink()
    done = run("-L", str(root), "export", "--no-refresh", "--post", "-", "--to", f"{out}/", stdin=listed)
    assert done.status == 1
    assert "two.md: " in done.told
    assert "3 written, 0 the same as before, 1 failed" in done.told
    assert len(list(out.iterdir())) == 3
    images = run("-L", str(root), "images", "--no-refresh", "-", stdin=listed)
    assert "two.md: " in images.told
    assert {line.partition("\t")[0] for line in images.lines} == {"one.md", "zh.md"}


def test_posts_are_never_replaced(tmp_path: Path) -> None:
    root = world.plain_library(tmp_path / "posts")
    before = content_of(root)
    base = ("-L", str(root), "export", "--force")
    own = run(*base, "--post", "two.md", "--to", str(root / "two.md"))
    other = run(*base, "--post", "two.md", "--format", "html", "--to", str(root / "deep" / ".." / "one.md"))
    all_ = run(*base, "--format", "markdown", "--name", "{slug}", "--header", "none", "--to", f"{root}/")
    linked = tmp_path / "linked"
    linked.symlink_to(root)
    by_link = run(*base, "--post", "two.md", "--to", str(linked / "two.md"))
    for done in (own, other, by_link):
        assert done.status == 2
        assert "it is a post of the library, and those are never replaced" in done.told
    assert all_.status in (0, 1)
    after = content_of(root)
    assert {name: after[name] for name in before} == before


def test_markdown_names_the_copies(tmp_path: Path) -> None:
    root, out = tmp_path / "posts", tmp_path / "out"
    for name in ("hill.png", "a (1).png", "cover.png"):
        world.write(root, name, world.PNG + name.encode())
    body = "See `![hill](hill.png)`.\n\n* ![A hill](hill.png)\n* <img src='hill.png'>\n\n![Two](<a (1).png>)\n"
    world.write(root, "own.md", f"---\ntitle: Own\ncover: cover.png\n---\n{body}")
    world.write(root, "page.html", "---\ntitle: Page\n---\n<p>Text</p><p><img src='hill.png' alt='A hill'></p>")
    world.write(root, "far.md", "# Far\n\n![far](https://example.com/a.png) ![none](none.png)\n")
    done = run("-L", str(root), "export", "--format", "markdown", "--images", "copy", "--to", f"{out}/")
    assert done.status == 0
    assert "1 picture is not on this computer" in done.told
    assert "1 picture could not be found or copied" in done.told
    files = content_of(out)
    own, page, far = (files[f"{name}.md"].decode() for name in ("Own", "Page", "Far"))
    assert f"![A hill]({copies_of(files, 'Own', 'hill')})" in own
    assert "`![hill](hill.png)`" in own, "code is no mention"
    assert f"cover: {copies_of(files, 'Own', 'cover')}" in own
    assert f"![A hill]({copies_of(files, 'Page', 'hill')})" in page
    assert "(https://example.com/a.png)" in far
    again = run("-L", str(out), "images", "own.md" if (out / "own.md").exists() else "Own.md")
    assert again.status == 0, again.told
    assert len(again.lines) == 3
    assert all(str(out) in line for line in again.lines), "each is found where the copy is"


def copies_of(files: dict[str, bytes], post: str, word: str) -> str:
    """The one copied picture of a post whose content ends in a word."""
    (name,) = (
        name for name in files if name.startswith(f"images/{post}/") and files[name].endswith(word.encode() + b".png")
    )
    return name


def test_a_byte_order_mark_begins_the_stream_only(plain: Path) -> None:
    done = run("-L", str(plain), "export", "--bom", "--to", "-")
    assert done.out.startswith(b"\xef\xbb\xbf")
    assert done.out.count(b"\xef\xbb\xbf") == 1


def test_a_home_that_the_shell_has_left_is_meant(tmp_path: Path) -> None:
    world.plain_library(tmp_path / "posts")
    home = {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
    done = run("--library=~/posts", "export", "--to=~/out/", cwd=tmp_path, environ=home)
    assert done.status == 0
    assert len(list((tmp_path / "out").iterdir())) == 4


@pytest.mark.parametrize("name", ["heading.md", "heading.html"])
@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_a_heading_stays_where_no_head_says_the_title(tmp_path: Path, name: str, form: str) -> None:
    root = tmp_path / "posts"
    body = "# 大标题\n\n正文\n" if name.endswith(".md") else "<h1>大标题</h1><p>正文</p>"
    world.write(root, name, body)
    done = run("-L", str(root), "export", "--post", name, "--to", "-", "--format", form, "--header", "none")
    assert done.text.partition("<article>")[2 if form == "html" else 0].count("大标题") == 1


def test_a_heading_stays_in_a_book_without_heads(tmp_path: Path) -> None:
    root, book = tmp_path / "posts", tmp_path / "a.epub"
    world.write(root, "one.md", "# 大标题\n\n正文\n")
    world.write(root, "two.md", "# 另一篇\n\n正文\n")
    done = run("-L", str(root), "export", "--format", "epub", "--header", "none", "--to", str(book))
    assert done.status == 0
    with zipfile.ZipFile(book) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".xhtml"))
    for title in ("大标题", "另一篇"):
        assert re.search(f"<h[1-6][^>]*>{title}</h[1-6]>".encode(), text)


def test_what_is_not_formatted_in_full_is_named(tmp_path: Path) -> None:
    root = tmp_path / "posts"
    world.write(root, "signs.md", "# Signs\n\n" + "*a " * 21_000)
    said = "signs.md: A paragraph with too many Markdown signs is shown as it was written."
    done = run("-L", str(root), "export", "--to", f"{tmp_path / 'out'}/")
    assert done.status == 0
    assert said in done.told
    for words in (
        ("show", "signs.md"),
        ("export", "--to", "-"),
        ("export", "--to", str(tmp_path / "a.epub"), "--format", "epub"),
    ):
        assert said in run("-L", str(root), *words).told


def test_covers_of_a_kept_head_lead_to_their_copies(tmp_path: Path) -> None:
    root, out = tmp_path / "posts", tmp_path / "out"
    head = "title: A\nMix: 1.50\ncover: a.png\nother: data.png\n"
    world.write(root, "a.md", f"---\n{head}---\n\nBody.\n")
    world.write(root, "a.png", world.PNG)
    run("-L", str(root), "export", "--images", "copy", "--format", "markdown", "--name", "a", "--to", f"{out}/")
    kept = head.replace("cover: a.png", "cover: images/a/01.png")
    assert (out / "a.md").read_text() == f"---\n{kept}---\n\nBody.\n"


def test_drawings_stand_beside_articles_and_in_no_page(tmp_path: Path) -> None:
    root, out = tmp_path / "posts", tmp_path / "out"
    world.write(root, "a.md", "# A\n\n![Plan](s.svg)\n")
    drawing = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    world.write(root, "s.svg", drawing)
    base = ("-L", str(root), "export", "--images", "copy", "--name", "a", "--to", f"{out}/")
    done = run(*base)
    assert "1 picture with them" in done.told
    assert (out / "images" / "a" / "01-Plan.svg").read_text() == drawing
    assert run(*base, "--format", "markdown").status == 0
    assert "![Plan](images/a/01-Plan.svg)" in (out / "a.md").read_text()
    page = run(*base, "--format", "html")
    assert "1 drawing (SVG) left out of the files" in page.told
    assert "script" not in (out / "a.html").read_text()


def test_show_goes_on_past_what_there_is_not_as_export_does(tmp_path: Path) -> None:
    root = world.plain_library(tmp_path / "posts")
    base = ("-L", str(root))
    run(*base, "index")
    (root / "two.md").unlink()
    for missing, status in (("nosuch", 2), ("two.md", 1)):
        names = ("one.md", missing, "zh.md")
        shown = run(*base, "--no-refresh", "show", *names)
        exported = run(*base, "--no-refresh", "export", "--to", "-", *(f"--post={name}" for name in names))
        assert shown.out == exported.out
        assert (shown.status, exported.status) == (status, status)
        assert missing in shown.told


@pytest.mark.parametrize("target", ["{file}/x", "{folder}/" + "a" * 300])
def test_targets_that_cannot_be_are_told_like_others(plain: Path, tmp_path: Path, target: str) -> None:
    (tmp_path / "file").write_text("x")
    to = target.format(file=tmp_path / "file", folder=tmp_path)
    done = run("-L", str(plain), "export", "--post", "one.md", "--to", to)
    assert done.status == 2
    assert done.told.startswith("tui-reader: Can't write the export: ")
    assert "Can't go on" not in done.told
