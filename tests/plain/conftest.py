"""The library that the plain reader is tried on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli import world

LONG = "\n\n".join(f"## Part {number}\n\nParagraph {number} of the long post." for number in range(1, 31))
RICH = """---
title: Rich
date: 2024-11-05
author: Bea
tags: [garden]
---
See [the plan](https://example.com/plan), [the second](two.md) and [a trap](javascript:alert(1)).

> Quoted words.

- first
- second

| Name | Age |
|---|---|
| Ann | 41 |

![A hill](hill.png)

```python
print(1)
```
"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Six posts, the newest first: Rich, One, Two, Long, 第三篇文章, and Three without a date."""
    root = world.plain_library(tmp_path / "plain")
    world.write(root, "rich.md", RICH)
    world.write(root, "long.md", f"---\ntitle: Long\ndate: 2023-06-01\n---\n{LONG}\n")
    return root
