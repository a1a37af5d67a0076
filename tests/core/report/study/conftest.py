"""A study whose scans were counted, though no files lie behind them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol as TypingProtocol

import pytest

from melcount_app.core.count import CountRequest, ScanCounted
from melcount_app.core.edits import Edits
from melcount_app.core.geometry import PixelSize
from melcount_app.core.plan import Assignment, Role
from melcount_app.core.protocol import Protocol
from melcount_app.core.region import Region
from melcount_app.core.report.study import StudyReport, build_study_report
from melcount_app.core.study import Study
from tests.conftest import INTERVALS
from tests.core.report.conftest import CARD, ONE_UM, density_map, prepared_scan

CREATED = datetime(2026, 3, 4, 15, 6, 7, tzinfo=UTC)
PROTOCOL = Protocol("usual", CARD.name, CARD.sha256)
DENSITY = 110.0
"""Cells/mm² of a scan whose factor is 1: 1 mm² of 500 and 6.5 mm² of 50."""


class AddCounted(TypingProtocol):
    """Adds a counted scan to the study; what is not given is usual."""

    def __call__(
        self,
        condition: str,
        factor: float = ...,
        *,
        name: str = ...,
        donor: str = ...,
        replicate: str = ...,
        pixel_size: PixelSize | None = ...,
        regions: tuple[Region, ...] = ...,
        model_sha256: str = ...,
    ) -> int: ...


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    """An empty study."""
    with Study.open(tmp_path / "Étude 1.melcount") as opened:
        yield opened


@pytest.fixture
def add(study: Study) -> AddCounted:
    """Adds a scan with a count of `factor` times `DENSITY`."""
    return adder(study)


@pytest.fixture
def full_study(study: Study) -> Study:
    """Control, a test condition that is denser, and one that is hardly different."""
    return fill(study)


@pytest.fixture(scope="session")
def full_report(tmp_path_factory: pytest.TempPathFactory) -> StudyReport:
    """The report of such a study, made once."""
    with Study.open(tmp_path_factory.mktemp("full") / "Étude 1.melcount") as study:
        return report_of(fill(study))


def adder(study: Study) -> AddCounted:
    """Adds scans to a study."""
    folder = study.path.parent

    def add(
        condition: str,
        factor: float = 1.0,
        *,
        name: str = "",
        donor: str = "",
        replicate: str = "",
        pixel_size: PixelSize | None = ONE_UM,
        regions: tuple[Region, ...] = (),
        model_sha256: str = CARD.sha256,
    ) -> int:
        number = len(study.scans.all()) + 1
        key = study.scans.add(folder / (name or f"scan {number}.tif")).key
        study.plan.assign({key: Assignment(condition, replicate, donor)})
        prepared = dataclasses.replace(
            prepared_scan(folder / "x.tif", pixel_size), fingerprint=f"sha256:{number:04d}"
        )
        card = dataclasses.replace(CARD, sha256=model_sha256, interval=INTERVALS)
        request = CountRequest(
            scan=prepared.path,
            fingerprint=prepared.fingerprint,
            pixel_size=pixel_size,
            channel=prepared.channel,
            white=prepared.white,
            mask=prepared.mask,
            model=Path("models") / "stub",
            card=card,
        )
        study.save_prepared(key, prepared)
        study.save_edits(key, Edits(prepared.channel, prepared.mask, regions), "outlined")
        density = density_map(factor=factor)
        study.save_count(key, ScanCounted(request, density, windows=(), tiles=12, seconds=3.25))
        return key

    return add


def fill(study: Study) -> Study:
    """Add three conditions of three samples each to a study."""
    add = adder(study)
    for condition, factors in (
        ("control", (1.0, 1.1, 0.9)),
        ("dense", (2.0, 2.1, 1.95)),
        ("like it", (1.02, 1.1, 0.95)),
    ):
        for factor in factors:
            add(condition, factor)
    study.plan.set_roles({"control": Role.CONTROL, "dense": Role.POSITIVE, "like it": Role.TEST})
    return study


def report_of(study: Study) -> StudyReport:
    """Of a date that does not change."""
    return build_study_report(study, created=CREATED)
