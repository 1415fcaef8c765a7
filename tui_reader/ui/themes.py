"""The two themes made for long reading; nothing here knows a widget.

Contrast (WCAG 2.2, 1.4.3 and 1.4.6): text at least 7 to 1, dim text at least 4.5 to 1; `tests/ui` measures it.
"""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="reader-dark",
    dark=True,
    primary="#e0a458",
    secondary="#8fb8de",
    accent="#e0a458",
    warning="#e8b04b",
    error="#f0807a",
    success="#9cc98a",
    foreground="#e6e1d8",
    background="#16181c",
    surface="#16181c",
    panel="#23262c",
    text_alpha=1.0,
    variables={
        "dim": "#9a968e",
        "faint": "#6b6a67",
        "line": "#3a3d44",
        "cursor": "#30343c",
        "cursor-blurred": "#24272d",
        "hit": "#7a5a1e",
        "hit-current": "#e0a458",
        "hit-current-text": "#16181c",
        "code-background": "#1e2126",
        "block-cursor-foreground": "#e6e1d8",
        "block-cursor-background": "#30343c",
        "block-cursor-text-style": "none",
        "code-keyword": "#d9a0c8",
        "code-name": "#8fb8de",
        "code-string": "#a9c98f",
        "code-number": "#e0b072",
        "code-comment": "#9a968e",
    },
)

LIGHT = Theme(
    name="reader-light",
    dark=False,
    primary="#8a4b08",
    secondary="#1f5a96",
    accent="#8a4b08",
    warning="#7a5200",
    error="#a32a22",
    success="#2f6b24",
    foreground="#23221f",
    background="#faf8f3",
    surface="#faf8f3",
    panel="#ece8df",
    text_alpha=1.0,
    variables={
        "dim": "#68645c",
        "faint": "#9b978e",
        "line": "#d3cdc0",
        "cursor": "#e6dfd0",
        "cursor-blurred": "#f0ebe0",
        "hit": "#f5dc9a",
        "hit-current": "#8a4b08",
        "hit-current-text": "#ffffff",
        "code-background": "#f1ede4",
        "block-cursor-foreground": "#23221f",
        "block-cursor-background": "#e6dfd0",
        "block-cursor-text-style": "none",
        "code-keyword": "#7d2f6b",
        "code-name": "#1f5a96",
        "code-string": "#3a661f",
        "code-number": "#8a4b08",
        "code-comment": "#68645c",
    },
)


def theme_names() -> tuple[str, ...]:
    """Every theme there is: ours, then Textual's."""
    from textual.theme import BUILTIN_THEMES

    return (DARK.name, LIGHT.name, *BUILTIN_THEMES)
