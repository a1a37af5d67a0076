"""How study files of earlier versions are brought up to date, a step for each version.

A step knows the records of its version as plain JSON, whatever has become of them since. It reads
no density map: of hundreds of scans that takes seconds, not minutes.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from melcount_app.core.study.chain import ChainStep, take_over
from melcount_app.core.study.owner import operator
from melcount_app.core.study.seals import BROKEN, seal_of, seal_of_line
from melcount_app.core.study.tables import (
    CHAIN,
    CHECKS,
    EXCLUSION,
    HEADS,
    JOURNAL,
    LATER_SEALS,
    LEFT_OUT,
    SEALS,
)
from melcount_app.core.study.texts import unescaped

UPGRADED = "brought up to date from version {version} of the tables"

MOVE_JOURNAL = """
    INSERT INTO journal (id, scan, time, operator, kind, text)
    SELECT id, scan, time, operator, 'edits', text FROM earlier_journal
"""
COUNTS = """
    SELECT count.scan, count.record, edits.record, result.record
    FROM count LEFT JOIN edits ON edits.scan = count.scan
        LEFT JOIN result ON result.scan = count.scan
"""
NUMBERS = ("cells_per_mm2", "cells", "low", "high", "flags", "model_sha256")
"""What a result of version 1 holds."""

LISTS = {
    "scan": (
        *(("relative_path", True), ("absolute_path", True), ("condition", True)),
        *(("replicate", True), ("donor", True), ("failure", True), ("fingerprint", True)),
        *(("place", False), ("bytes", False), ("is_removed", False), ("gave_way_to", False)),
    ),
    "role": (("condition", True), ("role", True)),
    "protocol": (("record", True),),
    "left_out": (("record", True),),
    "results_folder": (("relative_path", True), ("absolute_path", True)),
}
"""Tables that version 5 seals: their columns in the order of the seal, and which are texts."""


def with_heads_and_steps(connection: sqlite3.Connection) -> None:
    """From version 1 to 2: heads of edits, files and counts; a journal of all steps.

    The numbers of a count are those of its result where the sample was not changed since it was
    counted, so that they are surely of it; else the count is to be measured anew.
    """
    connection.execute("ALTER TABLE scan ADD COLUMN gave_way_to INTEGER")
    connection.execute("DROP INDEX journal_of_scan")
    connection.execute("ALTER TABLE journal RENAME TO earlier_journal")
    for statement in (*HEADS, *JOURNAL, MOVE_JOURNAL, "DROP TABLE earlier_journal"):
        connection.execute(statement)
    for table, heads in (
        ("edits_head", _edits_heads(connection)),
        ("file_head", _file_heads(connection)),
        ("count_head", _count_heads(connection)),
    ):
        rows = [(scan, json.dumps(head, ensure_ascii=False)) for scan, head in heads]
        connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)  # noqa: S608
    connection.execute("DROP TABLE result")
    note_upgrade(connection, 1)


def with_left_out_and_brightness(connection: sqlite3.Connection) -> None:
    """From version 2 to 3: files that were taken for no scans, of earlier times none is known.

    Black beside white, and how bright channels are, are new fields of records only.
    """
    connection.execute(LEFT_OUT)
    note_upgrade(connection, 2)


def with_seals_and_holes(connection: sqlite3.Connection) -> None:
    """From version 3 to 4: what is kept of scans has seals; what is there already has none.

    What was not scanned or cannot be read is a new field of records only. Earlier counts have none
    of it: black was counted as skin without cells there.
    """
    for statement in SEALS:
        connection.execute(statement)
    note_upgrade(connection, 3)


def with_sealed_lists(connection: sqlite3.Connection) -> None:
    """From version 4 to 5: the list of scans, and what holds for all of them, have seals.

    What is there is sealed as it is; a row whose texts cannot be read gets the seal of none.
    """
    for statement in LATER_SEALS:
        connection.execute(statement)
    for table, columns in LISTS.items():
        names = ", ".join(f"CAST({name} AS BLOB)" if is_text else name for name, is_text in columns)
        for row, *values in connection.execute(f"SELECT rowid, {names} FROM {table}").fetchall():  # noqa: S608 - names of ours
            connection.execute(
                f"UPDATE {table} SET seal = ? WHERE rowid = ?",  # noqa: S608 - likewise
                (_seal_of(row, values, is_line=table == "scan"), row),
            )
    note_upgrade(connection, 4)


def with_checks(connection: sqlite3.Connection) -> None:
    """From version 5 to 6: windows to be counted by hand; nobody drew any before."""
    for statement in CHECKS:
        connection.execute(statement)
    note_upgrade(connection, 5)


def with_chain(connection: sqlite3.Connection) -> None:
    """From version 6 to 7: the journal is chained, and scans can be left out by the user.

    The steps that are there are taken over by one that holds their sum. For the sums of the rows
    the density maps are read, once, and not unpacked.
    """
    for statement in (EXCLUSION, *CHAIN):
        connection.execute(" ".join(statement.split()))
    take_over(connection, ChainStep("file", UPGRADED.format(version=6)))


def _seal_of(row: int, values: Sequence[object], *, is_line: bool) -> int:
    """The seal of a row of a list, its texts as bytes."""
    try:
        told = [
            unescaped(value.decode("utf-8")) if isinstance(value, bytes) else value
            for value in values
        ]
    except UnicodeDecodeError:
        return BROKEN
    return seal_of_line((row, *told)) if is_line else seal_of(told)


def note_upgrade(connection: sqlite3.Connection, version: int) -> None:
    """Say in the journal that the file was brought up to date, from version 2 on."""
    moment = datetime.now(UTC).isoformat(timespec="milliseconds")
    connection.execute(
        "INSERT INTO journal (time, operator, kind, text) VALUES (?, ?, 'file', ?)",
        (moment, operator(), UPGRADED.format(version=version)),
    )


def _edits_heads(connection: sqlite3.Connection) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for scan, text in connection.execute("SELECT scan, record FROM edits"):
        edits = json.loads(text)
        yield (
            scan,
            {
                "channel": edits["channel"],
                "um_per_px": edits.get("um_per_px"),
                "outline": _sha256(edits["mask"]),
            },
        )


def _file_heads(connection: sqlite3.Connection) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for scan, text in connection.execute("SELECT scan, record FROM prepared"):
        file = json.loads(text)
        terms = {name: file[name] for name in ("channels", "channel", "white", "pixel_size")}
        yield scan, {"fingerprint": file["fingerprint"], "terms": terms}


def _count_heads(connection: sqlite3.Connection) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for scan, count, edits, result in connection.execute(COUNTS):
        request, found = json.loads(count)["request"], json.loads(result or "{}")
        outline = _sha256(request["mask"])
        is_same = edits is not None and _sha256(json.loads(edits)["mask"]) == outline
        numbers = found if is_same and _is_of(found, request) else {}
        yield scan, _count_head(request, outline if numbers else "", numbers)


def _is_of(found: Mapping[str, Any], request: Mapping[str, Any]) -> bool:
    """Whether a result holds the numbers of a count."""
    is_whole = all(name in found for name in NUMBERS) and found["cells"] is not None
    return is_whole and found["model_sha256"] == request["card"]["sha256"]


def _count_head(
    request: Mapping[str, Any], outline: str, numbers: Mapping[str, Any]
) -> Mapping[str, Any]:
    card, size = request["card"], request["pixel_size"]
    return {
        "fingerprint": request["fingerprint"],
        "model": card["name"],
        "model_sha256": card["sha256"],
        "channel": request["channel"]["index"],
        "white": request["white"],
        "um_per_px": size["um_per_px"] if size else card["scan_um_per_px"],
        "assumed_um_per_px": card["scan_um_per_px"],
        "pixel_size": size["source"] if size else None,
        "outline": outline,
        "is_whole": bool(numbers),
        "cells_per_mm2": numbers.get("cells_per_mm2"),
        "cells": numbers.get("cells"),
        "low": numbers.get("low"),
        "high": numbers.get("high"),
        "flags": numbers.get("flags", []),
    }


def _sha256(mask: Mapping[str, Any]) -> str:
    """Of the outline of a mask, which is WKB in hexadecimal digits."""
    return hashlib.sha256(bytes.fromhex(mask["outline"])).hexdigest()
