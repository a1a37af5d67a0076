"""What a damaged record of a study costs the window: that record, with a word."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from melcount_app.core.apart import Looker
from melcount_app.core.edits import Edits
from melcount_app.core.prepare import ScanPrepared, prepare_scan
from melcount_app.core.study import Study
from melcount_app.core.thumbnail import thumbnail_of
from melcount_app.gui.session.listing import PicturesRead, reading_study
from melcount_app.gui.session.opening import OpenedBy, ScanOpened, opening
from tests.conftest import ScanWriter


@pytest.fixture
def study(write_scan: ScanWriter, tmp_path: Path) -> Iterator[Study]:
    """A study of one scan with edits and a small picture, both damaged."""
    path = write_scan(np.random.default_rng(3).integers(30, 60, (240, 320)).astype(np.uint8))
    *_, prepared = prepare_scan(path)
    assert isinstance(prepared, ScanPrepared)
    file = tmp_path / "s.melcount"
    with Study.open(file) as made:
        key = made.scans.add(path).key
        made.save_edits(key, Edits(prepared.scan.channel, prepared.scan.mask, um_per_px=0.7))
        made.thumbnails.put(key, thumbnail_of(path))
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("UPDATE edits SET record = replace(record, '0.7', '0.9')")
        connection.execute("UPDATE thumbnail SET png = substr(png, 1, 60)")
    with Study.open(file) as opened:
        yield opened


def opened(study: Study, model: Path) -> ScanOpened:
    (scan,) = study.scans.all()
    *_, event = opening(scan.path, scan.key, study, lambda: None, OpenedBy(model, Looker()))
    assert isinstance(event, ScanOpened)
    return event


def test_that_a_scan_whose_edits_are_damaged_opens_with_a_word_that_stays(
    study: Study, linear_model: Path
) -> None:
    event = opened(study, linear_model)
    assert event.is_new
    assert event.edits.um_per_px is None
    assert "the outline and the regions of “scan.tif”" in event.prepared.notes[-1]


def test_that_a_damaged_small_picture_is_made_anew(study: Study) -> None:
    *_, pictures = reading_study(study)
    assert pictures == PicturesRead({})
