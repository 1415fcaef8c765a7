"""Spans as prose: one text with the runs it is made of, ready to be broken into lines.

Knows the signs that stand for what is no text (pictures, notes, numbers of links); knows no blocks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from tui_reader.document.addresses import short_address
from tui_reader.document.blocks import FootnoteReference, Image, LineBreak, Link, Math, Ruby, Span, Spans, Style, Text
from tui_reader.document.formulas import readable
from tui_reader.document.linebreak_address import Address
from tui_reader.document.page import LayoutOptions, LinkStyle, Role
from tui_reader.document.register import Register
from tui_reader.document.spoken import words

_SUPERSCRIPT = str.maketrans("0123456789+-=()abcdefghijklmnoprstuvwxyz−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ⁻")
_SUBSCRIPT = str.maketrans("0123456789+-=()aehijklmnoprstuvx−", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ₋")
_RAISED_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_HAN_BESIDE_LATIN = re.compile("(?<=[\u3400-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[\u3400-\u9fff])")
_WHOLE = frozenset([Role.FIGURE_MARK, Role.FOOTNOTE, Role.LINK_NUMBER, Role.MATH])
"""Roles of runs in which no gap stands."""
_WHOLE_FORMULA = 24
"""Characters up to which a formula amid text is not broken."""
_TO_SPACES = str.maketrans("\n\t\r\x0b\x0c", "     ")

_RAISED_OR_LOWERED = Style.SUPERSCRIPT | Style.SUBSCRIPT

Attributes = tuple[Role, Style, int | None, int | None]
"""Role, style, place of the link, place of the picture."""


@dataclass(slots=True)
class Prose:
    """A paragraph's text; newlines in it are line ends that the author asked for."""

    parts: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    """Where each run begins."""
    attributes: list[Attributes] = field(default_factory=list)
    glue: list[int] = field(default_factory=list)
    """Places of characters that no line end may come next to."""
    gaps: list[int] = field(default_factory=list)
    """Places of spaces that are gaps of setting, no text."""
    addresses: list[Address] = field(default_factory=list)
    """Those of which it is known where they stand, in order, whatever characters they have."""
    length: int = 0

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(self.parts)

    def extend(self, other: Prose) -> None:
        """Append another paragraph's text."""
        self.glue.extend(at + self.length for at in other.glue)
        self.gaps.extend(at + self.length for at in other.gaps)
        self.addresses.extend(address.moved(self.length) for address in other.addresses)
        text = other.text
        for number, start in enumerate(other.starts):
            end = other.starts[number + 1] if number + 1 < len(other.starts) else other.length
            self.add(text[start:end], other.attributes[number])

    def add(self, text: str, attributes: Attributes) -> None:
        """Append text of one kind."""
        if not text:
            return
        if not self.attributes or self.attributes[-1] != attributes:
            self.starts.append(self.length)
            self.attributes.append(attributes)
        self.parts.append(text)
        self.length += len(text)

    def add_address(self, address: str, attributes: Attributes) -> None:
        """Append an address, which is broken as such."""
        start = self.length
        self.add(address.translate(_TO_SPACES), attributes)
        self.addresses.append(Address(start, self.length))


class Weaver:
    """Turns spans into prose."""

    def __init__(self, options: LayoutOptions, register: Register) -> None:
        self.options = options
        self.register = register

    def weave(self, spans: Spans, role: Role = Role.TEXT, style: Style = Style.NONE, *, figures: bool = True) -> Prose:
        """The prose of `spans`.

        Args:
            spans: What to set.
            role: The role of what is plain text.
            style: Added to each run's own.
            figures: Whether pictures amid the text leave a mark.
        """
        prose = Prose()
        for link, group in groupby(spans, _link_of):
            self._add(prose, list(group), link, role, style, figures=figures)
        return _with_gaps(prose) if self.options.gaps else prose

    def _add(
        self, prose: Prose, spans: list[Span], link: Link | None, role: Role, style: Style, *, figures: bool
    ) -> None:
        place, number = None, 0
        if link is not None and link.target:
            place, number = self.register.link(link, _shown(spans))
        before = prose.length
        for span in spans:
            match span:
                case Text():
                    prose.add(_text(span), (role, _both(span.style, style), place, None))
                case LineBreak():
                    prose.add("\n", (role, style, None, None))
                case Image():
                    if figures:
                        self._add_image(prose, span, place)
                case Ruby():
                    prose.add(span.base.translate(_TO_SPACES), (role, _both(span.style, style), place, None))
                    prose.glue.append(prose.length)
                    reading = span.reading.translate(_TO_SPACES)
                    prose.add(f"({reading})", (role, _both(span.style, style), place, None))
                case Math():
                    self._add_formula(prose, span.tex, style, place)
                case FootnoteReference():
                    self._add_note(prose, span.number)
        if link is not None and prose.length > before:
            shown = _shown(spans)
            if shown == link.target and prose.length - before == len(shown):
                prose.addresses.append(Address(before, prose.length))
            self.add_target(prose, link, number, place, shown)

    def _add_image(self, prose: Prose, image: Image, place: int | None) -> None:
        noted = self.register.image(image, image.alt)
        if not self.options.images or noted is None:
            return
        index, number = noted
        mark = f"[{picture_name(number, self.options)}]"
        prose.glue.append(prose.length + mark.index(" "))
        prose.add(mark, (Role.FIGURE_MARK, Style.NONE, place, index))

    def _add_formula(self, prose: Prose, tex: str, style: Style, place: int | None) -> None:
        if self.options.formulas:
            tex = readable(tex)
        if len(tex) <= _WHOLE_FORMULA:
            prose.glue.extend(range(prose.length + 1, prose.length + len(tex) - 1))
        prose.add(tex.translate(_TO_SPACES), (Role.MATH, style, place, None))

    def _add_note(self, prose: Prose, number: int) -> None:
        mark = note_mark(number, self.options)
        if prose.length:
            prose.glue.append(prose.length)
            if self.options.raised_notes and prose.parts[-1][-1] in _RAISED_DIGITS:
                mark = f",{mark}"
        place = self.register.call(number, mark) if self.options.raised_notes else None
        prose.add(mark, (Role.FOOTNOTE, Style.NONE, place, None))

    def add_target(self, prose: Prose, link: Link | None, number: int, place: int | None, shown: str = "") -> None:
        """Append what is printed of a link's target behind the text `shown`: its number, its address, or nothing."""
        if link is None:
            return
        attributes: Attributes = (Role.LINK_NUMBER, Style.NONE, place, None)
        if self.options.links is LinkStyle.NUMBERED and number:
            prose.glue.append(prose.length)
            prose.add(f" [{number}]", attributes)
        elif self.options.links is LinkStyle.INLINE and number and link.target != shown.strip():
            prose.add(" <", attributes)
            prose.add_address(short_address(link.target), attributes)
            prose.add(">", attributes)


def _with_gaps(prose: Prose) -> Prose:
    """The prose with a gap between Han and Latin letters or digits, but within code and marks."""
    text = prose.text
    spaced = Prose()
    for number, begin in enumerate(prose.starts):
        attributes = prose.attributes[number]
        start = begin
        end = prose.starts[number + 1] if number + 1 < len(prose.starts) else prose.length
        whole = Style.CODE in attributes[1] or attributes[0] in _WHOLE
        for found in _HAN_BESIDE_LATIN.finditer(text, max(begin, 1), end):
            at = found.start()
            if at >= end or (whole and at > begin):
                continue
            spaced.add(text[start:at], attributes)
            spaced.gaps.append(spaced.length)
            spaced.add(" ", (Role.GAP, Style.NONE, None, None))
            start = at
        spaced.add(text[start:end], attributes)
    before = [at - number for number, at in enumerate(spaced.gaps)]
    spaced.glue = [at + bisect_right(before, at) for at in prose.glue]
    spaced.addresses = [
        Address(start + bisect_right(before, start), end + bisect_right(before, end - 1))
        for start, end in prose.addresses
    ]
    return spaced


def note_mark(number: int, options: LayoutOptions) -> str:
    """What stands for a footnote where it is called and where it stands."""
    if options.spoken:
        return f" [{words(options).note.format(number=number)}]"
    if options.raised_notes:
        return str(number).translate(_SUPERSCRIPT)
    return f"[注{number}]" if options.chinese else f"[^{number}]"


def picture_name(number: int, options: LayoutOptions) -> str:
    """What a picture is called: `Figure 3`."""
    if options.spoken:
        return words(options).picture.format(number=number)
    return f"{'图' if options.chinese else 'Figure'} {number}"


def _both(one: Style, other: Style) -> Style:
    """Two styles together; flags are slow to add, and there is seldom something to add."""
    return one if other is Style.NONE else one | other


def _link_of(span: Span) -> Link | None:
    match span:
        case Text(link=link) | Image(link=link):
            return link
    return None


def _shown(spans: Sequence[Span]) -> str:
    """What a link's spans say."""
    return "".join(span.text if isinstance(span, Text) else getattr(span, "alt", "") for span in spans)


def _text(span: Text) -> str:
    """The text of a span; a raised or lowered one in Unicode's own signs, else after `^` or `_`."""
    text = span.text
    if not text.isprintable():
        text = text.translate(_TO_SPACES)
    if span.style is Style.NONE or not span.style & _RAISED_OR_LOWERED:
        return text
    raised = Style.SUPERSCRIPT in span.style
    if not text.strip() or text.lstrip()[0] in "[(（〔":
        return text
    table = _SUPERSCRIPT if raised else _SUBSCRIPT
    if all(ord(character) in table for character in text):
        return text.translate(table)
    return ("^" if raised else "_") + text
