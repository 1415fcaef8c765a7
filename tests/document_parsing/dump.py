"""Writes a document as readable lines: what the golden files hold."""

from __future__ import annotations

from collections.abc import Iterator

from tui_reader.document.blocks import (
    Block,
    Code,
    DefinitionList,
    Details,
    Document,
    Embed,
    Figure,
    FootnoteReference,
    Heading,
    Image,
    LineBreak,
    List,
    Math,
    MathBlock,
    Paragraph,
    Quote,
    Ruby,
    Rule,
    Span,
    Spans,
    Style,
    Table,
    Text,
)


def dump(document: Document) -> str:
    """One line a block, what stands inside indented; spans as text in brackets where they are more than text."""
    lines = [line for block in document.blocks for line in _block(block)]
    for note in document.footnotes:
        lines += [f"footnote {note.number}", *_inside(note.blocks)]
    lines += [f"problem {problem}" for problem in document.problems]
    if document.covers:
        lines.append(f"covers {document.covers}")
    if document.lead is not None:
        lines.append(f"lead {document.lead}")
    return "\n".join(lines) + "\n"


def _inside(blocks: tuple[Block, ...]) -> list[str]:
    return ["  " + line for block in blocks for line in _block(block)]


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(level=level, spans=spans, id=name):
            yield f"heading {level}: {_spans(spans)}" + (f" #{name}" if name else "")
        case Paragraph(spans=spans):
            yield f"paragraph: {_spans(spans)}"
        case Quote(blocks=blocks, attribution=attribution):
            yield "quote" + (f" by {_spans(attribution)}" if attribution else "")
            yield from _inside(blocks)
        case List(items=items, ordered=ordered, start=start, tight=tight):
            yield ("list" if not ordered else f"list from {start}") + ("" if tight else " loose")
            for item in items:
                yield "  item" + {None: "", True: " [x]", False: " [ ]"}[item.checked]
                yield from ("  " + line for line in _inside(item.blocks))
        case DefinitionList(items=definitions):
            yield "definitions"
            for definition in definitions:
                yield from (f"  term: {_spans(term)}" for term in definition.terms)
                for blocks in definition.descriptions:
                    yield "  description"
                    yield from ("  " + line for line in _inside(blocks))
        case Code(text=text, language=language):
            yield f"code {language}".rstrip()
            yield from ("  | " + line for line in text.split("\n"))
        case Table(head=head, rows=rows, alignments=alignments, caption=caption):
            yield "table " + " ".join(alignments) + (f": {_spans(caption)}" if caption else "")
            if head:
                yield "  head " + " | ".join(map(_spans, head))
            yield from ("  row " + " | ".join(map(_spans, row)) for row in rows)
        case Figure(image=image, caption=caption):
            yield f"figure {_image(image)}" + (f": {_spans(caption)}" if caption else "")
        case Embed(kind=kind, title=title, url=url):
            yield f"embed {kind} {url}" + (f": {title}" if title else "")
        case Details(summary=summary, blocks=blocks, open=is_open):
            yield f"details{' open' if is_open else ''}: {_spans(summary)}"
            yield from _inside(blocks)
        case MathBlock(tex=tex):
            yield "math"
            yield from ("  | " + line for line in tex.split("\n"))
        case Rule():
            yield "rule"


def _spans(spans: Spans) -> str:
    return "".join(map(_span, spans))


def _span(span: Span) -> str:
    match span:
        case Text(text=text, style=style, link=link):
            names = [part.name.lower() for part in Style if part in style and part.name]
            if link:
                names.append(f"link {link.target}" + (f' "{link.title}"' if link.title else ""))
            return f"[{', '.join(names)}: {text}]" if names else text
        case LineBreak():
            return "↵"
        case Image():
            return f"[image {_image(span)}]"
        case Ruby(base=base, reading=reading):
            return f"[ruby {base}: {reading}]"
        case Math(tex=tex):
            return f"[math {tex}]"
        case FootnoteReference(number=number):
            return f"[note {number}]"


def _image(image: Image) -> str:
    parts = [image.source]
    if image.width or image.height:
        parts.append(f"{image.width}x{image.height}")
    if image.alt:
        parts.append(f'alt "{image.alt}"')
    if image.title:
        parts.append(f'title "{image.title}"')
    if image.link:
        parts.append(f"link {image.link.target}")
    return " ".join(parts)
