"""Before a batch counts it finds out what became of the files of scans that were counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from melcount_app.core.batch.checking import FilesChecked, checking
from melcount_app.core.batch.control import Control
from melcount_app.core.scan import fingerprint
from melcount_app.core.study import Study
from tests.core.report.study.conftest import adder


@pytest.fixture
def counted(tmp_path: Path) -> Study:
    """Three scans that were counted, each with an outline that was drawn."""
    study = Study.open(tmp_path / "s.melcount")
    add = adder(study)
    for number in range(3):
        key = add("control")
        path = study.scans.of(key).path
        path.write_bytes(b"scan %d" % number)
        study.scans.set_fingerprint(key, fingerprint(path))
    return study


def checked(study: Study, *, accepts_changed: bool = False) -> FilesChecked:
    """What is found."""
    events = checking(study, study.path.parent, Control(), accepts_changed=accepts_changed)
    *_, found = events
    assert isinstance(found, FilesChecked)
    return found


def test_that_a_file_that_is_gone_fails_its_scan_until_it_is_back(counted: Study) -> None:
    with counted:
        path = counted.scans.of(2).path
        aside = path.rename(path.with_name("aside"))
        assert checked(counted).gone == (2,)
        assert "does not exist" in counted.scans.of(2).failure
        aside.rename(path)
        assert checked(counted).back == (2,)
        assert counted.scans.of(2).failure == ""
        assert checked(counted).changed == ()


def test_that_a_file_that_was_replaced_fails_its_scan_until_it_is_accepted(
    counted: Study,
) -> None:
    with counted:
        counted.scans.of(2).path.write_bytes(b"another scan")
        assert checked(counted).replaced == (2,)
        assert "is not the file that was planned" in counted.scans.of(2).failure
        found = checked(counted, accepts_changed=True)
        assert (found.accepted, found.redrawn) == ((2,), (2,))
        scan = counted.scans.of(2)
        assert (scan.failure, scan.fingerprint) == ("", fingerprint(scan.path))
        assert counted.edits.of(2) is not None


def test_that_of_files_that_hold_the_same_the_first_is_named(counted: Study) -> None:
    with counted:
        counted.scans.of(3).path.write_bytes(b"scan 0")
        counted.scans.set_fingerprint(3, counted.scans.of(1).fingerprint)
        assert checked(counted).same == {3: 1}
        counted.exclusions.leave_out(1, "the wrong folder", "scan 1.tif")
        assert checked(counted).same == {}
