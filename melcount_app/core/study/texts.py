"""Texts that SQLite takes: names of files that are not UTF-8 are written so that they come back.

Python holds a byte of a name that is no letter as half of a surrogate pair, which is no text for
SQLite. It is written as SUBSTITUTE and four hexadecimal digits, and so is SUBSTITUTE itself.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from typing_extensions import override

SUBSTITUTE = "\x1a"
NO_TEXT = re.compile(f"[{SUBSTITUTE}\ud800-\udfff]")
SUBSTITUTED = re.compile(f"{SUBSTITUTE}([0-9a-f]{{4}})")

Parameters: TypeAlias = Sequence[Any] | Mapping[str, Any]


def escaped(text: str) -> str:
    """A text as SQLite takes it."""
    return NO_TEXT.sub(lambda found: f"{SUBSTITUTE}{ord(found[0]):04x}", text)


def unescaped(text: str) -> str:
    """The text that `escaped` was given."""
    if SUBSTITUTE not in text:
        return text
    return SUBSTITUTED.sub(lambda found: chr(int(found[1], 16)), text)


class TextConnection(sqlite3.Connection):
    """A connection that takes and gives any text."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.text_factory = lambda content: unescaped(content.decode("utf-8"))

    @override
    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        return super().execute(sql, _taken(parameters))

    @override
    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        return super().executemany(sql, (_taken(row) for row in parameters))


def _taken(parameters: Parameters) -> Parameters:
    if isinstance(parameters, Mapping):
        return {name: _value(value) for name, value in parameters.items()}
    return tuple(_value(value) for value in parameters)


def _value(value: object) -> object:
    return escaped(value) if isinstance(value, str) else value
