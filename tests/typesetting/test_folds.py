"""Where words stand in a text, whatever their case, width, accents and variants."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.document import spans

NFD = unicodedata.normalize("NFD", "서울 café がぎ")


@pytest.mark.parametrize(
    ("text", "words", "variants", "expected"),
    [
        ("網絡安全", "网络", True, ["網絡"]),
        ("网络与網絡", "網絡", True, ["网络", "網絡"]),
        ("网络与網絡", "網絡", False, ["網絡"]),
        ("図書館", "图书馆", True, ["図書館"]),
        ("Ｗｉｎ１１家庭版", "win11", False, ["Ｗｉｎ１１"]),
        ("Café, CAFÉ, cafe", "cafe", False, ["Café", "CAFÉ", "cafe"]),
        ("Việt Nam", "viet", False, ["Việt"]),
        ("đà", "da", False, []),
        ("мой", "мои", False, []),
        ("ｶﾞｲﾄﾞ", "ガイド", False, ["ｶﾞｲﾄﾞ"]),
        ("ガイド", "ｶﾞｲﾄﾞ", False, ["ガイド"]),
        (NFD, "서울", False, [unicodedata.normalize("NFD", "서울")]),
        (NFD, "울", False, [unicodedata.normalize("NFD", "울")]),
        (NFD, "サ", False, []),
        (NFD, "が", False, ["か\u3099"]),
        (NFD, "か", False, []),
        (NFD, "caf", False, ["caf"]),
        (NFD, "cafe", False, ["cafe\u0301"]),
        ("молоко\u0301", "молоко", False, ["молоко\u0301"]),
        ("人々の暮らし", "人々", True, ["人々"]),
        ("ﬁne", "fine", False, []),
        ("", "a", False, []),
        ("a", "", False, []),
    ],
)
def test_examples(text: str, words: str, variants: bool, expected: list[str]) -> None:
    assert [text[start:end] for start, end in spans(text, words, variants=variants)] == expected


TEXTS = st.text(st.characters() | st.sampled_from("がカ\u3099ﾞ각ㄱ\u1100\u1161\u11a8é\u0301網网絡络Ａa"), max_size=20)


@given(TEXTS, st.integers(0, 20), st.integers(1, 6), st.booleans())
def test_what_stands_there_is_found_there_or_before(text: str, start: int, length: int, variants: bool) -> None:
    words = text[start : start + length]
    found = list(spans(text, words, variants=variants))
    assert all(0 <= begin < end <= len(text) for begin, end in found)
    assert all(first[1] <= then[0] for first, then in pairwise(found))
    for form in ("NFC", "NFD"):
        again = list(spans(unicodedata.normalize(form, text), unicodedata.normalize(form, text), variants=variants))
        assert len(again) <= 1
    whole = list(spans(text, text, variants=variants))
    assert whole in ([(0, len(text))], [])
