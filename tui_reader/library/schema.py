"""The tables of the index, as SQL, and the number that names their version.

Holds no Python that touches a database: `index` opens it, `catalog` reads it, `shelving` and `marks` write it.
"""

from __future__ import annotations

from tui_reader.library import shelves

APPLICATION_ID = 0x74756972
"""`tuir`: written into the file's header, so that a foreign database is never taken for an index."""

VERSION = 13
"""Raised with every change below; an index of another version is rebuilt, since it is only a cache."""

EVERYTHING = -1
"""The node that holds all posts."""

WITHOUT_CATEGORY = 0
"""The node that holds the posts without a category."""

UNDATED = -(2**62)
"""The place of a post without a date: after all others."""

TABLES = f"""
CREATE TABLE post (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    path BLOB NOT NULL UNIQUE,
    id INTEGER NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    content BLOB NOT NULL,
    epoch INTEGER,
    title_key TEXT NOT NULL,
    author_key TEXT,
    words INTEGER NOT NULL,
    images INTEGER NOT NULL,
    holds INTEGER NOT NULL,
    language TEXT,
    draft INTEGER NOT NULL,
    problems INTEGER NOT NULL,
    readable INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    folder INTEGER NOT NULL,
    nodes TEXT NOT NULL,
    doc INTEGER,
    read INTEGER NOT NULL DEFAULT 0,
    starred INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX post_pending ON post (epoch DESC) WHERE pending;

CREATE TABLE folder (id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE, stamp BLOB NOT NULL,
    posts INTEGER NOT NULL);

CREATE TABLE card (
    key INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    iso TEXT,
    author TEXT,
    source TEXT,
    categories TEXT NOT NULL,
    tags TEXT NOT NULL,
    excerpt TEXT NOT NULL,
    own_tags TEXT NOT NULL
);

CREATE TABLE gone (key INTEGER PRIMARY KEY, path BLOB NOT NULL, title TEXT NOT NULL, at INTEGER NOT NULL);

CREATE TABLE problem (post INTEGER NOT NULL, number INTEGER NOT NULL, line INTEGER, code TEXT NOT NULL,
    message TEXT NOT NULL, PRIMARY KEY (post, number)) WITHOUT ROWID;
CREATE TABLE walk_problem (path BLOB NOT NULL, line INTEGER, code TEXT NOT NULL, message TEXT NOT NULL);

CREATE TABLE node (id INTEGER PRIMARY KEY AUTOINCREMENT, parent INTEGER, name TEXT NOT NULL,
    total INTEGER NOT NULL DEFAULT 0, read INTEGER NOT NULL DEFAULT 0, shelved INTEGER NOT NULL DEFAULT 0,
    UNIQUE (parent, name));
INSERT INTO node (id, parent, name) VALUES (-1, NULL, ''), (0, NULL, '');

CREATE TABLE membership (node INTEGER NOT NULL, read INTEGER NOT NULL, undated INTEGER NOT NULL,
    place INTEGER NOT NULL, path BLOB NOT NULL, post INTEGER NOT NULL,
    PRIMARY KEY (node, read, undated, place DESC, path)) WITHOUT ROWID;

CREATE TABLE tag (name TEXT NOT NULL, post INTEGER NOT NULL, own INTEGER NOT NULL,
    PRIMARY KEY (name, post)) WITHOUT ROWID;
CREATE INDEX tag_by_post ON tag (post);
CREATE INDEX tag_own ON tag (own) WHERE own;
CREATE TABLE label (name TEXT PRIMARY KEY, total INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE trail (name INTEGER NOT NULL, of INTEGER NOT NULL, post INTEGER NOT NULL,
    PRIMARY KEY (name, of, post)) WITHOUT ROWID;

CREATE TABLE tally (starred INTEGER NOT NULL, generation INTEGER NOT NULL, site TEXT NOT NULL,
    shape TEXT NOT NULL, checked INTEGER NOT NULL, latest_t INTEGER NOT NULL, latest_n INTEGER NOT NULL,
    fold TEXT NOT NULL, mixed INTEGER NOT NULL);
INSERT INTO tally VALUES (0, 0, '', '', 0, 0, 0, '', 0);

CREATE VIEW placed AS SELECT *, key AS post, coalesce(epoch, {UNDATED}) AS place, epoch IS NULL AS undated,
    coalesce(author_key, '') AS author, author_key IS NULL AS anonymous FROM post;

CREATE TRIGGER post_added AFTER INSERT ON post WHEN new.starred BEGIN
    UPDATE tally SET starred = starred + 1;
END;
CREATE TRIGGER post_removed AFTER DELETE ON post WHEN old.starred BEGIN
    UPDATE tally SET starred = starred - 1;
END;
CREATE TRIGGER post_starred AFTER UPDATE OF starred ON post WHEN old.starred <> new.starred BEGIN
    UPDATE tally SET starred = starred + new.starred - old.starred;
END;
CREATE TRIGGER post_read AFTER UPDATE OF read ON post WHEN old.read <> new.read BEGIN
    UPDATE membership SET read = new.read WHERE node IN (SELECT value FROM json_each(new.nodes)) AND read = old.read
    AND undated = (new.epoch IS NULL) AND place = coalesce(new.epoch, {UNDATED}) AND path = new.path;
END;
CREATE TRIGGER membership_added AFTER INSERT ON membership BEGIN
    UPDATE node SET total = total + 1, read = read + new.read WHERE id = new.node;
END;
CREATE TRIGGER membership_removed AFTER DELETE ON membership BEGIN
    UPDATE node SET total = total - 1, read = read - old.read WHERE id = old.node;
END;
CREATE TRIGGER membership_read AFTER UPDATE OF read ON membership BEGIN
    UPDATE node SET read = read + new.read - old.read WHERE id = new.node;
END;
CREATE TRIGGER tag_added AFTER INSERT ON tag BEGIN
    INSERT OR IGNORE INTO label VALUES (new.name, 0);
    UPDATE label SET total = total + 1 WHERE name = new.name;
END;
CREATE TRIGGER tag_removed AFTER DELETE ON tag BEGIN
    UPDATE label SET total = total - 1 WHERE name = old.name;
    DELETE FROM label WHERE name = old.name AND total = 0;
END;

{shelves.SQL}
CREATE VIRTUAL TABLE search USING fts5(body, title, tags, author, content='', contentless_delete=1,
    tokenize='unicode61 remove_diacritics 2');
INSERT INTO search (search, rank) VALUES ('automerge', 0), ('crisismerge', 64), ('hashsize', 16000000);

CREATE TABLE mark (path BLOB NOT NULL, op TEXT NOT NULL, value TEXT NOT NULL, t INTEGER NOT NULL,
    n INTEGER NOT NULL, device TEXT NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (path, op)) WITHOUT ROWID;
CREATE TABLE journal (file TEXT PRIMARY KEY, offset INTEGER NOT NULL, lines INTEGER NOT NULL,
    tail BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE action (id TEXT PRIMARY KEY, file TEXT NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL,
    t INTEGER NOT NULL, n INTEGER NOT NULL, undone INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE INDEX action_by_time ON action (file, undone, t, n);
CREATE TABLE moved (old BLOB PRIMARY KEY, new BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX moved_by_new ON moved (new);
"""  # noqa: S608 - constants
"""Counts are kept by triggers, in the transaction that changes what they count, and so can't drift from it."""

ORDERS = {
    "post_by_id": "ON post (id)",
    "post_by_folder": "ON post (folder)",
    "post_by_doc": "ON post (doc)",
    "post_starred": "ON post (starred) WHERE starred",
    "trail_by_post": "ON trail (post)",
    "post_unreadable": "ON post (readable) WHERE NOT readable",
}
"""More indexes, by name, which make answers quick and change none: where many posts come at once they are added after
them, which takes a tenth of the time that it takes to put each post into each."""

NAMES = (
    "search",
    "post",
    "card",
    "gone",
    "problem",
    "walk_problem",
    "membership",
    *shelves.NAMES,
    "node",
    "tag",
    "label",
    "trail",
    "tally",
    "folder",
    "mark",
    "journal",
    "action",
    "moved",
)
"""The tables, in an order of dropping that fires no trigger of one that is already gone."""
