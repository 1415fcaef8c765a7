"""A process that turns posts into files of a format for `crew`: `python -m tui_reader.jobs.render_worker`.

Takes JSON lines on its standard input, format and options first, and answers each post with a line and the file's
bytes. It writes no file, and may be killed at any point.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import BinaryIO

from tui_reader.export import EXPORTERS
from tui_reader.jobs.articles import ArticleReader, Wanted
from tui_reader.jobs.crew import READY, answer_of, ordered
from tui_reader.jobs.rendering import render
from tui_reader.model import LibraryOptions


def main() -> None:
    """Answer requests until the input ends."""
    requests, answers = _own_channels()
    name, options = ordered(requests.readline())
    exporter = EXPORTERS[name]
    answers.write(READY)
    answers.flush()
    with ArticleReader() as reader:
        for line in requests:
            root, path, said = json.loads(line)
            wanted = Wanted(Path(root), path, LibraryOptions(*said))
            answers.write(answer_of(render(reader, wanted, exporter, options)))
            answers.flush()


def _own_channels() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output, out of the reach of libraries that print."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return sys.stdin.buffer, answers


if __name__ == "__main__":
    main()
