"""What leads to a place within an article: headings by their ids and words, footnotes and their calls by number.

Opens and shows nothing.
"""

from __future__ import annotations

from urllib.parse import unquote

from tui_reader.document.page import Page

_NOTE, _CALL = "#note:", "#call:"


def note_target(number: int) -> str:
    """The target of a link that leads to a footnote."""
    return f"{_NOTE}{number}"


def call_target(number: int) -> str:
    """The target of a link that leads from a footnote back to where it is called."""
    return f"{_CALL}{number}"


def fragment_key(fragment: str) -> str:
    """What is the same in a heading and in every generator's address of it: its letters and digits."""
    return "".join(filter(str.isalnum, unquote(fragment).casefold()))


def fragment_line(page: Page, target: str) -> int | None:
    """The line of a page that a target within it means; None where there is no such place.

    Args:
        page: Where it is looked for.
        target: `#` and a heading's id, or its words as generators make ids of them (`#two-words`, `#two-words-1`);
            what `note_target` and `call_target` give. `#` and `#top` mean the first line, as in HTML (7.4.6.3).
    """
    if target.startswith(_NOTE):
        return next((note.line for note in page.notes if note_target(note.number) == target), None)
    if target.startswith(_CALL):
        called = f"{_NOTE}{target.removeprefix(_CALL)}"
        return next((link.line for link in page.links if link.target == called), None)
    fragment = unquote(target.removeprefix("#"))
    named = next((heading.line for heading in page.headings if heading.id and heading.id == fragment), None)
    if named is None:
        named = _heading_lines(page).get(fragment_key(fragment)) if fragment_key(fragment) else None
    if named is None and fragment.lower() in ("", "top"):
        return 0
    return named


def _heading_lines(page: Page) -> dict[str, int]:
    """The lines of the headings by what generators call them; a number follows where one was met before."""
    lines: dict[str, int] = {}
    met: dict[str, int] = {}
    for heading in page.headings:
        key = fragment_key(heading.text)
        times = met[key] = met.get(key, -1) + 1
        lines.setdefault(f"{key}{times}" if times else key, heading.line)
        if heading.id:
            lines.setdefault(fragment_key(heading.id), heading.line)
    return lines
