from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pytest
from cattrs.errors import ForbiddenExtraKeysError
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box

from melcount_app.core.count import CountRequest
from melcount_app.core.edits import Edits
from melcount_app.core.geometry import Rect
from melcount_app.core.likeness import Range, Window
from melcount_app.core.region import Region
from melcount_app.core.study.records import from_text, to_text

Example = Callable[[Any], Any]


@pytest.mark.parametrize("kind", [Edits, CountRequest, Window])
def test_that_no_field_of_a_record_is_lost(kind: type, example: Example) -> None:
    record = example(kind)
    assert from_text(kind, to_text(record)) == record


def test_that_what_may_be_absent_stays_absent(example: Example) -> None:
    edits = dataclasses.replace(example(Edits), um_per_px=None, regions=())
    assert from_text(Edits, to_text(edits)) == edits


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_that_numbers_keep_every_bit(one: float, other: float) -> None:
    low, high = min(one, other), max(one, other)
    if not abs(low) < float("inf") > abs(high):
        return
    kept = from_text(Range, to_text(Range(low, high)))
    assert (kept.low.hex(), kept.high.hex()) == (low.hex(), high.hex())


@given(st.lists(st.floats(-1e9, 1e9), min_size=4, max_size=4))
def test_that_outlines_keep_every_bit(corners: list[float]) -> None:
    region = Region("a", box(*corners))
    kept = from_text(Region, to_text(region))
    assert kept.outline.wkb == region.outline.wkb


def test_that_a_field_a_record_lacks_takes_its_default() -> None:
    region = Region("a", box(0, 0, 1, 1))
    facts = json.loads(to_text(region))
    assert (
        from_text(Region, json.dumps({each: facts[each] for each in ("name", "outline")})) == region
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"x": 1, "y": 2, "width": 3}',
        '{"x": 1, "y": 2, "width": 3, "height": 4, "depth": 5}',
        '{"x": 1, "y": 2, "width": 3, "height": "four"}',
    ],
)
def test_that_a_text_that_is_no_such_record_is_refused(text: str) -> None:
    with pytest.raises((ValueError, TypeError, KeyError, AttributeError, ForbiddenExtraKeysError)):
        from_text(Rect, text)


def test_that_a_shape_without_area_is_no_outline() -> None:
    text = to_text(Region("a", box(0, 0, 1, 1))).replace(
        box(0, 0, 1, 1).wkb_hex, Point(1, 2).wkb_hex
    )
    with pytest.raises(TypeError, match="Point"):
        from_text(Region, text)
