"""Generated posts as mail, one file each, and `notmuch` to index them: the baseline of an index of full text.

It reads and writes nothing but the folder that it is given: the user's own mail and settings are out of reach.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable, Iterator
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

from benchmarks.bench import Bench, kept
from benchmarks.generate import GeneratedPost, generated

PROGRAM = "notmuch"
NGRAMS = {"XAPIAN_CJK_NGRAM": "1"}
"""Makes Xapian index Chinese by characters and pairs of them; without it a run of Chinese is one word."""
FOLDER_SIZE = 1_000
_CONFIG = """[database]
path={mail}
[user]
name=nobody
primary_email=nobody@example.org
[new]
tags=unread;inbox
[maildir]
synchronize_flags=false
"""


def as_mail(post: GeneratedPost) -> bytes:
    """The post as a mail (RFC 5322, MIME) of HTML in UTF-8, as it is: its lines may be longer than 998 bytes."""
    mail = EmailMessage()
    mail["Subject"] = post.title
    mail["From"] = Address(post.author, "author", "example.org")
    mail["Date"] = post.date
    mail["Message-ID"] = f"<{Path(post.path).stem}@example.org>"
    mail.set_content(post.body, subtype="html", charset="utf-8", cte="8bit")
    return mail.as_bytes()


def write(folder: Path, posts: Iterable[GeneratedPost]) -> None:
    """Write one mail a post, 1,000 to a folder."""
    for number, post in enumerate(posts):
        part = folder / f"{number // FOLDER_SIZE:04}"
        if number % FOLDER_SIZE == 0:
            part.mkdir(parents=True)
        (part / f"{number}").write_bytes(as_mail(post))


def prepared(posts: int) -> Path:
    """The folder of a library of that size as mail."""
    return kept(f"mail-{posts}", lambda folder: write(folder, generated(posts)))


@contextlib.contextmanager
def indexed(bench: Bench, mail: Path) -> Iterator[dict[str, str]]:
    """What stands in the environment of `notmuch` while it knows the mails by characters and pairs."""
    config = bench.home / "notmuch-config"
    config.write_text(_CONFIG.format(mail=mail), encoding="utf-8")
    environ = {"NOTMUCH_CONFIG": str(config), **NGRAMS}
    shutil.rmtree(mail / ".notmuch", ignore_errors=True)
    try:
        bench.run([PROGRAM, "new", "--quiet", "--no-hooks"], environ)
        yield environ
    finally:
        shutil.rmtree(mail / ".notmuch", ignore_errors=True)


def index(bench: Bench, mail: Path, *, ngrams: bool) -> float:
    """Seconds that `notmuch new` takes from nothing; its index is thrown away.

    Raises:
        ValueError: It has left mails out.
    """
    config = bench.home / "notmuch-config"
    config.write_text(_CONFIG.format(mail=mail), encoding="utf-8")
    environ = {"NOTMUCH_CONFIG": str(config), **(NGRAMS if ngrams else {})}
    shutil.rmtree(mail / ".notmuch", ignore_errors=True)
    try:
        seconds = bench.run([PROGRAM, "new", "--quiet", "--no-hooks"], environ)
        counted = int(bench.output([PROGRAM, "count"], environ))
    finally:
        shutil.rmtree(mail / ".notmuch", ignore_errors=True)
    mails = sum(1 for path in mail.rglob("*") if path.is_file())
    if counted != mails:
        raise ValueError(f"notmuch has indexed {counted:,} of {mails:,} mails")
    return seconds
