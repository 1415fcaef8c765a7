"""Where the head of a post ends and its body begins.

It looks at lines alone; what the head says is read elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from tui_reader import limits


class Syntax(StrEnum):
    """What a head is written in."""

    YAML = "YAML"
    TOML = "TOML"
    JSON = "JSON"
    HEADERS = "headers"


@dataclass(frozen=True, slots=True)
class Head:
    """A head in its text."""

    syntax: Syntax
    source: str
    """Without its fences."""
    line: int
    """Where `source` begins, from 1."""
    body_start: int
    """Where the body begins, in characters of the text."""
    fault: str | None = None
    fence: str = ""
    """What stands above and below it, where both do."""


_NAMES = """
    title date tags tag category categories layout author authors slug permalink draft published description summary
    keywords updated created id comments status modified lang language thumbnail headimg cover toc mathjax
"""
KNOWN_KEYS = frozenset(_NAMES.split())
"""Keys that make lines without fences a head."""

_BLANK = re.compile(r"\ufeff*(?:[ \t\f\v\ufeff]*\n)*\ufeff*")
_INDENT = re.compile(r"[ \t]*")
_FENCE = re.compile(r"(-{3,}|\+{3}|;{3,})[ \t\x85\u2028]*(?=\n|\Z)")
_KEY_LINE = re.compile(
    r"""(?:"[^"\n]{1,100}"|'[^'\n]{1,100}'|[^\s"'#:|>&*!%@`\[\]{},?<-][^:\n]{0,100}|<<)[ \t]*:(?=\s|\Z)"""
)
_ANY_KEY_LINE = re.compile(r"""^["']?(\w[\w -]{0,60})["']?[ \t]*[:：]""", re.MULTILINE)
_HEADER_LINE = re.compile(r"([^\W\d_][\w-]{0,40})(?::(?=[ \t]|\n|\Z)|：)[^\n]*(?:\n|\Z)")
_CONTINUED_LINE = re.compile(r"[ \t]+\S[^\n]*(?:\n|\Z)")
_YAML_LINE = re.compile(r"""[ \t]+\S|- |-$|#|\s*$|[\]}]""")
_TOML_LONG_QUOTES = ('"' * 3, "'" * 3)
_TOML_LINE = re.compile(r"""\s*(?:#|\[|["'\w-]+\s*(?:\.\s*["'\w-]+\s*)*=)""")
_JSON_OPENS = re.compile(r"""\{\s*(?:"|\}[ \t]*(?:\n|\Z))""")
_JSON_KEY = re.compile(r'"[^"\n]{1,100}"[ \t]*:')
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\]]', re.DOTALL)


def find_head(text: str) -> Head | None:
    """The head of `text` (line ends LF), or None where it has none.

    Fences of dashes (YAML), of pluses (TOML), of semicolons (JSON without braces, Hexo), a JSON object, heads of both
    without their opening fence (Hexo), header lines up to a blank one (Pelican); blank lines may stand before each.
    """
    blank = _BLANK.match(text)
    start = blank.end() if blank else 0
    fence = _FENCE.match(text, start)
    if fence is not None:
        return _fenced(text, start, fence)
    indented = _INDENT.match(text, start)
    begin = indented.end() if indented else start
    if text.startswith("{", begin):
        return _json_object(text, begin)
    if text.startswith('"', begin):
        return _bare_json(text, begin)
    if _HEADER_LINE.match(text, start) is None:
        return None
    return _without_opening_fence(text, start) or _headers(text, start)


def _line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _fenced(text: str, start: int, fence: re.Match[str]) -> Head | None:
    marker = fence.group(1)
    syntax = {"-": Syntax.YAML, "+": Syntax.TOML, ";": Syntax.JSON}[marker[0]]
    closing = _CLOSINGS.get(marker)
    if closing is None:
        closing = re.compile(rf"\n{re.escape(marker)}[ \t]*(?=\n|\Z)")
    opened = fence.end()
    line = _line_of(text, opened) + 1
    end = closing.search(text, opened)
    if end is None:
        return _unclosed(text, start, opened, line, syntax)
    if syntax is Syntax.TOML:
        # A fence inside a text of several lines is none.
        following: re.Match[str] | None = end
        while following is not None and any(text.count(q, opened, following.start()) % 2 for q in _TOML_LONG_QUOTES):
            following = closing.search(text, following.end(), opened + limits.FRONT_MATTER_BYTES)
        end = following or end
    source = text[opened + 1 : end.start()] if end.start() > opened else ""
    if not _is_head(source, syntax, plain_fence=len(marker) == 3):
        return None
    if syntax is Syntax.JSON and not source.lstrip().startswith("{"):
        source = "{" + source + "}"
    return Head(syntax, source, line, min(end.end() + 1, len(text)), fence=marker)


_CLOSINGS = {
    "---": re.compile(r"\n(?:---|\.\.\.)[ \t\x85\u2028]*(?=\n|\Z)"),
    "+++": re.compile(r"\n\+\+\+[ \t\x85\u2028]*(?=\n|\Z)"),
    ";;;": re.compile(r"\n;;;[ \t\x85\u2028]*(?=\n|\Z)"),
}


def _is_head(source: str, syntax: Syntax, *, plain_fence: bool) -> bool:
    """Whether what stands between two fences is a head, and not a text between two rules."""
    for line in source.split("\n"):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        if syntax is Syntax.JSON:
            return bare.startswith(('"', "{"))
        if syntax is Syntax.TOML:
            return _TOML_LINE.match(line) is not None or _has_known_key(source)
        if _KEY_LINE.match(bare) or (bare.startswith("{") and not bare.startswith(("{%", "{{"))):
            return True
        return plain_fence and _has_known_key(source)
    return plain_fence


def _has_known_key(source: str) -> bool:
    found = _ANY_KEY_LINE.finditer(source, 0, limits.FRONT_MATTER_BYTES)
    return any(match.group(1).lower() in KNOWN_KEYS for match in found)


def _unclosed(text: str, start: int, opened: int, line: int, syntax: Syntax) -> Head | None:
    """A head whose closing fence is missing ends with the first line that can't belong to it."""
    position = opened + 1
    limit = min(len(text), position + limits.FRONT_MATTER_BYTES)
    begun = False
    while position < limit:
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        here = text[position:end]
        belongs = (
            _TOML_LINE.match(here)
            if syntax is Syntax.TOML
            else _KEY_LINE.match(here) or (begun and _YAML_LINE.match(here))
        )
        if not belongs or (begun and not here.strip()):
            break
        begun = True
        position = end + 1
    source = text[opened + 1 : position]
    known = _has_known_key(source) if syntax is Syntax.YAML else "=" in source
    if syntax is Syntax.JSON or not known:
        return None
    fault = "The front matter has no closing fence."
    other = _FENCE.match(text, position)
    if other is not None and other.group(1)[0] == text[start]:
        position = other.end() + 1
        fault = "The front matter's closing fence is not as long as its opening one."
    return Head(syntax, source, line, min(position, len(text)), fault)


def _json_object(text: str, start: int) -> Head | None:
    """A JSON object at the very beginning; nothing of it is parsed yet, its brackets are counted."""
    if _JSON_OPENS.match(text, start) is None:
        return None
    depth = 0
    for token in _JSON_TOKEN.finditer(text, start, start + 4 * limits.FRONT_MATTER_BYTES):
        mark = token.group()
        if mark in "{[":
            depth += 1
        elif mark in "}]":
            depth -= 1
            if depth == 0:
                end = token.end()
                rest = text.find("\n", end)
                # What follows on the same line would be a body that only begins like an object.
                if text[end : rest if rest >= 0 else len(text)].strip(" \t;"):
                    return None
                body = rest + 1 if rest >= 0 else len(text)
                return Head(Syntax.JSON, text[start:end], _line_of(text, start), body)
    blank = text.find("\n\n", start)
    end = blank + 1 if blank >= 0 else len(text)
    source = text[start:end]
    if re.match(r'\{\s*"\w+"\s*:', source) is None:
        return None
    return Head(Syntax.JSON, source, _line_of(text, start), end, "The front matter has no closing brace.")


def _bare_json(text: str, start: int) -> Head | None:
    """JSON without braces and with no fence but the closing one, as Hexo's documentation writes it."""
    end = _CLOSINGS[";;;"].search(text, start, start + limits.FRONT_MATTER_BYTES)
    if end is None or _JSON_KEY.match(text, start) is None:
        return None
    source = "{" + text[start : end.start()] + "}"
    return Head(Syntax.JSON, source, _line_of(text, start), min(end.end() + 1, len(text)))


def _without_opening_fence(text: str, start: int) -> Head | None:
    end = _BARE_CLOSING.search(text, start, start + limits.FRONT_MATTER_BYTES)
    if end is None:
        return None
    source = text[start : end.start()]
    if not _has_known_key(source):
        return None
    if any(not (_KEY_LINE.match(line) or _YAML_LINE.match(line)) for line in source.split("\n")):
        return None
    return Head(Syntax.YAML, source, _line_of(text, start), min(end.end() + 1, len(text)))


_BARE_CLOSING = re.compile(r"\n-{3,}[ \t]*(?=\n|\Z)")


def _headers(text: str, start: int) -> Head | None:
    position = start
    while position < start + limits.FRONT_MATTER_BYTES:
        line = _HEADER_LINE.match(text, position) or (
            _CONTINUED_LINE.match(text, position) if position > start else None
        )
        if line is None or line.end() == position:
            break
        position = line.end()
    first = _HEADER_LINE.match(text, start)
    source = text[start:position]
    at_end = position >= len(text) or text[position] == "\n" or not text[position : text.find("\n", position)].strip()
    if first is None or not at_end:
        return None
    # A first key in another language is one where a known key stands below it.
    if first.group(1).lower() not in KNOWN_KEYS and (first.group(1).isascii() or not _has_known_key(source)):
        return None
    return Head(Syntax.HEADERS, source, _line_of(text, start), min(position + 1, len(text)))
