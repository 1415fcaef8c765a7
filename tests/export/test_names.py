"""Names of exported files: the rules, and whatever a title may hold."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.export.posts import made
from tui_reader.errors import UsageError
from tui_reader.export.names import NAME_BYTES, file_name, name_template, numbered_name, short_id, slug

SEED = "冰城公安_多战场_持续奋战，坚决打赢疫情防控阻击战、歼灭战"
DEFAULT = "{date}-{slug}"


def test_the_seed() -> None:
    wanted = "2021-10-04-冰城公安_多战场_持续奋战-坚决打赢疫情防控阻击战-歼灭战.txt"
    assert file_name(made(SEED), DEFAULT, ".txt") == wanted


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("Hello, World!", "Hello-World"),
        ("  --a  b--  ", "a-b"),
        ("snake_case stays", "snake_case-stays"),
        ("../../etc/passwd", "etc-passwd"),
        ("e\u0301te\u0301", "été"),
        ("हिन्दी", "हिन्दी"),
        ("می\u200cخواهم", "میخواهم"),
        ("한국어 제목", "한국어-제목"),
        ("❤️ love", "love"),
        ("\u202egnp.exe", "gnp-exe"),
        ("\u0301a", "a"),
        ("x - \u0301y", "x-y"),
        ("．．／up", "up"),
        ("a\x00b\x1bc\nd", "abc-d"),
        ("Ⅷ ② x²", "Ⅷ-②-x²"),
    ],
)
def test_a_slug_keeps_what_is_written(title: str, wanted: str) -> None:
    assert slug(title) == wanted


def test_without_a_date_the_slug_stands_alone() -> None:
    post = made("Undated", date=None)
    assert file_name(post, DEFAULT, ".txt") == "Undated.txt"
    assert file_name(post, "{slug}_{date}", ".txt") == "Undated.txt"
    assert file_name(post, "{date}/{slug}", ".txt") == "Undated.txt"
    assert file_name(post, "{category}/{date} - {slug}", ".txt") == "Undated.txt"


def test_a_title_of_signs_is_untitled() -> None:
    post = made("!!! ？？", path="x.md")
    assert file_name(post, DEFAULT, ".txt") == f"2021-10-04-untitled-{short_id('x.md')}.txt"
    assert file_name(made("///", date=None), "{title}", ".txt") == f"untitled-{short_id('2021/a.md')}.txt"


def test_every_field() -> None:
    post = made("AC/DC: live", categories=(("News", "Music/Rock"), ("Other",)), language="de")
    template = "{category}/{lang}-{id}-{date}-{title}-{slug}"
    wanted = f"News/MusicRock/de-{short_id('2021/a.md')}-2021-10-04-ACDC live-AC-DC-live.txt"
    assert file_name(post, template, ".txt") == wanted


def test_braces_may_be_written() -> None:
    assert file_name(made("t"), "{{{slug}}}", ".txt") == "{t}.txt"


@pytest.mark.parametrize(
    "template",
    ["{title.__class__}", "{title!r}", "{date:>9}", "{}", "{0}", "{slugg}", "{title[0]}", "{", "}", "a{b", "{slug}}"],
)
def test_only_plain_names_are_fields(template: str) -> None:
    with pytest.raises(UsageError) as failure:
        name_template(template)
    assert failure.value.message.isprintable()


def test_the_nearest_field_is_named() -> None:
    with pytest.raises(UsageError, match=r"did you mean \{slug\}\?"):
        name_template("{slugg}")


def test_percent_and_dollar_mean_nothing() -> None:
    assert file_name(made("t"), "%s $(date) {slug}", ".txt") == "%s $(date) t.txt"


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("CON", "CON_.txt"),
        ("nul.tar", "nul_.tar.txt"),
        ("COM¹", "COM¹_.txt"),
        ("lpt9 ", "lpt9_.txt"),
        ("conin$", "conin$_.txt"),
        ("console", "console.txt"),
        ("~root", "root.txt"),
        (".-~ hidden. .", "hidden.txt"),
        ("a:b<c>d|e", "abcde.txt"),
        ("file.txt:stream", "file.txtstream.txt"),
    ],
)
def test_names_that_windows_keeps_for_itself(title: str, wanted: str) -> None:
    assert file_name(made(title), "{title}", ".txt") == wanted


def test_long_names_are_cut_at_a_grapheme() -> None:
    name = file_name(made("a" * 190 + "क्षि" * 10), DEFAULT, ".txt")
    assert len(name.encode()) <= NAME_BYTES
    family = "👨‍👩‍👧‍👦"
    assert file_name(made("字" * 500), DEFAULT, ".txt").endswith("字.txt")
    assert family[0] not in file_name(made("x" * 195 + family), "{title}", ".txt")
    assert len(numbered_name(name, 12345).encode()) <= NAME_BYTES
    assert numbered_name("a.txt", 2) == "a-2.txt"
    assert numbered_name(".profile", 3) == ".profile-3"


DANGEROUS = (
    *("..", ".", "CON", "nul", "COM¹.x", "a/../../b", "C:\\x", "\\\\host\\share"),
    *("-rf", "~", "\ud800", "\u0300", "．．／", "a\u200b.", "\u202e"),
)
HOSTILE = st.text(alphabet=st.characters(), max_size=60) | st.sampled_from(DANGEROUS)
TEMPLATES = st.sampled_from(
    (
        *(DEFAULT, "{title}", "{category}/{title}", "{slug}", "../{title}/{slug}"),
        *("/{title}", "{lang}{date}", "~{title}", "{title}.{slug}"),
    )
)
RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\..*)?", re.IGNORECASE)


@settings(max_examples=800, deadline=None)
@given(HOSTILE, HOSTILE, TEMPLATES, st.booleans())
@example("𝒶" * 100, "x", "{title}", True)
@example("con\u200b", "aux", "{category}/{title}", True)
def test_a_name_is_safe_whatever_the_title(title: str, category: str, template: str, dated: bool) -> None:
    post = made(title, categories=((category, title),), date="2021-10-04" if dated else None, language=None)
    name = file_name(post, template, ".txt")
    assert name.endswith(".txt")
    assert unicodedata.is_normalized("NFC", name)
    parts = name.split("/")
    for part in parts:
        assert 0 < len(part.encode()) <= NAME_BYTES
        assert part[0] not in ".-~ "
        assert part[-1] not in ". "
        assert not set(part) & set('<>:"\\|?*')
        assert not RESERVED.fullmatch(part)
        assert all(unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in part)
        assert unicodedata.category(part[0])[0] != "M"
    assert Path("/target", name).resolve().is_relative_to(Path("/target").resolve())
    assert not PureWindowsPath(name).is_absolute()
    assert file_name(post, template, ".txt") == name
