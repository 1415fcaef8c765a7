"""What the keys of a head mean, by the kind of the site."""

from __future__ import annotations

import pytest

from tests.storage.helpers import fields_are_clean, headed, post_of
from tui_reader.library.body_tags import tags_in
from tui_reader.library.reading import post_from_bytes
from tui_reader.library.site import Site, SiteKind
from tui_reader.model import BodyFormat, CategoryPath, LibraryOptions

HEXO, JEKYLL, HUGO, ZOLA = SiteKind.HEXO, SiteKind.JEKYLL, SiteKind.HUGO, SiteKind.ZOLA
PELICAN, UNKNOWN = SiteKind.PELICAN, SiteKind.UNKNOWN


class TestTitle:
    @pytest.mark.parametrize(
        ("written", "title"),
        [
            ("1936", "1936"),
            ("12_00", "12_00"),
            ("yes", "yes"),
            ("2021-01-01", "2021-01-01"),
            ("Fish &amp; chips &#8211; &lt;b&gt;", "Fish & chips – <b>"),
            ("<em>New</em> <br/> things", "New things"),
            ("The **bold** and `code` of [a](http://b.c)", "The bold and code of a"),
            ("<strike>65%</strike> 80% of the seats", "65% 80% of the seats"),
            ("snake_case_name and __init__.py", "snake_case_name and __init__.py"),
            ("a < b and c > d", "a < b and c > d"),
            ("List<String> in Java", "List<String> in Java"),
            ('"two\\nlines\\tand a tab"', "two lines and a tab"),
            (">\n  folded\n  text", "folded text"),
            ('"[/red] [@click=app.quit]x"', "[/red] [@click=app.quit]x"),
            ("[a, b]", "a b"),
        ],
    )
    def test_is_one_line_of_text(self, written: str, title: str) -> None:
        assert headed(f"title: {written}").title == title

    def test_is_cut(self) -> None:
        assert len(headed("title: " + "x" * 3000).title) == 500
        assert len(headed("title: " + "&amp;" * 3000).title) <= 500

    def test_shows_controls_instead_of_obeying_them(self) -> None:
        post = headed('title: "\\e]0;x\\a &#27;[2J \\u202eabc\\x9b"')
        assert "␛" in post.title
        assert fields_are_clean(post)
        assert "\u202e" not in post.title

    @pytest.mark.parametrize(
        ("path", "body", "title"),
        [
            ("a/b.md", "# Head\n\ntext", "Head"),
            ("a/b.md", "text", "b"),
            ("a/b.c.md", "", "b.c"),
            ("a/index.md", "", "a"),
            ("a/_index.md", "text", "a"),
            ("index.md", "text", "index"),
            (".md", "", ".md"),
            ("a/b.html", "<p>x</p><h2>Head &amp; tail</h2>", "Head & tail"),
            ("a/b\n.md", "", "b␊"),
        ],
    )
    def test_is_never_empty(self, path: str, body: str, title: str) -> None:
        assert post_of(body, path).title == title
        assert post_of(f"---\ntitle: ''\n---\n{body}", path).title == title


class TestDate:
    @pytest.mark.parametrize(
        ("head", "iso"),
        [
            ("date: 2021-01-01\nupdated: 2022-01-01", "2021-01-01"),
            ("updated: 2022-01-01", "2022-01-01"),
            ("created: 1630667291", "2021-09-03T11:08:11+00:00"),
            ("pubDate: 2021-01-01", "2021-01-01"),
            ("published: true\ndate: 2021-01-01", "2021-01-01"),
            ("published: 2021-01-01", "2021-01-01"),
            ("date: ''\ncreated: 2021-01-01", "2021-01-01"),
            ("path: /2020/02/03/x", "2020-02-03"),
            ("date: [2021-01-01]", "2021-01-01"),
        ],
    )
    def test_comes_from_the_first_key_that_has_one(self, head: str, iso: str) -> None:
        date = headed(head).date
        assert date is not None
        assert date.iso == iso

    def test_the_head_goes_before_the_name(self) -> None:
        date = headed("date: 2021-01-01", "2020-02-02-x.md").date
        assert date is not None
        assert date.iso == "2021-01-01"

    def test_a_name_helps_where_the_head_has_none_or_garbage(self) -> None:
        for head in ("title: x", "date: soon"):
            date = headed(head, "2020-02-02-x.md").date
            assert date is not None
            assert date.iso == "2020-02-02"

    def test_garbage_is_told_with_its_line(self) -> None:
        post = headed("title: x\ndate: 2025-08-21 0：00：0jjj0")
        assert post.date is None
        (problem,) = post.problems
        assert (problem.path, problem.line, problem.code) == ("a.md", 3, "date")
        assert "0jjj0" in problem.message

    def test_toml_dates(self) -> None:
        post = post_of("+++\ndate = 2021-09-03T10:00:00+02:00\n+++\n")
        assert post.date is not None
        assert (post.date.iso, post.date.epoch) == ("2021-09-03T10:00:00+02:00", 1630656000)


class TestCategories:
    @pytest.mark.parametrize(
        ("kind", "written", "paths"),
        [
            (HEXO, "categories: [a, b]", [("a", "b")]),
            (HEXO, "categories: [[a, b], [c]]", [("a", "b"), ("c",)]),
            (HEXO, "categories: [[a, b], c]", [("a", "b"), ("c",)]),
            (HEXO, "categories: a b", [("a b",)]),
            (HEXO, "categories: a/b", [("a/b",)]),
            (UNKNOWN, "categories:\n - a\n - b\n - c", [("a", "b", "c")]),
            (UNKNOWN, "category: a", [("a",)]),
            (JEKYLL, "categories: [a b, c]", [("a b",), ("c",)]),
            (JEKYLL, "categories: a b", [("a",), ("b",)]),
            (HUGO, "categories: [a, b]", [("a",), ("b",)]),
            (HUGO, "categories: a b", [("a b",)]),
            (ZOLA, "taxonomies: {categories: [a, b]}", [("a",), ("b",)]),
            (PELICAN, "category: a b", [("a b",)]),
            (HEXO, "categories: [1, 2.0, yes]", [("1", "2.0", "yes")]),
            (HEXO, "categories: ['', ' ', a]", [("a",)]),
            (HEXO, "categories: [[[a, b]]]", [("a", "b")]),
            (HUGO, "categories: [a, a]", [("a",)]),
            (HEXO, 'categories: ["a\\n\\eb"]', [("a ␛b",)]),
        ],
    )
    def test_by_the_kind_of_site(self, kind: SiteKind, written: str, paths: list[CategoryPath]) -> None:
        assert headed(written, kind=kind).categories == tuple(paths)

    @pytest.mark.parametrize(
        "written", ["title: x", "categories: []", "categories:", "categories: [[]]", "categories: ''"]
    )
    @pytest.mark.parametrize(
        ("path", "paths"),
        [
            ("a.md", ()),
            ("x/y/a.md", (("x", "y"),)),
            ("source/_posts/x/a.md", (("x",),)),
            ("_posts/a.md", ()),
            ("content/post/a.md", ()),
            ("x/2021/09/a.md", (("x",),)),
            ("x/bundle/index.md", (("x",),)),
            ("x/2021-09-03-bundle/index.md", (("x",),)),
            ("source/_drafts/a.md", ()),
        ],
    )
    def test_folders_serve_where_a_post_has_none(
        self, written: str, path: str, paths: tuple[CategoryPath, ...]
    ) -> None:
        assert headed(written, path).categories == paths

    def test_a_list_that_repeats_the_folders_is_a_path_everywhere(self) -> None:
        assert headed("categories: [a, b]", "content/a/b/x.md", HUGO).categories == (("a", "b"),)

    @pytest.mark.parametrize(
        ("kind", "rule", "written", "paths"),
        [
            (HUGO, "path", "categories: [a, b]", [("a", "b")]),
            (HEXO, "terms", "categories: [a, b]", [("a",), ("b",)]),
            (HEXO, "terms", "categories: [x, y]", [("x",), ("y",)]),
            (UNKNOWN, "terms", "categories: [[a, b], c]", [("a", "b"), ("c",)]),
            (HEXO, "folders", "categories: [a, b]", [("x", "y")]),
            (PELICAN, "folders", "category: a", [("x", "y")]),
            (HUGO, "terms", "title: a", [("x", "y")]),
            (SiteKind.OBSIDIAN, "terms", "categories: [a, '[[b|c]]']", [("a",), ("b",)]),
            (SiteKind.OBSIDIAN, "", "categories: [a]", [("x", "y")]),
        ],
    )
    def test_the_user_has_the_last_word(
        self, kind: SiteKind, rule: str, written: str, paths: list[CategoryPath]
    ) -> None:
        site = Site(kind, options=LibraryOptions(categories=rule))
        post = post_from_bytes("x/y/p.md", f"---\n{written}\n---\nBody.\n".encode(), site)
        assert post.categories == tuple(paths)

    def test_in_jekyll_folders_above_the_posts_are_categories(self) -> None:
        assert headed("categories: c", "a/_posts/x.md", JEKYLL).categories == (("c",), ("a",))

    def test_are_bounded(self) -> None:
        deep = "[" + ", ".join(f"c{n}" for n in range(500)) + "]"
        assert len(headed(f"categories: {deep}", kind=HEXO).categories[0]) == 32
        assert len(headed(f"categories: {deep}", kind=HUGO).categories) == 100


class TestTags:
    @pytest.mark.parametrize(
        ("written", "tags"),
        [
            ("tags: [a, b]", ("a", "b")),
            ("tags:\n- a\n- 7\n- 12_00", ("a", "7", "12_00")),
            ("tags: a, b，c", ("a", "b", "c")),
            ("tags: a b", ("a b",)),
            ("tags: [[a], {k: b}]", ("a", "b")),
            ("tags:", ()),
            ("tags: ['', a, a]", ("a",)),
            ("tag: a", ("a",)),
            ("tag: a\ntags: b", ("b", "a")),
            ("taxonomies: {tags: [a]}", ("a",)),
        ],
    )
    def test_are_a_list(self, written: str, tags: tuple[str, ...]) -> None:
        assert headed(written).tags == tags

    @pytest.mark.parametrize(
        ("body", "tags"),
        [
            ("#a and #b/c-d_e, #f.", ("a", "b/c-d_e", "f")),
            ("x#a (#b) [[n#c]] /#d ## e # f", ()),
            ("#1984 #1984/12 #y1984", ("y1984",)),
            ("# Head\n\n> #a\n- #b\n\t#c", ("a", "b", "c")),
            ("```\n#a\n```\n#b\n~~~ x\n```\n#c\n~~~\n#d", ("b", "d")),
            ("`#a` ``#b`` %% #c %% <p #d > #e", ("e",)),
            ("#雨天 #été #📚", ("雨天", "été", "📚")),
            ("#Rain #rain #RAIN", ("Rain",)),
            ("#/ #a/", ("a",)),
        ],
    )
    def test_of_notes_stand_in_their_texts(self, body: str, tags: tuple[str, ...]) -> None:
        assert post_of(f"---\ntitle: x\n---\n{body}", kind=SiteKind.OBSIDIAN).tags == tags
        assert post_of(f"---\ntitle: x\n---\n{body}").tags == ()

    @pytest.mark.parametrize("mark", ["`", "``a", "%%", "%% a", "<", "#", "#a/", "#1", " #"])
    def test_of_notes_are_found_in_long_lines(self, mark: str) -> None:
        assert list(tags_in("x" + mark * 500_000 + " #z"))[-1] == "z"

    def test_are_bounded_and_that_is_told(self) -> None:
        post = headed("tags: [" + ", ".join(f"t{n}" for n in range(150)) + f", {'x' * 900}]")
        assert len(post.tags) == 100
        assert [problem.code for problem in post.problems] == ["limit"]
        assert len(headed(f"tags: [{'x' * 900}]").tags[0]) == 500


class TestTheRest:
    @pytest.mark.parametrize(
        ("written", "author"),
        [
            ("author: Me", "Me"),
            ("authors: [A, B]", "A, B"),
            ("author: {name: A, email: b}", "A"),
            ("authors: [{name: A}, {name: B}]", "A, B"),
            ("author:", None),
            ("author: []", None),
            ("author: {}", None),
            ("title: x", None),
        ],
    )
    def test_author(self, written: str, author: str | None) -> None:
        assert headed(written).author == author

    @pytest.mark.parametrize(
        ("written", "source"),
        [
            ("source: http://a.example/b", "http://a.example/b"),
            ("source: somewhere\nlink: https://a.example/b", "https://a.example/b"),
            ("permalink: /a/b\nurl: c", None),
            ("url: javascript:alert(1)", None),
            ("url: file:///etc/passwd", None),
            ("url: mailto:a@b.example", None),
            ("url: 'https://'", None),
            ("link: [https://a.example/b]", "https://a.example/b"),
        ],
    )
    def test_source(self, written: str, source: str | None) -> None:
        assert headed(written).source == source

    @pytest.mark.parametrize(
        ("written", "path", "draft"),
        [
            ("draft: true", "a.md", True),
            ("draft: 'no'", "a.md", False),
            ("published: false", "a.md", True),
            ("published: 2021-01-01", "a.md", False),
            ("title: x", "source/_drafts/a.md", True),
            ("title: x", "my_drafts/a.md", False),
        ],
    )
    def test_draft(self, written: str, path: str, draft: bool) -> None:
        assert headed(written, path).draft is draft

    def test_draft_by_status(self) -> None:
        assert headed("status: draft").draft
        assert headed("status: hidden", kind=PELICAN).draft
        assert not headed("status: hidden").draft
        assert not headed("status: published", kind=PELICAN).draft

    @pytest.mark.parametrize(
        ("written", "language"),
        [
            ("lang: zh-CN", "zh"),
            ("language: en", "en"),
            ("lang: EN_us", "en"),
            ("lang: english", None),
            ("lang: ''", None),
        ],
    )
    def test_language(self, written: str, language: str | None) -> None:
        assert headed(written).language == language

    @pytest.mark.parametrize(
        ("written", "covers"),
        [
            ("headimg: http://a/b.png\nthumbnail: http://a/b.png", ("http://a/b.png",)),
            ("cover: /a.png\nheadimg: /b.png", ("/b.png", "/a.png")),
            ("image: {src: a.png, alt: x}", ("a.png",)),
            ("photos: [a.png, {url: b.png}]", ("a.png", "b.png")),
            ("thumbnail: ''", ()),
            ("cover: false", ()),
            ("cover: true", ()),
            ("cover: {image: a.png}", ("a.png",)),
            ("top_img: a.png\nog_image: b.png\nfeatured_image: c.png", ("c.png", "a.png", "b.png")),
        ],
    )
    def test_covers(self, written: str, covers: tuple[str, ...]) -> None:
        assert headed(written).covers == covers

    @pytest.mark.parametrize(
        ("path", "expected"),
        [
            ("a.md", BodyFormat.MARKDOWN),
            ("a.MDX", BodyFormat.MARKDOWN),
            ("a.Html", BodyFormat.HTML),
            ("a.xhtml", BodyFormat.HTML),
            ("a.txt", BodyFormat.TEXT),
        ],
    )
    def test_format(self, path: str, expected: BodyFormat) -> None:
        assert post_of("x", path).format is expected


class TestKeysInOtherLanguages:
    HEAD = "标题: 夜里的船灯\n日期: 2021-03-04\n作者: 阿禾\n分类:\n  - 旧物\n标签: [灯, 船]\n封面: /a.png\n心情: 好"

    def test_mean_what_the_english_ones_mean(self) -> None:
        post = headed(self.HEAD)
        assert (post.title, post.author, post.categories, post.tags) == (
            "夜里的船灯",
            "阿禾",
            (("旧物",),),
            ("灯", "船"),
        )
        assert post.date is not None
        assert post.date.iso.startswith("2021-03-04")
        assert post.covers == ("/a.png",)
        assert post.others == (("心情", "好"),)

    def test_stand_behind_the_english_ones(self) -> None:
        assert headed("标题: 一\ntitle: Two").title == "Two"

    def test_are_kept_where_they_mean_nothing(self) -> None:
        post = headed("来源: 新华社\n封面: 红\n时间: 早上\ndate: 2020-01-02\n作者: B\nauthor: A")
        assert post.others == (("来源", "新华社"), ("封面", "红"), ("时间", "早上"), ("作者", "B"))

    def test_are_where_a_fault_is_told(self) -> None:
        (problem,) = headed("title: a\n日期: 下周").problems
        assert problem.line == 3

    @pytest.mark.parametrize(("key", "title"), [("タイトル", "灯"), ("제목", "등"), ("標題", "燈")])
    def test_of_each_language(self, key: str, title: str) -> None:
        assert headed(f"{key}: {title}").title == title


@pytest.mark.parametrize("written", ["#1 thing", "# 1 thing"])
def test_a_title_that_is_a_comment_to_yaml(written: str) -> None:
    assert headed(f"title: {written}\ntags: # none").title == written
    assert headed(f"tags: [a]\ntitle:   {written}  ").title == written
    assert headed("title: Plain # and a comment").title == "Plain"
    assert headed(f"标题: {written}").title == written
