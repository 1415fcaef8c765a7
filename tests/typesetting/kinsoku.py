"""A checker of line ends that knows nothing of the breaker: what may begin and end a line, spelled out."""

from __future__ import annotations

from itertools import pairwise

NO_START = frozenset(
    "，。、；：！？）》」』】〉〕］｝〗〙”’…—·・%‰℃％,.;:!?)]}ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮー々゛゜ゝゞヽヾ"
)
NO_END = frozenset("（《“「『【〈‘〔［｛〖([{$￥£€¥＄￡")


def violations(lines: list[tuple[str, str]]) -> list[str]:
    """What is wrong in a paragraph's lines, each given with what stands between it and the next."""
    wrong = []
    for (line, _), (following, _) in pairwise(lines):
        if following and following[0] in NO_START:
            wrong.append(f"begins: {line[-6:]}|{following[:6]}")
        if line and line[-1] in NO_END:
            wrong.append(f"ends: {line[-6:]}|{following[:6]}")
        if line and following and line[-1] == following[0] and line[-1] in "—…":
            wrong.append(f"pair: {line[-6:]}|{following[:6]}")
    return wrong
