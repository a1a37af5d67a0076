"""Nothing is read, unpacked or parsed that takes more than is allowed for it."""

from __future__ import annotations

import io
import json
import tracemalloc
import zlib
from pathlib import Path

import pytest

from melcount_app.core.budget import (
    OverBudgetError,
    check_json,
    inflated,
    read_within,
    taken_within,
)

LIMIT = 1000
ZEROS = zlib.compress(bytes(2**24))


def test_that_a_file_is_read_up_to_its_limit_and_not_beyond(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(bytes(LIMIT))
    assert read_within(path, LIMIT) == bytes(LIMIT)
    with pytest.raises(OverBudgetError):
        read_within(path, LIMIT - 1)


def test_that_no_more_is_taken_than_tells_that_it_is_too_much() -> None:
    stream = io.BytesIO(bytes(100 * LIMIT))
    with pytest.raises(OverBudgetError):
        taken_within(stream, LIMIT)
    assert stream.tell() == LIMIT + 1


def test_that_what_was_packed_comes_out_whole() -> None:
    content = bytes(range(256)) * 100
    assert inflated(zlib.compress(content), len(content)) == content


def test_that_little_of_what_unpacks_to_much_is_unpacked() -> None:
    tracemalloc.start()
    try:
        with pytest.raises(OverBudgetError):
            inflated(ZEROS, LIMIT)
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("packed", [ZEROS[:-1], ZEROS[:-200], b"", b"no"])
def test_that_what_is_cut_short_is_damaged(packed: bytes) -> None:
    with pytest.raises(zlib.error):
        inflated(packed, 2**25)


@pytest.mark.parametrize(
    "content",
    [
        "[" + "[]," * 20_000 + "[]]",
        "[" + "{}," * 20_000 + "{}]",
        "[" + "[12345.67,8901.23]," * 20_000 + "[]]",
        "[" + ",".join(f'{{"a":{n}}}' for n in range(20_000)) + "]",
        "[" + ",".join(f'"ab{n}"' for n in range(20_000)) + "]",
        "[" + "[[[[]]]]," * 20_000 + "[]]",
        '["' + "a" * 100_000 + "😀" + '"]',
        '["' + "a" * 100_000 + "√" + '"]',
    ],
)
def test_that_json_takes_no_more_than_is_thought(content: str) -> None:
    tracemalloc.start()
    try:
        json.loads(content)
        taken = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    check_json(content.encode(), 6 * taken)
    with pytest.raises(OverBudgetError):
        check_json(content.encode(), int(0.9 * taken))
