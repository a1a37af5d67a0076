"""Files damaged by a seed: bits, zeros, cuts, parts exchanged or inserted, odd words."""

from __future__ import annotations

import gzip
import io
import random
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing

ODD = (
    "null",
    "[]",
    "{}",
    "-1",
    "1e999",
    '"x"',
    "true",
    "0.5",
    "[[[[[[0]]]]]]",
    "123456789012345678901",
)
"""What stands in a text where something else belongs."""

Inside = Callable[[bytes, random.Random], bytes]


def spoiled(content: bytes, seed: str, *, is_text: bool, inside: Inside | None) -> bytes:
    """A file that is damaged in a way that the seed decides."""
    chance = random.Random(seed)  # noqa: S311 - is to be the same again
    if inside is not None and chance.random() < 0.6:
        return inside(content, chance)
    return _spoiled_bytes(content, chance, is_text=is_text)


def _spoiled_bytes(content: bytes, chance: random.Random, *, is_text: bool) -> bytes:
    if is_text and chance.random() < 0.6:
        return _with_odd_word(content, chance)
    data = bytearray(content)
    start = chance.randrange(max(len(data), 1))
    length = min(chance.choice((1, 4, 16, 100, 512, 4096)), max(len(data) // 3, 1))
    match chance.randrange(6):
        case 0 | 1:
            near_start = chance.random() < 0.5
            for _ in range(chance.randint(1, 8)):
                at = chance.randrange(min(len(data), 1024) if near_start else len(data))
                data[at] ^= 1 << chance.randrange(8)
        case 2:
            end = min(start + length, len(data))
            data[start:end] = bytes(end - start)
        case 3:
            del data[start:]
        case 4:
            other = chance.randrange(len(data))
            one, two = bytes(data[start : start + length]), bytes(data[other : other + length])
            if len(one) == len(two):
                data[start : start + length], data[other : other + length] = two, one
        case 5:
            data[start:start] = chance.randbytes(length)
    return bytes(data)


def _with_odd_word(content: bytes, chance: random.Random) -> bytes:
    """A text in which one word, or all after a bracket, is another."""
    text = content.decode("utf-8", "replace")
    ends = [at for at, sign in enumerate(text) if sign in ',:;[]{}"\n\t=']
    if len(ends) < 2:
        return content
    first = chance.randrange(len(ends) - 1)
    last = min(first + chance.choice((1, 1, 2, 4)), len(ends) - 1)
    return (text[: ends[first] + 1] + chance.choice(ODD) + text[ends[last] :]).encode()


def member_spoiled(content: bytes, chance: random.Random) -> bytes:
    """An archive one of whose members is damaged, its sums made anew."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(members))
    is_text = name.endswith((".xml", ".rels"))
    members[name] = _spoiled_bytes(members[name], chance, is_text=is_text)
    return zipped(members)


def zipped(members: dict[str, bytes]) -> bytes:
    """An archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def unpacked_spoiled(content: bytes, chance: random.Random) -> bytes:
    """A compressed text that is damaged, compressed anew."""
    inside = _spoiled_bytes(gzip.decompress(content), chance, is_text=True)
    return gzip.compress(inside, mtime=0)


def cell_spoiled(content: bytes, chance: random.Random) -> bytes:
    """A study one of whose values is damaged, its pages sound."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as study:
        study.deserialize(content)
        study.text_factory = bytes
        tables = "edits edits_head file_head prepared count count_head thumbnail role protocol scan"
        table = chance.choice([*tables.split(), "journal", "left_out", "results_folder", "owner"])
        rows = study.execute(f"SELECT rowid, * FROM {table}").fetchall()  # noqa: S608
        columns = study.execute(f"PRAGMA table_info({table})").fetchall()
        if not rows:
            return content
        row, place = chance.choice(rows), chance.randrange(len(columns))
        value, (_, name, kind, *_) = row[place + 1], columns[place]
        if kind == b"INTEGER":
            value = chance.choice((0, -1, 2**62, 7))
        else:
            value = _spoiled_bytes(value or b"{}", chance, is_text=(value or b"{")[:1] in b'{["')
            value = value.decode("latin-1") if kind == b"TEXT" else value
        study.execute("PRAGMA foreign_keys = OFF")
        query = "SELECT sql FROM sqlite_master WHERE name = 'journal_stays_at_update'"
        (trigger,) = study.execute(query).fetchone()
        study.execute("DROP TRIGGER journal_stays_at_update")
        statement = f"UPDATE OR IGNORE {table} SET {name.decode()} = ? WHERE rowid = ?"  # noqa: S608
        study.execute(statement, (value, row[0]))
        study.execute(trigger.decode())
        return study.serialize()
