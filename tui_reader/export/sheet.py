"""An article as the lines that a text export has: head, body, addresses. The body is the page's own layout."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain

from tui_reader.document import language_of, layout, short_address, unwrap_proxy
from tui_reader.document.blocks import Document
from tui_reader.document.clean import clean_line, shown_path
from tui_reader.document.page import FigureStyle, LayoutOptions, LinkStyle, Page, PageImage, Role, Run
from tui_reader.export.header import header, rule
from tui_reader.export.options import ExportOptions, HeaderLanguage, ImageMention, LinkPlacement
from tui_reader.model import Post

SheetLine = tuple[Run, ...]
"""One line: runs without newline, tab or any other control."""

_LINK_STYLES = {
    LinkPlacement.END: LinkStyle.NUMBERED,
    LinkPlacement.INLINE: LinkStyle.INLINE,
    LinkPlacement.NONE: LinkStyle.PLAIN,
}


def is_chinese(post: Post, document: Document, choice: HeaderLanguage = HeaderLanguage.AUTO) -> bool:
    """Whether the words that are not the post's own are Chinese: as chosen, else by the post's language."""
    if choice in {HeaderLanguage.ZH, HeaderLanguage.EN}:
        return choice is HeaderLanguage.ZH
    language = post.language or language_of(document)
    return language == "zh" or language.startswith(("zh-", "zh_"))


def layout_options(options: ExportOptions, *, chinese: bool, highlight: bool = False) -> LayoutOptions:
    """The preset of the page's layout that exports use."""
    return LayoutOptions(
        width=options.width,
        indent_paragraphs=chinese,
        gaps=False,
        links=_LINK_STYLES[options.links],
        images=options.images is not ImageMention.NONE,
        highlight=highlight,
        chinese=chinese,
        quote_mark="> ",
        figures=FigureStyle.BRACKETS,
        break_addresses=False,
        wrap_code=False,
        heading_rules=True,
        code_labels=False,
    )


def sheet(post: Post, document: Document, options: ExportOptions, *, highlight: bool = False) -> tuple[SheetLine, ...]:
    """All lines of the exported article.

    Args:
        post: For the head.
        document: For the body.
        options: Width, links, pictures, head.
        highlight: Whether code is told apart by tokens; changes roles and never text.
    """
    chinese = is_chinese(post, document, options.header)
    setting = layout_options(options, chinese=chinese, highlight=highlight)
    page = layout(document, setting)
    parting: SheetLine = (Run(rule(options.width), Role.RULE),)
    parts: list[tuple[SheetLine, ...]] = []
    if options.header is not HeaderLanguage.NONE:
        parts.append((*header(post, setting), parting))
    if page.lines:
        parts.append(tuple(line.runs for line in page.lines))
    appendix = tuple(_appendix(page, options, chinese=chinese))
    if appendix:
        parts.append((parting, *appendix))
    lines = tuple(_without_end(line) for line in chain.from_iterable(_parted(parts)))
    whole = "".join(run.text for line in lines for run in line)
    return lines if _is_safe(whole) else tuple(map(_safe, lines))


def _parted(parts: Sequence[tuple[SheetLine, ...]]) -> Iterator[tuple[SheetLine, ...]]:
    """The parts, an empty line between each two."""
    for number, part in enumerate(parts):
        yield part if number == 0 else ((), *part)


def _appendix(page: Page, options: ExportOptions, *, chinese: bool) -> Iterator[SheetLine]:
    """The addresses of links and pictures, by number."""
    end = options.links is LinkPlacement.END
    links = {link.number: link.target for link in page.links if end and link.number}
    if links:
        yield (Run("链接" if chinese else "Links", Role.HEADING),)
        for number, target in sorted(links.items()):
            yield (Run(f"[{number}]", Role.LINK_NUMBER), Run(f" {short_address(target)}"))
    images: dict[int, PageImage] = {}
    for image in page.images if options.images is not ImageMention.NONE else ():
        images.setdefault(image.number, image)
    if images:
        yield (Run("图片" if chinese else "Images", Role.HEADING),)
        for _, image in sorted(images.items()):
            yield _mention(image, options, chinese=chinese)


def _mention(image: PageImage, options: ExportOptions, *, chinese: bool) -> SheetLine:
    """One picture: its number, where it comes from, its caption, and where its copy is."""
    line = [
        Run(f"[{'图' if chinese else 'Figure'} {image.number}]", Role.FIGURE_MARK),
        Run(f" {short_address(unwrap_proxy(image.image.source))}"),
    ]
    caption = " ".join(image.caption.split())
    if caption:
        line.append(Run(f"（{caption}）" if chinese else f" ({caption})", Role.CAPTION))
    copy = options.pictures.get(image.number) if options.images is ImageMention.COPY else None
    if copy is not None:
        line.append(Run(("" if caption and chinese else " ") + f"→ {shown_path(copy.name)}"))
    return tuple(line)


def _without_end(line: SheetLine) -> SheetLine:
    """The line without the blanks at its end, which nobody sees and tools complain of."""
    while line:
        last = line[-1]
        kept = last.text.rstrip()
        if kept and len(kept) == len(last.text):
            break
        line = (*line[:-1], Run(kept, last.role, last.style, last.link, last.image)) if kept else line[:-1]
    return line


def _is_safe(text: str) -> bool:
    # The spaces that are no control, though `isprintable` has it so.
    return text.replace("\u3000", "").replace("\xa0", "").isprintable() and unicodedata.is_normalized("NFC", text)


def _safe(line: SheetLine) -> SheetLine:
    """The line in NFC, and with no control in it whatever came in."""
    text = "".join(run.text for run in line)
    if _is_safe(text):
        return line
    made = tuple(Run(_normal(run.text), run.role, run.style, run.link) for run in line)
    whole = _normal(text)
    return made if "".join(run.text for run in made) == whole else (Run(whole),)


def _normal(text: str) -> str:
    """NFC, tabs and line ends as spaces, other controls as what they are replaced by everywhere."""
    return unicodedata.normalize("NFC", clean_line(text))
