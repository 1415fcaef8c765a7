"""Makes a document with other spans and figures out of one; everything else stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tui_reader.document.blocks import (
    Block,
    DefinitionList,
    Details,
    Document,
    Figure,
    Heading,
    List,
    Paragraph,
    Quote,
    Spans,
    Table,
)


@dataclass(frozen=True, slots=True)
class Rewriter:
    """Rewrites all span sequences and figures of a document."""

    spans: Callable[[Spans], Spans]
    """What stands in place of a span sequence; a paragraph that becomes empty is left out."""
    figure: Callable[[Figure], Block | None]
    """What stands in place of a figure, whose caption isn't given to `spans` before; None leaves it out."""

    def document(self, document: Document) -> Document:
        """Return the document with what stands in place of its spans and figures.

        Raises:
            RecursionError: It is nested too deeply.
        """
        notes = tuple(replace(note, blocks=self.blocks(note.blocks)) for note in document.footnotes)
        return replace(document, blocks=self.blocks(document.blocks), footnotes=notes)

    def blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """The same of blocks alone."""
        return tuple(made for block in blocks if (made := self._block(block)) is not None)

    def _block(self, block: Block) -> Block | None:
        match block:
            case Paragraph(spans=before):
                after = self.spans(before)
                return replace(block, spans=after) if after or not before else None
            case Heading():
                return replace(block, spans=self.spans(block.spans))
            case Figure():
                return self.figure(block)
            case Quote():
                return replace(block, blocks=self.blocks(block.blocks), attribution=self.spans(block.attribution))
            case Details():
                return replace(block, blocks=self.blocks(block.blocks), summary=self.spans(block.summary))
            case List():
                return replace(block, items=tuple(replace(i, blocks=self.blocks(i.blocks)) for i in block.items))
            case DefinitionList():
                return replace(
                    block,
                    items=tuple(
                        replace(
                            item,
                            terms=self._rows(item.terms),
                            descriptions=tuple(self.blocks(description) for description in item.descriptions),
                        )
                        for item in block.items
                    ),
                )
            case Table():
                rows = tuple(self._rows(row) for row in block.rows)
                return replace(block, head=self._rows(block.head), rows=rows, caption=self.spans(block.caption))
            case _:
                return block

    def _rows(self, row: tuple[Spans, ...]) -> tuple[Spans, ...]:
        return tuple(self.spans(cell) for cell in row)
