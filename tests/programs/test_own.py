"""The user's own programs: what of a post gets into their arguments, and that nothing of it becomes more than that."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.programs.standin import NET, noted, stand_in
from tui_reader.config.own_commands import PLACEHOLDERS
from tui_reader.errors import ProgramError
from tui_reader.limits import ARGUMENT_BYTES
from tui_reader.programs import Given, Viewer, launch_words, own_words

POST = Given(Path("/posts/a b.md"), "渡轮 'night'", "0123abcd", "https://example.org/a?b=c&d", "The text\nof it.\n")
HOSTILE = [
    "; touch /tmp/x",
    "$(touch /tmp/x)",
    "`id`",
    "a\nb",
    "--help",
    "-rf",
    "+!touch x",
    "@/etc/passwd",
    "␛[31m",
    "{path}",
    "' \" \\",
    "%PATH%",
    "",
]


def words(*arguments: str, post: Given = POST, platform: str = "linux") -> list[str]:
    return own_words(["prog", *arguments], post, {}, which=lambda name: f"/bin/{name}", platform=platform)


def test_every_placeholder_that_the_configuration_lets_pass_is_filled() -> None:
    made = words(*(f"{{{name}}}" for name in PLACEHOLDERS))
    assert all(made)
    assert not any("{" in word for word in made)


def test_each_placeholder_is_replaced_inside_its_argument() -> None:
    assert words("{url}", "--title", "{title}", "--at={path}", "{id}:{id}", "{text}", "{", "{}", "plain") == [
        "/bin/prog",
        "https://example.org/a?b=c&d",
        "--title",
        "渡轮 'night'",
        "--at=/posts/a b.md",
        "0123abcd:0123abcd",
        "The text\nof it.\n",
        "{",
        "{}",
        "plain",
    ]


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_stays_one_argument_and_becomes_no_option(title: str) -> None:
    post = Given(POST.path, title, POST.id, POST.url, POST.text)
    made = words("--title={title}", "{title}", "end", post=post)
    assert made[1] == f"--title={title}"
    assert made[2].lstrip(" ") == title
    assert not made[2].startswith(("-", "+", "@"))
    assert made[3:] == ["end"]


@given(st.text(), st.sampled_from(["linux", "win32"]))
def test_no_title_makes_an_option_or_another_argument(title: str, platform: str) -> None:
    post = Given(POST.path, title[: ARGUMENT_BYTES // 8], POST.id, None, "")
    found = "C:\\prog.exe" if platform == "win32" else "/prog"
    made = own_words(["prog", "{title}", "x{title}{id}"], post, {}, which=lambda _: found, platform=platform)
    assert len(made) == 3
    assert made[1] in (post.title, f" {post.title}")
    assert not made[1].startswith(("-", "+", "@"))
    assert made[2] == f"x{post.title}{post.id}"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "--help", "https://", None, ""])
def test_an_address_is_checked(url: str | None) -> None:
    post = Given(POST.path, POST.title, POST.id, url, "")
    with pytest.raises(ProgramError):
        words("{url}", post=post)
    assert words("{title}", post=post)[1] == POST.title


def test_what_is_too_long_for_an_argument_is_refused() -> None:
    post = Given(POST.path, POST.title, POST.id, POST.url, "字" * ARGUMENT_BYTES)
    with pytest.raises(ProgramError, match='stdin = "text"'):
        words("{text}", post=post)


def test_a_program_that_is_not_there_is_told() -> None:
    with pytest.raises(ProgramError, match="no program “prog”"):
        own_words(["prog"], POST, {}, which=lambda _: None)
    with pytest.raises(ProgramError, match="no program"):
        own_words(["./prog"], POST, {}, which=lambda name: name, platform="linux")


def test_batch_files_are_refused_where_a_shell_would_read_them() -> None:
    with pytest.raises(ProgramError, match="batch file"):
        own_words(["prog"], POST, {}, which=lambda _: r"C:\prog.CMD", platform="win32")


@pytest.mark.skipif(sys.platform == "win32", reason="stand-ins are scripts")
def test_a_program_gets_its_arguments_and_its_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    program = stand_in(tmp_path)
    post = Given(tmp_path / "a.md", "$(id); `id`", "0123abcd", None, "")
    ready = own_words([str(program), "{title}", "{path}"], post, {})
    launched = launch_words(Viewer("mine", tuple(ready)), ready, "字\n")
    note = noted(program)
    assert note["argv"] == ["$(id); `id`", str(tmp_path / "a.md")]
    assert note["stdin"] == "字\n"
    assert note["cwd"] == str(tmp_path)
    assert launched.wait(NET) is None


@pytest.mark.skipif(sys.platform == "win32", reason="stand-ins are scripts")
def test_a_program_that_fails_is_told(tmp_path: Path) -> None:
    program = stand_in(tmp_path, "import sys; sys.stderr.write('no \\x1b[31mway'); sys.exit(3)")
    launched = launch_words(Viewer("mine", (str(program),)), [str(program)])
    failure = launched.wait(NET)
    assert failure is not None
    assert failure.message == "mine ended with status 3: no ␛[31mway"


def test_nothing_here_asks_a_shell() -> None:
    code = (
        "import subprocess, sys\n"
        "heard = ('os.system', 'subprocess.Popen')\n"
        "sys.addaudithook(lambda event, args: event in heard and print(event, *args[:2]))\n"
        "from pathlib import Path\n"
        "from tui_reader.programs import Given, Viewer, launch_words, own_words\n"
        "words = own_words([sys.executable, '-c', '', '{title}'], Given(Path('/a'), '; id', '', None, ''), {})\n"
        "launch_words(Viewer('mine', tuple(words)), words).wait(20)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"subprocess.Popen {sys.executable} {[sys.executable, '-c', '', '; id']}"]
