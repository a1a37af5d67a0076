"""Pictures wait on disc for the scale that they share, and lose nothing there."""

from __future__ import annotations

import dataclasses
import sys

import numpy as np
import pytest

from melcount_app.core.errors import OutputError
from melcount_app.core.report.pictures import Painting, sample_picture
from melcount_app.core.report.study.paintings import Paintings
from melcount_app.core.study import Study
from tests.core.report.conftest import MakeReport
from tests.core.report.study.conftest import AddCounted, report_of


@pytest.fixture
def painting(make_report: MakeReport) -> Painting:
    """Of a scan."""
    return Painting.of(make_report())


def test_that_a_painting_comes_back_as_it_was(painting: Painting) -> None:
    other = dataclasses.replace(painting, grey=painting.grey[::2] + 1)
    with Paintings() as paintings:
        paintings.put(7, painting)
        paintings.put(8, other)
        for key, whole in ((7, painting), (8, other)):
            found = paintings.take(key)
            assert np.array_equal(found.grey, whole.grey)
            assert found.smooth.values.tobytes() == whole.smooth.values.tobytes()
            assert found.smooth.highest == whole.smooth.highest
            assert (found.frame, found.outline) == (whole.frame, whole.outline)
        drawn = sample_picture(paintings.take(7), 500.0)
    assert drawn.tobytes() == sample_picture(painting, 500.0).tobytes()


def test_that_its_pixels_are_not_held_in_memory(painting: Painting) -> None:
    with Paintings() as paintings:
        paintings.put(7, painting)
        held, *_ = paintings._known[7]
    assert held.grey.nbytes + held.smooth.values.nbytes == 0


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
def test_that_a_full_disc_is_told(painting: Painting) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Paintings() as paintings:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
        try:
            with pytest.raises(OutputError, match="find no room"):
                fill(paintings, painting)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def fill(paintings: Paintings, painting: Painting) -> None:
    for key in range(9):
        paintings.put(key, painting)


def test_that_a_report_reads_every_density_map_once(study: Study, add: AddCounted) -> None:
    for factor in (1.0, 2.0, 3.0):
        add("control", factor)
    asked: list[str] = []
    with study._access.reading() as connection:
        connection.set_trace_callback(asked.append)
    found = report_of(study)
    with study._access.reading() as connection:
        connection.set_trace_callback(None)
    assert sum("record, density" in statement for statement in asked) == 3  # the audit sums it up
    assert all(scan.picture for _, scan in found.scans)
