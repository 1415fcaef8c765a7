"""Pictures, videos and sources leave the screen for the programs that show them, and what goes wrong is said."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.images.server import Server, running
from tests.programs.standin import RECORD, noted, stand_in
from tests.ui.conftest import PNG, Start, reading, screen_text, toasts
from tui_reader.config import Settings, load_settings
from tui_reader.library import Library
from tui_reader.model import Query
from tui_reader.ui.screens.dialogs import Chooser, Question

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stand-ins are scripts with a first line")

NET = 30.0
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'

HEAD = "---\ntitle: {}\ndate: 2024-05-0{}\n{}---\n\n{}\n"
MEDIA = """
<video src="clip.mp4" title="短片"></video>

<iframe src="//www.youtube.com/embed/abc" title="A site"></iframe>

<audio src="https://media.example.org/pod.mp3?x=$(reboot)"></audio>

<iframe src="javascript:alert(1)" title="Hostile"></iframe>

<video src="../../../../etc/passwd" title="Outside"></video>

<video src="run.desktop" title="A program"></video>

<video src="https://good.example@evil.example/a.mp4" title="Two hosts"></video>
"""


async def until(pilot: Pilot[None], condition: Callable[[], object]) -> None:
    """Wait for what a key has set going."""
    end = time.monotonic() + NET
    while not condition():
        assert time.monotonic() < end, f"it never came; the screen:\n{screen_text(pilot)}\n{toasts(pilot)}"
        await pilot.pause(0.02)


async def shown(pilot: Pilot[None], words: str) -> None:
    """Wait for words on the screen."""
    await until(pilot, lambda: words in screen_text(pilot))


async def told(pilot: Pilot[None], words: str) -> None:
    """Wait for a message."""
    await until(pilot, lambda: any(words in toast for toast in toasts(pilot)))


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with a few stand-ins alone, and a display."""
    folder = tmp_path / "bin"
    for name in ("feh", "mpv", "vlc", "firefox"):
        stand_in(folder, RECORD, name)
    stand_in(folder, "import sys; sys.stderr.write('cannot \\x1b[31mopen display'); sys.exit(2)", "nomacs")
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("DISPLAY", ":77")
    return folder


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture
def settings() -> Settings:
    return replace(load_settings({}), allow_private_hosts=True)


@pytest.fixture
def write(posts: Path, library: Library) -> Callable[..., None]:
    """Adds a post, the newest, and has it indexed."""

    def write_(body: str, title: str = "Newest", head: str = "", day: int = 1) -> None:
        (posts / f"{title}.md").write_text(HEAD.format(title, day, head, body), encoding="utf-8")
        library.refresh()

    return write_


async def started(pilot: Pilot[None], program: Path) -> dict[str, object]:
    """What a recording stand-in notes; the reader, which may be only about to start it, runs on until then."""
    await until(pilot, Path(f"{program}.json").exists)
    return noted(program)


async def argv(pilot: Pilot[None], program: Path) -> list[str]:
    words = (await started(pilot, program))["argv"]
    assert isinstance(words, list)
    return words


# Open with…


async def test_open_with_lists_all_opens_the_chosen_and_remembers_it(start: Start, programs: Path) -> None:
    async with start() as pilot:
        await pilot.press("O")
        await shown(pilot, "Open what?")
        assert "picture 1" in screen_text(pilot)
        assert "https://example.org/ferry" in screen_text(pilot)
        await pilot.press("enter")
        await shown(pilot, "Open picture 1 with")
        text = screen_text(pilot)
        assert text.index("feh ") < text.index("nomacs ") < text.index("mpv ")
        await pilot.press("j", "j", "enter")
        assert [Path(word).name for word in (await argv(pilot, programs / "mpv"))][-1] == "01-船在码头.png"
        await told(pilot, "1 picture in mpv")
        # The next time it is the first, and plain `I` takes it.
        (programs / "mpv.json").unlink()
        await pilot.press("I")
        assert await argv(pilot, programs / "mpv")
        await pilot.press("O")
        await shown(pilot, "Open what?")
        await pilot.press("enter")
        await shown(pilot, "last chosen")
        text = screen_text(pilot)
        assert text.index("mpv ") < text.index("last chosen") < text.index("feh ") < text.index("nomacs ")
        await pilot.press("escape")
    assert not (programs / "feh.json").exists()


async def test_what_the_user_names_beats_what_was_remembered(
    start: Start, programs: Path, where_programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where_programs.write_text(json.dumps({"pictures": ["mpv", str(programs / "mpv")]}))
    monkeypatch.setenv("TUI_READER_IMAGE_VIEWER", "feh --mine")
    async with start() as pilot:
        await pilot.press("I")
        assert (await argv(pilot, programs / "feh"))[0] == "--mine"
    assert not (programs / "mpv.json").exists()


@pytest.fixture
def where_programs(tmp_path: Path) -> Path:
    """The file in which choices are remembered."""
    folder = Path(os.environ["XDG_STATE_HOME"]) / "tui-reader"
    folder.mkdir(parents=True)
    return folder / "programs.json"


async def test_a_viewer_that_is_gone_is_forgotten(start: Start, programs: Path, where_programs: Path) -> None:
    where_programs.write_text(json.dumps({"pictures": ["nsxiv", str(programs / "nsxiv")]}))
    async with start() as pilot:
        await pilot.press("I")
        assert await argv(pilot, programs / "feh")
        await pilot.press("O")
        await shown(pilot, "Open what?")
        await pilot.press("enter")
        await shown(pilot, "Open picture 1 with")
        assert "last chosen" not in screen_text(pilot)
        await pilot.press("escape")


async def test_a_named_viewer_that_is_not_there_keeps_no_other_back(
    start: Start, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUI_READER_IMAGE_VIEWER", "gone-viewer")
    async with start() as pilot:
        await pilot.press("I")
        await told(pilot, "“gone-viewer”, named by TUI_READER_IMAGE_VIEWER, is not installed")
        await pilot.press("O")
        await shown(pilot, "Open what?")
        await pilot.press("enter")
        await shown(pilot, "Open picture 1 with")
        await pilot.press("enter")
        assert await argv(pilot, programs / "feh")


async def test_without_pictures_the_source_is_opened_with_a_browser(
    start: Start, programs: Path, write: Callable[..., None]
) -> None:
    write("Words alone.", head="source: https://example.org/source\n")
    async with start(query=Query(words="Newest")) as pilot:
        await pilot.press("O")
        await shown(pilot, "Open the source with")
        await pilot.press("enter")
        assert await argv(pilot, programs / "firefox") == ["https://example.org/source"]


async def test_nothing_to_open_is_said(start: Start, programs: Path, write: Callable[..., None]) -> None:
    write("Words alone.")
    async with start(query=Query(words="Newest")) as pilot:
        await pilot.press("O")
        await told(pilot, "no pictures, nothing embedded and no source")


# Videos and audio pieces.


async def test_what_is_embedded_is_listed_and_played(
    start: Start, programs: Path, posts: Path, write: Callable[..., None]
) -> None:
    (posts / "clip.mp4").write_bytes(b"video")
    (posts / "run.desktop").write_text("[Desktop Entry]\nExec=reboot\n")
    write(MEDIA)
    async with start(query=Query(words="Newest")) as pilot:
        await pilot.press("enter", "v")
        await shown(pilot, "Open which?")
        await pilot.press("enter")
        assert await argv(pilot, programs / "mpv") == ["--force-window", "--quiet", "--", str(posts / "clip.mp4")]
        await told(pilot, "clip.mp4")

        (programs / "mpv.json").unlink()
        await pilot.press("v")
        await shown(pilot, "Open which?")
        await pilot.press("j", "j", "enter")
        assert (await argv(pilot, programs / "mpv"))[-2:] == ["--", "https://media.example.org/pod.mp3?x=$(reboot)"]

        # A site's page: mpv takes it only with a helper; without one, the browser does.
        await pilot.press("v")
        await shown(pilot, "Open which?")
        await pilot.press("j", "enter")
        assert await argv(pilot, programs / "firefox") == ["https://www.youtube.com/embed/abc"]


@pytest.mark.parametrize(("place", "why"), [
    (3, "neither a web address nor a file"), (4, "out of the library"), (5, "no video or audio"),
    (6, "hides its host"),
])  # fmt: skip
async def test_what_must_not_be_opened_is_refused_with_its_reason(
    place: int, why: str, start: Start, programs: Path, posts: Path, write: Callable[..., None]
) -> None:
    (posts / "run.desktop").write_text("[Desktop Entry]\nExec=reboot\n")
    write(MEDIA)
    async with start(query=Query(words="Newest")) as pilot:
        await pilot.press("enter", "v")
        await shown(pilot, "Open which?")
        await pilot.press(*["j"] * place, "enter")
        await told(pilot, why)
    assert not list(programs.glob("*.json")), "nothing was started"


async def test_one_piece_opens_at_once_in_the_player_of_the_settings(
    start: Start, programs: Path, write: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    write('<video src="https://media.example.org/a.webm"></video>')
    monkeypatch.setenv("TUI_READER_MEDIA_PLAYER", "vlc --fullscreen {url}")
    async with start(query=Query(words="Newest")) as pilot:
        await pilot.press("enter", "v")
        assert await argv(pilot, programs / "vlc") == ["--fullscreen", "https://media.example.org/a.webm"]
        await told(pilot, "Opening in vlc https://media.example.org/a.webm")


async def test_an_article_without_any_says_so(start: Start, programs: Path, write: Callable[..., None]) -> None:
    write("Words alone.")
    async with start(query=Query(words="Newest")) as pilot:
        await pilot.press("enter", "v")
        await told(pilot, "no video, audio or embedded page")


# Drawings.


@pytest.mark.parametrize("answer", ["y", "n"])
async def test_a_drawing_goes_to_the_browser_after_asking(
    answer: str, start: Start, programs: Path, posts: Path, write: Callable[..., None]
) -> None:
    (posts / "plan.svg").write_text(DRAWING)
    write("![Plan <b>](plan.svg)")
    async with start(query=Query(words="Newest")) as pilot:
        await pilot.press("I")
        await until(pilot, lambda: isinstance(pilot.app.screen, Question))
        await shown(pilot, "is a drawing (SVG)")
        assert not (programs / "firefox.json").exists(), "not before it is answered"
        await pilot.press(answer)
        if answer == "n":
            await until(pilot, lambda: not isinstance(pilot.app.screen, Question))
            await pilot.pause()
            assert not (programs / "firefox.json").exists()
            return
        (address,) = await argv(pilot, programs / "firefox")
        assert address.startswith("file:///")
        page = Path(address.removeprefix("file://"))
        text = page.read_text(encoding="utf-8")
        assert page.name == "01-Plan-b.html"
        assert "Content-Security-Policy\" content=\"default-src 'none'; img-src data:" in text
        assert '<img alt="Plan &lt;b&gt;" src="data:image/svg+xml;base64,' in text
        assert "<script" not in text
        assert page.stat().st_mode & 0o077 == 0
    assert not (programs / "feh.json").exists()


# Fetching.


async def test_esc_stops_fetching_within_a_second(
    start: Start, programs: Path, server: Server, write: Callable[..., None]
) -> None:
    write("\n\n".join(f"![{n}]({server.url(f'{way}/{n}.png')})" for n, way in enumerate(("good", "stall", "stall"))))
    async with start(query=Query(words="Newest")) as pilot:
        await pilot.press("I")
        await shown(pilot, "fetching pictures 1/3 · Esc stops")
        begin = time.monotonic()
        await pilot.press("escape")
        await told(pilot, "Stopped 1 of 3 had come; they stay.")
        assert time.monotonic() - begin < 1.0
        assert "Esc stops" not in reading(pilot).key_bar.status
        assert reading(pilot).query_shown.words == "Newest", "Esc stopped the fetch and nothing else"
    assert not list(programs.glob("*.json"))


async def test_failures_are_told_by_number_and_reason_and_the_rest_is_shown(
    start: Start, programs: Path, server: Server, write: Callable[..., None]
) -> None:
    write(f"![a]({server.url('good/a.png')})\n\n![b]({server.url('html/b.png')})\n\n![c](nowhere.png)")
    async with start(query=Query(words="Newest")) as pilot:
        await pilot.press("I")
        assert [Path(word).name for word in (await argv(pilot, programs / "feh"))[3:]] == ["01-a.png"]
        await told(pilot, "2 pictures of 3 can't be shown")
        (toast,) = [toast for toast in toasts(pilot) if "can't be shown" in toast]
        assert "2: It is a web page (HTML), not a picture." in toast
        assert "3: There is no “nowhere.png”" in toast


async def test_what_failed_before_is_tried_again_when_asked_for(
    start: Start, programs: Path, server: Server, write: Callable[..., None]
) -> None:
    write(f"![a]({server.url('status/404/a.png')})")
    async with start(query=Query(words="Newest")) as pilot:
        await pilot.press("I")
        await told(pilot, "1 picture of 1 can't be shown")
        asked = len(server.seen.paths)
        assert asked
        await pilot.press("I")
        await until(pilot, lambda: isinstance(pilot.app.screen, Question))
        await shown(pilot, "It failed before")
        assert len(server.seen.paths) == asked
        await pilot.press("y")
        await until(pilot, lambda: len(server.seen.paths) > asked)
        asked = len(server.seen.paths)
        reading(pilot).action_retry_images()
        await until(pilot, lambda: len(server.seen.paths) > asked)


# The programs' own failures.


async def test_a_viewer_that_fails_at_once_is_told_with_its_words(
    start: Start, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUI_READER_IMAGE_VIEWER", "nomacs")
    async with start() as pilot:
        await pilot.press("I")
        await told(pilot, "Can't show the pictures nomacs ended with status 2: cannot ␛[31mopen display")
        assert any("O opens with another program." in toast for toast in toasts(pilot))


async def test_a_viewer_that_hangs_holds_nothing_up(
    start: Start, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(programs, RECORD + "\nimport time; time.sleep(300)", "hangs")
    monkeypatch.setenv("TUI_READER_IMAGE_VIEWER", "hangs")
    async with start() as pilot:
        await pilot.press("I")
        process = (await started(pilot, programs / "hangs"))["pid"]
        assert isinstance(process, int)
        try:
            before = reading(pilot).posts.cursor
            begin = time.monotonic()
            await pilot.press("j")
            assert reading(pilot).posts.cursor == before + 1
            assert time.monotonic() - begin < 1.0
        finally:
            os.kill(process, 9)


# Keeping.


async def test_pictures_are_kept_for_good_and_released_again(
    start: Start, programs: Path, server: Server, write: Callable[..., None], library: Library
) -> None:
    write(f"![a]({server.url('good/a.png')})\n\n![b]({server.url('status/404/b.png')})")
    async with start(query=Query(words="Newest")) as pilot:
        await pilot.press("enter", "P")
        await told(pilot, "1 picture kept for good")
        await told(pilot, "1 picture can't be kept 2: ")
        await shown(pilot, "▣ pictures kept")
        kept = list(library.frozen_dir.rglob("picture*"))
        assert len(kept) == 1
        # Without the network and the cache, it is still there.
        for path in (Path(os.environ["XDG_CACHE_HOME"]) / "tui-reader" / "pictures").rglob("*.png"):
            path.unlink()
        asked = server.seen.paths.count("/good/a.png")
        await pilot.press("I")
        assert [Path(word).name for word in (await argv(pilot, programs / "feh"))[3:]] == ["01-a.png"]
        assert server.seen.paths.count("/good/a.png") == asked
        await pilot.press("P")
        await until(pilot, lambda: isinstance(pilot.app.screen, Question))
        await pilot.press("y")
        await told(pilot, "1 picture released.")
        assert not list(library.frozen_dir.rglob("picture*"))
        await until(pilot, lambda: "▣" not in screen_text(pilot))


async def test_the_pictures_of_all_selected_posts_are_kept(
    start: Start, server: Server, write: Callable[..., None], library: Library
) -> None:
    for number in range(3):
        write(f"![a]({server.url(f'good/{number}.png')})", title=f"Picture post {number}", day=number + 1)
    async with start(query=Query(words="picture")) as pilot:
        await pilot.press("ctrl+a")
        await pilot.press("P")
        await told(pilot, "3 pictures kept for good")
        assert len(list(library.frozen_dir.rglob("picture*"))) == 3


async def test_esc_stops_keeping_too(
    start: Start, server: Server, write: Callable[..., None], library: Library
) -> None:
    write(f"![a]({server.url('good/a.png')})\n\n![b]({server.url('stall/b.png')})")
    async with start(query=Query(words="Newest")) as pilot:
        await pilot.press("P")
        await until(pilot, lambda: "/stall/b.png" in server.seen.paths)
        await shown(pilot, "Esc stops")
        begin = time.monotonic()
        await pilot.press("escape")
        await told(pilot, "Stopped")
        assert time.monotonic() - begin < 1.0


async def test_pictures_of_the_library_need_no_keeping(start: Start, library: Library) -> None:
    async with start() as pilot:
        await pilot.press("P")
        await told(pilot, "no pictures from the network to keep")
    assert PNG
    assert not library.frozen_dir.exists()


async def test_counts_and_placeholders_stay_out_of_the_gallery(
    start: Start, programs: Path, posts: Path, write: Callable[..., None]
) -> None:
    (posts / "a.png").write_bytes(PNG)
    write("![a](a.png)\n\n![](https://hm.baidu.com/hm.gif?si=abc)")
    async with start(query=Query(words="Newest")) as pilot:
        await pilot.press("I")
        assert [Path(word).name for word in (await argv(pilot, programs / "feh"))[3:]] == ["01-a.png"]


async def test_nobody_chooses_nothing(start: Start, programs: Path) -> None:
    async with start() as pilot:
        await pilot.press("O")
        await until(pilot, lambda: isinstance(pilot.app.screen, Chooser))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, Chooser))
    assert not list(programs.glob("*.json"))
