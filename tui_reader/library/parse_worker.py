"""The process that parses bodies for `opening`: reads requests from its input, writes documents to its output.

It reads no files, and ends with its input, with the memory it may have, or with its patience.
"""

from __future__ import annotations

import faulthandler
import os
import pickle
import sys
import threading
from collections.abc import Callable, Sequence
from typing import BinaryIO

from tui_reader import limits
from tui_reader.document.blocks import Document
from tui_reader.library.opening import HEADER, READY
from tui_reader.library.own_limits import limit_memory, limit_time
from tui_reader.model import BodyFormat

Parse = Callable[[str, BodyFormat, Sequence[str], str], Document]

_STACK_BYTES = 64 * limits.MEBIBYTE
_LEVELS = 20_000
"""Python frames: a document of the deepest lists allowed takes some thousand to be written."""
_PATIENCE = 2 * limits.PARSE_WAIT_SECONDS
"""When nobody has killed the process by then, whoever asked is gone."""


def main() -> None:
    """Serve with the real parser."""
    from tui_reader.document import parse

    def parsed(body: str, body_format: BodyFormat, covers: Sequence[str], title: str) -> Document:
        return parse(body, body_format, covers=covers, title=title)

    parsed("*warm* <b>up</b>\n", BodyFormat.MARKDOWN, (), "")  # what is imported late is imported now
    serve(parsed)


def serve(parse: Parse, *, memory: int = limits.WORKER_BYTES) -> None:
    """Answer requests until the input ends.

    Args:
        parse: Makes a document of a body, its format, the covers and the title.
        memory: Bytes of address space, where the system can limit it.
    """
    # Whatever a library prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.close(nothing)
    sys.setrecursionlimit(_LEVELS)
    limit_memory(memory)
    threading.stack_size(_STACK_BYTES)
    thread = threading.Thread(target=_answer_all, args=(parse, sys.stdin.buffer, answers))
    thread.start()
    thread.join()


def _answer_all(parse: Parse, requests: BinaryIO, answers: BinaryIO) -> None:
    _send(answers, READY)
    while len(header := requests.read(HEADER.size)) == HEADER.size:
        (size,) = HEADER.unpack(header)
        # Trusted: it comes from the process that started this one.
        seconds, body, body_format, covers, title = pickle.loads(requests.read(size))  # noqa: S301
        faulthandler.dump_traceback_later(_PATIENCE, exit=True)
        limit_time(seconds)
        document = parse(body, BodyFormat(body_format), covers, title)
        limit_time(0)
        _send(answers, pickle.dumps(document, pickle.HIGHEST_PROTOCOL))
        faulthandler.cancel_dump_traceback_later()


def _send(answers: BinaryIO, data: bytes) -> None:
    answers.write(HEADER.pack(len(data)) + data)
    answers.flush()
