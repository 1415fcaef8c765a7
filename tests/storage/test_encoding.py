"""Texts in the encodings that posts are written in; the sentences are ours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_reader.library.encoding import decode, unify_line_ends

SIMPLIFIED = (
    "昨天我们在公园里看到了一只白色的猫，它坐在长椅下面，对每一个经过的人都说了一声你好。这是今年最好的一天。\n"
)
TRADITIONAL = (
    "昨天我們在公園裡看到了一隻白色的貓，牠坐在長椅下面，對每一個經過的人都說了一聲你好。這是今年最好的一天。\n"
)
JAPANESE = (
    "きのう公園で白い猫を見ました。ベンチの下にすわって、通る人みんなにあいさつをしていました。とてもいい日でした。\n"
)
KOREAN = "어제 우리는 공원에서 하얀 고양이를 보았다. 그 고양이는 의자 아래에 앉아 지나가는 사람에게 인사를 했다.\n"
RUSSIAN = "Вчера мы видели в парке белую кошку: она сидела под скамейкой и здоровалась с каждым прохожим.\n"
FRENCH = "Hier, nous avons vu près de l’étang un chat très bien élevé – il saluait « chaque » passant…\n"
CANTONESE = "琴日我哋喺公園見到一隻白色嘅貓，佢坐喺櫈下面，咩人行過都打招呼。\n"
UKRAINIAN = "Учора ми бачили в парку білу кішку: вона сиділа під лавкою і віталася з кожним.\n"
GREEK = "Χθες είδαμε στο πάρκο μια άσπρη γάτα που καθόταν κάτω από το παγκάκι και χαιρετούσε τους περαστικούς.\n"
HEBREW = "אתמול ראינו בפארק חתולה לבנה שישבה מתחת לספסל ואמרה שלום לכל מי שעבר שם.\n"
SPANISH = "¿Quién vio ayer en el jardín a la gata blanca? «Saludó a cada niño», dijo mi compañera.\n"
GERMAN = "Gestern saß unter der Bank eine weiße Katze und grüßte jeden, der vorüberging.\n"

HEAD = "---\ntitle: Cat\n---\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "gb18030"),
        (SIMPLIFIED, "gbk"),
        (SIMPLIFIED, "gb2312"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "cp950"),
        (TRADITIONAL, "gbk"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "cp949"),
        (KOREAN, "euc_kr"),
        (RUSSIAN, "cp1251"),
        (FRENCH, "cp1252"),
        (RUSSIAN, "koi8_r"),
        (UKRAINIAN, "cp1251"),
        (GREEK, "cp1253"),
        (HEBREW, "cp1255"),
        (CANTONESE, "big5hkscs"),
        (SPANISH, "cp1252"),
        (GERMAN, "cp1252"),
        (GERMAN, "latin-1"),
        *[(text, encoding) for text in (SIMPLIFIED, GERMAN) for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32")],
        (GERMAN, "utf-16-le"),
        (GERMAN, "utf-16-be"),
    ],
)
@pytest.mark.parametrize("times", [1, 40])
def test_reads_a_text_as_it_was_written(text: str, encoding: str, times: int) -> None:
    written = HEAD + text * times
    decoded = decode(written.encode(encoding))
    assert decoded.text == written
    assert decoded.fault is None


def test_rare_characters_over_and_over_are_no_letters_of_an_alphabet() -> None:
    text = HEAD + "转移自 树 老 " + "啦啦啦啦啦 " * 9
    assert decode(text.encode("gbk")).text == text


LEGACY = {
    "big5": "big5",
    "cp1251": "cp1251",
    "cp1252": "cp1252",
    "cp949": "cp949",
    "euc_jp": "euc_jp",
    "shift_jis": "shift_jis",
    "gb18030": "gb18030",
    "gbk_lossless_only": "gbk",
    "utf16le_bom": "utf-16",
    "utf8_bom": "utf-8-sig",
    "crlf": "utf-8",
    "bare_cr": "utf-8",
    "truncated_mid_char": "utf-8",
}
"""The folders of re-encoded posts, and what was done to them; those of mojibake can't be told from what they say."""
FLOOR = 0.98


def is_read(data: bytes, encoding: str) -> bool:
    return decode(data).text == unify_line_ends(data.decode(encoding, "replace"))


@pytest.mark.corpora
@pytest.mark.parametrize("folder", LEGACY)
def test_reencoded_posts_are_read(corpora: Path, folder: str) -> None:
    files = sorted(path for path in (corpora / "derived" / folder).iterdir() if path.is_file())
    read = [is_read(path.read_bytes(), LEGACY[folder]) for path in files]
    assert sum(read) >= FLOOR * len(read) > 0


SENTENCE = re.compile(r"[^。．.!?！？\n]{4,200}[。．.!?！？]?")
SOURCES = [
    *[("cosname__cosx.org", "[\u4e00-\u9fff]{3}", encoding) for encoding in ("gb18030", "gbk")],
    *[("mushanshitiancai__hexo-blog", "[\u4e00-\u9fff]{3}", encoding) for encoding in ("gb18030", "gb2312")],
    ("junhee-ko__blog-source", "[\uac00-\ud7a3]{2}", "cp949"),
    *[("derived/euc_jp", "[\u3041-\u30fa]{2}", encoding) for encoding in ("euc_jp", "cp932")],
    ("derived/big5", "[\u4e00-\u9fff]{3}", "big5"),
    ("derived/cp1251", "[а-я]{3}", "cp1251"),
    *[(folder, r"[^\x00-\x7f]", "cp1252") for folder in ("GSA__digitalgov.gov", "rails__weblog", "derived/cp1252")],
]


@pytest.mark.corpora
@pytest.mark.parametrize(("folder", "needed", "encoding"), SOURCES)
@pytest.mark.parametrize("short", [False, True], ids=["whole", "short"])
def test_other_posts_are_read_in_old_encodings(
    corpora: Path, folder: str, needed: str, encoding: str, *, short: bool
) -> None:
    """Whole posts, and short ones: a title and two sentences; signs that the encoding lacks are left out."""
    read: list[bool] = []
    for path in sorted(path for path in (corpora / folder).rglob("*") if path.suffix in (".md", ".markdown"))[:1500]:
        text = decode(path.read_bytes()).text
        sentences = [sentence.strip() for sentence in SENTENCE.findall(text) if re.search(needed, sentence)]
        if len(sentences) >= 3:
            if short:
                text = f"---\ntitle: {sentences[0][:40]}\n---\n\n{sentences[1]} {sentences[2]}\n"
            data = text.encode(encoding, "ignore")
            if not data.isascii():
                read.append(is_read(data, encoding))
        if len(read) == 100:
            break
    assert sum(read) >= FLOOR * len(read) > 0, f"{sum(read)} of {len(read)}"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe\0\0", "utf-32-le"),
        (b"\0\0\xfe\xff", "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides(mark: bytes, encoding: str) -> None:
    decoded = decode(mark + "猫 cat".encode(encoding))
    assert (decoded.text, decoded.encoding) == ("猫 cat", encoding)


def test_a_character_cut_at_the_end_is_no_other_encoding() -> None:
    data = (SIMPLIFIED * 3).encode()[:-3]
    decoded = decode(data)
    assert decoded.encoding == "utf-8"
    assert decoded.text[:-1] == data.decode("utf-8", "ignore")
    assert decoded.text.endswith("\ufffd")
    assert decoded.fault is not None


def test_a_stray_byte_in_much_utf8_is_damage() -> None:
    data = (SIMPLIFIED * 30).encode()
    decoded = decode(data[:600] + b"\xff" + data[600:])
    assert decoded.encoding == "utf-8"
    assert decoded.text.replace("\ufffd", "") == SIMPLIFIED * 30


def test_latin_text_with_one_accent_is_not_damaged_utf8() -> None:
    assert decode(b"one caf\xe9 and much plain text " * 100).text.startswith("one café and")
    assert decode(b"a single caf\xe9").text == "a single café"


@pytest.mark.parametrize(
    "declaration",
    [
        '<meta charset="windows-1251">',
        "<meta http-equiv=x content='text/html; charset=windows-1251'>",
        '<?xml version="1.0" encoding="windows-1251"?>',
        "<!-- -*- coding: windows-1251 -*- -->",
    ],
)
def test_a_declaration_decides_over_a_guess(declaration: str) -> None:
    text = declaration + "<p>«Ы» © ї</p>"
    assert decode(text.encode("cp1251")).text == text


@pytest.mark.parametrize("name", ["utf-8", "utf-16", "rot13", "zlib", "base64", "nonsense", "idna", "unicode_escape"])
def test_a_declaration_that_cannot_be_is_passed_over(name: str) -> None:
    data = f'<meta charset="{name}">'.encode() + GERMAN.encode("cp1252")
    assert GERMAN in decode(data).text


def test_a_declared_gb2312_is_read_as_its_superset() -> None:
    text = '<meta charset="gb2312"><p>龥镕€</p>'
    assert decode(text.encode("gb18030")).text == text


def test_a_declared_shifting_encoding_is_read_although_it_is_ascii() -> None:
    text = '<meta charset="iso-2022-jp"><p>ねこ</p>'
    assert decode(text.encode("iso2022_jp")).text == text


def test_nulls_do_not_hide_a_text() -> None:
    decoded = decode(b"a\0b" * 3 + "猫".encode())
    assert decoded.text.replace("\0", "") == "ababab猫"


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_become_one_kind(ends: str) -> None:
    assert decode(f"a{ends}b{ends}{ends}c".encode()).text == "a\nb\n\nc"


def test_mixed_line_ends_become_one_kind() -> None:
    assert decode(b"a\r\nb\rc\nd").text == "a\nb\nc\nd"


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_some_text(data: bytes) -> None:
    text = decode(data).text
    assert "\r" not in text
    text.encode()  # no lone surrogates


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\ufeff"), max_size=200))
def test_utf8_is_always_read_as_it_is(text: str) -> None:
    assert decode(text.encode()).text == text


def test_what_the_user_says_is_tried_before_the_guess() -> None:
    data = "Привет, мир".encode("koi8-r")
    assert decode(data, "koi8-r") == ("Привет, мир", "koi8-r", None)
    assert decode("猫".encode(), "koi8-r").text == "猫"
    assert decode(b'<meta charset="cp1251">' + "мир".encode("cp1251"), "koi8-r").text.endswith("мир")
    assert decode("猫 и мир, ".encode() * 50 + b"\xff", "koi8-r").encoding == "utf-8"
    assert decode("Grüße aus München, ".encode("cp1252") * 20, "ascii").text.startswith("Grüße")
