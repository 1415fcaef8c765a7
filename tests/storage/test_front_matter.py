"""Heads: where they end, what they hold, and what is kept of broken and hostile ones."""

from __future__ import annotations

import time

import pytest
import yaml as pure_yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_reader.library import yaml_fields
from tui_reader.library.front_matter import FrontMatter, split_front_matter
from tui_reader.library.head import Field
from tui_reader.library.recovery import recover
from tui_reader.library.splitting import Syntax

DEEP = 40


def values(text: str) -> dict[str, Field]:
    return split_front_matter(text).values


def yaml(head: str) -> FrontMatter:
    return split_front_matter(f"---\n{head}\n---\nBody.\n")


class TestWhereTheHeadEnds:
    @pytest.mark.parametrize(
        ("text", "title", "body", "line"),
        [
            ("---\ntitle: A\n---\nBody\n", "A", "Body\n", 4),
            ("---\ntitle: A\n---", "A", "", 3),
            ("---\ntitle: A\n---\n", "A", "", 4),
            ("\n\n  \n---\ntitle: A\n---\nBody", "A", "Body", 7),
            ("\ufeff---\ntitle: A\n---\nBody", "A", "Body", 4),
            ("---  \ntitle: A\n---\t\nBody", "A", "Body", 4),
            ("---\ntitle: A\n...\nBody", "A", "Body", 4),
            ("---\ntitle: A\n---\n\n---\n\nBody", "A", "\n---\n\nBody", 4),
            ("---\ntitle: A\ntext: |\n  one\n  ---\n  two\n---\nBody", "A", "Body", 8),
            ("---\n# a comment\n\ntitle: A\n---\nBody", "A", "Body", 6),
            ("-----\ntitle: A\n-----\nBody", "A", "Body", 4),
            ("---\n{title: A}\n---\nBody", "A", "Body", 4),
            ("+++\ntitle = 'A'\n+++\nBody", "A", "Body", 4),
            ('+++\ntitle = "A"\ntext = """\n+++\n"""\n+++\nBody', "A", "Body", 7),
            (';;;\n"title": "A"\n;;;\nBody', "A", "Body", 4),
            ('{\n"title": "A"\n}\nBody', "A", "Body", 4),
            ('\n  {"title": "A", "b": {"c": "}"}}\n\nBody', "A", "\nBody", 3),
            ("title: A\ndate: 2021-01-01\n---\nBody", "A", "Body", 4),
            ("title: A\ntags:\n- b\n---\nBody", "A", "Body", 5),
            ("Title: A\nDate: 2021-01-01\n\nBody", "A", "Body", 4),
            ("Title: A\nSummary: b\n    c\n\nBody", "A", "Body", 5),
            ("Title: A", "A", "", 1),
            ("---\ntitle: A\n\nBody without an end", "A", "\nBody without an end", 3),
            ("---\n'title': A\n---\nBody", "A", "Body", 4),
        ],
    )
    def test_heads(self, text: str, title: str, body: str, line: int) -> None:
        found = split_front_matter(text)
        assert (found.values.get("title"), found.body, found.body_line) == (title, body, line)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "\n",
            "Body",
            "---\n\nA text after a rule\n\n---\n\nmore",
            "----\nA text\n----\n",
            "---",
            "---\nno end",
            "- - -\ntitle: A\n- - -\n",
            "***\ntitle: A\n***\n",
            "{% include x %}\nBody",
            "{{ page.title }}\nBody",
            "{ a body that begins with a brace }",
            "{",
            "Note: a heading\n---\nBody",
            "Note: a line\n\nBody",
            "Dear reader: hello\n\nBody",
            "http://example.org\n\nBody",
            "++\ntitle = 1\n++\n",
            "~~~\ntitle: A\n~~~\n",
        ],
    )
    def test_bodies_without_a_head_stay_whole(self, text: str) -> None:
        found = split_front_matter(text)
        assert (found.values, found.body, found.body_line, found.faults) == ({}, text, 1, ())

    @pytest.mark.parametrize("head", ["", "\n", "# only a comment"])
    def test_an_empty_head_is_a_head(self, head: str) -> None:
        found = split_front_matter(f"---\n{head}\n---\nBody" if head else "---\n---\nBody")
        assert (found.values, found.body, found.faults) == ({}, "Body", ())

    @pytest.mark.parametrize("separator", ["\x85", "\u2028", "\u2029", "\x0c", "\x0b", "\x1c"])
    def test_only_line_feeds_end_lines(self, separator: str) -> None:
        found = split_front_matter(f"---\ntitle: A{separator}---{separator}b\n---\nBody")
        assert found.body == "Body"
        assert str(found.values["title"]).startswith("A")


class TestValues:
    def test_scalars_are_what_was_written(self) -> None:
        written = [
            "12_00",
            "1936",
            "yes",
            "12:30:45",
            "2021-02-30",
            "0x1F",
            "1e3",
            "007",
            "no",
            ".5",
            "1.0",
            "on",
            "=",
            "<",
        ]
        found = yaml("list:\n" + "\n".join(f"- {text}" for text in written)).values
        assert found == {"list": written}

    def test_nothing_is_nothing(self) -> None:
        assert yaml("a:\nb: ~\nc: null\nd: 'null'\ne: ''").values == {"a": "", "b": "", "c": "", "d": "null", "e": ""}

    def test_collections_stay_collections(self) -> None:
        assert yaml("a: [x, [y, z], {k: v}]\nb:\n- - p\n  - q\n- - r").values == {
            "a": ["x", ["y", "z"], {"k": "v"}],
            "b": [["p", "q"], ["r"]],
        }

    def test_block_scalars_quotes_and_escapes(self) -> None:
        assert yaml("a: |\n  one\n  two\nb: >-\n  one\n  two\nc: \"\\u732b\\n\"\nd: 'it''s'").values == {
            "a": "one\ntwo\n",
            "b": "one two",
            "c": "猫\n",
            "d": "it's",
        }

    def test_aliases_and_merges(self) -> None:
        assert yaml("a: &x {k: v, l: w}\nb: *x\nc:\n  <<: *x\n  k: mine\nd: *gone").values.get("c") == {
            "k": "mine",
            "l": "w",
        }

    def test_the_last_of_two_keys_counts_and_is_told(self) -> None:
        found = yaml("title: A\ntitle: B")
        assert found.values == {"title": "B"}
        assert [(fault.line, fault.code) for fault in found.faults] == [(3, "duplicate-key")]

    @pytest.mark.parametrize("key", ["content", "handler", "self", "text", "metadata", "1", "true", "null", "''", "~"])
    def test_any_key_is_a_key(self, key: str) -> None:
        assert values(f"---\n{key}: x\ntitle: A\n---\n")["title"] == "A"

    def test_keys_are_found_in_any_case(self) -> None:
        assert yaml("Title: A\nTAGS: b").values == {"title": "A", "tags": "b"}

    def test_lines_of_keys(self) -> None:
        found = split_front_matter("\n\n---\na: 1\n\nb:\n- 2\n---\n")
        assert found.lines == {"a": 4, "b": 6}

    def test_toml(self) -> None:
        head = 'title = "A"\r\ndate = 2021-09-03T10:00:00+02:00\nday = 2021-09-03\nn = 1_000\nb = true\nf = 1.50\n'
        head = head.replace("\r", "") + '[taxonomies]\ntags = ["x", "y"]\n[extra.deep]\nk = "v"'
        assert values(f"+++\n{head}\n+++\n") == {
            "title": "A",
            "date": "2021-09-03 10:00:00+02:00",
            "day": "2021-09-03",
            "n": "1000",
            "b": "true",
            "f": "1.50",
            "taxonomies": {"tags": ["x", "y"]},
            "extra": {"deep": {"k": "v"}},
        }

    def test_json(self) -> None:
        text = '{"title": "A", "n": 1e400, "m": NaN, "i": 00012, "b": [true, null]}'.replace("00012", "12")
        assert values(text) == {"title": "A", "n": "1e400", "m": "NaN", "i": "12", "b": ["true", ""]}

    def test_control_characters_are_no_reason_to_refuse(self) -> None:
        found = yaml("title: a\x07b\ntags: [x, y]")
        assert found.faults == ()
        assert found.values["tags"] == ["x", "y"]


class TestRecovery:
    @pytest.mark.parametrize(
        ("line", "title"),
        [
            ("title: Foo: bar", "Foo: bar"),
            ('title: "A "quoted" word"', 'A "quoted" word'),
            ("title: 'it's'", "it's"),
            ('title: "open', "open"),
            ("title: @someone", "@someone"),
            ("title: `code` first", "`code` first"),
            ("title: %percent", "%percent"),
            ("title: [draft] A title", "[draft] A title"),
            ("title: *star", "*star"),
            ('title: """"\'A\'""""', "A"),
            ('title: "one" and "two"', '"one" and "two"'),
            ("title:\tA\tB: c", "A\tB: c"),
            ("title： A", "A"),
        ],
    )
    def test_a_broken_title_is_kept_and_so_is_the_rest(self, line: str, title: str) -> None:
        found = yaml(f"author: me\n{line}\ntags: [a, b]\ncategories:\n  - c\n  - d\ndate: 2021-01-01")
        assert found.values["title"] == title
        assert found.values["tags"] == ["a", "b"]
        assert found.values["categories"] == ["c", "d"]
        assert found.values["date"] == "2021-01-01"
        assert found.body == "Body.\n"

    def test_the_line_is_named(self) -> None:
        found = split_front_matter("\n---\na: b\ntitle: Foo: bar\n---\n")
        assert [(fault.line, fault.code) for fault in found.faults] == [(4, "front-matter")]
        assert found.lines["title"] == 4

    def test_a_tab_before_a_key(self) -> None:
        assert yaml("title: A\ntags:\n\t- a\n\t- b").values == {"title": "A", "tags": ["a", "b"]}

    def test_lists_with_broken_items(self) -> None:
        assert yaml('tags:\n  - a: b: c\n  - "x\n  - plain').values["tags"] == ["a: b: c", "x", "plain"]

    def test_broken_toml(self) -> None:
        found = split_front_matter('+++\ntitle = "A "word""\ntags = ["x", "y"]\ndate = 2021-99-99\n+++\nBody')
        assert found.values == {"title": 'A "word"', "tags": ["x", "y"], "date": "2021-99-99"}
        assert found.body == "Body"

    def test_broken_json(self) -> None:
        found = split_front_matter('{\n"title": "A",\n"tags": ["x", "y"],\n"date": "2021-01-01",\n}\nBody')
        assert found.values == {"title": "A", "tags": ["x", "y"], "date": "2021-01-01"}
        assert len(found.faults) == 1

    def test_is_bounded(self) -> None:
        assert len(recover("\n".join(f"k{n}: v" for n in range(5000)), Syntax.YAML).values) == 1000
        assert len(str(recover("k: " + "x" * 60_000, Syntax.YAML).values["k"])) == 20_000


def merge_bomb(levels: int) -> str:
    lines = ["a0: &a0 {" + ", ".join(f"k{n}: v" for n in range(9)) + "}"]
    lines += [f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines)


def alias_bomb(levels: int, width: int = 9) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]" for n in range(1, levels)]
    return "\n".join(lines)


HOSTILE_YAML = {
    "brackets": "x: " + "[" * 30_000,
    "dashes": "x:\n  " + "- " * 30_000,
    "balanced brackets": "x: " + "[" * 20_000 + "]" * 20_000,
    "closers in texts": "x: " + '["]", ' * 8_000,
    "braces": "x: " + "{a: " * 15_000,
    "question marks": "? " * 30_000,
    "indentation": "\n".join(" " * n + "k:" for n in range(300)),
    "merge bomb": merge_bomb(8),
    "alias bomb": alias_bomb(9),
    "alias bomb of few aliases": alias_bomb(9, width=4),
    "alias to itself": "x: &x [*x, *x]",
    "merge of itself": "x: &x\n  <<: *x",
    "many keys": "\n".join(f"k{n}: v" for n in range(5_000)),
    "many short keys": "\n".join("k: v" for _ in range(12_000)),
    "more than 64 KiB": "\n".join(f"key{n}: {'x' * 50}" for n in range(2_000)),
    "2 MB": "\n".join(f"k{n}: v" for n in range(100_000)),
    "a long value": "x: " + "y" * 60_000,
    "digits": "x: " + "9" * 5_000,
    "int tag": "x: !!int abc",
    "timestamp tag": "x: !!timestamp abc",
    "bool tag": "x: !!bool abc",
    "float tag": "x: !!float abc",
    "binary tag": "x: !!binary ====",
    "python tag": "x: !!python/object/apply:os.system ['true']",
    "unknown tag": "x: !foo bar",
    "set tag": "x: !!set {a, b}",
    "no such day": "date: 2021-02-30",
    "sexagesimal": "x: 12:30:45",
    "list as key": "? [a, b]\n: c",
    "table as key": "{a: b}: c",
    "null as key": "~: c",
    "anchor name": "x: &" + "a" * 30_000 + " b",
    "unknown alias": "x: *nowhere",
    "many aliases": "a: &a b\n" + "\n".join(f"k{n}: *a" for n in range(100)),
    "directive": "%YAML 9.9\n%TAG ! x",
    "huge version": "%YAML 1." + "9" * 5_000,
    "escape": 'x: "\\UFFFFFFFF"',
    "surrogate": "x: \ud800",
    "surrogate escape": 'x: "\\ud800"',
    "null": "x: a\0b",
    "noncharacter": "x: \ufffe",
    "many quotes": "x: " + '"' * 20_001,
    "many apostrophes": "x: " + "'" * 20_001,
    "hashes": "x: " + " #" * 20_000,
    "colons": "x" + ": y" * 20_000,
    "commas": "x: [" + "," * 30_000,
    "backslashes": 'x: "' + "\\" * 30_001,
    "spaces": "x:" + " " * 60_000 + "y: z",
    "tabs": "x:" + "\t" * 60_000 + ":",
}


class TestHostile:
    @pytest.mark.parametrize("name", HOSTILE_YAML)
    @pytest.mark.parametrize("place", ["before", "after"])
    def test_yaml(self, name: str, place: str) -> None:
        hostile = HOSTILE_YAML[name]
        head = f"title: Kept\n{hostile}" if place == "before" or hostile.startswith("%") else f"{hostile}\ntitle: Kept"
        began = time.monotonic()
        found = yaml(head)
        assert time.monotonic() - began < 5
        assert found.body == "Body.\n"
        assert nodes(found.values) <= 25_000
        if place == "before":
            assert found.values["title"] == "Kept"

    @pytest.mark.parametrize("name", HOSTILE_YAML)
    def test_yaml_without_its_library_in_c(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(yaml_fields, "_LOADER", pure_yaml.SafeLoader)
        began = time.monotonic()
        found = yaml(f"title: Kept\n{HOSTILE_YAML[name]}")
        assert time.monotonic() - began < 20
        assert (found.values["title"], found.body) == ("Kept", "Body.\n")

    @pytest.mark.parametrize(
        "head",
        [
            ".".join(["a"] * 10_000) + " = 1",
            ".".join(["a"] * 32_000) + " = 1",
            ".".join(['"a"'] * 10_000) + " = 1",
            "[" + ".".join(["a"] * 10_000) + "]",
            "x = {" + ".".join(["a"] * 10_000) + " = 1}",
            " . ".join(["a"] * 10_000) + " = 1",
            "x = " + "[" * 30_000,
            "x = " + "[" * 5_000 + "]" * 5_000,
            "x = " + "{a=" * 10_000,
            "x = " + '["]", ' * 8_000,
            "x = " + "9" * 5_000,
            "x = 0x" + "f" * 30_000,
            "x = nan\ny = inf\nz = 1e400",
            "x = 9223372036854775808",
            "x = 2021-02-30",
            "x = 99:99:99",
            "\n".join(f"k{n} = 1" for n in range(3_000)),
            "\n".join(f"[[a]]\nk{n} = 1" for n in range(3_000)),
            'x = "' + "\\" * 30_001,
            "x = '" + "a" * 60_000,
            "x = " + '"' * 20_001,
            "a" * 60_000,
            "-" * 60_000,
            "x = \0",
            "x" + "=" * 60_000,
        ],
    )
    def test_toml(self, head: str) -> None:
        began = time.monotonic()
        found = split_front_matter(f'+++\ntitle = "Kept"\n{head}\n+++\nBody.\n')
        assert time.monotonic() - began < 5
        assert found.body == "Body.\n"
        assert found.values["title"] == "Kept"
        assert nodes(found.values) <= 25_000

    @pytest.mark.parametrize(
        "value",
        [
            "[" * 30_000,
            "[" * 10_000 + "]" * 10_000,
            '{"a":' * 10_000 + "1" + "}" * 10_000,
            "9" * 5_000,
            "-9" + "9" * 5_000,
            "1e" + "9" * 5_000,
            "NaN",
            "-Infinity",
            "9223372036854775808",
            '"\\ud800"',
            '"a\0b"',
            '"' + "\\\\" * 20_000 + '"',
            "{" + ",".join(f'"k{n}": 1' for n in range(3_000)) + "}",
            "[" + "1," * 30_000 + "1]",
            "nonsense",
            "'single'",
        ],
    )
    @pytest.mark.parametrize("fence", ["brace", "semicolons"])
    def test_json(self, value: str, fence: str) -> None:
        inner = f'"title": "Kept",\n"x": {value}\n'
        text = "{\n" + inner + "}\nBody.\n" if fence == "brace" else f";;;\n{inner};;;\nBody.\n"
        began = time.monotonic()
        found = split_front_matter(text)
        assert time.monotonic() - began < 5
        assert nodes(found.values) <= 25_000
        assert found.values["title"] == "Kept"

    @pytest.mark.parametrize(
        "text", ["[" * 50_000, "{" * 50_000, '{"' * 25_000, '{"a' + "\\" * 50_000, "---\n" * 20_000]
    )
    def test_bodies_that_look_like_heads(self, text: str) -> None:
        began = time.monotonic()
        split_front_matter(text)
        assert time.monotonic() - began < 5

    @pytest.mark.parametrize("first", ["title: ", "a:", "title: a\n", "\n", " \n", "{", '{"a": "', "title = ", "- "])
    @pytest.mark.parametrize("fence", ["---\n", "+++\n", ";;;\n", ""])
    def test_time_is_linear_in_a_repeated_line(self, first: str, fence: str) -> None:
        began = time.monotonic()
        split_front_matter(fence + first * (2_000_000 // len(first)))
        assert time.monotonic() - began < 10


MANY_KEYS = range(1_001)
BEYOND = {
    "YAML depth": ("---\nx: " + "[" * 33 + "]" * 33 + "\n---\n", "nested deeper than 32 levels"),
    "YAML values": ("---\nx: [" + "a, " * 20_000 + "]\n---\n", "more than 20,000 values"),
    "YAML aliases": ("---\na: &a b\nx: [" + "*a , " * 33 + "]\n---\n", "more than 32 aliases"),
    "YAML keys": ("---\n" + "\n".join(f"k{n}: v" for n in MANY_KEYS) + "\n---\n", "more than 1,000 keys"),
    "YAML keys below": ("---\nx: {" + ", ".join(f"k{n}: v" for n in MANY_KEYS) + "}\n---\n", "more than 1,000 keys"),
    "a value": ("---\nx: " + "y" * 20_001 + "\n---\n", "longer than 20,000 characters"),
    "a head": ("---\n" + f"k: {'x' * 60}\n" * 1_100 + "---\n", "larger than 64 KiB"),
    "TOML parts": ("+++\n" + "a." * 33 + "b = 1\n+++\n", "more than 32 parts"),
    "TOML depth": ("+++\nx = " + "[" * 33 + "]" * 33 + "\n+++\n", "nested deeper than 32 levels"),
    "TOML digits": ("+++\nx = " + "9" * 5_000 + "\n+++\n", "a number that is too long"),
    "TOML number": ("+++\nx = 0x" + "f" * 399 + "\ny = 0x" + "fa" * 300 + "\n+++\n", "a number that is too long"),
    "TOML keys": ("+++\n" + "\n".join(f"k{n} = 1" for n in MANY_KEYS) + "\n+++\n", "more than 1,000 keys"),
    "TOML keys below": (
        "+++\nx = {" + ", ".join(f"k{n} = 1" for n in MANY_KEYS) + "}\n+++\n",
        "more than 1,000 keys",
    ),
    "TOML values": ("+++\nx = [" + "1," * 20_000 + "]\n+++\n", "it holds too much"),
    "JSON depth": ('{"x": ' + "[" * 32 + "]" * 32 + "}\n", "nested deeper than 32 levels"),
    "JSON keys": ("{" + ", ".join(f'"k{n}": 1' for n in MANY_KEYS) + "}\n", "more than 1,000 keys"),
    "JSON values": ('{"x": [' + "1," * 20_000 + "1]}\n", "it holds too much"),
}


@pytest.mark.parametrize("name", BEYOND)
def test_what_is_beyond_a_bound_is_told(name: str) -> None:
    text, message = BEYOND[name]
    found = split_front_matter(text + "Body.\n")
    assert message in found.faults[0].message
    assert found.body == "Body.\n"
    assert len(found.values) <= 1_000
    assert nodes(found.values) <= 25_000


@pytest.mark.parametrize("syntax", Syntax)
@pytest.mark.parametrize("line", ["k{}: v\n", "k{} = v\n", '"k{}": v,\n'])
def test_recovery_takes_so_many_keys_and_no_more(syntax: Syntax, line: str) -> None:
    fields = recover("".join(line.format(n % 1_500) for n in range(5_000)), syntax)
    assert len(fields.values) <= 1_000
    assert len(fields.faults) <= 1_000
    fields = recover("".join(line.format(1) for _ in range(5_000)), syntax)
    assert len(fields.faults) <= 1_000


def test_recovery_reads_only_so_much() -> None:
    assert "late" not in recover("# x\n" * 20_000 + "late: v\n", Syntax.YAML).values


def nodes(field: Field | dict[str, Field]) -> int:
    """How large a field is when every shared part is walked again."""
    count, stack = 0, [field]
    while stack and count < 100_000:
        here = stack.pop()
        count += 1
        if isinstance(here, dict):
            stack.extend(here.values())
        elif isinstance(here, list):
            stack.extend(here)
    return count


PIECES = st.sampled_from(
    [
        "---",
        "+++",
        ";;;",
        "{",
        "}",
        "[",
        "]",
        "title",
        ":",
        " ",
        "\n",
        "- ",
        '"',
        "'",
        "|",
        ">",
        "&a",
        "*a",
        "<<",
        "=",
        ".",
        "#",
        "%",
        "!",
        "!!int",
        "?",
        ",",
        "\t",
        "2021-02-30",
        "tags",
        "x",
        "猫",
        "\x00",
        "\x85",
        "\u2028",
        "~",
        "\\",
        "...",
    ]
)


@settings(max_examples=600, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join), st.sampled_from(["", "---\n", "+++\n", ";;;\n", "{", "title: a\n"]))
def test_any_text_has_a_head_or_none(text: str, opening: str) -> None:
    whole = opening + text
    found = split_front_matter(whole)
    assert whole.endswith(found.body)
    assert found.body_line == whole.count("\n", 0, len(whole) - len(found.body)) + 1
    last = whole.count("\n") + 1
    assert all(fault.line is None or 1 <= fault.line <= last + 1 for fault in found.faults)


class TestPages:
    def test_a_whole_page_says_its_title_and_more(self) -> None:
        page = (
            '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Fish &amp; chips</title>\n'
            '<meta name="date" content="2021-01-01"><META NAME=author CONTENT=Me><meta name="viewport" content="x">\n'
            "<meta property='og:image' content='a.png'></head><body><h1>Other</h1><title>No</title></body></html>"
        )
        found = split_front_matter(page)
        assert (found.body, found.body_line) == (page, 1)
        assert found.values == {"title": "Fish &amp; chips", "date": "2021-01-01", "author": "Me", "og_image": "a.png"}

    @pytest.mark.parametrize(
        "text", ["<p>x</p><title>No</title>", "Text <html><title>No</title>", "<header>x</header>"]
    )
    def test_a_fragment_says_nothing(self, text: str) -> None:
        assert values(text) == {}

    @pytest.mark.parametrize(
        "piece", ["<meta ", "<title>", "<meta a=", "<!--", '<meta a="', "<title ", "<meta >", " ", "a='"]
    )
    def test_takes_linear_time(self, piece: str) -> None:
        began = time.monotonic()
        split_front_matter("<html>" + piece * 400_000)
        split_front_matter(piece * 400_000)
        assert time.monotonic() - began < 10
