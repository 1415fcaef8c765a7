"""Keys one after another and counts, without any screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.ui.commands import Where
from tui_reader.ui.key_names import LONGEST_SEQUENCE, meant_keys, sequence_name
from tui_reader.ui.key_sequences import Answer, KeySequences, Struck, struck

PASSED, TAKEN = Answer.PASSED, Answer.TAKEN


def listening(*, counts: bool = False) -> KeySequences:
    return KeySequences({Where.LIST: ("g g", "g x y", "ctrl+w comma"), Where.TREE: ("d d",)}, counts=counts)


def heard(keys: KeySequences, *names: str, place: Where | None = Where.LIST) -> list[Answer | Struck]:
    return [keys.hear(name, place) for name in names]


def test_a_single_key_is_never_held() -> None:
    assert heard(listening(), "j", "5", "escape", "x") == [PASSED] * 4


def test_keys_are_whole_with_the_last_of_them() -> None:
    keys = listening()
    assert heard(keys, "g", "g") == [TAKEN, Struck("g g", None)]
    assert heard(keys, "g", "x", "y", "j") == [TAKEN, TAKEN, Struck("g x y", None), PASSED]
    assert heard(keys, "ctrl+w", "comma") == [TAKEN, Struck("ctrl+w comma", None)]


def test_what_has_been_begun_is_shown() -> None:
    keys = listening(counts=True)
    heard(keys, "1", "2", "g")
    assert keys.begun == "12g"
    heard(keys, "x")
    assert keys.begun == "12gx"
    heard(keys, "y")
    assert keys.begun == ""
    heard(keys, "ctrl+w")
    assert keys.begun == "ctrl+w"


@pytest.mark.parametrize("key", ["escape", "q", "j", "f1"])
def test_escape_or_another_key_ends_it_without_effect(key: str) -> None:
    keys = listening()
    assert heard(keys, "g", key, key) == [TAKEN, TAKEN, PASSED]


def test_each_pane_has_its_own_and_leaving_it_ends_it() -> None:
    keys = listening()
    assert heard(keys, "g", place=Where.TREE) == [PASSED]
    assert heard(keys, "g") == [TAKEN]
    assert heard(keys, "g", place=Where.TREE) == [PASSED]
    assert heard(keys, "g", "g", place=None) == [PASSED, PASSED]
    assert heard(keys, "g", "g") == [TAKEN, Struck("g g", None)]


def test_counts_come_before_keys() -> None:
    keys = listening(counts=True)
    assert heard(keys, "5", "j") == [TAKEN, Struck("j", 5)]
    assert heard(keys, "1", "0", "G") == [TAKEN, TAKEN, Struck("G", 10)]
    assert heard(keys, "3", "g", "g") == [TAKEN, TAKEN, Struck("g g", 3)]
    assert heard(keys, "0", "j") == [PASSED, PASSED]
    assert heard(keys, "5", "escape", "j") == [TAKEN, TAKEN, PASSED]
    assert heard(keys, *"123456789", "j")[-1] == Struck("j", 123456)
    assert heard(keys, "5", place=None) == [PASSED]


def test_names_of_what_is_struck_can_be_read_again() -> None:
    for one in (Struck("g g", 12), Struck("j", 5), Struck("ctrl+w comma", None), Struck("j", None)):
        assert struck(one.name) == one


NAMES = st.sampled_from(["g", "x", "y", "d", "j", "5", "0", "escape", "ctrl+w", "comma"])


@given(st.lists(st.tuples(NAMES, st.sampled_from([Where.LIST, Where.TREE, None])), max_size=30), st.booleans())
def test_nothing_stays_begun_for_ever_and_no_pane_hears_anothers_keys(
    typed: list[tuple[str, Where | None]], counts: bool
) -> None:
    keys = listening(counts=counts)
    own = {Where.LIST: {"g g", "g x y", "ctrl+w comma"}, Where.TREE: {"d d"}}
    for name, place in typed:
        answer = keys.hear(name, place)
        if place is None:
            assert answer is PASSED
        if isinstance(answer, Struck) and place is not None:
            assert " " not in answer.keys or answer.keys in own[place]
            assert (answer.count is None) or counts
        assert not keys.begun or answer is TAKEN
    keys.hear("escape", Where.LIST)
    assert keys.begun == ""
    assert keys.hear("j", Where.LIST) is PASSED


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("g g", "g g"),
        (" ", "space"),
        (", s", "comma s"),
        ("ctrl+w ?", "ctrl+w question_mark"),
        ("a b c d", "a b c d"),
        ("a b c d e", None),
        ("g escape", None),
        ("g nonsense", None),
        ("", None),
    ],
)
def test_keys_one_after_another_as_people_write_them(written: str, name: str | None) -> None:
    assert sequence_name(written) == name


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Esc", "escape"),
        ("PgDn", "pagedown"),
        ("ctrl+A", "ctrl+shift+a"),
        ("shift+a", "A"),
        ("C-x", "ctrl+x"),
        ("g Retrun", "g enter"),
        ("hyperspace", ""),
    ],
)
def test_the_key_that_was_meant_is_named(written: str, meant: str) -> None:
    assert sequence_name(written) is None
    assert meant_keys(written) == meant


@given(st.text(max_size=12))
def test_any_text_is_a_key_or_none(text: str) -> None:
    name = sequence_name(text)
    if name is None:
        meant = meant_keys(text)
        assert not meant or sequence_name(meant)
    else:
        assert 1 <= len(name.split(" ")) <= LONGEST_SEQUENCE
        assert "," not in name
