"""Measures an article: its words, pictures, excerpt, plain text and language.

Works on the finished document; how it was written makes no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from unicodedata import category

from tui_reader.document.blocks import (
    Block,
    Code,
    Document,
    Embed,
    Figure,
    Image,
    MathBlock,
    Paragraph,
    Table,
    Text,
    plain,
    spans_of,
    walk,
)
from tui_reader.document.picture_list import pictures

EXCERPT_LENGTH = 200
SAMPLE_LENGTH = 3000
"""How many characters the language is guessed from."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What the index keeps of an article."""

    words: int
    """Words of alphabetic scripts (and numbers) plus characters of Chinese, Japanese and Korean."""
    images: int
    """How many pictures `pictures` lists."""
    holds: frozenset[str]
    """What else stands in it: of `video`, `code`, `table`, `link` and `note`."""
    excerpt: str
    """One line of at most `EXCERPT_LENGTH` characters."""
    text: str
    """All visible text, a line a block."""
    language: str
    """`zh`, `ja`, `ko`, `en`, …; empty where it can't be told."""
    links: tuple[str, ...]
    """The targets of its links that lead out of it, each once, in order."""


def digest(document: Document, covers: Sequence[str] = ()) -> Digest:
    """Measure `document`, whose front matter names `covers`."""
    text = visible_text(document)
    words, characters = _counts(text)
    is_sample = len(text) <= SAMPLE_LENGTH
    links = link_targets(document)
    return Digest(
        words=words + characters,
        images=len(pictures(document, covers)),
        holds=_holds(document, has_links=bool(links)),
        excerpt=_excerpt(document),
        text=text,
        language=_guess(text, words, characters) if is_sample else guess_language(text),
        links=links,
    )


def visible_text(document: Document) -> str:
    """All text that is shown, a line a block; a picture gives its caption."""
    return "\n".join(piece for block in walk(document) for piece in _texts(block) if piece)


def link_targets(document: Document) -> tuple[str, ...]:
    """The targets of links that lead out of the article, each once, in reading order."""
    targets: dict[str, None] = {}
    for block in walk(document):
        for span in chain.from_iterable(spans_of(block)):
            if isinstance(span, Text | Image) and span.link and not span.link.target.startswith("#"):
                targets.setdefault(span.link.target)
    return tuple(targets)


def _holds(document: Document, *, has_links: bool) -> frozenset[str]:
    """Which kinds of content stand in it; a link inside the article is none."""
    holds = {"note"} if document.footnotes else set()
    if has_links:
        holds.add("link")
    for block in walk(document):
        if isinstance(block, Code):
            holds.add("code")
        elif isinstance(block, Table):
            holds.add("table")
        elif isinstance(block, Embed) and block.kind == "video":
            holds.add("video")
    return frozenset(holds)


def language_of(document: Document) -> str:
    """The language that `digest` tells, from as much of the text as it looks at."""
    pieces: list[str] = []
    length = 0
    for block in walk(document):
        for piece in _texts(block):
            if piece:
                pieces.append(piece)
                length += len(piece) + 1
        if length > SAMPLE_LENGTH:
            break
    return guess_language("\n".join(pieces))


def count_words(text: str) -> int:
    """Count words of alphabetic scripts, numbers, and each character of Han, kana and Hangul."""
    return sum(_counts(text))


def _counts(text: str) -> tuple[int, int]:
    """How many words of alphabetic scripts and numbers, and how many characters of Han, kana and Hangul."""
    if text.isascii():
        return len(_WORD.findall(text)), 0
    others = _CJK_RUN.split(text)
    return len(_WORD.findall(" ".join(others))), len(text) - sum(map(len, others))


def guess_language(text: str) -> str:
    """Guess the language of `text`: by its script, and for the Latin one by the commonest small words."""
    sample = text[:SAMPLE_LENGTH]
    return _guess(sample, *_counts(sample))


def _guess(sample: str, words: int, east_asian: int) -> str:
    if sample.isascii():
        return _by_words(sample)
    if east_asian * 2 > words:
        if _characters(_KANA, sample) * 10 > east_asian:
            return "ja"
        return "ko" if _characters(_HANGUL, sample) * 4 > east_asian else "zh"
    for language, script in _SCRIPTS if _OTHER_SCRIPT.search(sample) else ():
        if len(script.findall(sample)) * 2 > words:
            return language
    return _by_words(sample)


_CJK = (
    "\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_CJK_RUN = re.compile(f"[{_CJK}]+")
_WORD = re.compile(f"[^\\W_{_CJK}]+(?:['’.-][^\\W_{_CJK}]+)*")
_KANA = re.compile("[\u3040-\u30ff]+")
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]+")
_SCRIPTS = (
    ("ru", re.compile("[\u0400-\u04ff]+")),
    ("ar", re.compile("[\u0600-\u06ff]+")),
    ("he", re.compile("[\u0590-\u05ff]+")),
    ("th", re.compile("[\u0e00-\u0e7f]+")),
    ("el", re.compile("[\u0370-\u03ff]+")),
    ("hi", re.compile("[\u0900-\u097f]+")),
)
_OTHER_SCRIPT = re.compile("[\u0370-\u0fff]")
"""Whether any of them is there: to look once is cheaper than to count each."""
_SMALL_WORDS = (
    ("en", frozenset(str.split("the of and to in is that for it with as are this on be by you from have was not"))),
    ("de", frozenset(str.split("der die und das ist nicht ein eine zu den mit von sich auf für im dem auch wir wie"))),
    ("fr", frozenset(str.split("le la les des et est une du dans que pour qui pas sur avec au plus ce nous sont"))),
    ("es", frozenset(str.split("el los las que del una por con para es se como más pero al lo su este esta son"))),
    ("pt", frozenset(str.split("os uma que do da em para com não por mais dos como mas ao ele das seu você são"))),
    ("it", frozenset(str.split("il che di gli una per con non del della sono è nel più anche dei alla come si ma"))),
    ("nl", frozenset(str.split("het een van en dat niet met voor zijn op te ook maar naar door wordt bij aan deze"))),
)
_LATIN_WORD = re.compile(r"[^\W\d_]+")


def _characters(run: re.Pattern[str], text: str) -> int:
    """Count the characters of all runs: much faster than to find each."""
    return sum(map(len, run.findall(text)))


def _by_words(sample: str) -> str:
    words = _LATIN_WORD.findall(sample.lower())
    best, best_count = "", max(1, len(words) // 25)
    for language, small in _SMALL_WORDS:
        count = sum(map(small.__contains__, words))
        if count * 5 > len(words) > 20:
            return language
        if count > best_count:
            best, best_count = language, count
    return best


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(spans=spans):
            yield plain(spans)
        case Code(text=text):
            yield text
        case Figure(image=image, caption=caption):
            yield plain(caption) or image.alt
        case Table(head=head, rows=rows, caption=caption):
            yield plain(caption)
            for row in (head, *rows):
                yield " ".join(plain(cell) for cell in row).strip()
        case Embed(title=title):
            yield title
        case MathBlock(tex=tex):
            yield tex
        case _:
            for spans in spans_of(block):
                yield plain(spans)


def _excerpt(document: Document) -> str:
    """Return the beginning of the first paragraphs, else of whatever text there is, before the "more" mark."""
    blocks = document.blocks[: document.lead] if document.lead else document.blocks
    lead = Document(blocks)
    pieces: list[str] = []
    length = 0
    for wanted in (Paragraph, object):
        for block in walk(lead):
            if isinstance(block, wanted):
                pieces.extend(" ".join(text.split()) for text in _texts(block) if text)
                length += len(pieces[-1]) + 1 if pieces else 0
            if length > EXCERPT_LENGTH:
                break
        if any(pieces):
            break
    return _cut(" ".join(piece for piece in pieces if piece))


def _cut(text: str) -> str:
    """Cut `text` to `EXCERPT_LENGTH`, between words where one is near, never inside a grapheme."""
    if len(text) <= EXCERPT_LENGTH:
        return text
    end = EXCERPT_LENGTH - 1
    space = text.rfind(" ", end - 20, end + 1)
    if space > 0:
        end = space
    while end > 1 and (_continues(text[end]) or text[end - 1] == "\u200d"):
        end -= 1
    return text[:end].rstrip() + "…"


def _continues(character: str) -> bool:
    """Tell whether a character belongs to the one before it: a mark, a joiner, a skin tone, half of a flag."""
    return category(character) in {"Mn", "Me", "Mc", "Cf"} or "\U0001f3fb" <= character <= "\U0001f3ff"
