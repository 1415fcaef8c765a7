"""Bodies in a process of their own, and a process that misbehaves."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage.helpers import with_body
from tui_reader import limits
from tui_reader.document.blocks import Document, Paragraph, Quote, Text, plain
from tui_reader.library import opening
from tui_reader.library.opening import DocumentOpener, is_modest, plain_document, read_document
from tui_reader.model import BodyFormat

ROOT = Path(__file__).parents[2]

WORKER = """
import ctypes, os, sys, time
sys.path.insert(0, sys.argv[1])
from tui_reader import limits
from tui_reader.document.blocks import Document, Paragraph, Quote, Style, Text
from tui_reader.library.parse_worker import serve

def parse(body, body_format, covers, title):
    if body == "segfault":
        ctypes.string_at(0)
    if body == "abort":
        os.abort()
    if body == "loop":
        while True:
            pass
    if body == "wait":
        time.sleep(1)
    if body == "exit":
        os._exit(0)
    if body == "raise":
        raise ValueError
    if body == "allocate":
        bytes(2_000_000_000)  # never touched: address space alone
    if body == "garbage":
        for descriptor in range(3, 10):
            try:
                os.write(descriptor, b"\\xff" * 1000)
            except OSError:
                pass
    if body == "wrong":
        return subprocess_like
    if body == "print":
        os.write(1, b"noise")
        print("noise", flush=True)
    if body == "deep":
        block = Paragraph((Text("bottom"),))
        for _ in range(600):
            block = Quote((block,))
        return Document((block,))
    return Document((Paragraph((Text(f"{body[:20]}|{len(body)}|{os.getpid()}", Style.STRONG | Style.CODE),)),))

subprocess_like = os.getpid
serve(parse)
"""


@pytest.fixture
def opener() -> Iterator[DocumentOpener]:
    with DocumentOpener(seconds=30, command=[sys.executable, "-c", WORKER, str(ROOT)]) as opened:
        yield opened


def answer(opener: DocumentOpener, body: str) -> str:
    found = opener.parse_apart(with_body(body))
    if isinstance(found, str):
        return found
    block = found.blocks[0]
    return plain(block.spans) if isinstance(block, Paragraph) else ""


def test_one_process_answers_many_times(opener: DocumentOpener) -> None:
    first, second = answer(opener, "one"), answer(opener, "x" * 3_000_000)
    assert first.startswith("one|3|")
    assert second.startswith("x" * 20 + "|3000000|")
    assert first.rpartition("|")[2] == second.rpartition("|")[2] != str(os.getpid())


needs_limits = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="this system doesn't limit address space")


@pytest.mark.parametrize(
    "body",
    ["segfault", "abort", "exit", "raise", "garbage", "wrong", pytest.param("allocate", marks=needs_limits)],
)
def test_what_kills_the_parser_is_told_and_the_next_post_is_fine(opener: DocumentOpener, body: str) -> None:
    assert answer(opener, "before").startswith("before|")
    assert "stopped the parser" in answer(opener, body)
    assert answer(opener, "after").startswith("after|")


def test_what_takes_too_long_is_stopped(opener: DocumentOpener) -> None:
    opener._seconds = 0.3
    assert "longer than 0.3 seconds" in answer(opener, "loop")
    opener._seconds = 10
    assert answer(opener, "after").startswith("after|")


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system counts no processor time")
def test_only_the_time_of_the_parser_itself_counts(opener: DocumentOpener) -> None:
    opener._seconds = 0.2
    assert answer(opener, "wait").startswith("wait|")


def test_a_parser_that_only_waits_is_stopped_too(opener: DocumentOpener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PARSE_WAIT_SECONDS", 0.3)
    opener._seconds = 0.2
    assert answer(opener, "before").startswith("before|")
    assert "longer than 0.2 seconds" in answer(opener, "wait")


def test_what_a_library_prints_is_no_answer(opener: DocumentOpener) -> None:
    assert answer(opener, "print").startswith("print|")
    assert answer(opener, "after").startswith("after|")


def test_deep_documents_come_through(opener: DocumentOpener) -> None:
    found = opener.parse_apart(with_body("deep"))
    assert isinstance(found, Document)
    depth, block = 0, found.blocks[0]
    while isinstance(block, Quote):
        depth, block = depth + 1, block.blocks[0]
    assert depth == 600


def test_threads_take_turns(opener: DocumentOpener) -> None:
    answers: list[str] = []
    threads = [threading.Thread(target=lambda n=n: answers.append(answer(opener, f"t{n}"))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(text.partition("|")[0] for text in answers) == [f"t{n}" for n in range(8)]
    assert len({text.rpartition("|")[2] for text in answers}) == 1


@pytest.mark.parametrize(
    "command", [["/nonexistent/python"], [sys.executable, "-c", "pass"], [sys.executable, "-c", "print('x')"]]
)
def test_a_worker_that_cannot_start_leaves_plain_text(command: list[str]) -> None:
    body = "<p>one &amp; two</p>\n\n<p>three</p>" + " x" * 40_000
    with DocumentOpener(command=command) as opener:
        document = opener.open(with_body(body))
    assert [plain(block.spans) for block in document.blocks if isinstance(block, Paragraph)][:1] == ["one &amp; two"]
    assert document.problems == ("The parser could not be started: this post is shown without formatting.",)


def test_closing_ends_the_process(opener: DocumentOpener) -> None:
    pid = int(answer(opener, "x").rpartition("|")[2])
    opener.close()
    opener.close()
    if sys.platform != "win32":
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert answer(opener, "again").startswith("again|")


@pytest.mark.skipif(sys.platform == "win32", reason="asks for a process by its number")
def test_the_worker_dies_with_its_parent() -> None:
    program = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
from tests.storage.helpers import with_body
from tui_reader.library.opening import DocumentOpener
opener = DocumentOpener(command=[sys.executable, "-c", {WORKER!r}, {str(ROOT)!r}])
print(opener.parse_apart(with_body("x")).blocks[0].spans[0].text, flush=True)
os._exit(0)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    pid = int(done.stdout.rpartition("|")[2])
    for _ in range(500):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{pid}/stat").exists() and ") Z " in Path(f"/proc/{pid}/stat").read_text():
            return
        time.sleep(0.02)
    pytest.fail("the worker outlived its parent")


def test_only_documents_are_read_from_an_answer() -> None:
    document = Document((Paragraph((Text("x"),)),))
    assert read_document(pickle.dumps(document)) == document
    for hostile in (os.getpid, print, ["x"], Path("x")):
        with pytest.raises((pickle.UnpicklingError, ValueError)):
            read_document(pickle.dumps(hostile))


@pytest.mark.parametrize(
    "body",
    [
        "x" * 70_000,
        "<div>" * 4_000,
        "![" * 4_000,
        "[a][" * 2_000,
        "<![CDATA[" * 4_000,
        "*a " * 6_000,
        "<a " + "b " * 5_000 + ">",
    ],
)
def test_large_and_crowded_bodies_go_elsewhere(body: str) -> None:
    assert not is_modest(body)


def test_ordinary_bodies_stay() -> None:
    assert is_modest("<p>A <b>paragraph</b> with [a link](http://a.example) and *stress*.</p>\n\n" * 500)


def test_plain_text_keeps_every_word_and_no_tag() -> None:
    body = "<h1>One</h1><p class='x'>two &lt;three&gt;<br>four</p>\n\nfive\x1b[2J <six\n\n" + "word " * 3_000
    document = plain_document(body, BodyFormat.HTML, "why")
    text = " ".join(plain(block.spans) for block in document.blocks if isinstance(block, Paragraph))
    assert text.split()[:7] == ["One", "two", "<three>", "four", "five␛[2J", "<six", "word"]
    assert text.count("word") == 3_000
    assert max(len(plain(block.spans)) for block in document.blocks if isinstance(block, Paragraph)) <= 4_000
    assert document.problems == ("why",)


def test_plain_text_keeps_nothing_of_scripts_and_styles() -> None:
    body = (
        "<style>.a { x: y }</style><p>one</p><SCRIPT>var a = '<p>';</SCRIPT>\n\n<p>two</p>"
        "<script>b</script><p>three</p><script>never closed"
    )
    blocks = plain_document(body, BodyFormat.HTML, "why").blocks
    assert [plain(block.spans) for block in blocks if isinstance(block, Paragraph)] == [
        "one", "two", "three", "never closed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        "<script>" * 300_000,
        "<script>" + "</style>" * 300_000,
        "<" * 2_000_000,
        "<a" * 1_000_000,
        "x" * 5_000_000,
        "\n \n" * 500_000,
        "&" * 2_000_000,
    ],
)
def test_plain_text_takes_linear_time(body: str) -> None:
    began = time.monotonic()
    plain_document(body, BodyFormat.HTML, "why")
    assert time.monotonic() - began < 20


def test_the_real_worker_parses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_NESTING", (("<", -1),))
    with DocumentOpener(seconds=30) as opener:
        document = opener.open(with_body("# Head\n\nA *text*.\n"))
    assert document.problems == ()
    assert len(document.blocks) == 2
