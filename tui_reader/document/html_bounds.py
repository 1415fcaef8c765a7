"""Makes HTML harmless for a tree builder in time linear to its length: depth, attributes, unclosed constructions.

Understands only where tags begin and end; what they mean is for `html`.
"""

from __future__ import annotations

import re

MAX_DEPTH = 512
MAX_ATTRIBUTES = 256
MAX_FORMATTING = 24
"""How many formatting elements may be open at once: each open one is built anew in each following paragraph."""
FEW_TAGS = 256
SHORT = 20_000
"""A body with fewer `<` and characters can exceed no limit so far that it costs anything."""
SENTINEL = "reader-end"
"""The tag that stands after the last of a body: where the tree has none, something before it has swallowed it."""

_VOID = frozenset(
    str.split("area base br col embed hr img input link meta param source track wbr keygen frame basefont")
)
_IMPLIED = frozenset(str.split("p li dt dd tr td th option optgroup thead tbody tfoot rt rp rb"))
"""Tags whose end is left out where the next of their kind follows."""
_FORMATTING = frozenset(str.split("a b big code em font i nobr s small strike strong tt u"))
_RAW = frozenset(str.split("script style textarea title xmp iframe noembed noframes template"))
"""Tags whose content is no markup, or is dropped, up to their own end tag."""
_UNWANTED = frozenset(str.split("html head body frameset frame plaintext"))
"""Tags that would change how all that follows is read."""

_START = re.compile(r"<(?:!--|[!?]|(/?)([a-zA-Z][^\s/<>]*))")
_PLAIN_END = re.compile(r"[^<>\"'=]*>")
_ATTRIBUTE = re.compile(r"[\s/]*[^\s/>=][^\s/>=]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|(?![\"'\s])[^\s>]*))?")
_END = re.compile(r"[\s/]*>")


def bounded(html: str) -> str:
    """Return `html` with the same text and no deeper than `MAX_DEPTH`, every construction in it closed.

    Opening tags below that depth and attributes beyond `MAX_ATTRIBUTES` are left out, comments too; a `<` that begins
    nothing complete becomes text.
    """
    return _Scan(html).run()


class _Scan:
    """One pass over a body."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.out: list[str] = []
        self.copied = 0
        """Everything before this place is in `out`."""
        self.open: list[str] = []
        self.counts: dict[str, int] = {}
        self.formatting = 0
        self.wasted = 0
        """Characters that were looked at in vain; beyond a multiple of the length every `<` becomes text."""
        self.last_close: dict[str, int] = {}
        self.lower = ""

    def run(self) -> str:
        position = 0
        while (found := _START.search(self.html, position)) is not None:
            position = self._construct(found)
        self.out.append(self.html[self.copied :])
        self.out.extend(f"</{name}>" for name in reversed(self.open))
        return "".join(self.out)

    def _construct(self, found: re.Match[str]) -> int:
        """Take the tag or comment that begins at `found`; return where to go on."""
        if found[2] is None:
            return self._comment(found)
        end, attributes = self._tag_end(found.end())
        if end < 0:
            return self._as_text(found.start())
        name = found[2].lower()
        if found[1]:
            return self._closing(name, found, end)
        if name in _UNWANTED or (name in _FORMATTING and self.formatting >= MAX_FORMATTING):
            return self._leave_out(found.start(), end)
        if name in _RAW:
            return self._raw(name, found, end)
        if attributes > MAX_ATTRIBUTES:
            self._replace(found.start(), end, f"<{found[2]}>")
        if name not in _VOID:
            if len(self.open) >= MAX_DEPTH:
                return self._leave_out(found.start(), end)
            self._push(name)
        return end

    def _push(self, name: str) -> None:
        if name in _IMPLIED and self.open and self.open[-1] == name:
            return
        self.open.append(name)
        self.counts[name] = self.counts.get(name, 0) + 1
        self.formatting += name in _FORMATTING

    def _closing(self, name: str, found: re.Match[str], end: int) -> int:
        if not self.counts.get(name):
            # `</br>` and `</p>` without a start tag make elements; others do nothing.
            return end if name in {"br", "p"} else self._leave_out(found.start(), end)
        while True:
            last = self.open.pop()
            self.counts[last] -= 1
            self.formatting -= last in _FORMATTING
            if last == name:
                return end
            if last in _FORMATTING:
                # The tree builder would open it again: close it here, so that it can't pile up.
                self._replace(found.start(), found.start(), f"</{last}>")

    def _raw(self, name: str, found: re.Match[str], end: int) -> int:
        close = self._find_close(f"</{name}", end)
        if close < 0:
            return self._leave_out(found.start(), end)
        after, _ = self._tag_end(close + len(name) + 2)
        return after if after > 0 else self._leave_out(found.start(), end)

    def _find_close(self, what: str, position: int) -> int:
        """Find `what` in any case, looking through the whole only once for each thing that isn't there."""
        if not self.lower:
            lower = self.html.lower()
            self.lower = lower if len(lower) == len(self.html) else self.html
        if what not in self.last_close:
            self.last_close[what] = self.lower.rfind(what)
        return self.lower.find(what, position) if position <= self.last_close[what] else -1

    def _comment(self, found: re.Match[str]) -> int:
        if found[0] == "<!--":
            end = self._find_close("-->", found.start() + 2)
            if end >= 0:
                return end + 3
            return self._leave_out(found.start(), found.end())
        end = self._find_close(">", found.end())
        return end + 1 if end >= 0 else self._as_text(found.start())

    def _tag_end(self, position: int) -> tuple[int, int]:
        """Return the place after the `>` of the tag whose name ends at `position`, -1 for none, and its attributes."""
        plain = _PLAIN_END.match(self.html, position)
        if plain is not None:
            return plain.end(), len(plain[0].split()) if len(plain[0]) > MAX_ATTRIBUTES else 0
        if self.wasted > 8 * len(self.html) + 10_000:
            return -1, 0
        start, attributes = position, 0
        while (end := _END.match(self.html, position)) is None:
            attribute = _ATTRIBUTE.match(self.html, position)
            if attribute is None:
                # A quote without its partner has been looked for up to the end.
                self.wasted += len(self.html) - start
                return -1, attributes
            position = attribute.end()
            attributes += 1
        return end.end(), attributes

    def _as_text(self, position: int) -> int:
        self._replace(position, position + 1, "&lt;")
        return position + 1

    def _leave_out(self, start: int, end: int) -> int:
        self._replace(start, end, "")
        return end

    def _replace(self, start: int, end: int, text: str) -> None:
        self.out.append(self.html[self.copied : start])
        self.out.append(text)
        self.copied = end
