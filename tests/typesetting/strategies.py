"""Articles at random: every block and span, nested, with text of many scripts."""

from __future__ import annotations

from hypothesis import strategies as st

from tui_reader.document.blocks import (
    Alignment,
    Block,
    Code,
    Definition,
    DefinitionList,
    Details,
    Document,
    Embed,
    Figure,
    Footnote,
    FootnoteReference,
    Heading,
    Image,
    LineBreak,
    Link,
    List,
    ListItem,
    Math,
    MathBlock,
    Paragraph,
    Quote,
    Ruby,
    Rule,
    Style,
    Table,
    Text,
)

ALPHABET = (
    "ab cdXYZ 019中文字年第。，“”（）——……、한국 어あっー!?.,:()[]<>$%/-'\" \u00a0é①\u00ad\u3000e\u0301\u05d0"
    "\U0001f468\u200d\U0001f469\ufe0f☺\U0001f1e8\U0001f1f3ก"
)
texts = st.text(alphabet=ALPHABET, max_size=60) | st.sampled_from(
    ["https://example.com/a/b-c?d=e&f=g", "internationalisation", "疫情发生以来，冰城公安广大民警、辅警充分发扬精神。"]
)
links = st.sampled_from([None, None, Link("https://example.com/1"), Link("https://example.com/2"), Link("#here")])
styles = st.sampled_from([*Style, Style.NONE, Style.STRONG | Style.EMPHASIS])
images = st.builds(Image, st.sampled_from(["a.jpg", "b.jpg", ""]), st.sampled_from(["", "alt", "替代文字"]), link=links)
spans = st.lists(
    st.one_of(
        st.builds(Text, texts, styles, links),
        st.builds(Text, texts),
        st.builds(LineBreak),
        images,
        st.builds(Ruby, texts, texts),
        st.builds(Math, texts),
        st.builds(FootnoteReference, st.integers(1, 3)),
    ),
    max_size=5,
).map(tuple)
codes = st.builds(Code, st.text(alphabet=ALPHABET + "\n\t", max_size=80), st.sampled_from(["", "python", "nothing"]))


def _tables(columns: int) -> st.SearchStrategy[Table]:
    row = st.tuples(*[spans] * columns)
    return st.builds(
        Table,
        st.just(()) | row,
        st.lists(row, max_size=3).map(tuple),
        st.tuples(*[st.sampled_from(list(Alignment))] * columns),
        spans,
    )


tables = st.integers(1, 4).flatmap(_tables)
plain_leaves: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, spans),
    st.builds(Heading, st.integers(1, 6), spans),
    codes,
    st.builds(MathBlock, st.text(alphabet=ALPHABET + "\n", max_size=30)),
    st.just(Rule()),
)
leaves: st.SearchStrategy[Block] = st.one_of(
    plain_leaves,
    tables,
    st.builds(Figure, images, spans),
    st.builds(
        Embed, st.sampled_from(["video", "page"]), texts, st.sampled_from(["", "https://v.example.com/watch?v=1"])
    ),
)


def _nested(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    several = st.lists(inner, max_size=3).map(tuple)
    item = st.builds(ListItem, several, st.sampled_from([None, None, True, False]))
    definition = st.builds(Definition, st.lists(spans, max_size=2).map(tuple), st.lists(several, max_size=2).map(tuple))
    return st.one_of(
        st.builds(Quote, several, spans),
        st.builds(List, st.lists(item, max_size=3).map(tuple), st.booleans(), st.integers(0, 120), st.booleans()),
        st.builds(DefinitionList, st.lists(definition, max_size=2).map(tuple)),
        st.builds(Details, spans, several),
    )


def documents(leaf: st.SearchStrategy[Block]) -> st.SearchStrategy[Document]:
    """Documents whose innermost blocks are `leaf`."""
    blocks = st.recursive(leaf, _nested, max_leaves=6)
    several = st.lists(blocks, max_size=4).map(tuple)
    notes = st.lists(several, max_size=2).map(
        lambda notes: tuple(Footnote(number, blocks) for number, blocks in enumerate(notes, 1))
    )
    return st.builds(Document, several, notes)
