"""What the benchmarks hand to other programs, what they ask of the system, and the plot of growth."""

from __future__ import annotations

import email
import email.policy
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks import feeds, generate, mail, processes
from benchmarks.bench import Bench, installed
from benchmarks.counted import Listener
from tui_reader.model import Progress

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux's /proc")


def test_a_program_that_is_not_there_is_left_out_with_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert not installed("no-such-program")
    assert capsys.readouterr().out == "  no-such-program is not installed: its figures are left out\n"


def test_an_empty_home_knows_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "library", tmp_path / "home-3", 3)
    generate.write(bench.library, bench.posts)
    with bench.empty_home() as empty:
        assert empty.home != bench.home
        assert empty.index_bytes == 0
        empty.run(empty.command("index", "--library", str(empty.library)))
        assert empty.index_bytes > 10_000
        library = empty.open()
        try:
            assert library.counts().total == bench.posts
        finally:
            library.close()
    assert not empty.home.exists()
    assert not bench.home.exists()


def test_the_oldest_post_is_the_last_one_generated() -> None:
    assert generate.oldest_post(30) == list(generate.generated(30))[-1]


def test_a_mail_says_what_its_post_says() -> None:
    for post in generate.first_posts(20, 20):
        read = email.message_from_bytes(mail.as_mail(post), policy=email.policy.default)
        assert read["Subject"] == post.title
        assert read["From"].addresses[0].display_name == post.author
        assert read["Date"].datetime == post.date
        assert (read.get_content_type(), read["Content-Transfer-Encoding"]) == ("text/html", "8bit")
        assert read.get_content().strip() == post.body.strip()


def test_every_post_becomes_one_mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "FOLDER_SIZE", 20)
    folder = tmp_path / "mail"
    mail.write(folder, generate.generated(50))
    mails = [path for path in folder.rglob("*") if path.is_file()]
    names = {email.message_from_bytes(path.read_bytes())["Message-ID"] for path in mails}
    assert len(mails) == len(names) == 50
    assert len(list(folder.iterdir())) == 3


def test_a_feed_says_what_its_posts_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "FEED_SIZE", 20)
    feeds.write(tmp_path, generate.generated(50))
    urls = (tmp_path / "urls").read_text(encoding="utf-8").split()
    assert [url.rpartition("/")[2] for url in urls] == ["feed-0000.xml", "feed-0001.xml", "feed-0002.xml"]
    items = [item for url in urls for item in ElementTree.parse(tmp_path / url.rpartition("/")[2]).iter("item")]
    assert len({item.findtext("guid") for item in items}) == 50
    for item, post in zip(items, generate.generated(50), strict=True):
        assert item.findtext("title") == post.title
        assert item.findtext("description", "").strip() == post.body.strip()
        assert item.findtext("category") == "/".join(post.categories)


@pytest.mark.skipif(shutil.which(feeds.PROGRAM) is None, reason="newsboat is not installed")
def test_newsboat_reads_the_feeds(tmp_path: Path) -> None:
    feeds.write(tmp_path, generate.generated(30))
    read = feeds.Feeds(tmp_path, 30)
    assert read.cached() == 0
    environ = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", **feeds.ENVIRON}
    subprocess.run(read.command("-x", "reload"), env=environ, check=True, capture_output=True, timeout=60)
    assert read.cached() == 30


PARENT = (
    "import subprocess, sys;"
    "child = subprocess.Popen([sys.executable, '-c', sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE);"
    "child.stdout.readline(); print('ready', child.pid, flush=True); sys.stdin.readline();"
    "child.communicate(); print('ended', flush=True); sys.stdin.readline()"
)
CHILD = (
    "import sys, time; end = time.process_time() + 0.3; kept = bytearray(b'x') * 40_000_000\n"
    "while time.process_time() < end: pass\n"
    "print('ready', flush=True); sys.stdin.read()"
)


@LINUX
def test_what_a_child_uses_counts_with_its_parent_and_after_its_end() -> None:
    command = [sys.executable, "-c", PARENT, CHILD]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        child = int(parent.stdout.readline().split()[1])
        assert set(processes.family(parent.pid)) == {parent.pid, child}
        assert processes.cpu_seconds(parent.pid) > 0.3
        assert processes.cpu_seconds(child) < processes.cpu_seconds(parent.pid)
        assert processes.memory_bytes(parent.pid) > 40_000_000
        with processes.MemoryWatch(parent.pid, "with its child") as watch:
            pass
        assert watch.peaks["with its child"] > 40_000_000
        print("go on", file=parent.stdin, flush=True)
        assert parent.stdout.readline() == "ended\n"
        assert processes.family(parent.pid) == [parent.pid]
        assert processes.cpu_seconds(parent.pid) > 0.3
        assert processes.memory_bytes(parent.pid) < 40_000_000
        print("end", file=parent.stdin, flush=True)


@LINUX
def test_a_process_that_is_gone_uses_nothing() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert processes.family(gone.pid) == [gone.pid]
    assert processes.cpu_seconds(gone.pid) == 0
    assert processes.memory_bytes(gone.pid) == 0


def test_posts_are_sorted_when_the_last_step_of_sorting_was_told() -> None:
    listener = Listener()
    listener.hear(Progress(1, 0, "looking"))
    assert (listener.moment, listener.done) == (0.0, False)
    listener.hear(Progress(1, 2, "sorting"))
    first = listener.moment
    listener.hear(Progress(2, 2, "sorting"))
    assert listener.moment >= first > 0
    assert not listener.done
    last = listener.moment
    listener.hear(Progress(0, 2, "indexing"))
    assert (listener.moment, listener.done) == (last, True)


def test_without_a_step_of_sorting_indexing_goes_on_to_its_end() -> None:
    listener = Listener()
    listener.hear(Progress(0, 2, "indexing"))
    assert (listener.moment, listener.done) == (0.0, False)
