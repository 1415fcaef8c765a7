"""Rewrites Hexo tags, Hugo shortcodes, Jekyll's Liquid, WordPress's `[caption]` and the imports of MDX as HTML.

An unknown one goes, and what it encloses or says stays; one that says nothing is named where it stands alone. Runs
nothing, includes nothing.
"""

from __future__ import annotations

import re
from html import escape
from types import MappingProxyType

from tui_reader.document.shortcode_tags import (
    ENCLOSING,
    NOTHING,
    STANDING,
    VERBATIM,
    Call,
    absent,
    named,
    picture_of,
    unknown,
)
from tui_reader.model import BodyFormat


def expand(body: str, format: BodyFormat) -> str:  # noqa: A002
    """Return `body` with its shortcodes rewritten, those in the code of Markdown left alone."""
    if "[caption" in body:
        body = _CAPTION.sub(_caption, body)
    if "[img" in body or "[IMG" in body:
        body = _BOARD_IMAGE.sub(_board_image, body)
    if "{%" not in body and "{{" not in body and "\n{:" not in body and not _has_imports(body):
        return body
    return _Expansion(body, format is BodyFormat.MARKDOWN).run()


_CAPTION = re.compile(r"\[caption([^\]\n]{0,500})\]((?:(?!\[caption).){0,4000}?)\[/caption\]", re.DOTALL)
_CAPTION_TEXT = re.compile(r"caption=(?:\"([^\"]*)\"|'([^']*)')")
_IMAGE_TAG = re.compile(r"<img[^>]*>\s*(?:</a>)?", re.IGNORECASE)


def _caption(found: re.Match[str]) -> str:
    inner = found[2].strip()
    image = _IMAGE_TAG.search(inner)
    if image is None:
        return inner
    old = _CAPTION_TEXT.search(found[1])
    text = inner[image.end() :].strip() or ((old[1] or old[2] or "") if old else "")
    return f"<figure>{inner[: image.end()]}<figcaption>{text}</figcaption></figure>"


_BOARD_IMAGE = re.compile(r"\[img(?:=\d+[x,]\d+)?\]\s*((?:https?:)?//[^\s\[\]\"<>]{1,2000})\s*\[/img\]", re.IGNORECASE)


def _board_image(found: re.Match[str]) -> str:
    """Return the HTML of `[img]address[/img]`, as message boards have it."""
    return f'<img src="{escape(found[1])}">'


_IMPORT_LINES = r"(?:^import[ \t]+(?:[\w$*{}, \t]{1,300}[ \t]from[ \t]+)?[\"'][^\"'\n]{1,300}[\"'];?[ \t]*(?:\n|\Z))+"
"""The lines by which MDX takes components from other files."""
_IMPORTS = re.compile(_IMPORT_LINES, re.MULTILINE)


def _has_imports(body: str) -> bool:
    return "import" in body and _IMPORTS.search(body) is not None


_PLACE = re.compile(
    r"(?P<formula>^[ \t>]{0,12}\$\$)"
    r"|(?P<fence>^[ \t>]{0,12}(?P<marks>`{3,}|~{3,})[^\n]*$)"
    r"|(?P<code>`+)"
    r"|\{%-?\s*(?P<liquid>[^\s%}](?:(?!\{%)[^\n]){0,1000}?)\s*-?%\}"
    r"|\{\{(?P<hugo>[<%](?:(?!\{\{)[^\n]){0,2000}?)\s*[>%]\}\}"
    r"|\{\{-?(?P<value>[^{}\n]{0,300}?)-?\}\}"
    r"|^\{:(?P<kramdown>[^}\n]{0,300})\}[ \t]*$"
    rf"|(?P<imports>{_IMPORT_LINES})",
    re.MULTILINE,
)
_ARGUMENT = re.compile(
    r"([\w.-]+)\s*[=:]\s*(?:\"([^\"]*)\"|'([^']*)'|`([^`]*)`)|([\w-]+)=(\S+)|\"([^\"]*)\"|'([^']*)'|`([^`]*)`|([^\s\"'`]+)"
)
_SITE_VALUE = re.compile(r"\s*(?:site|page|post|include|layout|paginator|theme|config|forloop|content)\b")
_FUNCTION = re.compile(r"\s*[a-z]\w{1,40}\(.*\)\s*$")
"""Zola's shortcodes."""
_PATH_VALUE = re.compile(
    r"\s*[\"']([^\"']*)[\"']\s*\|\s*(?:relative_url|absolute_url|prepend|asset|absURL|relURL|url_for)"
)


class _Expansion:
    """One pass over a body."""

    def __init__(self, body: str, markdown: bool) -> None:
        self.body = body
        self.markdown = markdown
        self.out: list[str] = []
        self.absent: set[str] = set()
        """Ends that have been looked for in vain: they are not there later either."""
        self.last: dict[str, int] | None = None
        """Where the last end of each tag stands, `/name` or `endname`, once that is wanted."""

    def run(self) -> str:
        position = 0
        while (found := _PLACE.search(self.body, position)) is not None:
            self.out.append(self.body[position : found.start()])
            position = self._place(found)
        self.out.append(self.body[position:])
        return "".join(self.out)

    def _place(self, found: re.Match[str]) -> int:
        """Write what stands for the place that was found; return where to go on."""
        if found["formula"] is not None:
            end = self._end_of_formula(found.end())
            self.out.append(self.body[found.start() : end])
            return end
        if (mark := found["marks"] or found["code"]) is not None:
            end = self._end_of_code(found, mark)
            self.out.append(self.body[found.start() : end])
            return end
        if (value := found["value"]) is not None:
            self.out.append(_site_value(value, found[0]))
            return found.end()
        if found["kramdown"] is not None:
            return found.end()
        if found["imports"] is not None:
            self.out.append(f"\n{named(found['imports'].strip())}\n\n" if self.markdown else found[0])
            return found.end()
        hugo = found["hugo"] is not None
        text = found["hugo"][1:].strip() if hugo else found["liquid"]
        if text.startswith("/*"):
            self.out.append(escape(found[0].replace("/*", "").replace("*/", ""), quote=False))
            return found.end()
        return self._call(found, text, hugo)

    def _end_of_formula(self, start: int) -> int:
        """Return where the formula ends that begins before `start`, if it does within its paragraph, else `start`."""
        end = _FORMULA_END.search(self.body, start) if self.markdown else None
        return end.end() if end is not None and end[0] == "$$" else start

    def _end_of_code(self, found: re.Match[str], mark: str) -> int:
        """Return where the code that begins here ends: after its fence or its run of backticks."""
        if not self.markdown:
            return found.end()
        fence = found["marks"] is not None
        key = f"{'fence' if fence else 'code'}{mark}"
        if key in self.absent:
            return len(self.body) if fence else found.end()
        pattern = rf"^[ \t>]*{re.escape(mark)}" if fence else rf"(?<!`){mark}(?!`)"
        end = re.compile(pattern, re.MULTILINE).search(self.body, found.end())
        if end is None:
            self.absent.add(key)
            return len(self.body) if fence else found.end()
        return end.end()

    def _call(self, found: re.Match[str], text: str, hugo: bool) -> int:
        closing = text.startswith("/")
        call = _call(text.lstrip("/").strip().rstrip("/"))
        name = call.name
        if not hugo and name.startswith("end") and name not in VERBATIM:
            closing, name = True, name[3:]
        if closing:
            self.out.append(ENCLOSING.get(name, NOTHING)[1])
            return found.end()
        if name in VERBATIM:
            return self._verbatim(found, call, hugo)
        if name in ENCLOSING:
            self.out.append(ENCLOSING[name][0](call))
        elif self.body.endswith(("](", 'href="', 'src="', "href='", "src='"), 0, found.start()):
            self.out.append(call.value(0, "src", "path", "url", "file", "link").replace(" ", "%20"))
        else:
            html = STANDING[name](call) if name in STANDING else unknown(call, hugo)
            if not html and not self._encloses(name, found.end(), hugo) and self._is_alone(found):
                html = absent(call)
            self._alone(html, found.end())
        return found.end()

    def _is_alone(self, found: re.Match[str]) -> bool:
        """Whether nothing else stands on the line of a tag, as far as one looks; one that is indented may be code."""
        start, end = found.span()
        indent = self.body[max(0, start - _MOST_INDENT) : start].rstrip(" ")
        behind = self.body[end : end + _NEAR].lstrip(" \t")
        begins = indent.endswith("\n") or (not indent and start < _MOST_INDENT)
        return begins and (behind.startswith("\n") or (not behind and end + _NEAR > len(self.body)))

    def _encloses(self, name: str, end: int, hugo: bool) -> bool:
        """Whether a tag that is not known has an end further on, so that it says what stands between."""
        if self.last is None:
            self.last = {(found[1] or f"end{found[2]}").lower(): found.start() for found in _END.finditer(self.body)}
        return self.last.get(f"/{name}" if hugo else f"end{name}", -1) >= end

    def _alone(self, html: str, end: int) -> None:
        """Write what stands for a tag without an end; at the end of a line a blank line ends its HTML block."""
        self.out.append(html)
        if html.startswith("<") and self.body.startswith("\n", end):
            self.out.append("\n")

    def _verbatim(self, found: re.Match[str], call: Call, hugo: bool) -> int:
        """Take code or raw text up to its end tag; what looks like a shortcode in it is text."""
        pattern = rf"\{{\{{[<%]\s*/\s*{call.name}\s*[>%]\}}\}}" if hugo else rf"\{{%-?\s*end{call.name}\s*-?%\}}"
        end = None if pattern in self.absent else re.compile(pattern).search(self.body, found.end())
        if end is None:
            self.absent.add(pattern)
            return found.end()
        self.out.append(VERBATIM[call.name](call, self.body[found.end() : end.start()]))
        return end.end()


def _call(text: str) -> Call:
    values: list[str] = []
    named: dict[str, str] = {}
    quoted: set[int] = set()
    head = _NAME.match(text)
    for found in _ARGUMENT.finditer(text, head.end() if head else 0):
        groups = found.groups()
        if groups[0] is not None:
            named[groups[0].lower()] = next((group for group in groups[1:4] if group is not None), "")
        elif groups[4] is not None:
            named[groups[4].lower()] = groups[5]
        else:
            if groups[9] is None:
                quoted.add(len(values))
            values.append(next(group for group in groups[6:] if group is not None))
    return Call(head[0].lower() if head else "", tuple(values), MappingProxyType(named), frozenset(quoted))


_END = re.compile(r"\{\{[<%]\s*(/[^\s\"'`=(<>%}]+)|\{%-?\s*end([^\s\"'`=(%}]+)")
_FORMULA_END = re.compile(r"\$\$|\n[ \t]*\n")
_NEAR = 80
"""Characters behind a tag that are looked at."""
_MOST_INDENT = 4
"""A line end, and fewer blanks than code has, before a tag that stands alone."""
_NAME = re.compile(r"[^\s\"'`=(]+")


def _site_value(value: str, whole: str) -> str:
    """Return what `{{ value }}` stands for; what is no variable of a site stays as it is."""
    if path := _PATH_VALUE.match(value):
        return path[1]
    if _SITE_VALUE.match(value):
        return ""
    call = _call(value.strip().removesuffix(")")) if _FUNCTION.match(value) else None
    return (picture_of(call) if call is not None else "") or whole
