"""The numbers for programs."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from shapely.geometry import box

from melcount_app.core.region import Region
from melcount_app.core.report.numbers_json import numbers_json, write_json
from melcount_app.core.wording import Wording
from tests.conftest import INTERVALS

if TYPE_CHECKING:
    from tests.core.report.conftest import MakeReport

KEYS = [
    "scan",
    "cells",
    "area_mm2",
    "cells_per_mm2",
    "um_per_px",
    "um_per_px_source",
    "channel",
    "channel_reason",
    "model",
    "regions",
    "flags",
]


def test_that_it_has_the_promised_keys_first(make_report: MakeReport) -> None:
    result = numbers_json(make_report())
    assert list(result)[: len(KEYS)] == KEYS
    assert list(result["model"]) == ["name", "sha256"]
    assert {"cells_interval", "cells_per_mm2_interval", "interval_level"} <= result.keys()
    assert list(result["regions"][0]) == [
        "name", "cells", "area_mm2", "cells_per_mm2", "cells_interval", "cells_per_mm2_interval",
    ]  # fmt: skip


def test_that_it_tells_the_numbers_of_the_sample(make_report: MakeReport) -> None:
    result = numbers_json(make_report())
    assert result["cells"] == pytest.approx(50 * 6.5 + 500 * 1)
    assert result["area_mm2"] == pytest.approx(7.5)
    assert result["cells_per_mm2"] == pytest.approx(110)
    assert (result["um_per_px"], result["um_per_px_source"]) == (1.0, "TIFF resolution tags")


def test_that_it_tells_between_which_numbers_the_counts_lie(make_report: MakeReport) -> None:
    result = numbers_json(make_report(intervals=INTERVALS))
    assert result["interval_level"] == 0.9
    for place in (result, result["regions"][2]):
        expected = INTERVALS.of(place["cells"])
        assert place["cells_interval"] == [expected.low, expected.high]
        density = expected.per(place["area_mm2"])
        assert place["cells_per_mm2_interval"] == [density.low, density.high]
    assert result["withheld"] == []


def test_that_a_model_without_intervals_gives_none(make_report: MakeReport) -> None:
    result = numbers_json(make_report())
    assert result["interval_level"] is None
    for place in (result, *result["regions"]):
        assert (place["cells_interval"], place["cells_per_mm2_interval"]) == (None, None)


def test_that_intervals_are_withheld_where_the_pixel_size_was_assumed_and_that_is_told_once(
    make_report: MakeReport,
) -> None:
    result = numbers_json(make_report(pixel_size=None, intervals=INTERVALS))
    assert result["interval_level"] is None
    assert result["cells"] is not None
    for place in (result, *result["regions"]):
        assert (place["cells_interval"], place["cells_per_mm2_interval"]) == (None, None)
    told = [sentence for sentence in result["withheld"] if "interval" in sentence]
    assert len(told) == 1
    assert told[0].startswith("intervals: The 90 % intervals are withheld, since ")


def test_that_quadrants_come_before_the_regions_of_the_user(make_report: MakeReport) -> None:
    result = numbers_json(make_report(regions=[Region("mine", box(0, 2000, 1000, 3000))]))
    names = [region["name"] for region in result["regions"]]
    assert names == ["upper left", "upper right", "lower left", "lower right", "mine"]
    assert result["regions"][-1]["cells"] == pytest.approx(500)


def test_that_flags_have_name_and_sentence(make_report: MakeReport) -> None:
    flags = numbers_json(make_report(pixel_size=None))["flags"]
    assert "pixel_size_missing" in [flag["name"] for flag in flags]
    assert all(flag["sentence"].endswith(".") for flag in flags)


def test_that_densities_are_null_without_a_pixel_size_and_the_reason_is_told(
    make_report: MakeReport,
) -> None:
    result = numbers_json(make_report(pixel_size=None))
    withheld = ("area_mm2", "cells_per_mm2", "um_per_px", "um_per_px_source", "lowest", "highest")
    assert {key: result[key] for key in withheld} == dict.fromkeys(withheld)
    assert result["cells"] == pytest.approx(825)
    (withheld_why,) = result["withheld"]
    assert withheld_why.startswith("sample, upper left, ")
    assert withheld_why.endswith(
        "lowest and highest density: Area and density are withheld, since the pixel size is not "
        "known."
    )


def test_that_a_sample_smaller_than_half_a_window_has_no_extremes_and_says_so(
    make_report: MakeReport,
) -> None:
    result = numbers_json(make_report(sample=[(0, 2500), (500, 2500), (500, 3000), (0, 3000)]))
    assert (result["lowest"], result["highest"]) == (None, None)
    assert any("half of a window of 1 mm²" in sentence for sentence in result["withheld"])


def test_that_nothing_is_withheld_without_a_reason(make_report: MakeReport) -> None:
    result = numbers_json(make_report(sample=[(0, 0), (4000, 0), (4000, 3000), (0, 3000)]))
    assert result["withheld"] == []


def test_that_the_file_holds_the_same(make_report: MakeReport) -> None:
    report, file = make_report(), io.BytesIO()
    write_json(report, file, Wording())
    assert json.loads(file.getvalue()) == numbers_json(report)
    assert file.getvalue().endswith(b"}\n")
