"""Searches in real posts, against a matcher that looks at every character, and against counted numbers."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.index.naive import STOPS, Naive
from tests.index.world import found, write_post
from tui_reader.document import visible_text
from tui_reader.library import Library
from tui_reader.model import LibraryOptions, Query
from tui_reader.variants import _file

SAMPLED = {
    "seed-family": 20,
    "hexojs__hexo-theme-unit-test": 16,
    "cosname__cosx.org": 40,
    "fightinggg__hexo-blog": 30,
    "mushanshitiancai__hexo-blog": 30,
    "junhee-ko__blog-source": 50,
    "rust-lang__blog.rust-lang.org": 20,
    "perladvent__perldotcom": 20,
}
"""So many posts of each archive. Those whose bytes were damaged are left out: they hold letters that there are not."""
SUFFIXES = {".md", ".markdown", ".html"}
LONGEST = 40_000
"""Bytes of a post that is looked at letter by letter."""
WORDS = 1_500

JAPANESE = """
人々の暮らしと時々の雨。一ヶ月のコーヒーとヴァイオリン、スーパーで。

図書館の広場は気分がいい。ｶﾀｶﾅとﾊﾟﾝ、ガラス。ばばあ、いすゞ、くゞる。サーバー・エラー。
"""


@cache
def traditional() -> dict[int, str]:
    """Of simplified characters, what the likeliest traditional one is."""
    rows = (line.split("\t") for line in _file("STCharacters.txt").decode().splitlines() if "\t" in line)
    return {ord(one): other.split(" ")[0] for one, other in rows if len(one) == 1}


@cache
def half_width() -> dict[str, str]:
    return {unicodedata.normalize("NFKC", chr(point)): chr(point) for point in range(0xFF61, 0xFFA0)}


def in_traditional(text: str) -> str:
    return text.translate(traditional())


def in_full_width(text: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) if "!" < each <= "~" else each for each in text)


def in_half_width(text: str) -> str:
    return "".join(half_width().get(each, each) for each in unicodedata.normalize("NFD", text))


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.fixture(scope="module")
def shelf(corpora: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample of real posts: as they are, and some of them in traditional characters, or decomposed."""
    place = tmp_path_factory.mktemp("real")
    chance = random.Random(20)
    for archive, count in SAMPLED.items():
        files = (path for path in sorted((corpora / archive).rglob("*")) if path.suffix in SUFFIXES)
        small = [path for path in files if path.is_file() and path.stat().st_size < LONGEST]
        for number, path in enumerate(chance.sample(small, min(count, len(small)))):
            text = path.read_text("utf-8", errors="replace")
            changed = (in_traditional, decomposed)[number % 2](text) if number % 3 == 0 else text
            file = place / "posts" / archive / f"{number}{path.suffix}"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(changed, "utf-8")
    write_post(place / "posts", "ja.md", title="人々とサーバー", tags=["珈琲"], author="図書館", body=JAPANESE)
    write_post(place / "posts", "ja-nfd.md", title="がぎぐ", body=decomposed(JAPANESE))
    write_post(place / "posts", "wide.md", title=in_full_width("Win11"), body=f"{in_full_width('Win11 5G')}家庭版")
    return place


@pytest.fixture(scope="module", params=[True, False], ids=["together", "apart"])
def library(shelf: Path, request: pytest.FixtureRequest) -> Iterator[Library]:
    options = LibraryOptions(variants=request.param)
    opened = Library.open(shelf / "posts", cache_dir=shelf / "cache", data_dir=shelf / "data", options=options)
    opened.refresh()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def texts(library: Library) -> dict[str, tuple[str, ...]]:
    """What stands in the fields of each post."""
    listing = library.listing(Query())
    fields: dict[str, tuple[str, ...]] = {}
    for row in listing.rows(0, len(listing)):
        post = library.post(row.path)
        fields[row.path] = (post.title, visible_text(library.document(post)), "\n".join(post.tags), post.author or "")
    return fields


HAN = re.compile("[\u4e00-\u9fff]+")
KANA = re.compile("[ぁ-ヿ]+")
HANGUL = re.compile("[가-힣]+")
LATIN = re.compile("[A-Za-z][A-Za-z0-9]*")
MIXED = re.compile("[A-Za-z0-9]+[\u4e00-\u9fff가-힣]{1,3}|[\u4e00-\u9fff가-힣]{1,3}[A-Za-z0-9]+")
OVER = re.compile(f"([\u4e00-\u9fffぁ-ヿ가-힣]{{1,2}})[{STOPS}]+\\s*([\u4e00-\u9fffぁ-ヿ가-힣]{{1,2}})")
LETTERS = re.compile(r"[^\W_]+(?: [^\W_]+)?")
ANY = re.compile(r"""[^\s"'“”„‟＂«»＊][^\n"“”„‟＂«»＊]{0,8}[^\s"“”„‟＂«»＊]""")
"""Whatever stands there, but what ends a phrase in a query."""


def picked(texts: dict[str, tuple[str, ...]], chance: random.Random) -> Iterator[tuple[str, bool]]:
    """Words to search for, and whether the last one may go on."""
    composed = [unicodedata.normalize("NFC", field) for fields in texts.values() for field in fields if field.strip()]
    changes: tuple[Callable[[str], str], ...] = (
        str, str.upper, str.lower, in_full_width, in_half_width, decomposed, in_traditional,
    )  # fmt: skip
    while True:
        pattern = chance.choice((HAN, HAN, KANA, HANGUL, LATIN, LATIN, MIXED, MIXED, OVER, LETTERS, ANY, ANY))
        holding = [text for text in chance.sample(composed, 40) if pattern.search(text)]
        if not holding:
            continue
        match = chance.choice(list(pattern.finditer(chance.choice(holding))))
        words = match[1] + match[2] if pattern is OVER else match[0]
        if pattern in (HAN, KANA, HANGUL):
            start = chance.randrange(len(words))
            words = words[start : start + chance.randint(1, 4)]
        goes_on = pattern in (LATIN, MIXED) and chance.random() < 0.5
        if pattern is LATIN and goes_on:
            words = words[: chance.randint(1, len(words))]
        yield chance.choice(changes)(words), goes_on


@pytest.mark.corpora
def test_nothing_is_missed_and_nothing_is_wrong(library: Library, texts: dict[str, tuple[str, ...]]) -> None:
    naive = Naive.of(texts, variants=library.options.variants)
    words = picked(texts, random.Random(7))
    wrong, seen, most = {}, 0, 0
    while seen < WORDS:
        asked, goes_on = next(words)
        expected = naive.find(asked, goes_on=goes_on)
        if expected is None:
            continue
        query = f'"{asked}"{"*" if goes_on else ""}'
        told = found(library, query)
        seen += 1
        most += len(expected) > 1
        if told != expected:
            wrong[query] = (sorted(expected - told), sorted(told - expected))
    assert wrong == {}
    assert most > WORDS // 3


COUNTED = {
    "cosname__cosx.org": {
        "数据挖掘": 112, "數據挖掘": 112, "挖掘数据": 6, "贝叶斯": 111, "貝葉斯": 111, "回归模型": 68, "线性回归": 55,
        "显著性检验": 5, "顯著性檢驗": 5, "因果": 62, "正态分布": 61, "敬请期待": 8, "归回": 0, "ggplot2": 70,
        "ＧＧＰＬＯＴ２": 70,
    },
    "junhee-ko__blog-source": {
        "알고리즘": 28, decomposed("알고리즘"): 28, "자바": 43, "코틀린": 21, "데이터베이스": 32, "함수": 58,
        "변수": 50, "배열": 40, "테스트": 85, "즘리고알": 0,
    },
    "mushanshitiancai__hexo-blog": {
        "配置": 83, "异常": 22, "異常": 22, "线程": 17, "線程": 17, "数据库": 20, "數據庫": 20, "库数": 1,
    },
}  # fmt: skip
"""In how many posts words stand, as `grep --recursive --files-with-matches` counts their files."""


@pytest.mark.corpora
@pytest.mark.parametrize("archive", COUNTED)
def test_as_many_posts_are_found_as_grep_counts(corpora: Path, tmp_path: Path, archive: str) -> None:
    if not (corpora / archive).is_dir():
        pytest.skip(f"there is no archive {archive} among these posts")
    library = Library.open(corpora / archive, cache_dir=tmp_path / "cache", data_dir=tmp_path / "data")
    library.refresh()
    told = {words: len(library.listing(Query(words=words))) for words in COUNTED[archive]}
    library.close()
    assert told == COUNTED[archive]
