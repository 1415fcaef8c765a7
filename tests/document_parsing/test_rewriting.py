"""Documents made out of documents: every place of spans and figures is reached, and nothing else is touched."""

from __future__ import annotations

from hypothesis import given

from tests.typesetting.samples import SAMPLES
from tests.typesetting.strategies import documents, leaves
from tui_reader.document import Rewriter
from tui_reader.document.blocks import Document, Figure, Image, Paragraph, Spans, Text, spans_of, walk
from tui_reader.export.markdown_pictures import without_pictures

NEW: Spans = (Text("new"),)


def spans_in(document: Document) -> list[Spans]:
    return [spans for block in walk(document) for spans in spans_of(block)]


@given(documents(leaves))
def test_rewriting_to_the_same_changes_nothing(document: Document) -> None:
    assert Rewriter(lambda spans: spans, lambda figure: figure).document(document) == document


@given(documents(leaves))
def test_every_place_is_reached(document: Document) -> None:
    figure = Figure(Image("new"), NEW)
    made = Rewriter(lambda _: NEW, lambda _: figure).document(document)
    assert spans_in(made) == [NEW] * len(spans_in(document))
    assert [type(block) for block in walk(made)] == [type(block) for block in walk(document)]
    assert all(block == figure for block in walk(made) if isinstance(block, Figure))


@given(documents(leaves))
def test_what_becomes_empty_is_left_out(document: Document) -> None:
    made = Rewriter(lambda _: (), lambda _: None).document(document)
    assert not any(spans_in(made))
    kept = [type(block) for block in walk(document) if not isinstance(block, Figure) and block_stays(block)]
    assert [type(block) for block in walk(made)] == kept


def block_stays(block: object) -> bool:
    return not isinstance(block, Paragraph) or not block.spans


def test_what_is_no_block_stays() -> None:
    for sample in SAMPLES.values():
        whole = Document(sample.blocks, sample.footnotes, ("a problem",), 1, 2)
        assert Rewriter(lambda spans: spans, lambda figure: figure).document(whole) == whole


@given(documents(leaves))
def test_without_pictures_all_text_stays(document: Document) -> None:
    bare = without_pictures(document)
    assert not [block for block in walk(bare) if isinstance(block, Figure)]
    assert not [span for spans in spans_in(bare) for span in spans if isinstance(span, Image)]
    assert said(bare) == said(document)


def said(document: Document) -> str:
    """All text of the spans, without white space."""
    texts = (span.text for spans in spans_in(document) for span in spans if isinstance(span, Text))
    return "".join("".join(texts).split())
