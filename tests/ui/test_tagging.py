"""Tags of one's own, edited on the screen."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.ui.conftest import Start, press, reading, screen_text, settle, toasts
from tui_reader.library import Library
from tui_reader.model import Tag
from tui_reader.ui.screens.tagging import TagDialog, TagSuggester

FERRY = "news/city/2024-03-09-ferry.md"
BRIDGE = "news/city/2024-03-08-bridge.md"


async def edit(pilot: Pilot[None]) -> Input:
    """Press `t`, and wait for the line; what waits for its answer is no work that could be waited for."""
    await pilot.press("t")
    for _ in range(200):
        if isinstance(pilot.app.screen, TagDialog):
            break
        await pilot.pause(0.02)
    assert isinstance(pilot.app.screen, TagDialog)
    await pilot.pause()
    return pilot.app.screen.query_one(Input)


def tags(library: Library, path: str) -> tuple[str, ...]:
    row = library.row(path)
    assert row is not None
    return row.tags


async def test_tags_are_put_on_taken_off_and_undone(start: Start, library: Library) -> None:
    library.mark([FERRY], Tag("old"), True)
    async with start() as pilot:
        line = await edit(pilot)
        assert line.value == "old, "
        assert "The file itself says: 渡轮, 夜" in screen_text(pilot)
        line.value = "稍后 再读,new , new"
        await press(pilot, "enter")
        assert tags(library, FERRY) == ("渡轮", "夜", "new", "稍后 再读")
        assert "#new #稍后 再读" in screen_text(pilot), "the article's card names them"
        assert "1 post: +稍后 再读 +new −old; U undoes it" in toasts(pilot)
        await press(pilot, "U")
        assert tags(library, FERRY) == ("渡轮", "夜", "old")
        assert "#old" in screen_text(pilot)
        assert "#new" not in screen_text(pilot)


async def test_what_all_selected_posts_have_is_edited(start: Start, library: Library) -> None:
    library.mark([FERRY, BRIDGE], Tag("both"), True)
    library.mark([FERRY], Tag("one"), True)
    async with start() as pilot:
        await press(pilot, "space", "space")
        line = await edit(pilot)
        assert line.value == "both, "
        line.value = "x"
        await press(pilot, "enter")
        assert tags(library, FERRY) == ("渡轮", "夜", "one", "x")
        assert tags(library, BRIDGE) == ("x",)


async def test_escape_and_no_change_write_nothing(start: Start, library: Library) -> None:
    library.mark([FERRY], Tag("old"), True)
    async with start() as pilot:
        await edit(pilot)
        await pilot.press("a")
        await press(pilot, "escape")
        await edit(pilot)
        await press(pilot, "enter")
        assert tags(library, FERRY) == ("渡轮", "夜", "old")
        library.undo()
        assert library.undo() is None


async def test_what_cannot_be_a_tag_is_told(start: Start, library: Library) -> None:
    async with start() as pilot:
        line = await edit(pilot)
        line.value = "x" * 501
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, TagDialog)
        assert "longer than 500" in screen_text(pilot)
        line.value = "[/red]\x1b[2J [@click=app.quit]x[/]"
        await press(pilot, "enter")
        await settle(pilot)
        assert tags(library, FERRY)[-1] == "[/red]␛[2J [@click=app.quit]x[/]"
        assert reading(pilot).is_current


async def test_tab_completes_what_is_typed(start: Start, library: Library) -> None:
    library.mark([BRIDGE], Tag("later on"), True)
    async with start() as pilot:
        line = await edit(pilot)
        await pilot.press(*"la")
        for _ in range(200):
            if line._suggestion:
                break
            await pilot.pause(0.02)
        await pilot.press("tab", "comma", "x")
        await press(pilot, "enter")
        assert tags(library, FERRY) == ("渡轮", "夜", "later on", "x")


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("al", "alpha"),
        ("beta,al", "beta,alpha"),
        ("beta,  al", "beta,  alpha"),
        ("alpha, al", "alpha, alps"),
        ("alpha", None),
        ("", None),
        ("beta, ", None),
        ("zzz", None),
        ("疫", "疫情"),
    ],
)
async def test_the_last_tag_is_completed(typed: str, completed: str | None) -> None:
    assert await TagSuggester(["alpha", "alps", "beta", "疫情"]).get_suggestion(typed) == completed
