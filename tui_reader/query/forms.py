"""The forms of the query language with what they mean, for the README: what stands here is tested to be read so."""

from __future__ import annotations

from typing import NamedTuple


class Form(NamedTuple):
    """One way to ask."""

    examples: tuple[str, ...]
    meaning: str


FORMS = (
    Form(("新能源 出口",), "Both, anywhere in title, body, tags and author."),
    Form(
        ('"核酸检测"',), "The phrase. In Chinese, Japanese and Korean what is written together is one, without quotes."
    ),
    Form(("run*",), "Words that begin so; the last word is taken so while it is being typed."),
    Form(("-word", "not word"), "Without it."),
    Form(("a or b", "(a or b) c"), "Either; brackets make groups. What stands side by side is taken together first."),
    Form(
        ("title:茶", "body:茶", "tag:茶", "author:南枝", "source:example.org", "path:2021/05"),
        "In that field alone.",
    ),
    Form(("cat:新媒体/趣头条", "cat:趣头条"), "That category and all below it, by its path or the end of its path."),
    Form(("cat:/A/B",), "That category and all below it, by its whole path."),
    Form(("cat:=A/B", 'cat:""'), "That one alone, by its whole path; posts without a category."),
    Form(
        ("tag:=旅行", 'author:="Jane Doe"'),
        "That very tag or author, by the whole name. Between quotes a quote is written twice.",
    ),
    Form(
        ("date:2021-10", "date:2021-10-01..2021-12", "on:2021-10-01", "after:2020", "before:2021-06"),
        "Days in local time, the ends included: a year, a month, a day, or from one to another.",
    ),
    Form(
        ("date:7d", "after:3m", "date:today", "date:yesterday", "date:none"),
        "The last days, weeks (`w`), months or years (`y`) up to today; a day by its name; posts without a date.",
    ),
    Form(
        ("is:unread", "is:read", "is:starred", "is:draft", "is:broken", "is:open"),
        "A state. Broken posts have problems, open ones were left before their end.",
    ),
    Form(
        ("has:image", "has:video", "has:code", "has:table", "has:link", "has:note"),
        "What stands in them; notes are footnotes.",
    ),
    Form(("lang:zh",), "In that language."),
    Form(("words:>1000", "images:3..9"), "A measure: `>`, `>=`, `<`, `<=`, a number, or from one to another."),
    Form(("re:/第.+章/",), "A regular expression in title or body; a few seconds of files are looked through for it."),
    Form(
        ("sort:date", "sort:-date", "sort:title", "sort:words", "sort:relevance"), "The order, whatever the list's is."
    ),
)
