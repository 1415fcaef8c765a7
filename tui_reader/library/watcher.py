"""A process that hears of changes in folders: `python -m tui_reader.library.watcher`.

Takes what to watch as JSON lines on its standard input and tells on its standard output what has changed; it reads no
post. A process of its own, since the library that asks the operating system holds everything else up meanwhile, for a
second where folders are many.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from watchfiles import Change, watch

from tui_reader import limits
from tui_reader.library.leaving import place_of
from tui_reader.library.starting import own_channels

_AT_ONCE = 4
"""So many watches stand beside one another before one takes the place of all."""
_ROOT_SECONDS = 1.0
"""Between two looks at whether the root is still the same folder: nothing tells that a medium was taken away."""
_AGAIN_SECONDS = 1.0
_TRIES = 5


def main() -> None:
    """Watch until the input ends.

    Each request is an object: its `number`, the `root`, the absolute `folders` to be watched beside those before
    (instead of them where it is `anew`), whether with all below (`recursive`), whether by `polling` and every how many
    seconds (`delay`), and every how many seconds to call for a `look` (0 for never). What is told are lists:
    `watching`, a request's number and which of its folders can't be, once the others are; `changed` and absolute paths;
    `look` where anything may have changed;
    `root` where that is another folder, or has gone or come; `failed` and why, where a request can't be carried out.
    """
    requests, answers = own_channels()
    watcher = _Watcher(answers)
    for line in requests:
        watcher.take(json.loads(line))
    os._exit(0)  # The threads wait for changes, and hold nothing that would have to be put away.


@dataclass(slots=True, eq=False)
class _Watch:
    """The folders that one thread watches."""

    folders: Sequence[str]
    request: dict[str, Any]
    on_begin: Callable[[], None]
    closed: Sequence[str] = ()
    """Those of them that can't be watched for now."""
    has_begun: bool = False
    is_over: threading.Event = field(default_factory=threading.Event)

    def is_set(self) -> bool:
        """Asked by the library before each wait, the first time as soon as everything is watched."""
        if not self.has_begun:
            self.has_begun = True
            self.on_begin()
        return self.is_over.is_set()


class _Watcher:
    """The watches, and what they tell."""

    def __init__(self, answers: BinaryIO) -> None:
        self._answers = answers
        self._guard = threading.Lock()
        self._watches: list[_Watch] = []
        self._look = 0.0
        self._root_touched = threading.Event()
        self._minding: threading.Thread | None = None

    def take(self, request: dict[str, Any]) -> None:
        """Watch more folders, or others."""
        with self._guard:
            old = list(self._watches) if request["anew"] or len(self._watches) >= _AT_ONCE else []
        kept = [] if request["anew"] else [folder for watching in old for folder in watching.folders]
        folders = list(dict.fromkeys((*kept, *request["folders"])))

        def begin() -> None:
            for each in old:
                each.is_over.set()
            with self._guard:
                self._watches = [each for each in self._watches if each not in old]
            self._tell("watching", request["number"], *watching.closed)

        watching = _Watch(folders, request, begin)
        with self._guard:
            self._watches.append(watching)
        self._look = request["look"]
        threading.Thread(target=self._run, args=(watching,), daemon=True).start()
        if self._minding is None:
            self._minding = threading.Thread(target=self._mind, args=(Path(request["root"]),), daemon=True)
            self._minding.start()

    def _run(self, watching: _Watch) -> None:
        """Watch until it is over; after a failure on the way, once more."""
        tries = 0
        while not watching.is_over.is_set():
            try:
                self._hear(watching)
            except (OSError, RuntimeError) as error:
                tries += 1
                if isinstance(error, FileNotFoundError | PermissionError) and tries < _TRIES:
                    continue  # A folder has gone, or been closed, in between.
                if not watching.has_begun:
                    self._tell("failed", str(error))
                    return
                # Such as a name that is no text. What changes until all is watched again is seen by a look.
                watching.has_begun = False
                watching.on_begin = partial(self._tell, "look")
                time.sleep(_AGAIN_SECONDS)

    def _hear(self, watching: _Watch) -> None:
        folders = [folder for folder in watching.folders if Path(folder).is_dir() and os.access(folder, os.R_OK)]
        watching.closed = [*set(watching.folders).difference(folders)]
        if not folders:
            watching.is_set()
            watching.is_over.set()
            return
        for changes in watch(
            *folders,
            watch_filter=None,
            debounce=round(limits.WATCH_BURST_SECONDS * 1000),
            step=round(limits.WATCH_QUIET_SECONDS * 1000),
            stop_event=watching,
            force_polling=watching.request["polling"],
            poll_delay_ms=round(watching.request["delay"] * 1000),
            recursive=watching.request["recursive"],
            # Which would let other failures pass as well, such as that no more can be watched.
            ignore_permission_denied=False,
        ):
            # That something in a folder has changed is told of the something.
            paths = {path for change, path in changes if change is not Change.modified or not Path(path).is_dir()}
            if watching.request["root"] in paths:
                self._root_touched.set()  # It may be gone and back before one looks, under the same number.
            if len(paths) > limits.WATCH_BATCH_PATHS:
                self._tell("look")
            elif paths:
                self._tell("changed", *paths)

    def _mind(self, root: Path) -> None:
        """Look now and then whether the root is the same; call for looks at everything."""
        place, looked = place_of(root), time.monotonic()
        while True:
            time.sleep(_ROOT_SECONDS)
            before, place = place, place_of(root)
            if place != before or self._root_touched.is_set():
                self._root_touched.clear()
                self._tell("root")
            if self._look and time.monotonic() - looked >= self._look:
                looked = time.monotonic()
                self._tell("look")

    def _tell(self, *words: object) -> None:
        with self._guard:
            self._answers.write(json.dumps(words).encode("ascii") + b"\n")
            self._answers.flush()


if __name__ == "__main__":
    main()
