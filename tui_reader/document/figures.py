"""Tells the pictures of a paragraph that stand for themselves, with their captions, from those amid its text.

Looks at spans only: where they came from, HTML or Markdown, makes no difference.
"""

from __future__ import annotations

from collections.abc import Sequence

from tui_reader.document.blocks import Block, Figure, Image, LineBreak, Paragraph, Span, Spans, Style, Text

CAPTION_LENGTH = 120
"""A text beside a picture that is no longer than this is its caption; longer ones are paragraphs."""
EMPHASISED_CAPTION_LENGTH = 300
SMALL_PICTURE = 40
"""A picture of no more pixels in width or height is part of the text: a smiley, an icon."""
LARGE_PICTURE = 200


def paragraphs(spans: Spans) -> list[Block]:
    """Return the blocks that a paragraph of `spans` is: paragraphs, and figures where pictures stand on their own.

    A picture at the start of a line is a figure, and a short text that follows it is its caption, as in the archive's
    `<p><img> caption</p>`. An empty line, made of two line breaks, parts two paragraphs.
    """
    gathered = _Gathered()
    lines = _lines(spans)
    for number, line in enumerate(lines):
        if not line:
            gathered.end_paragraph()
        elif is_figure(line[0]):
            gathered.pictures(line)
        elif gathered.wants_caption and _is_caption(line) and _ends(lines, number):
            gathered.caption(line)
        else:
            gathered.text(line)
    gathered.end_paragraph()
    return gathered.blocks


def is_figure(span: Span) -> bool:
    """Tell whether `span` is a picture that is large enough to stand for itself."""
    if not isinstance(span, Image):
        return False
    sizes = [size for size in (span.width, span.height) if size is not None]
    return not sizes or max(sizes) > SMALL_PICTURE


def figure(image: Image) -> Figure:
    """Return the figure of a picture without a caption beside it: its title serves."""
    return Figure(image, (Text(image.title),) if image.title else ())


class _Gathered:
    """The blocks so far and the paragraph in the making."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._lines: list[Sequence[Span]] = []
        self.wants_caption = False
        """Whether the last thing was a picture, with nothing but pictures before it in this paragraph."""
        self._text_came = False

    def text(self, line: Sequence[Span]) -> None:
        """Take a line of text; pictures after its last sentence stand for themselves."""
        self.wants_caption = False
        self._text_came = True
        end = _end_of_text(line)
        self._lines.append(_stripped(line[:end]))
        if end < len(line):
            self.pictures(line[end:])

    def pictures(self, line: Sequence[Span]) -> None:
        """Take a line that begins with a picture: each picture with the text up to the next."""
        self._end_lines()
        for image, text in _pictures_and_texts(line):
            self.blocks.append(figure(image))
            self.wants_caption = not self._text_came
            if text and _is_caption(text):
                self.caption(text)
            elif text:
                self._lines.append(text)
                self._text_came = True
                self._end_lines()
                self.wants_caption = False

    def caption(self, spans: Sequence[Span]) -> None:
        """Take `spans` as what is written below the last picture."""
        last = self.blocks[-1]
        if isinstance(last, Figure):
            self.blocks[-1] = Figure(last.image, tuple(spans))
        self.wants_caption = False

    def end_paragraph(self) -> None:
        self._end_lines()
        self._text_came = self.wants_caption = False

    def _end_lines(self) -> None:
        if self._lines:
            spans: list[Span] = []
            for line in self._lines:
                if spans:
                    spans.append(LineBreak())
                spans.extend(line)
            self.blocks.append(Paragraph(tuple(spans)))
            self._lines = []


def _lines(spans: Spans) -> list[Sequence[Span]]:
    """Part `spans` at line breaks, white space at line ends left out."""
    lines: list[list[Span]] = [[]]
    for span in spans:
        if isinstance(span, LineBreak):
            lines.append([])
        else:
            lines[-1].append(span)
    return [_stripped(line) for line in lines]


def _stripped(line: Sequence[Span]) -> Sequence[Span]:
    start, end = 0, len(line)
    while start < end and _is_blank(line[start]):
        start += 1
    while end > start and _is_blank(line[end - 1]):
        end -= 1
    line = list(line[start:end])
    if line and isinstance(line[0], Text) and line[0].text[0] == " ":
        line[0] = Text(line[0].text.lstrip(" "), line[0].style, line[0].link)
    if line and isinstance(line[-1], Text) and line[-1].text[-1] == " ":
        line[-1] = Text(line[-1].text.rstrip(" "), line[-1].style, line[-1].link)
    return line


def _is_blank(span: Span) -> bool:
    return isinstance(span, Text) and not span.text.strip(" \xa0")


def _is_caption(line: Sequence[Span]) -> bool:
    length = sum(len(span.text) if isinstance(span, Text) else 1 for span in line)
    if length <= CAPTION_LENGTH:
        return True
    emphasised = all(isinstance(span, Text) and Style.EMPHASIS in span.style for span in line)
    return emphasised and length <= EMPHASISED_CAPTION_LENGTH


def _ends(lines: list[Sequence[Span]], number: int) -> bool:
    """Tell whether the text ends with the line of that number: nothing, an empty line or a picture follows."""
    following = lines[number + 1] if number + 1 < len(lines) else ()
    return not following or is_figure(following[0])


def _pictures_and_texts(line: Sequence[Span]) -> list[tuple[Image, Sequence[Span]]]:
    """Return each picture of a line that begins with one, with the text between it and the next."""
    pairs: list[tuple[Image, list[Span]]] = []
    for span in line:
        if isinstance(span, Image) and (not pairs or is_figure(span)):
            pairs.append((span, []))
        elif pairs:
            pairs[-1][1].append(span)
    return [(image, _stripped(text)) for image, text in pairs]


def _end_of_text(line: Sequence[Span]) -> int:
    """Return where the pictures begin that stand after the last sentence of a line; its length where none do."""
    start = len(line)
    while start and (is_figure(line[start - 1]) or _is_blank(line[start - 1])):
        start -= 1
    while start < len(line) and not isinstance(line[start], Image):
        start += 1
    if not start or start == len(line):
        return len(line)
    before = next((span for span in reversed(line[:start]) if not _is_blank(span)), None)
    if isinstance(before, Text) and before.text.rstrip().endswith(_SENTENCE_ENDS):
        return start
    large = all((span.width or 0) >= LARGE_PICTURE for span in line[start:] if isinstance(span, Image))
    return start if large else len(line)


_SENTENCE_ENDS = ("。", "：", ":", ".", "！", "!", "？", "?", "”")
