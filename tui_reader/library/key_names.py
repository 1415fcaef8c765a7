"""Keys of heads in the languages of their writers, by the English ones that stand for the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

_NAMES = {
    "title": "标题 標題 题目 題目 タイトル 題名 제목",
    "date": "日期 时间 時間 发布日期 發布日期 发布时间 發布時間 日付 投稿日 公開日 날짜 작성일",
    "author": "作者 著者 筆者 작성자 저자 글쓴이",
    "categories": "分类 分類 栏目 欄目 カテゴリ カテゴリー 분류 카테고리",
    "tags": "标签 標籤 关键词 關鍵詞 タグ 태그",
    "source": "来源 來源 原文 原文链接 原文連結 出典 출처",
    "cover": "封面 头图 頭圖 封面图 封面圖 カバー 표지",
}
ENGLISH = {name: key for key, names in _NAMES.items() for name in names.split()}
"""The English key of each."""

_Value = TypeVar("_Value")


def in_english(values: Mapping[str, _Value]) -> Mapping[str, _Value]:
    """The same under English keys as well, where these are not there themselves."""
    if all(map(str.isascii, values)):
        return values
    found = dict(values)
    for key, value in values.items():
        if key in ENGLISH:
            found.setdefault(ENGLISH[key], value)
    return found
