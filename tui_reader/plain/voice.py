"""The plain reader's two streams: lines out, cleaned, and answers in. No escape sequence, no cursor, nothing repeated.

It knows nothing of posts.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from contextlib import suppress
from typing import TextIO

from tui_reader.document import clean_line

_YES = frozenset({"y", "yes", "是", "对"})


class Voice:
    """Says lines and asks for lines."""

    def __init__(self, source: TextIO, out: TextIO) -> None:
        """Take the streams.

        Args:
            source: Where answers come from; prompts are written only where it is a terminal.
            out: Where everything is written.
        """
        self._source, self._out = source, out
        self._prompts = source.isatty()
        if isinstance(source, io.TextIOWrapper):
            with suppress(ValueError, OSError):
                source.reconfigure(errors="replace")

    def say(self, *lines: str) -> None:
        """Write lines, each cleaned; one that holds line ends is several."""
        self.say_all(lines)

    def say_all(self, lines: Iterable[str]) -> None:
        """Write many lines."""
        parts = (part for line in lines for part in line.split("\n"))
        self._out.write("".join(f"{clean_line(part).rstrip()}\n" for part in parts))
        self._out.flush()

    def ask(self, prompt: str) -> str | None:
        """Ask for one line.

        Returns:
            The line, cleaned; None where there is no more.
        """
        if self._prompts:
            self._out.write(f"{clean_line(prompt)}: ")
            self._out.flush()
        line = self._source.readline()
        if not line:
            if self._prompts:
                self.say("")  # so that what comes next begins a line
            return None
        return clean_line(line.rstrip("\r\n"))

    def agreed(self, question: str) -> bool:
        """Ask a question that is answered by y, with or without more letters; anything else means no."""
        if not self._prompts:
            self.say(question)
        answer = self.ask(f"{question} y or n")
        return answer is not None and answer.strip().lower() in _YES
