"""Which program shows pictures and which opens addresses, on every platform."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tui_reader.errors import ProgramError
from tui_reader.programs import Takes, Viewer, browsers, viewers
from tui_reader.programs.commands import Which

X11 = {"DISPLAY": ":0"}
WAYLAND = {"WAYLAND_DISPLAY": "wayland-0"}
ALL = [
    "imv", "imv-msg", "nsxiv", "sxiv", "feh", "gwenview", "eog", "loupe", "eom", "nomacs", "geeqie", "ristretto", "mpv",
    "xdg-open", "wslview", "termux-open", "open", "chafa", "timg", "viu", "kitten", "w3m", "lynx", "firefox",
]  # fmt: skip


def having(*programs: str, folder: str = "/usr/bin") -> Which:
    """A `which` for a machine that has these programs."""
    return lambda name: f"{folder}/{name}" if name in programs else name if name.startswith("/opt/") else None


def chosen(
    environ: Mapping[str, str], *programs: str, configured: tuple[str, ...] = (), platform: str = "linux"
) -> list[str]:
    return [viewer.name for viewer in viewers(environ, configured, having(*programs), platform)]


def test_the_order_of_choice() -> None:
    graphical = ["gwenview", "eog", "loupe", "eom", "nomacs", "geeqie", "ristretto", "mpv", "xdg-open"]
    assert chosen(X11, *ALL) == ["nsxiv", "sxiv", "feh", *graphical, "chafa", "timg", "viu"]
    assert chosen(WAYLAND, *ALL) == ["imv", *graphical, "chafa", "timg", "viu"]
    assert chosen({**X11, **WAYLAND}, *ALL)[:4] == ["imv", "nsxiv", "sxiv", "feh"]
    assert chosen({}, *ALL) == ["chafa", "timg", "viu"]
    assert chosen({"DISPLAY": "", "TERM": "xterm-kitty"}, *ALL) == ["chafa", "timg", "viu", "kitten"]
    assert chosen({}, "firefox") == []


def test_other_platforms() -> None:
    assert chosen({}, *ALL, platform="darwin")[:2] == ["Preview", "the default application"]
    assert chosen({}, *ALL, platform="win32")[0] == "the default application"
    assert chosen({"WSL_DISTRO_NAME": "x"}, *ALL)[0] == "wslview"
    assert chosen({"TERMUX_VERSION": "1"}, *ALL)[0] == "termux-open"


@pytest.mark.parametrize(("program", "arguments", "takes"), [
    ("feh", ("-Z", "-.", "--", "{files}"), Takes.FILES),
    ("nsxiv", ("--", "{files}"), Takes.FILES),
    ("mpv", ("--image-display-duration=inf", "--force-window", "--quiet", "--", "{files}"), Takes.FILES),
    ("gwenview", ("{file}",), Takes.FILE),
    ("xdg-open", ("{file}",), Takes.FILE),
])  # fmt: skip
def test_how_they_are_called(program: str, arguments: tuple[str, ...], takes: Takes) -> None:
    (viewer,) = viewers(X11, (), having(program), "linux")
    assert viewer == Viewer(program, (f"/usr/bin/{program}", *arguments), takes=takes)


def test_every_command_is_absolute_and_has_one_placeholder() -> None:
    for platform in ("linux", "darwin"):
        for viewer in viewers({**X11, **WAYLAND, "KITTY_WINDOW_ID": "1"}, (), having(*ALL), platform):
            assert viewer.command[0].startswith("/")
            assert sum(word in ("{file}", "{files}") for word in viewer.command) == 1
    for viewer in viewers({}, (), having(*ALL), "linux"):
        assert viewer.terminal


def test_the_environment_comes_before_the_configuration() -> None:
    environ = {**X11, "TUI_READER_IMAGE_VIEWER": "feh -F"}
    found = viewers(environ, ("eog", "--new-instance"), having(*ALL), "linux")
    assert found[0].command == ("/usr/bin/feh", "-F", "{files}")
    assert found[1].command == ("/usr/bin/eog", "--new-instance", "{files}")
    assert found[2].name == "nsxiv"


@pytest.mark.parametrize(("text", "command", "takes"), [
    ("feh", ("{files}",), Takes.FILES),
    ("feh -Z -- {files}", ("-Z", "--", "{files}"), Takes.FILES),
    ("feh {file}", ("{file}",), Takes.FILE),
    ("feh --start-at={file} {dir}", ("--start-at={file}", "{dir}"), Takes.FOLDER),
    ("feh --title 'my pictures' # no", ("--title", "my pictures", "#", "no", "{files}"), Takes.FILES),
    ("feh $(reboot) `x` ; rm -rf /", ("$(reboot)", "`x`", ";", "rm", "-rf", "/", "{files}"), Takes.FILES),
])  # fmt: skip
def test_the_variable_is_split_and_never_run(text: str, command: tuple[str, ...], takes: Takes) -> None:
    found = viewers({"TUI_READER_IMAGE_VIEWER": text}, (), having("feh"), "linux")[0]
    assert found == Viewer("feh", ("/usr/bin/feh", *command), takes=takes)


def test_a_named_viewer_that_draws_in_the_terminal() -> None:
    assert viewers({"TUI_READER_IMAGE_VIEWER": "chafa -s 80"}, (), having("chafa"), "linux")[0].terminal
    configured = viewers({}, ("mine",), having("mine"), "linux", configured_terminal=True)
    assert configured == (Viewer("mine", ("/usr/bin/mine", "{files}"), terminal=True),)


@pytest.mark.parametrize("text", [
    "gone", "./feh", "feh 'open", "sh -c 'feh {files}'", "feh x{file}", "feh --a={file}{dir}", "feh --x={files}",
])  # fmt: skip
def test_a_named_viewer_that_can_not_be_used_is_told(text: str) -> None:
    with pytest.raises(ProgramError) as caught:
        viewers({**X11, "TUI_READER_IMAGE_VIEWER": text}, (), having("feh", "sh"), "linux")
    assert "TUI_READER_IMAGE_VIEWER" in caught.value.message
    assert "\n" not in caught.value.message


def test_a_configured_viewer_that_is_not_there_is_named() -> None:
    with pytest.raises(ProgramError, match=r"“gon␛e”.*image_viewer"):
        viewers(X11, ("gon\x1be",), having(), "linux")


def test_nothing_from_the_current_folder() -> None:
    assert viewers(X11, (), lambda name: f"./{name}", "linux") == ()
    found = viewers({}, (), lambda name: f".\\{name}.EXE", "win32")
    assert [viewer.command[0] for viewer in found] == ["os.startfile"]
    with pytest.raises(ProgramError):
        viewers({"TUI_READER_IMAGE_VIEWER": "feh"}, (), lambda name: f"./{name}", "linux")


def test_windows_paths_are_not_eaten() -> None:
    environ = {"TUI_READER_IMAGE_VIEWER": '"C:\\Program Files\\i view\\i.exe" /one'}
    found = viewers(environ, (), lambda name: name, "win32")[0]
    assert found == Viewer("i.exe", ("C:\\Program Files\\i view\\i.exe", "/one", "{files}"))


def opened_by(environ: Mapping[str, str], *programs: str, platform: str = "linux") -> list[tuple[str, ...]]:
    return [browser.command for browser in browsers(environ, having(*programs), platform)]


def test_browsers() -> None:
    assert opened_by(X11, *ALL)[0] == ("/usr/bin/xdg-open", "{url}")
    assert opened_by({**X11, "BROWSER": "firefox"}, *ALL)[:2] == [
        ("/usr/bin/firefox", "{url}"), ("/usr/bin/xdg-open", "{url}"),
    ]  # fmt: skip
    assert opened_by({"BROWSER": "gone:firefox --new-tab %s:w3m"}, *ALL)[:2] == [
        ("/usr/bin/firefox", "--new-tab", "{url}"), ("/usr/bin/w3m", "{url}"),
    ]  # fmt: skip
    assert opened_by({"BROWSER": "firefox --app=%s"}, *ALL)[0] == ("/usr/bin/firefox", "--app={url}")
    assert opened_by({}, "firefox") == []
    assert opened_by({}, *ALL, platform="darwin")[0] == ("/usr/bin/open", "{url}")
    assert opened_by({}, *ALL, platform="win32")[0] == ("os.startfile", "{url}")


def test_text_browsers_need_the_terminal() -> None:
    found = browsers({"BROWSER": "/opt/bin/lynx -accept_all_cookies:firefox"}, having(*ALL), "linux")
    assert [(browser.name, browser.terminal) for browser in found[:2]] == [("lynx", True), ("firefox", False)]
    assert all(browser.terminal for browser in browsers({}, having(*ALL), "linux"))
    assert [browser.name for browser in browsers({}, having(*ALL), "linux")] == ["w3m", "lynx"]


@pytest.mark.parametrize("text", ["sh -c 'firefox %s'", "env X=%s firefox", "firefox x%sy", "./firefox", " ", ":::"])
def test_browsers_that_can_not_be_meant_are_passed_over(text: str) -> None:
    assert opened_by({**X11, "BROWSER": text}, "sh", "env", "xdg-open", "firefox") == [
        ("/usr/bin/xdg-open", "{url}"), ("/usr/bin/firefox", "{url}"),
    ]  # fmt: skip
