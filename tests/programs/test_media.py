"""Which program plays what: files, streams, pages of sites; and that nothing but web addresses reaches one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.programs.standin import NET, noted, stand_in
from tests.programs.test_launch import REFUSED
from tests.programs.test_viewers import ALL, X11, having
from tui_reader.errors import ProgramError
from tui_reader.programs import Origin, Takes, Viewer, launch_media, launch_page, origin_of, page_viewers, players

PLAYERS = ("mpv", "celluloid", "vlc", "smplayer", "totem")


@pytest.mark.parametrize(("address", "kind", "origin"), [
    ("https://a.example/clip.mp4", "video", Origin.DIRECT),
    ("https://a.example/CLIP.MP4?t=1#x", "page", Origin.DIRECT),
    ("https://a.example/live.m3u8", "video", Origin.DIRECT),
    ("https://a.example/pod.mp3", "audio", Origin.DIRECT),
    ("https://a.example/watch?v=clip", "video", Origin.DIRECT),
    ("https://www.youtube.com/embed/abc", "video", Origin.SITE),
    ("https://youtu.be/abc", "page", Origin.SITE),
    ("https://player.bilibili.com/player.html?bvid=x", "video", Origin.SITE),
    ("https://www.youtube.com.evil.example/embed/abc", "page", Origin.PAGE),
    ("https://notyoutube.com/embed/abc", "page", Origin.PAGE),
    ("https://a.example/map.html", "page", Origin.PAGE),
    ("https://a.example", "page", Origin.PAGE),
])  # fmt: skip
def test_what_an_address_leads_to(address: str, kind: str, origin: Origin) -> None:
    assert origin_of(address, kind) is origin


def chosen(origin: Origin, *programs: str, environ: dict[str, str] | None = None, platform: str = "linux") -> list[str]:
    found = players(X11 if environ is None else environ, origin, (), having(*programs), platform)
    return [program.name for program in found]


def test_the_order_of_choice() -> None:
    everything = (*PLAYERS, *ALL)
    assert chosen(Origin.FILE, *everything) == [*PLAYERS, "xdg-open"]
    assert chosen(Origin.DIRECT, *everything)[:6] == [*PLAYERS, "xdg-open"]
    assert chosen(Origin.SITE, *everything)[:2] == ["xdg-open", "firefox"], "no helper, no player"
    assert chosen(Origin.SITE, *everything, "yt-dlp")[:3] == ["mpv", "celluloid", "xdg-open"]
    assert chosen(Origin.SITE, *everything, "youtube-dl")[0] == "mpv"
    assert chosen(Origin.PAGE, *everything, "yt-dlp")[:2] == ["xdg-open", "firefox"]
    assert chosen(Origin.FILE, *everything, environ={}) == []
    assert chosen(Origin.PAGE, *everything, environ={}) == ["w3m", "lynx"]
    assert chosen(Origin.FILE, "open", "mpv", environ={}, platform="darwin") == ["mpv", "the default application"]


def test_what_the_user_names_comes_first() -> None:
    found = players(
        X11 | {"TUI_READER_MEDIA_PLAYER": "vlc --fs"},
        Origin.SITE,
        ("mine", "--x={url}"),
        having("vlc", "mine"),
        "linux",
    )
    assert [program.command for program in found] == [
        ("/usr/bin/vlc", "--fs", "{url}"), ("/usr/bin/mine", "--x={url}"),
    ]  # fmt: skip
    assert all(program.named for program in found)
    for text in ("gone", "vlc 'open", "vlc x{url}y", "./vlc"):
        with pytest.raises(ProgramError) as caught:
            players({"TUI_READER_MEDIA_PLAYER": text}, Origin.DIRECT, (), having("vlc"), "linux")
        assert "TUI_READER_MEDIA_PLAYER" in caught.value.message
    assert chosen(Origin.PAGE, environ={"TUI_READER_MEDIA_PLAYER": "gone"}) == [], "a player opens no pages"


@pytest.mark.skipif(sys.platform == "win32", reason="stand-ins are scripts with a first line")
@pytest.mark.parametrize("name", ["clip.mp4", "-o --x.mp4", "$(reboot);'a'\n%00#?.mp4", "https:.mp4"])
def test_a_file_is_given_by_its_absolute_path(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(b"video")
    environ = X11 | {"PATH": str(tmp_path / "bin")}
    for program in ("mpv", "xdg-open"):
        stand_in(tmp_path / "bin", name=program)
    found = players(environ, Origin.FILE, platform="linux")
    for player, before in zip(found, (["--force-window", "--quiet", "--"], []), strict=True):
        assert launch_media(player, file).wait(NET) is None
        note = noted(tmp_path / "bin" / player.name)
        assert note["argv"] == [*before, str(file)]
        assert note["session"] != os.getsid(0)


@pytest.mark.parametrize("address", [*REFUSED, "mailto:somebody@example.org"], ids=lambda address: address[:20])
def test_what_is_no_web_address_reaches_no_player(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*words: object, **options: object) -> None:
        raise AssertionError(words)

    monkeypatch.setattr("subprocess.Popen", never)
    with pytest.raises(ProgramError):
        launch_media(Viewer("mpv", ("/bin/mpv", "--", "{url}"), takes=Takes.ADDRESS), address)


@pytest.mark.skipif(sys.platform == "win32", reason="stand-ins are scripts with a first line")
def test_a_page_of_our_own_goes_to_a_browser_with_a_window(tmp_path: Path) -> None:
    page = tmp_path / "01-100% #1?.html"
    page.write_text("x")
    for name in ("firefox", "xdg-open", "w3m"):
        stand_in(tmp_path / "bin", name=name)
    found = page_viewers(X11 | {"PATH": str(tmp_path / "bin"), "BROWSER": "w3m:firefox --new-window %s"})
    assert [browser.name for browser in found] == ["firefox", "xdg-open", "firefox"]
    launch_page(found[0], page).wait(NET)
    assert noted(tmp_path / "bin" / "firefox")["argv"] == ["--new-window", page.as_uri()]
    assert "%25" in page.as_uri()
    launch_page(found[1], page).wait(NET)
    assert noted(tmp_path / "bin" / "xdg-open")["argv"] == [str(page)]
