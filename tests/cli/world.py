"""Runs the real program in a pipe or under a terminal, and makes the libraries that it is tried on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

COMMAND = (sys.executable, "-m", "tui_reader")
HEARING = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
"""Starts a program that hears interrupts, even where the tests run in the background and are deaf to them."""
INTERRUPTED = (130, -2)
"""The status of a program that an interrupt ended; shells say 130 of both.

Where it came while Python ran text with `exec`, as when a dataclass is made, CPython ends itself by the signal once the
program has told its status (`exit_sigint`).
"""
SGR = re.compile(rb"\x1b\[[0-9;]*m")
CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8-\xae]|\xe2\x81[\xa6-\xa9]")
"""In UTF-8: every control but TAB and LF, C1, the line and paragraph separators, bidi overrides and isolates."""

ESCAPES = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202edesrever\u2028"


@dataclass(frozen=True, slots=True)
class Result:
    """What a run of the program gave."""

    status: int
    out: bytes
    err: bytes

    @property
    def text(self) -> str:
        """Standard output as text."""
        return self.out.decode()

    @property
    def lines(self) -> list[str]:
        """Standard output in lines."""
        return self.text.split("\n")[:-1]

    @property
    def told(self) -> str:
        """Standard error as text."""
        return self.err.decode()


def run(
    *arguments: str | bytes,
    stdin: bytes = b"",
    cwd: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Result:
    """Run the program in a pipe."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, **(environ or {})},
        timeout=120,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def run_on_terminal(
    *arguments: str, columns: int = 100, environ: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Result:
    """Run the program with both outputs on a terminal that changes no byte."""
    import fcntl
    import pty
    import struct
    import termios
    import tty

    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, columns, 0, 0))
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        cwd=cwd,
        env={**os.environ, "TERM": "xterm-256color", **(environ or {})},
    )
    os.close(theirs)
    parts: list[bytes] = []
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
    os.close(ours)
    return Result(process.wait(timeout=120), b"".join(parts), b"")


def write(root: Path, name: str | bytes, text: str | bytes) -> None:
    """Write one post."""
    path = root / os.fsdecode(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def plain_library(root: Path) -> Path:
    """A small library of well-behaved posts: a date each, two categories, one undated, one Chinese."""
    write(
        root,
        "one.md",
        "---\ntitle: One\ndate: 2024-10-01 09:30:00 +0800\nauthor: Ann\n"
        "categories: [News, Local]\ntags: [a, b]\nsource: https://example.com/1\n---\n"
        "Hello [there](https://example.com/there).\n\n![A hill](hill.png)\n",
    )
    write(root, "two.md", "---\ntitle: Two\ndate: 2024-09-01\ncategories: [News]\n---\nSecond text.\n")
    write(root, "deep/three.html", "<h1>Three</h1><p>An undated page.</p>")
    write(
        root,
        "zh.md",
        "---\ntitle: 第三篇文章\ndate: 2023-01-02 03:04:05\ncategories: [新闻]\n---\n"
        "今天的天气很好，我们去公园散步。[链接](https://example.com/zh)\n\n"
        "![图说](https://example.com/a.jpg)\n",
    )
    write(root, "hill.png", PNG)
    return root


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000"
    "050001a5f645400000000049454e44ae426082"
)


def hostile_library(root: Path) -> Path:
    """Posts that try to reach the terminal through every field, and names that are hard to say."""
    quoted = ESCAPES.replace("\x1b", "\\x1b").replace("\x07", "\\x07").replace("\x9b", "\\x9b")
    quoted = quoted.replace("\u202e", "\\u202e").replace("\u2028", "\\u2028")
    head = (
        f'---\ntitle: "T {quoted} \\t tab [/red] [@click=app.quit]x[/]"\ndate: 2021-02-03 04:05:06 +0000\n'
        f'author: "A {quoted}"\ncategories: ["C {quoted}", "D\\ttab"]\ntags: ["t {quoted}"]\n'
        f'source: "https://example.com/{quoted}"\nheadimg: "https://example.com/{quoted}.jpg"\nbad: [\n---\n'
    )
    good = head.replace("bad: [\n", "")
    body = (
        f"# H {ESCAPES}\n\nRaw {ESCAPES} and &#27;]52;c;eA==&#7; and &#x9b;31m.\n\n"
        f"[link](https://example.com/&#27;]8;;x&#7; \"{ESCAPES}\")\n\n![cap {ESCAPES}](x&#27;[2J.png '{ESCAPES}')\n\n"
        f"```sh\ncode {ESCAPES}\n```\n\n| a{ESCAPES} | b |\n|---|---|\n| c | d{ESCAPES} |\n"
    )
    write(root, "good.md", good + body)
    write(root, "broken.md", head + body)
    write(root, "page.html", f"<h1>P {ESCAPES}</h1><p>x&#27;[31m {ESCAPES}</p><img src='a&#7;.png' alt='{ESCAPES}'>")
    write(root, "nul.md", b"---\ntitle: \x00nul\x1b[31m\n---\n\x00\x1b[2J\xff\xfe\x80 body")
    write(root, "empty.md", "")
    write(root, "con.md", "---\ntitle: ../../etc/passwd\n---\nx\n")
    if os.name != "nt":
        write(root, b"esc-\x1b]0;owned\x07-\xff-%41.md", f"# By name {ESCAPES}\n\ntext\n")
        write(root, "new\nline\t[x].md", "---\ndate: nonsense\x1b[31m\n---\nno title at all, only \x1b[5m text\n")
        write(root, b"dir-\x9b\xc2\x9b31m/p.md", "# In a folder\n\ntext\n")
    return root


def bad_bytes(data: bytes, *, colours: bool = False) -> list[bytes]:
    """The control bytes in an output that should have none."""
    return CONTROL.findall(SGR.sub(b"", data) if colours else data)
