"""A library of posts that attack the terminal, and a judge of what a terminal was sent."""

from __future__ import annotations

import json
import re
from pathlib import Path

PAYLOADS = (
    "\x1b]0;owned\x07",
    "\x1b]52;c;cm0gLXJmIH4=\x07",
    "\x1b]8;;javascript:alert(1)\x07click\x1b]8;;\x07",
    "\x1b[2J\x1b[H",
    "\x1bc",
    "\x1bP+q544e\x1b\\",
    "\x1b_Gf=100;AAAA\x1b\\",
    "\x1b[6n",
    "\x1b[c",
    "\x1b[>0q",
    "\x1b]4;1;?\x07",
    "\x1b]0;never ended",
    "\x1b[31",
    "\x9b31m\x9d0;owned\x9c",
    "\x07\x08\x7f\x0b\x0c\x0e\x0f",
    "\u202eevil\u202c\u2066iso\u2069",
    "\u2028line\u2029para\x85",
    "[/]",
    "[@click=app.quit]quit[/]",
    "[bold red]$HOME `id` $(id) ; rm",
)

ENTITIES = "".join(f"&#{code};" for code in (*range(1, 0x20), *range(0x7F, 0xA0))) + "&#x1b;]0;owned&#7;"
CONTROLS = "".join(map(chr, (*range(1, 0x20), *range(0x7F, 0xA0))))


def build(root: Path) -> Path:
    """Fill `root` with posts that carry each payload in every field, and all control characters in one of them."""
    posts = root / "source" / "_posts"
    posts.mkdir(parents=True)
    for number, payload in enumerate((*PAYLOADS, CONTROLS)):
        header = {
            "title": f"title {number} {payload} end",
            "date": f"2024-01-{number + 1:02d} 10:00:00",
            "author": f"author {payload}",
            "categories": [f"top {payload}", f"below {payload}"],
            "tags": [f"tag {payload}", "[/tag]"],
            "source": f"https://example.org/{number}?{payload}",
            "headimg": f"https://example.org/{payload}.png",
        }
        body = (
            f"<p>before {payload} after {ENTITIES}</p>"
            f"<p><img src='x{payload}.png' alt='alt {payload}'> caption {payload}</p><p>"
            f"<a href='https://example.org/{payload}'>link {payload}</a></p>"
            f"<video src='v{payload}.mp4' title='video {payload}'></video>"
            f"<iframe src='https://www.youtube.com/embed/{number}' title='site {payload}'></iframe>"
            f"<pre><code class='language-python'>code = '{payload}' # {payload}</code></pre>"
            f"<table><tr><th>{payload}</th></tr><tr><td>{payload}</td></tr></table>"
        )
        (posts / f"post-{number}.html").write_bytes(
            (json.dumps(header, ensure_ascii=True) + "\n\n" + body).encode("utf-8", "surrogatepass")
        )
    for number, payload in enumerate(PAYLOADS):
        name = f"file {number} {payload}".replace("/", "∕").replace("\x00", "")
        text = (
            f"---\ntitle: {payload}\nbroken: [\n---\n\n# heading {payload}\n\n- {payload}\n\n"
            f"[text](https://a.example/{payload})\n"
        )
        (posts / f"{name}.md").write_bytes(text.encode("utf-8", "surrogatepass"))
    (posts / "only a name [∕] \x1b]0;owned\x07.md").write_bytes(b"")
    (posts / "bytes.md").write_bytes(b"---\ntitle: raw\n---\n" + bytes(range(1, 256)))
    return root


_ALLOWED = re.compile(
    rb"\x1b\[[0-9;:]*m"  # SGR
    rb"|\x1b\[[0-9]*(?:;[0-9]*)?H"  # CUP
    rb"|\x1b\[\?(?:25|1000|1002|1003|1004|1006|1015|1016|1049|2004|2026|2048|7)[hl]"  # modes the driver sets
    rb"|\x1b\[\?(?:2026|2048)\$p"  # asks whether synchronised output and in-band resize are there
    rb"|\x1b\[>[0-9]*u|\x1b\[<[0-9]*u|\x1b\[\?u"  # kitty keyboard protocol
    rb"|\x1b\[[0-9;]*t"  # asks for the size in pixels
    rb"|\x1b\[K|\x1b\[[0-2]?J"
    rb"|\x1b\[>4;[0-9]m|\x1b\[4m"
    rb"|\x1b\]22;[a-z-]*\x07"  # the pointer's shape
    rb"|\x1b[78]"
)


def foreign(output: bytes) -> list[str]:
    """What in `output` neither text nor the driver's own grammar explains, each with its surroundings."""
    found = []
    rest = _ALLOWED.sub(b"", output)
    for match in re.finditer(
        rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8\xa9\xaa-\xae]|\xe2\x81[\xa6-\xa9]", rest
    ):
        around = rest[max(0, match.start() - 30) : match.end() + 30]
        found.append(around.decode("utf-8", "backslashreplace").encode("unicode_escape").decode())
    return found


def foreign_in_text(output: bytes) -> list[str]:
    """What no command may print: every control byte but newline, tab and carriage return, C1, separators, overrides."""
    return [
        output[max(0, match.start() - 30) : match.end() + 30].decode("utf-8", "backslashreplace")
        for match in re.finditer(
            rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8\xa9\xaa-\xae]|\xe2\x81[\xa6-\xa9]", output
        )
    ]
