"""Dates as they are found, in the zones that they name."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.storage.helpers import headed, post_of
from tui_reader.library.dates import date_in_path, parse_date
from tui_reader.model import PostDate

TASHKENT = timezone(timedelta(hours=5))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2021-04-05", "2021-04-05"),
        ("2021-4-5", "2021-04-05"),
        ("2021/04/05", "2021-04-05"),
        ("2021.4.5", "2021-04-05"),
        ("2021年4月5日", "2021-04-05"),
        ("20210405", "2021-04-05"),
        ("5 April 2021", "2021-04-05"),
        ("April 5th, 2021", "2021-04-05"),
        ("Monday, Apr. 5, 2021", "2021-04-05"),
        ("2021-04-05 12:00", "2021-04-05T12:00:00"),
        ("2021-04-05T12:00:01", "2021-04-05T12:00:01"),
        ("2021-04-05 1:02:03", "2021-04-05T01:02:03"),
        ("2013/7/13 20:46:25", "2013-07-13T20:46:25"),
        ("2018-7-24 23:31:06", "2018-07-24T23:31:06"),
        ("2021年4月5日 12:00", "2021-04-05T12:00:00"),
        ("2021-04-05 5:04 PM", "2021-04-05T17:04:00"),
        ("2021-04-05 12:04 am", "2021-04-05T00:04:00"),
        ("Apr 5, 2021 5:04 PM", "2021-04-05T17:04:00"),
        ("2021-04-05 24:00:00", "2021-04-06T00:00:00"),
        ("2016-12-31 23:59:60", "2016-12-31T23:59:59"),
        ("2021-04-05 12:00:00 +0000", "2021-04-05T12:00:00+00:00"),
        ("2021-04-05 12:00:00 +0000 UTC", "2021-04-05T12:00:00+00:00"),
        ("2021-04-05T12:00:00Z", "2021-04-05T12:00:00+00:00"),
        ("2021-04-05T12:00:00.123456789Z", "2021-04-05T12:00:00+00:00"),
        ("2017-03-20 15:00 -04:00", "2017-03-20T15:00:00-04:00"),
        ("2023-9-26T21:13:7.744+8:0", "2023-09-26T21:13:07+08:00"),
        ("2005-03-16 21:00:50.000000000 +00:00", "2005-03-16T21:00:50+00:00"),
        ("2021-04-05 12:00:00 JST", "2021-04-05T12:00:00+09:00"),
        ("20210405T120000Z", "2021-04-05T12:00:00+00:00"),
        ("Mon, 04 Oct 2021 11:05:16 GMT", "2021-10-04T11:05:16+00:00"),
        ("Mon, 4 Oct 2021 11:05:16 +0800", "2021-10-04T11:05:16+08:00"),
        ("Mon, 04 Oct 2021 11:05:16 -0330", "2021-10-04T11:05:16-03:30"),
        ("Fri Sep  3 11:21:31 CEST 2021", "2021-09-03T11:21:31+02:00"),
        ("Thu Oct 14 2021 10:00:00 GMT+0800 (China Standard Time)", "2021-10-14T10:00:00+08:00"),
        ("1936-09-10T01:02:03Z", "1936-09-10T01:02:03+00:00"),
        ("-1051228800", "1936-09-09T00:00:00+00:00"),
        ("1630667291", "2021-09-03T11:08:11+00:00"),
        ("1630667291000", "2021-09-03T11:08:11+00:00"),
        ("0001-01-01", "0001-01-01"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
        ("9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59-14:00"),
        ("  2021-04-05\t12:00 ", "2021-04-05T12:00:00"),
        ("2021-04-05T12:00:00.1Z", "2021-04-05T12:00:00+00:00"),
        ("2021-04-05T12:00:00.12345678901234567890123+02:00", "2021-04-05T12:00:00+02:00"),
        ("2021-04-05T12:00:00,5Z", "2021-04-05T12:00:00+00:00"),
        ("2021-4-5 1:2:3", "2021-04-05T01:02:03"),
        ("2021-04-05 12:00:00+08", "2021-04-05T12:00:00+08:00"),
        ("2021-04-05 12:00:00 GMT+8", "2021-04-05T12:00:00+08:00"),
        ("2021-04-05 12:00:00 UTC+08:00", "2021-04-05T12:00:00+08:00"),
        ("2021-04-05 12:00:00 +5:30", "2021-04-05T12:00:00+05:30"),
        ("2021-04-05 12:00:00 GMT", "2021-04-05T12:00:00+00:00"),
        ("2021-04-05 12:00:00 CEST", "2021-04-05T12:00:00+02:00"),
        ("2021-04-05 12:00:00 CST", "2021-04-05T12:00:00-06:00"),
        ("2021-04-05 12:00:00 Asia/Shanghai", "2021-04-05T12:00:00+08:00"),
        ("2021-04-05T12:00:00+08:00[Asia/Shanghai]", "2021-04-05T12:00:00+08:00"),
        ("2021-04-05 12:00:00.123 +0800 CST m=+0.001", "2021-04-05T12:00:00+08:00"),
        ("Mon, 5 Apr 2021 12:00:00 CEST", "2021-04-05T12:00:00+02:00"),
        ("Mon Apr  5 12:00:00 JST 2021", "2021-04-05T12:00:00+09:00"),
        ("Apr 5 2021", "2021-04-05"),
        ("Sept. 3rd, 2021", "2021-09-03"),
        ("3rd of September 2021", "2021-09-03"),
        ("September 3rd, 2021 at 3:05 p.m.", "2021-09-03T15:05:00"),
        ("Fri, Sep 3, 2021, 3:05 PM", "2021-09-03T15:05:00"),
        ("3-Sep-2021", "2021-09-03"),
        ("03-Sep-2021 15:05", "2021-09-03T15:05:00"),
        ("20210405 120000", "2021-04-05T12:00:00"),
        ("20210405120000", "2021-04-05T12:00:00"),
        ("2021-W35-5", "2021-09-03"),
        ("2021W355", "2021-09-03"),
        ("2020-W53-7", "2021-01-03"),
        ("2021-W35-5T15:05:06Z", "2021-09-03T15:05:06+00:00"),
        ("2021-246", "2021-09-03"),
        ("2020-366", "2020-12-31"),
        ("2021246", "2021-09-03"),
        ("2021年9月3日 下午3:05", "2021-09-03T15:05:00"),
        ("2021年9月3日下午3点05分", "2021-09-03T15:05:00"),
        ("2021年9月3日 下午15:05", "2021-09-03T15:05:00"),
        ("2021年9月3日 上午12:05", "2021-09-03T00:05:00"),
        ("2021年9月3日 中午12:05", "2021-09-03T12:05:00"),
        ("2021年9月3日 中午1:05", "2021-09-03T13:05:00"),
        ("2021年9月3日 晚上9点半", "2021-09-03T21:30:00"),
        ("2021年9月3日 晚上12:00", "2021-09-04T00:00:00"),
        ("2021年09月03日 星期五 15:05:06", "2021-09-03T15:05:06"),
        ("2021年9月3號 週五", "2021-09-03"),
        ("2021/9/3 下午 3:05:06", "2021-09-03T15:05:06"),
        ("２０２１－０９－０３　１５：０５", "2021-09-03T15:05:00"),
        ("2021-09-03 15：05：06 +0800", "2021-09-03T15:05:06+08:00"),
        ("2021年9月3日 15時05分06秒", "2021-09-03T15:05:06"),
        ("2021年9月3日(金) 午後3時5分", "2021-09-03T15:05:00"),
        ("2021年9月3日 金曜日", "2021-09-03"),
        ("令和3年9月3日", "2021-09-03"),
        ("平成元年1月8日", "1989-01-08"),
        ("2021년 9월 3일", "2021-09-03"),
        ("2021년 9월 3일 금요일 오후 3:05", "2021-09-03T15:05:00"),
        ("2021년 9월 3일 오후 3시 5분 6초", "2021-09-03T15:05:06"),
        ("2021. 9. 3.", "2021-09-03"),
        ("2021. 09. 03. 15:05", "2021-09-03T15:05:00"),
        ("2021. 9. 3. 오후 3:05:06", "2021-09-03T15:05:06"),
        ("1630667291.5", "2021-09-03T11:08:11+00:00"),
        ("-1051228800000", "1936-09-09T00:00:00+00:00"),
    ],
)
def test_reads(text: str, iso: str) -> None:
    found = parse_date(text, TASHKENT)
    assert found is not None
    assert found.iso == iso
    moment = datetime.fromisoformat(iso)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=TASHKENT)
    assert found.epoch == (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "2025-08-21 0：00：0jjj0",
        "2021-02-30",
        "2021-13-01",
        "0000-01-01",
        "10000-01-01",
        "2021-04-05 25:00",
        "2021-04-05 12:60",
        "2021-04-05T12:00:00+99:00",
        "2021-04-05T12:00:00-24:00",
        "Mon, 04 Oct 2021 11:05:16 +9999",
        "12_00",
        "1936",
        "2021",
        "true",
        "today",
        "09/03/2021",
        "2021-09",
        "13:00 PM",
        "2021-04-05 13:00 PM",
        "12:30:45",
        "2021-04-05 12:00 somewhere",
        "99999999999999999999",
        "-",
        "+",
        ":",
        "٢٠٢١-٠٤-٠٥",
        "2021-04-05\x1b[2J",
        "NaN",
        "1e9",
        "Mon, 99 Oct 2021 11:05:16 GMT",
        "31 Feb 2021",
        "2017-02-10 00:10::00 -03:00",
        "9" * 5000,
        "2021-W54-1",
        "2021-W35",
        "2021-W35-8",
        "2021-000",
        "2021-366",
        "Sep 3, 2021, 13:05 PM",
        "2021年9月",
        "2021年13月3日",
        "2021年9月31日 下午3:05",
        "2021年9月3日 晚上12:05",
        "2021年9月3日 下午3:65",
        "2021年9月3日 somewhere",
        "令和3年2月30日",
        "2021년 9월",
    ],
)
def test_refuses(text: str) -> None:
    assert parse_date(text) is None


def test_a_date_without_a_zone_is_local(monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(time, "tzset"):
        pytest.skip("this system has no TZ")
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    assert parse_date("2021-04-05 08:00:00") == PostDate("2021-04-05T08:00:00", 1617580800)
    assert parse_date("2021-04-05") == PostDate("2021-04-05", 1617552000)
    assert parse_date("2021-04-05 08:00:00 +0000") == PostDate("2021-04-05T08:00:00+00:00", 1617609600)
    for edge in ("0001-01-01", "9999-12-31", "1900-01-01", "1883-11-18"):
        assert parse_date(edge) is not None


@pytest.mark.parametrize(
    ("path", "iso"),
    [
        ("2021-09-03-title.md", "2021-09-03"),
        ("_posts/2021-9-3-title.md", "2021-09-03"),
        ("2021_09_03.md", "2021-09-03"),
        ("2021/09/03/title/index.md", "2021-09-03"),
        ("blog/2021-09-03-title/index.md", "2021-09-03"),
        ("2021-02-30-title.md", None),
        ("title-2021-09-03.md", None),
        ("2021.md", None),
        ("20210903-title.md", "2021-09-03"),
        ("notes/20210903.md", "2021-09-03"),
        ("2021年9月3日 标题.md", "2021-09-03"),
        ("20211303-title.md", None),
        ("202109031.md", None),
        ("12021-09-03.md", None),
        ("2021-09-035.md", None),
    ],
)
def test_dates_in_paths(path: str, iso: str | None) -> None:
    found = date_in_path(path)
    assert (found.iso if found else None) == iso


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("---\ntitle: A\ndate: 2025-08-21 0：00：0jjj0\n---\n", 3),
        ("---\ntitle: A: b\ndate: 2021-02-30\n---\n", 3),
        ('+++\ntitle = "A"\n\ndate = "soon"\n+++\n', 4),
        ('{\n"title": "A",\n"date": "2021-02-30"\n}\n', 3),
        (';;;\n"title": "A",\n"date": "soon"\n;;;\n', 3),
        ("Title: A\nDate: soon\n\n", 2),
        ("title: A\ncreated: 12_00\n---\n", 2),
    ],
)
def test_garbage_is_no_date_and_told_with_its_line(head: str, line: int) -> None:
    post = post_of(head + "Body.\n")
    assert post.date is None
    assert (line, "date") in [(problem.line, problem.code) for problem in post.problems]


@pytest.mark.parametrize(
    ("head", "path", "iso"),
    [
        ("created: 1630667291", "a.md", "2021-09-03T11:08:11+00:00"),
        ("created: 1630667291000", "a.md", "2021-09-03T11:08:11+00:00"),
        ("path: 2021/09/03/a-cat", "a.md", "2021-09-03"),
        ("title: A cat", "_posts/2021-09-03-a-cat.md", "2021-09-03"),
        ("date: 2021-02-30", "2021-09-03-a-cat.md", "2021-09-03"),
        ("date: 2020-01-01", "2021-09-03-a-cat.md", "2020-01-01"),
    ],
)
def test_where_a_post_has_its_date_from(head: str, path: str, iso: str) -> None:
    found = headed(head, path).date
    assert found is not None
    assert found.iso == iso


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="0123456789-/:.T+Z aAdFjJnPpmMGTUCW,年月日()下午星期元令和년월오후시：３", max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = parse_date(text)
    if found is not None:
        datetime.fromisoformat(found.iso)


@settings(max_examples=200, deadline=None)
@given(
    st.datetimes(timezones=st.timezones() | st.none()),
    st.sampled_from(
        ["%Y-%m-%d %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%z", "%a, %d %b %Y %H:%M:%S %z", "%a %b %d %H:%M:%S %z %Y"]
    ),
)
def test_what_programs_write_is_read(moment: datetime, pattern: str) -> None:
    # 2,000 years are whole cycles of the calendar: a leap day stays one.
    moment = moment.replace(microsecond=0, fold=0, year=moment.year + (2000 if moment.year < 1000 else 0))
    offset = moment.utcoffset()
    if offset is not None:
        moment = moment.replace(tzinfo=timezone(timedelta(minutes=offset // timedelta(minutes=1))))
    found = parse_date(moment.strftime(pattern).strip())
    assert found is not None
    assert datetime.fromisoformat(found.iso) == moment
