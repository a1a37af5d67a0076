"""The self-test finds what is wrong and writes it down; CI runs the whole of it frozen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from melcount_app.self_test import CHECKS, Check, self_test
from melcount_app.self_test.counting import check_same, stored_counts
from melcount_app.self_test.libraries import check_libraries
from melcount_app.self_test.readers import SCAN_FILES, ScanFile, check_readers


def works(folder: Path, out: Path) -> dict[str, Any]:
    return {"folder": folder.name}


def fails(folder: Path, out: Path) -> dict[str, Any]:
    raise ValueError("the disc is upside down")


def written(out: Path) -> dict[str, Any]:
    return dict(json.loads(out.read_text(encoding="utf-8")))


def test_that_checks_that_pass_pass_the_whole_and_tell_their_facts(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert self_test(out, (Check("one", works),))
    found = written(out)
    assert found["passed"]
    assert found["checks"]["one"]["folder"] == "one"


def test_that_one_failure_fails_the_whole_and_the_rest_is_still_run(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert not self_test(out, (Check("bad", fails), Check("good", works)))
    found = written(out)
    assert not found["passed"]
    assert found["checks"]["bad"]["problem"] == "ValueError: the disc is upside down"
    assert "in fails" in found["checks"]["bad"]["trace"]
    assert found["checks"]["good"]["passed"]


def test_that_a_check_that_ends_the_program_is_named_in_the_file(tmp_path: Path) -> None:
    out = tmp_path / "out.json"

    def ends_the_program(folder: Path, out: Path) -> dict[str, Any]:
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        self_test(out, (Check("good", works), Check("fatal", ends_the_program)))
    found = written(out)
    assert not found["passed"]
    assert found["checks"]["fatal"] == {"passed": False, "problem": "ended the program"}


def test_that_every_reader_and_decoder_is_tried(tmp_path: Path) -> None:
    found = check_readers(tmp_path, tmp_path / "out.json")
    assert found["read"] == [file.name for file in SCAN_FILES]


def test_that_a_reader_that_gives_other_pixels_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inverted = ScanFile(
        "TIFF", "x.tif", lambda path, pixels: SCAN_FILES[0].write(path, 255 - pixels)
    )
    others = tuple(file for file in SCAN_FILES if file.family != "TIFF")
    monkeypatch.setattr("melcount_app.self_test.readers.SCAN_FILES", (inverted, *others))
    with pytest.raises(AssertionError, match=r"x\.tif is read with other pixels"):
        check_readers(tmp_path, tmp_path / "out.json")


def test_that_a_reader_without_a_file_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("melcount_app.self_test.readers.SCAN_FILES", SCAN_FILES[:1])
    with pytest.raises(
        AssertionError,
        match="no file for CZI, NDPI set, OME companion, OME set, picture, scanner format",
    ):
        check_readers(tmp_path, tmp_path / "out.json")


def test_that_libraries_and_models_are_told(tmp_path: Path) -> None:
    found = check_libraries(tmp_path, tmp_path / "out.json")
    assert "trp1" in found["models"]
    assert found["versions"]["OpenSlide"]


def test_that_a_count_off_by_a_thousandth_fails_and_one_off_by_rounding_does_not() -> None:
    known = stored_counts()["sample"]["cells"]
    check_same("sample", known * (1 + 1e-6))
    with pytest.raises(AssertionError, match="cells were counted where"):
        check_same("sample", known * 1.001)


def test_that_window_readers_count_and_batch_are_all_checked() -> None:
    assert [check.name for check in CHECKS] == ["window", "libraries", "readers", "count", "batch"]
