"""Scans of two channels, in which a product dims the label."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import tifffile
from typer.testing import CliRunner

from melcount_app.cli import app
from melcount_app.core.batch import BatchRequest, BatchSettled, Control, ScanFailed, run_batch
from melcount_app.core.plan import ConcernKind
from melcount_app.core.prepare import prepare_scan
from melcount_app.core.protocol import Protocol
from melcount_app.core.report.study import build_study_report
from melcount_app.core.study import Study
from melcount_app.core.work import result_of

SIDE = 128


def write(path: Path, planes: dict[str, npt.NDArray[np.generic]]) -> Path:
    metadata = {
        "axes": "CYX",
        "Channel": {"Name": list(planes)},
        "PhysicalSizeX": 1.8092,
        "PhysicalSizeXUnit": "µm",
        "PhysicalSizeY": 1.8092,
        "PhysicalSizeYUnit": "µm",
    }
    tifffile.imwrite(path, np.stack(list(planes.values())), ome=True, metadata=metadata)
    return path


def bright(value: int, kind: type[np.uint8 | np.uint16] = np.uint8) -> npt.NDArray[np.generic]:
    y, x = (np.minimum(side % 16, 16 - side % 16) for side in np.mgrid[:SIDE, :SIDE])
    spots = np.minimum(1.2 * np.exp(-(x * x + y * y) / 8), 1)
    pixels: npt.NDArray[np.generic] = (value // 10 + spots * (value - value // 10)).astype(kind)
    return pixels


@pytest.fixture
def counted(tmp_path: Path, linear_model: Path) -> Callable[..., tuple[Study, list[object]]]:
    def run(channel: str = "") -> tuple[Study, list[object]]:
        study = Study.open(tmp_path / "s.melcount")
        for path in sorted(tmp_path.glob("*.tif")):
            study.scans.add(path)
        request = BatchRequest(
            root=tmp_path,
            out=tmp_path / "out",
            protocol=Protocol.of(linear_model, channel=channel),
            model=linear_model,
        )
        return study, list(run_batch(study, request, Control()))

    return run


def channels_of(study: Study) -> list[int]:
    return [entry.count.channel for entry in study.entries() if entry.count]


def test_that_all_scans_are_counted_on_the_channel_that_the_first_look_settles(
    tmp_path: Path, counted: Callable[..., tuple[Study, list[object]]]
) -> None:
    for name, label in (("a", 240), ("b", 240), ("c", 60)):
        write(tmp_path / f"{name}.ome.tif", {"one": bright(120), "two": bright(label)})
    study, events = counted()
    with study:
        (settled,) = (event for event in events if isinstance(event, BatchSettled))
        assert [concern.kind for concern in settled.concerns] == [ConcernKind.LABEL_DISPUTED]
        protocol = study.terms.protocol()
        assert protocol == settled.protocol
        assert protocol.channel == "two"
        assert channels_of(study) == [1, 1, 1]
        assert len({scan.request.channel.name for _, scan in build_study_report(study).scans}) == 1
    again, events = counted()
    with again:
        assert not [event for event in events if isinstance(event, BatchSettled)]
        assert again.terms.protocol() == protocol


def test_that_a_scan_without_the_channel_fails_with_its_sentence(
    tmp_path: Path, counted: Callable[..., tuple[Study, list[object]]]
) -> None:
    write(tmp_path / "a.ome.tif", {"DAPI": bright(120), "FITC": bright(60)})
    write(tmp_path / "b.ome.tif", {"DAPI": bright(120), "TRITC": bright(60)})
    study, events = counted()
    with study:
        (failed,) = (event for event in events if isinstance(event, ScanFailed))
        assert "“FITC”" in failed.sentence
        assert "DAPI, TRITC" in failed.sentence


def test_that_scans_of_16_bit_share_one_white_and_one_black(
    tmp_path: Path, counted: Callable[..., tuple[Study, list[object]]]
) -> None:
    for name, label in (("a", 3000), ("b", 2000)):
        planes = {"DAPI": bright(40000, np.uint16), "FITC": bright(label, np.uint16)}
        write(tmp_path / f"{name}.ome.tif", planes)
    study, _ = counted()
    with study:
        protocol = study.terms.protocol()
        assert protocol is not None
        assert protocol.white == 3000
        heads = [entry.count for entry in study.entries()]
        assert {(head.white, head.black) for head in heads if head} == {(3000, protocol.black)}
        assert any("all scans of the study" in " ".join(head.flags) for head in heads if head)


def test_that_a_look_at_a_study_tells_the_white_that_it_has(
    tmp_path: Path, counted: Callable[..., tuple[Study, list[object]]], linear_model: Path
) -> None:
    write(tmp_path / "a.ome.tif", {"FITC": bright(3000, np.uint16)})
    study, _ = counted()
    study.close()
    write(tmp_path / "b.ome.tif", {"FITC": bright(6000, np.uint16)})
    words = ["batch", str(tmp_path), "--out", str(tmp_path), "--model", str(linear_model)]
    words += ["--study", str(tmp_path / "s.melcount"), "--dry-run"]
    told = CliRunner().invoke(app, words)
    assert told.exit_code == 0, told.output
    assert "white: 3000 in all scans" in told.output
    assert "far from it" not in told.output


@pytest.mark.parametrize("white", [900, 9000])
def test_that_scans_added_to_a_study_that_were_exposed_otherwise_are_named(
    tmp_path: Path,
    counted: Callable[..., tuple[Study, list[object]]],
    linear_model: Path,
    white: int,
) -> None:
    for name in "ab":
        write(tmp_path / f"{name}.ome.tif", {"FITC": bright(3000, np.uint16)})
    study, _ = counted()
    study.close()
    write(tmp_path / "late.ome.tif", {"FITC": bright(white, np.uint16)})
    words = ["batch", str(tmp_path), "--out", str(tmp_path), "--model", str(linear_model)]
    words += ["--study", str(tmp_path / "s.melcount"), "--dry-run"]
    told = CliRunner().invoke(app, words)
    assert told.exit_code == 0, told.output
    assert f"far from it: late.ome.tif ({white})" in " ".join(told.output.split())


def test_that_a_batch_may_be_cancelled_while_it_looks(tmp_path: Path, linear_model: Path) -> None:
    write(tmp_path / "a.ome.tif", {"one": bright(120), "two": bright(60)})
    control = Control()
    control.cancel()
    with Study.open(tmp_path / "s.melcount") as study:
        study.scans.add(tmp_path / "a.ome.tif")
        protocol = Protocol.of(linear_model)
        request = BatchRequest(tmp_path, tmp_path / "out", protocol, linear_model)
        assert not [e for e in run_batch(study, request, control) if isinstance(e, BatchSettled)]
        assert study.terms.protocol() is None


def test_that_padding_of_white_is_told(tmp_path: Path) -> None:
    pixels = bright(200)
    pixels[:, :20] = 255
    told = result_of(prepare_scan(write(tmp_path / "a.ome.tif", {"FITC": pixels}))).notes
    assert "16 % of the picture is padding" in " ".join(told)
    clean = write(tmp_path / "b.ome.tif", {"FITC": bright(200)})
    assert "padding" not in " ".join(result_of(prepare_scan(clean)).notes)
