"""What a search finds, against a matcher that looks at every post."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.index.world import found, write_post
from tui_reader.library import Library
from tui_reader.library.expressions import Expressions
from tui_reader.library.matching import question
from tui_reader.library.schema import TABLES
from tui_reader.library.search import _normal, search_text
from tui_reader.library.selecting import all_keys
from tui_reader.query import QueryError, parse

TEXTS = st.text(alphabet="疫情出口增5gab1BÉé ＷＡ，。-\n", max_size=24)


@dataclass(frozen=True)
class Term:
    """One thing asked for, as a person means it."""

    text: str
    without: bool = False
    quoted: bool = False

    def written(self) -> str:
        body = f'"{self.text}"' if self.quoted else self.text
        return f"-{body}" if self.without else body


TERMS = st.builds(
    Term,
    st.one_of(
        st.text(alphabet="疫情出口增5gab1Béｗ，", min_size=1, max_size=4),
        st.sampled_from(["疫情", "出口", "口出", "ab", "g增", "5g增", "b", "a1"]),
    ),
    st.booleans(),
    st.booleans(),
)


def tokens(text: str) -> list[str]:
    """Words, single ideographs, and a full stop where a sentence ends; spelled out letter by letter."""
    result: list[str] = []
    word = ""
    for character in text:
        if character in "，。\n":
            folded = "."
        else:
            folded = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", character).casefold())[0]
        if folded.isalnum() and not "\u4e00" <= folded <= "\u9fff":
            word += folded
            continue
        if word:
            result.append(word)
            word = ""
        if "\u4e00" <= folded <= "\u9fff" or (folded == "." and result[-1:] != ["."]):
            result.append(folded)
    return [*result, word] if word else result


def asks(term: Term, last: bool) -> tuple[list[str], bool]:
    """The tokens of a term, and whether its last one may go on."""
    wanted = tokens(term.text)
    while wanted and wanted[0] == ".":
        wanted = wanted[1:]
    ended = bool(wanted) and wanted[-1] == "."
    while wanted and wanted[-1] == ".":
        wanted = wanted[:-1]
    open_ended = last and not term.quoted and not ended and bool(wanted) and len(wanted[-1]) >= 2
    return wanted, open_ended


def holds(text: list[str], wanted: list[str], open_ended: bool) -> bool:
    if "." in wanted and holds(text, [word for word in wanted if word != "."], open_ended):
        return True
    for start in range(len(text) - len(wanted) + 1):
        part = text[start : start + len(wanted)]
        if part == wanted or (open_ended and part[:-1] == wanted[:-1] and part[-1].startswith(wanted[-1])):
            return True
    return False


@pytest.fixture(scope="module")
def connection() -> Iterator[apsw.Connection]:
    opened = apsw.Connection(":memory:")
    opened.execute(TABLES)
    yield opened
    opened.close()


def fill(connection: apsw.Connection, documents: list[tuple[str, str]]) -> None:
    connection.execute("DELETE FROM search; DELETE FROM post")
    for key, (title, body) in enumerate(documents, start=1):
        texts = (search_text(title, variants=False), search_text(body, variants=False))
        connection.execute("INSERT INTO search (rowid, title, body) VALUES (?, ?, ?)", (key, *texts))
        connection.execute(
            "INSERT INTO post (key, path, id, size, mtime_ns, content, title_key, words, images, holds, draft, "
            "problems, readable, pending, folder, nodes, doc) "
            "VALUES (?, ?, 0, 0, 0, x'', '', 0, 0, 0, 0, 0, 1, 0, 1, '[0]', ?)",
            (key, str(key).encode(), key),
        )


def keys(connection: apsw.Connection, words: str) -> set[int]:
    """The posts that are found while `words` are typed."""
    term = parse(words, typing=True).term
    if term is None:
        return {key for (key,) in connection.execute("SELECT key FROM post")}
    Expressions(lambda _: "").register(connection)
    return set(all_keys(connection, question(connection, term, date(2021, 1, 1))))


@settings(max_examples=250, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5), st.lists(TERMS, max_size=3))
def test_the_index_finds_what_a_look_at_every_post_finds(documents: list[tuple[str, str]], terms: list[Term]) -> None:
    connection = apsw.Connection(":memory:")
    connection.execute(TABLES)
    fill(connection, documents)
    written = " ".join(term.written() for term in terms)
    asked = [(term, *asks(term, number == len(terms))) for number, term in enumerate(terms, start=1)]
    asked = [(term, wanted, open_ended) for term, wanted, open_ended in asked if wanted]
    expected = {
        key
        for key, fields in enumerate(documents, start=1)
        if all(
            any(holds(tokens(field), wanted, open_ended) for field in fields) != term.without
            for term, wanted, open_ended in asked
        )
    }
    assert keys(connection, written) == expected
    connection.close()


@settings(max_examples=2_000, deadline=None)
@given(st.one_of(st.text(), st.text(alphabet="\"'*-+^:{}[] ANDORNOTE\0\ud800疫a\ue000")))
def test_no_text_is_an_error(connection: apsw.Connection, words: str) -> None:
    with contextlib.suppress(QueryError):
        keys(connection, words)


@pytest.mark.parametrize("words", ["", " ", "!!", '""', "-", '-""', "*", "。，", "\0", '"', "- - -", "->"])
def test_nothing_asked_for_is_everything(library: Library, words: str) -> None:
    assert len(found(library, words)) == 5


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("疫情", {"c.md"}),
        ("出口", {"c.md"}),
        ("口出", set()),
        ("进出口恢复", {"c.md"}),
        ("增长疫情", set()),
        ("家庭", {"d/undated.md"}),
        ("Win11家庭版", {"d/undated.md"}),
        ("win11", {"d/undated.md"}),
        ("5G网络", {"d/undated.md"}),
        ("５Ｇ网络", {"d/undated.md"}),
        ("5g 网络 家庭", {"d/undated.md"}),
        ("alph", {"a.md"}),
        ("alph ", set()),
        ("alp*  ", {"a.md"}),
        ("lpha", set()),
        ("ALPHA", {"a.md"}),
        ('"nothing in particular"', {"a.md", "b.md", "e.md"}),
        ("“nothing in”", {"a.md", "b.md", "e.md"}),
        ('"in nothing"', set()),
        ("-nothing", {"c.md", "d/undated.md"}),
        ("nothing -alpha", {"b.md", "e.md"}),
        ("－nothing", {"c.md", "d/undated.md"}),
        ("Zoe", {"b.md"}),
        ("NEAR(alpha beta)", set()),
        ("title:alpha", {"a.md"}),
        ("body:alpha", set()),
    ],
)
def test_examples(library: Library, words: str, expected: set[str]) -> None:
    assert found(library, words) == expected


def test_a_phrase_does_not_reach_over_the_end_of_a_sentence(root: Path, library: Library) -> None:
    write_post(root, "s.md", body="今年出口。出口增加，贸易顺差。\n\n城市")
    library.refresh()
    assert "s.md" not in found(library, "口出")
    assert "s.md" not in found(library, "差城")
    assert "s.md" in found(library, "出口。出口")
    assert "s.md" in found(library, "出口增加")


def test_marks_in_what_is_searched_need_not_stand_as_they_are_written(root: Path, library: Library) -> None:
    write_post(root, "full.md", body="推荐人：任焱。目标，比率！")
    write_post(root, "half.md", body="推荐人:任焱. 目标,比率!")
    library.refresh()
    both = {"full.md", "half.md"}
    for words in (
        "推荐人：任焱",
        "推荐人:任焱",
        '"推荐人：任焱"',
        "推荐人任焱",
        "目标，比率",
        "目标,比率",
        "目标，比率！",
    ):
        assert found(library, words) == both, words
    assert found(library, "目标比率") == {"half.md"}
    write_post(root, "latin.md", body="Yes, we can. No")
    library.refresh()
    for words in ('"yes, we"', '"yes we"', '"yes，we"', '"can no"'):
        assert found(library, words) == {"latin.md"}, words


def test_kana_and_hangul_and_accents(root: Path, library: Library) -> None:
    write_post(root, "k.md", title="東京タワーと서울특별시", body="ｶﾞｲﾄﾞ Crème brûlée")
    library.refresh()
    for words in ("タワー", "特別시".replace("特別", "별"), "서울", "ガイド", "creme", "BRÛLÉE", "京タ"):
        assert found(library, words) == {"k.md"}, words
    assert found(library, "ワタ") == set()


def test_a_search_follows_a_change(root: Path, library: Library) -> None:
    write_post(root, "a.md", title="Alpha", body="量子")
    library.refresh()
    assert found(library, "量子") == {"a.md"}
    write_post(root, "a.md", title="Alpha", body="nothing left")
    library.refresh()
    assert found(library, "量子") == set()
    (root / "a.md").unlink()
    library.refresh()
    assert found(library, "left") == set()


def test_long_texts_are_taken_apart_run_by_run() -> None:
    assert re.sub(r"\s+", " ", search_text("Win11家庭版，ok。", variants=False)).split(" ")[:5] == [
        "win11",
        "家",
        "庭",
        "版",
        "\ue000",
    ]


@settings(max_examples=400, deadline=None)
@given(st.text(st.characters() | st.sampled_from("がカﾞ\u3099\u309a\u0301각\u11a8ﬁ（Ａ\u2026\u1161"), max_size=12))
def test_folding_is_normalisation_form_kc(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    assert _normal(text) == unicodedata.normalize("NFKC", text)


def test_signs_of_japanese_and_korean_are_characters_of_their_own(root: Path, library: Library) -> None:
    write_post(root, "ja.md", title="人々のサーバー", body="一ヶ月、いすゞのヴァイオリン。ｻｰﾋﾞｽ")
    write_post(root, "ko.md", title=unicodedata.normalize("NFD", "서울특별시"), body="부산광역시")
    library.refresh()
    for words in ("人々", "々の", "サーバ", "ーバー", "一ヶ月", "ヶ月", "すゞ", "ヴァ", "サービス", "ｻｰﾋﾞｽ", "バー"):
        assert found(library, words) == {"ja.md"}, words
    for words in ("人人", "サバ", "一か月", "一ケ月", "すず", "バァ", "サーヒス", "さーびす"):
        assert found(library, words) == set(), words
    for words in ("서울", "울특", unicodedata.normalize("NFD", "서울"), "부산", unicodedata.normalize("NFD", "광역")):
        assert len(found(library, words)) == 1, words
    assert found(library, "서") == {"ko.md"}
    assert found(library, "ㅅ") == set()


@pytest.mark.parametrize(
    ("words", "is_found"),
    [("cafe", True), ("CAFÉ", True), ("viet", True), ("da", False), ("đa", True), ("мой", True), ("мои", False)],
)
def test_accents_of_latin_letters_alone_make_no_difference(
    root: Path, library: Library, words: str, is_found: bool
) -> None:
    write_post(root, "l.md", title="Café", body="Việt Nam, Đà Nẵng, мой")
    library.refresh()
    assert (found(library, words) == {"l.md"}) is is_found
