"""Completion in real shells: what is offered, that it means what it shows, and that no title reaches the shell."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli import world
from tests.cli.world import bad_bytes, run
from tui_reader.cli.completion import SCRIPTS
from tui_reader.cli.shell_words import insertable, split_line

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
BREAKS = " \t\n\"'><=;|&(:"
EVIL = """'$(touch owned) `touch owned` "; touch owned; \\ * [a] {b,c} ~ !! #"""


def shell(name: str) -> str:
    """The shell of that name, or no test."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Posts that are well named, and posts whose names are commands."""
    root = world.plain_library(tmp_path / "plain")
    quoted = EVIL.replace("\\", "\\\\").replace('"', '\\"')
    world.write(
        root,
        "evil.md",
        f'---\ntitle: "{quoted}"\ndate: 2020-01-01\ntags: ["{quoted}"]\ncategories: ["{quoted}"]\n---\n',
    )
    world.write(root, "touch $(touch owned).md", "---\ntitle: zz\ndate: 2020-01-02\n---\n")
    world.write(root, "new\nline.md", "---\ntitle: Newline\ndate: 2020-01-03\n---\n")
    world.write(root, "train.md", "---\ntitle: 旅行的火车\ndate: 2020-01-04\ntags: [rail way]\n---\n")
    world.write(root, "far.md", "---\ntitle: 旅行，更远\ndate: 2020-01-05\n---\n")
    assert run("-L", str(root), "index").status == 0
    return root


@pytest.fixture
def environ(library: Path, tmp_path: Path) -> dict[str, str]:
    """An environment in which the shells find the program, and their homes are empty."""
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    program = bin_folder / "tui-reader"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m tui_reader "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return {
        **os.environ,
        "PATH": f"{bin_folder}{os.pathsep}{os.environ.get('PATH', '')}",
        "TUI_READER_LIBRARY": str(library),
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


def id_of(library: Path, title: str) -> str:
    lines = run("-L", str(library), "list", "--no-refresh", "--format", r"{id}\t{title}").lines
    return next(line.partition("\t")[0] for line in lines if line.partition("\t")[2].startswith(title))


def in_bash(environ: dict[str, str], cwd: Path, line: str) -> list[str]:
    """What bash has to offer for a line."""
    script = (
        "source <(tui-reader completion bash); COMP_LINE=$1; COMP_POINT=${#1}; _tui_reader tui-reader; "
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        [shell("bash"), "--norc", "-c", script, "bash", line],
        env=environ, cwd=cwd, capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stderr == b""
    return done.stdout.decode().removesuffix("\n").split("\n")


def in_fish(environ: dict[str, str], cwd: Path, line: str) -> dict[str, str]:
    """What fish has to offer for a line: words and descriptions."""
    script = "tui-reader completion fish | source; complete -C $argv[1]"
    done = subprocess.run(
        [shell("fish"), "--no-config", "-c", script, line],
        env=environ, cwd=cwd, capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stderr == b""
    pairs = (item.partition("\t") for item in done.stdout.decode().splitlines())
    return {word: help_text for word, _, help_text in pairs}


ZSH = r"""
zmodload zsh/zpty
zpty -b shell zsh -f -i
zpty -w shell 'PS1="" RPS1="" PROMPT_EOL_MARK=""; unset zle_bracketed_paste; stty cols 400 rows 200'
zpty -w shell 'autoload -Uz compinit; compinit -u -D; source <(tui-reader completion zsh)'
zpty -w shell 'bindkey "^B" comp-dump; zle -N comp-dump'
zpty -w shell 'comp-dump() { print -rn -- $'"'"'\001'"'"'"$BUFFER"$'"'"'\002'"'"'; zle kill-buffer }'
zpty -w shell 'bindkey "^I" complete-word; setopt no_list_beep no_beep; LISTMAX=0; print -n READ; print Y'
while zpty -r shell got '*'$'\n' 2>/dev/null; do [[ $got == *READY* ]] && break; done
zpty -w -n shell "$1"$'\t\002'
while zpty -r shell got '*'$'\002' 2>/dev/null; do print -r -- "$got"; break; done
zpty -d shell
"""


def in_zsh(environ: dict[str, str], cwd: Path, line: str) -> str:
    """The line as it stands in zsh after a TAB."""
    done = subprocess.run(
        [shell("zsh"), "-f", "-c", ZSH, "zsh", line], env=environ, cwd=cwd, capture_output=True, check=False, timeout=60
    )
    text = done.stdout.decode(errors="replace")
    assert "\x01" in text, (text, done.stderr)
    return text.rpartition("\x01")[2].partition("\x02")[0]


def test_bash_completes_commands_options_and_values(library: Path, environ: dict[str, str], tmp_path: Path) -> None:
    def offered(line: str) -> list[str]:
        return in_bash(environ, tmp_path, line)

    assert {"list", "show", "export", "completion"} <= set(offered("tui-reader "))
    assert offered("tui-reader li") in (["list"], ["libraries", "list"])
    assert set(offered("tui-reader list --")) >= {"--sort", "--json", "--library"}
    assert offered("tui-reader list --sort rel") == ["relevance"]
    assert offered("tui-reader list --sort=rel") == ["relevance"]
    assert offered("FOO=1 tui-reader list --sort rel") == ["relevance"]
    assert offered("tui-reader state d") == ["dump"]
    assert offered("tui-reader mark --tag ra") == ["rail\\ way"]
    assert offered("tui-reader mark --tag 'ra") == ["rail way"]


def test_bash_completes_posts(library: Path, environ: dict[str, str], tmp_path: Path) -> None:
    def offered(line: str) -> list[str]:
        return in_bash(environ, tmp_path, line)

    train, far = id_of(library, "旅行的"), id_of(library, "旅行，")
    assert offered("tui-reader show 旅行的") == [train]
    assert offered("tui-reader show '旅行的") == [train]
    assert offered("tui-reader show 旅") == [f"旅行-更远-{far}", f"旅行的火车-{train}"]
    assert offered(f"tui-reader show {train[:6]}") == [train]
    assert offered("tui-reader show deep/") == ["deep/three.html"]
    assert offered("tui-reader show News/") == [
        f"News/One-{id_of(library, 'One')}",
        f"News/Two-{id_of(library, 'Two')}",
    ]
    assert offered("tui-reader export --post 旅行的") == [train]
    assert f"旅行的火车-{train}" in offered("tui-reader images ")
    assert offered("tui-reader show ./") == [""]


def test_fish_completes_all_that_bash_does_with_descriptions(
    library: Path, environ: dict[str, str], tmp_path: Path
) -> None:
    train = id_of(library, "旅行的")
    assert in_fish(environ, tmp_path, "tui-reader sho") == {"show": "Write posts to standard output."}
    assert "--sort" in in_fish(environ, tmp_path, "tui-reader list --so")
    assert in_fish(environ, tmp_path, "tui-reader list --sort=rel") == {"--sort=relevance": ""}
    assert in_fish(environ, tmp_path, "tui-reader show 旅行的") == {f"旅行的火车-{train}": "旅行的火车"}
    assert in_fish(environ, tmp_path, "tui-reader show '旅行的") == {f"旅行的火车-{train}": "旅行的火车"}
    assert in_fish(environ, tmp_path, f"tui-reader show {train[:6]}") == {train: "旅行的火车"}
    assert in_fish(environ, tmp_path, "tui-reader mark --tag ra") == {"rail way": "1 post"}
    (tmp_path / "here").mkdir()
    assert "./here/" in in_fish(environ, tmp_path, "tui-reader -L ./he")
    (Path(environ["HOME"]) / "from-home.md").write_text("x")
    assert "~/from-home.md" in in_fish(environ, tmp_path, "tui-reader show ~/from-h")
    assert "--to=~/from-home.md" in in_fish(environ, tmp_path, "tui-reader export --to=~/from-h")
    assert "--library=./here/" in in_fish(environ, tmp_path, "tui-reader --library=./he")


def test_words_of_schemas() -> None:
    assert run("completion", "zsh", "--", "schema", "st").lines == ["words", "state"]
    assert run("completion", "zsh", "--", "schema", "state", "com").lines == ["words", "compact"]
    assert run("completion", "zsh", "--", "schema", "list", "").lines == ["words"]


def test_zsh_completes_all_that_bash_does(library: Path, environ: dict[str, str], tmp_path: Path) -> None:
    train = id_of(library, "旅行的")
    assert in_zsh(environ, tmp_path, "tui-reader sho") == "tui-reader show "
    assert in_zsh(environ, tmp_path, "tui-reader list --sort rel") == "tui-reader list --sort relevance "
    assert in_zsh(environ, tmp_path, "tui-reader list --sort=rel") == "tui-reader list --sort=relevance "
    assert in_zsh(environ, tmp_path, "tui-reader show 旅行的") == f"tui-reader show {train} "
    assert in_zsh(environ, tmp_path, f"tui-reader show {train[:6]}") == f"tui-reader show {train} "
    assert in_zsh(environ, tmp_path, "tui-reader mark --tag ra") == "tui-reader mark --tag rail\\ way "
    (tmp_path / "here").mkdir()
    assert in_zsh(environ, tmp_path, "tui-reader export --post=旅行的") == f"tui-reader export --post={train} "
    assert in_zsh(environ, tmp_path, "tui-reader -L ./he") == "tui-reader -L ./here/"


ASKED = (
    *("show ", "show zz", "show touch", "show t", "show News", "show \\$"),
    *("mark --tag ", "mark --tag \\'", "list ", "list \\'"),
)


@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_what_bash_inserts_is_one_word_and_no_command(
    library: Path, environ: dict[str, str], tmp_path: Path, quote: str
) -> None:
    for line in ("show ", "show touch", "mark --tag ", "list ", "show zz"):
        head, _, typed = line.rpartition(" ")
        for word in in_bash(environ, tmp_path, f"tui-reader {head} {quote}{typed}"):
            words = subprocess.run(
                [shell("bash"), "--norc", "-c", f'printf "%s\\n" {quote}{word}{quote}'],
                cwd=tmp_path, capture_output=True, check=True, timeout=60,
            )  # fmt: skip
            assert len(words.stdout.splitlines()) == 1, word
            assert words.stderr == b""
    assert not list(tmp_path.rglob("owned"))


@pytest.mark.parametrize("name", list(SCRIPTS))
def test_hostile_names_reach_no_shell(library: Path, environ: dict[str, str], tmp_path: Path, name: str) -> None:
    for line in ASKED:
        match name:
            case "bash":
                in_bash(environ, tmp_path, f"tui-reader {line}")
            case "fish":
                in_fish(environ, tmp_path, f"tui-reader {line}")
            case _:
                in_zsh(environ, tmp_path, f"tui-reader {line}")
    assert not list(tmp_path.rglob("owned"))


@pytest.mark.parametrize("quote", ["", "'"])
def test_libraries_are_completed_by_name(environ: dict[str, str], tmp_path: Path, quote: str) -> None:
    config = tmp_path / "config.toml"
    evil = "$(touch${IFS}owned)"
    config.write_text(
        "[libraries.news]\npath = '/archive/news'\n[libraries.notes]\npath = 'n'\n[libraries.'新闻']\npath = 'x'\n"
        f"[libraries.'{evil}']\npath = 'y'\n"
    )
    environ["TUI_READER_CONFIG"] = str(config)
    assert in_fish(environ, tmp_path, f"tui-reader -L {quote}ne") == {"news": "/archive/news"}
    assert in_fish(environ, tmp_path, "tui-reader --library=not") == {"--library=notes": str(tmp_path / "n")}
    assert in_bash(environ, tmp_path, f"tui-reader list -L {quote}n") == ["news", "notes"]
    assert in_bash(environ, tmp_path, f"tui-reader {quote}新") == ["新闻"]
    assert "news" in in_bash(environ, tmp_path, "tui-reader ")
    assert in_zsh(environ, tmp_path, "tui-reader -L ne") == "tui-reader -L news "
    [word] = in_bash(environ, tmp_path, f"tui-reader -L {quote}$")
    told = [shell("bash"), "--norc", "-c", f'printf "%s\\n" {quote}{word}{quote}']
    done = subprocess.run(told, cwd=tmp_path, capture_output=True, check=True, timeout=60)
    assert done.stdout.decode() == f"{evil}\n"
    assert not list(tmp_path.rglob("owned"))
    (tmp_path / "here").mkdir()
    assert in_zsh(environ, tmp_path, "tui-reader -L he") == "tui-reader -L here/"


def test_every_offered_post_is_understood(library: Path, tmp_path: Path) -> None:
    for typed in ("", "旅", "O", "News/", "deep", "t", "n"):
        for line in run("-L", str(library), "completion", "fish", "--", "-L", str(library), "show", typed).lines[1:]:
            done = run("-L", str(library), "show", "--no-refresh", line.partition("\t")[0])
            assert done.status == 0, (line, done.told)


def test_nothing_is_said_where_something_is_wrong(hostile: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("wrong = [", encoding="utf-8")
    for words in (
        ("-L", "/nowhere", "show", ""),
        ("-L", str(hostile), "show", ""),
        ("--odd", "show", ""),
        ("list", "--limit", "x", "--sort", ""),
        ("show", "\x1b[31m"),
        ("nosuchverb", ""),
        ("",),
    ):
        for name in SCRIPTS:
            asked = ("tui-reader", BREAKS, " ".join(words)) if name == "bash" else words
            done = run("completion", name, "--", *asked, environ={"TUI_READER_CONFIG": str(config)}, cwd=tmp_path)
            assert (done.status, done.err) == (0, b""), words
    assert list((tmp_path / "home").rglob("*.db")) == []


def test_no_offer_holds_a_control_byte(hostile: Path, tmp_path: Path) -> None:
    run("-L", str(hostile), "index")
    for name in SCRIPTS:
        for words in (("show", ""), ("show", "d"), ("show", "T"), ("show", "e"), ("mark", "--tag", ""), ("list", "")):
            asked = ("tui-reader", BREAKS, f"tui-reader {' '.join(words)}") if name == "bash" else words
            done = run("completion", name, "--", *asked, environ={"TUI_READER_LIBRARY": str(hostile)})
            assert done.lines, words
            assert bad_bytes(done.out) == [], words


@pytest.mark.parametrize("name", list(SCRIPTS))
def test_the_scripts_are_sound(name: str, tmp_path: Path) -> None:
    done = run("completion", name)
    assert done.status == 0
    file = tmp_path / "script"
    file.write_bytes(done.out)
    subprocess.run([shell(name), "-n", str(file)], check=True, timeout=60)


@given(
    st.lists(st.text(alphabet="ab '\"\\$`!*旅~#;&|()<>{}[]?=", min_size=1, max_size=8), max_size=4), st.text(max_size=6)
)
def test_words_are_parted_as_shlex_does(words: list[str], typed: str) -> None:
    line = " ".join(shlex.quote(word) for word in words)
    found, last = split_line(f"{line} ")
    assert found == words
    assert last.text == last.raw == last.quote == ""


@given(st.text(alphabet="ab '\"\\$`!*旅~#;&|()<>{}[]?=-\u3000é", max_size=12))
def test_what_is_inserted_is_read_back(text: str) -> None:
    for quote in ("", "'", '"'):
        written = insertable(text, quote)
        if written is None:
            assert quote == '"' and "!" in text  # noqa: PT018
        elif text or quote:
            assert split_line(f"{quote}{written}{quote} ")[0] == [text]
