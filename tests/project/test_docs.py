"""The documents say what is so: generated tables, links, commands, settings, dependencies."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest

from scripts import update_docs
from tests.project import checkout
from tui_reader.cli.main import program
from tui_reader.config import Settings, load_settings
from tui_reader.ui.chosen_keys import chosen_keymap
from tui_reader.ui.commands import COMMANDS, shown_key

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")


def test_generated_tables_are_up_to_date() -> None:
    readme = checkout.text("README.md")
    assert update_docs.updated(readme) == readme, "run: make docs"


def test_the_manual_page_is_up_to_date() -> None:
    assert update_docs.MANUAL.read_text(encoding="utf-8") == update_docs.files()[update_docs.MANUAL], "run: make docs"


def test_a_table_that_was_changed_by_hand_is_noticed() -> None:
    readme = checkout.text("README.md")
    changed = readme.replace("| `j` `↓` |", "| `x` |")
    assert changed != readme
    assert update_docs.updated(changed) == readme


def test_a_missing_place_for_a_table_is_an_error() -> None:
    with pytest.raises(ValueError, match="settings"):
        update_docs.updated(checkout.text("README.md").replace("<!-- settings: end -->", ""))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_to_files_and_headings_that_exist(name: str) -> None:
    document = checkout.text(name)
    headings = {
        re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in re.findall(r"^#+ (.+)$", document, re.M)
    }
    for target in re.findall(r"\]\(([^)\s]+)\)", document):
        if target.startswith("#"):
            assert target[1:] in headings, target
        elif not target.startswith("https://"):
            assert (checkout.ROOT / target).is_file(), target


def _shell_lines() -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", checkout.text("README.md"), re.M | re.S)
    lines = [line.partition("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [part.strip() for line in lines for part in line.split(" | ")]


def _commands() -> list[list[str]]:
    return [shlex.split(line)[1:] for line in _shell_lines() if line.startswith("tui-reader")]


def test_the_readme_shows_commands() -> None:
    assert len(_commands()) >= 8


@pytest.mark.parametrize("words", _commands(), ids=" ".join)
def test_commands_of_the_readme_are_understood(words: list[str]) -> None:
    if words and words[0] in program.commands:
        command = program.commands[words[0]]
        with click.Context(command) as context:
            context.obj = None
            command.parse_args(context, words[1:])
    else:
        assert all("/" in word for word in words if word != "--plain")


def test_the_examples_of_the_configuration_are_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(r"^```toml\n(.*?)^```", checkout.text("README.md"), re.M | re.S)
    assert len(blocks) == 3
    file = tmp_path / "config.toml"

    def loaded(block: str) -> Settings:
        tomllib.loads(block)
        file.write_text(block, encoding="utf-8")
        settings = load_settings({"TUI_READER_CONFIG": str(file)})
        assert settings.source == file
        assert settings.notices == ()
        return settings

    settings = loaded(blocks[0])
    assert settings.image_viewer[0] == "feh"
    assert set(settings.keys) <= {command.id for command in COMMANDS}
    settings = loaded(blocks[1])
    assert settings.library == settings.libraries["news"].path
    settings = loaded(blocks[2])
    assert list(settings.programs) == ["mail", "words"]
    assert chosen_keymap(settings).problems == ()


def test_keys_named_in_the_text_are_bound() -> None:
    keys = {command.id: [shown_key(key) for key in command.keys] for command in COMMANDS}
    sentence = re.search(
        r"^`(\S+)` goes in, `(\S+)` goes out, `(\S+)` shows all keys, `(\S+)` leaves\.$",
        checkout.text("README.md"),
        re.M,
    )
    assert sentence
    for key, name in zip(sentence.groups(), ("in", "out", "help", "quit-or-back"), strict=True):
        assert key in keys[name]


def test_every_dependency_has_its_line_and_every_line_its_dependency() -> None:
    section = re.search(r"^## Dependencies\n(.*?)^## ", checkout.text("CONTRIBUTING.md"), re.M | re.S)
    assert section
    needed, developing = section[1].split("What developing it needs:")

    def named(part: str) -> list[str]:
        lines = re.findall(r"^- ((?:`[\w-]+`(?:, )?)+): \S.+$", part, re.M)
        return [name for line in lines for name in re.findall(r"`([\w-]+)`", line)]

    assert sorted(named(needed)) == sorted(checkout.run_dependencies())
    assert sorted(named(developing)) == sorted(checkout.development_dependencies())


def test_the_map_names_every_room() -> None:
    rooms = {path.name for path in checkout.PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    named = set(re.findall(r"`(\w+)/`", checkout.text("CONTRIBUTING.md")))
    assert rooms <= named


def test_files_and_folders_named_in_contributing_exist() -> None:
    for name in re.findall(
        r"`((?:tui_reader|scripts|tests|requirements|document)/[\w./]*)`", checkout.text("CONTRIBUTING.md")
    ):
        base = checkout.PACKAGE if name.startswith("document/") else checkout.ROOT
        assert (base / name).exists(), name


def test_the_tour_names_modules_that_exist() -> None:
    tour = re.search(r"^## A tour of the code.*?\n(.*?)^## ", checkout.text("README.md"), re.M | re.S)
    assert tour
    modules = re.findall(r"`((?:library|ui)/[\w/]+)`", tour[1])
    assert len(modules) >= 5
    for module in modules:
        assert (checkout.PACKAGE / f"{module}.py").is_file(), module


def test_the_changelog_has_a_place_for_what_is_new() -> None:
    assert re.search(r"^## \[Unreleased\]$", checkout.text("CHANGELOG.md"), re.M)
