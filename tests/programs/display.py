"""A display on which nobody else draws: an X server that shows nothing (Xvfb)."""

from __future__ import annotations

import os
import select
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.programs.standin import NET


@contextmanager
def virtual_display(server: str, screen: str, log: Path) -> Iterator[str]:
    """Run the X server at `server` on the next free display, and give the display's name.

    Args:
        screen: Its size and depth, as `800x600x24`.
        log: The file that takes what the server says.
    """
    reading, writing = os.pipe()
    # A server that resets itself whenever its last client goes loses a program that comes while `xwininfo` leaves.
    command = [server, "-displayfd", str(writing), "-screen", "0", screen, "-nolisten", "tcp", "-noreset"]
    with log.open("wb") as said:
        process = subprocess.Popen(command, pass_fds=(writing,), stdout=said, stderr=said, start_new_session=True)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as told:
            number = told.readline().decode().strip() if select.select([told], [], [], NET)[0] else ""
        assert number, log.read_text()
        yield f":{number}"
    finally:
        process.terminate()
        process.wait(NET)
