"""Any text comes back from SQLite, also one that is no UTF-8."""

from __future__ import annotations

from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from melcount_app.core.study.database import connect
from melcount_app.core.study.texts import escaped, unescaped

TEXTS = st.text(st.characters(exclude_categories=()))


@given(TEXTS)
def test_that_every_text_comes_back(text: str) -> None:
    escaped(text).encode("utf-8")
    assert unescaped(escaped(text)) == text


@given(TEXTS, TEXTS)
def test_that_no_two_texts_become_one(one: str, other: str) -> None:
    assert (escaped(one) == escaped(other)) is (one == other)


@pytest.mark.parametrize("text", ["plain", "µ “é” 🧫", "{}"])
def test_that_text_stays_as_it_is_in_the_file(text: str) -> None:
    assert escaped(text) == text


def test_that_a_connection_takes_and_gives_any_text() -> None:
    text = "bad\udcff\x1a.tif"
    with closing(connect(":memory:")) as connection:
        connection.execute("CREATE TABLE t (a TEXT NOT NULL) STRICT")
        connection.execute("INSERT INTO t VALUES (?)", (text,))
        connection.execute("INSERT INTO t VALUES (:a)", {"a": text})
        connection.executemany("INSERT INTO t VALUES (?)", [(text,)])
        found = connection.execute("SELECT a FROM t WHERE a = ?", (text,)).fetchall()
    assert found == [(text,)] * 3
