"""The plain reader, driven by a pipe: what is said to each command, and what is kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import world
from tests.plain.world import configure, converse, read
from tui_reader.config import places
from tui_reader.library import load_session
from tui_reader.plain import COMMANDS


def test_the_list_is_said_in_words(library: Path) -> None:
    said = read(library, "q").split("\n")
    assert said[:9] == [
        "6 new.",
        "Library plain: 6 unread.",
        "6 posts, newest first.",
        "1. Rich; 2024-11-05; Bea; unread",
        "2. One; 2024-10-01; Ann; unread",
        "3. Two; 2024-09-01; News; unread",
        "4. Long; 2023-06-01; unread",
        "5. 第三篇文章; 2023-01-02; 新闻; unread",
        "6. Three; no date; deep; unread",
    ]


ARTICLE = """
Rich
Bea, 2024-11-05
20 words, 1 minute, 1 picture
Tags: garden
Unread
File: rich.md

See the plan [1], the second [2] and a trap [3].

Quote:
Quoted words.
End of quote.

- first
- second

Table, 1 by 2:
Name: Ann
Age: 41

Picture 1: A hill

Code, python:
print(1)
End of code.

End of the article.
"""


def test_an_article_is_said_without_signs(library: Path) -> None:
    assert read(library, "1").endswith(ARTICLE[1:])


def test_what_is_read_and_starred_stays_so(library: Path) -> None:
    said = read(library, "1", "*", "t +good, +later", "t", "q")
    assert "Starred.\n" in said
    assert "Your tags: good, later\nOf the file: garden\n" in said
    said = read(library, "q")
    assert "1. Rich; 2024-11-05; Bea; starred\n" in said
    rows = [json.loads(line) for line in world.run("-L", str(library), "list", "--json").lines]
    assert [(row["title"], row["read"], row["starred"]) for row in rows][:2] == [
        ("Rich", True, True),
        ("One", False, False),
    ]


def test_marks_are_put_on_numbers_and_taken_back(library: Path) -> None:
    said = read(library, "r 2-4, 6", ".", "undo", ".", "undo")
    assert "4 posts read.\n" in said
    after, taken_back = said.split("4 posts read.\n")[1].split("4 posts unread again.\n")
    assert "3. Two; 2024-09-01; News\n" in after
    assert "5. 第三篇文章; 2023-01-02; 新闻; unread\n" in after
    assert "3. Two; 2024-09-01; News; unread\n" in taken_back
    assert said.endswith("There is nothing to undo.\n")


@pytest.mark.parametrize("numbers", ["0", "7", "2-9", "two", "-", "999999999999999999999"])
def test_numbers_that_are_none_mark_nothing(library: Path, numbers: str) -> None:
    said = read(library, f"* {numbers}", ".")
    assert "starred" not in said
    assert "number" in said


def test_categories_are_said_and_chosen_by_number_and_by_name(library: Path) -> None:
    said = read(library, "c", "c 2", "c news/local", "c nonsense", "c 0", "a")
    assert "1. News; 2 posts, 2 unread\n2. News / Local; 1 post, 1 unread\n" in said
    assert said.count("1 post in News / Local, newest first.\n1. One; 2024-10-01; Ann; unread\n") == 2
    assert "There is no such category: c says all of them by number.\n" in said
    assert "posts without a category, newest first.\n" in said
    assert "6 posts, newest first.\n" in said.rsplit("without a category", 1)[1]


def test_a_search_is_answered_and_its_mistakes_are_told(library: Path) -> None:
    said = read(library, "/second text", "/(", ".", "/nowhere", "/")
    assert '1 post found by "second text", newest first.\n1. Two;' in said
    mistake, after = said.split("Can't search for that: ")[1].split("\n", 1)
    assert mistake
    assert after.startswith('1 post found by "second text"')  # the list stays
    assert 'found by "nowhere"' in after
    assert "No posts. a lists all of them.\n6 posts, newest first.\n" in after


def test_views_and_orders(library: Path) -> None:
    said = read(library, "r 1", "v unread", "o title", "o nonsense", "v star", "v x")
    assert "5 unread posts, newest first.\n1. One;" in said
    assert "5 unread posts, by title.\n1. Long;" in said
    assert "There is no such order: say one of date, title" in said
    assert "0 starred posts, by title.\n" in said
    assert "There is no such view" in said


def test_one_post_leads_to_the_next(library: Path) -> None:
    said = read(library, "2", "n", "p", "p", "p", "r 3", "1", "u", "u")
    opened = [line for line in said.split("\n") if line in {"Rich", "One", "Two", "Long"}]
    assert opened[:5] == ["One", "Two", "One", "Rich", "Rich"]
    assert "There is no post before: this is the first one of the list.\n" in said


def test_a_long_article_comes_in_pages_and_its_place_is_kept(library: Path, tmp_path: Path) -> None:
    environ = configure(tmp_path, "page_lines = 10")
    said = read(library, "4", "", "", "b", "=", environ=environ)
    pages = said[said.index("\nLong\n") :]
    assert pages.count("Paragraph 1 of the long post.\n") == 1
    assert pages.count("Heading 2: Part 3\n") == 3  # gone on to, gone back to, said again
    assert "End of the article." not in pages
    again = read(library, "4", "g", environ=environ)
    assert "Going on at 3 percent; g begins anew.\n" in again
    resumed, begun = again.split("g begins anew.\n")[1].split("Heading 2: Part 1\n")
    assert resumed.startswith("\nHeading 2: Part 2\n")
    assert begun.startswith("\nParagraph 1 of the long post.\n")


def test_headings_and_words_are_gone_to(library: Path, tmp_path: Path) -> None:
    environ = configure(tmp_path, "page_lines = 8")
    said = read(library, "4", "h", "", "h 30", "f paragraph 12", "f paragraph 12", "f nowhere", environ=environ)
    assert "1. Level 2: Part 1\n" in said
    assert "9. Level 2: Part 9\n" in said  # on the second page of the headings
    assert "Paragraph 30 of the long post.\n\nEnd of the article.\n" in said
    assert said.count("Paragraph 12 of the long post.\n") == 2
    assert "Going on from the beginning.\n" in said
    assert '"nowhere" does not stand in this article.\n' in said


def test_nothing_is_said_that_was_not_asked_for(library: Path) -> None:
    said = read(library, "1", "*", "r", "where", "undo")
    assert said.count("newest first") == 2  # the beginning, and `where`
    assert said.count("See the plan") == 1


def test_the_reader_goes_on_where_it_was_left(library: Path) -> None:
    read(library, "c News", "2", "q")
    said = read(library, "q")
    assert "2 posts in News, newest first.\n" in said
    assert "You were at 2. Type ? for help.\n" in said
    said = read(library, "a", "q")
    assert "6 posts, newest first.\n" in said
    assert "6 posts, newest first.\n1. Rich;" in read(library, "q")


def test_both_readers_keep_the_same_place(library: Path) -> None:
    read(library, "c News", "2", "q")
    session = load_session(places(os.environ).state_dir, library)
    assert session is not None
    assert (session.category, session.post, session.reading) == (("News",), "two.md", True)


def test_changes_are_seen_at_the_start_and_when_asked_for(library: Path) -> None:
    read(library, "q")
    world.write(library, "four.md", "---\ntitle: Four\ndate: 2025-01-01\n---\nNew.\n")
    said = read(library, "refresh", "q")
    assert said.startswith("1 new.\n")
    assert "1. Four; 2025-01-01; unread\n" in said
    assert "Nothing has changed.\n" in said
    (library / "four.md").unlink()
    unseen = read(library, "q", options=("--no-refresh",))
    assert "1. Four;" in unseen


def test_a_post_can_be_opened_at_once_and_a_query_asked(library: Path) -> None:
    assert "\nTwo\nno author" not in read(library / "two.md")
    assert "Second text.\n\nEnd of the article.\n" in read(library / "two.md")
    said = read(library, options=("--query", "second text"))
    assert '1 post found by "second text", newest first.\n' in said
    wrong = converse(library, options=("--query", "("))
    assert wrong.status == 2
    assert "Can't search for that" in wrong.told


def test_links_are_opened_once_agreed(library: Path, tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.write_text('#!/bin/sh\nprintf "%s" "$1" > "$0.opened"\n', encoding="utf-8")
    browser.chmod(0o755)
    environ = {"BROWSER": str(browser)}
    said = read(library, "1", "l", "l 1", "n", "l 3", "l 9", environ=environ)
    assert "1. the plan: https://example.com/plan\n2. the second: two.md\n" in said
    assert "The address is https://example.com/plan\nOpen it with browser?\n" in said
    assert "javascript" in said.split("Open it with")[1]
    assert "There is no such link: the article has 3 links.\n" in said
    opened = tmp_path / "browser.opened"
    assert not opened.exists()
    said = read(library, "1", "l 1", "y", environ=environ)
    assert "Opened with browser.\n" in said
    assert opened.read_text(encoding="utf-8") == "https://example.com/plan"


def test_a_link_to_another_post_opens_it(library: Path) -> None:
    assert "Second text.\n" in read(library, "1", "l 2")


def test_pictures_are_listed_and_opened(library: Path, tmp_path: Path) -> None:
    viewer = tmp_path / "viewer"
    viewer.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$0.opened"\n', encoding="utf-8")
    viewer.chmod(0o755)
    environ = {"TUI_READER_IMAGE_VIEWER": str(viewer)}
    said = read(library, "1", "i", "i 1", "i 7", environ=environ)
    assert "1. A hill\nOpened with viewer.\n" in said
    assert "There is no such picture: the article has 1 picture.\n" in said
    assert (tmp_path / "viewer.opened").read_text(encoding="utf-8").strip().endswith(".png")


def test_articles_are_saved(library: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    said = read(
        library, "3", f"s {folder}", f"s {folder}", f"e markdown {folder}/two.md", "e nonsense", "s /dev/null/x/"
    )
    (text,) = folder.glob("*.txt")
    assert "Second text." in text.read_text(encoding="utf-8")
    assert f"Saved: {text}\nAlready there, unchanged: {text}\nSaved: {folder / 'two.md'}\n" in said
    assert "There is no such format: say one of text," in said
    assert "/dev/null" in said.split("no such format")[1]


def test_another_library_is_opened(library: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    world.write(other, "a.md", "---\ntitle: Elsewhere\n---\ntext\n")
    said = read(library, f"libraries {other}", "libraries", "libraries 99", "libraries /nowhere/at/all", "1")
    assert "Library other: 1 unread.\n" in said
    assert f"; {other}; open\n" in said
    assert "That is no number of the list" in said
    assert "Can't open" in said
    assert "\nElsewhere\n" in said


def test_saved_searches_are_listed_and_shown(library: Path) -> None:
    world.run("-L", str(library), "searches", "add", "Seconds", "second text")
    said = read(library, "saved", "saved Seconds", "saved 9", "q")
    assert '1. Seconds; "second text"\n' in said
    assert '1 post found by "second text", newest first.\n1. Two;' in said
    assert "You were at 1." in read(library, "q")


def test_help_says_every_command_and_one_alone(library: Path) -> None:
    said = read(library, "?", "? links", "? nonsense")
    for command in COMMANDS:
        assert f": {command.help}\n" in said
    assert said.count("l [NUMBER], or links [NUMBER]: ") == 2


def test_problems_are_said(library: Path) -> None:
    world.write(library, "broken.md", "---\ntitle: [\n---\ntext\n")
    assert "broken.md, line " in read(library, "!")


def test_a_file_that_has_gone_is_told(library: Path) -> None:
    read(library, "q")
    (library / "two.md").unlink()
    said = read(library, "3", ".", options=("--no-refresh",))
    assert "two.md" in said
    assert "3. Two;" in said.split("two.md")[1]


def test_a_reader_that_goes_ends_it_quietly(library: Path, tmp_path: Path) -> None:
    read(library, "q")
    (lines := tmp_path / "lines").write_text("3\n?\n" * 4000, encoding="utf-8")
    command = [sys.executable, "-m", "tui_reader", "--plain", str(library)]
    with (
        lines.open("rb") as typed,
        subprocess.Popen(command, stdin=typed, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program,
    ):
        assert program.stdout
        assert program.stderr
        program.stdout.readline()
        program.stdout.close()
        assert program.wait(60) == 141
        assert program.stderr.read() == b""


def test_no_terminal_is_no_reader_unless_plain_is_asked_for(library: Path, tmp_path: Path) -> None:
    for environ in ({"TERM": "dumb"}, configure(tmp_path, "plain = true")):
        done = world.run(str(library), environ=environ)
        assert done.status == 2
        assert "--plain" in done.told
    assert world.run("--plain", "list").status == 2
    assert world.run("--plain", "--library", "all").status == 2
    assert world.run("--plain", "--no-plain", str(library)).status == 2


def test_the_plain_reader_loads_no_textual(library: Path) -> None:
    code = (
        "import sys\nfrom tui_reader.cli import main\n"
        f"status = main(['--plain', {str(library)!r}])\n"
        "print(status, 'textual' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], input=b"1\nl\ni\nq\n", capture_output=True, check=True)
    assert done.stderr == b"0 False\n"
