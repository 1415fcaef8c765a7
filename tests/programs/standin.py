"""Stand-ins: little programs that note how they were called."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

NET = 30.0
"""Seconds after which a test gives up; everything here takes some tenths."""

RECORD = """
import json, os, sys
sys.stdout.write("printed to nobody")
sys.stdout.flush()
fds = {}
for fd in range(64):
    try:
        os.fstat(fd)
    except OSError:
        continue
    fds[fd] = os.readlink(f"/proc/self/fd/{fd}") if os.path.exists(f"/proc/self/fd/{fd}") else ""
note = {
    "program": sys.argv[0], "argv": sys.argv[1:], "cwd": os.getcwd(), "session": os.getsid(0),
    "group": os.getpgid(0), "stdin": sys.stdin.read(), "fds": fds, "pid": os.getpid(),
}
with open(sys.argv[0] + ".part", "w") as file:
    json.dump(note, file)
os.rename(sys.argv[0] + ".part", sys.argv[0] + ".json")
"""


def stand_in(folder: Path, code: str = RECORD, name: str = "viewer") -> Path:
    """A program that does what `code` says."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!{sys.executable} -IS\n{code}\n")
    path.chmod(0o755)
    return path


def noted(program: Path) -> dict[str, object]:
    """What a recording stand-in has noted, as soon as it has."""
    note = Path(f"{program}.json")
    end = time.monotonic() + NET
    while not note.exists():
        assert time.monotonic() < end, f"{program} was never started"
        time.sleep(0.02)
    result: dict[str, object] = json.loads(note.read_text())
    return result
