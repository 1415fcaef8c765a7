"""Turns posts into the files of a format, in order: here where they are few, else in as many processes as pay.

It names files and writes none.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from itertools import chain, islice

from tui_reader.document.blocks import Document
from tui_reader.export import EXPORTERS, Exporter, ExportOptions, PictureFile, file_name, name_template
from tui_reader.jobs.articles import ArticleReader, Rendered, Unread, Wanted
from tui_reader.jobs.crew import Crew, WorkersUnavailableError
from tui_reader.model import Cancelled, Post

FEW = 64
"""Posts up to which no process is started: they are done before it would be ready."""
_MOST_PROCESSES = 8

FindPictures = Callable[[Wanted, Post, Document, str], Mapping[int, PictureFile]]
"""Gives the pictures of an article that are there; the last argument is the name that its file is to have."""


def rendered(
    posts: Iterable[Wanted],
    exporter: Exporter,
    options: ExportOptions,
    *,
    find_pictures: FindPictures | None = None,
    many: bool = False,
    cancelled: Cancelled | None = None,
) -> Generator[Rendered | Unread]:
    """Every post as a file of the format, in the given order; read, formatted and forgotten one after another.

    Args:
        posts: Taken as they are needed.
        exporter: The format.
        options: How it is to look; `name` is the template of the files' names.
        find_pictures: For `ImageMention.COPY`; such posts are all done in this process.
        many: Whether there are many posts, so that processes may be started at once.
        cancelled: Asked while waiting for a process; once true, this ends early.
    """
    waiting = iter(posts)
    makes_here = find_pictures is not None or EXPORTERS.get(exporter.name) is not exporter
    processes = 1 if makes_here else min(_MOST_PROCESSES, _processors())
    if processes < 2:
        yield from _rendered_here(waiting, exporter, options, find_pictures)
        return
    if not many:
        yield from _rendered_here(islice(waiting, FEW), exporter, options, None)
    first = next(waiting, None)
    if first is None:
        return
    rest = chain([first], waiting)
    with closing(Crew(exporter, options, processes, cancelled or (lambda: False))) as crew:
        try:
            yield from crew.run(rest)
        except WorkersUnavailableError:
            yield from _rendered_here(chain(crew.outstanding(), rest), exporter, options, None)


def render(
    reader: ArticleReader,
    wanted: Wanted,
    exporter: Exporter,
    options: ExportOptions,
    find_pictures: FindPictures | None = None,
) -> Rendered | Unread:
    """One post as a file of the format."""
    post = reader.read(wanted)
    if isinstance(post, Unread):
        return post
    try:
        name = file_name(post, name_template(options.name), exporter.suffix)
        document = reader.document(post, titled=options.is_titled)
        if find_pictures is not None:
            options = replace(options, pictures=find_pictures(wanted, post, document, name))
        return Rendered(wanted, name, exporter.render(post, document, options), document.problems)
    except RecursionError:
        return Unread(wanted, "It is nested too deeply for this format.")


def _rendered_here(
    posts: Iterable[Wanted], exporter: Exporter, options: ExportOptions, find_pictures: FindPictures | None
) -> Iterator[Rendered | Unread]:
    with ArticleReader() as reader:
        for wanted in posts:
            yield render(reader, wanted, exporter, options, find_pictures)


def _processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
