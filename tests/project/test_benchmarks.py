"""The benchmarks' own parts: the generated library, the ratios, the terminal that is driven."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from benchmarks import figures, generate
from benchmarks.figures import Figure
from tui_reader.library import detect_site, discover, read_post


def test_the_same_number_gives_the_same_library() -> None:
    assert list(generate.generated(50)) == list(generate.generated(50))


def test_generated_posts_come_newest_first_and_differ() -> None:
    posts = generate.first_posts(200, 200)
    assert len({post.path for post in posts}) == len({post.opening for post in posts}) == 200
    days = [post.path.rpartition("/")[2][:10] for post in posts]
    assert days == sorted(days, reverse=True)
    assert len({post.categories for post in posts}) > 50


def test_generated_posts_have_the_seeds_shape_and_size() -> None:
    head = re.compile(
        r"\n---\ntitle: '[^'\n]+'\ncategories: \n( - [^\n]+\n){3}headimg: 'https://[^'\n]+'\nauthor: [^\n]+\n"
        r"comments: false\ndate: [^\n]+ GMT\nthumbnail: 'https://[^'\n]+'\n---\n\n<div>   \n<p> <strong>"
    )
    for post in generate.first_posts(20, 20):
        assert head.match(post.text)
        assert post.text.endswith("</p>  \n</div>\n            ")
        assert 1_800 < len(post.text) < 3_600


def test_the_library_reads_what_was_generated(tmp_path: Path) -> None:
    generate.write(tmp_path, 30)
    site = detect_site(tmp_path)
    posts = {found.path: read_post(tmp_path, found.path, site) for found in discover(tmp_path)}
    assert len(posts) == 30
    for made in generate.first_posts(30, 30):
        post = posts[made.path]
        assert post.problems == ()
        assert post.title == made.title
        assert post.categories == (made.categories,)
        assert post.date


def test_a_bar_holds_up_to_its_ratio() -> None:
    assert Figure("a", 13.0, "ms", "b", 10.0, 1.3).holds
    assert not Figure("a", 13.1, "ms", "b", 10.0, 1.3).holds
    assert not Figure("a", 1.0, "ms", bar=1.3).holds
    assert Figure("a", 1.0, "ms").holds


def test_a_rate_holds_from_its_ratio_on() -> None:
    assert Figure("a", 15.0, "posts/s", "b", 10.0, at_least=1.5).holds
    assert not Figure("a", 14.9, "posts/s", "b", 10.0, at_least=1.5).holds
    assert not Figure("a", 15.0, "posts/s", at_least=1.5).holds
    assert figures.rows([Figure("a", 15.0, "posts/s", "b", 10.0, at_least=1.5)])[1][-2:] == ("≥ 1.5", "holds")


def test_measures_take_turns() -> None:
    order: list[str] = []

    def measure(name: str, value: float) -> float:
        order.append(name)
        return value

    values = figures.medians({"a": lambda: measure("a", 1.0), "b": lambda: measure("b", 2.0)}, runs=3)
    assert order == ["a", "b"] * 3
    assert values == {"a": 1.0, "b": 2.0}


def test_percentiles() -> None:
    assert figures.percentile(range(100), 0.95) == 95
    assert figures.percentile([3.0], 0.95) == 3.0


def test_results_are_kept_as_json_and_markdown(tmp_path: Path) -> None:
    measured = [Figure("first paint", 500.0, "ms", "an empty app", 250.0, 1.5), Figure("列表", 3.21, "ms")]
    figures.save(tmp_path, 10, measured)
    kept = json.loads((tmp_path / "latest.json").read_text(encoding="utf-8"))
    assert kept["posts"] == 10
    assert [figure["ratio"] for figure in kept["figures"]] == [2.0, None]
    assert [figure["holds"] for figure in kept["figures"]] == [False, True]
    lines = (tmp_path / "latest.md").read_text(encoding="utf-8").splitlines()
    assert "| first paint | 500 ms | 250 ms (an empty app) | 2.00 | ≤ 1.5 | MISSED |" in lines
    assert "列表" in figures.table(measured)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals on Windows")
def test_the_terminal_shows_what_a_program_paints_and_hands_it_keys() -> None:
    from benchmarks.terminal import NotShownError, Terminal

    program = (
        "import os, sys, tty; tty.setraw(0); size = os.get_terminal_size();"
        "print(f'{size.columns}x{size.lines} 中文', flush=True);"
        "print('got', sys.stdin.read(1), flush=True); sys.stdin.read(1)"
    )
    with Terminal([sys.executable, "-c", program], {"PATH": ""}, columns=60, rows=10) as terminal:
        moment = terminal.wait_for(lambda lines: any("60x10 中文" in line for line in lines))
        assert moment > terminal.started
        assert terminal.latency("x") > 0
        assert any("got x" in line for line in terminal.lines())
        assert terminal.cpu_seconds() >= 0
        with pytest.raises(NotShownError, match="got x"):
            terminal.wait_for(lambda lines: any("never" in line for line in lines), timeout=0.3)
