"""Keys as the reader hears them: presets, sequences, counts; and that what is told as bound is what is run."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as searching
from hypothesis import strategies as st
from textual import events
from textual.widgets import Input

from tests.ui.conftest import Start, press, reading, screen_text, settle, toasts, until
from tests.ui.test_commands import HEARD, WANTED
from tui_reader.config import Settings
from tui_reader.model import Query, View
from tui_reader.ui.app import ReaderApp
from tui_reader.ui.commands import COMMANDS, Where
from tui_reader.ui.keymap import lay_over
from tui_reader.ui.presets import PRESETS
from tui_reader.ui.screens.dialogs import Chooser
from tui_reader.ui.screens.help import HelpScreen
from tui_reader.ui.widgets.bars import KeyBar


@pytest.fixture
def preset() -> str:
    return "default"


@pytest.fixture
def own_keys() -> dict[str, tuple[str, ...]]:
    return {}


@pytest.fixture
def settings(settings: Settings, preset: str, own_keys: dict[str, tuple[str, ...]]) -> Settings:
    return replace(settings, keymap=preset, keys=MappingProxyType(own_keys))


VIM = pytest.mark.parametrize("preset", ["vim"])


def last_line(text: str) -> str:
    return text.splitlines()[-1]


@VIM
async def test_counts_move_by_so_many_rows(start: Start) -> None:
    async with start() as pilot:
        posts = reading(pilot).posts
        await press(pilot, "3", "j")
        assert posts.cursor == 3
        await press(pilot, "2", "k")
        assert posts.cursor == 1
        await press(pilot, "1", "0", "j")
        assert posts.cursor == 4
        await press(pilot, "2", "G")
        assert posts.cursor == 1
        await press(pilot, "G")
        assert posts.cursor == 4
        await press(pilot, "3", "g", "g")
        assert posts.cursor == 2
        await press(pilot, "g", "g")
        assert posts.cursor == 0
        assert reading(pilot).hearing is Where.LIST, "the digits are no panes here"


@VIM
async def test_counts_in_the_article_and_from_article_to_article(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "l", "7", "j")
        pane = reading(pilot).pane
        assert pane.scroll_offset.y == 7
        await press(pilot, "1", "2", "G")
        assert pane.scroll_offset.y == 11
        await press(pilot, "3", "J")
        opened = reading(pilot).opened
        assert opened is not None
        assert opened.row.title == "Slow trains"
        await press(pilot, "2", "K")
        assert reading(pilot).posts.cursor == 1


@VIM
async def test_what_takes_no_count_is_done_once(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "4", "asterisk")
        row = reading(pilot).posts.current
        assert row is not None
        assert row.starred


@VIM
async def test_the_bar_shows_what_has_been_begun(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "1", "2")
        assert last_line(screen_text(pilot)).rstrip().endswith("12")
        await press(pilot, "g")
        assert last_line(screen_text(pilot)).rstrip().endswith("12g")
        await press(pilot, "escape")
        assert reading(pilot).key_bar.begun == ""
        assert "12g" not in last_line(screen_text(pilot))
        await press(pilot, "j")
        assert reading(pilot).posts.cursor == 1


@VIM
@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_the_bar_keeps_room_for_it_in_a_narrow_window(start: Start, size: tuple[int, int]) -> None:
    async with start(size=size) as pilot:
        await press(pilot, "ctrl+w")
        line = last_line(screen_text(pilot))
        assert line.rstrip().endswith("ctrl+w")
        assert len(line) == size[0]


@VIM
async def test_an_unknown_key_ends_a_sequence_and_does_nothing(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "g", "j")
        assert reading(pilot).posts.cursor == 0
        assert reading(pilot).key_bar.begun == ""


@VIM
async def test_keys_that_come_at_once_are_done_in_their_order(start: Start) -> None:
    async with start() as pilot:
        await pilot.press("j", "j", "g", "g", "2", "j", "k")
        await settle(pilot)
        assert reading(pilot).posts.cursor == 1


@VIM
async def test_no_key_is_taken_from_a_line_in_which_one_types(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "slash", "5", "g", "g", "y", "y")
        assert reading(pilot).search_line.query_one(Input).value == "5ggyy"
        assert reading(pilot).key_bar.begun == ""


@VIM
async def test_no_key_is_taken_from_a_dialog(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "question_mark", "3", "g", "g")
        assert isinstance(pilot.app.screen, HelpScreen)
        assert pilot.app.screen.query_one(Input).value == "3gg"
        await press(pilot, "escape", "y")
        assert reading(pilot).key_bar.begun == "y"
        await pilot.press("y")
        await until(pilot, lambda: isinstance(pilot.app.screen, Chooser))
        await pilot.press("t")
        await until(pilot, lambda: not isinstance(pilot.app.screen, Chooser))


@VIM
async def test_what_was_begun_is_forgotten_where_another_pane_is_clicked(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "5", "g")
        await pilot.click("#categories", offset=(3, 2))
        await settle(pilot)
        here = reading(pilot).categories.cursor
        await press(pilot, "j")
        assert reading(pilot).categories.cursor == here + 1


@VIM
async def test_sequences_of_panes_are_theirs_alone(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "z")
        assert reading(pilot).key_bar.begun == ""
        await press(pilot, "ctrl+w", "1", "z")
        assert reading(pilot).hearing is Where.TREE
        assert reading(pilot).key_bar.begun == "z"


@pytest.mark.parametrize("own_keys", [{"zen": ("z z",), "retry-images": ("x",), "undo": ("ctrl+q",), "quit": ("Q",)}])
async def test_what_the_user_binds_is_run(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "z", "z")
        assert reading(pilot).has_class("zen")
        await press(pilot, "x", "ctrl+q")
        assert toasts(pilot)[-1].strip() == "There is nothing to undo."
        assert pilot.app.is_running


@pytest.mark.parametrize("own_keys", [{"down": ("x",), "star": ("down",)}])
async def test_a_key_that_is_given_away_does_what_it_was_given_to_alone(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "down")
        row = reading(pilot).posts.current
        assert row is not None
        assert row.starred
        assert reading(pilot).posts.cursor == 0
        await press(pilot, "j")
        assert reading(pilot).posts.cursor == 0


@pytest.mark.parametrize("own_keys", [dict.fromkeys(("aa", "bb", "cc", "dd", "ee", "ff"), ("x",))])
async def test_many_mistakes_are_told_at_once(start: Start) -> None:
    async with start(size=(80, 24)) as pilot:
        (told,) = toasts(pilot)
        assert told.count("there is no command") == 4
        assert "and 2 more\ntui-reader config --check names them" in told


@VIM
async def test_a_key_that_comes_before_the_screen_stands_is_borne(start: Start) -> None:
    async with start() as pilot:
        app = pilot.app
        assert isinstance(app, ReaderApp)
        await press(pilot, "5")
        screen = app._reading(reading(pilot).query_shown, None, enter=False)
        mounted = app.push_screen(screen)
        assert not screen.query(KeyBar)
        await app.on_event(events.Key("j", "j"))
        await mounted
        assert screen.key_bar.begun == ""
        app.pop_screen()
        assert reading(pilot).key_bar.begun == ""


@pytest.mark.parametrize("own_keys", [{"stars": ("x",), "zen": ("Esc",), "star": ("r",)}])
async def test_every_mistake_is_told_at_start(start: Start) -> None:
    async with start() as pilot:
        told = "\n".join(toasts(pilot))
        assert "there is no command “stars”; did you mean “star”?" in told
        assert "keys.zen: no terminal sends the key “Esc”; did you mean “escape”?" in told
        assert "“r” is “star” now, no longer “read”" in told


@pytest.mark.parametrize("preset", ["mutt", "arrows"])
async def test_hints_name_the_keys_in_force(start: Start, preset: str) -> None:
    async with start(query=Query(view=View.STARRED)) as pilot:
        text = screen_text(pilot)
        star, view = {"mutt": ("F", "a"), "arrows": ("*", "4")}[preset]
        assert f"{star} stars a post · {view} shows all posts" in text


async def test_what_is_told_as_bound_is_what_is_run_under_any_keymap(start: Start) -> None:
    """For each pane: every key in force runs its command, and no other key does anything."""
    async with start() as pilot:
        app, screen = pilot.app, reading(pilot)
        assert isinstance(app, ReaderApp)
        panes = {
            Where.TREE: screen.categories,
            Where.FACETS: screen.facets,
            Where.LIST: screen.posts,
            Where.ARTICLE: screen.pane,
        }
        screen.facets.display = True

        @example({"narrow": ["Q"]}, "default")
        @searching(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
        @given(WANTED, st.sampled_from(list(PRESETS)))
        def check(wanted: dict[str, list[str]], preset: str) -> None:
            keymap = lay_over(COMMANDS, wanted, PRESETS[preset])
            app.hear_keymap(keymap)
            for where, pane in panes.items():
                screen.set_focus(pane)
                active = {key: one.binding.id for key, one in app.active_bindings.items()}
                expected: dict[str, str] = {}
                # The screen hears what the pane doesn't.
                for command in sorted(keymap.commands, key=lambda one: one.where is Where.READER):
                    for key in command.keys if command.where in HEARD[where] else ():
                        expected.setdefault(key, command.id)
                bound = {key: name for key, name in active.items() if not key.startswith("unbound-")}
                assert bound == expected
                assert {key for key in expected if " " in key} >= set(keymap.sequences[where])

        check()
