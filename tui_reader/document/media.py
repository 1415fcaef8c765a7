"""Sets what stands for pictures and embedded players: a mark, a number, a caption. Loads and plays nothing."""

from __future__ import annotations

from tui_reader.document.addresses import short_address
from tui_reader.document.blocks import Embed, Figure, Link, Style
from tui_reader.document.inline import Prose, Weaver, picture_name
from tui_reader.document.page import FigureStyle, Role, Run
from tui_reader.document.picture_list import identity
from tui_reader.document.setting import Setting
from tui_reader.document.spoken import words

_EMBEDS = {"video": "视频", "audio": "音频", "page": "网页"}


def set_figure(setting: Setting, weaver: Weaver, figure: Figure) -> None:
    """Set the place of a picture: with its number and caption, as the options ask."""
    options = setting.options
    caption = weaver.weave(figure.caption, Role.CAPTION)
    if not caption.text.strip() and figure.image.alt:
        caption = Prose()
        caption.add(" ".join(figure.image.alt.split()), (Role.CAPTION, Style.NONE, None, None))
    noted = setting.register.image(figure.image, " ".join(caption.text.split()))
    if noted is None or not options.images:
        if figure.caption or noted is None:
            setting.prose(caption)
        return
    index, number = noted
    place, printed, link = None, 0, figure.image.link
    if link is not None and link.target and identity(link.target) != identity(figure.image.source):
        place, printed = setting.register.link(link, caption.text)
    attributes = (Role.FIGURE_MARK, Style.NONE, place, index)
    name = picture_name(number, options)
    if options.spoken or options.figures is FigureStyle.BRACKETS:
        before, behind = ("", "") if options.spoken else ("[", "]")
        prose = Prose(glue=[len(before) + name.index(" ")])
        prose.add(before + name, attributes)
        if caption.length:
            prose.add("：" if options.chinese else ": ", attributes)
            prose.extend(caption)
        prose.add(behind, attributes)
        weaver.add_target(prose, link, printed, place)
        setting.prose(prose)
        return
    sign = "[=] " if options.ascii_only else "▢ "
    mark = f"{sign}{name}/{setting.register.pictures}"
    if caption.length and setting.can_hang(setting.cells(mark) + 2):
        weaver.add_target(caption, link, printed, place)
        setting.hang(Run(mark + "  ", *attributes), Run(" " * setting.cells(sign)))
        setting.prose(caption)
        setting.unhang()
        return
    prose = Prose()
    prose.add(mark, attributes)
    weaver.add_target(prose, link, printed, place)
    setting.prose(prose)
    setting.prose(caption)


def set_embed(setting: Setting, weaver: Weaver, embed: Embed) -> None:
    """Set what stands for a video, an audio piece or a foreign page: its kind, title and address."""
    options = setting.options
    chinese = options.chinese
    if options.spoken:
        _say_embed(setting, weaver, embed)
        return
    place = setting.register.link(Link(embed.url), embed.title, numbered=False)[0] if embed.url else None
    attributes = (Role.EMBED, Style.NONE, place, None)
    prose = Prose()
    kind = _EMBEDS.get(embed.kind, embed.kind) if chinese else embed.kind
    prose.add("[" + kind + ("：" if chinese else ": "), attributes)
    title = " ".join(embed.title.split())
    if title and title != embed.url:
        prose.add(title + (" " if embed.url else ""), attributes)
    if embed.url:
        prose.add_address(short_address(embed.url), attributes)
    prose.add("]", attributes)
    setting.prose(prose)


def _say_embed(setting: Setting, weaver: Weaver, embed: Embed) -> None:
    """Say the kind and the title; the address is had by a link's number, as nobody wants to hear it spelled."""
    options = setting.options
    title = " ".join(embed.title.split())
    link = Link(embed.url) if embed.url else None
    place, printed = setting.register.link(link, title) if link else (None, 0)
    attributes = (Role.EMBED, Style.NONE, place, None)
    kind = _EMBEDS.get(embed.kind, embed.kind) if options.chinese else embed.kind.capitalize()
    prose = Prose()
    prose.add(kind, attributes)
    if title and title != embed.url:
        prose.add(words(options).colon + title, attributes)
    weaver.add_target(prose, link, printed, place)
    setting.prose(prose)
