"""The tables of a study file, as statements that make them."""

from __future__ import annotations

HEADS = tuple(
    f"""
    CREATE TABLE {name} (
        scan INTEGER PRIMARY KEY REFERENCES scan ON DELETE CASCADE,
        record TEXT NOT NULL
    ) STRICT
    """
    for name in ("edits_head", "file_head", "count_head")
)
"""What is known of edits, files and counts without their outlines, overviews and density maps."""

LEFT_OUT = """
    CREATE TABLE left_out (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        record TEXT NOT NULL
    ) STRICT
    """
"""What lies beside the scans and was taken for none."""

JOURNAL = (
    # It outlives its scans, and is only ever added to.
    """
    CREATE TABLE journal (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        scan INTEGER,
        time TEXT NOT NULL,
        operator TEXT NOT NULL,
        kind TEXT NOT NULL,
        text TEXT NOT NULL,
        before TEXT,
        after TEXT
    ) STRICT
    """,
    "CREATE INDEX journal_of_scan ON journal (scan)",
    *(
        f"""
        CREATE TRIGGER journal_stays_at_{what} BEFORE {what} ON journal
        BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END
        """
        for what in ("update", "delete")
    ),
)

CHECKS = (
    """
    CREATE TABLE spot_check (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        record TEXT NOT NULL,
        seal INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE hand_counts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        spot_check INTEGER NOT NULL,
        rater TEXT NOT NULL,
        record TEXT NOT NULL,
        seal INTEGER NOT NULL,
        UNIQUE (spot_check, rater)
    ) STRICT
    """,
)
"""Windows drawn to be counted by hand, and what people counted in them."""

SEALED = ("edits", "edits_head", "prepared", "file_head", "count", "count_head", "thumbnail")
"""Tables whose rows have a seal, by which damage is noticed."""

SEALS = tuple(f"ALTER TABLE {table} ADD COLUMN seal INTEGER" for table in SEALED)
"""Statements that give them one; what was written without has none."""

SEALED_LATER = ("scan", "role", "protocol", "left_out", "results_folder")
"""Tables whose rows got a seal in version 5: the list of scans, and what holds for all of them."""

LATER_SEALS = tuple(f"ALTER TABLE {table} ADD COLUMN seal INTEGER" for table in SEALED_LATER)
"""Statements that give them one."""

TEXTS = (
    *("relative_path", "absolute_path", "condition", "replicate", "donor"),
    *("failure", "fingerprint"),
)
NUMBERS = ("place", "bytes", "is_removed", "gave_way_to")
COLUMNS = (*TEXTS, *NUMBERS)
"""Of the list of scans, besides the key and the seal."""

EXCLUSION = """
    CREATE TABLE exclusion (
        scan INTEGER PRIMARY KEY REFERENCES scan ON DELETE CASCADE,
        record TEXT NOT NULL,
        seal INTEGER
    ) STRICT
    """
"""Which scans were left out by the user, and why."""

CHAIN = tuple(
    f"ALTER TABLE journal ADD COLUMN {name} TEXT"
    for name in ("login", "program", "reason", "rows", "hash")
)
"""Statements that chain the journal; steps that were there before have nothing of it."""

TABLES = (
    # The table of owners is the same in all versions: it is written before a file is upgraded.
    """
    CREATE TABLE owner (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        token TEXT NOT NULL,
        process TEXT NOT NULL,
        pid INTEGER NOT NULL,
        host TEXT NOT NULL,
        user TEXT NOT NULL,
        since TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE scan (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        place INTEGER NOT NULL,
        relative_path TEXT NOT NULL,
        absolute_path TEXT NOT NULL,
        condition TEXT NOT NULL DEFAULT '',
        replicate TEXT NOT NULL DEFAULT '',
        donor TEXT NOT NULL DEFAULT '',
        failure TEXT NOT NULL DEFAULT '',
        fingerprint TEXT NOT NULL DEFAULT '',
        bytes INTEGER,
        is_removed INTEGER NOT NULL DEFAULT 0,
        gave_way_to INTEGER
    ) STRICT
    """,
    """
    CREATE TABLE edits (
        scan INTEGER PRIMARY KEY REFERENCES scan ON DELETE CASCADE,
        record TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE count (
        scan INTEGER PRIMARY KEY REFERENCES scan ON DELETE CASCADE,
        record TEXT NOT NULL,
        density BLOB NOT NULL,
        counted BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE prepared (
        scan INTEGER PRIMARY KEY REFERENCES scan ON DELETE CASCADE,
        record TEXT NOT NULL,
        png BLOB NOT NULL
    ) STRICT
    """,
    "CREATE TABLE role (condition TEXT PRIMARY KEY, role TEXT NOT NULL) STRICT",
    """
    CREATE TABLE protocol (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        record TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE results_folder (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        relative_path TEXT NOT NULL,
        absolute_path TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE thumbnail (
        scan INTEGER PRIMARY KEY REFERENCES scan ON DELETE CASCADE,
        png BLOB NOT NULL
    ) STRICT
    """,
    LEFT_OUT,
    *HEADS,
    *JOURNAL,
    *SEALS,
    *LATER_SEALS,
    EXCLUSION,
    *CHECKS,
    *CHAIN,
)
