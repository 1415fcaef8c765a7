"""The reading screen, key by key."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.message import Message
from textual.widgets import Input

from tests.ui.conftest import Start, press, reading, screen_text, settle, toasts, until
from tui_reader.config import Places, Settings
from tui_reader.library import Library
from tui_reader.model import Query, View
from tui_reader.positions import Positions
from tui_reader.ui.app import ReaderApp
from tui_reader.ui.screens.dialogs import Chooser, FolderDialog, Question
from tui_reader.ui.screens.help import HelpScreen
from tui_reader.ui.widgets.article_pane import ArticlePane
from tui_reader.ui.widgets.row_pane import RowPane

FERRY = "news/city/2024-03-09-ferry.md"
BRIDGE = "news/city/2024-03-08-bridge.md"


async def preview(seconds: float = 0.2) -> None:
    """Let the preview's pause pass."""
    await asyncio.sleep(seconds)


async def test_three_panes_show_the_newest_post_first(start: Start) -> None:
    async with start() as pilot:
        text = screen_text(pilot)
        for part in (
            "Categories",
            "All posts",
            "新闻",
            "Notes",
            "Without a category",
            "渡轮恢复夜航 [/]",
            "Slow trains",
        ):
            assert part in text
        assert "夜里的船灯落在水面上" in text, "the newest post is previewed"
        assert "5 posts · 5 unread" in text


async def test_moving_previews_and_marks_nothing(start: Start, library: Library) -> None:
    async with start() as pilot:
        await press(pilot, "j")
        await preview()
        await settle(pilot)
        shown = reading(pilot).opened
        assert shown is not None
        assert shown.row.path == BRIDGE
        assert "旧桥今天开始重修" in screen_text(pilot)
        assert library.counts().unread == 5


async def test_enter_enters_and_marks_read(start: Start, library: Library) -> None:
    async with start() as pilot:
        await press(pilot, "enter")
        assert isinstance(pilot.app.focused, ArticlePane)
        row = library.row(FERRY)
        assert row is not None
        assert row.read
        assert "5 posts · 4 unread" in screen_text(pilot)


async def test_a_cursor_key_sends_one_message(start: Start) -> None:
    seen: list[Message] = []
    async with start(message_hook=seen.append) as pilot:
        seen.clear()
        await press(pilot, "j")
        moved = [message for message in seen if isinstance(message, RowPane.Moved)]
        assert {message.row for message in moved} == {1}
        assert len({id(message) for message in moved}) == 1


async def test_a_narrow_terminal_shows_one_pane(start: Start) -> None:
    async with start(size=(80, 24)) as pilot:
        assert "Slow trains" in screen_text(pilot)
        assert "Categories" not in screen_text(pilot)
        await press(pilot, "h")
        assert "Categories" in screen_text(pilot)
        assert "Slow trains" not in screen_text(pilot)
        await press(pilot, "enter", "enter")
        assert "港口的渡轮今晚恢复夜航" in screen_text(pilot)
        assert "Slow trains" not in screen_text(pilot)


@pytest.mark.parametrize("size", [(1, 1), (20, 5), (80, 24), (100, 30), (400, 120)])
async def test_any_size_is_survived(start: Start, size: tuple[int, int]) -> None:
    async with start(size=size) as pilot:
        await press(
            pilot, "j", "enter", "j", "h", "h", "question_mark", "escape", "slash", "x", "escape", "i", "escape"
        )
        assert pilot.app.is_running


async def test_a_category_shows_its_posts_and_those_below(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "h", "j", "j")
        assert reading(pilot).query_shown.category == ("新闻",)
        assert reading(pilot).posts.row_total() == 2
        assert "新闻" in screen_text(pilot).splitlines()[0]


async def test_read_posts_stay_in_the_unread_view_until_it_is_made_anew(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "a")
        assert reading(pilot).query_shown.view is View.UNREAD
        await press(pilot, "r")
        assert reading(pilot).posts.row_total() == 5
        row = reading(pilot).posts.row(0)
        assert row is not None
        assert row.read
        await press(pilot, "a", "a", "a")
        assert reading(pilot).posts.row_total() == 4


async def test_star_undo_and_the_starred_view(start: Start, library: Library) -> None:
    async with start() as pilot:
        await press(pilot, "asterisk")
        assert library.counts().starred == 1
        assert "★" in screen_text(pilot)
        await press(pilot, "U")
        assert library.counts().starred == 0
        await press(pilot, "U")
        assert "There is nothing to undo." in toasts(pilot)


async def test_selected_posts_are_marked_together_and_undone_together(start: Start, library: Library) -> None:
    async with start() as pilot:
        await press(pilot, "space", "space", "r")
        assert library.counts().unread == 3
        await press(pilot, "U")
        assert library.counts().unread == 5


async def test_all_read_asks_and_says_how_many(start: Start, library: Library) -> None:
    async with start() as pilot:
        await pilot.press("A")
        await pilot.pause(0.3)
        assert isinstance(pilot.app.screen, Question)
        assert "5 unread posts" in screen_text(pilot)
        await pilot.press("n")
        await settle(pilot)
        assert library.counts().unread == 5
        await pilot.press("A")
        await pilot.pause(0.3)
        await pilot.press("y")
        await settle(pilot)
        assert library.counts().unread == 0


async def test_search_shows_results_as_one_types_and_esc_brings_the_list_back(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "j", "j", "slash")
        for key in "疫情":
            await press(pilot, key)
        assert reading(pilot).posts.row_total() == 1
        current = reading(pilot).posts.current
        assert current is not None
        assert current.path == BRIDGE
        await press(pilot, "escape")
        assert reading(pilot).posts.row_total() == 5
        assert reading(pilot).posts.cursor == 2


async def test_a_search_without_results_says_so(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "slash", *"口出", "enter")
        assert "Nothing is found for “口出”" in screen_text(pilot)
        assert "Esc clears the search" in screen_text(pilot)


async def test_find_in_the_article_marks_all_hits(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "enter", "slash", *"船灯", "enter")
        number, total = reading(pilot).pane.hits
        assert (number, total) == (1, 30)
        await press(pilot, "n", "n")
        assert reading(pilot).pane.hits[0] == 3
        await press(pilot, "N")
        assert reading(pilot).pane.hits[0] == 2
        await press(pilot, "escape")
        assert reading(pilot).pane.hits[1] == 0


async def test_next_unread_goes_round(start: Start, library: Library) -> None:
    async with start() as pilot:
        await press(pilot, "r", "n")
        assert reading(pilot).posts.cursor == 1
        await press(pilot, "p")
        assert reading(pilot).posts.cursor == 4


async def test_space_at_the_end_goes_to_the_next_unread(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "enter", "G", "space")
        opened = reading(pilot).opened
        assert opened is not None
        assert opened.row.path == BRIDGE
        assert opened.row.path in reading(pilot).history


async def test_history_goes_back_and_forward(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "enter", "J", "J", "H", "H")
        opened = reading(pilot).opened
        assert opened is not None
        assert opened.row.path == FERRY
        await press(pilot, "L")
        opened = reading(pilot).opened
        assert opened is not None
        assert opened.row.path == BRIDGE


async def test_the_reading_position_is_kept(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "enter", "pagedown", "pagedown")
        before = reading(pilot).pane.position()
        assert before is not None
        await press(pilot, "J", "K")
        assert reading(pilot).pane.position() == before
        await press(pilot, "minus", "minus")
        after = reading(pilot).pane.position()
        assert after is not None
        assert after.block == before.block


async def test_zen_shows_the_article_alone(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "m")
        assert "Slow trains" not in screen_text(pilot)
        await press(pilot, "m")
        assert "Slow trains" in screen_text(pilot)


async def test_markup_in_titles_is_text_everywhere(start: Start) -> None:
    async with start() as pilot:
        await pilot.press("y")
        await until(pilot, lambda: isinstance(pilot.app.screen, Chooser))
        await until(pilot, lambda: "渡轮恢复夜航 [/]" in screen_text(pilot))
        await press(pilot, "t")
        assert any("Copied the title." in toast for toast in toasts(pilot))


async def test_help_is_filtered_by_typed_text(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "question_mark")
        assert isinstance(pilot.app.screen, HelpScreen)
        assert "Moving" in screen_text(pilot)
        await press(pilot, *"star")
        assert "Stars the post" in screen_text(pilot)
        assert "Half a page down" not in screen_text(pilot)


async def test_another_folder_is_opened_from_inside(start: Start, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "one.md").write_text("# The only one\n\nHello.\n", encoding="utf-8")
    async with start() as pilot:
        await pilot.press("B")
        await pilot.pause(0.3)
        dialog = pilot.app.screen
        assert isinstance(dialog, FolderDialog)
        dialog.query_one(Input).value = str(tmp_path / "nowhere")
        await pilot.press("enter")
        await pilot.pause()
        assert "isn't there" in screen_text(pilot)
        dialog.query_one(Input).value = str(other)
        await pilot.press("enter")
        await pilot.pause(1.0)
        await settle(pilot)
        assert "The only one" in screen_text(pilot)


async def test_an_empty_folder_says_what_to_do(start: Start, library: Library, posts: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    async with start() as pilot:
        await pilot.press("B")
        await pilot.pause(0.3)
        pilot.app.screen.query_one(Input).value = str(empty)
        await pilot.press("enter")
        await pilot.pause(1.2)
        await settle(pilot)
        assert "No posts in this folder" in screen_text(pilot)
        assert "B opens another one" in screen_text(pilot)


async def test_a_post_that_was_deleted_is_told(start: Start, posts: Path) -> None:
    async with start() as pilot:
        (posts / BRIDGE).unlink()
        await press(pilot, "J")
        assert "旧桥" in screen_text(pilot)
        assert "R reads the folder again" in screen_text(pilot)
        await press(pilot, "R")
        assert reading(pilot).posts.row_total() == 4


async def test_save_writes_the_text_file(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out"
    target.mkdir()
    monkeypatch.chdir(target)
    async with start() as pilot:
        await press(pilot, "s")
        files = list(target.iterdir())
        assert [file.name for file in files] == ["2024-03-09-渡轮恢复夜航.txt"]
        assert files[0].read_text(encoding="utf-8").startswith("标题：渡轮恢复夜航 [/]\n")
        assert any("2024-03-09-渡轮恢复夜航.txt" in toast for toast in toasts(pilot))
        await press(pilot, "s")
        assert len(list(target.iterdir())) == 1


async def test_all_pictures_go_to_the_viewer_with_their_captions_as_names(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "argv.json"
    viewer = tmp_path / "viewer"
    viewer.write_text(
        f"#!{sys.executable}\nimport json, sys\nopen({str(seen)!r}, 'w').write(json.dumps(sys.argv[1:]))\n"
    )
    viewer.chmod(0o755)
    monkeypatch.setenv("TUI_READER_IMAGE_VIEWER", str(viewer))
    async with start() as pilot:
        await pilot.press("I")
        for _ in range(100):
            await pilot.pause(0.1)
            if seen.exists() and seen.read_text():
                break
        files = json.loads(seen.read_text())
        assert [Path(file).name for file in files] == ["01-船在码头.png"]
        assert Path(files[0]).read_bytes().startswith(b"\x89PNG")


async def test_links_to_other_posts_open_here(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "enter")
        await pilot.press("u")
        await pilot.pause(0.3)
        assert "https://example.org/times" in screen_text(pilot)
        await pilot.press("j", "enter")
        await settle(pilot)
        opened = reading(pilot).opened
        assert opened is not None
        assert opened.row.path == "notes/tea.md"


async def test_the_session_says_where_the_reading_stands(start: Start, library: Library) -> None:
    async with start() as pilot:
        await press(pilot, "h", "j", "j", "enter", "j", "Q")
        assert isinstance(pilot.app, ReaderApp)
        session = pilot.app.session
    assert session is not None
    assert session.library == str(library.root)
    assert session.category == ("新闻",)
    assert session.post == BRIDGE


async def test_marks_are_toggled_in_the_open_article_as_they_are_now(start: Start, library: Library) -> None:
    async with start() as pilot:
        await press(pilot, "enter")
        assert library.counts().unread == 4
        await press(pilot, "r")
        assert library.counts().unread == 5
        await press(pilot, "r")
        assert library.counts().unread == 4


async def test_the_border_between_panes_can_be_dragged(start: Start) -> None:
    async with start() as pilot:
        tree = reading(pilot).categories
        before = tree.region.right
        await pilot.mouse_down(offset=(before - 1, 10))
        await pilot.hover(offset=(before + 9, 10))
        await pilot.mouse_up(offset=(before + 9, 10))
        await settle(pilot)
        assert tree.region.right == before + 10


async def test_the_mouse_selects_enters_and_scrolls_without_marking(start: Start, library: Library) -> None:
    async with start() as pilot:
        posts = reading(pilot).posts
        await pilot.click(posts, offset=(8, 3))
        await settle(pilot)
        assert posts.cursor == 2
        assert library.counts().unread == 5
        await pilot.click(posts, offset=(8, 3))
        await settle(pilot)
        assert isinstance(pilot.app.focused, ArticlePane)
        assert library.counts().unread == 4


async def test_a_file_that_changes_while_it_is_read_is_shown_anew(start: Start, posts: Path) -> None:
    async with start() as pilot:
        await press(pilot, "enter")
        (posts / FERRY).write_text("---\ntitle: 渡轮停航\n---\n\n风太大了。\n", encoding="utf-8")
        await press(pilot, "R")
        await settle(pilot)
        assert "风太大了" in screen_text(pilot)
        assert "渡轮停航" in screen_text(pilot)


async def test_a_folder_that_vanishes_keeps_the_list_and_says_so(start: Start, posts: Path, library: Library) -> None:
    async with start() as pilot:
        posts.rename(posts.with_name("elsewhere"))
        await press(pilot, "R")
        assert any("nothing has been lost" in toast for toast in toasts(pilot)), toasts(pilot)
        assert reading(pilot).posts.row_total() == 5
        posts.with_name("elsewhere").rename(posts)
        await press(pilot, "R", "J")
        assert "旧桥今天开始重修" in screen_text(pilot)


@pytest.mark.parametrize(("keys", "left"), [(["enter"], 35), (["escape"], 35), (["down", "enter"], 25)])
async def test_posts_that_may_only_be_away_are_asked_about(
    start: Start, posts: Path, library: Library, keys: list[str], left: int
) -> None:
    for number in range(30):
        (posts / f"more{number}.md").write_text(f"# {number}\n")
    async with start() as pilot:
        assert library.counts().total == 35
        for number in range(10):
            (posts / f"more{number}.md").unlink()
        await pilot.press("R")
        await until(pilot, lambda: isinstance(pilot.app.screen, Chooser))
        assert "10 of 35 posts are no longer in posts" in screen_text(pilot)
        await pilot.press(*keys)
        await settle(pilot)
        assert library.counts().total == left


async def test_a_target_that_cannot_be_written_is_told(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start() as pilot:
        blocked = tmp_path / "a file"
        blocked.write_text("no folder")
        screen = reading(pilot)
        monkeypatch.setattr(type(screen), "export_folder", property(lambda self: blocked))
        await press(pilot, "s")
        assert any("a file" in toast for toast in toasts(pilot)), toasts(pilot)


async def test_without_a_viewer_the_addresses_are_offered(
    start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    async with start() as pilot:
        await pilot.press("I")
        for _ in range(200):
            if isinstance(pilot.app.screen, Chooser):
                break
            await pilot.pause(0.05)
        await pilot.pause(0.2)
        assert isinstance(pilot.app.screen, Chooser)
        assert "No picture viewer was found" in screen_text(pilot)
        assert "ferry.png" in screen_text(pilot)


async def test_an_editor_that_cannot_be_meant_is_told(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "vi 'unclosed")
    async with start() as pilot:
        await press(pilot, "e")
        assert any("EDITOR" in toast for toast in toasts(pilot))


@pytest.mark.parametrize("typed", ["~nobody-has-this-name/x", "x" * 5000, "a\0b", "", "/nowhere/at/all"])
async def test_no_path_breaks_the_folder_dialog(start: Start, typed: str) -> None:
    async with start() as pilot:
        await pilot.press("B")
        await pilot.pause(0.3)
        dialog = pilot.app.screen
        assert isinstance(dialog, FolderDialog)
        dialog.query_one(Input).value = typed
        await pilot.pause(0.1)
        await pilot.press("tab")
        if typed:
            await pilot.press("enter")
            await pilot.pause(0.2)
            assert pilot.app.screen is dialog
        await pilot.press("escape")
        await settle(pilot)
        assert reading(pilot).is_current


async def test_a_mark_key_pressed_twice_at_once_changes_nothing(start: Start, library: Library) -> None:
    async with start() as pilot:
        await pilot.press("asterisk", "asterisk")
        await settle(pilot)
        assert library.counts().starred == 0
        await pilot.press("asterisk", "asterisk", "asterisk")
        await settle(pilot)
        assert library.counts().starred == 1


async def test_a_refresh_keeps_cursor_and_selection(start: Start, posts: Path, library: Library) -> None:
    async with start() as pilot:
        await press(pilot, "a", "j", "space", "space", "r")
        assert reading(pilot).posts.selected == Positions.of([1, 2])
        assert reading(pilot).posts.cursor == 3
        (posts / "new.md").write_text("---\ntitle: New\ndate: 2024-05-01\n---\n\nNew.\n", encoding="utf-8")
        await press(pilot, "R")
        listing = reading(pilot).listing
        assert listing is not None
        titles = [row.title for row in listing.rows(0, 9)]
        assert titles == ["New", "渡轮恢复夜航 [/]", "Slow trains", "Without a category"]
        assert reading(pilot).posts.cursor == 2


async def test_a_selection_outlives_a_refresh(start: Start, posts: Path) -> None:
    async with start() as pilot:
        await press(pilot, "space", "space")
        (posts / "new.md").write_text("---\ntitle: New\ndate: 2024-05-01\n---\n\nNew.\n", encoding="utf-8")
        await press(pilot, "R")
        assert reading(pilot).posts.selected == Positions.of([1, 2])


async def test_the_top_is_a_position_too(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "enter", "pagedown", "J", "K")
        assert reading(pilot).pane.scroll_offset.y > 0
        await press(pilot, "g", "J", "K")
        assert reading(pilot).pane.scroll_offset.y == 0


async def test_a_search_in_one_article_does_not_follow_into_the_next(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "enter", "slash", *"船", "enter", "escape")
        assert reading(pilot).pane.hits[1] == 0
        await press(pilot, "slash", *"船", "enter", "h", "slash", "escape", "enter")
        await press(pilot, "escape", "J")
        assert reading(pilot).pane.hits[1] == 0


async def test_a_category_that_is_gone_is_not_shown_empty(start: Start) -> None:
    async with start(query=Query(category=("Gone",))) as pilot:
        await settle(pilot)
        assert reading(pilot).query_shown.category is None
        assert reading(pilot).posts.row_total() == 5


async def test_a_post_that_the_index_does_not_know_yet_is_waited_for(
    posts: Path, settings: Settings, where: Places, open_library: Callable[[Path], Library]
) -> None:
    app = ReaderApp(open_library(posts), settings, where, open_library, query=Query(), post="loose.md", enter=True)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        for _ in range(100):
            await settle(pilot)
            opened = reading(pilot).opened
            if opened is not None and not reading(pilot).is_looking:
                break
            await pilot.pause(0.05)
        await settle(pilot)
        opened = reading(pilot).opened
        assert opened is not None
        assert opened.row.path == "loose.md"
        assert isinstance(pilot.app.focused, ArticlePane)


async def test_a_mark_is_for_the_post_that_was_under_the_cursor(start: Start, library: Library) -> None:
    async with start() as pilot:
        async with reading(pilot)._marks_lock:
            await pilot.press("asterisk", "j")
        await settle(pilot)
        row = library.row(FERRY)
        assert row is not None
        assert row.starred
        assert library.counts().starred == 1


async def test_typing_a_category_stays_on_the_first_that_matches(start: Start) -> None:
    async with start() as pilot:
        await press(pilot, "h", "slash", *"note", "enter")
        assert reading(pilot).query_shown.category == ("Notes",)
