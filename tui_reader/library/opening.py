"""A post's body as a document, whatever the body does to the parsers.

Small bodies are parsed where they are asked for; larger and deeper ones in a process that can be killed, and what
kills it is shown as plain text. No process is ever forked: the program has threads.
"""

from __future__ import annotations

import contextlib
import io
import json
import pickle
import re
import struct
import sys
import threading
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from tui_reader import limits
from tui_reader.document import clean_text
from tui_reader.document.blocks import Document, Paragraph, Text
from tui_reader.library.own_limits import ENDED_BY_TIME
from tui_reader.model import BodyFormat, Post

if TYPE_CHECKING:
    import subprocess

READY = b"ready"
HEADER = struct.Struct(">Q")
"""How long the message is that follows, in bytes."""

_ANSWER_BYTES = 512 * limits.MEBIBYTE
_PARAGRAPH_CHARACTERS = 4_000
_MODULE = "tui_reader.library.parse_worker"
_COMMAND = f"import json, sys; sys.path[:] = json.loads(sys.argv[1]); from {_MODULE} import main; main()"
_NESTING = (("<", 3_000), ("[", 1_500), ("*", 4_000), ("_", 8_000), ("`", 4_000), ("{", 3_000))
"""How often a small body may have a character whose parsing takes time with the square of its number."""
_CROWDED_TAG = re.compile(r"<[^<>]{6000}")
_TAG = re.compile(r"<(?:/?[A-Za-z]|!)[^<>]{0,4000}>")
_SCRIPT_TAG = re.compile(r"<(/?)(script|style|template)\b", re.IGNORECASE)
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n|</(?:p|div|li|h[1-6]|blockquote|tr|pre)>|<br ?/?>", re.IGNORECASE)
_BROKEN_ANSWERS = (
    pickle.UnpicklingError, AttributeError, EOFError, ImportError, IndexError, KeyError, MemoryError, OverflowError,
    RecursionError, TypeError, ValueError,
)  # fmt: skip
"""What reading a pickle of garbage may raise, by the documentation of `pickle` and by trial."""


def open_document(post: Post) -> Document:
    """The document of one post; whoever opens many keeps a `DocumentOpener`, which keeps its process."""
    with DocumentOpener() as opener:
        return opener.open(post)


class DocumentOpener:
    """Parses bodies, in a worker process where that is safer; may be called from several threads."""

    def __init__(self, *, seconds: float = limits.PARSE_SECONDS, command: Sequence[str] | None = None) -> None:
        """Start nothing yet.

        Args:
            seconds: How much processor time a body may take in the worker process.
            command: What is started as the worker, instead of this interpreter with our module.
        """
        self._seconds = seconds
        self._command = tuple(command) if command is not None else None
        self._lock = threading.Lock()
        self._worker: _Worker | None = None

    def __enter__(self) -> DocumentOpener:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def open(self, post: Post) -> Document:
        """The document of `post`; what can't be parsed in time comes as plain paragraphs and a problem that says so."""
        if is_modest(post.body):
            from tui_reader.document import parse

            return parse(post.body, post.format, covers=post.covers, title=post.title)
        found = self.parse_apart(post)
        if isinstance(found, Document):
            return found
        return plain_document(post.body, post.format, found)

    def parse_apart(self, post: Post) -> Document | str:
        """The document of `post`, parsed in the worker process, or a sentence that says why there is none."""
        wanted = (self._seconds, post.body, post.format.value, post.covers, post.title)
        request = pickle.dumps(wanted, pickle.HIGHEST_PROTOCOL)
        with self._lock:
            worker, self._worker = self._worker, None
            if worker is None or not worker.is_alive():
                if worker is not None:
                    worker.stop()
                worker = _start(self._command)
            if worker is None:
                return "The parser could not be started: this post is shown without formatting."
            answer = worker.ask(request, max(self._seconds, limits.PARSE_WAIT_SECONDS))
            if answer is None:
                reason = f"took longer than {self._seconds:g} seconds" if worker.stop() else "stopped the parser"
                return f"Formatting this post {reason}: it is shown without formatting."
            self._worker = worker
        return answer

    def close(self) -> None:
        """End the worker process; the next body that needs one starts another."""
        with self._lock:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.stop()


def is_modest(body: str) -> bool:
    """Whether a body is too small and too flat to keep any parser busy for long."""
    if len(body) > limits.DIRECT_PARSE_CHARACTERS:
        return False
    return all(body.count(mark) <= count for mark, count in _NESTING) and _CROWDED_TAG.search(body) is None


def plain_document(body: str, body_format: BodyFormat, problem: str) -> Document:
    """The text of `body` as paragraphs, without any parser: tags taken out, blank lines and ends of blocks divide."""
    return Document(tuple(Paragraph((Text(text),)) for text in _plain_paragraphs(body, body_format)), (), (problem,))


def _plain_paragraphs(body: str, body_format: BodyFormat) -> Iterator[str]:
    from html import unescape

    for part in _PARAGRAPH_END.split(_without_scripts(clean_text(body))):
        bare = part
        if body_format is not BodyFormat.TEXT and "<" in part:
            bare = _TAG.sub(" ", part)
        if body_format is BodyFormat.HTML and "&" in bare:
            bare = clean_text(unescape(bare))
        text = " ".join(bare.split())
        # A paragraph of megabytes is cut where there is room, so that painting it stays cheap.
        while len(text) > _PARAGRAPH_CHARACTERS:
            end = text.rfind(" ", _PARAGRAPH_CHARACTERS // 2, _PARAGRAPH_CHARACTERS)
            end = _PARAGRAPH_CHARACTERS if end < 0 else end
            yield text[:end]
            text = text[end:].lstrip()
        if text:
            yield text


def _without_scripts(text: str) -> str:
    """`text` without what stands in its scripts and styles; one that nothing closes is text."""
    pieces: list[str] = []
    position = 0
    opened: re.Match[str] | None = None
    for tag in _SCRIPT_TAG.finditer(text):
        closes = tag[1] == "/"
        if opened is None and not closes:
            opened = tag
        elif opened is not None and closes and tag[2].lower() == opened[2].lower():
            pieces.append(text[position : opened.start()])
            position, opened = tag.start(), None
    return "".join((*pieces, text[position:]))


class _Worker:
    """One process that parses, and the pipes to it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.was_killed = False

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, request: bytes, seconds: float) -> Document | None:
        """The document that the process makes of `request`; None where it died, was killed or wrote nonsense."""
        with _Deadline(self, seconds):
            try:
                self._input.write(HEADER.pack(len(request)) + request)
                self._input.flush()
                return read_document(self._receive())
            except (OSError, *_BROKEN_ANSWERS):
                return None

    def is_ready(self) -> bool:
        """Wait until the interpreter has started and the parsers are imported."""
        with _Deadline(self, limits.WORKER_START_SECONDS):
            try:
                return self._receive() == READY
            except (OSError, EOFError, ValueError):
                return False

    def stop(self) -> bool:
        """End the process now: at the end of its input it would go by itself, but it may be busy.

        Returns:
            Whether its time had run out.
        """
        self._process.kill()
        for stream in (self._input, self._output):
            with contextlib.suppress(OSError):  # unsent bytes to a dead process
                stream.close()
        return self._process.wait() in ENDED_BY_TIME or self.was_killed

    def kill(self) -> None:
        """Called from another thread when time is up: reading from the process then ends."""
        self.was_killed = True
        self._process.kill()

    @property
    def _input(self) -> io.BufferedWriter:
        stream = self._process.stdin
        assert isinstance(stream, io.BufferedWriter)  # noqa: S101 - it was started with a pipe
        return stream

    @property
    def _output(self) -> io.BufferedReader:
        stream = self._process.stdout
        assert isinstance(stream, io.BufferedReader)  # noqa: S101
        return stream

    def _receive(self) -> bytes:
        header = self._output.read(HEADER.size)
        if len(header) < HEADER.size:
            raise EOFError
        (size,) = HEADER.unpack(header)
        if size > _ANSWER_BYTES:
            raise ValueError(size)
        data = self._output.read(size)
        if len(data) < size:
            raise EOFError
        return data


class _Deadline:
    """Kills a worker unless the block that it guards ends in time."""

    def __init__(self, worker: _Worker, seconds: float) -> None:
        self._timer = threading.Timer(seconds, worker.kill)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._timer.cancel()


def _start(command: Sequence[str] | None) -> _Worker | None:
    """A worker that is ready, or None where none can be started."""
    if command is None:
        if not sys.executable:
            return None
        command = (sys.executable, "-c", _COMMAND, json.dumps(sys.path))
    import subprocess

    try:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError:
        return None
    worker = _Worker(process)
    if worker.is_ready():
        return worker
    worker.stop()
    return None


class _Reader(pickle.Unpickler):
    """Reads documents and nothing else: the process that wrote them had foreign text in a C parser."""

    def find_class(self, module: str, name: str) -> object:
        if module == "tui_reader.document.blocks" and name.isidentifier() and name[0].isupper():
            return super().find_class(module, name)
        raise pickle.UnpicklingError(name)


def read_document(data: bytes) -> Document:
    """The document in an answer.

    Raises:
        ValueError: It holds something else; garbage raises what `pickle` raises.
    """
    found = _Reader(io.BytesIO(data)).load()
    if not isinstance(found, Document):
        raise ValueError(type(found))
    return found
