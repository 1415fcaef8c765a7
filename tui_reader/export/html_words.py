"""The few words in an exported page that are not the post's own, in Chinese and English; and its language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from tui_reader.document import language_of
from tui_reader.document.blocks import Document
from tui_reader.export.html_text import language_tag
from tui_reader.export.options import HeaderLanguage
from tui_reader.export.sheet import is_chinese
from tui_reader.model import Post


@dataclass(frozen=True, slots=True)
class Words:
    """What the page says by itself."""

    language: str
    figure: str
    colon: str
    embeds: Mapping[str, str]
    notes: str
    back: str
    details: str
    contents: str
    source: str
    categories: str
    tags: str
    more: str
    """The title of a book, from its first article's and how many there are, and how many more."""


ENGLISH = Words(
    language="en",
    figure="Figure",
    colon=": ",
    embeds=MappingProxyType({"video": "Video", "audio": "Audio", "page": "Web page"}),
    notes="Footnotes",
    back="Back to the text",
    details="Details",
    contents="Contents",
    source="Source",
    categories="Categories",
    tags="Tags",
    more="{first} and {more} more",
)
CHINESE = Words(
    language="zh",
    figure="图",
    colon="：",
    embeds=MappingProxyType({"video": "视频", "audio": "音频", "page": "网页"}),
    notes="脚注",
    back="回到正文",
    details="详情",
    contents="目录",
    source="来源",
    categories="分类",
    tags="标签",
    more="{first} 等 {all} 篇",
)


def article_language(post: Post, document: Document) -> str:
    """The language of the article as RFC 5646 writes it: as the post says, else guessed; empty where it can't be."""
    return language_tag(post.language or "") or language_tag(language_of(document))


def words_for(post: Post, document: Document, language: str, choice: HeaderLanguage) -> Words:
    """The words for an article that is in `language`."""
    known = replace(post, language=language) if language else post
    return CHINESE if is_chinese(known, document, choice) else ENGLISH
