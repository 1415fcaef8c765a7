"""Starts a module of this program as a process of its own, spoken to through pipes.

No fork of a process with threads, no import of the caller's main module, nothing imported from the current folder; what
is said through the pipes is agreed between the caller and the module.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO


def start_module(module: str, command: Sequence[str] | None = None) -> subprocess.Popen[bytes]:
    """Start a module; it gets no signals of our terminal.

    Args:
        module: Its name, such as `tui_reader.library.worker`.
        command: What is started instead of this interpreter with the module.

    Raises:
        OSError: It can't be started; ValueError and TypeError likewise, where there is no interpreter.
    """
    package = str(Path(__file__).resolve().parents[2])
    inherited = os.environ.get("PYTHONPATH")
    return subprocess.Popen(  # noqa: S603 - our own module
        command or (sys.executable, "-P", "-m", module),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (package, inherited)))},
        start_new_session=True,
    )


def own_channels() -> tuple[BinaryIO, BinaryIO]:
    """Inside such a process, its standard input and output, out of the reach of libraries that print."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return sys.stdin.buffer, answers
